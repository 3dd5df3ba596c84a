"""What every write passes, whoever asks for it: place, stamp, reach, targets, history, search index.

The ORM comes here by the session's flush events, bulk imports by calling the same functions on their rows.
Each function takes plain rows (column name → value).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Dialect, Table, insert, select
from sqlalchemy.orm import Session

from app.access.guard import guarded, scoped
from app.access.history import new_record_keys
from app.access.reach import Reach
from app.access.refusal import OutOfSight, Refused
from app.access.rights import Rights
from app.access.units import LEVEL_COLUMNS, path_of_unit, paths
from app.access.viewer import Acting, Deed, Unscoped
from app.definition import Act, Register
from app.fieldtypes import Reference
from app.model import Models
from app.problems import Problem, problem
from app.words import Words

Row = MutableMapping[str, Any]

CHOSEN = Words("所选的记录", "the chosen record")


def place(session: Session, models: Models, register: Register, rows: Sequence[Row]) -> None:
    """Fill unit and ancestor columns of rows that are new or that change their unit. Raises Refused for no unit."""
    kind = register.scope.kind
    if kind == "unit":
        _place_by_unit(session, models, register.fields[register.scope.by or ""].column, rows)
    elif kind == "tree":
        known = paths(session, models, (row["parent_id"] for row in rows if row["parent_id"]))
        for row in rows:
            row.update(path_of_unit(row["level"], row.get("id"), known.get(row["parent_id"])))
    elif kind == "through":
        _place_by_parent(session, models, register, rows)


def _place_by_unit(session: Session, models: Models, column: str, rows: Sequence[Row]) -> None:
    known = paths(session, models, {row[column] for row in rows if row[column]})
    for row in rows:
        path = known.get(row[column])
        if path is None:
            raise Refused([problem("A002")])
        row.update(path)
        row["unit_id"] = row[column]


def _place_by_parent(session: Session, models: Models, register: Register, rows: Sequence[Row]) -> None:
    field = register.fields[register.scope.by or ""]
    assert isinstance(field.type, Reference)
    parent = models.table(field.type.to)
    columns = ("unit_id", *LEVEL_COLUMNS)
    wanted = {row[field.column] for row in rows}
    statement = select(parent.c.id, *(parent.c[name] for name in columns)).where(parent.c.id.in_(wanted))
    known = {found["id"]: found for found in session.execute(guarded(statement)).mappings()}
    for row in rows:
        if row[field.column] not in known:
            raise OutOfSight([problem("V008", field=field.key, label=field.label, given=row[field.column])])
        row.update({name: known[row[field.column]][name] for name in columns})


def stamp(register: Register, rows: Sequence[Row], who: Acting, what: Deed, *, new: bool) -> None:
    """Who and when; a new record with secrets gets its key."""
    by = getattr(who, "user_id", None)
    marks = {"changed_at": what.at, "changed_by": by}
    if new:
        marks.update(created_at=what.at, created_by=by)
    for row in rows:
        row.update(marks)
    if new and register.secrets:
        for row, key in zip(rows, new_record_keys(len(rows)), strict=True):
            row["record_key"] = key


def check_reach(session: Session, rights: Rights, register: Register, act: Act, rows: Sequence[Mapping[str, Any]],
                who: Acting) -> None:
    """Raise Refused (A003) unless ``who`` may do ``act`` on every one of the rows."""
    reach = rights.reach(who, register.key, act)
    outside = list(unreached(reach, rows))
    if outside and not _all_reached_through(session, reach, outside):
        raise Refused([problem("A003", act=act, register=register.label)])


def unreached(reach: Reach, rows: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The rows that lie in no branch of the reach; rows of one place are looked at once."""
    columns = tuple({column for branch in reach.branches for column, _ in branch.conditions})
    known: dict[tuple[Any, ...], bool] = {}
    for row in rows:
        place = tuple([row.get(column) for column in columns])
        if place not in known:
            known[place] = reach.includes(row)
        if not known[place]:
            yield row


def _all_reached_through(session: Session, reach: Reach, rows: Sequence[Mapping[str, Any]]) -> bool:
    if reach.through is None:
        return False
    column, parent, inner = reach.through
    wanted = {row[column] for row in rows}
    statement = scoped(select(parent.c.id).where(parent.c.id.in_(wanted)), parent, inner)
    return len(session.execute(statement).all()) == len(wanted)


def check_targets(session: Session, rights: Rights, register: Register, rows: Iterable[Mapping[str, Any]],
                  who: Acting, fields: frozenset[str] | None = None) -> None:
    """Raise Refused (V008 per field) where a reference points at a row that ``who`` does not reach.

    ``fields`` limits the check to the references that changed.
    """
    if isinstance(who, Unscoped):
        return
    kept = list(rows)
    found = [fault for field in register.references if fields is None or field.key in fields
             for fault in _unseen(session, rights, field, kept, who)]
    if found:
        raise Refused(found)


def _unseen(session: Session, rights: Rights, field: Any, rows: list[Mapping[str, Any]], who: Acting) -> Iterator[Problem]:
    wanted = {row[field.column] for row in rows if row.get(field.column)}
    if wanted and wanted - visible_ids(session, rights, field.type.to, wanted, who):
        yield problem("V008", field=field.key, label=field.label, given=CHOSEN)


def visible_ids(session: Session, rights: Rights, register: str, ids: Iterable[int], who: Acting) -> set[int]:
    """Those of the ids that ``who`` may read."""
    table = rights.models.table(register)
    reach = rights.reach(who, register, "read")
    wanted = sorted(set(ids))
    found: set[int] = set()
    for start in range(0, len(wanted), 500):
        statement = select(table.c.id).where(table.c.id.in_(wanted[start : start + 500]))
        found.update(session.execute(scoped(statement, table, reach)).scalars())
    return found


def insert_rows(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows of the same columns, which have passed the checks above.

    SQLAlchemy's own way costs as much as the database: here each column is spelled for the database at once, and what is
    the same in every row (who, when) only once. A row of fewer than a dozen is not worth it.
    """
    if len(rows) < 12:
        session.execute(guarded(insert(table)), list(rows))
        return
    connection = session.connection()
    names = list(rows[0])
    compiled = insert(table).compile(dialect=connection.dialect, column_keys=names)
    values = zip(*map(itemgetter(*names), rows), strict=True)
    columns = [_spelled(table.c[name], connection.dialect, column) for name, column in zip(names, values, strict=True)]
    if compiled.positional:
        order = [names.index(name) for name in compiled.positiontup or ()]
        connection.exec_driver_sql(str(compiled), list(zip(*(columns[place] for place in order), strict=True)))
    else:
        connection.exec_driver_sql(str(compiled), [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)])


def _spelled(column: Column[Any], dialect: Dialect, values: Sequence[Any]) -> Sequence[Any]:
    """The values of a column as the driver takes them."""
    spell = column.type.dialect_impl(dialect).bind_processor(dialect)
    if spell is None:
        return values
    first = values[0]
    if all(value is first for value in values):
        return [spell(first)] * len(values)
    return [spell(value) for value in values]
