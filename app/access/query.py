"""What a list asks: filters, search, order, page, read from the arguments of a URL. ``listing.py`` answers it.

Screens, API, export and counts share it. Only declared fields can be asked, never a masked one, so that no filter or order
is an oracle (reference/assurance.md A07).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause

from app.definition import Field, Level, Order, Register
from app.fieldtypes.operators import Operator
from app.fieldtypes.reading import Reading, clean_text, whole_number
from app.fieldtypes.references import id_or_none
from app.problems import BadValue, Problem, Problems, problem

SIZES = (20, 50, 100)
FARTHEST_PAGE = 1_000_000
LONGEST_SEARCH = 60

Key = tuple[Any, int]

#: A unit by its level: the rows of its whole subtree.
Under = tuple[Level, int]


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition: ``field operator operand``; the operand is typed already."""

    field: str
    operator: str
    operand: Any = None


@dataclass(frozen=True, slots=True)
class ListQuery:
    """What is asked. ``after`` is the key of the row before the page (or behind it,
    ``backwards``); else ``page`` counts from 1.
    ``under``: the rows of a unit's subtree alone. ``columns``: what is shown, in this order; empty is what the list declares.
    """

    order: Order
    filters: tuple[Filter, ...] = ()
    search: str | None = None
    page: int = 1
    after: Key | None = None
    backwards: bool = False
    size: int = SIZES[0]
    recycled: bool = False
    under: Under | None = None
    columns: tuple[str, ...] = ()


def parse_query(register: Register, arguments: Mapping[str, Sequence[str]], reading: Reading) -> ListQuery:
    """The query of URL arguments: ``f.<field>.<operator>``, ``q``, ``sort``, ``page``, ``size``, ``after``, ``before``,
    ``recycled``, ``under`` (the id of a unit), ``cols`` (field keys, repeated or with commas between them).

    Raises Problems with everything that is wrong: A030 unknown argument, A031 bad value, A032 no such sort or filter,
    A033 no such operator.
    """
    parsing = _Parsing(register, reading)
    for name, values in arguments.items():
        parsing.take(name, values)
    if parsing.found:
        raise Problems(parsing.found)
    return parsing.query()


class _Parsing:
    """One reading of arguments, collecting faults."""

    def __init__(self, register: Register, reading: Reading) -> None:
        self.register, self.reading = register, reading
        self.found: list[Problem] = []
        self.filters: list[Filter] = []
        self.kept: dict[str, Any] = {"order": default_order(register)}

    def query(self) -> ListQuery:
        return ListQuery(filters=tuple(sorted(self.filters, key=lambda each: (each.field, each.operator))), **self.kept)

    def take(self, name: str, values: Sequence[str]) -> None:
        readers = {"q": self._search, "sort": self._sort, "page": self._page, "size": self._size, "after": self._after,
                   "before": self._before, "recycled": self._recycled, "under": self._under}
        if name.startswith("f."):
            self._filter(name, [value for value in values if value != ""])
        elif name == "cols":
            self._columns([key for value in values for key in value.split(",") if key])
        elif name not in readers:
            self.found.append(problem("A030", name=name[:60]))
        elif len(values) != 1:
            self.found.append(problem("A031", name=name, given=", ".join(values)[:60]))
        elif values[0] != "":
            readers[name](values[0])

    def _bad(self, name: str, given: str) -> None:
        self.found.append(problem("A031", name=name, given=given[:60]))

    def _search(self, given: str) -> None:
        try:
            found = clean_text(given)
        except BadValue:
            found = None
        if found is None or len(found) > LONGEST_SEARCH or not self.register.searchable_fields:
            self._bad("q", given)
        else:
            self.kept["search"] = found

    def _sort(self, given: str) -> None:
        wanted = Order(field=given.lstrip("-"), descending=given.startswith("-"))
        if wanted.field not in {order.field for order in orders(self.register)}:
            self.found.append(problem("A032", name=given[:60]))
        else:
            self.kept["order"] = wanted

    def _page(self, given: str) -> None:
        number = whole_number(given)
        if number and number <= FARTHEST_PAGE:
            self.kept["page"] = number
        else:
            self._bad("page", given)

    def _size(self, given: str) -> None:
        if given in map(str, SIZES):
            self.kept["size"] = int(given)
        else:
            self._bad("size", given)

    def _after(self, given: str) -> None:
        try:
            self.kept["after"] = open_key(given)
        except ValueError:
            self._bad("after", given)

    def _before(self, given: str) -> None:
        self._after(given)
        self.kept["backwards"] = True

    def _recycled(self, given: str) -> None:
        if given == "1":
            self.kept["recycled"] = True
        else:
            self._bad("recycled", given)

    def _under(self, given: str) -> None:
        """A unit out of sight is refused like one that there is not."""
        unit = id_or_none(given)
        level = self.reading.level_of(unit) if unit is not None and self.register.scope.kind != "shared" else None
        if unit is None or level is None:
            self._bad("under", given)
        else:
            self.kept["under"] = (level, unit)

    def _columns(self, given: list[str]) -> None:
        if len(set(given)) < len(given) or not set(given) <= set(listed_columns(self.register)):
            self._bad("cols", ",".join(given))
        elif given and tuple(given) != self.register.list_columns:
            self.kept["columns"] = tuple(given)

    def _filter(self, name: str, values: list[str]) -> None:
        _, _, rest = name.partition("f.")
        key, _, operator = rest.partition(".")
        field = self.register.fields.get(key)
        if field is None or not may_filter(self.register, field):
            self.found.append(problem("A032", name=key[:60]))
        else:
            known = {each.key: each for each in field.type.operators()}
            if operator not in known:
                self.found.append(problem("A033", name=key, given=operator[:20]))
            elif values:
                self._operand(field, known[operator], values)

    def _operand(self, field: Field, operator: Operator, values: list[str]) -> None:
        try:
            given: Any = values if operator.key == "in" else values[0]
            operand = field.type.operand(operator.key, given, self.reading) if operator.takes_value else None
        except BadValue as bad:
            self.found.append(problem(bad.code, field=field.key, **{"label": field.label, **bad.values}))
            return
        self.filters.append(Filter(field.key, operator.key, operand))


def operator_of(register: Register, asked: Filter) -> Operator:
    """The operator as the field's own type has it: a partial date's "from" is not a text's."""
    return next(each for each in register.fields[asked.field].type.operators() if each.key == asked.operator)


def clause_of(register: Register, table: FromClause, asked: Filter) -> ColumnElement[bool]:
    """The filter as a condition on the register's table."""
    return operator_of(register, asked).clause(table.c[register.fields[asked.field].column], asked.operand)


def may_filter(register: Register, field: Field) -> bool:
    """Declared filters, references by which a row is led to another, and nothing that is masked."""
    return field.stored and not field.secret and (field.key in register.filters or field in register.references)


def listed_columns(register: Register) -> tuple[str, ...]:
    """The fields that a list can show: those of the row itself, in the order of the declaration."""
    return tuple(each.key for each in register.fields.values() if each.stored or each.computed is not None)


def orders(register: Register) -> tuple[Order, ...]:
    """The sorts that the list offers; every list can be sorted by entry."""
    return (*register.orders, Order(field="id", descending=True))


def default_order(register: Register) -> Order:
    """The sort of a list that nobody has sorted."""
    return orders(register)[0]


# -- keys ----------------------------------------------------------------------------------------


def seal_key(key: Key) -> str:
    """A key as it stands in a link."""
    value, record = key
    kind = "t" if isinstance(value, datetime) else "d" if isinstance(value, date) else "v"
    plain = value.isoformat() if kind != "v" else value
    return base64.urlsafe_b64encode(json.dumps([kind, plain, record]).encode()).decode().rstrip("=")


def open_key(sealed: str) -> Key:
    """The key of a link. Raises ValueError for anything else."""
    if len(sealed) > 400:
        raise ValueError("too long")
    parts = json.loads(base64.urlsafe_b64decode(sealed + "=" * (-len(sealed) % 4)))
    if not isinstance(parts, list) or len(parts) != 3:
        raise ValueError("not a key")
    kind, value, record = parts
    if not isinstance(record, int) or isinstance(record, bool) or not 0 < record < 2**63 or isinstance(value, (list, dict)):
        raise ValueError("not a key")
    if kind == "d":
        value = date.fromisoformat(value)
    elif kind == "t":
        value = datetime.fromisoformat(value)
    elif kind != "v":
        raise ValueError("not a key")
    return value, record
