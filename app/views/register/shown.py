"""One record as the pages about it want it: its values, names, and what the viewer may do with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import RowMapping, select

from app.access import accounts
from app.access.guard import guarded, scoped_select
from app.access.refusal import Refused, out_of_sight
from app.access.viewer import acting
from app.access.writes import check_reach, visible_ids
from app.behaviours.lowering import open_lowering
from app.definition import Field, Register
from app.fieldtypes import Attachments, References
from app.model import Record
from app.records.names import name_of, read_names
from app.records.selecting import Selection, readable_fields, select_fields
from app.records.site import Work
from app.records.storing import fetch
from app.views import page as pages
from app.views.cells import cell_of
from app.views.requests import site, viewer, web
from app.views.urls import act_url


def full_selection(register: Register) -> Selection:
    """Every readable field of a register, references named."""
    selections: dict[str, Selection] = web().selections
    key = f"{register.key}/full"
    if key not in selections:
        selections[key] = select_fields(site().models, register, [field.key for field in readable_fields(register)])
    return selections[key]


def read_row(doing: Work, selection: Selection, record: int) -> RowMapping:
    """The row of a record with the names of its references. Raises OutOfSight."""
    rights, register = doing.site.rights, selection.register
    table = doing.site.models.table(register.key)
    rows = scoped_select(rights, register.key, *selection.columns()).where(table.c.id == record).subquery("k")
    statement = guarded(selection.dress(rights, acting())(rows))
    found = doing.session.execute(statement, selection.parameters(rights, acting(), doing.today)).mappings().first()
    if found is None:
        raise out_of_sight()
    return found


class Shown:
    """One record as the templates want it."""

    def __init__(self, doing: Work, register: Register, record: int) -> None:
        self.doing, self.register, self.id = doing, register, record
        self.record: Record = fetch(doing, register, record)
        self.selection = full_selection(register)
        self.row = read_row(doing, self.selection, record)
        self.wording = doing.wording({**self.selection.names(self.row, doing.wording()), **self._linked_names()})
        self.language = doing.language
        self._users: dict[int, str] = {}

    @cached_property
    def lowering(self) -> Mapping[str, Any] | None:
        """The lowering of a case that waits for its second person: asked once for a page."""
        return open_lowering(self.doing, self.record)

    @property
    def name(self) -> str:
        """What the record calls itself."""
        return name_of(self.register, self.row, self.wording)

    def may(self, act: str) -> bool:
        """Whether the viewer may do the act on this record as it stands."""
        columns = {column.key: getattr(self.record, column.key)
                   for column in self.record.__table__.c}  # type: ignore[attr-defined]
        reach = site().rights.reach(acting(), self.register.key, act)
        if reach.through and not reach.nothing:
            try:
                check_reach(self.doing.session, site().rights, self.register, act, [columns], acting())
            except Refused:
                return False
            return True
        return reach.includes(columns)

    def is_in_sight(self) -> bool:
        """Whether the viewer still sees the record, after an act that may have given it away."""
        return bool(visible_ids(self.doing.session, site().rights, self.register.key, [self.id], acting()))

    def groups(self) -> Iterator[pages.FactGroup]:
        """All facts, grouped as the declaration says."""
        for group in grouped(self.register, self.language):
            facts = tuple(self.fact(field) for field in group.fields if not isinstance(field.type, Attachments))
            if facts:
                yield pages.FactGroup(label=group.label, facts=facts, folded=group.is_rest)

    def fact(self, field: Field) -> pages.Fact:
        """A field with its value, masked where it must be."""
        wide = field.type.cell == "long" or isinstance(field.type, References)
        if isinstance(field.type, References):
            ids = self._links.get(field.key, ())
            return pages.Fact(label=field.label.to(self.language), wide=wide,
                              cell=pages.Cell(text="、".join(self.wording.name(field.type.to, each) for each in ids)))
        reveal = act_url(self.register.key, "reveal", self.id) if field.mask and self.may("full_numbers") else ""
        value = self.selection.value(field, self.row)
        return pages.Fact(label=field.label.to(self.language), wide=wide,
                          cell=cell_of(field, value, self.wording, reveal_url=reveal, past=field.type.is_past(self.row)))

    def _linked_names(self) -> dict[tuple[str, int], str]:
        self._links: dict[str, list[int]] = {}
        found: dict[tuple[str, int], str] = {}
        for field in self.register.fields.values():
            if isinstance(field.type, References):
                table = self.doing.site.models.links[self.register.key, field.key]
                statement = select(table.c.target_id).where(table.c.record_id == self.id).order_by(table.c.target_id)
                self._links[field.key] = list(self.doing.session.execute(guarded(statement)).scalars())
                found.update(read_names(self.doing.session, field.type.to, self._links[field.key], self.doing.wording()))
        return found

    @property
    def linked(self) -> dict[str, list[int]]:
        """The targets of each many-references field."""
        return self._links

    def user_name(self, user: int | None) -> str:
        """The name of an account."""
        if user is None:
            return _("the system")
        if user not in self._users:
            self.read_users([user])
        return self._users[user]

    def read_users(self, users: Iterable[int | None]) -> None:
        """Read the names of many accounts at once.

        Who acts in the invented records without an account has a number below zero.
        """
        wanted = {each for each in users if each is not None}
        with web().readings.connect() as connection:
            found = accounts.names_of_users(connection, sorted(wanted))
        self._users.update({each: found.get(each, f"#{each}" if each > 0 else _("an invented person")) for each in wanted})

    def file_fields(self) -> list[Field]:
        """The fields that hold files."""
        return [field for field in self.register.fields.values() if isinstance(field.type, Attachments)]

    def unit_name(self) -> str:
        """The unit that the record belongs to, or that of the viewer."""
        return site().directory(self.doing.session).name(getattr(self.record, "unit_id", None)
                                                         or (viewer().units or (None,))[0])


class FieldGroup(NamedTuple):
    """Fields that stand together. ``is_rest``: those that the declaration puts in none of its groups."""

    label: str
    fields: list[Field]
    is_rest: bool = False


def grouped(register: Register, language: Any) -> Iterator[FieldGroup]:
    """The fields by the groups of the declaration; those of no group come last."""
    seen: set[str] = set()
    for group in register.groups:
        seen.update(group.fields)
        yield FieldGroup(group.label.to(language), [register.fields[key] for key in group.fields])
    rest = [field for key, field in register.fields.items() if key not in seen]
    if rest and register.groups:
        yield FieldGroup(_("More"), rest, is_rest=True)
    elif rest:
        yield FieldGroup(register.one.to(language), rest)
