"""Returns of the small county of tests/sites.py, and people who hand them in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import Unscoped, unscoped
from app.behaviours.handing_in import correct_figure, hand_in, send_back
from app.behaviours.return_clock import ReturnRun, run_returns
from app.records.storing import fetch
from app.reporting.returns.sheet import draw_sheet, heading_of
from tests.behaviours.cases import VILLAGE, at
from tests.sites import Town

HALF = "half_month_analysis"
SYSTEM = Unscoped("test")
REPORT = {"kind": "half_month", "features": "邻里纠纷为主", "steps": "上门调解", "author": "余清泉"}


def run(town: Town, day: str, time: str = "10:00") -> ReturnRun:
    """The clock of returns runs."""
    return run_returns(town.site, town.sessions, at(day, time))


def rows(town: Town, *columns: str, **where: Any) -> list[tuple[Any, ...]]:
    """Columns of the returns, void ones too, in order."""
    table = town.site.models.table("periodic_return")
    with unscoped("test"), town.sessions() as session:
        mine = [table.c[name] == value for name, value in where.items()]
        found = session.execute(guarded(select(*(table.c[name] for name in columns)).where(*mine))).all()
    return sorted((tuple(row) for row in found), key=str)


def owed(town: Town, period: str = "2026-08a", unit: str = VILLAGE, kind: str = HALF) -> int:
    """The id of a return."""
    found = rows(town, "id", unit_id=town.unit(unit), kind=kind, period_key=period, void_at=None)
    assert len(found) == 1
    return int(found[0][0])


def report(town: Town, first: str, last: str, unit: str = VILLAGE) -> int:
    """The analysis of a half-month."""
    raw = {**REPORT, "unit": town.unit(unit), "from_on": first, "to_on": last, "written_on": last}
    return town.add("analysis_report", raw, now=at(last, "09:00"))


def doing(town: Town, record: int, act: Any, *, who: Any = SYSTEM, now: Any = None) -> Any:
    """Somebody does something with a return: ``act`` takes the work and the record."""
    with town.work(who, now=now) as work:
        return act(work, fetch(work, town.site.definition.registers["periodic_return"], record))


def submit(town: Town, record: int, *, who: Any = SYSTEM, now: Any = None, **how: Any) -> None:
    """Hand in the sheet as it is now."""
    doing(town, record, lambda work, found: hand_in(work, found, draw_sheet(work, found), heading_of(work, found), **how),
          who=who, now=now)


def back(town: Town, record: int, reason: str = "请核对", *, who: Any = SYSTEM, now: Any = None) -> None:
    """Send it back."""
    doing(town, record, lambda work, found: send_back(work, found, reason), who=who, now=now)


def correct(town: Town, record: int, key: str, given: Any, reason: str = "漏登", *, who: Any = SYSTEM, now: Any = None) -> None:
    """Correct a figure."""
    def act(work: Any, found: Any) -> None:
        correct_figure(work, found, draw_sheet(work, found).figure(key), key, given, reason)

    doing(town, record, act, who=who, now=now)


def sheet(town: Town, record: int, *, who: Any = SYSTEM, now: Any = None) -> Any:
    """The sheet as it is now."""
    return doing(town, record, lambda work, found: draw_sheet(work, found), who=who, now=now)


def state(town: Town, record: int) -> tuple[Any, ...]:
    """State, edition and the day until which it is on time."""
    found: Any = town.record("periodic_return", record)
    return found.state, found.edition, found.until_on.isoformat()
