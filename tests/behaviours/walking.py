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

from app.decisions.calendar import local_date
from tests.behaviours.cases import COUNTY, GRID, OTHER_VILLAGE, TOWN, VILLAGE, run
from tests.behaviours.walked import Row, Walked
from tests.behaviours.watching import Watcher
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
AS_KEYS = {"上升": "rising", "是": "yes", "一般": "general", "较大": "serious", "地震地质": "geological", "消防": "fire"}


@dataclass
class Walk:
    """The steps, what came of them, and the last of them in words."""

    web: WebTown
    walked: Walked
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

    @property
    def _pages(self) -> str:
        return f"/{self.walked.register}"

    @property
    def _api(self) -> str:
        return f"/api/v1/{self.walked.register}"

    def go(self, steps: int) -> None:
        """So many steps; after each the watcher looks."""
        for number in range(steps):
            with self._telling(number):
                self._pass_time()
                doing = self.chance.choices([self._act, self._edit, self._register, self._void, self._clock],
                                            [14, 4, 1, 0.6, 1.5])[0]
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
        self.web.clock.now += self.chance.choices(jumps, [14, 5, 1, 0.25])[0]
        if self.chance.random() < 0.08:  # 16:00 UTC is midnight in China
            edge = self.now.replace(hour=16, minute=0, second=0, microsecond=0) + timedelta(days=self.now.hour >= 16)
            self.web.clock.now = edge - timedelta(seconds=self.chance.randrange(2))

    # -- who and what --------------------------------------------------------------------------------

    def _browser(self, who: Who) -> Person:
        return self.web.browser_of(self.users[who])

    def _case(self) -> Row:
        """Any; often one of the last, or one that waits for somebody: for an answer, a second person, a look back."""
        rows = self.watcher.rows
        waits = [case for case, row in rows.items() if self.walked.waits(row)]
        some = waits if waits and self.chance.random() < 0.4 else list(rows)
        return self.watcher.read_row(self.chance.choice(some[-5:] if self.chance.random() < 0.6 else some))

    def _clock(self) -> None:
        done = run(self.web.town, self.now)
        self._note(f"clock: {done.steps} lines of {done.cases} cases")
        assert done.failed == []
        again = run(self.web.town, self.now)
        assert (again.cases, again.steps) == (0, 0)

    def _register(self) -> None:
        """A new case, entered by the system or over REST; half of them found some days ago."""
        found = local_date(self.now) - timedelta(days=self.chance.choice([0, 0, 3, 20]))
        code = self.chance.choice([VILLAGE, VILLAGE, GRID, OTHER_VILLAGE, TOWN, "510923107201"])
        raw = {**self.walked.new(self.chance, self.persons), "unit": self.web.town.unit(code), "found_on": found.isoformat(),
               "title": f"事项{len(self.watcher.ids)}"}
        if self.chance.random() < 0.5:
            self._note(f"case {self.web.town.add(self.walked.register, raw, now=self.now)} in {code}: {raw}")
        else:
            who = self._who("create")
            body = {key: AS_KEYS.get(value, value) if isinstance(value, str) else value for key, value in raw.items()}
            body["accept_duplicate"] = True
            answer = self._browser(who).call("POST", f"{self._api}/", body)
            self._note(f"{who[0]} enters {raw} → {answer.status_code}")
            assert answer.status_code in (201, 403, 404, 422), answer.json

    # -- acts: form and REST --------------------------------------------------------------------------

    def _act(self) -> None:
        """An act of the case's page by form or REST; what its state does not allow is tried at both, and refused alike."""
        current = self.chance.random() < 0.7
        if current:
            run(self.web.town, self.now)
        row = self._case()
        act = self._some_act(row)
        who, given = self._who_may(act, row), self._given(act, row)
        if current and not self.walked.is_possible(act, row):
            self._refused_alike(who, act, row, given)
            return
        door = self.chance.choice([self._by_form, self._by_rest])
        status = door(who, act, row, given)[0]
        self._count(act, status, row, f"{who[0]} {act} on {row['id']} {door.__name__[4:]} {_short(given)} → {status}")

    def _some_act(self, row: Row) -> str:
        """Mostly a possible one that somebody may do, and of those rather one that was seldom done."""
        possible = [act for act in self.walked.asked if self.walked.is_possible(act, row)]
        if not possible or self.chance.random() < 0.25:
            return self.chance.choice(list(self.walked.asked))
        possible = [act for act in possible if self._able(self.walked.asked[act].act.grant, row)] or possible
        return self.chance.choices(possible, [1 / (1 + self.done[act] + self.refused[act] / 4) for act in possible])[0]

    def _who_may(self, act: str, row: Row) -> Who:
        return self._who_has(self.walked.asked[act].act.grant, row)

    def _who_has(self, grant: str, row: Row) -> Who:
        """Mostly somebody whose role has the grant, and who stands where the case is held or above."""
        able = self._able(grant, row)
        return self.chance.choice(able if able and self.chance.random() < 0.85 else PEOPLE)

    def _able(self, grant: str, row: Row) -> list[Who]:
        grants = self._grants()
        return [each for each in PEOPLE if grant in grants.get(each[0], ()) and self._stands_above(each, row)]

    def _stands_above(self, who: Who, row: Row) -> bool:
        _role, code, department = who
        unit = self.web.town.unit(code)
        if department:
            return self.web.town.departments[department] in (row["holder_department_id"], row["offered_department_id"])
        levels = ("grid", "village", "town", "county")
        return unit in [row[f"{level}_id"] for level in levels[levels.index(row["level"]):]]

    def _by_form(self, who: Any, act: str, row: Row, given: Mapping[str, Any]) -> tuple[int, str]:
        answer = self._browser(who).send(f"{self._pages}/case/{act}/{row['id']}", {**given, "version": str(row["version"])})
        return answer.status_code, answer.get_data(as_text=True)

    def _by_rest(self, who: Any, act: str, row: Row, given: Mapping[str, Any]) -> tuple[int, Any]:
        body = {**given, "version": row["version"]}
        answer = self._browser(who).call("POST", f"{self._api}/{row['id']}/acts/{act}", body)
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
        units, offices, pick = self.web.town.units, self.web.town.departments, self.chance.choice
        values: dict[str, Callable[[], Any]] = {
            "reason": lambda: pick(["情况属实"] * 7 + [""]), "colour": lambda: pick(["blue", "yellow", "orange", "red"]),
            "agreed": lambda: pick(["yes", "yes", "no"]), "unit": lambda: str(pick([*units.values(), *[""] * len(units)])),
            "department": lambda: str(pick([*offices.values(), *offices.values(), ""])),
            "person": lambda: str(pick([*self.persons, ""])), "leaves": lambda: pick(["yes", "no", "no"]),
            "card": lambda: pick(["yellow", "red", ""]), "demand": lambda: pick(["", "三日内报进展"]),
            **self.walked.values(self.chance, act, local_date(self.now))}
        return {ask.name: values[ask.name]() for ask in self.walked.asked[act].asks}

    # -- facts: form, REST, bulk, import -----------------------------------------------------------------

    def _edit(self) -> None:
        """Other facts of a case through one of the four doors; what only the rules may write is tried at each of them."""
        row = self._case()
        facts = self.walked.fact(self.chance, row)
        doors = [self._edit_by_form, self._edit_by_rest, self._edit_in_bulk, self._edit_by_file]
        door = self.chance.choice(doors)
        forged = self.chance.random() < 0.4
        if forged:
            key = self.chance.choice(list(self.walked.kept))
            facts = {key: self.walked.kept[key]}
        who = self._who_has("import" if door == self._edit_by_file else "edit", row)
        before = self.watcher.stored(row["id"])
        status = door(who, row, facts)
        self._note(f"{who[0]} {door.__name__[6:]} {row['id']} {facts} → {status}")
        assert status < 500
        after = self.watcher.stored(row["id"])
        if forged or row["void_at"] is not None:  # the clock may have written as somebody came by
            assert all(line["user_id"] is None for line in after[1][len(before[1]):])
            assert after == before or len(after[1]) > len(before[1]), "what the rules keep was written by hand"
        self.done[door.__name__[1:]] += after != before

    def _edit_by_form(self, who: Any, row: Row, facts: Mapping[str, str]) -> int:
        browser = self._browser(who)
        form = {key: "" if row[key] is None else str(row[key]) for key in self.walked.form}
        more = {key: str(row[f"{key}_id"] or "") for key in self.walked.references}
        more |= {"put_right_on_spot": "yes"} if row.get("put_right_on_spot") else {}
        said = {key: AS_KEYS.get(value, value) for key, value in facts.items()}
        answer = browser.send(f"{self._pages}/edit/{row['id']}", {**form, **more, "version": str(row["version"]), **said})
        return answer.status_code

    def _edit_by_rest(self, who: Any, row: Row, facts: Mapping[str, str]) -> int:
        said = {key: AS_KEYS.get(value, value) for key, value in facts.items()}
        answer = self._browser(who).call("PUT", f"{self._api}/{row['id']}", {**said, "version": row["version"]})
        return answer.status_code

    def _edit_in_bulk(self, who: Any, row: Row, facts: Mapping[str, str]) -> int:
        (key, value), = facts.items()
        form = {"act": "set", "id": [str(row["id"])], "field": key, "value": value, "sure": "1"}
        return self._browser(who).send(f"{self._pages}/bulk/", form).status_code

    def _edit_by_file(self, who: Any, row: Row, facts: Mapping[str, str]) -> int:
        """A file with the row's key and one more column."""
        fields = self.web.site.definition.registers[self.walked.register].fields
        unit = next(code for code, key in self.web.town.units.items() if key == row["unit_id"])
        cells = {"unit": unit, "found_on": row["found_on"].isoformat(), "title": row["title"],
                 **self.walked.cells(row), **facts}
        head = ",".join(fields[key].label.zh for key in cells)
        content = f"{head}\n{','.join(cells.values())}\n".encode("utf-8-sig")
        browser = self._browser(who)
        answer = browser.post(f"{self._api}/import", data={"file": (io.BytesIO(content), "台账.csv")},
                              headers={"X-CSRFToken": browser.token()})
        if answer.status_code != 201:
            return answer.status_code
        return browser.call("POST", f"{self._api}/import/{answer.json['run']}/apply", {"mode": "good"}).status_code

    def _void(self) -> None:
        """Void or restore by the record's page, REST or in bulk."""
        row, who = self._case(), self._who("void")
        act = "restore" if row["void_at"] is not None else "void"
        browser, door = self._browser(who), self.chance.choice(["form", "rest", "bulk"])
        said = {"reason": "重复登记", "version": str(row["version"])}
        if door == "form":
            answer = browser.send(f"{self._pages}/{act}/{row['id']}", said)
        elif door == "bulk":
            answer = browser.send(f"{self._pages}/bulk/", {"act": act, "id": [str(row["id"])], "sure": "1", **said})
        elif act == "void":
            answer = browser.call("DELETE", f"{self._api}/{row['id']}", {**said, "version": row["version"]})
        else:
            answer = browser.call("POST", f"{self._api}/{row['id']}/restore", {"version": row["version"]})
        self._note(f"{who[0]} {act} {row['id']} by {door} → {answer.status_code}")
        assert answer.status_code < 500
        self.done[act] += answer.status_code in (200, 302)

    def _who(self, grant: str) -> Who:
        return self.chance.choice([each for each in PEOPLE if grant in self._grants().get(each[0], ())])

    def _grants(self) -> Mapping[str, Any]:
        return self.web.site.definition.registers[self.walked.register].grants


def _short(given: Mapping[str, Any]) -> str:
    return ",".join(f"{key}={value}" for key, value in given.items() if value and key not in ("reason", "agreement"))


def _escaped(text: str) -> str:
    return str(escape(text))
