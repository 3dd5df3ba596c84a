"""``schema/`` → :class:`Definition`: read → accept → build → agree, all problems of a run together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from marshmallow import Schema

from app.definition.building import Draft, build_menu, build_register, build_role, build_vocabulary
from app.definition.checks import CHECKS, Context
from app.definition.document import Document, read_file
from app.definition.grammar import MenuGrammar, RegisterGrammar, RolesGrammar, VocabularyGrammar, accept
from app.definition.types import Definition, Pack, Register
from app.expressions import Names
from app.fieldtypes.options import is_key
from app.problems import Mark, Problem, Problems, nearest, problem

PolicyReader = Callable[[Path, str], Any]


def load_definition(folder: Path, *, packs: Iterable[Pack] = (), pages: Iterable[str] = (),
                    policies: PolicyReader | None = None) -> Definition:
    """The definition that ``folder`` declares.

    ``packs`` and ``pages`` are what declarations may name of Python; ``policies`` reads ``policies/*.yaml``.
    Raises Problems with every fault of every file; nothing is half loaded.
    """
    loading = _Loading(folder)
    definition = loading.definition(policies)
    context = Context(definition, loading.documents, {pack.key: pack for pack in packs}, frozenset(pages),
                      frozenset(loading.broken))
    for check in CHECKS:
        loading.found += check(context)
    if loading.found:
        raise Problems(loading.found)
    return definition


@dataclass
class _Loading:
    """One run over the folder: what was read, and what was wrong."""

    folder: Path
    documents: dict[str, Document] = field(default_factory=dict)
    found: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    sets: dict[str, Any] = field(default_factory=dict)

    def definition(self, policies: PolicyReader | None) -> Definition:
        vocabularies = {key: build_vocabulary(key, raw, self.documents[f"vocabulary:{key}"])
                        for key, raw in self._each("vocabularies", VocabularyGrammar, "vocabulary:")}
        roles = self._one("roles", RolesGrammar)
        self.sets = roles.get("sets", {})
        registers = dict(self._registers())
        menu = self._one("menu", MenuGrammar)
        return Definition(
            registers=MappingProxyType(registers),
            roles=MappingProxyType({key: build_role(key, raw, self.documents["roles"])
                                    for key, raw in roles.get("roles", {}).items()}),
            vocabularies=MappingProxyType(vocabularies),
            menu=build_menu(menu) if menu else (),
            policies=MappingProxyType(dict(self._policies(policies))),
        )

    def _registers(self) -> Iterator[tuple[str, Register]]:
        drafts = {key: Draft(key, raw, self.documents[key]) for key, raw in self._each("entities", RegisterGrammar)}
        for draft in drafts.values():
            draft.names = _names(draft, drafts)
        for key, draft in drafts.items():
            register = build_register(draft, lambda acts, key=key: self._spelled(acts, key))
            self.found += draft.found
            if draft.found:
                self.broken.add(key)
            else:
                yield key, register

    def _spelled(self, acts: Any, register: str) -> frozenset[str]:
        if not isinstance(acts, str):
            return frozenset(acts)
        if acts not in self.sets:
            mark = self.documents[register].mark_of(("grants",))
            self.found.append(problem("D303", mark, name=acts, near=nearest(acts, self.sets)))
            return frozenset()
        return frozenset(self.sets[acts])

    def _each(self, folder: str, grammar: type[Schema], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
        files = sorted((self.folder / folder).glob("*.yaml"))
        if not files:
            self.found.append(problem("D006", Mark(self._shown(self.folder / folder), 1), folder=folder))
        for path in files:
            raw = self._accepted(path, grammar, prefix + path.stem)
            if not is_key(path.stem):
                self.found.append(problem("D107", Mark(self._shown(path), 1), given=path.stem))
            elif raw:
                yield path.stem, raw
            else:
                self.broken.add(path.stem)

    def _one(self, name: str, grammar: type[Schema]) -> dict[str, Any]:
        path = self.folder / f"{name}.yaml"
        if not path.is_file():
            self.found.append(problem("D005", Mark(self._shown(path), 1), file=path.name))
            return {}
        return self._accepted(path, grammar, name)

    def _accepted(self, path: Path, grammar: type[Schema], key: str) -> dict[str, Any]:
        try:
            document = read_file(path, self._shown(path))
        except Problems as bad:
            self.found += bad.found
            return {}
        self.documents[key] = document
        raw, faults = accept(grammar, document)
        self.found += faults
        return raw

    def _policies(self, read: PolicyReader | None) -> Iterator[tuple[str, Any]]:
        for path in sorted((self.folder / "policies").glob("*.yaml")) if read else ():
            try:
                yield path.stem, read(path, self._shown(path))  # type: ignore[misc]
            except Problems as bad:
                self.found += bad.found

    def _shown(self, path: Path) -> str:
        return f"{self.folder.name}/{path.relative_to(self.folder).as_posix()}"


def _names(draft: Draft, drafts: Mapping[str, Draft]) -> Names:
    """What the rules of a register may speak of: its fields, and its child rows with theirs."""
    rows = {key: Names(_kinds(drafts[child["register"]]), {})
            for key, child in draft.raw.get("children", {}).items() if child["register"] in drafts}
    return Names(_kinds(draft), rows)


def _kinds(draft: Draft) -> dict[str, Any]:
    return {key: raw["type"].rule_kind() for key, raw in draft.raw["fields_"].items()}
