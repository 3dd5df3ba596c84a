"""The session's flush events: what ``writes.py`` demands of every write, for ORM objects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, insert, inspect, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from app.access import history, writes
from app.access.epoch import RAISED, RAISING, raise_epoch
from app.access.guard import GuardedSession, guarded
from app.access.moves import follow_move
from app.access.refusal import Refused, Unguarded
from app.access.search_index import index_rows
from app.access.viewer import Acting, Deed, Unscoped, Viewer, acting, deed
from app.definition import Act, Register
from app.model import Record
from app.problems import problem

#: ``session.info`` key: True in a request that must not change anything (every GET).
READ_ONLY = "read_only"

#: ``session.info`` key: the (register, id) of the records that this transaction has made.
CREATED = "created_records"

_PENDING = "pending_changes"


@dataclass(slots=True)
class Pending:
    """A record on its way into the database: what it was, what it becomes, and under which act."""

    record: Record
    act: Act
    before: dict[str, Any] | None

    @property
    def register(self) -> Register:
        return self.record.register

    def row(self) -> dict[str, Any]:
        """The record as columns, as it will be stored."""
        return {column.key: getattr(self.record, column.key) for column in inspect(self.record).mapper.columns}

    def take(self, row: dict[str, Any]) -> None:
        """Put changed columns back into the record."""
        for name, value in row.items():
            if getattr(self.record, name) != value:
                setattr(self.record, name, value)


def install(session_class: type[GuardedSession]) -> None:
    """Listen to the flushes of a session class."""
    event.listen(session_class, "before_flush", _before_flush)
    event.listen(session_class, "after_flush", _after_flush)
    event.listen(session_class, "after_commit", _forget)
    event.listen(session_class, "after_rollback", _forget)


def _forget(session: Session) -> None:
    """What the session remembered of this transaction ends with it."""
    for key in (_PENDING, CREATED, RAISED, "own_view", "epoch"):
        session.info.pop(key, None)


def _before_flush(session: Session, _context: Any, _instances: Any) -> None:
    assert isinstance(session, GuardedSession)
    pending = [*_created(session), *_edited(session)]
    if any(isinstance(record, Record) for record in session.deleted):
        raise Unguarded("records are voided, not deleted")
    if not pending:
        return
    what = _circumstances(session)
    for register, act, group in _grouped(pending):
        _prepare(session, register, act, group, what)
    session.info.setdefault(_PENDING, []).extend(pending)


def _circumstances(session: Session) -> Deed:
    what = deed()
    if what is None or session.info.get(READ_ONLY):
        raise Unguarded("nothing is written without a deed, and nothing at all on a GET")
    return what


def _created(session: Session) -> Iterable[Pending]:
    for record in session.new:
        if isinstance(record, Record):
            yield Pending(record, "create", None)


def _edited(session: Session) -> Iterable[Pending]:
    what = deed()
    for record in session.dirty:
        if isinstance(record, Record) and session.is_modified(record):
            before = _before(record)
            voiding = before["void_at"] != record.void_at  # type: ignore[attr-defined]
            yield Pending(record, (what and what.act) or ("void" if voiding else "edit"), before)


def _before(record: Record) -> dict[str, Any]:
    """The record's columns as they lie in the database."""
    state = inspect(record)
    return {column.key: _committed(state.attrs[column.key]) for column in state.mapper.columns}


def _committed(attribute: Any) -> Any:
    deleted = attribute.history.deleted
    return deleted[0] if deleted else attribute.value if not attribute.history.added else None


def _grouped(pending: Iterable[Pending]) -> Iterable[tuple[Register, Act, list[Pending]]]:
    groups: dict[tuple[str, Act, bool], list[Pending]] = {}
    for each in pending:
        groups.setdefault((each.register.key, each.act, each.before is None), []).append(each)
    for (_, act, _), group in groups.items():
        yield group[0].register, act, group


def _prepare(session: GuardedSession, register: Register, act: Act, group: list[Pending], what: Deed) -> None:
    who, new = acting(), group[0].before is None
    if register.append_only and not new:
        raise Refused([problem("A074", register=register.label)])
    rows = [each.row() for each in group]
    moved = [row for row, each in zip(rows, group, strict=True) if new or _moves(register, each.before, row)]
    if moved:
        writes.place(session, session.rights.models, register, moved)
    writes.stamp(register, rows, who, what, new=new)
    if not isinstance(who, Unscoped):
        judged = rows if new else [each.before for each in group if each.before is not None]
        writes.check_reach(session, session.rights, register, _granted_by(act, what, judged, who), judged, who)
        if moved and not new:
            writes.check_reach(session, session.rights, register, "create", moved, who)
        writes.check_targets(session, session.rights, register, rows, who, None if new else _changed(group, rows))
    for each, row in zip(group, rows, strict=True):
        each.take(row)


def _granted_by(act: Act, what: Deed, rows: list[dict[str, Any]], who: Acting) -> Act:
    """The act that must be granted: that of the deed only to void records that one has entered oneself."""
    own = isinstance(who, Viewer) and all(row["created_by"] == who.user_id for row in rows)
    return what.grant if what.grant and act == "void" and own else act


def _moves(register: Register, before: dict[str, Any] | None, row: dict[str, Any]) -> bool:
    """Whether an edit changes the unit that the row belongs to."""
    if before is None or register.scope.kind == "shared":
        return False
    columns = ("parent_id", "level", "merged_into_id") if register.scope.kind == "tree" else (register.fields[register.scope.by
                                                                                                              or ""].column,)
    return any(before[name] != row[name] for name in columns)


def _changed(group: list[Pending], rows: list[dict[str, Any]]) -> frozenset[str]:
    """The reference fields that differ from what is stored in any row of the group."""
    register = group[0].register
    return frozenset(field.key for field in register.references
                     for each, row in zip(group, rows, strict=True)
                     if each.before is not None and each.before[field.column] != row[field.column])


def _after_flush(session: Session, _context: Any) -> None:
    assert isinstance(session, GuardedSession)
    pending: list[Pending] = session.info.pop(_PENDING, [])
    if not pending:
        return
    models, who, what = session.rights.models, acting(), deed()
    assert what is not None
    _settle_units(session, pending)
    entries = [_entry(each).row(who, what) for each in pending]
    session.execute(guarded(insert(models.system.history)), entries)
    for register, _, group in _grouped(pending):
        index_rows(session, models, register, [each.row() for each in group], new=group[0].before is None)
    if any(each.register.key in RAISING for each in pending):
        raise_epoch(session, models)


def _entry(each: Pending) -> history.Entry:
    row = each.row()
    extra = each.record.__dict__.pop("_also_changed", None)
    found = history.changes(each.register, each.before, row, extra)
    return history.Entry(each.register, row["id"], each.act, row["version"], found, row.get("record_key"))


def _settle_units(session: GuardedSession, pending: list[Pending]) -> None:
    """A unit's own level column holds its own id, which is known only now; then what lies below a moved unit follows."""
    for each in pending:
        if each.register.scope.kind == "tree":
            unit = session.rights.models.table(each.register.key)
            row = each.row()
            own = {f"{row['level']}_id": row["id"]}
            session.execute(guarded(update(unit).where(unit.c.id == row["id"]).values(own)))
            set_committed_value(each.record, f"{row['level']}_id", row["id"])
            if each.before is not None:
                follow_move(session, row["id"])
