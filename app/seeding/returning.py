"""What the invented villages owed for the last periods before the day of loading, and what they did with it.

Periods and due days are the calendar's, so they do not move with the demo's weeks; ``returns.csv`` says of each village and of
so many periods ago how it went. The rows are those that the clock of returns would have written had the villages been entered
on the demo's first day; what is there already is the county's own and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from types import MappingProxyType

from app.behaviours.return_clock import Owing, key_of, keys_there, read_owing, write_owed
from app.behaviours.state import flush
from app.decisions.calendar import SHANGHAI
from app.decisions.obligations import Obligation
from app.decisions.periods import Period, PeriodKind, containing, previous_period
from app.decisions.return_policy import ReturnKind
from app.model import Record
from app.problems import Problems, problem
from app.records.return_states import NARRATED, RETURN, return_policy, state_of
from app.records.site import Work
from app.records.storing import row_of
from app.seeding.actors import department_of, unit_of
from app.seeding.files import Line, read_table
from app.seeding.lists import SeedFile
from app.seeding.replay import CORRECT, COUNT, HAND_IN, HAND_IN_OR_NOTHING, SEND_BACK, Told

REPORT_REGISTER = "analysis_report"
OWE, REPORT, REPORT_IF_ANY = "应报", "研判", "有事项时研判"

_NARRATION: Mapping[str, str] = MappingProxyType({
    "主要特点": "features", "易发多发领域": "hot_categories", "重点难点问题": "problems", "可以就地化解": "solved_locally",
    "需要集中攻坚": "concentrated", "可能上行外溢": "upward", "下一步打算": "steps"})
_COLUMNS = {"报送单位": "unit", "报送部门": "department", "报送种类": "kind", "几期前": "ago", "报送情况": "course",
            "时刻": "time", "填报人": "clerk", "报送人": "leader", "审签人": "signs", "退回人": "town", "原因": "reason",
            "说明": "note", **_NARRATION}


@dataclass(frozen=True)
class _Owed:
    """A line of the file with the obligation that it speaks of."""

    line: Line
    owed: Obligation

    @property
    def key(self) -> str:
        return key_of(self.owed)

    def at(self, days: int = 0, clock: str = "") -> datetime:
        """So many days after the due day; without ``clock`` at the line's own time."""
        day = self.owed.due_on + timedelta(days=days)
        return datetime.combine(day, time.fromisoformat(clock or self.line.cells["time"]), SHANGHAI)

    def told(self, at: datetime, act: str, by: str, note: str = "", given: Mapping[str, str] | None = None) -> Told:
        """One act on it."""
        return Told(self.line.mark, RETURN, at, self.key, act, self.line.cells[by], self.line.cells.get(note, ""), given or {})


class Returns:
    """The returns of one loading: what is owed, and the acts in no particular order."""

    def __init__(self, work: Work, file: SeedFile, since: date) -> None:
        self.work, self.lines = work, read_table(file.path, _COLUMNS) if file.path else []
        self.owers = {id(line): _ower(work, line) for line in self.lines}
        self.owing: Owing = read_owing(work).of({unit for unit, _office in self.owers.values()}, since)
        self.owed: dict[str, tuple[ReturnKind, list[Obligation]]] = {}
        self.records: list[Record] = []

    def told(self) -> Iterator[Told]:
        """What happens up to now: a period begins for all, then each line's acts."""
        for (kind, ago), lines in self._groups().items():
            yield from (each for each in self._period(kind, ago, lines) if each.at <= self.work.now)

    def _groups(self) -> dict[tuple[str, int], list[Line]]:
        found: dict[tuple[str, int], list[Line]] = {}
        for line in self.lines:
            found.setdefault((self._kind(line), int(line.cells["ago"])), []).append(line)
        return found

    def _kind(self, line: Line) -> str:
        field = self.work.site.definition.registers[RETURN].fields["kind"]
        return str(field.type.parse(line.cells["kind"], self.work.reading()))

    def _period(self, key: str, ago: int, lines: list[Line]) -> Iterator[Told]:
        today = return_policy(self.work.site, self.work.today).kinds.get(key)
        if today is None:  # the county asks for it no more
            return
        period = period_ago(today.period, self.work.today, ago)
        kind = return_policy(self.work.site, period.first).kinds.get(key, today)
        there = keys_there(self.work, period.first).get((key, period.first), set())
        every = self.owing.owed(self.work.site, kind, period)
        owed = {(each.unit, each.department): each for each in every if key_of(each) not in there}
        told = [_Owed(line, owed[self.owers[id(line)]]) for line in lines if self.owers[id(line)] in owed]
        batch = f"{key}:{period.first}"
        self.owed[batch] = kind, [each.owed for each in told]
        yield Told(lines[0].mark, RETURN, period.begins, batch, OWE, "", "", {})
        for each in told:
            yield from _course(each)

    # -- done on their days ----------------------------------------------------------------------

    def write(self, work: Work, batch: str) -> dict[str, Record]:
        """The rows of a period that begins, by key."""
        kind, owed = self.owed[batch]
        model = self.work.site.models.classes[RETURN]
        ids = write_owed(replace(work, door="form"), self.owing, kind, owed)
        found = {key_of(each): work.session.get_one(model, number) for each, number in zip(owed, ids, strict=True)}
        self.records += found.values()
        return found

    def settle(self, work: Work) -> None:
        """What time has made of those that were not handed in."""
        for record in self.records:
            record.state = state_of(row_of(record), work.today).value  # type: ignore[attr-defined]
        flush(work)


def _ower(work: Work, line: Line) -> tuple[int, int | None]:
    unit = unit_of(work, line).id
    return unit, department_of(work, unit, line)


def period_ago(kind: PeriodKind, today: date, ago: int) -> Period:
    """The last period of a kind that lies wholly before today (0), or so many before that."""
    period = previous_period(containing(kind, today))
    for _ in range(ago):
        period = previous_period(period)
    return period


def report_of(told: Told, record: Record) -> Line:
    """The analysis that goes out with a return, as the row of a file."""
    row = row_of(record)
    days = {"from_on": row["from_on"].isoformat(), "to_on": row["to_on"].isoformat(), "written_on": told.at.date().isoformat()}
    return Line(told.mark, {**told.given, "kind": NARRATED[row["kind"]], **days, "author": told.by})


# -- the courses -------------------------------------------------------------------------------------


def _course(of: _Owed) -> Iterator[Told]:
    course = _COURSES.get(of.line.cells["course"])
    if course is None:
        raise Problems([problem("V041", of.line.mark, field="course", given=of.line.cells["course"], allowed=list(_COURSES))])
    yield from course(of)


def _missing(of: _Owed) -> Iterator[Told]:
    yield from ()


def _on_time(of: _Owed) -> Iterator[Told]:
    yield from _report(of, of.at(clock="08:40"))
    yield of.told(of.at(), HAND_IN, "leader")


def _late(of: _Owed) -> Iterator[Told]:
    yield from _report(of, of.at(1, "08:40"))
    yield of.told(of.at(1), HAND_IN, "leader")


def _nothing(of: _Owed) -> Iterator[Told]:
    """Whether there is something is known at that moment only; then it is analysed and handed in as the others."""
    yield from _report(of, of.at(), REPORT_IF_ANY)
    yield of.told(of.at(), HAND_IN_OR_NOTHING, "leader")


def _sent_back(of: _Owed) -> Iterator[Told]:
    yield from _on_time(of)
    yield of.told(of.at(clock="17:40"), SEND_BACK, "town", "reason")
    yield of.told(of.at(1, "10:30"), HAND_IN, "leader", "note")


def _corrected(of: _Owed) -> Iterator[Told]:
    yield from _on_time(of)
    yield of.told(of.at(1, "09:20"), COUNT, "clerk", "reason")
    yield of.told(of.at(1, "09:50"), CORRECT, "leader", "reason")


def _report(of: _Owed, at: datetime, act: str = REPORT) -> Iterator[Told]:
    cells = {key: of.line.cells[key] for key in _NARRATION.values() if key in of.line.cells}
    if of.owed.kind in NARRATED:
        whose = {"holder_department" if key == "department" else key: of.line.cells[key] for key in ("unit", "department")
                 if key in of.line.cells}
        given = {**cells, **whose, "signed_by": of.line.cells["signs"]}
        yield of.told(at, act, "clerk", given=given)


_COURSES = MappingProxyType({"按时": _on_time, "迟报": _late, "零报告": _nothing, "缺报": _missing, "退回重报": _sent_back,
                             "更正": _corrected})
