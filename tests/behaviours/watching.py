"""What must hold of every case at every moment, told by somebody who reads the tables and keeps count beside them.

- one holder, without a gap, from the first moment on; the log's numbers follow one another;
- a line leads only where its kind may lead; its colour, level, due day and holder are those of the row after it;
- the history, replayed from nothing, gives the row;
- opening + found + reopened = resolved + ended + still open, for every unit and period, as counted here.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import Unscoped, unscoped
from app.behaviours.state import RANKS
from app.decisions.calendar import local_date
from app.decisions.periods import Period, PeriodKind, periods_between
from app.reporting.summary import Cell, summarise
from tests.sites import Town

Row = dict[str, Any]

#: From which states a line of a kind may come, and to which it leads (rules.md §1 "States"); other kinds stay in "open".
LEADS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "resolved": (("open",), ("resolved",)), "ended": (("open",), ("ended",)), "closed": (("resolved",), ("closed",)),
    "reopened": (("resolved", "closed", "ended"), ("open",)), "followed_up": (("resolved", "closed"), ("resolved", "closed")),
    "reviewed": (("open", "resolved", "closed", "ended"),) * 2}

FLOW = ("opening", "found", "reopened", "resolved", "ended", "still_open")


@dataclass
class Spell:
    """One stretch of openness; ``over_on`` None: still open."""

    began: date
    over_on: date | None = None
    resolved: bool = False


@dataclass
class Watcher:
    """Reads everything after each step."""

    town: Town
    first: date
    rows: dict[int, Row] = field(default_factory=dict)
    lines: dict[int, list[Row]] = field(default_factory=dict)
    spells: dict[int, list[Spell]] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        return sorted(self.rows)

    # -- reading ---------------------------------------------------------------------------------------

    def read_row(self, case: int) -> Row:
        """The row as it is stored now; ``lowering``: whether one waits."""
        return self._read()[0][case]

    def stored(self, case: int) -> tuple[Row, list[Row]]:
        """The row and its log as they are stored."""
        rows, lines = self._read()
        return rows[case], lines.get(case, [])

    def kept(self, case: int) -> tuple[Row, list[Row]]:
        """The same as of the last look, or as the clock has left it since."""
        return self.stored(case) if self.rows[case]["step_number"] != self.stored(case)[0]["step_number"] else (
            self.rows[case], self.lines.get(case, []))

    def _read(self) -> tuple[dict[int, Row], dict[int, list[Row]]]:
        table, system = self.town.site.models.table("dispute"), self.town.site.models.system
        steps, lowering = system.case_step, system.lowering
        with unscoped("test"), self.town.sessions() as session:
            waiting = select(lowering.c.record_id).where(lowering.c.answered_at.is_(None))
            waits = set(session.execute(guarded(waiting)).scalars())
            rows = {row["id"]: {**row, "lowering": row["id"] in waits}
                    for row in session.execute(guarded(select(table))).mappings()}
            lines: dict[int, list[Row]] = {}
            for line in session.execute(guarded(select(steps).order_by(steps.c.record_id, steps.c.number))).mappings():
                lines.setdefault(line["record_id"], []).append(dict(line))
        return rows, lines

    # -- after each step -------------------------------------------------------------------------------

    def look(self, now: datetime) -> None:
        """Compare with the last look."""
        rows, lines = self._read()
        assert rows.keys() >= self.rows.keys(), "a case is gone"
        for case, row in rows.items():
            old, log = self.rows.get(case), lines.get(case, [])
            self._check_holder(row, log)
            self._check_log(old, row, self.lines.get(case, []), log, now)
            self._note_spells(old, row, log[len(self.lines.get(case, [])):], now)
        self.rows, self.lines = rows, lines

    def _check_holder(self, row: Row, log: list[Row]) -> None:
        """Exactly one, and the one that the log says."""
        assert row["holder_unit_id"] in self.town.units.values()
        assert all(line["holder_unit_id"] is not None for line in log)
        if log and row["step_number"] == log[-1]["number"]:
            assert (log[-1]["holder_unit_id"], log[-1]["holder_department_id"]) == (
                row["holder_unit_id"], row["holder_department_id"])

    def _check_log(self, old: Row | None, row: Row, was: list[Row], log: list[Row], now: datetime) -> None:
        assert [line["number"] for line in log] == list(range(1, (row["step_number"] or 0) + 1))
        assert log[: len(was)] == was, "a line was changed"
        assert [line["at"] for line in log] == sorted(line["at"] for line in log)
        assert all(line["at"] <= now for line in log)
        status = old["status"] if old else "open"
        for line in log[len(was):]:
            comes, leads = LEADS.get(line["kind"], (("open",), ("open",)))
            assert status in comes, (line["kind"], status)
            status = status if status in leads else leads[0]
        assert row["status"] == status
        if log:
            last = log[-1]
            assert (last["to_colour"], last["to_level"], last["due_on"]) == (RANKS[row["colour"]], row["level"], row["due_on"])
        for one, two in pairwise(log):
            assert (one["to_colour"], one["to_level"]) == (two["from_colour"], two["from_level"])

    def _note_spells(self, old: Row | None, row: Row, fresh: list[Row], now: datetime) -> None:
        spells = self.spells.setdefault(row["id"], [Spell(row["found_on"])])
        spells[0].began = row["found_on"]
        if any(line["kind"] == "reopened" for line in fresh):
            spells.append(Spell(local_date(now)))
        if row["status"] != "open":
            spells[-1].over_on, spells[-1].resolved = row["resolved_on"] or row["ended_on"], row["resolved_on"] is not None

    # -- now and then ----------------------------------------------------------------------------------

    def check_all(self, now: datetime) -> None:
        """What is costlier to ask."""
        self.check_history()
        self.check_summary(now)

    def check_history(self) -> None:
        """Each entry starts where the one before it ended, and the last ends at the row."""
        site = self.town.site
        table, register = site.models.system.history, site.definition.registers["dispute"]
        told: dict[int, dict[str, Any]] = {}
        with unscoped("test"), self.town.sessions() as session:
            mine = select(table.c.record_id, table.c.changes, table.c.version).where(table.c.register == "dispute")
            for case, changes, version in session.execute(guarded(mine.order_by(table.c.id))).all():
                state = told.setdefault(case, {})
                assert version == state.get("version", 0) + 1
                state["version"] = version
                for key, (old, new) in json.loads(changes).items():
                    assert state.get(key) == old or (not state.get(key) and not old), (case, key)
                    state[key] = new
        assert told.keys() == self.rows.keys()
        for case, row in self.rows.items():
            for each in register.stored_fields:
                value = each.type.read(each.key, row)
                assert told[case].get(each.key) == (None if value is None else each.type.as_json(value)), (case, each.key)
            assert told[case]["version"] == row["version"]

    def check_summary(self, now: datetime) -> None:
        """The summary of every unit and period, beside the count of the spells."""
        register, today = self.town.site.definition.registers["dispute"], local_date(now)
        for kind in (PeriodKind.HALF_MONTH, PeriodKind.MONTH):
            for period in periods_between(kind, self.first, today):
                with self.town.work(Unscoped("test"), now=now) as work:
                    summary = summarise(work, register, period, self.town.unit("510923000000"))
                for tally in summary.cells.values():
                    assert tally["opening"] + tally["found"] + tally["reopened"] == (
                        tally["resolved"] + tally["ended"] + tally["still_open"]), period
                for unit in self.town.units.values():
                    tally = summary.tally(Cell(unit=unit))
                    if self._level(unit) != "grid":
                        assert {key: tally[key] for key in FLOW} == self._flow(unit, period), (unit, period)

    def _level(self, unit: int) -> str:
        with unscoped("test"), self.town.sessions() as session:
            return str(self.town.site.directory(session).units[unit].level)

    def _flow(self, unit: int, period: Period) -> dict[str, int]:
        """Counted case by case, day by day."""
        count: Counter[str] = Counter(dict.fromkeys(FLOW, 0))
        column = f"{self._level(unit)}_id"
        for case, row in self.rows.items():
            if row[column] != unit or row["void_at"] is not None:
                continue
            for number, spell in enumerate(self.spells[case]):
                before, by_end = spell.began < period.first, spell.began <= period.last
                count["opening"] += before and (spell.over_on is None or spell.over_on >= period.first)
                count["still_open"] += by_end and (spell.over_on is None or spell.over_on > period.last)
                count["found" if number == 0 else "reopened"] += by_end and not before
                if spell.over_on and period.first <= spell.over_on <= period.last:
                    count["resolved" if spell.resolved else "ended"] += 1
        return dict(count)
