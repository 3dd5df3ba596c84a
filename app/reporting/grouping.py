"""How rows fall into the bars of a chart, by the kind of the field: choices, days in months, records, units.

A bar goes by a ``key``, a short text that stands in addresses; the empty text is the bar of the rows that leave the field
empty (未填).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, func

from app.access.viewer import Viewer, acting
from app.decisions.calendar import local_date
from app.decisions.period_keys import parse_period, period_key, period_label
from app.decisions.periods import Period, PeriodKind, containing
from app.definition import LEVELS, Field, Register
from app.fieldtypes import MomentField, Reference, Vocabulary
from app.fieldtypes.reading import whole_number
from app.fieldtypes.wording import Wording
from app.problems import BadValue
from app.records.names import read_names
from app.records.site import Work
from app.words import Words

EMPTY = Words("未填", "not filled in")
_OWN = ".own"

Condition = ColumnElement[bool]


@dataclass(frozen=True)
class Grouping(ABC):
    """One field as the bars, or the parts of bars, of a chart over ``table``."""

    work: Work
    field: Field
    table: FromClause

    @property
    def column(self) -> ColumnElement[Any]:
        """The column of the field."""
        return self.table.c[self.field.column]

    def columns(self) -> tuple[ColumnElement[Any], ...]:
        """What the statement groups by."""
        return (self.column,)

    @abstractmethod
    def key(self, values: Sequence[Any]) -> str:
        """The bar of a group: ``values`` are those of ``columns``."""

    @abstractmethod
    def labels(self, keys: Iterable[str]) -> Mapping[str, Words]:
        """What the bars are called; at most one statement."""

    @abstractmethod
    def rank(self, key: str, label: Words) -> Any:
        """Where a bar stands among the others."""

    @abstractmethod
    def criterion(self, key: str) -> Condition:
        """The rows of a bar. Raises BadValue (A031) for a key that no bar has."""


    def bars(self, keys: Iterable[str]) -> list[tuple[str, Words]]:
        """Key and label of the bars that occur, in their order, the empty one last."""
        kept = set(keys)
        labels = self.labels(kept - {""})
        found = [(key, labels[key]) for key in sorted(kept - {""}, key=lambda key: self.rank(key, labels[key]))]
        return [*found, ("", EMPTY)] if "" in kept else found


@dataclass(frozen=True)
class Options(Grouping):
    """Choices, terms of a vocabulary, colours, yes and no: in the order of the declaration, terms out of use behind."""

    @cached_property
    def _values(self) -> Mapping[str, Any]:
        """Key → value."""
        reading = self.work.reading()
        choices = self.field.type.choices(self.work.wording()) or []
        return {key: self.field.type.parse(key, reading) for key, _ in choices}

    @cached_property
    def _keys(self) -> Mapping[Any, str]:
        return {value: key for key, value in self._values.items()}

    def key(self, values: Sequence[Any]) -> str:
        return "" if values[0] is None else self._keys.get(values[0], str(values[0]))

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {key: number for number, key in enumerate(self._values)}

    def labels(self, keys: Iterable[str]) -> Mapping[str, Words]:
        terms, show = self.work.site.terms(self.work.session), self.field.type.show
        zh, en = Wording("zh", terms), Wording("en", terms)
        values = {key: self._values.get(key, key) for key in keys}
        return {key: Words(show(value, zh), show(value, en)) for key, value in values.items()}

    def rank(self, key: str, label: Words) -> Any:
        return self._places.get(key, len(self._places)), key

    def criterion(self, key: str) -> Condition:
        if key == "":
            return self.column.is_(None)
        if key not in self._values and not self._is_out_of_use(key):
            raise BadValue("A031", name="bar", given=key[:40])
        same: Condition = self.column == self._values.get(key, key)
        return same

    def _is_out_of_use(self, key: str) -> bool:
        """True for a term that is no longer offered: records may still have it."""
        return isinstance(self.field.type, Vocabulary) and self.field.type.show(key, self.work.wording()) != key


@dataclass(frozen=True)
class Buckets(Grouping):
    """Days, or moments, in months or years of China. The database groups by the day, which an index answers."""

    kind: PeriodKind = PeriodKind.MONTH

    @property
    def _is_moment(self) -> bool:
        return isinstance(self.field.type, MomentField)

    def columns(self) -> tuple[ColumnElement[Any], ...]:
        if not self._is_moment:
            return (self.column,)
        # Midnight in China falls on 15:00 or 16:00 of UTC, so its day follows from the day and the hour there.
        return (func.date(self.column), func.extract("hour", self.column))

    def key(self, values: Sequence[Any]) -> str:
        if values[0] is None:
            return ""
        return period_key(containing(self.kind, _day_in_china(*values) if self._is_moment else values[0]))

    def labels(self, keys: Iterable[str]) -> Mapping[str, Words]:
        return {key: period_label(parse_period(key)) for key in keys}

    def rank(self, key: str, label: Words) -> Any:
        return key

    def criterion(self, key: str) -> Condition:
        if key == "":
            return self.column.is_(None)
        first, until = self._bounds(parse_period(key))
        return and_(self.column >= first, self.column < until)

    def _bounds(self, period: Period) -> tuple[Any, Any]:
        if self._is_moment:
            return period.begins, period.ends
        return period.first, period.last + timedelta(days=1)


def _day_in_china(day: Any, hour: Any) -> date:
    spelled = day if isinstance(day, date) else date.fromisoformat(day)
    return local_date(datetime(spelled.year, spelled.month, spelled.day, int(hour), 30, tzinfo=UTC))


@dataclass(frozen=True)
class Records(Grouping):
    """Records of another register by their names; those out of sight share a dash."""

    def key(self, values: Sequence[Any]) -> str:
        return "" if values[0] is None else str(values[0])

    @cached_property
    def _target(self) -> str:
        return self.field.type.to  # type: ignore[attr-defined,no-any-return]

    def labels(self, keys: Iterable[str]) -> Mapping[str, Words]:
        wanted = [int(key) for key in keys]
        if self._target == "unit":
            directory = self.work.site.directory(self.work.session)
            names = {("unit", each): directory.name(each) for each in wanted}
        else:
            names = read_names(self.work.session, self._target, wanted, self.work.wording())
        found = {str(each): names.get((self._target, each), "—") for each in wanted}
        return {key: Words(name, name) for key, name in found.items()}

    def rank(self, key: str, label: Words) -> Any:
        return label.zh, int(key)

    def criterion(self, key: str) -> Condition:
        return self.column.is_(None) if key == "" else self.column == _number(key)


@dataclass(frozen=True)
class Units(Grouping):
    """The row's own unit, rolled up to the level below the viewer's: a county sees towns, a town villages, a village grids."""

    @cached_property
    def _level(self) -> int:
        """The level of the viewer's highest duty."""
        who = acting()
        duties = who.duties if isinstance(who, Viewer) else ()
        return min((LEVELS.index(duty.level) for duty in duties), default=0)

    @cached_property
    def _above(self) -> ColumnElement[Any]:
        return self.table.c[f"{LEVELS[self._level]}_id"]

    @cached_property
    def _below(self) -> ColumnElement[Any]:
        return self.table.c[f"{LEVELS[min(self._level + 1, len(LEVELS) - 1)]}_id"]

    def columns(self) -> tuple[ColumnElement[Any], ...]:
        return (self._above, self._below)

    def key(self, values: Sequence[Any]) -> str:
        above, below = values
        if below is not None:
            return str(below)
        return "" if above is None else f"{above}{_OWN}"

    def labels(self, keys: Iterable[str]) -> Mapping[str, Words]:
        return {key: self._name(key) for key in keys}

    def rank(self, key: str, label: Words) -> Any:
        return self.work.site.directory(self.work.session).units[_number(key.removesuffix(_OWN))].code

    def _name(self, key: str) -> Words:
        name = self.work.site.directory(self.work.session).name(_number(key.removesuffix(_OWN)))
        return Words(f"{name}（本级）", f"{name} (itself)") if key.endswith(_OWN) else Words(name, name)

    def criterion(self, key: str) -> Condition:
        if key == "":
            return and_(self._above.is_(None), self._below.is_(None))
        if key.endswith(_OWN):
            return and_(self._above == _number(key.removesuffix(_OWN)), self._below.is_(None))
        return self._below == _number(key)


def _number(key: str) -> int:
    number = whole_number(key, 18)
    if number is None:
        raise BadValue("A031", name="bar", given=key[:40])
    return number


def grouping_of(work: Work, register: Register, table: FromClause, name: str, bucket: str | None = None) -> Grouping:
    """How a declared chart groups by a field."""
    field = register.fields[name]
    if bucket is not None:
        return Buckets(work, field, table, PeriodKind(bucket))
    if name == register.scope.by and isinstance(field.type, Reference) and field.type.to == "unit":
        return Units(work, field, table)
    return Records(work, field, table) if isinstance(field.type, Reference) else Options(work, field, table)


