"""Stored records that a new one perhaps means (rules.md §1 "possible duplicates"), by what a register declares as such.

Only records that the acting viewer reaches are compared: one out of sight is neither shown nor counted, because that there is
one is information too. A row costs no statement unless it says something to compare; many rows cost what one does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_

from app.access.guard import scoped_select
from app.definition import Children, Duplicates, Register
from app.problems import Problems, problem
from app.records.draft import Draft
from app.records.names import name_of, naming_columns, naming_words
from app.records.reading import ColumnWriter, read_values
from app.records.site import Work

#: Of more stored rows than this, in one village and a few weeks, the newest are compared.
MOST = 5000
SHOWN = 5  #: of them are named

_BETWEEN = re.compile(r"[\W_]+")

#: The child rows that come with a new record: raw values by the key of the children.
Below = Mapping[str, Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Likely:
    """A stored record that a new one perhaps means; ``meets`` are the fields of ``overlap`` in which they meet."""

    record: int
    name: str
    on: date
    meets: tuple[str, ...]


class LikelySame(Problems):
    """A new record is perhaps there already, and nobody has said that it is another one (A048)."""

    def __init__(self, likely: Sequence[Likely]) -> None:
        self.likely = tuple(likely)
        names = "、".join(each.name for each in self.likely)
        super().__init__([problem("A048", field="accept_duplicate", names=names)])


def refuse_likely(work: Work, register: Register, draft: Draft, below: Below | None = None, *,
                  accepted: Collection[int] | None = ()) -> tuple[Likely, ...]:
    """The records that a new row perhaps means, where the person has said of each that it is another one.

    ``accepted``: the ids that the person was shown; None: whatever they are. Raises LikelySame where there are others.
    """
    likely = likely_same(work, register, [draft], below)[0]
    if accepted is not None and any(each.record not in accepted for each in likely):
        raise LikelySame(likely)
    return likely


def warn_of_likely(work: Work, register: Register, drafts: Sequence[Draft]) -> None:
    """Warning F047 for each new row of a file that perhaps means a stored record."""
    fresh = [draft for draft in drafts if draft.action == "create" and not draft.faults] if register.duplicates else []
    for draft, likely in zip(fresh, likely_same(work, register, fresh), strict=True):
        if likely:
            draft.warn(problem("F047", names="、".join(each.name for each in likely)))


def likely_same(work: Work, register: Register, drafts: Sequence[Draft],
                below: Below | None = None) -> list[tuple[Likely, ...]]:
    """For each prepared row the stored records that it perhaps means, the newest first, ``SHOWN`` at most.

    ``below``: the child rows that come with the only row. Three statements at most, however many rows.
    """
    rule = register.duplicates
    if rule is None or not drafts:
        return [() for _ in drafts]
    comparing = _Comparing(work, register, rule, below or {})
    asked = [_Asked(draft, comparing.place(draft.values), comparing.texts(draft)) for draft in drafts]
    comparing.read([each for each in asked if each.place and (each.texts or comparing.names)])
    return comparing.likely(asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One new row: where it belongs with what must be the same, and its own texts to compare, by field."""

    draft: Draft
    place: tuple[Any, ...] | None
    texts: Mapping[str, str]


class _Comparing:
    """New rows of one register against stored ones."""

    def __init__(self, work: Work, register: Register, rule: Duplicates, below: Below) -> None:
        self.work, self.register, self.rule = work, register, rule
        self.table = work.site.models.table(register.key)
        self.directory = work.site.directory(work.session)
        self.date = self.table.c[register.fields[rule.date].column]
        self.unit = register.scope.by if register.scope.kind == "unit" and register.scope.by in rule.same else None
        self.same = [name for name in rule.same if name != self.unit]
        self.own = [name for name in rule.overlap if "." not in name]
        self.names = self._names(below)
        self.stored: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
        self.met_below: dict[int, list[str]] = {}

    # -- the new rows --------------------------------------------------------------------------

    def place(self, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """What must be the same; None where a part of it, or the date, is not there."""
        parts = [values.get(name) for name in self.same]
        if self.unit:
            parts.append(self._home(values.get(self.unit)))
        return None if None in parts or values.get(self.rule.date) is None else tuple(parts)

    def _home(self, unit: int | None) -> tuple[str, int] | None:
        """The village in which a unit lies, else the unit itself: as a column of the stored rows."""
        node = self.directory.units.get(unit or 0)
        if node is None:
            return None
        village = node.path.get("village")
        return ("village_id", village) if village else ("unit_id", node.id)

    def texts(self, draft: Draft) -> dict[str, str]:
        """The row's own texts that are compared."""
        found = {name: _plain(draft.values.get(name)) for name in self.own}
        return {name: text for name, text in found.items() if len(text) > 1}

    def _names(self, below: Below) -> dict[str, tuple[Children, Register, dict[str, set[Any]]]]:
        """What the child rows give to be looked up: the columns' values by field, for each of the children."""
        found: dict[str, tuple[Children, Register, dict[str, set[Any]]]] = {}
        for name in self.rule.overlap:
            head, _, tail = name.partition(".")
            if not tail or not below.get(head):
                continue
            child = self.register.children[head]
            declared = self.work.site.definition.registers[child.register]
            drafts = [Draft({tail: raw.get(tail)}) for raw in below[head]]
            read_values(declared, drafts, self.work.reading())
            key = ColumnWriter(declared).key((tail,))
            values = {columns[0] for draft in drafts if (columns := key(draft.values))}
            if values:
                found.setdefault(head, (child, declared, {}))[2][tail] = values
        return found

    # -- the stored rows -----------------------------------------------------------------------

    def read(self, asked: Sequence[_Asked]) -> None:
        """The stored rows that could be meant, by their place; and in what their child rows meet those of the new row."""
        if not asked:
            return
        rows = [dict(row) for row in self.work.session.execute(self._statement(asked)).mappings()]
        for row in rows:
            for place in self._places(row):
                self.stored.setdefault(place, []).append(row)
        if rows:
            self._read_below([row["id"] for row in rows])

    def _statement(self, asked: Sequence[_Asked]) -> Any:
        days = [each.draft.values[self.rule.date] for each in asked]
        span = timedelta(days=self.rule.days)
        columns = {column.name: column for name in (*self.same, *self.own) for column in [self._column(name)]}
        columns.update((column.name, column) for column in naming_columns(self.work.site.models, self.register))
        columns.update((name, self.table.c[name]) for name in ("id", "unit_id", "village_id") if name in self.table.c)
        columns[self.date.name] = self.date
        statement = scoped_select(self.work.site.rights, self.register.key, *columns.values())
        return statement.where(self.table.c.void_at.is_(None), self.date.between(min(days) - span, max(days) + span),
                               *self._sameness(asked)).order_by(self.date.desc(), self.table.c.id.desc()).limit(MOST)

    def _sameness(self, asked: Sequence[_Asked]) -> Iterator[ColumnElement[bool]]:
        for number, name in enumerate(self.same):
            yield self._column(name).in_(sorted({each.place[number] for each in asked if each.place}, key=str))
        if self.unit:
            homes: dict[str, set[int]] = {}
            for each in asked:
                column, unit = (each.place or ())[-1]
                homes.setdefault(column, set()).add(unit)
            yield or_(*(self.table.c[column].in_(sorted(units)) for column, units in homes.items()))

    def _column(self, name: str) -> Any:
        return self.table.c[self.register.fields[name].column]

    def _places(self, row: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        """The places at which new rows look for a stored one."""
        parts = tuple(row[self._column(name).name] for name in self.same)
        if not self.unit:
            yield parts
        for column in ("unit_id", "village_id") if self.unit else ():
            if row[column] is not None:
                yield (*parts, (column, row[column]))

    def _read_below(self, records: Sequence[int]) -> None:
        """Note the records whose child rows have a name or number of the new row's."""
        for head, (child, declared, wanted) in self.names.items():
            table = self.work.site.models.table(declared.key)
            parent = table.c[declared.fields[child.by].column]
            columns = {tail: table.c[declared.fields[tail].column] for tail in wanted}
            statement = scoped_select(self.work.site.rights, declared.key, parent, *columns.values()).where(
                table.c.void_at.is_(None), parent.in_(records), or_(*(columns[tail].in_(wanted[tail]) for tail in wanted)))
            for row in self.work.session.execute(statement).mappings():
                met = self.met_below.setdefault(row[parent.name], [])
                met += [f"{head}.{tail}" for tail in wanted if row[columns[tail].name] in wanted[tail]]

    # -- the verdict ---------------------------------------------------------------------------

    def likely(self, asked: Sequence[_Asked]) -> list[tuple[Likely, ...]]:
        """The stored rows that each new one perhaps means."""
        met = [[(row, meets) for row in self._near(each) if (meets := self._meets(each, row))][:SHOWN] for each in asked]
        rows = {row["id"]: row for found in met for row, _ in found}
        wording = naming_words(self.work.session, self.register.key, rows.values(), self.work.wording())
        names = {record: name_of(self.register, row, wording) for record, row in rows.items()}
        return [tuple(Likely(row["id"], names[row["id"]], row[self.date.name], meets) for row, meets in found)
                for found in met]

    def _near(self, asked: _Asked) -> Iterator[Mapping[str, Any]]:
        for row in self.stored.get(asked.place or (), ()):
            if abs((row[self.date.name] - asked.draft.values[self.rule.date]).days) <= self.rule.days:
                yield row

    def _meets(self, asked: _Asked, row: Mapping[str, Any]) -> tuple[str, ...]:
        own = [name for name, text in asked.texts.items() if _overlap(text, _plain(row[self._column(name).name]))]
        below = self.met_below.get(row["id"], ())
        return tuple(name for name in self.rule.overlap if name in own or name in below)


def _plain(text: Any) -> str:
    """A text without blanks and signs, for comparing."""
    return _BETWEEN.sub("", str(text)).casefold() if text else ""


def _overlap(one: str, other: str) -> bool:
    """Whether two places are the same, or one lies within the other's words."""
    return bool(one and other) and len(min(one, other, key=len)) > 1 and (one in other or other in one)
