"""The invented year: loaded day by day, so that every colour, step and figure comes from the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.orm import sessionmaker

from app.access.audit import Event
from app.access.guard import GuardedSession
from app.access.viewer import Deed, Unscoped, Viewer, acting_as, performing, unscoped
from app.behaviours.clock import bring_up_all
from app.decisions.calendar import ONE_DAY, local_date, start_of_day
from app.decisions.periods import Period
from app.model import Record
from app.problems import Problem, Problems
from app.records.return_states import RETURN
from app.records.site import Site, Work
from app.reporting.returns.sheet import draw_sheet
from app.seeding.actors import read_actors
from app.seeding.files import Line, read_lines
from app.seeding.lists import DemoList, SeedFile, read_demo_list
from app.seeding.loading import prepare_rows, store_rows
from app.seeding.replay import REGISTER, Told, do, read_acts
from app.seeding.returning import OWE, REPORT, REPORT_IF_ANY, REPORT_REGISTER, Returns, report_of
from app.seeding.runs import DEMO, note_run, runs_of
from app.seeding.seeds import SEEDS
from app.seeding.warning import Graded, grade, months, put_right

_WHY = Unscoped("demo records")
_NO_ACCOUNTS: Mapping[str, int] = MappingProxyType({})


@dataclass
class Loaded:
    """What was loaded: new records by register, acts done, and the acts that the rules refused."""

    created: dict[str, int] = field(default_factory=dict)
    acts: int = 0
    refused: list[Problem] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All new records."""
        return sum(self.created.values())


def load_demo(site: Site, sessions: sessionmaker[GuardedSession], now: datetime, *, folder: Path = SEEDS / "demo",
              accounts: Mapping[str, int] = _NO_ACCOUNTS) -> Loaded:
    """Load the invented records, all or none; where they are loaded already nothing happens.

    Their days move by whole weeks so that the last is the Sunday of last week. ``accounts``: user name of accounts.yaml
    → id, so that the acts are theirs. An act that the rules refuse is left out and told. Raises Problems with every fault
    of the files.
    """
    listed = read_demo_list(folder)
    with acting_as(_WHY), sessions() as session:
        work = Work(site, session, now, door="file")
        if runs_of(work, DEMO):
            return Loaded()
        done = _Loading(work, listed, accounts).load()
        session.commit()
    site.audit.write(Event(event="demo_load", at=now, door="seed", rows=done.total, detail=done.created), _WHY)
    return done


def weeks_to(drawn_on: date, today: date) -> timedelta:
    """How far days move so that ``drawn_on``, a Sunday, becomes the Sunday of last week."""
    last_sunday = today - timedelta(days=today.weekday() + 1)
    return last_sunday - drawn_on


class _Loading:
    """One loading: the rows that wait for their day, and the records that are there."""

    def __init__(self, work: Work, listed: DemoList, accounts: Mapping[str, int]) -> None:
        self.work, self.listed = work, listed
        self.moved = weeks_to(listed.drawn_on, work.today)
        self.actors = read_actors(work, listed.actors, accounts)
        self.runs: dict[str, int] = {}
        self.waiting: dict[tuple[str, str], Line] = {}
        self.parties: dict[str, dict[str, list[Line]]] = {}
        self.records: dict[tuple[str, str], Record] = {}
        self.returns: list[Returns] = []
        self.entering = {REGISTER: self._register, OWE: self._owe, REPORT: self._report, REPORT_IF_ANY: self._report_if_any}
        self.done = Loaded()

    def load(self) -> Loaded:
        """Everything, in order of time, and then the clock up to now."""
        told = [each for file in self.listed.acts for each in read_acts(file, self.moved)]
        first = local_date(min(each.at for each in told))
        for file in self.listed.files:
            self._store(file.register, self._lines(file), start_of_day(first))
        self._read_waiting()
        told += self._owed(first)
        self._replay(sorted(told, key=lambda each: each.at), first)
        self._run_clock(self.work.now)
        self._settle_returns()
        for file in self.listed.after:
            self._store(file.register, self._lines(file), self.work.now, joins=file.joins)
        self._warn()
        self.done.created = self._born()
        return self.done

    def _born(self) -> dict[str, int]:
        """How many records of each register came, those too that others brought with them."""
        history = self.work.site.models.system.history
        made = (history.c.run_id.in_(runs_of(self.work, DEMO))) & (history.c.act == "create")
        counted = select(history.c.register, func.count()).where(made).group_by(history.c.register)
        found = {key: count for key, count in self.work.session.execute(counted)}  # noqa: C416
        return {key: found[key] for key in self.runs if key in found}

    def _lines(self, file: SeedFile) -> list[Line]:
        """The rows of a file; its run is written down."""
        lines = read_lines(file, self.work.site.definition, moved=self.moved)
        self.runs[file.register] = note_run(self.work, file, DEMO, {"create": len(lines)})
        return lines

    def _read_waiting(self) -> None:
        for file in self.listed.told:
            self.waiting.update({(file.register, line.cells["title"]): line for line in self._lines(file)})
        for file in self.listed.parties:
            parent = self.work.site.definition.registers[file.register].scope.by or ""
            for line in self._lines(file):
                self.parties.setdefault(line.cells[parent], {}).setdefault(file.register, []).append(line)

    # -- day by day ------------------------------------------------------------------------------

    def _replay(self, told: list[Told], first: date) -> None:
        by_day = {day: list(acts) for day, acts in groupby(told, key=lambda each: local_date(each.at))}
        for day in _days(first, max(by_day)):
            self._run_clock(start_of_day(day))
            for each in by_day.get(day, ()):
                self._do(each)

    def _run_clock(self, now: datetime) -> None:
        work = self._at(now)
        for key, register in self.work.site.definition.registers.items():
            if register.is_case:
                open_cases = [record.id for (of, _), record in self.records.items() if of == key
                              and record.status == "open"]  # type: ignore[attr-defined]
                bring_up_all(work, register, open_cases)

    def _at(self, moment: datetime) -> Work:
        return Work(self.work.site, self.work.session, moment.astimezone(UTC), door="file")

    def _do(self, told: Told) -> None:
        enters = self.entering.get(told.act)
        if enters is not None:
            enters(told)
        elif self._allowed(self.records[told.register, told.record], told):
            self.done.acts += 1

    def _allowed(self, record: Record, told: Told) -> bool:
        """Do an act; one that the rules refuse leaves nothing behind."""
        savepoint = self.work.session.begin_nested()
        try:
            with acting_as(self._actor(told)), performing(self._deed(told.register, told.at)):
                do(self._at(told.at), record, told)
        except Problems as refused:
            savepoint.rollback()
            self.work.session.refresh(record)
            self.done.refused += [Problem(each.code, each.values, told.mark, each.field) for each in refused.found]
            return False
        savepoint.commit()
        return True

    def _actor(self, told: Told) -> Viewer:
        return self.actors[told.by]

    def _deed(self, register: str, at: datetime) -> Deed:
        return Deed(door="seed", at=at.astimezone(UTC), run_id=self.runs[register])

    # -- new records -----------------------------------------------------------------------------

    def _register(self, told: Told) -> None:
        """登记: the row that waits enters, and what belongs to it."""
        line = self.waiting[told.register, told.record]
        with acting_as(self._actor(told)):
            record_id = self._store(told.register, [line], told.at)[0]
        record = self.work.session.get(self.work.site.models.classes[told.register], record_id)
        self.records[told.register, told.record] = record
        with unscoped("demo parties"):
            for register, lines in self.parties.get(told.record, {}).items():
                self._store(register, lines, told.at)

    # -- returns and warnings: their days are the calendar's ---------------------------------------

    def _owed(self, since: date) -> list[Told]:
        """What the villages owed for the last periods, and what they did with it."""
        for file in self.listed.returns:
            self.runs |= {register: note_run(self.work, replace(file, register=register), DEMO, {})
                          for register in (file.register, REPORT_REGISTER)}
            self.returns.append(Returns(self.work, file, since))
        return [each for returns in self.returns for each in returns.told()]

    def _owe(self, told: Told) -> None:
        """应报: what is owed for a period that begins."""
        returns = next(each for each in self.returns if told.record in each.owed)
        with performing(self._deed(told.register, told.at)):
            written = returns.write(self._at(told.at), told.record)
        self.records.update({(told.register, key): record for key, record in written.items()})

    def _report(self, told: Told) -> None:
        """研判: the analysis that goes out with a return."""
        line = report_of(told, self.records[told.register, told.record])
        with acting_as(self._actor(told)):
            self._store(REPORT_REGISTER, [line], told.at)

    def _report_if_any(self, told: Told) -> None:
        if not draw_sheet(self._at(told.at), self.records[told.register, told.record]).is_empty:
            self._report(told)

    def _settle_returns(self) -> None:
        for returns in self.returns:
            with performing(self._deed(RETURN, self.work.now)):
                returns.settle(self.work)

    def _warn(self) -> None:
        """The colours of the villages in the last months, and how things were put right."""
        for file in self.listed.warnings:
            self.runs[file.register] = note_run(self.work, file, DEMO, {})
            for month, villages in months(self.work, file):
                self._warn_in(file.register, month, villages)

    def _warn_in(self, register: str, month: Period, villages: Graded) -> None:
        with performing(self._deed(register, month.ends)):
            records = grade(Work(self.work.site, self.work.session, month.ends), month, villages)
        self.records.update({(register, name): record for name, record in records.items()})
        for told in put_right(month, villages, records):
            if told.at <= self.work.now:
                self._do(told)

    def _store(self, register: str, lines: list[Line], at: datetime, *, joins: bool = False) -> list[int]:
        declared, work = self.work.site.definition.registers[register], self._at(at)
        drafts = prepare_rows(work, declared, lines, joins=joins)
        if faults := [fault for draft in drafts for fault in draft.faults]:
            raise Problems(faults)
        with performing(self._deed(register, at)):
            return store_rows(work, declared, drafts)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
