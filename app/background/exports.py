"""Workbooks of any length, made in the background for the one person who has asked for them.

Each has a folder of its own below ``instance/exports``: what was asked, and the file once it is whole. None is in a backup, and
a day later it is gone; the audit log keeps who took what. What may be seen is decided when the file is made, and asked again
when it is fetched: it is handed out only while every duty that it was made under still stands.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from filelock import Timeout
from sqlalchemy import ColumnElement

from app.access.listing import Listing
from app.access.query import parse_query
from app.access.refusal import out_of_sight, refused
from app.access.viewer import Deed, Viewer, acting, acting_as, performing
from app.background.tasks import BrokenOff, Cancelled, Tasks
from app.definition import Register
from app.exchange.export_files import xlsx_export
from app.exchange.exporting import Export, stored_rows
from app.problems import Problems, problem
from app.records.site import Work
from app.words import Language

KEPT = timedelta(hours=24)  #: that a file can be fetched
MOST_WAITING = 3  #: of one person at a time

WAITING, DONE, FAILED = "waiting", "done", "failed"
_NAME = "write_export"
_ASKED, _BOOK = "asked.json", "book.xlsx"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One export: what somebody has asked for, and what became of it. ``duties``: those that it was made under."""

    id: str
    register: str
    user_id: int
    language: Language
    columns: tuple[str, ...]
    full: bool
    purpose: str | None
    filter: str
    arguments: Mapping[str, Sequence[str]]  #: the query of the list
    count: int  #: rows that it had when it was asked for
    asked_at: datetime
    state: str = WAITING
    rows: int = 0
    reason: str = ""  #: why there is no file
    ended_at: datetime | None = None
    duties: tuple[tuple[str, int, int | None], ...] = ()

    @property
    def expires_at(self) -> datetime:
        """When it goes."""
        return (self.ended_at or self.asked_at) + KEPT

    def as_json(self) -> str:
        """As it lies in its folder."""
        return json.dumps(asdict(self), ensure_ascii=False, default=datetime.isoformat)

    @classmethod
    def from_json(cls, text: str) -> Asked:
        """The way back."""
        raw = json.loads(text)
        moments = {name: raw[name] and datetime.fromisoformat(raw[name]) for name in ("asked_at", "ended_at")}
        duties = tuple((role, unit, department) for role, unit, department in raw["duties"])
        return cls(**{**raw, **moments, "columns": tuple(raw["columns"]), "duties": duties})


class Exports:
    """The exports among the tasks."""

    def __init__(self, tasks: Tasks) -> None:
        self.tasks, self.site, self.folder = tasks, tasks.site, tasks.folder / "exports"
        self.task = tasks.huey.task(name=_NAME)(self.make)

    # -- for the pages -------------------------------------------------------------------------

    def put(self, work: Work, export: Export, arguments: Mapping[str, Sequence[str]], count: int) -> Asked:
        """Have a workbook made for the acting viewer. Raises Problems (F061) while too many of theirs wait."""
        who = _viewer()
        if sum(each.state == WAITING for each in self.own()) >= MOST_WAITING:
            raise Problems([problem("F061", most=MOST_WAITING)])
        asked = Asked(id=secrets.token_hex(16), register=export.register.key, user_id=who.user_id, language=work.language,
                      columns=export.columns, full=export.full, purpose=export.purpose, filter=export.filter,
                      arguments={name: list(values) for name, values in arguments.items()}, count=count, asked_at=work.now)
        self._write(asked)
        self.tasks.queue(self.task, asked.id)
        return asked

    def own(self) -> list[Asked]:
        """Those of the acting viewer that are not over, the newest first."""
        mine = (each for each in self._all() if each.user_id == _viewer().user_id and each.expires_at > self.tasks.clock())
        return sorted(mine, key=lambda each: each.asked_at, reverse=True)

    def own_one(self, key: str) -> Asked:
        """One of the acting viewer's. Raises OutOfSight for everybody else's."""
        found = next((each for each in self.own() if each.id == key), None)
        if found is None:
            raise out_of_sight()
        return found

    def rows_done(self, asked: Asked) -> int:
        """How many rows are written."""
        return int(self.tasks.noted(_key(asked.id), "rows") or 0)

    def fetch(self, asked: Asked) -> Path:
        """The finished file, for the acting viewer. Raises Refused where a right or a duty behind it is gone: A003, F062."""
        self._check_rights(asked)
        who = _viewer()
        if not set(asked.duties) <= set(_duties(who)):
            raise refused("F062")
        path = self.folder / asked.id / _BOOK
        if asked.state != DONE or not path.is_file():
            raise out_of_sight()
        return path

    def remove(self, asked: Asked) -> None:
        """Take one away; one that is being made ends."""
        self.tasks.note(_key(asked.id), "cancel", True)
        if asked.state != WAITING or self.tasks.is_free(_key(asked.id)):
            self._take_away(asked.id)

    @property
    def at_work(self) -> bool:
        """Whether there is anybody who will do what waits."""
        return self.tasks.anybody_works

    # -- the work ------------------------------------------------------------------------------

    def find_lost(self) -> list[str]:
        """Put in again what waits, and neither lies in the queue nor is at work: its process has died."""
        waiting = {each.id for each in self._all() if each.state == WAITING} - self.tasks.waiting(_NAME)
        lost = [key for key in sorted(waiting) if self.tasks.is_free(_key(key))]
        for key in lost:
            self.task(key)
        return lost

    def tidy(self) -> None:
        """What is over goes, with whatever lies there without being an export."""
        now, known = self.tasks.clock(), {each.id: each for each in self._all()}
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            asked = known.get(folder.name)
            is_over = asked.expires_at <= now if asked else time.time() - folder.stat().st_mtime > KEPT.total_seconds()
            if is_over and self.tasks.is_free(_key(folder.name)):
                self._take_away(folder.name)

    def make(self, key: str) -> None:
        """Make one file, unless another process is at it or it is no longer wanted."""
        try:
            with self.tasks.lock(_key(key)).acquire(timeout=0):
                asked = self._read(key)
                if asked is not None and asked.state == WAITING:
                    self._make(asked)
        except Timeout:
            return

    def _make(self, asked: Asked) -> None:
        try:
            ended = self._written(asked)
        except BrokenOff:
            return  # it goes on waiting
        except Cancelled:
            self._take_away(asked.id)
            return
        except Problems as found:
            ended = replace(asked, state=FAILED, reason=found.found[0].message(asked.language))
        except Exception as error:
            failed = self.tasks.failed(_key(asked.id), _NAME, error, "F063")
            if failed is None:
                return  # it goes on waiting: find_lost puts it in again
            ended = replace(asked, state=FAILED, reason=failed.message(asked.language))
        with self.tasks.calm(_NAME):
            self._write(replace(ended, ended_at=self.tasks.clock()))
        self.tasks.forget(_key(asked.id), "rows", "cancel", "tries")

    def _written(self, asked: Asked) -> Asked:
        """Write the file as its owner, with the duties of this moment. Raises Problems: F054, A003, F060."""
        now, viewer = self.tasks.clock(), self.tasks.viewer(asked.user_id)
        if viewer is None:
            raise Problems([problem("F054", name=f"#{asked.user_id}")])
        path, half = self.folder / asked.id / _BOOK, self.folder / asked.id / f"{_BOOK}.half"
        with acting_as(viewer), performing(Deed(door="form", at=now)), self.tasks.sessions() as session:
            session.bind = self.tasks.looks  # no writer waits for it, however long it takes
            self._check_rights(asked)
            work, export = Work(self.site, session, now, "form", asked.language), self._export(asked)
            condition, values = self._condition(work, asked, export.register)
            rows = stored_rows(work, export, [condition], values)
            try:
                with half.open("wb") as out:
                    count = xlsx_export(work, export, rows, out, folder=half.parent,
                                        each_page=lambda done: self.tasks.watched(_key(asked.id), done))
                    os.fsync(out.fileno())
            except BaseException:
                half.unlink(missing_ok=True)
                raise
        half.replace(path)
        return replace(asked, state=DONE, rows=count, duties=_duties(viewer))

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

    def _all(self) -> Iterator[Asked]:
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            asked = self._read(folder.name)
            if asked is not None and asked.register in self.site.definition.registers:
                yield asked

    def _read(self, key: str) -> Asked | None:
        try:
            return Asked.from_json((self.folder / key / _ASKED).read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
            return None

    def _write(self, asked: Asked) -> None:
        folder = self.folder / asked.id
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = folder / f"{_ASKED}.half"
        half.write_text(asked.as_json(), encoding="utf-8")
        half.replace(folder / _ASKED)

    def _take_away(self, key: str) -> None:
        shutil.rmtree(self.folder / key, ignore_errors=True)
        self.tasks.forget(_key(key), "rows", "cancel", "tries")


def _viewer() -> Viewer:
    who = acting()
    if not isinstance(who, Viewer):
        raise out_of_sight()
    return who


def _duties(who: Viewer) -> tuple[tuple[str, int, int | None], ...]:
    return tuple((duty.role, duty.unit_id, duty.department_id) for duty in who.duties)


def _key(key: str) -> str:
    return f"export-{key}"
