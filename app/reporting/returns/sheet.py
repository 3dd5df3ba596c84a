"""The sheet of a return, drawn from the ledger as of a moment (截至); and the sheets that were handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select

from app.access.guard import guarded, scoped_select
from app.decisions.calendar import local_date
from app.decisions.return_sheet import Drawn, Fact, SheetFigure, changed_figures, count_sheet, digest_of, thaw
from app.definition import Register
from app.model import Record
from app.records.names import read_names
from app.records.reading import stored_value
from app.records.return_states import NARRATED
from app.records.site import Work
from app.records.storing import row_of
from app.reporting.figures import FIGURES
from app.reporting.ledger import Ledger
from app.reporting.places import former_places
from app.reporting.returns.carried import Row, Scope, carried_by
from app.reporting.terms import MEDIATED
from app.words import Words

LEDGER, SWEEP, SPOT, REPORT = "dispute", "sweep", "hotspot", "analysis_report"

#: The course of the cases in the period, beside the figures of the form.
FLOW = ("opening", "found", "reopened", "resolved", "ended", "still_open", "escalated", "overdue")

#: The quarter's sheet of public order (S3 10) counts hot spots.
SPOT_KIND = "public_order_sweep"
SPOT_WORDS: Mapping[str, Words] = {
    "spots.found": Words("本期排查确定", "found in the period"),
    "spots.rectified": Words("本期整治完成", "put right in the period"),
    "spots.late": Words("逾期未整治", "past their date")}
SWEEP_WORDS = Words("排查活动次数", "sweeps")

_TOLD = ("features", "hot_categories", "problems", "solved_locally", "concentrated", "upward", "steps", "author", "signed_by")


def form_types(work: Work) -> tuple[str, ...]:
    """The types of the form in their order."""
    return tuple(work.site.definition.vocabularies["form_type"].terms)


def register_of(work: Work, key: str) -> Register:
    """The register whose rows a figure counts."""
    name = {"sweeps": SWEEP, "spots": SPOT}.get(key.partition(".")[0], LEDGER)
    return work.site.definition.registers[name]


def draw_sheet(work: Work, record: Record, as_of: datetime | None = None) -> Drawn:
    """The sheet as of a moment, or now, with what people have corrected. What comes later than ``as_of`` is not in it."""
    row: Any = row_of(record)
    at = as_of or work.now
    scope = Scope(work, work.site.definition.registers[LEDGER], row)
    if row["kind"] == SPOT_KIND:
        figures, flow = dict(_spots(scope, local_date(at))), {}
    else:
        figures, flow = _figures(scope, at), dict(_flow(scope))
    given = corrections(work, record.id)
    return Drawn({key: _corrected(each, given.get(key)) for key, each in figures.items()},
                 {key: _corrected(each, given.get(key)) for key, each in flow.items()}, narrative(work, scope))


def _corrected(figure: SheetFigure, line: Any) -> SheetFigure:
    if line is None or line.given is None:
        return figure
    return replace(figure, given=line.given, reason=line.reason)


def corrections(work: Work, return_id: int) -> Mapping[str, Any]:
    """The last correction of each figure."""
    table = work.site.models.system.return_correction
    mine = select(table).where(table.c.return_id == return_id).order_by(table.c.id)
    return {line.figure: line for line in work.session.execute(guarded(mine)).all()}


# -- the figures -------------------------------------------------------------------------------------


def _figures(scope: Scope, at: datetime) -> dict[str, SheetFigure]:
    carried = carried_by(scope, at)
    terms = scope.work.site.terms(scope.work.session)["dispute_category"]
    own, every, day = carried.own, carried.own | carried.supplement, local_date(at)
    year = date(scope.period.last.year, 1, 1)
    facts = (Fact(id=row["id"], form_type=row["form_type"] or terms.attribute(row["category"], "form_type") or "other",
                  people=row["people_involved"] or 0, major=row["risk_level"] == "major", mediated=_is_over(row, day, MEDIATED),
                  succeeded=_is_over(row, day, ("success",)), own=row["id"] in own, carried=row["id"] in every,
                  this_year=row["found_on"] >= year) for row in carried.facts)
    return count_sheet(facts, form_types(scope.work))


def _is_over(row: Row, day: date, outcomes: tuple[str, ...]) -> bool:
    """Mediated by the day with one of these results."""
    ended = row["resolved_on"] or row["ended_on"]
    return row["outcome"] in outcomes and ended is not None and ended <= day


def _flow(scope: Scope) -> Iterator[tuple[str, SheetFigure]]:
    """The course of the unit's cases in the period with the rows behind each figure, and the sweeps that were held."""
    if scope.department or scope.row["village_id"] is None:
        return
    work, session = scope.work, scope.work.session
    ledger = Ledger(work, scope.register, scope.directory.units[scope.owner], scope.period,
                    former_places(scope.directory, scope.period.first))
    for key in FLOW:
        ids = session.execute(ledger.rows(FIGURES[key], scope.reporting)).scalars()
        yield f"flow.{key}", SheetFigure(f"flow.{key}", own=tuple(sorted(ids)))
    yield "sweeps.count", SheetFigure("sweeps.count", own=_ids(scope, SWEEP, "from_on"))


def _ids(scope: Scope, register: str, day: str) -> tuple[int, ...]:
    """Live rows of a register whose day lies in the period."""
    table = scope.work.site.models.table(register)
    within = table.c[day].between(scope.period.first, scope.period.last)
    unit = table.c.unit_id.in_(sorted(scope.belonging)) if scope.row["village_id"] else table.c.town_id == scope.row["town_id"]
    mine = scoped_select(scope.work.site.rights, register, table.c.id).where(table.c.void_at.is_(None), within, unit)
    return tuple(scope.work.session.execute(mine.order_by(table.c.id)).scalars())


def _spots(scope: Scope, day: date) -> Iterator[tuple[str, SheetFigure]]:
    """Hot spots found and put right in the period, and those past their date at its end or on ``day``."""
    table = scope.work.site.models.table(SPOT)
    end = min(day, scope.period.last)
    late = scoped_select(scope.work.site.rights, SPOT, table.c.id).where(
        table.c.void_at.is_(None), table.c.town_id == scope.row["town_id"], table.c.found_on <= end, table.c.due_on < end,
        or_(table.c.rectified_on.is_(None), table.c.rectified_on > end)).order_by(table.c.id)
    found = {"spots.found": _ids(scope, SPOT, "found_on"), "spots.rectified": _ids(scope, SPOT, "rectified_on"),
             "spots.late": tuple(scope.work.session.execute(late).scalars())}
    yield from ((key, SheetFigure(key, own=ids)) for key, ids in found.items())


# -- what is judged ----------------------------------------------------------------------------------


def narrative(work: Work, scope: Scope) -> dict[str, str]:
    """The analysis that belongs to the return, field by field in words; empty where none is written."""
    report = report_of(work, scope.row)
    if report is None:
        return {}
    register = work.site.definition.registers[REPORT]
    wording = work.wording()
    values = ((key, stored_value(register.fields[key], report)) for key in _TOLD)
    return {key: register.fields[key].type.show(value, wording) for key, value in values if value is not None}


def report_of(work: Work, row: Row) -> Mapping[str, Any] | None:
    """The newest analysis that names the return, or that is of its unit and period."""
    if REPORT not in work.site.definition.registers:
        return None
    table = work.site.models.table(REPORT)
    department = row["holder_department_id"]
    office = table.c.holder_department_id == department if department else table.c.holder_department_id.is_(None)
    same = and_(table.c.unit_id == row["unit_id"], table.c.kind == NARRATED.get(row["kind"], ""),
                table.c.from_on == row["from_on"], office)
    statement = scoped_select(work.site.rights, REPORT).where(
        table.c.void_at.is_(None), or_(table.c.owed_id == row["id"], same)).order_by(table.c.id.desc()).limit(1)
    found = work.session.execute(statement).mappings().first()
    return dict(found) if found else None


# -- what was handed in ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Edition:
    """A sheet as it was handed in. ``sound``: it is what its digest says."""

    number: int
    at: datetime
    user_id: int | None
    kind: str
    reason: str | None
    zero: bool
    drawn: Drawn
    heading: Mapping[str, Any]
    sound: bool


@dataclass(frozen=True)
class Happened:
    """A line of the return's log."""

    kind: str
    edition: int
    at: datetime
    user_id: int | None
    reason: str | None
    zero: bool


def log_of(work: Work, return_id: int) -> tuple[Happened, ...]:
    """What was done with a return, in order. The caller has seen the return."""
    steps = work.site.models.system.return_step
    columns = (steps.c.kind, steps.c.edition, steps.c.at, steps.c.user_id, steps.c.reason, steps.c.zero)
    rows = work.session.execute(guarded(select(*columns).where(steps.c.return_id == return_id).order_by(steps.c.number))).all()
    return tuple(Happened(*row) for row in rows)


def edition_of(work: Work, return_id: int, number: int | None = None) -> Edition | None:
    """The sheet of that edition, or the last one; None where there is none. The caller has seen the return."""
    steps = work.site.models.system.return_step
    mine = [steps.c.return_id == return_id, steps.c.sheet.is_not(None)]
    if number is not None:
        mine.append(steps.c.edition == number)
    row = work.session.execute(guarded(select(steps).where(*mine).order_by(steps.c.number.desc()).limit(1))).first()
    if row is None:
        return None
    drawn, heading = thaw(row.sheet)
    return Edition(row.edition, row.at, row.user_id, row.kind, row.reason, row.zero, drawn, heading,
                   digest_of(row.sheet) == bytes(row.digest))


def changed_since(work: Work, record: Record, edition: Edition) -> tuple[str, ...]:
    """已变动: figures of the sheet that the ledger gives otherwise today, as of the moment at which it was handed in."""
    row: Any = row_of(record)
    scope = Scope(work, work.site.definition.registers[LEDGER], row)
    if row["kind"] == SPOT_KIND:
        return changed_figures(edition.drawn, Drawn(dict(_spots(scope, local_date(edition.at)))))
    return changed_figures(edition.drawn, Drawn(_figures(scope, edition.at)))


def heading_of(work: Work, record: Record) -> dict[str, Any]:
    """What stands above a sheet: names as they are today."""
    row: Any = row_of(record)
    directory, department = work.site.directory(work.session), row["holder_department_id"]
    names = read_names(work.session, "department", [department], work.wording()) if department else {}
    return {"title": row["title"], "unit": directory.name(row["unit_id"]), "department": next(iter(names.values()), ""),
            "kind": row["kind"], "period": row["period_key"], "from": row["from_on"].isoformat(),
            "to": row["to_on"].isoformat(), "as_of": work.now.isoformat()}
