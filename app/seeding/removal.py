"""The removal of the invented records: the one real deletion there is (design.md; rules.md §8 "Deleting is 作废").

They leave tables, links, search index, history, steps and files. What people have worked on since stays and is listed:
a record that somebody has changed, that a record of theirs refers to, or that belongs to one that stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, func, select, update
from sqlalchemy.orm import sessionmaker

from app.access import seals
from app.access.audit import Event
from app.access.epoch import raise_epoch
from app.access.guard import GuardedSession
from app.access.viewer import Unscoped, acting_as
from app.behaviours.shelves import draw_balances_anew
from app.fieldtypes import AutoNumber
from app.model.append_only import permitted
from app.problems import Problems, problem
from app.records.attachments import path_of
from app.records.names import read_names
from app.records.return_states import RETURN
from app.records.site import Site, Work
from app.seeding.keeping import Ids, Kept, Why, keep
from app.seeding.runs import DEMO, LEAVING, mark_runs, runs_of

_WHY = Unscoped("demo remove")
_CHUNK = 500
_MOVEMENT = "stock_movement"

#: The column of return_row that names a record of the register: the case that a sheet counts, the return that it went out with.
_COUNTED = {"dispute": "record_id", RETURN: "return_id"}


@dataclass(frozen=True)
class Removed:
    """How many records of each register are gone, and which stay, with the reason."""

    gone: Mapping[str, int]
    kept: tuple[Kept, ...] = ()

    @property
    def total(self) -> int:
        """All records that are gone."""
        return sum(self.gone.values())


def remove_demo(site: Site, sessions: sessionmaker[GuardedSession], now: datetime) -> Removed:
    """Take the invented records out of the installation, all that nobody has worked on. Without any, nothing happens.

    Raises Problems A060, and removes nothing, where the history is not what was sealed: a deletion would hide it.
    """
    with acting_as(_WHY), sessions() as session:
        work = Work(site, session, now)
        runs = runs_of(work, DEMO)
        if not runs:
            return Removed({})
        _check_seals(work)
        removal = _Removal(work, runs)
        with _permitted(work):
            done, files = removal.remove()
            detail = {**done.gone, "kept": len(done.kept), "history": removal.entries, "resealed": _reseal(work)}
        session.commit()
    for stored_as in files:
        path_of(site, stored_as).unlink(missing_ok=True)
    site.audit.write(Event(event="demo_remove", at=now, door="seed", rows=done.total, detail=detail), _WHY)
    return done


def _check_seals(work: Work) -> None:
    if any(seals.verify(work.session.connection(), work.site.models)):
        raise Problems([problem("A060")])


def _permitted(work: Work) -> AbstractContextManager[None]:
    """The permit to take entries out of the history, the logs of returns and the registers that are only added to, and to draw
    the seals anew; those of a fast clock are covered too."""
    added = [register.key for register in work.site.definition.registers.values() if register.append_only]
    logs = ("history", "seal", "return_step", "return_correction", *added)
    later = work.now + timedelta(days=366)
    return permitted(work.session.connection(), work.site.models.system, *logs, before=later)


def _reseal(work: Work) -> int:
    return seals.reseal(work.session.connection(), work.site.models, "history")


class _Removal:
    """One removal: which records go, and everything that is theirs."""

    def __init__(self, work: Work, runs: list[int]) -> None:
        self.work, self.models, self.runs = work, work.site.models, runs
        self.entries = 0
        self.born = self._born()

    def remove(self) -> tuple[Removed, list[str]]:
        """Delete; what is gone and what stays, and the files to be unlinked."""
        mark_runs(self.work, self.runs, LEAVING)
        why = keep(self.work, self.born, self.runs)
        going = {register: ids - set(why.get(register, ())) for register, ids in self.born.items()}
        files = list(self._files(going))
        self._delete(going)
        self._forget_numbers(going)
        self._settle_runs(why)
        raise_epoch(self.work.session, self.models)  # what was lent by a special team is lent no more
        gone = {register: len(ids) for register, ids in going.items() if ids}
        return Removed(gone, tuple(self._named(why))), files

    def _born(self) -> dict[str, set[int]]:
        """The records that the runs created and that are still there."""
        history = self.models.system.history
        made = select(history.c.register, history.c.record_id).where(history.c.run_id.in_(self.runs), history.c.act == "create")
        found: dict[str, set[int]] = {}
        for register, record_id in self.work.session.execute(made).all():
            found.setdefault(register, set()).add(record_id)
        return found

    def _files(self, going: Ids) -> Iterator[str]:
        table = self.models.system.attachment
        for register, ids in going.items():
            for chunk in _chunks(ids):
                mine = (table.c.register == register) & table.c.record_id.in_(chunk)
                yield from self.work.session.execute(select(table.c.stored_as).where(mine)).scalars()

    # -- deleting --------------------------------------------------------------------------------

    def _delete(self, going: Ids) -> None:
        """What is theirs first, then the records, those that refer to others before those."""
        for register, ids in going.items():
            for chunk in _chunks(ids):
                self._delete_theirs(register, chunk)
        for register in self._referring_first(going):
            table = self.models.table(register)
            for chunk in _chunks(going[register]):
                self._execute(delete(table).where(table.c.id.in_(chunk)))
        if going.get(_MOVEMENT):
            draw_balances_anew(self.work)

    def _delete_theirs(self, register: str, ids: list[int]) -> None:
        system = self.models.system
        steps = select(system.case_step.c.id).where(_of(system.case_step, register, ids))
        self._execute(delete(system.notice).where(system.notice.c.step_id.in_(steps)))
        for table in self.models.metadata.tables.values():
            if {"register", "record_id"} <= set(table.c.keys()) and table not in (system.audit_entry, system.history):
                self._execute(delete(table).where(_of(table, register, ids)))
        for (owner, _), link in self.models.links.items():
            if owner == register:
                self._execute(delete(link).where(link.c.record_id.in_(ids)))
        for log in (system.return_step, system.return_correction) if register == RETURN else ():
            self._execute(delete(log).where(log.c.return_id.in_(ids)))
        if register in _COUNTED:
            self._execute(delete(system.return_row).where(system.return_row.c[_COUNTED[register]].in_(ids)))
        if register in self.models.search:
            self._execute(delete(self.models.search[register]).where(self.models.search[register].c.rowid.in_(ids)))
        self._delete_history(register, ids)
        if register == "person":
            self._execute(update(system.account).where(system.account.c.person_id.in_(ids)).values(person_id=None))

    def _delete_history(self, register: str, ids: list[int]) -> None:
        """The birth of a record last: by it the database knows that the others may go (app/model/append_only.py)."""
        history = self.models.system.history
        theirs = _of(history, register, ids)
        self.entries += self._execute(delete(history).where(theirs, history.c.act != "create"))
        self.entries += self._execute(delete(history).where(theirs))

    def _referring_first(self, going: Ids) -> Iterator[str]:
        waiting = {register: self._targets(register) & set(going) - {register} for register in going}
        while waiting:
            register = next(each for each in waiting if not any(each in others for others in waiting.values()))
            del waiting[register]
            yield register

    def _targets(self, register: str) -> set[str]:
        return {field.type.to for field in self.models.definition.registers[register].references}  # type: ignore[attr-defined]

    def _execute(self, statement: Any) -> int:
        return int(self.work.session.execute(statement).rowcount)  # type: ignore[attr-defined]

    # -- afterwards ------------------------------------------------------------------------------

    def _forget_numbers(self, going: Ids) -> None:
        """A series of numbers ends where no record of its unit is left; with one, it goes on and no number comes twice."""
        series = self.models.system.number_series
        for register in going:
            if any(isinstance(field.type, AutoNumber) for field in self.models.definition.registers[register].fields.values()):
                table = self.models.table(register)
                left = select(func.count()).select_from(table).where(table.c.unit_id == series.c.unit_id).scalar_subquery()
                self._execute(delete(series).where(series.c.register == register, left == 0))

    def _settle_runs(self, why: Mapping[str, Mapping[int, Why]]) -> None:
        """A run without records goes too; one of which something stays is still known as invented."""
        table = self.models.system.import_run
        kept = [register for register, records in why.items() if records]
        self._execute(delete(table).where(table.c.id.in_(self.runs), table.c.register.not_in(kept)))
        mark_runs(self.work, self.runs, "applied")

    def _named(self, why: Mapping[str, Mapping[int, Why]]) -> Iterator[Kept]:
        for register, records in why.items():
            names = read_names(self.work.session, register, records, self.work.wording())
            for record_id, reason in sorted(records.items()):
                yield Kept(register, record_id, names[register, record_id], reason)


def _of(table: Table, register: str, ids: list[int]) -> Any:
    return (table.c.register == register) & table.c.record_id.in_(ids)


def _chunks(ids: set[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))
