"""Storing one record: new, changed, void, restored. The session's flush does the rest (app/access/flushing.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.orm.exc import StaleDataError

from app.access.flushing import CREATED
from app.access.guard import guarded
from app.access.refusal import Stale, out_of_sight
from app.definition import Register
from app.fieldtypes import References
from app.model import Record
from app.problems import Problems, problem
from app.records.draft import Draft
from app.records.numbering import give_numbers
from app.records.preparing import note_changes, prepare, take_for
from app.records.refusing import lock, refuse_change, why_not_void
from app.records.site import Work


def fetch(work: Work, register: Register, record_id: int) -> Record:
    """The record, void or not. Raises OutOfSight where there is none for the acting viewer."""
    found: Record | None = work.session.get(work.site.models.classes[register.key], record_id)
    if found is None:
        raise out_of_sight()
    return found


def row_of(record: Record) -> dict[str, Any]:
    """The record as columns."""
    return {column.key: getattr(record, column.key) for column in record.__table__.c}  # type: ignore[attr-defined]


def create(work: Work, register: Register, raw: Mapping[str, Any]) -> Record:
    """A new record from raw values, flushed. Raises Problems with everything that is wrong, or Refused."""
    draft = Draft(raw)
    prepare(work, register, [draft])
    return store_new(work, register, draft)


def store_new(work: Work, register: Register, draft: Draft) -> Record:
    """A new record from a prepared row."""
    _refuse(draft)
    give_numbers(work, register, [draft])
    take_for(work, register, [draft])
    record = work.site.models.classes[register.key]()
    for name, value in draft.columns.items():
        setattr(record, name, value)
    links = {key: draft.values[key] for key in _link_fields(register, draft) if draft.values.get(key)}
    note(record, {key: [None, sorted(targets)] for key, targets in links.items()})
    work.session.add(record)
    _flush(work)
    for key, targets in links.items():
        _insert_links(work, work.site.models.links[register.key, key], record.id, targets)
    note_changes(work, register, [(None, row_of(record))])
    work.session.info.setdefault(CREATED, set()).add((register.key, record.id))
    return record


def edit(work: Work, register: Register, record: Record, raw: Mapping[str, Any], version: int) -> Record:
    """Change a record that the person saw at ``version``.

    Raises Stale where somebody else has changed it since, Problems with everything that is wrong (A052 for a void record,
    A074 for one of a register that is only added to), or Refused.
    """
    refuse_change(register)
    check_version(record, version)
    if record.void_at is not None:  # type: ignore[attr-defined]
        raise Problems([problem("A052")])
    for name in register.behaves:
        work.site.behaviours[name].before_edit(work, record)
    draft = Draft(raw, before=row_of(record), record_id=record.id, action="update")
    prepare(work, register, [draft])
    return store_changed(work, register, record, draft)


def store_changed(work: Work, register: Register, record: Record, draft: Draft) -> Record:
    """Change a record to what a prepared row says; ``draft.before`` is the record as it is. Raises Problems (A074 too)."""
    refuse_change(register)
    _refuse(draft)
    before = draft.before or {}
    for name, value in draft.columns.items():
        if before[name] != value:
            setattr(record, name, value)
    _store_links(work, register, record, draft)
    _flush(work)
    note_changes(work, register, [(before, row_of(record))])
    return record


def void(work: Work, record: Record, reason: str, version: int) -> Record:
    """Take a record out of use with a reason (作废). It stays, in the recycle list and in its history.

    Raises Stale, or Problems: A005 where it is void already, and what ``why_not_void`` says.
    """
    check_version(record, version)
    if record.void_at is not None:  # type: ignore[attr-defined]
        raise Problems([problem("A005")])
    lock(work, record)
    if refusal := why_not_void(work, record):
        raise Problems([refusal])
    record.void_at, record.void_by, record.void_reason = work.now, _user(work), reason  # type: ignore[attr-defined]
    _flush(work)
    return record


def restore(work: Work, register: Register, record: Record, version: int) -> Record:
    """Bring a void record back. Raises Problems where its number or name has been given to another since, and A074."""
    refuse_change(register)
    check_version(record, version)
    draft = Draft({}, before=row_of(record), record_id=record.id)
    prepare(work, register, [draft])
    _refuse(draft)
    record.void_at = record.void_by = record.void_reason = None  # type: ignore[attr-defined]
    _flush(work)
    return record


def check_version(record: Record, version: int) -> None:
    """Raise Stale unless the record is still the one that the person saw."""
    if record.version != version:
        raise Stale(problem("A004"), record.version)


def _refuse(draft: Draft) -> None:
    if draft.faults:
        raise Problems(draft.faults)


def _user(work: Work) -> int | None:
    return work.viewer.user_id if work.viewer else None


def _flush(work: Work) -> None:
    try:
        work.session.flush()
    except StaleDataError as late:
        raise Stale(problem("A004"), 0) from late
    except IntegrityError as clash:
        if "unique" not in str(clash.orig).lower():
            raise
        raise Problems([problem("V003", label="—")]) from clash  # two people gave the same value at once


def _link_fields(register: Register, draft: Draft) -> list[str]:
    return [key for key in draft.given if isinstance(register.fields[key].type, References)]


def _store_links(work: Work, register: Register, record: Record, draft: Draft) -> None:
    """The many-references that the row speaks of; what changes is noted in the record's history."""
    for key in _link_fields(register, draft):
        old, new = _link(work, register, record, key, draft.values.get(key) or ())
        if old != new:
            note(record, {key: [old, new]})
            touch(record)


def note(record: Record, also: Mapping[str, Any]) -> None:
    """What else changes with the record, for its history: field → [old, new]."""
    if also:
        record.__dict__["_also_changed"] = {**record.__dict__.get("_also_changed", {}), **also}


def touch(record: Record) -> None:
    """Make the session see the record as changed, so that its version rises and its history is written."""
    flag_modified(record, "changed_at")


def _link(work: Work, register: Register, record: Record, key: str, wanted: tuple[int, ...]) -> tuple[list[int], list[int]]:
    table = work.site.models.links[register.key, key]
    mine = table.c.record_id == record.id
    statement = select(table.c.target_id).where(mine).order_by(table.c.target_id)
    old = list(work.session.execute(guarded(statement)).scalars())
    gone, fresh = set(old) - set(wanted), set(wanted) - set(old)
    if gone:
        work.session.execute(guarded(delete(table).where(mine, table.c.target_id.in_(gone))))
    _insert_links(work, table, record.id, fresh)
    return old, sorted(wanted)


def _insert_links(work: Work, table: Table, record_id: int, targets: Iterable[int]) -> None:
    rows = [{"record_id": record_id, "target_id": target} for target in sorted(targets)]
    if rows:
        work.session.execute(guarded(insert(table)), rows)
