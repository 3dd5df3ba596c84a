"""Initial data: the county's tree, vocabularies, departments, the public hotline (seeds/README.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from app.access.audit import Event
from app.access.guard import GuardedSession, guarded
from app.access.viewer import Deed, Unscoped, acting_as, performing
from app.definition import Register
from app.records.draft import Draft
from app.records.matching import key_values
from app.records.site import Site, Work
from app.seeding.files import Line, in_parts, match_keys, read_lines
from app.seeding.lists import SeedFile, read_seed_list
from app.seeding.loading import prepare_rows, store_rows
from app.seeding.runs import SEED, note_run

SEEDS = Path(__file__).resolve().parents[2] / "seeds"

_SYSTEM = Unscoped("seeds")


@dataclass(frozen=True)
class Seeded:
    """How many rows of each register were new."""

    created: Mapping[str, int]

    @property
    def total(self) -> int:
        """All new rows."""
        return sum(self.created.values())


def seed(site: Site, sessions: sessionmaker[GuardedSession], now: datetime, *, folder: Path = SEEDS) -> Seeded:
    """Store the rows of ``folder/seeds.yaml`` that are not there yet, all or none; the same files again write nothing.

    What people have changed or voided since stays as they left it. Raises Problems with every fault of the files.
    """
    with acting_as(_SYSTEM), sessions() as session:
        work = Work(site, session, now, door="file")
        created = {file.register: _seed_file(work, file) for file in read_seed_list(folder)}
        session.commit()
    done = Seeded(created)
    if done.total:
        site.audit.write(Event(event="seed", at=now, door="seed", rows=done.total, detail=created), _SYSTEM)
    return done


def _seed_file(work: Work, file: SeedFile) -> int:
    register = work.site.definition.registers[file.register]
    lines = read_lines(file, work.site.definition)
    return sum(_seed_part(work, register, file, part) for part in in_parts(lines, file.parts))


def _seed_part(work: Work, register: Register, file: SeedFile, lines: Sequence[Line]) -> int:
    missing = list(_missing(work, register, prepare_rows(work, register, lines, match_keys(register))))
    if missing:
        run = note_run(work, file, SEED, {"create": len(missing)})
        with performing(Deed(door="seed", at=work.now, run_id=run)):
            store_rows(work, register, missing)
    return len(missing)


def _missing(work: Work, register: Register, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """The rows that no record has, void ones counted: what the county took out stays out."""
    key = match_keys(register)[0]
    table = work.site.models.table(register.key)
    columns = [table.c[register.fields[name].column] for name in key]
    voided = work.session.execute(guarded(select(*columns).where(table.c.void_at.is_not(None)))).all()
    gone = {tuple(row) for row in voided}
    return (draft for draft in drafts if draft.action == "create" and key_values(register, draft, key) not in gone)
