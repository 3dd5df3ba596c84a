"""What a declared register is, in words and as data: the compiler's answer for users, tests and support.

``flask schema explain``, the generated reference and the page of declarations show the same. What lies beyond the
declarations (columns, which rows a role reaches) is given by whoever knows it (app/explanation.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.definition.acts import BASE_ACTS, Act
from app.definition.checks.fields import vocabulary_of
from app.definition.types import Definition, Field, Register
from app.words import Language, Words

#: Where a register is found: what it is, and its address.
ADDRESSES: tuple[tuple[Words, str], ...] = (
    (Words("列表", "List"), "/{key}/list/"),
    (Words("新增", "New record"), "/{key}/add"),
    (Words("详情", "Record"), "/{key}/show/<id>"),
    (Words("修改", "Form of a record"), "/{key}/edit/<id>"),
    (Words("打印", "Print"), "/{key}/print/"),
    (Words("接口", "REST API"), "/api/v1/{key}/"),
)

_SCOPES = {
    "unit": Words("每条记录属于字段 {by} 所指的单位", "each record belongs to the unit that {by} names"),
    "through": Words("每条记录随字段 {by} 所指的上级记录", "each record goes with the record that {by} names"),
    "tree": Words("记录本身就是单位", "the records are the units"),
    "shared": Words("不分单位，凡有权者都能看到全部", "no unit: whoever may read it sees all of it"),
}

_MARKS: tuple[tuple[str, Words], ...] = (
    ("required", Words("必填", "required")), ("unique", Words("不重复", "unique")), ("mask", Words("脱敏", "masked")),
    ("encrypted", Words("加密", "encrypted")), ("searchable", Words("可检索", "searchable")),
    ("computed", Words("计算", "computed")), ("kept_by", Words("系统填写", "kept by the system")),
)

_RULES: tuple[tuple[str, Words], ...] = (
    ("visible_if", Words("显示条件", "shown if")), ("required_if", Words("必填条件", "required if")),
    ("computed", Words("算法", "computed")),
)


@dataclass(frozen=True)
class ColumnFact:
    """One column of the register's table."""

    name: str
    type: str
    nullable: bool
    field: str | None


@dataclass(frozen=True)
class Reached:
    """Which rows a role may see, and which it may change."""

    read: Words
    edit: Words | None


@dataclass(frozen=True)
class Section:
    """One part of an explanation: a heading, what its columns are called, and its rows. ``key`` names it in JSON."""

    key: str
    title: Words
    heads: tuple[Words, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Explanation:
    """A register, explained."""

    register: Register
    sections: tuple[Section, ...]

    def as_json(self, language: Language) -> dict[str, Any]:
        """One list of mappings per section; the keys are the English heads."""
        found: dict[str, Any] = {"key": self.register.key, "label": self.register.label.to(language)}
        for section in self.sections:
            keys = [head.en.replace(" ", "_") for head in section.heads]
            rows = ([_plain(cell, language) for cell in row] for row in section.rows)
            found[section.key] = [dict(zip(keys, row, strict=True)) for row in rows]
        return found

    def as_text(self, language: Language) -> str:
        """Sections with aligned columns, for a terminal."""
        title = f"{self.register.label.to(language)} ({self.register.key})"
        return "\n".join([title, "=" * width(title), *(line for each in self.sections for line in _lines(each, language))])


def explain(definition: Definition, register: Register, columns: Sequence[ColumnFact],
            rows: Mapping[str, Reached]) -> Explanation:
    """The explanation of a register; ``rows`` says for each role which rows it reaches."""
    sections = (_facts(register), _columns(columns), _fields(register), _rules(register), _grants(definition, register, rows),
                _filters(register), _orders(register), _charts(register), _import(register), _children(register),
                _history(register))
    return Explanation(register, tuple(each for each in sections if each.rows))


# -- the sections --------------------------------------------------------------------------------


def _facts(register: Register) -> Section:
    scope = _SCOPES[register.scope.kind]
    by = register.scope.by or ""
    rows: list[tuple[Any, ...]] = [
        (Words("出处", "source"), register.source), (Words("说明", "help"), register.help or ""),
        (Words("归属", "scope"), Words(scope.zh.format(by=by), scope.en.format(by=by))),
        (Words("自称", "names itself"), register.names_itself),
        (Words("唯一键", "natural key"), ", ".join(register.natural_key)),
        (Words("检索", "search"), ", ".join(field.key for field in register.searchable_fields)),
        (Words("行为包", "behaviours"), ", ".join(register.behaves)),
        *((label, address.format(key=register.key)) for label, address in ADDRESSES),
    ]
    heads = (Words("项目", "what"), Words("内容", "value"))
    return Section("facts", Words("概况", "Facts"), heads, tuple(row for row in rows if row[1]))


def _columns(columns: Sequence[ColumnFact]) -> Section:
    heads = (Words("列", "column"), Words("类型", "type"), Words("可空", "nullable"), Words("字段", "field"))
    return Section("columns", Words("表中的列", "Columns of the table"), heads,
                   tuple((each.name, each.type, each.nullable, each.field or "") for each in columns))


def _fields(register: Register) -> Section:
    heads = (Words("键", "key"), Words("名称", "label"), Words("类型", "type"), Words("特征", "marks"),
             Words("文件中的列名", "headings in files"))
    rows = ((each.key, each.label, _kind(each), tuple(marks_of(each)), each.headings() if each.written else ())
            for each in register.fields.values())
    return Section("fields", Words("字段", "Fields"), heads, tuple(rows))


def _kind(field: Field) -> Words:
    """The type, with the register or vocabulary that its values come from."""
    words, source = field.type.words, getattr(field.type, "to", None) or vocabulary_of(field)
    return Words(f"{words.zh} → {source}", f"{words.en} → {source}") if source else words


def marks_of(field: Field) -> Iterator[Words]:
    """What is special about a field."""
    return (words for name, words in _MARKS if getattr(field, name))


def _rules(register: Register) -> Section:
    heads = (Words("字段", "field"), Words("规则", "rule"), Words("内容", "text"), Words("提示", "message"))
    return Section("rules", Words("规则", "Rules"), heads, tuple(_rule_rows(register)))


def _rule_rows(register: Register) -> Iterator[tuple[Any, ...]]:
    for field in register.fields.values():
        for name, words in _RULES:
            rule = getattr(field, name)
            if rule:
                yield (field.key, words, rule.text, "")
        for check in field.checks:
            yield (field.key, Words("核对", "check"), check.rule.text, check.message)


def _grants(definition: Definition, register: Register, rows: Mapping[str, Reached]) -> Section:
    heads = (Words("角色", "role"), Words("名称", "label"), Words("权限", "acts"), Words("能看到的记录", "rows it sees"),
             Words("能修改的记录", "rows it changes"))
    acts = acts_of(definition, register)
    found = ((key, role.label, tuple(acts[act] for act in acts if act in register.grants.get(key, ())), rows[key].read,
              rows[key].edit or "—") for key, role in definition.roles.items() if register.grants.get(key))
    return Section("grants", Words("权限", "Permissions"), heads, tuple(found))


def acts_of(definition: Definition, register: Register) -> Mapping[Act, Words]:
    """The acts that a register can grant: the base acts and those of its packs."""
    own = [definition.packs[name].acts for name in register.behaves if name in definition.packs]
    return {**BASE_ACTS, **{act: words for acts in own for act, words in acts.items()}}


def _filters(register: Register) -> Section:
    heads = (Words("字段", "field"), Words("名称", "label"), Words("可问", "operators"))
    found = ((key, register.fields[key].label, tuple(each.words for each in register.fields[key].type.operators()))
             for key in register.filters)
    return Section("filters", Words("筛选", "Filters"), heads, tuple(found))


def _orders(register: Register) -> Section:
    heads = (Words("字段", "field"), Words("名称", "label"), Words("方向", "direction"))
    down, up = Words("从大到小", "descending"), Words("从小到大", "ascending")
    found = ((each.field, register.fields[each.field].label, down if each.descending else up) for each in register.orders)
    return Section("sorts", Words("排序", "Sorts"), heads, tuple(found))


def _charts(register: Register) -> Section:
    heads = (Words("图表", "chart"), Words("名称", "label"), Words("种类", "kind"), Words("分组", "group by"),
             Words("堆叠", "stack by"), Words("度量", "measure"), Words("条件", "where"))
    found = ((each.key, each.label, each.kind, f"{each.group_by} ({each.bucket})" if each.bucket else each.group_by,
              each.stack_by or "", each.measure, each.where.text if each.where else "") for each in register.charts.values())
    return Section("charts", Words("图表", "Charts"), heads, tuple(found))


def _import(register: Register) -> Section:
    heads = (Words("识别键", "matched on"), Words("已有时", "when it exists"))
    rule = register.importing
    found = ((" + ".join(names), rule.when_exists) for names in rule.match_on) if rule else ()
    return Section("import", Words("导入", "Import"), heads, tuple(found))


def _children(register: Register) -> Section:
    heads = (Words("键", "key"), Words("名称", "label"), Words("登记簿", "register"), Words("字段", "field"))
    found = ((each.key, each.label, each.register, each.by) for each in register.children.values())
    return Section("children", Words("下级记录", "Child rows"), heads, tuple(found))


def _history(register: Register) -> Section:
    secret = [field.key for field in register.fields.values() if field.secret]
    kept = Words("每次新增、修改、作废和恢复：谁、何时、从哪里、旧值和新值",
                 "every creation, change, voiding and restoring: who, when, by which door, old and new")
    rows: list[tuple[Any, ...]] = [(Words("记录", "kept"), kept)]
    if secret:
        rows.append((Words("仅存密文", "as ciphertext only"), ", ".join(secret)))
    if register.append_only:
        rows.append((Words("只增不改", "append only"), Words("是", "yes")))
    return Section("history", Words("历史", "History"), (Words("项目", "what"), Words("内容", "value")), tuple(rows))


# -- as text and data ------------------------------------------------------------------------------


def _plain(cell: Any, language: Language) -> Any:
    if isinstance(cell, Words):
        return cell.to(language)
    return [_plain(each, language) for each in cell] if isinstance(cell, tuple) else cell


def spoken(cell: Any, language: Language) -> str:
    """A cell as one text."""
    if isinstance(cell, bool):
        return {("zh", True): "是", ("zh", False): "否", ("en", True): "yes", ("en", False): "no"}[language, cell]
    if isinstance(cell, tuple):
        return ("、" if language == "zh" else ", ").join(spoken(each, language) for each in cell)
    return str(_plain(cell, language))


def _lines(section: Section, language: Language) -> Iterator[str]:
    table = [tuple(spoken(cell, language) for cell in row) for row in ((*section.heads,), *section.rows)]
    widths = [max(width(row[place]) for row in table) for place in range(len(section.heads))]
    yield f"\n{section.title.to(language)}"
    for row in table:
        yield "  " + "  ".join(cell + " " * (widths[place] - width(cell)) for place, cell in enumerate(row)).rstrip()


def width(text: str) -> int:
    """How many columns of a terminal a text takes: a Chinese character takes two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)
