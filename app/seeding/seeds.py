"""Initial data: the county's tree, vocabularies, departments, the public hotline (seeds/README.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from app.access.audit import Event
from app.access.guard import GuardedSession
from app.access.viewer import Deed, Unscoped, acting_as, performing
from app.definition import Register
from app.problems import Problem, Problems
from app.records.draft import Draft
from app.records.matching import key_values
from app.records.preparing import Preparation
from app.records.site import Site, Work
from app.seeding.files import Line, in_parts, match_key, read_lines
from app.seeding.lists import SeedFile, read_seed_list
from app.seeding.loading import prepare_rows, store_rows
from app.seeding.runs import SEED, note_run, runs_of

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

_SYSTEM = Unscoped("seeds")


@dataclass
class Seeded:
    """How many rows of each register were new; ``left_out``: why rows no longer fit what the county has made of the rest."""

    created: dict[str, int] = field(default_factory=dict)
    left_out: list[Problem] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All new rows."""
        return sum(self.created.values())


def seed(site: Site, sessions: sessionmaker[GuardedSession], now: datetime, *, folder: Path = SEEDS) -> Seeded:
    """Store the rows of ``folder/seeds.yaml`` that are not there yet, all or none; the same files again write nothing.

    What people have changed or voided since stays as they left it. Raises Problems with every fault of a file where the
    installation is empty; later such a row is left out and told, so that a county's own changes never stop a start.
    """
    with acting_as(_SYSTEM), sessions() as session:
        done = _Seeding(Work(site, session, now, door="file")).seed(read_seed_list(folder))
        session.commit()
    if done.total:
        site.audit.write(Event(event="seed", at=now, door="seed", rows=done.total, detail=done.created), _SYSTEM)
    return done


class _Seeding:
    """One seeding."""

    def __init__(self, work: Work) -> None:
        self.work, self.done = work, Seeded()
        self.first = not runs_of(work, SEED)

    def seed(self, files: Iterable[SeedFile]) -> Seeded:
        """Every file in order."""
        for file in files:
            register = self.work.site.definition.registers[file.register]
            lines = read_lines(file, self.work.site.definition)
            self.done.created[file.register] = sum(self._part(register, file, part) for part in in_parts(lines, file.parts))
        return self.done

    def _part(self, register: Register, file: SeedFile, lines: Sequence[Line]) -> int:
        missing = self._without_faults(prepare_rows(self.work, register, _missing(self.work, register, lines)))
        if missing:
            run = note_run(self.work, file, SEED, {"create": len(missing)})
            with performing(Deed(door="seed", at=self.work.now, run_id=run)):
                store_rows(self.work, register, missing)
        return len(missing)

    def _without_faults(self, drafts: Sequence[Draft]) -> list[Draft]:
        faults = [fault for draft in drafts for fault in draft.faults]
        if faults and self.first:
            raise Problems(faults)
        self.done.left_out += faults
        return [draft for draft in drafts if not draft.faults]


def _missing(work: Work, register: Register, lines: Sequence[Line]) -> list[Line]:
    """The rows that no record has, void ones counted: what the county took out stays out.

    Only the fields of the key are looked at: the others may name what the county has retired.
    """
    key = match_key(register)
    drafts = [Draft({name: line.cells.get(name) for name in key}, mark=line.mark) for line in lines]
    steps = Preparation(work, register, match_on=[key])
    steps.read(drafts)
    steps.resolve(drafts)
    steps.match(drafts)
    gone = _voided(work, register, key)
    return [line for line, draft in zip(lines, drafts, strict=True)
            if draft.faults or (draft.record_id is None and key_values(register, draft, key) not in gone)]


def _voided(work: Work, register: Register, key: tuple[str, ...]) -> set[tuple[object, ...]]:
    table = work.site.models.table(register.key)
    columns = [table.c[register.fields[name].column] for name in key]
    voided = work.session.execute(select(*columns).where(table.c.void_at.is_not(None))).all()
    return {tuple(row) for row in voided}
