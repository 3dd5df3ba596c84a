"""The generated part of the reference: ``python -m docs.build`` writes it, ``--check`` tells whether it is current.

What a page lists, the program itself says: field types, keys, rules, problem codes, commands, settings, registers, roles.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
from marshmallow import Schema

import app.expressions
from app.cli import COMMANDS
from app.definition import grammar
from app.definition.publish import value_schema
from app.expressions import RESERVED
from app.expressions.functions import FUNCTIONS
from app.expressions.reading import DEEPEST, LONGEST, MOST_BRACKETS
from app.fieldtypes import ALL, FieldType
from app.fieldtypes.operators import operators
from app.problems.catalogue import acts, declarations, files, policies, rules, setup, values
from app.problems.catalogue.detail import Detail
from app.words import Words
from config import ROOT, Settings
from docs.declared import registers, roles
from docs.writing import Page, table

FOLDER = Path(__file__).resolve().parent / "reference"

MADE = "<!-- Written by `python -m docs.build`; changes go into the program. -->"


def main(arguments: Sequence[str]) -> int:
    """Write every page, or tell which are out of date; 1 where some are and nothing was to be written."""
    late = [name for name in PAGES if out_of_date(name)]
    for name in late:
        print(f"docs/reference/{name}", flush=True)
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


# -- field types and keys ------------------------------------------------------------------------


def field_types() -> Page:
    """Every kind of field with its options."""
    yield "A field names its kind after `type:`. The keys below its own options are those that every field may have."
    yield ""
    yield from table(["type", "中文", "English"], (
        [f"[{kind.kind}](#{kind.kind})", kind.summary.zh, kind.summary.en] for kind in ALL))
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
    asked = [operator.words.en for operator in operators(kind.operator_keys)]
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
    for title, schema in (*_FILES, *_PARTS):
        yield f"## {title}"
        yield ""
        yield from _keys(schema)


_FILES: tuple[tuple[str, type[Schema]], ...] = (
    ("schema/entities/KEY.yaml", grammar.RegisterGrammar), ("schema/roles.yaml", grammar.RolesGrammar),
    ("schema/vocabularies/KEY.yaml", grammar.VocabularyGrammar), ("schema/menu.yaml", grammar.MenuGrammar),
)

_PARTS: tuple[tuple[str, type[Schema]], ...] = (
    ("scope", grammar.ScopeGrammar), ("groups", grammar.GroupGrammar), ("children", grammar.ChildrenGrammar),
    ("charts", grammar.ChartGrammar), ("import", grammar.ImportGrammar), ("check", grammar.CheckGrammar),
    ("roles", grammar.RoleGrammar), ("terms", grammar.TermGrammar), ("entries of the menu", grammar.EntryGrammar),
)


def _keys(schema: type[Schema]) -> Page:
    rows = (_key(each.data_key or name, each) for name, each in schema().fields.items())
    yield from table(["key (* required)", "中文", "English"], rows)


def _key(name: str, field: Any) -> list[str]:
    words = field.metadata.get("doc") or Words("", "")
    return [f"`{name}`" + (" *" if field.required else ""), words.zh, words.en]


# -- the rule language -----------------------------------------------------------------------------


def rule_language() -> Page:
    """What a rule may say: the words of app/expressions, its functions and its limits."""
    yield "Rules stand in `visible_if`, `required_if`, `check`, `computed`, the `where` of charts and of references."
    yield "`flask schema check` types each one against the fields it names; the form in the browser, the server and the"
    yield "database then give one answer."
    yield ""
    yield "```text"
    yield from (app.expressions.__doc__ or "").partition("The language\n")[2].rstrip().splitlines()
    yield "```"
    yield ""
    yield "## Functions"
    yield ""
    yield from table(["function", "takes", "gives"], (
        [f"`{each.name}`", ", ".join(kind.words.en for kind in each.takes), each.gives.words.en] for each in FUNCTIONS))
    yield f"At most {LONGEST} characters, {MOST_BRACKETS} levels of brackets and {DEEPEST} steps."
    yield f"No field can be called {', '.join(f'`{word}`' for word in sorted(RESERVED))}."


# -- problem codes ---------------------------------------------------------------------------------

_FAMILIES: tuple[tuple[str, Any, Mapping[str, Detail]], ...] = (
    ("Declarations", declarations, declarations.DECLARATIONS), ("Policies", policies, policies.POLICIES),
    ("Rules", rules, rules.RULES), ("Values", values, values.VALUES), ("Files", files, files.FILES),
    ("Access and acts", acts, acts.ACTS), ("Set-up and database", setup, setup.SETUP),
)


def problem_codes() -> Page:
    """Every code with its sentence in both languages."""
    yield "Every fault that the product reports has a code. `{…}` is filled in with what was found; a warning lets it pass."
    yield ""
    for title, module, family in _FAMILIES:
        yield f"## {title}"
        yield ""
        yield (module.__doc__ or "").strip().replace("\n", " ")
        yield ""
        yield from table(["code", "中文", "English"], (_code(code, detail) for code, detail in family.items()))


def _code(code: str, detail: Detail) -> list[str]:
    return [code + (" (warning)" if detail.warning else ""), detail.words.zh, detail.words.en]


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


PAGES: Mapping[str, tuple[str, Callable[[], Page]]] = {
    "field-types.md": ("Field types · 字段类型", field_types),
    "declarations.md": ("Declarations · 声明文件", declarations_page),
    "rules.md": ("The rule language · 规则语言", rule_language),
    "problem-codes.md": ("Problem codes · 问题代码", problem_codes),
    "commands.md": ("Commands · 命令", commands),
    "settings.md": ("Settings · 设置", settings),
    "registers.md": ("Registers", registers("en")),
    "registers.zh.md": ("登记簿", registers("zh")),
    "roles.md": ("Roles and what they may do", roles("en")),
    "roles.zh.md": ("角色与权限", roles("zh")),
}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
