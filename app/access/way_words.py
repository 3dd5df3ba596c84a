"""A way by which somebody reaches a record, in words: read off the branch that let them in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.access.reach import Branch, Reach
from app.access.rights import Rights
from app.access.who_sees import Way
from app.definition import LEVELS, Register
from app.words import Words

#: What a unit or department of that id is called.
Naming = Callable[[str, int], str]

_UNIT_COLUMNS = frozenset(f"{level}_id" for level in LEVELS)
_LEVEL_NAMES = {"grid": Words("网格", "grid"), "village": Words("村(社区)", "village"), "town": Words("镇", "town"),
                "county": Words("县", "county")}


def way_words(rights: Rights, register: Register, way: Way, name: Naming) -> Words:
    """Why the way leads to the record: 金元镇及以下; 责任部门是司法所."""
    if way.branch is not None:
        return _branch(register, way.branch, name)
    if way.through is not None and way.through.through is not None:
        return _through(rights, way.through, name)
    return Words("本登记簿对该角色全部可见", "the role sees all of this register")


def _through(rights: Rights, reach: Reach, name: Naming) -> Words:
    assert reach.through is not None
    _column, parent, inner = reach.through
    above = rights.definition.registers[parent.name]
    if inner.everything:
        return above.one
    parts = [_branch(above, branch, name) for branch in inner.branches]
    return Words(f"所属{above.one.zh}：" + "；或".join(part.zh for part in parts),
                 f"its {above.one.en.lower()}: " + "; or ".join(part.en for part in parts))


def _branch(register: Register, branch: Branch, name: Naming) -> Words:
    parts = list(_conditions(register, branch, name))
    return Words("，且".join(part.zh for part in parts), " and ".join(part.en for part in parts))


def _conditions(register: Register, branch: Branch, name: Naming) -> Iterator[Words]:
    for column, value in branch.conditions:
        if column in _UNIT_COLUMNS:
            unit = name("unit", value)
            yield Words(f"{unit}及以下", f"{unit} and all below")
        elif column == "id" and isinstance(value, tuple):
            yield Words("转办接收、协办或专班成员", "took it over, is offered it, assists or is in its special team")
        elif column in ("unit_id", "id"):
            unit = name("unit", value)
            yield Words(f"上级单位{unit}的公共目录", f"the directory of {unit}, a unit above")
        elif isinstance(value, tuple):
            levels = [_LEVEL_NAMES.get(each, Words(str(each), str(each))) for each in value]
            yield Words(f"办理层级为{'、'.join(each.zh for each in levels)}",
                        f"held at the level {', '.join(each.en for each in levels)}")
        else:
            yield _field(register, column, value, name)


def _field(register: Register, column: str, value: object, name: Naming) -> Words:
    """A condition on a field of the register: the department or unit that holds, leads or assists."""
    field = register.fields.get(column.removesuffix("_id"))
    to = str(getattr(field.type, "to", "")) if field else ""
    named = name(to, value) if to and isinstance(value, int) else str(value)
    label = field.label if field else Words(column, column)
    return Words(f"{label.zh}是{named}", f"{label.en} is {named}")
