"""A seeded walk: people of many roles do things at random times through every door, while the clock runs now and then.

A walk of its own and not hypothesis' state machine: what breaks such rules is a long life of many cases in one database, each
step is a request of some 30 ms, and the same seed has to give the same life on both databases. Shrinking would cost more
than reading the last steps, which are told with every failure. tests/behaviours/watching.py says what must hold.
"""

from __future__ import annotations

import io
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from markupsafe import escape

from app.behaviours.asking import ASKED
from app.decisions.calendar import local_date
from tests.behaviours.cases import COUNTY, GRID, OTHER_VILLAGE, TOWN, VILLAGE, dispute, run
from tests.behaviours.watching import Row, Watcher
from tests.web import Person, WebTown

JUSTICE, PEACE = "司法所", "社会治理和应急管理办"

Who = tuple[str, str, str | None]

#: Who does things: role, unit, department.
PEOPLE = (
    ("grid_officer", GRID, None), ("village_clerk", VILLAGE, None), ("village_leader", VILLAGE, None),
    ("village_leader", OTHER_VILLAGE, None), ("town_clerk", TOWN, None), ("town_leader", TOWN, None),
    ("department_clerk", TOWN, JUSTICE), ("department_clerk", TOWN, PEACE), ("county_supervisor", COUNTY, None),
    ("county_admin", COUNTY, None), ("village_leader", "510923107201", None))

#: What people write in files and in bulk, as forms and REST send it.
AS_KEYS = {"上升": "rising", "是": "yes"}
CATEGORIES = {"neighbours": "邻里", "land": "山林土地"}

#: By how many days a case is said to have been found earlier (later: negative) than was entered.
LATER = (1, 12, -3, -30)

_SETTLED = ("resolved", "closed", "ended")


def _open(row: Row) -> bool:
    return row["status"] == "open"


def _offered(row: Row) -> bool:
    return _open(row) and row["offered_at"] is not None


def _unoffered(row: Row) -> bool:
    return _open(row) and row["offered_at"] is None


def _running(row: Row) -> bool:
    return _open(row) and row["paused_at"] is None


def _planned(row: Row) -> bool:
    named = (row["lead_department_id"], row["lead_leader_id"], row["responsible_person_id"])
    return row["stage"] == "handling" or row["colour"] in ("blue", "yellow") or None not in named


#: In which state each act is possible, written down from rules.md §1 and not from the table that the doors ask; ``row`` is
#: no void case. ``lowering``: whether one waits for its second person.
POSSIBLE: Mapping[str, Callable[[Row], bool]] = {
    "triage": _open, "assign": _unoffered, "transfer": _unoffered, "accept": _offered, "return": _offered,
    "withdraw": _offered, "assist": _open, "supervise": _open, "progress": _open, "end": _open, "pause": _running,
    "hand_up": lambda row: _running(row) and _unoffered(row) and row["level"] != "county",
    "tell_county": lambda row: _open(row) and row["colour"] == "red" and row["county_told_at"] is None,
    "resume": lambda row: _open(row) and row["paused_at"] is not None,
    "raise": lambda row: _open(row) and row["colour"] != "red",
    "lower": lambda row: _open(row) and row["colour"] != "blue" and not row["lowering"],
    "confirm_lowering": lambda row: _open(row) and row["lowering"],
    "resolve": lambda row: _open(row) and _planned(row),
    "follow_up": lambda row: row["status"] in ("resolved", "closed"),
    "close": lambda row: row["status"] == "resolved",
    "reopen": lambda row: row["status"] in _SETTLED,
    "review": lambda _row: True}

#: Fields that no door may write, as a person would write them into a file.
KEPT = {"colour": "蓝", "due_on": "2030-01-01", "level": "网格", "status": "已结案", "outcome": "成功",
        "resolved_on": "2026-08-05",
        "holder_unit": "510923107201", "added_steps": "0", "closed_on": "2026-08-05", "stage": "办理"}


def is_possible(act: str, row: Row) -> bool:
    """Whether the state of the case allows the act."""
    return row["void_at"] is None and POSSIBLE[act](row)


@dataclass
class Walk:
    """The steps, what came of them, and the last of them in words."""

    web: WebTown
    chance: random.Random
    watcher: Watcher
    persons: list[int]
    users: dict[Who, int]
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)

    @property
    def now(self) -> Any:
        return self.web.clock.now

    def go(self, steps: int) -> None:
        """So many steps; after each the watcher looks."""
        for number in range(steps):
            with self._telling(number):
                self._pass_time()
                doing = self.chance.choices([self._act, self._edit, self._register, self._void, self._clock],
                                            [14, 4, 0.5, 0.7, 1.5])[0]
                doing()
                self.watcher.look(self.now)
                if number % 40 == 39:
                    self.watcher.check_all(self.now)
        with self._telling(steps):
            self._clock()
            self.watcher.look(self.now)
            self.watcher.check_all(self.now)

    @contextmanager
    def _telling(self, number: int) -> Iterator[None]:
        try:
            yield
        except BaseException as bad:
            bad.add_note(f"step {number}; before it:\n" + "\n".join(self.told[-12:]))
            raise

    def _note(self, what: str) -> None:
        self.told.append(f"{self.now:%m-%d %H:%M} {what}")

    def _pass_time(self) -> None:
        """Minutes, hours, days; now and then to the very edge of a day in China."""
        pick = self.chance.randrange
        jumps = (timedelta(minutes=pick(1, 50)), timedelta(hours=pick(1, 6)), timedelta(days=1), timedelta(days=pick(2, 12)))
        self.web.clock.now += self.chance.choices(jumps, [14, 5, 1.5, 0.5])[0]
        if self.chance.random() < 0.08:  # 16:00 UTC is midnight in China
            edge = self.now.replace(hour=16, minute=0, second=0, microsecond=0) + timedelta(days=self.now.hour >= 16)
            self.web.clock.now = edge - timedelta(seconds=self.chance.randrange(2))

    # -- who and what --------------------------------------------------------------------------------

    def _browser(self, who: Who) -> Person:
        return self.web.browser_of(self.users[who])

    def _case(self) -> Row:
        """Any; often one that waits for somebody: for the answer to an offer, a second person, a look back."""
        rows = self.watcher.rows
        waits = [case for case, row in rows.items() if row["void_at"] is None and (
            row["status"] == "resolved" or (row["status"] == "open" and (row["offered_at"] is not None or row["lowering"])))]
        return self.watcher.read_row(self.chance.choice(waits if waits and self.chance.random() < 0.4 else list(rows)))

    def _clock(self) -> None:
        done = run(self.web.town, self.now)
        self._note(f"clock: {done.steps} lines of {done.cases} cases")
        assert done.failed == []
        again = run(self.web.town, self.now)
        assert (again.cases, again.steps) == (0, 0)

    def _register(self) -> None:
        """A new case, entered by the system; half of them found some days ago."""
        found = local_date(self.now) - timedelta(days=self.chance.choice([0, 0, 3, 20]))
        unit = self.chance.choice([VILLAGE, VILLAGE, GRID, OTHER_VILLAGE, TOWN, "510923107201"])
        raw = {"people_involved": self.chance.choice([2, 2, 4, 12, 60]), "category": self.chance.choice(["neighbours", "land"]),
               "found_on": found.isoformat(), "title": f"纠纷{len(self.watcher.ids)}"}
        if self.chance.random() < 0.5:
            raw |= {"lead_leader": self.persons[0], "responsible_person": self.persons[0]}
        case = dispute(self.web.town, unit, now=self.now, **raw)
        self._note(f"case {case} in {unit}: {raw['people_involved']} people, found {found}")

    # -- acts: form and REST --------------------------------------------------------------------------

    def _act(self) -> None:
        """An act of the case's page by form or REST; what its state does not allow is tried at both, and refused alike."""
        current = self.chance.random() < 0.7
        if current:
            run(self.web.town, self.now)
        row = self._case()
        act = self._some_act(row)
        who, given = self._who_may(act, row), self._given(act, row)
        if current and not is_possible(act, row):
            self._refused_alike(who, act, row, given)
            return
        door = self.chance.choice([self._by_form, self._by_rest])
        status = door(who, act, row, given)[0]
        self._count(act, status, row, f"{who[0]} {act} on {row['id']} {door.__name__[4:]} {_short(given)} → {status}")

    def _some_act(self, row: Row) -> str:
        """Mostly a possible one, and of those rather one that was seldom done."""
        possible = [act for act in ASKED if is_possible(act, row)]
        if not possible or self.chance.random() < 0.3:
            return self.chance.choice(list(ASKED))
        return self.chance.choices(possible, [1 / (1 + self.done[act]) for act in possible])[0]

    def _who_may(self, act: str, row: Row) -> Who:
        return self._who_has(ASKED[act].act.grant, row)

    def _who_has(self, grant: str, row: Row) -> Who:
        """Mostly somebody whose role has the grant, and who stands where the case is held or above."""
        grants = self.web.site.definition.registers["dispute"].grants
        able = [each for each in PEOPLE if grant in grants.get(each[0], ()) and self._stands_above(each, row)]
        return self.chance.choice(able if able and self.chance.random() < 0.85 else PEOPLE)

    def _stands_above(self, who: Who, row: Row) -> bool:
        _role, code, department = who
        unit = self.web.town.unit(code)
        if department:
            return self.web.town.departments[department] in (row["holder_department_id"], row["offered_department_id"])
        levels = ("grid", "village", "town", "county")
        return unit in [row[f"{level}_id"] for level in levels[levels.index(row["level"]):]]

    def _by_form(self, who: Any, act: str, row: Row, given: Mapping[str, Any]) -> tuple[int, str]:
        answer = self._browser(who).send(f"/dispute/case/{act}/{row['id']}", {**given, "version": str(row["version"])})
        return answer.status_code, answer.get_data(as_text=True)

    def _by_rest(self, who: Any, act: str, row: Row, given: Mapping[str, Any]) -> tuple[int, Any]:
        body = {**given, "version": row["version"]}
        answer = self._browser(who).call("POST", f"/api/v1/dispute/{row['id']}/acts/{act}", body)
        return answer.status_code, answer.json

    def _count(self, act: str, status: int, row: Row, told: str) -> None:
        self._note(told)
        assert status in (200, 302, 403, 404, 409, 422), told
        if status in (200, 302):
            self.done[act] += 1
        else:
            self.refused[act] += 1
            assert self.watcher.stored(row["id"]) == self.watcher.kept(row["id"]), "a refused act changed the case"

    def _refused_alike(self, who: Any, act: str, row: Row, given: Mapping[str, Any]) -> None:
        """The same refusal at form and REST, in the same words, and nothing is written."""
        before = self.watcher.stored(row["id"])
        rest, body = self._by_rest(who, act, row, given)
        form, page = self._by_form(who, act, row, given)
        self._note(f"{who[0]} {act} on {row['id']} ({row['status']}): refused {rest} and {form}")
        assert rest in (403, 404, 422), body
        assert rest == form
        if rest == 422:
            assert all(_escaped(each["message"]) in page for each in body["errors"]), (body["errors"], page[-4000:])
        assert self.watcher.stored(row["id"]) == before
        self.refused[act] += 1

    def _given(self, act: str, row: Row) -> dict[str, Any]:
        """What the act asks for: mostly what it can take, now and then not."""
        today, units, offices = local_date(self.now), self.web.town.units, self.web.town.departments
        day = (today - timedelta(days=self.chance.choice([0] * 6 + [1, 9, -1]))).isoformat()
        pick = self.chance.choice
        values: dict[str, Callable[[], Any]] = {
            "reason": lambda: pick(["情况属实"] * 7 + [""]), "risk_level": lambda: pick(
                ["emerging", "general", "general", "serious", "major", "none"]),
            "colour": lambda: pick(["blue", "yellow", "orange", "red"]), "relapsed": lambda: pick(["yes", "no"]),
            "outcome": lambda: pick(["success", "partial"] if act == "resolve" else ["withdrawn", "failed", "litigation"]),
            "method": lambda: "mediation", "resolved_on": lambda: day, "ended_on": lambda: day,
            "agreement": lambda: "各让一步", "unresolved_reason": lambda: "另案处理",
            "agreed": lambda: pick(["yes", "yes", "no"]),
            "unit": lambda: str(pick([*units.values(), *[""] * len(units)])),
            "department": lambda: str(pick([*offices.values(), *offices.values(), ""])),
            "person": lambda: str(pick([*self.persons, ""])), "leaves": lambda: pick(["yes", "no", "no"]),
            "pause_cause": lambda: pick(["away", "appraisal", "holiday"]), "card": lambda: pick(["yellow", "red", ""]),
            "result": lambda: pick(["stable", "stable", "relapsed"]), "grade": lambda: pick(["good", "poor"]),
            "demand": lambda: pick(["", "三日内报进展"]), "cause": lambda: "双方积怨", "improvement": lambda: "专人跟进"}
        return {ask.name: values[ask.name]() for ask in ASKED[act].asks}

    # -- facts: form, REST, bulk, import -----------------------------------------------------------------

    def _edit(self) -> None:
        """Other facts of a case through one of the four doors; what only the rules may write is tried at each of them."""
        row = self._case()
        facts = self.chance.choice([{"people_involved": str(self.chance.choice([1, 2, 5, 12, 55]))}, {"danger": "是"},
                                    {"trend": "上升"}, {"remarks": f"第{len(self.told)}步"},
                                    {"found_on": (row["found_on"] - timedelta(days=self.chance.choice(LATER))).isoformat()}])
        doors = [self._edit_by_form, self._edit_by_rest, self._edit_in_bulk, self._edit_by_file]
        door = self.chance.choice(doors)
        forged = self.chance.random() < 0.4
        if forged:
            key = self.chance.choice(list(KEPT))
            facts = {key: KEPT[key]}
        who = self._who_has("import" if door == self._edit_by_file else "edit", row)
        before = self.watcher.stored(row["id"])
        status = door(who, row, facts)
        self._note(f"{who[0]} {door.__name__[6:]} {row['id']} {facts} → {status}")
        assert status < 500
        after = self.watcher.stored(row["id"])
        if forged or row["void_at"] is not None:
            assert _but_clock(after) == _but_clock(before), "what the rules keep was written by hand, or a void case changed"
        self.done[door.__name__[1:]] += after != before

    def _edit_by_form(self, who: Any, row: Row, facts: Mapping[str, str]) -> int:
        browser = self._browser(who)
        form = {key: "" if row[key] is None else str(row[key]) for key in
                ("title", "category", "description", "reported_by", "found_on", "people_involved", "trend", "risk_level")}
        more = {key: str(row[f"{key}_id"] or "") for key in ("unit", "lead_department", "lead_leader", "responsible_person")}
        said = {key: AS_KEYS.get(value, value) for key, value in facts.items()}
        answer = browser.send(f"/dispute/edit/{row['id']}", {**form, **more, "version": str(row["version"]), **said})
        return answer.status_code

    def _edit_by_rest(self, who: Any, row: Row, facts: Mapping[str, str]) -> int:
        said = {key: AS_KEYS.get(value, value) for key, value in facts.items()}
        answer = self._browser(who).call("PUT", f"/api/v1/dispute/{row['id']}", {**said, "version": row["version"]})
        return answer.status_code

    def _edit_in_bulk(self, who: Any, row: Row, facts: Mapping[str, str]) -> int:
        (key, value), = facts.items()
        form = {"act": "set", "id": [str(row["id"])], "field": key, "value": value, "sure": "1"}
        return self._browser(who).send("/dispute/bulk/", form).status_code

    def _edit_by_file(self, who: Any, row: Row, facts: Mapping[str, str]) -> int:
        """A file with the row's key and one more column."""
        fields = self.web.site.definition.registers["dispute"].fields
        unit = next(code for code, key in self.web.town.units.items() if key == row["unit_id"])
        cells = {"unit": unit, "found_on": row["found_on"].isoformat(), "title": row["title"],
                 "category": CATEGORIES[row["category"]],
                 "description": row["description"], "people_involved": str(row["people_involved"]), **facts}
        head = ",".join(fields[key].label.zh for key in cells)
        content = f"{head}\n{','.join(cells.values())}\n".encode("utf-8-sig")
        browser = self._browser(who)
        answer = browser.post("/api/v1/dispute/import", data={"file": (io.BytesIO(content), "台账.csv")},
                              headers={"X-CSRFToken": browser.token()})
        if answer.status_code != 201:
            return answer.status_code
        return browser.call("POST", f"/api/v1/dispute/import/{answer.json['run']}/apply", {"mode": "good"}).status_code

    def _void(self) -> None:
        """Void or restore by the record's page, REST or in bulk."""
        row, who = self._case(), self._who("void")
        act = "restore" if row["void_at"] is not None else "void"
        browser, door = self._browser(who), self.chance.choice(["form", "rest", "bulk"])
        said = {"reason": "重复登记", "version": str(row["version"])}
        if door == "form":
            answer = browser.send(f"/dispute/{act}/{row['id']}", said)
        elif door == "bulk":
            answer = browser.send("/dispute/bulk/", {"act": act, "id": [str(row["id"])], "sure": "1", **said})
        elif act == "void":
            answer = browser.call("DELETE", f"/api/v1/dispute/{row['id']}", {**said, "version": row["version"]})
        else:
            answer = browser.call("POST", f"/api/v1/dispute/{row['id']}/restore", {"version": row["version"]})
        self._note(f"{who[0]} {act} {row['id']} by {door} → {answer.status_code}")
        assert answer.status_code < 500
        self.done[act] += answer.status_code in (200, 302)

    def _who(self, grant: str) -> Who:
        grants = self.web.site.definition.registers["dispute"].grants
        return self.chance.choice([each for each in PEOPLE if grant in grants.get(each[0], ())])


def _short(given: Mapping[str, Any]) -> str:
    return ",".join(f"{key}={value}" for key, value in given.items() if value and key not in ("reason", "agreement"))


def _escaped(text: str) -> str:
    return str(escape(text))


def _but_clock(stored: Any) -> Any:
    """The row without what the clock may have written as somebody came by."""
    row, lines = stored
    return row if not lines else (row["void_at"], [line for line in lines if line["user_id"] is not None])
