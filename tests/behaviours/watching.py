"""What must hold of every case at every moment, told by somebody who reads the tables and keeps count beside them.

- one holder, without a gap, from the first moment on; the log's numbers follow one another;
- an open case has one colour with reasons for it, and a deadline; the board counts the open ones as they are counted here;
- a hazard stands where its log has led it, and whoever put it right has not verified it;
- a line leads only where its kind may lead; its colour, level, due day and holder are those of the row after it;
- the history, replayed from nothing, gives the row;
- opening + found + reopened = resolved + ended + still open, for every unit and period, as counted here (disputes).
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
from app.decisions.scales import Colour
from app.records.grading import grading_of
from app.records.reading import stored_values
from app.reporting.board import count_board
from app.reporting.summary import Cell, summarise
from tests.behaviours.walked import HAZARDS, Row, Walked
from tests.sites import Town

#: From which states a line of a kind may come, and to which it leads (rules.md §1 "States"); other kinds stay in "open".
LEADS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "resolved": (("open",), ("resolved",)), "ended": (("open",), ("ended",)), "closed": (("resolved",), ("closed",)),
    "reopened": (("resolved", "closed", "ended"), ("open",)), "followed_up": (("resolved", "closed"), ("resolved", "closed")),
    "reviewed": (("open", "resolved", "closed", "ended"),) * 2, "struck_off": (("open",), ("closed",))}

#: The stage to which a line leads a hazard; by "assigned" it may stay where it is.
STAGES = {"begun": "rectifying", "rectified": "verifying", "rejected": "rectifying", "struck_off": "struck_off",
          "reopened": "found"}

#: What a hazard of a stage has: the day and name of being put right, the day and name of the verification.
HAS = {"found": (False, False), "assigned": (False, False), "rectifying": (False, False), "verifying": (True, False),
       "struck_off": (True, True)}

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
    walked: Walked
    first: date
    persons: Mapping[int, int] = field(default_factory=dict)  #: of accounts that are a person's; one may have two
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
        table, system = self.town.site.models.table(self.walked.register), self.town.site.models.system
        steps, lowering = system.case_step, system.lowering
        with unscoped("test"), self.town.sessions() as session:
            mine = lowering.c.register == self.walked.register
            waiting = select(lowering.c.record_id).where(mine, lowering.c.answered_at.is_(None))
            waits = set(session.execute(guarded(waiting)).scalars())
            rows = {row["id"]: {**row, "lowering": row["id"] in waits}
                    for row in session.execute(guarded(select(table))).mappings()}
            lines: dict[int, list[Row]] = {}
            theirs = select(steps).where(steps.c.register == self.walked.register)
            for line in session.execute(guarded(theirs.order_by(steps.c.record_id, steps.c.number))).mappings():
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
            self._check_colour(row)
            if self.walked is HAZARDS:
                self._check_loop(row, log)
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

    def _check_colour(self, row: Row) -> None:
        """One, with reasons that give it, or a lower one that nobody has confirmed yet; and a day by which it is due."""
        assert row["due_on"] is not None
        assert row["due_on"] >= row["clock_started_on"]
        if row["status"] == "open":
            register = self.town.site.definition.registers[self.walked.register]
            verdict = grading_of(self.town.site, register, stored_values(register, row), row["graded_under"])
            assert verdict.reasons
            assert verdict.colour is not None
            assert verdict.colour <= Colour(row["colour"]), (row["id"], verdict)

    def _check_loop(self, row: Row, log: list[Row]) -> None:
        """发现 → 交办 → 整改 → 复查 → 销号 as the log tells it; the second pair of eyes is another person's."""
        stages = {"verifying" if row["put_right_on_spot"] or self._was_on_spot(log) else "found"}
        by = row["created_by"]
        for line in log:
            if line["kind"] == "assigned":
                stages |= {"assigned"} if "found" in stages else set()
            else:
                stages = {STAGES.get(line["kind"], stage) for stage in stages}
            if line["kind"] in ("struck_off", "rejected"):
                assert line["user_id"] is not None
                assert self._person(line["user_id"]) != self._person(by), (row["id"], line["number"])
            by = line["user_id"] if line["kind"] == "rectified" else by
        assert row["stage"] in stages, (row["id"], row["stage"], stages)
        put_right, verified = HAS[row["stage"]]
        assert [(row[f"{done}_on"] is not None, row[f"{done}_by"] is not None) for done in ("rectified", "verified")] == [
            (put_right,) * 2, (verified,) * 2]
        assert not verified or (row["verified_by"] != row["rectified_by"] and row["verified_on"] >= row["rectified_on"])

    def _was_on_spot(self, log: list[Row]) -> bool:
        """Whether it was verified, well or not, before anybody reported it as put right."""
        kinds = [line["kind"] for line in log if line["kind"] in STAGES]
        return bool(kinds) and kinds[0] in ("struck_off", "rejected")

    def _person(self, user: int | None) -> tuple[str, int | None]:
        return ("person", self.persons[user]) if user is not None and user in self.persons else ("user", user)

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
            last, stands = log[-1], (RANKS[row["colour"]], row["level"], row["due_on"])
            assert (last["to_colour"], last["to_level"], last["due_on"]) == stands, (row["id"], last, stands)
        for one, two in pairwise(log):
            assert (one["to_colour"], one["to_level"]) == (two["from_colour"], two["from_level"])

    def _note_spells(self, old: Row | None, row: Row, fresh: list[Row], now: datetime) -> None:
        spells = self.spells.setdefault(row["id"], [Spell(row["found_on"])])
        spells[0].began = row["found_on"]
        for line in fresh:
            if line["kind"] == "reopened":
                assert line["closed_day"] == spells[-1].over_on
                spells.append(Spell(local_date(now)))
        if row["status"] != "open":
            spells[-1].over_on, spells[-1].resolved = self.walked.over(row)

    # -- now and then ----------------------------------------------------------------------------------

    def check_all(self, now: datetime) -> None:
        """What is costlier to ask."""
        self.check_history()
        self.check_board()
        if self.walked.summed:
            self.check_summary(now)

    def check_board(self) -> None:
        """The board of all open cases, beside their count."""
        counted = Counter((row["colour"], row["level"]) for row in self.rows.values()
                          if row["status"] == "open" and row["void_at"] is None)
        with self.town.work(Unscoped("test")) as work:
            board = count_board(work, self.town.site.definition.registers[self.walked.register])
        assert {(colour.value, level.value): count.cases for (colour, level), count in board.counts.items()} == counted

    def check_history(self) -> None:
        """Each entry starts where the one before it ended, and the last ends at the row."""
        site = self.town.site
        table, register = site.models.system.history, site.definition.registers[self.walked.register]
        told: dict[int, dict[str, Any]] = {}
        with unscoped("test"), self.town.sessions() as session:
            mine = select(table.c.record_id, table.c.changes, table.c.version).where(table.c.register == register.key)
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
        register, today = self.town.site.definition.registers[self.walked.register], local_date(now)
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
