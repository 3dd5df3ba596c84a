"""The three colours of the invented villages in the last months, graded by the rules, and how what they found was put right.

``warnings.csv`` says how each village puts things right that so many months ago were not green; of a green one nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from itertools import groupby

from app.behaviours.village_warnings import WARNING, graded, warned_in
from app.decisions.calendar import ONE_DAY, SHANGHAI
from app.decisions.periods import Period, PeriodKind
from app.decisions.village_warning import WarningColour
from app.model import Record
from app.records.bulk import store
from app.records.draft import Draft
from app.records.preparing import prepare
from app.records.site import Work
from app.records.storing import fetch
from app.seeding.actors import unit_of
from app.seeding.files import Line, read_table
from app.seeding.lists import SeedFile
from app.seeding.replay import WRITE, Told
from app.seeding.returning import period_ago

_COLUMNS = {"村(社区)": "unit", "几期前": "ago", "存在问题": "problem", "整改措施": "measures", "整改责任人": "responsible",
            "整改天数": "days", "核查人": "checked_by"}
_PLAN = ("problem", "measures", "responsible")

Graded = Mapping[int, Line]  #: village → its line


def months(work: Work, file: SeedFile) -> Iterator[tuple[Period, Graded]]:
    """The months of the file, the oldest first, with the villages that have no warning in them yet."""
    lines = sorted(read_table(file.path, _COLUMNS) if file.path else [], key=lambda line: -int(line.cells["ago"]))
    for ago, of in groupby(lines, key=lambda line: int(line.cells["ago"])):
        month = period_ago(PeriodKind.MONTH, work.today, ago)
        done = warned_in(work, month)
        yield month, {unit: line for line in of if (unit := unit_of(work, line).id) not in done}


def grade(work: Work, month: Period, villages: Graded) -> dict[str, Record]:
    """Write the warnings of a month, as the clock does once it is over; by a name of their own."""
    register = work.site.definition.registers[WARNING]
    drafts: list[Draft] = graded(work, month, villages)
    prepare(work, register, drafts)
    store(work, register, drafts)
    stored = zip(villages, drafts, strict=True)
    return {_name(unit, month): fetch(work, register, draft.record_id or 0) for unit, draft in stored}


def put_right(month: Period, villages: Graded, records: Mapping[str, Record]) -> Iterator[Told]:
    """What village and town write down where the colour asks for it."""
    for unit, line in villages.items():
        name = _name(unit, month)
        if records[name].colour != WarningColour.GREEN.value:  # type: ignore[attr-defined]
            yield from _put_right(name, line, month.last + ONE_DAY)


def _put_right(name: str, line: Line, since: date) -> Iterator[Told]:
    plan = {key: line.cells[key] for key in _PLAN}
    yield _told(name, line, since + ONE_DAY, line.cells["responsible"], plan)
    if "days" in line.cells:
        done = since + timedelta(days=int(line.cells["days"]))
        yield _told(name, line, done, line.cells["responsible"], {"rectified_on": done.isoformat()})
        yield _told(name, line, done + ONE_DAY, line.cells["checked_by"], {"checked_by": line.cells["checked_by"]})


def _told(name: str, line: Line, day: date, by: str, given: Mapping[str, str]) -> Told:
    return Told(line.mark, WARNING, datetime.combine(day, time(16, 20), SHANGHAI), name, WRITE, by, "", given)


def _name(unit: int, month: Period) -> str:
    return f"{unit}:{month.first}"
