"""Workbooks of any length, made in the background for the one person who has asked for them.

Each has a folder of its own below ``instance/exports``: what was asked, and the file once it is whole. None is in a backup, and
a day later it is gone; the audit log keeps who took what. What may be seen is decided when the file is made, and asked again
when it is fetched: it is handed out only while every duty that it was made under still stands.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from sqlalchemy import ColumnElement

from app.access.listing import Listing
from app.access.query import parse_query
from app.access.refusal import out_of_sight, refused
from app.access.viewer import Viewer, acting
from app.background.folders import DONE, KEPT, WAITING, Folders, Kept, viewer
from app.background.tasks import Tasks
from app.definition import Register
from app.exchange.export_files import xlsx_export
from app.exchange.exporting import Export, stored_rows
from app.problems import Problems, problem
from app.records.site import Work

MOST_WAITING = 3  #: of one person at a time
_BOOK = "book.xlsx"


@dataclass(frozen=True, kw_only=True)
class Asked(Kept):
    """One export: what somebody has asked for, and what became of it. ``duties``: those that it was made under."""

    register: str
    columns: tuple[str, ...]
    full: bool
    purpose: str | None
    filter: str
    arguments: Mapping[str, Sequence[str]]  #: the query of the list
    count: int  #: rows that it had when it was asked for
    asked_at: datetime
    rows: int = 0
    ended_at: datetime | None = None
    duties: tuple[tuple[str, int, int | None], ...] = ()

    @property
    def since(self) -> datetime:
        """When it was asked for."""
        return self.asked_at

    @property
    def expires_at(self) -> datetime:
        """When it goes: a day after it was made."""
        return (self.ended_at or self.asked_at) + KEPT

    @classmethod
    def _typed(cls, raw: dict[str, Any]) -> dict[str, Any]:
        moments = {name: raw[name] and datetime.fromisoformat(raw[name]) for name in ("asked_at", "ended_at")}
        duties = tuple((role, unit, department) for role, unit, department in raw["duties"])
        return {**raw, **moments, "columns": tuple(raw["columns"]), "duties": duties}


class Exports(Folders[Asked]):
    """The exports among the tasks."""

    NAME, PREFIX, BROKEN = "write_export", "export", "F063"
    PLACE, KEEPS = "exports", Asked

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks, self.make)

    # -- for the pages -------------------------------------------------------------------------

    def put(self, work: Work, export: Export, arguments: Mapping[str, Sequence[str]], count: int) -> Asked:
        """Have a workbook made for the acting viewer. Raises Problems (F061) while too many of theirs wait."""
        who = viewer()
        if sum(each.state == WAITING for each in self.own()) >= MOST_WAITING:
            raise Problems([problem("F061", most=MOST_WAITING)])
        asked = Asked(id=secrets.token_hex(16), register=export.register.key, user_id=who.user_id, language=work.language,
                      columns=export.columns, full=export.full, purpose=export.purpose, filter=export.filter,
                      arguments={name: list(values) for name, values in arguments.items()}, count=count, asked_at=work.now)
        self._write(asked)
        self.tasks.queue(self.task, asked.id)
        return asked

    def fetch(self, asked: Asked) -> Path:
        """The finished file, for the acting viewer. Raises Refused where a right or a duty behind it is gone: A003, F062."""
        self._check_rights(asked)
        if not set(asked.duties) <= set(_duties(viewer())):
            raise refused("F062")
        path = self._book(asked)
        if asked.state != DONE or not path.is_file():
            raise out_of_sight()
        return path

    def remove(self, asked: Asked) -> None:
        """Take one away; one that is being made ends."""
        self.tasks.note(self.called(asked.id), "cancel", True)
        if asked.state != WAITING or self.is_free(asked.id):
            self._take_away(asked.id)

    # -- the work ------------------------------------------------------------------------------

    def make(self, key: str) -> None:
        """Make one file, unless another process is at it or it is no longer wanted."""
        self.do_alone(key)

    def _do(self, asked: Asked) -> Asked:
        """Write the file as its owner. Raises Problems: F054, A003, F060."""
        with self.work_for(asked.user_id, asked.language) as work:
            work.session.bind = self.tasks.looks  # no writer waits for it, however long it takes
            self._check_rights(asked)
            made = replace(asked, state=DONE, rows=self._written(work, asked), duties=_duties(viewer()))
        self._half(asked).replace(self._book(asked))
        return made

    def _written(self, work: Work, asked: Asked) -> int:
        """How many rows were written."""
        export = self._export(asked)
        condition, values = self._condition(work, asked, export.register)
        rows = stored_rows(work, export, [condition], values)
        with _gone_where_it_fails(self._half(asked)) as out:
            count = xlsx_export(work, export, rows, out, folder=self.folder / asked.id,
                                each_page=lambda done: self.tasks.watched(self.called(asked.id), done))
            os.fsync(out.fileno())
        return count

    def _ended(self, kept: Asked) -> Asked:
        return replace(kept, ended_at=self.tasks.clock())

    def _export(self, asked: Asked) -> Export:
        return Export(register=self.site.definition.registers[asked.register], columns=asked.columns, full=asked.full,
                      purpose=asked.purpose, filter=asked.filter)

    def _condition(self, work: Work, asked: Asked, register: Register) -> tuple[ColumnElement[bool], dict[str, Any]]:
        reach = self.site.rights.reach(acting(), register.key, "export")
        listing = Listing(self.site.models, register, self.site.engine.dialect.name)
        return listing.condition(parse_query(register, asked.arguments, work.reading()), reach)

    def _check_rights(self, asked: Asked) -> None:
        """What was decided at asking, asked once more of the acting viewer. Raises Refused (A003)."""
        rights, register = self.site.rights, self.site.definition.registers[asked.register]
        for act in ("export", *(["full_numbers"] if asked.full else [])):
            if not rights.may(acting(), register.key, act):
                raise refused("A003", act=act, register=register.label)

    # -- the folder ------------------------------------------------------------------------------

    def _book(self, asked: Asked) -> Path:
        return self.folder / asked.id / _BOOK

    def _half(self, asked: Asked) -> Path:
        return self.folder / asked.id / f"{_BOOK}.half"

    def _all(self) -> Iterator[Asked]:
        """Those of registers that there still are."""
        return (each for each in super()._all() if each.register in self.site.definition.registers)

    def _write(self, kept: Asked) -> None:
        (self.folder / kept.id).mkdir(mode=0o700, parents=True, exist_ok=True)
        super()._write(kept)


def _duties(who: Viewer) -> tuple[tuple[str, int, int | None], ...]:
    return tuple((duty.role, duty.unit_id, duty.department_id) for duty in who.duties)


@contextmanager
def _gone_where_it_fails(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("wb") as out:
            yield out
    except BaseException:
        path.unlink(missing_ok=True)
        raise
