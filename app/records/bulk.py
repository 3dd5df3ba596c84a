"""Storing many prepared rows at once: what the session's flush does for one record (app/access/flushing.py), in bulk.

Files and seeds come here. Every row passes the same checks as a record: place, stamp, reach, targets, history, search
index; the functions are those of app/access, only the statements carry a thousand rows each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.access import history, writes
from app.access.epoch import RAISING, raise_epoch
from app.access.flushing import READ_ONLY
from app.access.guard import guarded
from app.access.refusal import Refused, Stale, Unguarded
from app.access.search_index import index_rows
from app.access.viewer import Deed, Unscoped, acting, deed
from app.definition import Act, Register
from app.fieldtypes import References
from app.problems import Problems, problem
from app.records.draft import Draft
from app.records.numbering import give_numbers
from app.records.preparing import Preparation, note_changes, take_for
from app.records.refusing import refuse_change
from app.records.site import Work
from app.records.storing import fetch, row_of, store_changed

Row = dict[str, Any]


def store(work: Work, register: Register, drafts: Sequence[Draft]) -> None:
    """Store prepared rows without faults: new ones, changed ones; those that are the same are left alone.

    Each draft has its ``record_id`` afterwards. Raises Refused, Stale, or Problems (V003: somebody was faster;
    A074: changed rows of a register that is only added to).
    """
    what = _circumstances(work)
    work.session.flush()
    created = [draft for draft in drafts if draft.action == "create"]
    changed = [draft for draft in drafts if draft.action == "update"]
    try:
        if created:
            _create(work, register, created, what)
        if changed:
            refuse_change(register)
            (_change_singly if _moves_others(register) else _change)(work, register, changed, what)
    except IntegrityError as clash:
        if "unique" not in str(clash.orig).lower():
            raise
        raise Problems([problem("V003", label="—")]) from clash


def refuse_unreached(work: Work, register: Register, drafts: Sequence[Draft]) -> None:
    """Fault A003 for each row that the acting viewer may not create, change or import; A002 where it has no place.

    What ``store`` would refuse as a whole is so said row by row, before anything is stored.
    """
    if isinstance(acting(), Unscoped) or not drafts:
        return
    placed = list(zip(drafts, _placed(work, register, drafts), strict=True))
    for draft, after in placed:
        if after is None:
            draft.fault(problem("A002"))
    stands = [(draft, after) for draft, after in placed if after is not None]
    new = [(draft, after) for draft, after in stands if draft.before is None]
    old = [(draft, draft.before) for draft, _ in stands if draft.before is not None]
    moved = [(draft, after) for draft, after in stands if _has_moved(register, draft)]
    for act, rows in (("create", new), ("edit", old), ("create", moved), ("import", stands)):
        _refuse_outside(work, register, act, rows)


def _refuse_outside(work: Work, register: Register, act: Act, rows: Sequence[tuple[Draft, Mapping[str, Any]]]) -> None:
    reach = work.site.rights.reach(acting(), register.key, act)
    outside = {id(row) for row in writes.unreached(reach, [row for _, row in rows])}
    for draft, row in rows if outside else ():
        if id(row) in outside and not draft.faults and not _is_reached_through(work, register, act, row):
            draft.fault(problem("A003", field=register.scope.by, act=act, register=register.label))


def _is_reached_through(work: Work, register: Register, act: Act, row: Mapping[str, Any]) -> bool:
    """A child row is asked for at its parent."""
    if register.scope.kind != "through":
        return False
    try:
        writes.check_reach(work.session, work.site.rights, register, act, [row], acting())
    except Refused:
        return False
    return True


def _placed(work: Work, register: Register, drafts: Sequence[Draft]) -> list[Row | None]:
    """Each row as it would lie in the table, None where its unit is not to be found."""
    rows: list[Row] = [{**(draft.before or {}), **draft.columns} for draft in drafts]
    try:
        writes.place(work.session, work.site.models, register, rows)
    except Refused:
        return [_placed_alone(work, register, row) for row in rows]
    return list(rows)


def _placed_alone(work: Work, register: Register, row: Row) -> Row | None:
    try:
        writes.place(work.session, work.site.models, register, [row])
    except Refused:
        return None
    return row


def _circumstances(work: Work) -> Deed:
    what = deed()
    if what is None or work.session.info.get(READ_ONLY):
        raise Unguarded("nothing is written without a deed, and nothing at all on a GET")
    return what


# -- new rows --------------------------------------------------------------------------------------


def _create(work: Work, register: Register, drafts: Sequence[Draft], what: Deed) -> None:
    session, models, rights, who = work.session, work.site.models, work.site.rights, acting()
    give_numbers(work, register, drafts)
    take_for(work, register, drafts)
    table = models.table(register.key)
    empty = dict.fromkeys(column.key for column in table.c)
    rows: list[Row] = []
    for record_id, draft in zip(reserve_ids(work, table, len(drafts)), drafts, strict=True):
        draft.record_id = record_id
        rows.append({**empty, **draft.columns, "id": record_id, "version": 1})
    writes.place(session, models, register, rows)
    writes.stamp(register, rows, who, what, new=True)
    if not isinstance(who, Unscoped):
        writes.check_reach(session, rights, register, "create", rows, who)
        writes.check_targets(session, rights, register, rows, who)
    writes.insert_rows(session, table, rows)
    _link(work, register, drafts)
    _remember(work, register, "create", what, [(draft, None, row) for draft, row in zip(drafts, rows, strict=True)])


def reserve_ids(work: Work, table: Table, count: int) -> range | Sequence[int]:
    """Ids that nobody else gets: SQLite has one writer at a time, PostgreSQL a sequence."""
    if work.session.get_bind().dialect.name == "sqlite":
        last = work.session.execute(guarded(select(func.max(table.c.id)))).scalar() or 0
        return range(last + 1, last + 1 + count)
    following = func.nextval(func.pg_get_serial_sequence(table.name, "id"))
    series = select(following).select_from(func.generate_series(1, bindparam("count")).alias("n"))
    return list(work.session.execute(guarded(series), {"count": count}).scalars())


# -- changed rows ----------------------------------------------------------------------------------


def _moves_others(register: Register) -> bool:
    """Registers whose changes touch more than their own row: cases with a course, units with what lies below them."""
    return bool(register.behaves) or register.scope.kind == "tree"


def _change_singly(work: Work, register: Register, drafts: Sequence[Draft], _what: Deed) -> None:
    steps = Preparation(work, register)
    for draft in drafts:
        record = fetch(work, register, draft.record_id or 0)
        for name in register.behaves:
            work.site.behaviours[name].before_edit(work, record)
        given = {key: draft.values[key] for key in draft.given}
        fresh = Draft({}, draft.mark, given, given=set(given), before=row_of(record), record_id=record.id, action="update")
        steps.settle([fresh])
        store_changed(work, register, record, fresh)


def _change(work: Work, register: Register, drafts: Sequence[Draft], what: Deed) -> None:
    session, models, rights, who = work.session, work.site.models, work.site.rights, acting()
    before = [dict(draft.before or {}) for draft in drafts]
    after: list[Row] = [{**old, **draft.columns, "version": old["version"] + 1}
                        for old, draft in zip(before, drafts, strict=True)]
    moved = [row for row, draft in zip(after, drafts, strict=True) if _has_moved(register, draft)]
    if moved:
        writes.place(session, models, register, moved)
    writes.stamp(register, after, who, what, new=False)
    if not isinstance(who, Unscoped):
        act = what.act or "edit"
        writes.check_reach(session, rights, register, act, before, who)
        writes.check_reach(session, rights, register, "create", moved, who)
        writes.check_targets(session, rights, register, after, who, _changed_references(register, before, after))
    _update(work, models.table(register.key), before, after)
    session.expire_all()  # records that the session holds are out of date
    _link(work, register, drafts)
    _remember(work, register, what.act or "edit", what, list(zip(drafts, before, after, strict=True)))


def _has_moved(register: Register, draft: Draft) -> bool:
    """Whether a change gives the row another unit."""
    if draft.before is None or register.scope.kind in ("shared", "tree"):
        return False
    column = register.fields[register.scope.by or ""].column
    return bool(draft.before[column] != draft.columns.get(column, draft.before[column]))


def _changed_references(register: Register, before: Sequence[Row], after: Sequence[Row]) -> frozenset[str]:
    return frozenset(field.key for field in register.references
                     if any(old[field.column] != new[field.column] for old, new in zip(before, after, strict=True)))


def _update(work: Work, table: Table, before: Sequence[Row], after: Sequence[Row]) -> None:
    """One statement for all rows that change the same columns. Raises Stale where a row was changed meanwhile."""
    groups: dict[tuple[str, ...], list[Row]] = {}
    for old, new in zip(before, after, strict=True):
        names = tuple(name for name, value in new.items() if old[name] != value)
        keys = {"b_id": new["id"], "b_version": old["version"]}
        groups.setdefault(names, []).append({**{f"n_{name}": new[name] for name in names}, **keys})
    for names, rows in groups.items():
        mine = (table.c.id == bindparam("b_id")) & (table.c.version == bindparam("b_version"))
        values: dict[str, Any] = {name: bindparam(f"n_{name}") for name in names}
        done = work.session.connection().execute(guarded(update(table).where(mine).values(values)), rows)
        if done.rowcount not in (len(rows), -1):
            raise Stale(problem("F052"), 0)


# -- what both leave behind ------------------------------------------------------------------------


def _remember(work: Work, register: Register, act: Act, what: Deed, changes: Sequence[tuple[Draft, Row | None, Row]]) -> None:
    """History, search index, what behaviours write down, and the security epoch."""
    session, models, who = work.session, work.site.models, acting()
    told = ((old, new, {key: [gone or None, come] for key, (gone, come) in draft.links.items()}) for draft, old, new in changes)
    entries = history.Teller(register).entries(act, told, who, what)
    writes.insert_rows(session, models.system.history, entries)
    index_rows(session, models, register, [new for _, _, new in changes], new=changes[0][1] is None)
    note_changes(work, register, [(old, new) for _, old, new in changes])
    if register.key in RAISING:
        raise_epoch(session, models)


def _link(work: Work, register: Register, drafts: Iterable[Draft]) -> None:
    """The many-references of the rows: those that go, those that come."""
    for field in register.written_fields:
        if isinstance(field.type, References):
            _link_field(work, register, field.key, drafts)


def _link_field(work: Work, register: Register, key: str, drafts: Iterable[Draft]) -> None:
    gone, fresh = [], []
    for draft in drafts:
        if draft.before is None and draft.values.get(key):
            draft.links[key] = ([], sorted(draft.values[key]))
        old, new = draft.links.get(key, ([], []))
        gone += _pairs(draft, set(old) - set(new))
        fresh += _pairs(draft, set(new) - set(old))
    table = work.site.models.links[register.key, key]
    if gone:
        mine = (table.c.record_id == bindparam("b_record")) & (table.c.target_id == bindparam("b_target"))
        rows = [{"b_record": row["record_id"], "b_target": row["target_id"]} for row in gone]
        work.session.connection().execute(guarded(delete(table).where(mine)), rows)
    if fresh:
        work.session.execute(guarded(insert(table)), fresh)


def _pairs(draft: Draft, targets: Iterable[int]) -> list[Row]:
    return [{"record_id": draft.record_id, "target_id": target} for target in sorted(targets)]
