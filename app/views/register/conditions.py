"""The conditions of a list in words: as chips above it, on its print, in the footer of its export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import gettext as _

from app.access.query import Filter, ListQuery
from app.definition import Field, Register
from app.fieldtypes import Reference
from app.fieldtypes.references import id_or_none
from app.records.names import read_names
from app.records.site import Work

Arguments = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Condition:
    """One condition: the field's label, what is asked of it, and the argument of the address that asks it."""

    label: str
    text: str
    argument: str


def spoken_conditions(doing: Work, register: Register, query: ListQuery, arguments: Arguments) -> Iterator[Condition]:
    """Every condition of the query, as the address gives it."""
    for each in query.filters:
        field, argument = register.fields[each.field], f"f.{each.field}.{each.operator}"
        yield Condition(field.label.to(doing.language), _asked(doing, field, each, arguments.get(argument, ())), argument)
    if query.under is not None:
        yield Condition(_("Unit"), doing.site.directory(doing.session).name(query.under[1]), "under")
    if query.search:
        yield Condition(_("Search"), query.search, "q")


def conditions_in_words(doing: Work, register: Register, query: ListQuery) -> str:
    """All conditions of this request's list in a line; empty without any."""
    found = spoken_conditions(doing, register, query, request.args.to_dict(flat=False))
    return "；".join(f"{each.label}: {each.text}" for each in found)


def name_asked_for(doing: Work, register: str, record: str) -> str:
    """The name of the record that a filter asks for; a dash where it is out of sight."""
    wanted = id_or_none(record)
    if wanted is None:
        return record
    return read_names(doing.session, register, [wanted], doing.wording()).get((register, wanted), "—")


def _asked(doing: Work, field: Field, asked_for: Filter, given: Sequence[str]) -> str:
    operator = next(each for each in field.type.operators() if each.key == asked_for.operator)
    words = operator.words.to(doing.language)
    if not operator.takes_value:
        return words
    if isinstance(field.type, Reference):
        return name_asked_for(doing, field.type.to, given[0])
    labels = dict(field.type.choices(doing.wording()) or ())
    shown = "、".join(labels.get(text, text) for text in given)
    return shown if labels else f"{words} {shown}"
