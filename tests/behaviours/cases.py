"""Disputes of the small county of tests/sites.py, and people who do things with them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.access.viewer import Unscoped, unscoped
from app.behaviours.clock import Run, run_clock
from app.records.storing import edit, fetch
from tests.sites import Town

VILLAGE, OTHER_VILLAGE, GRID = "510923108225", "510923108226", "510923108225001"
TOWN, COUNTY = "510923108000", "510923000000"
DISPUTE = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": 2}
SYSTEM = Unscoped("test")


def at(day: str, time: str = "10:00") -> datetime:
    """A time of day in China."""
    return datetime.fromisoformat(f"{day}T{time}:00+08:00").astimezone(UTC)


def dispute(town: Town, unit: str = VILLAGE, *, who: Any = None, now: datetime | None = None, **raw: Any) -> int:
    """A new dispute: blue, of two neighbours, unless ``raw`` says more."""
    return town.add("dispute", {**DISPUTE, "unit": town.unit(unit), **raw}, who, now=now)


def do(town: Town, case: int, act: Any, *args: Any, who: Any = SYSTEM, now: datetime | None = None, **named: Any) -> Any:
    """Somebody does ``act`` of app/behaviours/acts.py on a case."""
    with town.work(who, now=now) as work:
        return act(work, fetch(work, town.site.definition.registers["dispute"], case), *args, **named)


def change(town: Town, case: int, raw: dict[str, Any], *, who: Any = SYSTEM, now: datetime | None = None) -> None:
    """Somebody edits a case."""
    with town.work(who, now=now) as work:
        register = town.site.definition.registers["dispute"]
        record = fetch(work, register, case)
        edit(work, register, record, raw, record.version)


def run(town: Town, now: datetime) -> Run:
    """The clock runs at ``now``."""
    return run_clock(town.site, town.sessions, now)


def log(town: Town, case: int, *columns: str) -> list[tuple[Any, ...]]:
    """The whole log of a case, in order."""
    table = town.site.models.system.case_step
    chosen = [table.c[name] for name in columns or ("number", "kind")]
    with unscoped("test"), town.sessions() as session:
        found = session.execute(select(*chosen).where(table.c.record_id == case).order_by(table.c.number)).all()
    return [tuple(row) for row in found]


def lines(town: Town, case: int, *columns: str) -> list[tuple[Any, ...]]:
    """The log of a case without the cards for missed progress, numbered as if there were none."""
    names = columns or ("number", "kind")
    found = [line for line, (kind,) in zip(log(town, case, *names), log(town, case, "kind"), strict=True) if kind != "card"]
    return [tuple(place if name == "number" else value for name, value in zip(names, line, strict=True))
            for place, line in enumerate(found, 1)]


def notices(town: Town) -> list[tuple[Any, ...]]:
    """Unit and department of every notice that is not of a card, in order."""
    table, step = town.site.models.system.notice, town.site.models.system.case_step
    with unscoped("test"), town.sessions() as session:
        rows = session.execute(select(table.c.unit_id, table.c.department_id).join(step, step.c.id == table.c.step_id)
                               .where(step.c.kind != "card").order_by(table.c.id)).all()
    return [tuple(row) for row in rows]


def where(town: Town, case: int) -> tuple[Any, ...]:
    """Colour, level, due day and holder of a case."""
    found: Any = town.record("dispute", case)
    return found.colour, found.level, found.due_on.isoformat(), found.holder_unit_id, found.holder_department_id


def days(count: int) -> timedelta:
    return timedelta(days=count)
