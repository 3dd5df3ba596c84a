"""A register to try rules on: what its rules may name, its tables, and the verdicts of a database on its rows."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.expressions import Names, Rows, Rule, kinds, read_rule

TODAY = date(2021, 8, 31)
COLOURS = ("blue", "yellow", "orange", "red")

TRAININGS = Names({"held_on": kinds.DATE, "passed": kinds.YESNO, "score": kinds.number(1, 10_000)})
MEMBERS = Names(
    {
        "name": kinds.TEXT, "joined_on": kinds.DATE, "left_on": kinds.DATE, "age": kinds.number(0, 200),
        "role": kinds.key(("leader", "member")), "active": kinds.YESNO, "born": kinds.PARTIAL,
    },
    {"trainings": TRAININGS},
)  # fmt: skip
NAMES = Names(
    {
        "size": kinds.number(), "spent": kinds.number(2), "rate": kinds.number(4, 10**8), "big": kinds.number(8),
        "title": kinds.TEXT, "remark": kinds.TEXT,
        "status": kinds.key(("open", "doing", "closed")), "former": kinds.key(("closed", "archived")),
        "season": kinds.key(("spring", "autumn")), "area": kinds.key(None),
        "colour": kinds.ranked(COLOURS), "worst": kinds.ranked(COLOURS), "grade": kinds.ranked({"a": 3, "b": 1}),
        "causes": kinds.keys(("land", "wage", "la_d")), "tags": kinds.keys(None),
        "found_on": kinds.DATE, "due": kinds.DATE, "born": kinds.PARTIAL,
        "opened_at": kinds.MOMENT, "closed_at": kinds.MOMENT, "urgent": kinds.YESNO, "settled": kinds.YESNO,
        "holder": kinds.reference("person"), "helper": kinds.reference("person"), "unit": kinds.reference("unit"),
        "place": kinds.OPAQUE,
    },
    {"members": MEMBERS},
)  # fmt: skip


def utc(*parts: int) -> datetime:
    """A moment."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def rule(text: str) -> Rule:
    """A condition or a value on the sample register."""
    return read_rule(text, NAMES, expect="any")


_STORED_AS = {
    kinds.Number: sa.BigInteger, kinds.Ranked: sa.SmallInteger, kinds.Date: sa.Date, kinds.YesNo: sa.Boolean,
    kinds.Reference: sa.BigInteger,
}  # fmt: skip
_METADATA = sa.MetaData()


def _column(name: str, kind: kinds.Kind) -> sa.Column[Any]:
    if isinstance(kind, kinds.Moment):
        return sa.Column(name, sa.DateTime(timezone=True))
    return sa.Column(name, _STORED_AS.get(type(kind), sa.String))


def _table(name: str, names: Names) -> sa.Table:
    columns = [_column(*field) for field in names.fields.items()]
    # Temporary: workers of one server do not meet, and nothing is left behind.
    return sa.Table(name, _METADATA, sa.Column("id", sa.Integer, primary_key=True), sa.Column("parent", sa.Integer),
                    *columns, prefixes=["TEMPORARY"])


TEAM = _table("team", NAMES)
_TABLES = {"members": (_table("member", MEMBERS), MEMBERS), "trainings": (_table("training", TRAININGS), TRAININGS)}


def create_tables(engine: sa.Engine) -> None:
    """The sample's tables, empty."""
    with engine.begin() as connection:
        _METADATA.create_all(connection)


class TableSource:
    """The fields of a table; its children point at it by ``parent``."""

    def __init__(self, table: sa.FromClause) -> None:
        self.table = table

    def column(self, name: str) -> sa.ColumnElement[Any]:
        return self.table.c[name]

    def rows(self, name: str) -> Rows:
        child = _TABLES[name][0].alias()
        return Rows(child, child.c.parent == self.table.c.id, TableSource(child))


def in_sql(text: str, today: Any = TODAY) -> sa.ColumnElement[Any]:
    """The rule over the table ``team``."""
    return rule(text).sql(TableSource(TEAM), today=today)


def answers(engine: sa.Engine, rows: Sequence[Mapping[str, Any]], *asked: sa.ColumnElement[Any]) -> list[Any]:
    """What the database answers for each row, in order; the rows are gone afterwards."""
    with engine.connect() as connection:
        _Writer(connection).write(TEAM, NAMES, rows, parent=None)
        return [tuple(row) for row in connection.execute(sa.select(*asked).select_from(TEAM).order_by(TEAM.c.id))]


class _Writer:
    """Stores rows with their child rows as the product does."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self.last = 0

    def write(self, table: sa.Table, names: Names, rows: Sequence[Mapping[str, Any]], parent: int | None) -> None:
        for row in rows:
            self.last += 1
            mine = self.last
            values = {name: self._stored(kind, row.get(name)) for name, kind in names.fields.items()}
            self.connection.execute(table.insert().values(id=mine, parent=parent, **values))
            for child, (its_table, its_names) in _TABLES.items():
                if child in names.rows:
                    self.write(its_table, its_names, row.get(child) or (), mine)

    def _stored(self, kind: kinds.Kind, value: Any) -> Any:
        if value is None or value == () or (isinstance(kind, kinds.Ranked) and value == ""):
            return None
        if isinstance(kind, kinds.Number):
            return int(Decimal(value) * 10**kind.scale)
        if isinstance(kind, kinds.Keys):
            return f"|{'|'.join(value)}|"
        if isinstance(kind, kinds.Ranked):
            return kind.inner(value)
        if isinstance(kind, kinds.Moment) and self.connection.dialect.name == "postgresql":
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        return kind.inner(value) if isinstance(kind, kinds.Moment) else value
