"""An import taken back as a unit: what it entered becomes void, what it changed gets its old values again.

The history says what a run has done, in whatever registers (a committee and its mediators came in one file). Records that
somebody has changed since stay as they are, unless the person says otherwise; then the fields that the import changed go
back and the others stay.

Undoing gives one right more than one has: who may change a record that the own run has entered may void it, as long as
nobody has touched it since. For all the rest (values set back, records on which others have worked) the usual grants stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from sqlalchemy import select, update

from app.access import history, writes
from app.access.audit import Event
from app.access.guard import guarded
from app.access.refusal import Refused
from app.access.viewer import acting, performing
from app.definition import Act, Register
from app.exchange.reading.source import unreadable
from app.exchange.runs import APPLIED, UNDONE, ImportRun
from app.model import Record
from app.problems import Problem, Problems, problem
from app.records.names import name_of, naming_words
from app.records.refusing import lock, why_not_void
from app.records.site import Work
from app.records.storing import edit, row_of
from app.words import Words

_BATCH = 200
_REASON = Words("撤销第 {} 次导入", "import {} undone")

#: ``void``: was entered by the run; ``back``: was changed by it; ``edited``: somebody has changed it since; ``gone``: is void
#: already, or the run has left it as it was; ``kept``: cannot be taken back.
Fate = Literal["void", "back", "edited", "gone", "kept"]


@dataclass(slots=True)
class Touched:
    """A record that a run entered or changed. ``old``: field → JSON value before it; ``version``: the last that it wrote."""

    register: Register
    id: int
    entered: bool
    version: int
    told: list[str] = field(default_factory=list)
    fate: Fate = "gone"
    name: str = ""
    reason: Problem | None = None
    record: Record | None = None
    worked_on: bool = False  #: somebody has changed it since, or entered what belongs to it
    lifted: bool = False  #: it is voided by the right to change it

    def old(self) -> dict[str, Any]:
        """What the fields that the run changed held before it."""
        before: dict[str, Any] = {}
        for each in self.told:
            for key, pair in history.opened(each, getattr(self.record, "record_key", None)).items():
                before.setdefault(key, pair[0])
        return before


@dataclass
class Undoing:
    """What undoing a run would do, or has done."""

    run: ImportRun
    void: int = 0
    back: int = 0
    edited: list[Touched] = field(default_factory=list)
    kept: list[Touched] = field(default_factory=list)

    def note(self, each: Touched) -> None:
        """Count a record."""
        if each.fate == "edited":
            self.edited.append(each)
        elif each.fate == "kept":
            self.kept.append(each)
        elif each.fate != "gone":
            setattr(self, each.fate, getattr(self, each.fate) + 1)


def may_undo(work: Work, run: ImportRun) -> bool:
    """Whether a run has anything that can be taken back: it was applied, and not in a register that is only added to."""
    register = work.site.definition.registers.get(run.register)
    return run.state == APPLIED and register is not None and not register.append_only


def would_undo(work: Work, run: ImportRun) -> Undoing:
    """What undoing would do; nothing is stored."""
    found = Undoing(run)
    for each in _touched(work, run):
        found.note(each)
    return found


def undo(work: Work, run: ImportRun, *, edited_too: bool = False) -> Undoing:
    """Take a run back, in one transaction, which is committed here; the caller has asked ``own_run`` whose it is.

    ``edited_too``: also records that somebody has changed since. What cannot be taken back (``kept``, with the reason) stays;
    where that is everything, the run is as it was.
    Raises Unreadable (F057: there is nothing to undo), Stale.
    """
    if not may_undo(work, run):
        raise unreadable("F057")
    done = Undoing(run)
    with performing(replace(work.deed, reason=_REASON.to(work.language).format(run.id))):
        _claim(work, run)
        for batch in _batches(_touched(work, run, edited_too=edited_too)):
            _take_back(work, batch)
            for each in batch:
                done.note(each)
        if done.void or done.back:
            work.site.audit.write_within(work.session, _told(work, done), acting())
            work.session.commit()
        else:
            work.session.rollback()
    return done


def _claim(work: Work, run: ImportRun) -> None:
    table = work.site.models.system.import_run
    mine = (table.c.id == run.id) & (table.c.state == APPLIED)
    taken = work.session.execute(guarded(update(table).where(mine).values(state=UNDONE, undone_at=work.now)))
    if taken.rowcount == 0:  # type: ignore[attr-defined]
        raise unreadable("F057")


def _told(work: Work, done: Undoing) -> Event:
    what = work.deed
    detail = {"run": done.run.id, "void": done.void, "back": done.back, "edited": len(done.edited), "kept": len(done.kept)}
    return Event(event="import_undone", at=work.now, door=what.door, outcome="ok",
                 register=done.run.register, rows=done.void + done.back, detail=detail, address=what.address)


# -- what a run has touched ------------------------------------------------------------------------


def _touched(work: Work, run: ImportRun, *, edited_too: bool = False) -> Iterator[Touched]:
    """Each record of a run with what becomes of it; those that were entered last come first: children before parents."""
    known = _by_record(work, run)
    records = list(known.values())[::-1]
    for start in range(0, len(records), _BATCH):
        batch = records[start : start + _BATCH]
        _load(work, batch)
        _note_work(work, batch, known)
        for each in batch:
            _judge(work, each, edited_too=edited_too)
            yield each


def _by_record(work: Work, run: ImportRun) -> dict[tuple[str, int], Touched]:
    table, registers = work.site.models.system.history, work.site.definition.registers
    lines = select(table.c.register, table.c.record_id, table.c.act, table.c.version, table.c.changes)
    found: dict[tuple[str, int], Touched] = {}
    for key, record_id, act, version, changes in work.session.execute(
            guarded(lines.where(table.c.run_id == run.id).order_by(table.c.id))):
        if key in registers:
            each = found.setdefault((key, record_id), Touched(registers[key], record_id, act == "create", version))
            each.version = version
            each.told.append(changes)
    return found


def _load(work: Work, batch: Sequence[Touched]) -> None:
    """The records that the acting viewer sees."""
    ids: dict[str, list[int]] = {}
    for each in batch:
        ids.setdefault(each.register.key, []).append(each.id)
    records: dict[tuple[str, int], tuple[Record, str]] = {}
    for key, wanted in ids.items():
        model: Any = work.site.models.classes[key]
        found = work.session.execute(select(model).where(model.id.in_(wanted))).scalars().all()
        words = naming_words(work.session, key, [row_of(record) for record in found], work.wording())
        records.update({(key, record.id): (record, name_of(record.register, row_of(record), words)) for record in found})
    for each in batch:
        each.record, each.name = records.get((each.register.key, each.id), (None, f"#{each.id}"))


def _note_work(work: Work, batch: Sequence[Touched], known: Mapping[tuple[str, int], Touched]) -> None:
    """Mark the records on which somebody has worked since: changed, or with rows below them that the run has not entered."""
    ids: dict[str, list[int]] = {}
    for each in batch:
        each.worked_on = each.record is not None and each.record.version != each.version
        ids.setdefault(each.register.key, []).append(each.id)
    for key, wanted in ids.items():
        for child in work.site.definition.registers[key].children.values():
            table = work.site.models.table(child.register)
            above = table.c[work.site.definition.registers[child.register].fields[child.by].column]
            live = select(above, table.c.id).where(above.in_(wanted), table.c.void_at.is_(None))
            for parent, row in work.session.execute(guarded(live)):
                if (child.register, row) not in known:
                    known[key, parent].worked_on = True


def _judge(work: Work, each: Touched, *, edited_too: bool) -> None:
    record: Any = each.record
    if record is None:
        each.fate, each.reason = "kept", problem("A003", act="edit", register=each.register.label)
    elif record.void_at is not None:
        each.fate = "gone"
    elif each.worked_on and not edited_too:
        each.fate = "edited"
    else:
        each.reason = _why_not(work, each)
        each.fate = "kept" if each.reason else "void" if each.entered else "back"


def _why_not(work: Work, each: Touched) -> Problem | None:
    """A003 without the right to it, or why nobody can void it."""
    act: Act = "void" if each.entered else "edit"
    each.lifted = each.entered and not each.worked_on and not _may(work, each, "void")
    if not _may(work, each, "edit" if each.lifted else act):
        return problem("A003", act=act, register=each.register.label)
    return why_not_void(work, each.record) if each.entered and each.record else None


def _may(work: Work, each: Touched, act: Act) -> bool:
    """Whether the acting viewer may do an act on the record as it is."""
    assert each.record is not None
    try:
        writes.check_reach(work.session, work.site.rights, each.register, act, [row_of(each.record)], acting())
    except Refused:
        return False
    return True


# -- taking back -----------------------------------------------------------------------------------


def _batches(touched: Iterator[Touched]) -> Iterator[list[Touched]]:
    """So many that are voided at once; units one by one, because those below must be void before."""
    batch: list[Touched] = []
    for each in touched:
        batch.append(each)
        if len(batch) == _BATCH or each.register.scope.kind == "tree":
            yield batch
            batch = []
    if batch:
        yield batch


def _take_back(work: Work, batch: Sequence[Touched]) -> None:
    for lifted in (False, True):
        with performing(replace(work.deed, grant="edit" if lifted else None)):
            for each in batch:
                if each.fate == "void" and each.lifted == lifted:
                    _void(work, each)
            work.session.flush()
    for each in batch:
        if each.fate == "back":
            _set_back(work, each)


def _void(work: Work, each: Touched) -> None:
    record: Any = each.record
    lock(work, record)
    record.void_at, record.void_by = work.now, work.viewer.user_id if work.viewer else None
    record.void_reason = work.deed.reason


def _set_back(work: Work, each: Touched) -> None:
    """The old values, by the same way as a change through the API."""
    record: Any = each.record
    raw = _written(each.register, each.old())
    try:
        edit(replace(work, door="api"), each.register, record, raw, record.version)
    except Problems as refusal:
        work.session.expire(record)
        each.fate, each.reason = "kept", refusal.found[0]


def _written(register: Register, old: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in old.items() if key in register.fields and register.fields[key].written}
