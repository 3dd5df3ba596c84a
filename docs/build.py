"""The generated part of the reference: ``python -m docs.build`` writes it, ``--check`` tells whether it is current.

What a page lists, the program itself says: field types, keys, problem codes, commands, settings, registers.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
from marshmallow import Schema

from app.access.rights import Rights
from app.assembly import read_schema
from app.cli import COMMANDS
from app.definition import grammar
from app.definition.explain import Explanation, spoken
from app.definition.publish import value_schema
from app.explanation import explain_register
from app.fieldtypes import ALL, FieldType
from app.model import build_models
from app.problems.catalogue import acts, declarations, files, policies, rules, setup, values
from app.problems.catalogue.detail import Detail
from app.words import Language
from config import ROOT, Settings

FOLDER = Path(__file__).resolve().parent / "reference"

MADE = "<!-- Written by `python -m docs.build`; changes go into the program. -->"

Page = Iterable[str]


def main(arguments: Sequence[str]) -> int:
    """Write every page, or tell which are out of date; 1 where some are and nothing was to be written."""
    late = [name for name in PAGES if out_of_date(name)]
    for name in late:
        print(f"docs/reference/{name}")
        if "--check" not in arguments:
            FOLDER.mkdir(parents=True, exist_ok=True)
            (FOLDER / name).write_text(page(name), encoding="utf-8")
    return int(bool(late) and "--check" in arguments)


def out_of_date(name: str) -> bool:
    """Whether the page on disk says something else."""
    path = FOLDER / name
    return not path.is_file() or path.read_text(encoding="utf-8") != page(name)


def page(name: str) -> str:
    """The text of a page."""
    title, make = PAGES[name]
    return "\n".join([f"# {title}", "", MADE, "", *make()]).rstrip() + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A table, and an empty line after it."""
    for row in (heads, ["---"] * len(heads), *rows):
        yield "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


# -- field types and keys ------------------------------------------------------------------------


def field_types() -> Page:
    """Every kind of field with its options."""
    yield "A field names its kind after `type:`. The keys below its own options are those that every field may have."
    yield ""
    yield from table(["type", "中文", "English"], ([f"[{kind.kind}](#{kind.kind})", kind.summary.zh, kind.summary.en] for kind in ALL))
    yield "## Keys of every field"
    yield ""
    yield from _keys(grammar.FieldGrammar)
    for kind in ALL:
        yield from _field_type(kind)


def _field_type(kind: type[FieldType]) -> Page:
    yield f"## {kind.kind}"
    yield ""
    yield f"{kind.words.zh} · {kind.words.en}. {kind.summary.en[:1].upper()}{kind.summary.en[1:]}."
    yield ""
    if kind.options:
        yield from table(["option", "takes"], ([f"`{name}`", _takes(option)] for name, option in kind.options.items()))
    facts = [words for words, holds in (
        ("lists may be sorted by it", kind.sortable), ("charts may group by it", kind.groupable),
        ("may be encrypted", kind.encryptable), ("masked unless the declaration says otherwise", kind.personal)) if holds]
    asked = [operator.words.en for operator in kind.operators(kind)] if kind.operator_keys else []  # type: ignore[arg-type]
    if asked:
        facts.append(f"a filter may ask: {', '.join(asked)}")
    yield from (f"- {fact}" for fact in facts)
    yield ""


def _takes(option: Any) -> str:
    """What a value may be, from the same source as the published JSON Schema."""
    schema = value_schema(option)
    if "enum" in schema:
        return " or ".join(f"`{word}`" for word in schema["enum"])
    limits = f", {schema['minimum']} to {schema['maximum']}" if "minimum" in schema else ""
    kinds = {"object": "options: `{key: {zh, en, synonyms}}`", "array": "a list", "integer": "a whole number",
             "boolean": "true or false", "string": "a text"}
    kind = schema.get("type", "object")
    return (kinds.get(kind, "a number") if isinstance(kind, str) else "a number") + limits


def declarations_page() -> Page:
    """Every key of every file of schema/."""
    yield "What may stand in the files of `schema/`. Editors that know the YAML language server complete and explain the same."
    yield ""
    for path, schema in (("schema/entities/KEY.yaml", grammar.RegisterGrammar), ("schema/roles.yaml", grammar.RolesGrammar),
                         ("schema/vocabularies/KEY.yaml", grammar.VocabularyGrammar), ("schema/menu.yaml", grammar.MenuGrammar)):
        yield f"## {path}"
        yield ""
        yield from _keys(schema)
    for title, schema in _PARTS:
        yield f"## {title}"
        yield ""
        yield from _keys(schema)


_PARTS: tuple[tuple[str, type[Schema]], ...] = (
    ("scope", grammar.ScopeGrammar), ("groups", grammar.GroupGrammar), ("children", grammar.ChildrenGrammar),
    ("charts", grammar.ChartGrammar), ("import", grammar.ImportGrammar), ("check", grammar.CheckGrammar),
    ("roles", grammar.RoleGrammar), ("terms", grammar.TermGrammar), ("entries of the menu", grammar.EntryGrammar),
)


def _keys(schema: type[Schema]) -> Page:
    rows = []
    for name, each in schema().fields.items():
        words = each.metadata.get("doc")
        rows.append([f"`{each.data_key or name}`" + (" *" if each.required else ""), words.zh if words else "", words.en if words else ""])
    yield from table(["key (* required)", "中文", "English"], rows)


# -- problem codes ---------------------------------------------------------------------------------

_FAMILIES: tuple[tuple[str, Any, Mapping[str, Detail]], ...] = (
    ("Declarations", declarations, declarations.DECLARATIONS), ("Policies", policies, policies.POLICIES),
    ("Rules", rules, rules.RULES), ("Values", values, values.VALUES), ("Files", files, files.FILES),
    ("Access and acts", acts, acts.ACTS), ("Set-up and database", setup, setup.SETUP),
)


def problem_codes() -> Page:
    """Every code with its sentence in both languages."""
    yield "Every fault that the product reports has a code. `{…}` is filled in with what was found; a warning is taken all the same."
    yield ""
    for title, module, family in _FAMILIES:
        yield f"## {title}"
        yield ""
        yield (module.__doc__ or "").strip().replace("\n", " ")
        yield ""
        yield from table(["code", "中文", "English"], (
            [code + (" (warning)" if detail.warning else ""), detail.words.zh, detail.words.en] for code, detail in family.items()))


# -- commands, settings ----------------------------------------------------------------------------


def commands() -> Page:
    """Every command with its options."""
    yield "`flask …` with `FLASK_APP=app`; `python -m app.cli …` runs the same without building the web application."
    yield ""
    for command in COMMANDS:
        yield from _command(command, [str(command.name)])


def _command(command: click.Command, path: list[str]) -> Page:
    inner = command.commands if isinstance(command, click.Group) else {}
    if not inner:
        arguments = [each.make_metavar(click.Context(command)) for each in command.params if isinstance(each, click.Argument)]
        yield f"## flask {' '.join([*path, *arguments])}"
        yield ""
        yield (command.help or "").replace("\n", " ")
        yield ""
        options = [[f"`{', '.join(each.opts)}`", each.help or ""] for each in command.params if isinstance(each, click.Option)]
        if options:
            yield from table(["option", "what it does"], options)
    for name, each in inner.items():
        yield from _command(each, [*path, name])


def settings() -> Page:
    """Every setting with its default."""
    yield "Settings come from the environment. None is needed for a first start."
    yield ""
    rows = [[f"`{each.metadata['name']}`", _default(each.default), each.metadata["purpose"]] for each in fields(Settings)]
    yield from table(["setting", "default", "what it is for"], rows)


def _default(value: Any) -> str:
    if isinstance(value, Path):
        return f"`{value.relative_to(ROOT).as_posix()}`"
    return f"`{int(value) if isinstance(value, bool) else value}`" if value != "" else "—"


# -- registers -------------------------------------------------------------------------------------


def registers(language: Language) -> Callable[[], Page]:
    """Every declared register, explained in one language."""
    def made() -> Page:
        models = build_models(read_schema(ROOT / "schema"))
        for each in models.definition.registers.values():
            yield from _explained(explain_register(models, Rights(models), each), language)

    return made


def _explained(found: Explanation, language: Language) -> Page:
    yield f"## {found.register.label.to(language)} (`{found.register.key}`)"
    yield ""
    for section in found.sections:
        yield f"### {section.title.to(language)}"
        yield ""
        heads = [head.to(language) for head in section.heads]
        yield from table(heads, ([spoken(cell, language) for cell in row] for row in section.rows))


PAGES: Mapping[str, tuple[str, Callable[[], Page]]] = {
    "field-types.md": ("Field types · 字段类型", field_types),
    "declarations.md": ("Declarations · 声明文件", declarations_page),
    "problem-codes.md": ("Problem codes · 问题代码", problem_codes),
    "commands.md": ("Commands · 命令", commands),
    "settings.md": ("Settings · 设置", settings),
    "registers.md": ("Registers", registers("en")),
    "registers.zh.md": ("登记簿", registers("zh")),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
