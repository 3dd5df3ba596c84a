"""The trial run: what a new version would change, worked out by the decisions themselves; nothing is stored.

Open cases keep the version of the colours under which they were graded (rules.md, head), so of these a trial says what would
be theirs if they were graded anew: the reader sees how far the figures reach. Everything is counted, some rows are named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, select

from app.access.guard import scoped
from app.access.viewer import acting
from app.behaviours.village_warnings import WARNING, month_facts
from app.decisions.colours import ColourPolicy, ColourRules, grade
from app.decisions.course_policy import CoursePolicy
from app.decisions.deadlines import due_on, handler_level
from app.decisions.periods import PeriodKind, containing
from app.decisions.policies import Policy
from app.decisions.routing import Department, RoutingPolicy, route
from app.decisions.scales import Colour, Level
from app.decisions.village_warning import WarningPolicy, warn
from app.definition import LEVELS, Register
from app.policies.owing import owed_changes
from app.policies.proposing import Proposal
from app.records.grading import facts_of
from app.records.reading import stored_value
from app.records.site import Work

ROWS = 50  #: how many rows are named
_PAGE = 1000

Aspect = Literal["colour", "due", "holder", "department", "card", "pause"]
Row = Mapping[Any, Any]
Difference = tuple[Aspect, Any, Any]


@dataclass(frozen=True)
class Moved:
    """A record that would stand otherwise: of each aspect that differs what it is and what it would be."""

    register: str
    record: int
    name: str
    changes: tuple[Difference, ...]


@dataclass(frozen=True)
class Owed:
    """What is owed of a return for the next period, and when it is due by the version before and by the new one."""

    kind: str
    words: Any
    period: Any
    before: Any
    after: Any
    units: int


@dataclass
class Trial:
    """How many were looked at, how many of them would stand otherwise and in what; the first of them by name."""

    looked: int = 0
    changed: int = 0
    by: Counter[str] = field(default_factory=Counter)
    rows: list[Moved] = field(default_factory=list)
    owed: tuple[Owed, ...] = ()

    def note(self, register: str, record: int, name: str, changes: Iterable[Difference]) -> None:
        """One that was looked at."""
        moved = tuple(each for each in changes if each[1] != each[2])
        self.looked += 1
        if not moved:
            return
        self.changed += 1
        self.by.update(aspect for aspect, *_ in moved)
        if len(self.rows) < ROWS:
            self.rows.append(Moved(register, record, name, moved))


def trial_of(work: Work, proposal: Proposal) -> Trial | None:
    """What the version would change as things stand now, of what the viewer reaches; None where no record depends on it."""
    run = _TRIALS.get(proposal.policy.key)
    return run(work, proposal.before, proposal.policy) if run else None


# -- cases -----------------------------------------------------------------------------------------


def _colours(work: Work, before: Policy, after: Policy) -> Trial:
    """Every open case graded by both versions: colour, due day, level of its handler."""
    old, new, done = cast(ColourPolicy, before), cast(ColourPolicy, after), Trial()
    for register in _registers(work, new.registers):
        grading = _Grading(work, register, (old.registers[register.key], new.registers[register.key]))
        for values in _open_rows(work, register, grading.fields):
            done.note(register.key, values["id"], _name(values), grading.differences(values))
    return done


def _registers(work: Work, keys: Iterable[str]) -> Iterator[Register]:
    """Those that are declared and graded, and of which the viewer may read some."""
    declared = work.site.definition.registers
    for key in keys:
        graded = key in declared and {"colour", "due_on"} <= declared[key].fields.keys()
        if graded and work.site.rights.may(acting(), key, "read"):
            yield declared[key]


class _Grading:
    """Rows of a register graded by two versions; a due day is worked out once for each colour and first day."""

    def __init__(self, work: Work, register: Register, rules: tuple[ColourRules, ColourRules]) -> None:
        self.work, self.register, self.rules = work, register, rules
        self.due: dict[tuple[int, Colour, date], date | None] = {}

    @property
    def fields(self) -> frozenset[str]:
        """What the lines and shifts ask for, and the first day of the clock."""
        asked = {name for rules in self.rules for each in (*rules.lines, *rules.shifts)
                 for name in (getattr(each, "fact", None), getattr(each, "unless", None)) if name}
        return frozenset({*asked, "clock_started_on", "found_on"})

    def differences(self, values: Mapping[str, Any]) -> list[Difference]:
        """Colour, due day and handling level by the version before and by the new one."""
        (was, due, level), (will, later, handler) = (self._stands(side, values) for side in (0, 1))
        return [("colour", was, will), ("due", due, later), ("holder", level, handler)]

    def _stands(self, side: int, values: Mapping[str, Any]) -> tuple[Colour, date | None, Level]:
        rules = self.rules[side]
        colour = grade(facts_of(self.register, values), rules).colour or Colour.BLUE
        start = values.get("clock_started_on") or values.get("found_on") or self.work.today
        key = (side, colour, start)
        if key not in self.due:
            self.due[key] = due_on(colour, start, rules, self.work.site.holidays)
        return colour, self.due[key], handler_level(colour, rules)


def _open_rows(work: Work, register: Register, fields: Iterable[str]) -> Iterator[dict[str, Any]]:
    """The values of these fields, with id, number and title, of the open rows that the viewer reaches, some at a time."""
    table, reach, last = work.site.models.table(register.key), work.site.rights.reach(acting(), register.key, "read"), 0
    read = [register.fields[key] for key in sorted({*fields, "number", "title"}) if key in register.fields]
    columns = [table.c.id, *(table.c[each.column] for each in read)]
    while True:
        statement = select(*columns).where(*_open(register, table), table.c.id > last).order_by(table.c.id).limit(_PAGE)
        page = work.session.execute(scoped(statement, table, reach)).mappings().all()
        for row in page:
            yield {"id": row["id"], **{each.key: stored_value(each, row) for each in read}}
        if len(page) < _PAGE:
            return
        last = page[-1]["id"]


def _open(register: Register, table: Any) -> Iterator[ColumnElement[bool]]:
    """Not void, and while the colour counts: the field says in which states."""
    yield table.c.void_at.is_(None)
    counts: Mapping[str, Iterable[str]] = getattr(register.fields["colour"].type, "counts_while", {})
    for name, values in counts.items():
        yield table.c[register.fields[name].column].in_(list(values))


def _name(values: Mapping[str, Any]) -> str:
    return " ".join(str(values[key]) for key in ("number", "title") if values.get(key)) or str(values["id"])


# -- the course ------------------------------------------------------------------------------------


def _course(work: Work, before: Policy, after: Policy) -> Trial:
    """Open cases that stand still for a cause that would be none, and those whose next miss would bring another card."""
    old, new, done = cast(CoursePolicy, before), cast(CoursePolicy, after), Trial()
    for register in _cases(work, "pause_cause", "paused_at", "progress_missed", "progress_due"):
        for row in _open_rows(work, register, ("pause_cause", "paused_at", "progress_missed", "progress_due")):
            cause, misses = row["pause_cause"] if row["paused_at"] is not None else None, (row["progress_missed"] or 0) + 1
            cards = [("card", old.card_for(misses), new.card_for(misses))] if row["progress_due"] else []
            stands = [("pause", cause, cause if cause in new.pause_causes else None)] if cause in old.pause_causes else []
            done.note(register.key, row["id"], _name(row), cast("list[Difference]", [*cards, *stands]))
    return done


def _cases(work: Work, *fields: str) -> Iterator[Register]:
    for register in work.site.definition.registers.values():
        if {"colour", *fields} <= register.fields.keys() and work.site.rights.may(acting(), register.key, "read"):
            yield register


# -- routing ---------------------------------------------------------------------------------------


def _routing(work: Work, before: Policy, after: Policy) -> Trial:
    """Open cases that another department would lead if they were given anew. By hand or not is all one."""
    done, known = Trial(), _Routes(work, cast(RoutingPolicy, before), cast(RoutingPolicy, after))
    for register in _cases(work, "category", "lead_department", "unit"):
        vocabulary = getattr(register.fields["category"].type, "of", None)
        if vocabulary not in work.site.terms(work.session):
            continue
        for row in _open_rows(work, register, ("category", "unit")):
            done.note(register.key, row["id"], _name(row),
                      [("department", *known.leads(str(vocabulary), row["category"], row["unit"]))])
    return done


class _Routes:
    """Which department leads by either version, remembered by category and unit."""

    def __init__(self, work: Work, before: RoutingPolicy, after: RoutingPolicy) -> None:
        self.policies, self.directory = (before, after), work.site.directory(work.session)
        self.terms = work.site.terms(work.session)
        self.known: dict[tuple[str | None, int], tuple[Any, ...]] = {}

    def leads(self, vocabulary: str, category: str | None, unit: int) -> tuple[Any, ...]:
        """The department by the version before, and by the new one."""
        key = (category, unit)
        if key not in self.known:
            function = self.terms[vocabulary].attribute(category, "function")
            self.known[key] = tuple(self._lead(each, category, function, unit) for each in self.policies)
        return self.known[key]

    def _lead(self, policy: RoutingPolicy, category: str | None, function: str | None, unit: int) -> int | None:
        node = self.directory.units.get(unit)
        chain = [node.path[level] for level in reversed(LEVELS) if level in node.path] if node else []
        offices: list[Department] = [each for one in chain for each in self.directory.offices.get(one, ())]
        found = route(category, {category: function} if category and function else {}, offices, chain, policy)
        return found.department if found else None


# -- villages and returns --------------------------------------------------------------------------


def _warnings(work: Work, before: Policy, after: Policy) -> Trial:
    """Every village's colour of this month so far, by both versions."""
    old, new, done = cast(WarningPolicy, before), cast(WarningPolicy, after), Trial()
    if WARNING not in work.site.definition.registers:
        return done
    facts = month_facts(work, containing(PeriodKind.MONTH, work.today), work.now)
    reach = work.site.rights.reach(acting(), "unit", "read")
    for node in work.site.directory(work.session).units.values():
        if node.level == Level.VILLAGE.value and node.valid_to is None and reach.includes(node.columns):
            counts = facts.get(node.id, {})
            done.note("unit", node.id, node.name, [("colour", warn(counts, old).colour, warn(counts, new).colour)])
    return done


def _owed(work: Work, before: Policy, after: Policy) -> Trial:
    """The returns of the next period: who owes how many, and when by either version."""
    every = tuple(Owed(*each) for each in owed_changes(work, before, after))
    return Trial(looked=len(every), changed=sum(each.before != each.after for each in every), owed=every)


_TRIALS: Mapping[str, Callable[[Work, Policy, Policy], Trial]] = {
    "colours": _colours, "course": _course, "routing": _routing, "warnings": _warnings, "periods": _owed, "returns": _owed}
