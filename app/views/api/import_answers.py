"""What the API says of an import: its run, how the file was read, the verdict on each row, what undoing would do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.access.viewer import acting
from app.definition import Register
from app.exchange.looking import look
from app.exchange.naming import RecordNames
from app.exchange.plan import RowWords, by_place
from app.exchange.reading.skipping import REASONS
from app.exchange.reading.table import sheet_of
from app.exchange.runs import QUEUED, ImportRun
from app.exchange.undoing import Touched, Undoing, may_undo
from app.problems import Problem
from app.records.site import Work
from app.views.register.import_runs import COUNTED
from app.views.register.import_views import PAGE, Collected
from app.views.requests import imports, site


def told_run(doing: Work, run: ImportRun) -> dict[str, Any]:
    """A run by itself: ``state`` is uploaded, queued, applied or undone; ``counts`` are rows by verdict."""
    found: dict[str, Any] = {
        "run": run.id, "register": run.register, "file": run.file_name, "sha256": run.sha256, "state": run.state,
        "counts": told_counts(run.counts), "created_at": _moment(run.created_at), "applied_at": _moment(run.applied_at),
        "undone_at": _moment(run.undone_at), "reason": run.reason, "may_undo": may_undo(doing, run)}
    if run.state == QUEUED:
        found["progress"] = {"done": imports().rows_done(run.id), "rows": run.counts.get("rows", 0)}
    return found


def told_counts(counts: Mapping[str, int]) -> dict[str, int]:
    """Rows in all and by verdict: new, changed, same, refused, skipped."""
    return {"rows": counts.get("rows", 0), **{fate: counts.get(name, 0) for fate, name in COUNTED.items()}}


def _moment(at: Any) -> str | None:
    return at.isoformat() if at else None


# -- how the file was read, and its rows -----------------------------------------------------------


def told_preview(doing: Work, register: Register, run: ImportRun, collected: Collected) -> dict[str, Any]:
    """The run, what the whole file would do, and the page of rows of one verdict (``show``) with every problem of each."""
    found = collected.plan
    return {
        **told_run(doing, run), "counts": told_counts(found.counts.as_json()), "outcome": found.outcome,
        "problems": [told_problem(register, found.reason, doing)] if found.reason else [],
        "warnings": [told_problem(register, each, doing) for each in found.warnings[:PAGE]],
        "reading": _reading(doing, register, run, collected), "show": collected.fate,
        "page": collected.first // PAGE + 1, "pages": -(-collected.count // PAGE),
        "rows": list(_rows(doing, register, collected))}


def told_problem(register: Register, found: Problem, doing: Work) -> dict[str, Any]:
    """Place (sheet, line, field and its label), code, and a sentence that names fault and remedy."""
    declared = register.fields.get(found.field or "")
    sheet = sheet_of(found.mark)
    return {**({"sheet": sheet} if sheet else {}), **found.as_json(doing.language),
            "label": declared.label.to(doing.language) if declared else None}


def _reading(doing: Work, register: Register, run: ImportRun, collected: Collected) -> dict[str, Any]:
    looked = look(doing, register, run.source(doing), run.options, collected.plan.table)
    return {
        "how": looked.how, "separator": looked.separator or None, "header": looked.header, "confirm": looked.unconfirmed,
        "sheets": [{"name": each.name, "verdict": each.verdict} for each in looked.sheets],
        "columns": [{"number": each.number, "heading": each.heading, "field": each.field,
                     "above": each.above.key if each.above else None} for each in looked.columns]}


def _rows(doing: Work, register: Register, collected: Collected) -> Iterator[dict[str, Any]]:
    if collected.fate == "refused":
        yield from _refused(doing, register, collected)
    elif collected.fate == "skipped":
        for skipped in collected.page(collected.plan.skipped):
            yield {"line": skipped.line, **({"sheet": skipped.sheet} if skipped.sheet else {}), "verdict": "skipped",
                   "why": REASONS[skipped.why].to(doing.language)}
    else:
        yield from _good(doing, register, collected)


def _refused(doing: Work, register: Register, collected: Collected) -> Iterator[dict[str, Any]]:
    places = by_place(collected.plan.rejected)
    for sheet, line in collected.page(sorted(places)):
        yield {"line": line, **({"sheet": sheet} if sheet else {}), "verdict": "refused",
               "problems": [told_problem(register, each, doing) for each in places[sheet, line]]}


def _good(doing: Work, register: Register, collected: Collected) -> Iterator[dict[str, Any]]:
    names = RecordNames(doing).learn(list(register.fields.values()), [row.values for row in collected.rows])
    words = RowWords(register, doing.wording(names), site().rights.may(acting(), register.key, "full_numbers"))
    for row in collected.rows:
        told = words.as_json(row)
        yield {**{key: value for key, value in told.items() if key != "action"}, "verdict": collected.fate,
               "record": row.record_id}


# -- undoing ---------------------------------------------------------------------------------------


def told_undoing(doing: Work, found: Undoing) -> dict[str, Any]:
    """How many records become void or get their old values again, and which stay, with the reason."""
    return {"void": found.void, "back": found.back, "edited": list(_touched(doing, found.edited)),
            "kept": list(_touched(doing, found.kept))}


def _touched(doing: Work, records: Iterable[Touched]) -> Iterator[dict[str, Any]]:
    for each in records:
        reason = each.reason.as_json(doing.language) if each.reason else None
        yield {"register": each.register.key, "id": each.id, "name": each.name, "reason": reason}
