"""What migration files call beside Alembic's own operations: each step does the same on SQLite and on PostgreSQL.

A migration file is written once and runs for years, so a step's name and arguments never change their meaning.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations
from sqlalchemy.schema import CreateTable

from app.definition import LEVELS
from app.fieldtypes.sealing import site_keys
from app.fieldtypes.storage import Moment
from app.model.append_only import protection, unprotection
from app.model.names import reference
from app.model.search import search_table
from app.problems import Problems, problem
from app.words import Words

#: Primary keys and references: 64 bits; SQLite's rowid must be spelled INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_BATCH = 1000


def refuse(query: str, zh: str, en: str) -> None:
    """Stop before anything is changed where ``query`` counts rows that the change would not fit. Raises Problems (S004)."""
    rows = op.get_bind().execute(sa.text(query)).scalar_one()
    if rows:
        raise Problems([problem("S004", what=Words(zh.format(rows=rows), en.format(rows=rows)))])


@contextmanager
def _rebuilt(table: str, **options: Any) -> Iterator[BatchOperations]:
    """Alembic's batch. On SQLite it puts a new table in the old one's place; for that moment the triggers that read the table
    find none, which SQLite forgives only in its older manner of renaming (https://sqlite.org/pragma.html#pragma_legacy_alter_table).
    """
    manner = "PRAGMA legacy_alter_table={}"
    if _on_sqlite():
        op.execute(manner.format("ON"))
    try:
        with op.batch_alter_table(table, **options) as batch:
            yield batch
    finally:
        if _on_sqlite():
            op.execute(manner.format("OFF"))


# -- columns -------------------------------------------------------------------------------------


def add_column(table: str, column: sa.Column[Any]) -> None:
    """A new column; on SQLite without copying the table, which Alembic would do for a reference."""
    if _on_sqlite():
        key = next(iter(column.foreign_keys), None)
        target = f' CONSTRAINT "{key.name}" REFERENCES {_quoted(key.target_fullname.partition(".")[0])} (id)' if key else ""
        kind = column.type.compile(dialect=op.get_context().dialect)
        op.execute(f"ALTER TABLE {_quoted(table)} ADD COLUMN {_quoted(column.name)} {kind}{target}")
    else:
        op.add_column(table, column)


def drop_column(table: str, column: str) -> None:
    """A column goes with its data: the way back of ``add_column``."""
    with _rebuilt(table) as batch:
        batch.drop_column(column)


def require(table: str, *columns: str) -> None:
    """No empty values in these columns from now on."""
    _nullable(table, columns, allowed=False)


def release(table: str, *columns: str) -> None:
    """Empty values are allowed in these columns again."""
    _nullable(table, columns, allowed=True)


def _nullable(table: str, columns: Sequence[str], *, allowed: bool) -> None:
    if not _on_sqlite():
        for column in columns:
            op.alter_column(table, column, nullable=allowed)
        return
    kinds = {each["name"]: each["type"] for each in sa.inspect(op.get_bind()).get_columns(table)}
    with _rebuilt(table) as batch:
        for column in columns:
            batch.alter_column(column, existing_type=kinds[column], nullable=allowed)


def retype(table: str, column: str, kind: sa.types.TypeEngine[Any], *, sqlite: str | None = None,
           postgresql: str | None = None) -> None:
    """Another type for a column; the expressions say how its values are carried over, where they do not stay as they are."""
    if _on_sqlite():
        with _rebuilt(table) as batch:
            batch.alter_column(column, type_=kind)
        if sqlite:
            target = sa.table(table, sa.column(column))
            op.execute(sa.update(target).where(target.c[column].is_not(None)).values({column: sa.literal_column(sqlite)}))
    else:
        spelled = kind.compile(dialect=op.get_context().dialect)
        using = postgresql or f"{_quoted(column)}::{spelled}"
        op.execute(f"ALTER TABLE {_quoted(table)} ALTER COLUMN {_quoted(column)} TYPE {spelled} USING {using}")


def fill(table: str, **values: Any) -> None:
    """The declared default for rows in which the column is still empty."""
    for column, value in values.items():
        target = sa.table(table, sa.column(column))
        where = target.c[column].is_(None)
        op.execute(sa.update(target).where(where).values({column: sa.literal(value)}))


def change_reference(table: str, column: str, to: str | None) -> None:
    """The column refers to another table from now on, or to none; it is empty, or fits, when this runs."""
    found = [each for each in sa.inspect(op.get_bind()).get_foreign_keys(table) if each["constrained_columns"] == [column]]
    usual = reference(table, column)
    # SQLite does not tell the name of a reference that stands beside its column; the convention gives it back.
    with _rebuilt(table, naming_convention={"fk": "fk_%(table_name)s_%(column_0_name)s"}) as batch:
        for each in found:
            batch.drop_constraint(str(each["name"] or usual), type_="foreignkey")
        if to:
            batch.create_foreign_key(usual, to, [column], ["id"])


def refer_later(table: str, column: str, to: str, name: str) -> None:
    """A reference to a table that is created after this one: on SQLite it stands in the table already."""
    if not _on_sqlite():
        op.create_foreign_key(name, table, to, [column], ["id"])


def unrefer(table: str, name: str) -> None:
    """The way back of ``refer_later``, so that the tables can go one after the other."""
    if not _on_sqlite():
        op.drop_constraint(name, table, type_="foreignkey")


def add_unique(table: str, constraint: sa.UniqueConstraint) -> None:
    """No two rows have the same values in these columns."""
    columns = [str(each) for each in constraint._pending_colargs]
    with _rebuilt(table) as batch:
        batch.create_unique_constraint(str(constraint.name or f"uq_{table}_{'_'.join(columns)}"), columns)


def drop_unique(table: str, columns: Sequence[str]) -> None:
    """Values may be repeated in these columns."""
    found = [each for each in sa.inspect(op.get_bind()).get_unique_constraints(table) if each["column_names"] == list(columns)]
    with _rebuilt(table) as batch:
        for each in found:
            batch.drop_constraint(str(each["name"]), type_="unique")


# -- names ---------------------------------------------------------------------------------------


def rename_table(old: str, new: str) -> None:
    """A table by another name; references to it follow."""
    op.execute(f"ALTER TABLE {_quoted(old)} RENAME TO {_quoted(new)}")


def rename_columns(table: str, **names: str) -> None:
    """Columns by other names, old to new; indexes and references follow."""
    for old, new in names.items():
        op.execute(f"ALTER TABLE {_quoted(table)} RENAME COLUMN {_quoted(old)} TO {_quoted(new)}")


def rename_register(old: str, new: str, tables: Sequence[str]) -> None:
    """Rows of the system's own tables follow the register. What is sealed keeps the name of its time: ``former_name``."""
    for table in (*tables, "former_name"):
        _replace(table, {"register": old}, {"register": new})
    _note_former_name(new, "*", old)


def rename_field(register: str, old: str, new: str, tables: Sequence[str]) -> None:
    """Rows of the system's own tables follow the field."""
    for table in (*tables, "former_name"):
        _replace(table, {"register": register, "field": old}, {"field": new})
    _note_former_name(register, new, old)


def _note_former_name(register: str, field: str, was: str) -> None:
    kept = _former_name()
    mine = (kept.c.register == register, kept.c.field == field)
    op.execute(sa.delete(kept).where(*mine, kept.c.was.in_([was, register if field == "*" else field])))
    op.execute(sa.insert(kept).values(register=register, field=field, was=was, renamed_at=_now()))


def _former_name() -> sa.TableClause:
    return sa.table("former_name", sa.column("register", sa.String), sa.column("field", sa.String), sa.column("was", sa.String),
                    sa.column("renamed_at", Moment()))


# -- what is declared no more --------------------------------------------------------------------


def retire(table: str, columns: Sequence[str], label: str) -> None:
    """The columns (``*`` for the whole table) stay with their data, and may be empty from now on."""
    demanded = _demanded(table, columns)
    if demanded:
        release(table, *demanded)
    rows = [{"table_name": table, "column_name": column, "label": label, "retired_at": _now()} for column in columns]
    op.get_bind().execute(sa.insert(_retired_column()), rows)


def _retired_column() -> sa.TableClause:
    return sa.table("retired_column", sa.column("table_name", sa.String), sa.column("column_name", sa.String),
                    sa.column("label", sa.String), sa.column("retired_at", Moment()))


def _demanded(table: str, columns: Sequence[str]) -> list[str]:
    found = {each["name"]: each["nullable"] for each in sa.inspect(op.get_bind()).get_columns(table)}
    return [column for column in columns if not found.get(column, True)]


def revive(table: str, columns: Sequence[str]) -> None:
    """The columns are declared again, and take their data back."""
    kept = _retired_column()
    op.execute(sa.delete(kept).where(kept.c.table_name == table, kept.c.column_name.in_(columns)))


# -- secrets -------------------------------------------------------------------------------------


def seal(table: str, column: str) -> None:
    """Encrypt the texts of a column; ``<column>_index`` finds an exact value."""
    keys = site_keys()
    _recast(table, column, sa.LargeBinary(), lambda text: {
        column: keys.seal(text.encode()), f"{column}_index": keys.fingerprint(text)}, extra=f"{column}_index")


def unseal(table: str, column: str, kind: sa.types.TypeEngine[Any]) -> None:
    """Turn the encrypted values of a column into texts again."""
    keys = site_keys()
    _recast(table, column, kind, lambda sealed: {column: keys.open(bytes(sealed)).decode()})
    drop_column(table, f"{column}_index")


def _recast(table: str, column: str, kind: sa.types.TypeEngine[Any], new_values: Any, extra: str | None = None) -> None:
    """A column of another type with values that only Python can work out; the old column goes."""
    former = f"{column}__former"
    rename_columns(table, **{column: former})
    add_column(table, sa.Column(column, kind))
    if extra:
        add_column(table, sa.Column(extra, sa.String(32)))
    target = sa.table(table, sa.column("id"), sa.column(column, kind), *([sa.column(extra)] if extra else []))
    for row_id, value in _rows(table, former):
        op.execute(sa.update(target).where(target.c.id == row_id).values(**new_values(value)))
    drop_column(table, former)


def give_record_keys(table: str) -> None:
    """A key of its own for every record, under which the history keeps its secrets."""
    target = sa.table(table, sa.column("id"), sa.column("record_key", sa.LargeBinary()))
    for row_id, _ in _rows(table, "id"):
        op.execute(sa.update(target).where(target.c.id == row_id).values(record_key=site_keys().seal(os.urandom(32))))


def _rows(table: str, column: str) -> Iterator[tuple[int, Any]]:
    """Id and value of every row that has one, a thousand at a time."""
    source = sa.table(table, sa.column("id"), *([sa.column(column)] if column != "id" else []))
    query = sa.select(source.c.id, source.c[column].label("value")).where(source.c[column].is_not(None)).order_by(source.c.id)
    last = 0
    while rows := op.get_bind().execute(query.where(source.c.id > last).limit(_BATCH)).all():
        yield from ((row[0], row[1]) for row in rows)
        last = rows[-1][0]


# -- scope, search, logs -------------------------------------------------------------------------


def set_unit(table: str, by: str, parent: str | None = None) -> None:
    """``unit_id`` of every row: what ``by`` names, or the unit of the parent row. Its ancestors are filled in afterwards."""
    target = sa.table(table, sa.column(by), *([sa.column("unit_id")] if by != "unit_id" else []))
    source: Any = target.c[by]
    if parent:
        above = sa.table(parent, sa.column("id"), sa.column("unit_id")).alias("above")
        source = sa.select(above.c.unit_id).where(above.c.id == target.c[by]).scalar_subquery()
    op.execute(sa.update(target).values(unit_id=source))


def lose_place(table: str) -> None:
    """Empty the ancestor columns: nobody sees the rows until they have been filled in afresh."""
    _replace(table, {}, dict.fromkeys(f"{level}_id" for level in LEVELS))


def create_search(table: str) -> None:
    """An empty search index; it is filled when the migrations are done."""
    made = search_table(table, sa.MetaData())
    op.get_bind().execute(CreateTable(made))
    for index in made.indexes:
        if not _on_sqlite():
            op.get_bind().execute(sa.schema.CreateIndex(index))


def drop_search(table: str) -> None:
    """A search index goes; it holds nothing of its own."""
    op.execute(f"DROP TABLE {_quoted(table)}")


def protect(table: str) -> None:
    """From now on the database refuses to change or delete rows of a log."""
    for statement in protection(table, op.get_context().dialect.name):
        op.execute(statement)


def unprotect(table: str) -> None:
    """Rows of the log may be changed again."""
    for statement in unprotection(table, op.get_context().dialect.name):
        op.execute(statement)


def _replace(table: str, where: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    target = sa.table(table, *(sa.column(name) for name in {**where, **values}))
    op.execute(sa.update(target).where(*(target.c[name] == value for name, value in where.items())).values(dict(values)))


def _on_sqlite() -> bool:
    return op.get_context().dialect.name == "sqlite"


def _quoted(name: str) -> str:
    return f'"{name}"'


def _now() -> datetime:
    given: datetime | None = op.get_context().opts.get("now")
    return given or datetime.now(UTC)


