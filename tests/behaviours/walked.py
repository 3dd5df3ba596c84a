"""The registers that the walk leads through their lives: what can be done with a case of each, and what is given with it.

What is possible in which state is written down here from rules.md §1 and not from the tables that the doors ask.
tests/behaviours/walking.py walks, tests/behaviours/watching.py says what must hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from app.behaviours.asking import ASKED, Asked
from app.behaviours.asking_hazards import HAZARD_ASKED
from tests.behaviours.cases import DISPUTE
from tests.behaviours.hazard_cases import HAZARD

Row = dict[str, Any]
Possible = Mapping[str, Callable[[Row], bool]]

#: By how many days a case is said to have been found earlier (later: negative) than was entered.
LATER = (1, 12, -3, -30)


def is_open(row: Row) -> bool:
    return bool(row["status"] == "open")


def offered(row: Row) -> bool:
    return is_open(row) and row["offered_at"] is not None


def unoffered(row: Row) -> bool:
    return is_open(row) and row["offered_at"] is None


def _running(row: Row) -> bool:
    return is_open(row) and row.get("paused_at") is None


#: What every open case allows. ``lowering``: whether one waits for its second person.
_SHARED: Possible = {
    "transfer": unoffered, "accept": offered, "return": offered, "withdraw": offered, "assist": is_open, "supervise": is_open,
    "progress": is_open, "hand_up": lambda row: _running(row) and unoffered(row) and row["level"] != "county",
    "raise": lambda row: is_open(row) and row["colour"] != "red",
    "confirm_lowering": lambda row: is_open(row) and row["lowering"]}

#: Fields that no door may write, as a person would write them into a file.
_KEPT = {"colour": "蓝", "due_on": "2030-01-01", "level": "网格", "holder_unit": "510923107201", "added_steps": "0"}


class Walked:
    """A register under the walk. ``kept``: fields that no door may write, as people would write them into a file; ``form`` and
    ``references``: what a form of an edit sends back as it stands; ``summed``: whether the summary counts it.
    """

    register: str
    asked: Mapping[str, Asked]
    possible: Possible
    kept: Mapping[str, str]
    form: tuple[str, ...]
    references: tuple[str, ...]
    summed = False

    def is_possible(self, act: str, row: Row) -> bool:
        """Whether the state of the case, which may be void, allows the act."""
        return row["void_at"] is None and self.possible[act](row)

    def waits(self, row: Row) -> bool:
        """Whether somebody is waited for: an answer, a second person, a look back, a verification."""
        return row["void_at"] is None and (offered(row) or (is_open(row) and row["lowering"]))

    def over(self, row: Row) -> tuple[date, bool]:
        """The day on which a case that is not open was over, and whether it was resolved."""
        raise NotImplementedError

    def new(self, chance: Random, persons: list[int]) -> Row:
        """A new case, but for unit, title and day."""
        raise NotImplementedError

    def first(self) -> tuple[Row, ...]:
        """The cases with which the walk begins."""
        raise NotImplementedError

    def fact(self, chance: Random, row: Row) -> dict[str, str]:
        """Another fact, as a file would have it."""
        raise NotImplementedError

    def cells(self, row: Row) -> dict[str, str]:
        """The case in a file, but for unit, title and day."""
        raise NotImplementedError

    def values(self, chance: Random, act: str, today: date) -> Mapping[str, Callable[[], Any]]:
        """What is given with the acts beside the choices of :class:`Walk`."""
        raise NotImplementedError


def _moved(chance: Random, row: Row) -> dict[str, str]:
    return {"found_on": (row["found_on"] - timedelta(days=chance.choice(LATER))).isoformat()}


class Disputes(Walked):
    """open (登记 → 研判 → 办理) → resolved → closed, or ended; and back."""

    register, asked, summed = "dispute", ASKED, True
    kept = {**_KEPT, "status": "已结案", "outcome": "成功", "resolved_on": "2026-08-05", "closed_on": "2026-08-05",
            "stage": "办理"}
    form = ("title", "category", "description", "reported_by", "found_on", "people_involved", "trend", "risk_level")
    references = ("unit", "lead_department", "lead_leader", "responsible_person")
    possible: Possible = {
        **_SHARED, "triage": is_open, "assign": unoffered, "end": is_open, "pause": _running,
        "tell_county": lambda row: is_open(row) and row["colour"] == "red" and row["county_told_at"] is None,
        "resume": lambda row: is_open(row) and row["paused_at"] is not None,
        "lower": lambda row: is_open(row) and row["colour"] != "blue" and not row["lowering"],
        "resolve": lambda row: is_open(row) and Disputes.is_planned(row),
        "follow_up": lambda row: row["status"] in ("resolved", "closed"),
        "close": lambda row: row["status"] == "resolved",
        "reopen": lambda row: row["status"] in ("resolved", "closed", "ended"),
        "review": lambda _row: True}

    @staticmethod
    def is_planned(row: Row) -> bool:
        """Whether it has left triage, or may."""
        named = (row["lead_department_id"], row["lead_leader_id"], row["responsible_person_id"])
        return row["stage"] == "handling" or row["colour"] in ("blue", "yellow") or None not in named

    def waits(self, row: Row) -> bool:
        return super().waits(row) or (row["void_at"] is None and row["status"] == "resolved")

    def over(self, row: Row) -> tuple[date, bool]:
        return row["resolved_on"] or row["ended_on"], row["resolved_on"] is not None

    def new(self, chance: Random, persons: list[int]) -> Row:
        named = {"lead_leader": persons[0], "responsible_person": persons[0]} if chance.random() < 0.5 else {}
        return {**DISPUTE, "people_involved": chance.choice([2, 2, 4, 12, 60]),
                "category": chance.choice(["neighbours", "land"]), **named}

    def first(self) -> tuple[Row, ...]:
        return tuple({**DISPUTE, "people_involved": people} for people in (2, 4, 12))

    def fact(self, chance: Random, row: Row) -> dict[str, str]:
        return chance.choice([{"people_involved": str(chance.choice([1, 2, 5, 12, 55]))}, {"danger": "是"}, {"trend": "上升"},
                              {"remarks": f"第{chance.randrange(1000)}步"}, _moved(chance, row)])

    def cells(self, row: Row) -> dict[str, str]:
        return {"category": {"neighbours": "邻里", "land": "山林土地"}[row["category"]], "description": row["description"],
                "people_involved": str(row["people_involved"])}

    def values(self, chance: Random, act: str, today: date) -> Mapping[str, Callable[[], Any]]:
        pick, day = chance.choice, _day(chance, today)
        ends = ["success", "partial"] if act == "resolve" else ["withdrawn", "failed", "litigation"]
        return {
            "risk_level": lambda: pick(["emerging", "general", "general", "serious", "major", "none"]),
            "relapsed": lambda: pick(["yes", "no"]), "outcome": lambda: pick(ends), "method": lambda: "mediation",
            "resolved_on": lambda: day, "ended_on": lambda: day, "agreement": lambda: "各让一步",
            "unresolved_reason": lambda: "另案处理", "pause_cause": lambda: pick(["away", "appraisal", "holiday"]),
            "result": lambda: pick(["stable", "stable", "relapsed"]), "grade": lambda: pick(["good", "poor"]),
            "cause": lambda: "双方积怨", "improvement": lambda: "专人跟进"}


class Hazards(Walked):
    """发现 → 交办 → 整改 → 复查 → 销号; back from 复查 to 整改, and from 销号 to 发现."""

    register, asked = "hazard", HAZARD_ASKED
    kept = {**_KEPT, "status": "已销号", "stage": "销号", "rectified_on": "2026-08-05", "rectified_by": "陈样甲",
            "verified_on": "2026-08-05", "verified_by": "林样乙"}
    form = ("title", "kind", "place", "severity", "people_threatened", "found_on", "found_by", "measures")
    references = ("unit", "lead_department")
    possible: Possible = {
        **_SHARED, "assign": lambda row: unoffered(row) and row["stage"] != "verifying",
        "begin": lambda row: is_open(row) and row["stage"] == "assigned",
        "rectify": lambda row: is_open(row) and row["stage"] in ("assigned", "rectifying"),
        "verify": lambda row: is_open(row) and row["stage"] == "verifying",
        "reject": lambda row: is_open(row) and row["stage"] == "verifying",
        "lower": lambda row: is_open(row) and row["colour"] in ("orange", "red") and not row["lowering"],
        "reopen": lambda row: row["status"] == "closed"}

    def waits(self, row: Row) -> bool:
        return super().waits(row) or (row["void_at"] is None and row["stage"] == "verifying")

    def over(self, row: Row) -> tuple[date, bool]:
        return row["verified_on"], True

    def new(self, chance: Random, persons: list[int]) -> Row:
        spot: Row = {"put_right_on_spot": "是", "found_by": chance.choice(["陈样甲", None])} if chance.random() < 0.3 else {}
        return {**HAZARD, "severity": chance.choice(["general"] * 6 + ["serious", "major"]),
                "kind": chance.choice(["geological", "fire"]),
                "people_threatened": chance.choice([None, None, 5, 5, 50, 500]), **spot}

    def first(self) -> tuple[Row, ...]:
        return tuple({**HAZARD, **more} for more in ({}, {"people_threatened": 12}, {"put_right_on_spot": "是"}))

    def fact(self, chance: Random, row: Row) -> dict[str, str]:
        return chance.choice([{"people_threatened": str(chance.choice([1, 9, 10, 120]))}, {"severity": "较大"},
                              {"severity": "一般"}, {"kind": chance.choice(["地震地质", "消防"])},
                              {"remarks": f"第{chance.randrange(1000)}步"}, _moved(chance, row)])

    def cells(self, row: Row) -> dict[str, str]:
        spot = {"put_right_on_spot": "是"} if row["put_right_on_spot"] else {}
        return {"kind": {"geological": "地震地质", "fire": "消防"}[row["kind"]], "place": row["place"],
                "severity": {"general": "一般", "serious": "较大", "major": "重大"}[row["severity"]],
                "people_threatened": "" if row["people_threatened"] is None else str(row["people_threatened"]), **spot}

    def values(self, chance: Random, act: str, today: date) -> Mapping[str, Callable[[], Any]]:
        pick, day = chance.choice, _day(chance, today)
        ordered = (today + timedelta(days=chance.choice([-2, 0, 2, 20]))).isoformat()
        return {
            "due_on": lambda: pick(["", "", ordered]), "rectified_on": lambda: day, "verified_on": lambda: day,
            "rectified_by": lambda: pick(["陈样甲", "陈样甲", "林样乙", "王样四", ""]),
            "verified_by": lambda: pick(["林样乙", "陈样甲", "", ""]), "measures": lambda: pick(["", "清除危石"])}


def _day(chance: Random, today: date) -> str:
    return (today - timedelta(days=chance.choice([0] * 6 + [1, 9, -1]))).isoformat()


DISPUTES, HAZARDS = Disputes(), Hazards()
