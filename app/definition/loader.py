"""``schema/`` → :class:`Definition`: read → accept → build → agree, all problems of a run together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from marshmallow import Schema

from app.definition.accepting import accept
from app.definition.building import Draft, build_menu, build_register, build_role, build_vocabulary
from app.definition.checks import CHECKS, Context
from app.definition.document import Document, read_file
from app.definition.grammar import MenuGrammar, RegisterGrammar, RolesGrammar, VocabularyGrammar
from app.definition.types import Definition, Pack, Register
from app.expressions import Names
from app.fieldtypes.options import is_key
from app.problems import Mark, Problem, Problems, nearest, problem

PolicyReader = Callable[[Document], Any]
PolicyCheck = Callable[[Collection[Any]], Iterable[Problem]]

FOLDERS = ("entities", "vocabularies", "policies")
FILES = ("roles.yaml", "menu.yaml")


def load_definition(folder: Path, *, packs: Iterable[Pack] = (), pages: Iterable[str] = (),
                    policies: PolicyReader | None = None, policy_check: PolicyCheck | None = None) -> Definition:
    """The definition that ``folder`` declares.

    ``packs`` and ``pages`` are what declarations may name of Python; ``policies`` reads a file of ``policies/`` and
    ``policy_check`` compares them with one another.
    Raises Problems with every fault of every file; nothing is half loaded. What a faulty file would have declared is
    known by name, so that naming it is no second fault.
    """
    loading = _Loading(folder)
    definition = loading.definition(policies)
    context = Context(folder.name, definition, loading.documents, {pack.key: pack for pack in packs}, frozenset(pages),
                      frozenset(loading.broken))
    for check in CHECKS:
        loading.found += check(context)
    if policy_check:
        loading.found += policy_check(definition.policies.values())
    if loading.found:
        raise Problems(loading.found)
    return replace(definition, packs=context.packs)


@dataclass
class _Loading:
    """One run over the folder: what was read, and what was wrong.

    Documents and broken files go by the register's key; others by "roles", "menu", "vocabulary:KEY", "policy:NAME".
    """

    folder: Path
    documents: dict[str, Document] = field(default_factory=dict)
    found: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    sets: Mapping[str, Any] = field(default_factory=dict)

    def definition(self, policies: PolicyReader | None) -> Definition:
        """All that could be built."""
        self._strangers()
        roles, menu = self._one("roles", RolesGrammar), self._one("menu", MenuGrammar)
        self.sets = roles.get("sets", {})
        return Definition(
            registers=MappingProxyType(dict(self._registers())),
            roles=MappingProxyType({key: build_role(key, raw, self.documents["roles"])
                                    for key, raw in roles.get("roles", {}).items()}),
            vocabularies=MappingProxyType({key: build_vocabulary(key, raw, self.documents[f"vocabulary:{key}"])
                                           for key, raw in self._each("vocabularies", VocabularyGrammar, "vocabulary:")}),
            menu=build_menu(menu) if menu else (),
            policies=MappingProxyType(dict(self._policies(policies)) if policies else {}),
        )

    # -- registers -----------------------------------------------------------------------------

    def _registers(self) -> Iterator[tuple[str, Register]]:
        drafts = {key: Draft(key, raw, self.documents[key]) for key, raw in self._each("entities", RegisterGrammar)}
        for draft in drafts.values():
            self._name(draft, drafts)
        for draft in drafts.values():
            register = build_register(draft, self._spelled)
            self.found += draft.found
            if draft.sound:
                yield draft.key, register
            else:
                self.broken.add(draft.key)

    def _name(self, draft: Draft, drafts: Mapping[str, Draft]) -> None:
        """What the rules of a register may speak of: its fields, and its child rows with theirs."""
        children = {key: child["register"] for key, child in draft.raw.get("children", {}).items()}
        rows = {key: Names(_kinds(drafts[register]), {}) for key, register in children.items() if register in drafts}
        draft.names = Names(_kinds(draft), rows)
        draft.unread = frozenset(key for key, register in children.items() if register in self.broken)

    def _spelled(self, draft: Draft, role: str, acts: Any) -> frozenset[str]:
        """A list of acts as it is, a named set by what roles.yaml says of it."""
        if not isinstance(acts, str):
            return frozenset(acts)
        if acts not in self.sets and "roles" not in self.broken:
            mark = draft.document.mark_of(("grants", role))
            self.found.append(problem("D303", mark, name=acts, near=nearest(acts, self.sets)))
        return frozenset(self.sets.get(acts, ()))

    # -- files ---------------------------------------------------------------------------------

    def _each(self, folder: str, grammar: type[Schema], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
        files = sorted((self.folder / folder).glob("*.yaml"))
        if not files:
            self._missing(f"{folder}/*.yaml")
        accepted = [(path.stem, self._accepted(path, grammar, prefix + path.stem)) for path in files]
        yield from ((key, raw) for key, raw in accepted if raw)

    def _one(self, name: str, grammar: type[Schema]) -> dict[str, Any]:
        path = self.folder / f"{name}.yaml"
        if path.is_file():
            return self._accepted(path, grammar, name)
        self._missing(path.name)
        self.broken.add(name)
        return {}

    def _accepted(self, path: Path, grammar: type[Schema], key: str) -> dict[str, Any]:
        """The file's data; nothing where it has a fault, and then the file counts as broken."""
        raw: dict[str, Any] = {}
        document = self._read(path, key)
        if document is not None:
            raw, faults = accept(grammar, document)
            self.found += faults
        if not is_key(path.stem):
            self.found.append(problem("D107", Mark(self._shown(path), 1), given=path.stem))
            raw = {}
        if not raw:
            self.broken.add(key)
        return raw

    def _policies(self, read: PolicyReader) -> Iterator[tuple[str, Any]]:
        for path in sorted((self.folder / "policies").glob("*.yaml")):
            document = self._read(path, f"policy:{path.stem}")
            if document is None:
                continue
            try:
                yield path.stem, read(document)
            except Problems as bad:
                self.found += bad.found
                self.broken.add(f"policy:{path.stem}")

    def _read(self, path: Path, key: str) -> Document | None:
        try:
            self.documents[key] = read_file(path, self._shown(path))
        except Problems as bad:
            self.found += bad.found
            self.broken.add(key)
            return None
        return self.documents[key]

    def _missing(self, file: str) -> None:
        self.found.append(problem("D005", Mark(self._shown(self.folder / file), 1), file=file))

    def _strangers(self) -> None:
        """Files that nobody would read: a misspelled name would otherwise be passed over in silence."""
        here = [path for path in self.folder.glob("*") if path.is_dir() or path.suffix in (".yaml", ".yml")]
        below = [path for name in FOLDERS for path in (self.folder / name).glob("*") if path.suffix != ".yaml"]
        known = {*FILES, *FOLDERS}
        for path in sorted([*(path for path in here if path.name not in known), *below]):
            if not path.name.startswith("."):
                self.found.append(problem("D006", Mark(self._shown(path), 1), file=path.name, near=nearest(path.name, known)))

    def _shown(self, path: Path) -> str:
        return f"{self.folder.name}/{path.relative_to(self.folder).as_posix()}"


def _kinds(draft: Draft) -> dict[str, Any]:
    return {key: raw["type"].rule_kind() for key, raw in draft.raw["fields_"].items()}
