"""Hazards of the small county of tests/sites.py, and people who do things with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.behaviours import hazards
from app.records.storing import edit, fetch
from tests.behaviours.cases import SYSTEM, VILLAGE
from tests.sites import Town

HAZARD = {"title": "后山滑坡", "kind": "geological", "place": "一组后山", "severity": "general", "found_on": "2026-08-05"}


def hazard(town: Town, unit: str = VILLAGE, *, who: Any = None, now: datetime | None = None, **raw: Any) -> int:
    """A new hazard: general, so yellow, unless ``raw`` says more."""
    return town.add("hazard", {**HAZARD, "unit": town.unit(unit), **raw}, who, now=now)


def do(town: Town, record: int, act: Any, *args: Any, who: Any = SYSTEM, now: datetime | None = None, **named: Any) -> Any:
    """Somebody does an act on a hazard."""
    with town.work(who, now=now) as work:
        return act(work, fetch(work, town.site.definition.registers["hazard"], record), *args, **named)


def change(town: Town, record: int, raw: dict[str, Any], *, who: Any = SYSTEM, now: datetime | None = None) -> None:
    """Somebody edits a hazard."""
    with town.work(who, now=now) as work:
        register = town.site.definition.registers["hazard"]
        found = fetch(work, register, record)
        edit(work, register, found, raw, found.version)


def where(town: Town, record: int) -> tuple[Any, ...]:
    """Colour, level, due day, stage and status of a hazard."""
    found: Any = town.record("hazard", record)
    return found.colour, found.level, found.due_on.isoformat(), found.stage, found.status


def in_stage(town: Town, stage: str, *, who: Any = SYSTEM, **raw: Any) -> int:
    """A hazard that has come so far; put right by 陈样甲, verified by 陈样乙."""
    record = hazard(town, **raw)
    walk = [("found", None), ("assigned", lambda: do(town, record, hazards.assign, who=who)),
            ("rectifying", lambda: do(town, record, hazards.begin, who=who)),
            ("verifying", lambda: do(town, record, hazards.rectify, on="2026-08-05", by="陈样甲", who=who)),
            ("struck_off", lambda: do(town, record, hazards.verify, on="2026-08-05", by="陈样乙"))]
    for name, step in walk:
        if step is not None:
            step()
        if name == stage:
            break
    return record
