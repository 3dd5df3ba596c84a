"""The steps of an import that its pages and the REST API share: brought, read otherwise, stored, stopped, its refused rows."""

from __future__ import annotations

import io
from dataclasses import dataclass

from werkzeug.datastructures import FileStorage

from app.access.audit import Event
from app.access.refusal import out_of_sight
from app.access.viewer import acting
from app.definition import Register
from app.exchange import matching
from app.exchange.importing import Mode, apply, plan
from app.exchange.looking import MENDABLE
from app.exchange.plan import Plan
from app.exchange.reading.source import Unreadable, receive
from app.exchange.reading.table import ImportOptions
from app.exchange.refused import write_refused
from app.exchange.runs import ImportRun, note_options, note_upload, own_run
from app.problems import Problem, problem
from app.records.site import Work
from app.views.arguments import key_of
from app.views.requests import imports, work

#: Rows that are stored while whoever asked waits.
MOST_AT_ONCE = 1000


@dataclass(frozen=True)
class Brought:
    """A file that was kept, what it would do, and whether its columns were matched as somebody of the unit did before."""

    run: ImportRun
    plan: Plan
    as_last_time: bool


def run_of(register: Register, run: str) -> tuple[Work, ImportRun]:
    """The work and the run of an address, which must be the viewer's own and of this register. Raises OutOfSight."""
    doing = work("file")
    kept = own_run(doing, key_of(run))
    if kept.register != register.key:
        raise out_of_sight()
    return doing, kept


def bring(doing: Work, register: Register, sent: FileStorage | None, chosen: ImportOptions) -> Brought:
    """Keep a file, judge it, remember what it would do; commits.

    Raises Unreadable for a file that is none of ours; one that may be read in another way (encoding, sheet, headings) is
    kept, and its plan says why it was not taken.
    """
    if sent is None or not sent.filename:
        raise Unreadable([problem("F001")])
    source = receive(doing.site.files, sent.filename, sent.stream)
    options = matching.recall(doing, register, source, chosen)
    found = plan(doing, register, source, options, keep=0)
    _refuse_unmendable(found)
    run = note_upload(doing, register, source, options, found.counts.as_json())
    doing.session.commit()
    return Brought(own_run(doing, run), found, options != chosen)


def read_again(doing: Work, register: Register, run: ImportRun, options: ImportOptions) -> Plan:
    """Judge the kept file under other choices, which are remembered; commits. Raises Unreadable where none of them helps."""
    found = plan(doing, register, run.source(doing), options, keep=0)
    _refuse_unmendable(found)
    note_options(doing, run.id, options, found.counts.as_json())
    if found.table is not None and found.outcome == "ok" and options.columns:
        matching.remember(doing, register, found.table, options.columns)
    doing.session.commit()
    return found


def _refuse_unmendable(found: Plan) -> None:
    if found.outcome == "reject":
        reason = found.reason or problem("F007")
        if reason.code not in MENDABLE:
            raise Unreadable([reason])


def store(doing: Work, register: Register, run: ImportRun, mode: Mode) -> Problem | None:
    """Store the good rows, or all or none: at once, many of them in the background. Why nothing was stored, if so."""
    if run.counts.get("rows", 0) > MOST_AT_ONCE:
        imports().put(doing, run, mode)
        return None
    done = apply(doing, register, run.source(doing), run.options, mode, run_id=run.id, keep=0)
    return None if done.stored else done.reason or problem("F052")


def stop(doing: Work, run: ImportRun) -> None:
    """End an import that goes on in the background; nothing of it is stored. The audit log says who wanted that."""
    what = doing.deed
    line = Event(event="import_cancelled", at=doing.now, door=what.door, outcome="ok",
                 register=run.register, detail={"run": run.id}, address=what.address)
    doing.site.audit.write_within(doing.session, line, acting())
    doing.session.commit()
    imports().cancel(run.id)


def refused_rows(doing: Work, register: Register, run: ImportRun) -> io.BytesIO | None:
    """The workbook of refused rows; None where the file cannot be read as a table."""
    found = plan(doing, register, run.source(doing), run.options, keep=0)
    if found.table is None:
        return None
    out = io.BytesIO()
    write_refused(found, out, doing.language)
    out.seek(0)
    return out
