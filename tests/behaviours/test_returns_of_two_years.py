"""Two years of half-month returns of a town's villages, event by event, beside a bystander who counts by hand (rules.md §2).

Cases are found, entered late, corrected; sheets are handed in early, on time, late or never, as a nothing, sent back, handed in
again, corrected. The bystander knows the days, not the program: working days come from the State Council's table itself.
"""

from __future__ import annotations

import random
from calendar import monthrange
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.reporting.returns.board import Returns
from app.reporting.returns.sheet import changed_since, edition_of
from tests.behaviours.cases import SYSTEM, TOWN, at, change, dispute
from tests.behaviours.returning import HALF, REPORT, back, correct, doing, owed, run, sheet, submit

NAMES = {
    "001": "金元社区", "225": "金容寨村", "226": "宝祥村", "200": "斑竹山村", "202": "洞坡村", "216": "松林沟村",
    "218": "峡码口村", "223": "金宝村", "224": "金河湾村", "227": "明月村", "228": "盘龙村", "229": "江柏村",
    "230": "高金村", "231": "金山桥村"}
HOUR = timedelta(hours=1)


# -- the bystander -----------------------------------------------------------------------------------


@dataclass
class Owed:
    """One half-month of one village, by hand: what happened, in order: (moment, handed in | sent back, nothing)."""

    village: str
    key: str
    first: date
    last: date
    due: date
    happened: list[tuple[datetime, str, bool]] = field(default_factory=list)

    def state(self, now: datetime) -> str:
        until, standing = self.due, ""
        for moment, what, zero in self.happened:
            if moment > now:
                break
            if what == "back":
                until, standing = max(self.due, next_working_day(day_of(moment))), "sent_back"
            elif standing in ("", "sent_back"):
                standing = "late" if day_of(moment) > until else "zero" if zero else "on_time"
        if standing not in ("", "sent_back"):
            return standing
        if day_of(now) > until:
            return "missing"
        return standing or ("to_do" if day_of(now) >= working_day_before(self.due) else "not_due")


def day_of(moment: datetime) -> date:
    return (moment + 8 * HOUR).date()


def is_working_day(day: date) -> bool:
    return chinese_calendar.is_workday(day) if day.year == 2026 else day.weekday() < 5


def next_working_day(day: date) -> date:
    day += timedelta(days=1)
    return day if is_working_day(day) else next_working_day(day)


def working_day_before(day: date) -> date:
    day -= timedelta(days=1)
    return day if is_working_day(day) else working_day_before(day)


def half_months(count: int) -> list[tuple[str, date, date, date]]:
    """Key, first, last and due day of each half-month from August 2026 on."""
    found = []
    for number in range(count):
        year, month = divmod(2026 * 12 + 7 + number // 2, 12)
        end = monthrange(year, month + 1)[1]
        if number % 2 == 0:
            middle = date(year, month + 1, 14)
            found.append((f"{year}-{month + 1:02}a", middle.replace(day=1), middle, middle))
        else:
            found.append((f"{year}-{month + 1:02}b", date(year, month + 1, 15), date(year, month + 1, end),
                          date(year, month + 1, min(30, end))))
    return found


# -- what happens ------------------------------------------------------------------------------------


class Years:
    """Events of a seed, carried out in order of time."""

    def __init__(self, town, villages: int, halves: int, seed: int) -> None:
        self.town, self.chance = town, random.Random(seed)  # noqa: S311
        self.villages = list(NAMES)[:villages]
        for tail in self.villages[3:]:
            raw = {"code": f"510923108{tail}", "name": NAMES[tail], "level": "village", "parent": town.unit(TOWN)}
            town.units[raw["code"]] = town.add("unit", raw)
        self.owed = [Owed(village, *half) for half in half_months(halves) for village in self.villages]
        self.cases: dict[int, str] = {}
        self.looks = 0

    def code(self, village: str) -> str:
        return f"510923108{village}"

    def events(self) -> list[tuple[datetime, int, str, Owed | None]]:
        """Moment, a number that keeps the order, what, for which return."""
        found: list[tuple[datetime, str, Owed | None]] = []
        for each in self.owed:
            opens = max(at(each.first.isoformat(), "08:00"), self.town.now)
            span = (each.last - day_of(opens)).days + 1
            found += [(opens + timedelta(days=self.chance.randrange(span), hours=self.chance.randrange(14)), "enter", each)
                      for _ in range(self.chance.choice([0, 0, 1, 1, 2, 4]))]
            found += self._fate(each)
        for first in {each.first for each in self.owed}:
            begins = max(at(first.isoformat(), "00:05"), self.town.now)
            found.append((begins, "clock", None))
            found += [(begins + timedelta(hours=self.chance.randrange(1, 340)), "look", None) for _ in range(2)]
        return sorted((moment, number, what, each) for number, (moment, what, each) in enumerate(found))

    def _fate(self, each: Owed) -> list[tuple[datetime, str, Owed | None]]:
        """What becomes of a return: the moments lie around its due day, at its very edge too."""
        end = at((each.due + timedelta(days=1)).isoformat(), "00:00")
        given = end + self.chance.choice([-HOUR / 3600, HOUR * 0, -3 * HOUR, -30 * HOUR, 40 * HOUR, timedelta(days=20)])
        fate = self.chance.choice(["given", "given", "given", "back", "back twice", "corrected", "figure", "never"])
        if fate == "never":
            return []
        if fate == "figure":
            return [(given - HOUR, "figure", each), (given, "give", each)]
        if fate == "corrected":
            return [(given, "give", each), (given + timedelta(days=self.chance.randrange(1, 25)), "again", each)]
        found = [(given, "give", each)]
        for _ in range({"given": 0, "back": 1, "back twice": 2}[fate]):
            sent_back = found[-1][0] + self.chance.choice([HOUR, 20 * HOUR, timedelta(days=6)])
            found.append((sent_back, "back", each))
            if self.chance.random() < 0.8:
                found.append((sent_back + self.chance.choice([HOUR, 15 * HOUR, 30 * HOUR, timedelta(days=9)]), "give", each))
            else:
                break
        return found

    def play(self) -> None:
        for moment, _, what, each in self.events():
            getattr(self, f"_{what}")(moment, each)

    def _record(self, each: Owed) -> int:
        return owed(self.town, each.key, self.code(each.village))

    def _clock(self, now: datetime, _each: Owed | None) -> None:
        from app.behaviours.return_clock import run_returns

        done = run_returns(self.town.site, self.town.sessions, now)
        assert done.failed == []

    def _enter(self, now: datetime, each: Owed) -> None:
        """A case, entered at once or weeks late; now and then an earlier one is corrected."""
        found = max(day_of(now) - timedelta(days=self.chance.choice([0, 0, 0, 2, 9, 16, 50])), date(2026, 7, 1))
        kind, people = self.chance.choice(["neighbours", "land", "family"]), self.chance.choice([2, 4, 20, 60])
        case = dispute(self.town, self.code(each.village), now=now, found_on=found.isoformat(), category=kind,
                       people_involved=people)
        self.cases[case] = each.village
        if self.chance.random() < 0.2:
            other = self.chance.choice([key for key, village in self.cases.items() if village == each.village])
            change(self.town, other, {"people_involved": self.chance.choice([2, 20, 60])}, now=now)

    def _give(self, now: datetime, each: Owed) -> None:
        record = self._record(each)
        drawn = sheet(self.town, record, now=now)
        zero = drawn.is_empty and self.chance.random() < 0.7
        if not zero:
            self._write_report(now, each)
        submit(self.town, record, now=now, zero=zero)
        each.happened.append((now, "given", zero))

    def _write_report(self, now: datetime, each: Owed) -> None:
        raw = {**REPORT, "unit": self.town.unit(self.code(each.village)), "from_on": each.first.isoformat(),
               "to_on": each.last.isoformat(), "written_on": day_of(now).isoformat()}
        self.town.add("analysis_report", raw, now=now)

    def _back(self, now: datetime, each: Owed) -> None:
        back(self.town, self._record(each), now=now)
        each.happened.append((now, "back", False))

    def _again(self, now: datetime, each: Owed) -> None:
        """更正: a new edition of the same state."""
        self._write_report(now, each)
        submit(self.town, self._record(each), now=now, reason="更正")

    def _figure(self, now: datetime, each: Owed) -> None:
        record = self._record(each)
        computed = sheet(self.town, record, now=now).figures["all.mediated"].computed
        correct(self.town, record, "all.mediated", str(computed + 1), "口头调解一件", now=now)

    # -- looking ---------------------------------------------------------------------------------------

    def _look(self, now: datetime, _each: Owed | None) -> None:
        """The board, whether or not the clock has run since."""
        begun = [each for each in self.owed if at(each.first.isoformat(), "00:05") <= now]
        with self.town.work(SYSTEM, now=now) as work:
            board = Returns(work).board(HALF, sorted({each.key for each in begun}))
        count: Counter[tuple[str, str]] = Counter()
        for each in begun:
            unit, state = self.town.unit(self.code(each.village)), each.state(now)
            assert {found.value: number for found, number in board.states(unit, each.key).items()} == {state: 1}, (each, now)
            counted = {"zero": "on_time", "not_due": "pending", "to_do": "pending", "sent_back": "pending"}.get(state, state)
            count.update({("all", counted): 1, (each.village, counted): 1, (each.key, counted): 1})
        mine = {self.town.unit(self.code(village)): village for village in self.villages}
        ours = [(board.of(unit), village) for unit, village in mine.items()]
        if board.units == set(mine):
            ours += [(board.of(), "all"), *((board.of(period=key), key) for key in {each.key for each in begun})]
        for found, whose in ours:
            expected = {kind: count[whose, kind] for kind in ("on_time", "late", "missing", "pending")}
            assert {kind: getattr(found, kind) for kind in expected} == expected, (whose, now)
            assert found.expected == sum(expected.values())
        self.looks += 1


def finish(years: Years) -> datetime:
    """All that is missing is handed in, and one more half-month takes what was entered late."""
    last = years.owed[-1].last + timedelta(days=1)
    now = at(last.isoformat(), "09:00") + timedelta(days=30)
    years._clock(now, None)
    for each in years.owed:
        if each.state(now) in ("missing", "sent_back", "to_do", "not_due"):
            years._give(now, each)
    half = half_months(len({each.key for each in years.owed}) + 1)[-1]
    for village in years.villages:
        extra = Owed(village, *half)
        years._give(now + HOUR, extra)
        years.owed.append(extra)
    years._look(now + 2 * HOUR, None)
    return now + 3 * HOUR


def check_sheets(years: Years, now: datetime) -> int:
    """Every case goes out once, by village, category and colour, and each figure is the count of what it names."""
    town, table = years.town, years.town.site.models.table("dispute")
    with unscoped("test"), town.sessions() as session:
        rows = {row["id"]: dict(row) for row in session.execute(guarded(select(table))).mappings()}
    ledger = Counter((years.cases[key], row["category"], row["colour"]) for key, row in rows.items())
    sheets: Counter[tuple[str, str, str]] = Counter()
    by_type: Counter[tuple[str, str]] = Counter()
    for each in years.owed:
        record = years._record(each)
        kept = doing(town, record, lambda work, found: edition_of(work, found.id), now=now)
        drawn = kept.drawn
        assert kept.sound
        assert all(each.first <= rows[key]["found_on"] <= each.last for key in drawn.own)
        assert all(rows[key]["found_on"] < each.first for key in drawn.supplement)
        sheets.update((each.village, rows[key]["category"], rows[key]["colour"]) for key in drawn.rows)
        types = {key: figure for key, figure in drawn.figures.items() if key.startswith("type.") and key.endswith(".found")}
        by_type.update({(each.village, key.split(".")[1]): figure.computed for key, figure in types.items()})
        assert sum(figure.computed for figure in types.values()) == len(drawn.rows) == drawn.figures["all.found"].computed
        _check_changed(years, each, record, drawn, rows, now)
    assert sheets == ledger
    assert +by_type == Counter((years.cases[key], row["form_type"]) for key, row in rows.items())
    return len(rows)


def _check_changed(years: Years, each: Owed, record: int, drawn, rows, now: datetime) -> None:
    """已变动: the bands of people between which a case was moved since, and no other figure of them."""
    def band(people: int) -> str:
        return next(key for key, most in (("under_50", 50), ("from_50", 100), ("from_100", 500)) if people < most)

    people = {name: figure for name, figure in drawn.figures.items() if name.startswith("people.")}
    was = {key: name.split(".")[1] for name, figure in people.items() for key in figure.rows}
    moved = {f"people.{name}.found" for key, before in was.items() if (after := band(rows[key]["people_involved"])) != before
             for name in (before, after)}
    found = doing(years.town, record, lambda work, row: changed_since(work, row, edition_of(work, row.id)), now=now)
    assert {key for key in found if key.startswith("people.")} == moved, each


@pytest.mark.parametrize(("villages", "halves", "seed"), [
    (4, 5, 1), pytest.param(14, 48, 2, marks=pytest.mark.prove)])
def test_board_and_sheets_are_what_a_bystander_counts(town, villages, halves, seed, capsys):
    years = Years(town, villages, halves, seed)
    run(town, "2026-08-05")
    years.play()
    cases = check_sheets(years, finish(years))
    states = Counter(each.state(datetime(2030, 1, 1, tzinfo=UTC)) for each in years.owed)
    assert min(states["on_time"], states["late"]) > 0
    if halves == 48:
        with capsys.disabled():
            print(f"\n{town.site.engine.dialect.name}: {len(years.owed)} returns of {villages} villages {dict(states)}, "
                  f"{cases} cases, board looked at {years.looks} times")
