"""Accepted data → frozen types. Rules are read here, because they speak of the fields around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from app.definition.document import Document, Place
from app.definition.types import (
    Chart,
    Check,
    Children,
    Duplicates,
    Field,
    Group,
    ImportRule,
    MenuEntry,
    MenuGroup,
    Order,
    Register,
    Role,
    Scope,
    Term,
    VocabularyList,
)
from app.expressions import Kind, Names, Rule, RuleFaults, read_rule
from app.fieldtypes import FieldType
from app.problems import Problem
from app.words import Words


@dataclass
class Draft:
    """One accepted register file before its rules are read: ``raw`` by the grammar, ``names`` for its rules.

    ``unread`` are child rows whose own file has faults: a rule that counts them cannot be judged. A draft is ``sound``
    when all its rules could be.
    """

    key: str
    raw: dict[str, Any]
    document: Document
    names: Names = field(default_factory=lambda: Names({}, {}))
    unread: frozenset[str] = frozenset()
    found: list[Problem] = field(default_factory=list)
    sound: bool = True

    def rule(self, text: str | None, expect: Literal["yesno"] | Kind, *place: str | int) -> Rule | None:
        """The rule at ``place``; its faults are noted there and None is given."""
        if text is None:
            return None
        try:
            return read_rule(text, self.names, expect=expect)
        except RuleFaults as bad:
            mark = self.document.mark_of(place)
            field = str(place[1]) if len(place) > 1 else None
            self.found += [Problem(each.code, each.values, mark, field, each.near) for each in bad.found
                           if each.values.get("name") not in self.unread]
            self.sound = False
            return None


def build_register(draft: Draft, acts_of: Callable[[Draft, str, Any], frozenset[str]]) -> Register:
    """The register of a draft; ``acts_of`` spells out what a role is granted. Faults of rules go to the draft."""
    raw, mark_of = draft.raw, draft.document.mark_of
    label = raw["label"]
    return Register(
        key=draft.key, label=label, one=raw.get("one", label), source=raw.get("source", ""), help=raw.get("help"),
        icon=raw.get("icon", "list"),
        was=raw.get("was"), scope=Scope(**raw["scope"]), names_itself=raw["names_itself"],
        natural_key=tuple(raw.get("natural_key", ())),
        fields=MappingProxyType({key: _field(draft, key) for key in raw["fields_"]}),
        list_columns=tuple(raw["list"]), filters=tuple(raw.get("filters", ())), search_hint=raw.get("search_hint"),
        orders=tuple(_orders(raw.get("order", ()))), groups=tuple(_groups(raw.get("groups", {}))),
        parent=raw.get("parent"), children=MappingProxyType(dict(_children(draft))),
        charts=MappingProxyType({key: _chart(draft, key) for key in raw.get("charts", {})}),
        importing=_import(draft), quick=tuple(raw.get("quick", ())), duplicates=_duplicates(draft),
        append_only=raw.get("append_only", False), behaves=tuple(raw.get("behaves", ())),
        grants=MappingProxyType({role: acts_of(draft, role, acts) for role, acts in raw["grants"].items()}), mark=mark_of(()),
    )


def _field(draft: Draft, key: str) -> Field:
    raw = dict(draft.raw["fields_"][key])
    kind: FieldType = raw["type"]
    at: Place = ("fields", key)
    checks = [_check(draft, key, index, each) for index, each in enumerate(raw.pop("check", ()))]
    return Field(
        key=key,
        label=raw.pop("label"),
        type=raw.pop("type"),
        mask=raw.pop("mask", kind.personal),
        visible_if=draft.rule(raw.pop("visible_if", None), "yesno", *at, "visible_if"),
        required_if=draft.rule(raw.pop("required_if", None), "yesno", *at, "required_if"),
        computed=draft.rule(raw.pop("computed", None), kind.rule_kind(), *at, "computed"),
        checks=tuple(each for each in checks if each),
        synonyms=tuple(raw.pop("synonyms", ())),
        mark=draft.document.mark_of(at),
        **raw,
    )


def _check(draft: Draft, key: str, index: int, raw: Mapping[str, Any]) -> Check | None:
    place: Place = ("fields", key, "check", index, "rule")
    rule = draft.rule(raw["rule"], "yesno", *place)
    return Check(rule=rule, message=raw["message"], mark=draft.document.mark_of(place)) if rule else None


def _orders(raw: list[str]) -> Iterator[Order]:
    for word in raw:
        yield Order(field=word.lstrip("-"), descending=word.startswith("-"))


def _groups(raw: Mapping[str, Any]) -> Iterator[Group]:
    for key, each in raw.items():
        yield Group(key=key, label=each["label"], fields=tuple(each["fields"]))


def _children(draft: Draft) -> Iterator[tuple[str, Children]]:
    for key, raw in draft.raw.get("children", {}).items():
        yield key, Children(key=key, mark=draft.document.mark_of(("children", key)), **raw)


def _chart(draft: Draft, key: str) -> Chart:
    raw = dict(draft.raw["charts"][key])
    where = draft.rule(raw.pop("where", None), "yesno", "charts", key, "where")
    return Chart(key=key, where=where, mark=draft.document.mark_of(("charts", key)), **raw)


def _import(draft: Draft) -> ImportRule | None:
    raw = draft.raw.get("import_")
    if raw is None:
        return None
    match_on = tuple(tuple(each) for each in raw["match_on"])
    return ImportRule(match_on=match_on, when_exists=raw.get("when_exists", "update"),
                      mark=draft.document.mark_of(("import",)))


def _duplicates(draft: Draft) -> Duplicates | None:
    raw = draft.raw.get("duplicates")
    if raw is None:
        return None
    return Duplicates(same=tuple(raw["same"]), overlap=tuple(raw["overlap"]), date=raw["date"], days=raw["days"],
                      source=raw.get("source", ""), mark=draft.document.mark_of(("duplicates",)))


def build_role(key: str, raw: Mapping[str, Any], document: Document) -> Role:
    """One role of roles.yaml."""
    sets = {word: frozenset(raw.get(word, ())) for word in ("abilities", "grants_roles", "excludes")}
    return Role(key=key, label=raw["label"], level=raw.get("level"), rows=raw["rows"],
                mark=document.mark_of(("roles", key)), **sets)


def build_vocabulary(key: str, raw: Mapping[str, Any], document: Document) -> VocabularyList:
    """One vocabulary file."""
    terms = {word: _term(word, each) for word, each in raw["terms"].items()}
    return VocabularyList(key=key, label=raw["label"], source=raw.get("source", ""), editable=raw.get("editable", True),
                          attributes=MappingProxyType(raw.get("attributes", {})), terms=MappingProxyType(terms),
                          mark=document.mark_of(()))


def _term(key: str, raw: Mapping[str, Any]) -> Term:
    return Term(key=key, words=Words(raw["zh"], raw["en"]), synonyms=tuple(raw.get("synonyms", ())),
                attributes=MappingProxyType(raw.get("attributes", {})))


def build_menu(raw: Mapping[str, Any]) -> tuple[MenuGroup, ...]:
    """The groups of menu.yaml, in order."""
    return tuple(
        MenuGroup(key=key, label=each["label"], icon=each["icon"],
                  entries=tuple(MenuEntry(**entry) for entry in each["entries"]))
        for key, each in raw["groups"].items()
    )
