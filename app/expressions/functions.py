"""The named functions. One entry holds a function's type, its Python form and its SQL form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.expressions.dialects import DaysBetween, Earlier, Later, MonthOf, ShanghaiDate, YearOf, YearsBetween
from app.expressions.kinds import Date, Kind, Moment, Number, Partial, Text
from app.expressions.node import Closure, Misfit, Node, Scene

MOST_DAYS = 36_500
LONGEST_TEXT = 10**9  # no database of ours stores a longer one


@dataclass(frozen=True)
class Function:
    """A function of fixed arity that is empty where an argument is."""

    name: str
    takes: tuple[Kind, ...]
    gives: Kind
    python: Callable[..., Any]
    sql: Callable[..., sa.ColumnElement[Any]]


def completed_years(born: date, day: date) -> int:
    """Whole years from one date to the other, rounded down.

    Who is born on 29 February is a year older on 1 March in common years.
    """
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def shanghai_date(moment: datetime) -> date | None:
    """The calendar date of a naive UTC moment in Asia/Shanghai: UTC+8, without the summer times up to 1991."""
    try:
        return (moment + timedelta(hours=8)).date()
    except OverflowError:
        return None


def _length(text: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(sa.func.length(text), sa.BigInteger())  # int4 on PostgreSQL, which would overflow later


def _first_year(partial: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(sa.func.substr(partial, 1, 4), sa.BigInteger())


FUNCTIONS = (
    Function("days", (Date(), Date()), Number(0, 3_652_058), lambda a, b: (b - a).days, DaysBetween),
    Function("years", (Date(), Date()), Number(0, 9_999), completed_years, YearsBetween),
    Function("year", (Date(),), Number(0, 9_999), lambda day: day.year, YearOf),
    Function("year", (Partial(),), Number(0, 9_999), lambda partial: int(partial[:4]), _first_year),
    Function("month", (Date(),), Number(0, 12), lambda day: day.month, MonthOf),
    Function("length", (Text(),), Number(0, LONGEST_TEXT), len, _length),
    Function("date", (Moment(),), Date(), shanghai_date, ShanghaiDate),
)


def called(name: str, arguments: list[Node]) -> Node:
    """The function of that name for these arguments. Raises Misfit where there is none."""
    forms = [function for function in FUNCTIONS if function.name == name]
    if len(arguments) != len(forms[0].takes):
        raise Misfit("E007", name=name, wanted=len(forms[0].takes), given=len(arguments))
    kinds = tuple(argument.kind for argument in arguments)
    for function in forms:
        if function.takes == kinds:
            return Call(function.gives, function, tuple(arguments))
    wanted, given = _first_difference(forms, kinds)
    raise Misfit("E008", name=name, wanted=wanted, given=given)


def _first_difference(forms: list[Function], kinds: tuple[Kind, ...]) -> tuple[list[Any], Any]:
    """The kinds that the first bad argument might have had, and the one it has, both in words."""
    place = next(i for i, kind in enumerate(kinds) if all(form.takes[i] != kind for form in forms))
    return [form.takes[place].words for form in forms], kinds[place].words


@dataclass(frozen=True)
class Call(Node):
    """A function with its arguments."""

    kind: Kind
    function: Function
    arguments: tuple[Node, ...]

    def closure(self) -> Closure:
        work, arguments = self.function.python, tuple(argument.closure() for argument in self.arguments)

        def result(values: Mapping[str, Any], today: date) -> Any:
            given = [argument(values, today) for argument in arguments]
            return None if None in given else work(*given)

        return result

    def sql(self, scene: Scene) -> sa.ColumnElement[Any]:
        return self.function.sql(*(argument.sql(scene) for argument in self.arguments))

    def plain(self) -> list[Any]:
        return [self.function.name, *(argument.plain() for argument in self.arguments)]


def moved(node: Node, days: int) -> Node:
    """A date so many days later (or earlier, below 0). Raises Misfit for anything but a date, or too many days."""
    if not isinstance(node.kind, Date):
        raise Misfit("E018")
    start, total = (node.part, node.days + days) if isinstance(node, Moved) else (node, days)
    if abs(total) > MOST_DAYS:
        raise Misfit("E017", most=MOST_DAYS)
    return Moved(start, total)


@dataclass(frozen=True)
class Moved(Node):
    """A date moved by a written number of days; empty outside the years 1 to 9999."""

    part: Node
    days: int
    kind = Date()

    def closure(self) -> Closure:
        part, step = self.part.closure(), timedelta(days=self.days)

        def result(values: Mapping[str, Any], today: date) -> date | None:
            day = part(values, today)
            try:
                return None if day is None else day + step
            except OverflowError:
                return None

        return result

    def sql(self, scene: Scene) -> sa.ColumnElement[Any]:
        element = Later if self.days >= 0 else Earlier
        return element(self.part.sql(scene), sa.literal(abs(self.days), sa.Integer()))

    def plain(self) -> list[Any]:
        return ["moved", self.part.plain(), self.days]
