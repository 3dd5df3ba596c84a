"""Pages of the reference on what is declared: the registers, and the roles with what they may do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from app.access.reach_words import reach_words
from app.access.rights import Rights
from app.assembly import read_schema
from app.definition import Role
from app.definition.acts import ABILITIES
from app.definition.explain import Explanation, acts_of, spoken
from app.explanation import explain_register
from app.model import build_models
from app.words import Language, Words
from config import ROOT
from docs.writing import Page, table

# -- registers -------------------------------------------------------------------------------------


def registers(language: Language, schema: Path = ROOT / "schema") -> Callable[[], Page]:
    """Every declared register, explained in one language."""
    def made() -> Page:
        models = build_models(read_schema(schema))
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


# -- roles -----------------------------------------------------------------------------------------


def roles(language: Language, schema: Path = ROOT / "schema") -> Callable[[], Page]:
    """Every role: where it is held, what it may do beside registers, and its acts and rows in each register."""
    def made() -> Page:
        rights = Rights(build_models(read_schema(schema)))
        for role in rights.definition.roles.values():
            yield f"## {role.label.to(language)} (`{role.key}`)"
            yield ""
            yield from (f"- {line.to(language)}" for line in _role_facts(role))
            yield ""
            heads = [words.to(language) for words in _ROLE_HEADS]
            yield from table(heads, ([spoken(cell, language) for cell in row] for row in _granted(rights, role)))

    return made


_ROLE_HEADS = (Words("登记簿", "register"), Words("权限", "acts"), Words("能看到的记录", "rows it sees"),
               Words("能修改的记录", "rows it changes"))


def _role_facts(role: Role) -> Iterator[Words]:
    if role.level:
        yield Words(f"任职单位的级别：{role.level}", f"held at a unit of the level {role.level}")
    for ability in sorted(role.abilities):
        yield ABILITIES[ability]
    if role.grants_roles:
        names = ", ".join(sorted(role.grants_roles))
        yield Words(f"可授予：{names}", f"may grant: {names}")
    if role.excludes:
        names = ", ".join(sorted(role.excludes))
        yield Words(f"不能与以下角色由同一人担任：{names}", f"not the same person as: {names}")


def _granted(rights: Rights, role: Role) -> Iterator[tuple[Any, ...]]:
    for register in rights.definition.registers.values():
        granted = register.grants.get(role.key)
        if granted:
            acts = tuple(words for act, words in acts_of(rights.definition, register).items() if act in granted)
            edited = reach_words(rights, register, role, "edit") if "edit" in granted else "—"
            yield (register.label, acts, reach_words(rights, register, role, "read"), edited)
