"""A file into a register: ``plan`` looks and writes nothing, ``apply`` does the same and stores, in one transaction.

The rows come in chunks, so a file may have any length; both go the same way (design.md, "Life of a row in a file"), and
``apply`` reads the kept file anew, so nothing that a browser sends back is believed.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Literal

from app.access.audit import Event
from app.access.refusal import Refused, refused
from app.access.viewer import acting, performing
from app.definition import Register
from app.exchange.judging import Judge
from app.exchange.looking import known_of
from app.exchange.plan import Plan, PlannedRow, RefusedRow
from app.exchange.reading.grid import is_blank
from app.exchange.reading.rows import FileRow
from app.exchange.reading.skipping import Skipped
from app.exchange.reading.source import Source, Unreadable, unreadable
from app.exchange.reading.table import ImportOptions, Table, missing_columns, open_table, sheet_of
from app.exchange.runs import begin_run, end_run
from app.exchange.trying import MustTry, trying
from app.fieldtypes import UNCHANGED, Reading
from app.model import renew_statistics
from app.problems import BadValue, Problem, Problems, problem
from app.records import bulk
from app.records.draft import Draft
from app.records.site import Work

CHUNK = 1000
_KNOWN_ANEW = frozenset(4**power for power in range(1, 8))  #: chunks after which the planner learns what has come
KEPT = 200  #: rows that a preview keeps, unless it is told otherwise

Mode = Literal["all", "good"]
MODES: Mapping[str, Mode] = {"good": "good", "all": "all"}
EachRow = Callable[[PlannedRow], None]
EachChunk = Callable[[Plan], None]


def plan(work: Work, register: Register, source: Source, options: ImportOptions | None = None, *, keep: int | None = KEPT,
         keep_refused: int | None = None, each_row: EachRow | None = None) -> Plan:
    """What the file would do; nothing is stored. Raises Refused where the acting viewer may not import.

    ``keep``: how many good rows the plan holds (None: all), and how many refused ones where ``keep_refused`` says nothing
    else; ``each_row`` is called with every good row.
    A file of units, or of a register and the one above it, is tried out inside the session's transaction, which is rolled
    back.
    """
    chosen = options or ImportOptions()
    if register.scope.kind != "tree":
        run = _Run(work, register, source, chosen, keep, each_row, keep_refused)
        try:
            run.go(store=False)
            return run.plan
        except MustTry:
            pass
    with trying(work) as own, performing(work.deed):
        run = _Run(own, register, source, chosen, keep, each_row, keep_refused)
        run.may_store = True
        run.go(store=register.scope.kind == "tree")
    return run.plan


def apply(work: Work, register: Register, source: Source, options: ImportOptions | None = None, mode: Mode = "all", *,
          run_id: int | None = None, keep: int | None = KEPT, each_row: EachRow | None = None,
          each_chunk: EachChunk | None = None) -> Plan:
    """Store the good rows (``good``), or all rows or none (``all``), and commit; the plan says what happened.

    ``run_id``: the import run that the preview noted; without it a new one is. ``each_chunk`` is called after every chunk
    of rows; what it raises ends the import, and nothing is stored. The session's transaction ends here: it is
    committed where something was stored, else rolled back. Raises Refused where the acting viewer may not import.
    """
    run = _Run(work, register, source, options or ImportOptions(), keep, each_row)
    run.each_chunk = each_chunk
    try:
        run.store(mode, run_id)
    except Unreadable as error:
        run.plan.reject(error.reason)
    except Problems as error:  # somebody changed the same records meanwhile
        if isinstance(error, Refused):
            raise
        run.plan.reject(problem("F052"))
    finally:
        if not run.plan.stored:
            work.session.rollback()
    if not run.plan.stored:
        work.site.audit.write(_told(work, run.plan, None), acting())
    return run.plan


def _told(work: Work, done: Plan, run_id: int | None) -> Event:
    """The line in the audit log; ``run_id`` None where nothing was stored."""
    counts, what = done.counts.as_json(), work.deed
    detail: dict[str, Any] = {**counts, "run": run_id, "reason": done.reason.code if done.reason else None}
    return Event(event="import", at=work.now, door=what.door, outcome="ok" if run_id else "refused",
                 register=done.register.key, rows=counts["create"] + counts["update"] if run_id else 0, detail=detail,
                 address=what.address)


class _Run:
    """One way through one file."""

    def __init__(self, work: Work, register: Register, source: Source, options: ImportOptions, keep: int | None,
                 each_row: EachRow | None, keep_refused: int | None = None) -> None:
        if not work.site.rights.may(acting(), register.key, "import"):
            raise refused("A003", act="import", register=register.label)
        self.work, self.register, self.source, self.options = work, register, source, options
        self.keep, self.each_row = keep, each_row
        self.keep_refused = keep if keep_refused is None else keep_refused
        self.when_exists = options.when_exists or (register.importing.when_exists if register.importing else "update")
        self.plan = Plan(register)
        self.each_chunk: EachChunk | None = None
        self.applying = self.may_store = False

    def store(self, mode: Mode, run_id: int | None) -> None:
        """Judge and store, then write the run and commit."""
        self.applying = self.may_store = True
        with self.stage("write"):
            run_id = begin_run(self.work, self.register, self.source, self.options, run_id, mode)
        with performing(replace(self.work.deed, run_id=run_id)):
            self.go(store=True, all_or_none=mode == "all")
        if self.plan.outcome == "reject":
            return
        if mode == "all" and self.plan.refusals:
            self.plan.reject(problem("F051", count=self.plan.refusals))
            return
        with self.stage("write"):
            end_run(self.work, run_id, self.plan.counts.as_json())
            for done in filter(None, (self.plan.parents, self.plan)):
                self.work.site.audit.write_within(self.work.session, _told(self.work, done, run_id), acting())
            self.work.session.commit()
        self.plan.stored, self.plan.run_id = True, run_id

    def go(self, *, store: bool, all_or_none: bool = False) -> None:
        """Read, judge and perhaps store every row. What is wrong with the file as a whole is the plan's reason."""
        try:
            with self.stage("read"):
                fixed, table = self._open()
            with _rarely_collected():
                self._rows(table, fixed, store, all_or_none)
        except Unreadable as error:
            self.plan.rows.clear()
            self.plan.reject(error.reason)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time of what is done within to the stage."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.plan.seconds[name] = self.plan.seconds.get(name, 0.0) + time.perf_counter() - begun

    # -- the file ------------------------------------------------------------------------------

    def _open(self) -> tuple[dict[str, Any], Table]:
        if self.register.importing is None:
            raise unreadable("F050", register=self.register.label)
        for key in (*self.options.fixed, *filter(None, self.options.columns.values())):
            if key not in self.register.fields:
                raise unreadable("F026", given=str(key)[:40])
        fixed = {key: self._fixed(key, raw) for key, raw in self.options.fixed.items()}
        table = self.plan.table = open_table(self.source, self.register, self.options,
                                              known_of(self.work, self.register))
        self._warn(table.notes)
        if self.applying and table.unconfirmed and not self.options.columns:
            raise unreadable("F056")
        return {key: value for key, value in fixed.items() if key not in table.header.fields}, table

    def _fixed(self, key: str, raw: Any) -> Any:
        """A value that the person chose for all rows, as a form gives it."""
        declared = self.register.fields[key]
        reading = Reading(door="form", terms=self.work.site.terms(self.work.session), today=self.work.today)
        try:
            value = declared.type.parse(raw, reading) if declared.written else UNCHANGED
        except BadValue as bad:
            raise unreadable("F027", label=declared.label, reason=bad.at(key).message(self.work.language)) from bad
        if value is UNCHANGED:
            raise unreadable("F026", given=key)
        return value

    def _bring_parents(self, table: Table, parent: Register) -> None:
        """Store the rows of the register above, so that those of this one find them; a preview rolls all of it back."""
        if not self.may_store:
            raise MustTry
        options = ImportOptions(when_exists="update" if self.when_exists == "update" else "skip", blank="keep")
        run = _Run(self.work, parent, self.source, options, self.keep, None)
        self.plan.parents = run.plan
        judge = Judge(run, table, {})
        for drafts in run.drafts(table, table.parents()):
            judge.chunk(drafts)
            with self.stage("write"):
                bulk.store(self.work, parent, [draft for draft in drafts if not draft.faults])
        self.plan.rejected.extend(replace(fault, field=None) for fault in run.plan.rejected)
        self._warn(replace(warning, field=None) for warning in run.plan.warnings)
        counts = run.plan.counts
        self._warn([problem("F046", register=parent.label, create=counts.create, update=counts.update, same=counts.same)])

    def _rows(self, table: Table, fixed: dict[str, Any], store: bool, all_or_none: bool) -> None:
        if table.family:
            self._bring_parents(table, table.family.parent)
        judge = Judge(self, table, fixed)
        chunks = self.drafts(table, table.rows())
        for drafts in judge.by_level(chunks) if self.register.scope.kind == "tree" else chunks:
            judge.chunk(drafts)
            if table.missing and judge.chunks == 1 and not any(draft.before for draft in drafts):
                raise missing_columns(table.missing)
            if store and not (all_or_none and self.plan.refusals):
                with self.stage("write"):
                    bulk.store(self.work, self.register, [draft for draft in drafts if not draft.faults])
                    if judge.chunks in _KNOWN_ANEW:
                        renew_statistics(self.work.session.connection(), self.work.site.models.table(self.register.key))
            if self.each_chunk:
                self.each_chunk(self.plan)
        if not self.plan.counts.rows:
            raise unreadable("F024")

    def drafts(self, table: Table, rows: Iterator[FileRow | Skipped]) -> Iterator[list[Draft]]:
        """The rows of a table in chunks; those that are passed over are noted."""
        while True:
            with self.stage("read"):
                drafts = self._next(table, rows)
            if not drafts:
                return
            yield drafts

    def _next(self, table: Table, rows: Iterator[FileRow | Skipped]) -> list[Draft]:
        """The drafts of the next rows of data."""
        drafts: list[Draft] = []
        keep_blank = self.options.blank == "clear"
        for row in rows:
            if isinstance(row, Skipped):
                self.plan.skip(row)
                continue
            self.plan.sample = self.plan.sample or row.cells
            raw = row.raw if keep_blank else {key: cell for key, cell in row.raw.items() if not is_blank(cell)}
            draft = Draft(raw, table.mark(row))
            for found in row.faults:
                draft.fault(found)
            for found in row.warnings:
                draft.warn(found)
            drafts.append(draft)
            if len(drafts) == CHUNK:
                break
        return drafts

    # -- the verdict ---------------------------------------------------------------------------

    def note(self, draft: Draft) -> None:
        """Count a row and keep what the report needs of it."""
        counts = self.plan.counts
        counts.rows += 1
        if draft.warnings:
            self._warn(draft.warnings)
        if draft.faults:
            counts.rejected += 1
            self.plan.rejected.extend(draft.faults)
            if self.keep_refused is None or len(self.plan.refused) < self.keep_refused:
                self.plan.refused.append(RefusedRow(_line(draft), draft.raw, tuple(draft.faults), sheet_of(draft.mark)))
            return
        setattr(counts, draft.action, getattr(counts, draft.action) + 1)
        if self.each_row or self.keep is None or len(self.plan.rows) < self.keep:
            self._keep(_planned(draft))

    def _keep(self, row: PlannedRow) -> None:
        if self.keep is None or len(self.plan.rows) < self.keep:
            self.plan.rows.append(row)
        if self.each_row:
            self.each_row(row)

    def _warn(self, found: Iterable[Problem]) -> None:
        for each in found:
            self.plan.warn(each)


@contextmanager
def _rarely_collected() -> Iterator[None]:
    """Thousands of rows come and go without cycles; looking for cycles among them took a sixth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(200_000, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _planned(draft: Draft) -> PlannedRow:
    """What a new row stores, or what a row gives to the record it means."""
    if draft.before is None:
        values = {key: value for key, value in draft.values.items() if key in draft.given or value is not None}
    else:
        values = {key: value for key, value in draft.values.items() if key in draft.given}
    return PlannedRow(_line(draft), draft.action, draft.record_id, values, draft.before or {}, sheet_of(draft.mark))


def _line(draft: Draft) -> int:
    return draft.mark.line if draft.mark else 0
