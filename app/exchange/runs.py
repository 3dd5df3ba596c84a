"""Import runs: the file that somebody brought, its options, what it would do and what it did."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update

from app.access.guard import guarded
from app.access.refusal import out_of_sight
from app.access.viewer import Viewer, acting
from app.definition import Register
from app.exchange.reading.source import Source, kept_source, unreadable
from app.exchange.reading.table import ImportOptions
from app.records.site import Work

#: ``uploaded``: looked at; ``queued``: to be stored in the background; ``applied``: its good rows are stored; ``undone``: what
#: it had stored was taken back.
UPLOADED, QUEUED, APPLIED, UNDONE = "uploaded", "queued", "applied", "undone"
_SYSTEM = 0  #: no account: the system brought the file


@dataclass(frozen=True, slots=True)
class ImportRun:
    """One run as its owner sees it."""

    id: int
    register: str
    file_name: str
    sha256: str
    stored_as: str | None
    options: ImportOptions
    state: str
    counts: Mapping[str, int]
    created_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None = None
    reason: str | None = None  #: why the background has not stored it
    user_id: int = _SYSTEM
    mode: str | None = None  #: good, all

    @property
    def lapsed(self) -> bool:
        """Whether it was only looked at, and its file is gone."""
        return self.state == UPLOADED and not self.stored_as

    def source(self, work: Work) -> Source:
        """The kept file. Raises Unreadable (F059 it was taken away, F014 it is not there)."""
        if not self.stored_as:
            raise unreadable("F059")
        return kept_source(work.site.files, self.stored_as, self.file_name)


def note_upload(work: Work, register: Register, source: Source, options: ImportOptions, counts: Mapping[str, int]) -> int:
    """Remember an upload and what its preview counted, so that it can be applied later; its id. The caller commits."""
    return _insert(work, register, source, options, UPLOADED, counts)


def note_options(work: Work, run_id: int, options: ImportOptions, counts: Mapping[str, int]) -> None:
    """Other choices for an upload that waits, and what its rows are under them. The caller commits."""
    table = work.site.models.system.import_run
    mine = (table.c.id == run_id) & (table.c.user_id == _user()) & (table.c.state == UPLOADED)
    work.session.execute(guarded(update(table).where(mine).values(options=_options(options), counts=json.dumps(counts))))


def own_run(work: Work, run_id: int) -> ImportRun:
    """A run of the acting user. Raises OutOfSight for everybody else's."""
    table = work.site.models.system.import_run
    statement = select(table).where(table.c.id == run_id, table.c.user_id == _user())
    row = work.session.execute(guarded(statement)).mappings().first()
    if row is None:
        raise out_of_sight()
    return _run(row)


def own_runs(work: Work) -> list[ImportRun]:
    """The latest runs of the acting user, the newest first."""
    return runs_of(work, {_user()})


def runs_of(work: Work, users: Collection[int], *, most: int = 50) -> list[ImportRun]:
    """The latest runs of some users, the newest first."""
    table = work.site.models.system.import_run
    statement = select(table).where(table.c.user_id.in_(sorted(users))).order_by(table.c.id.desc()).limit(most)
    return [_run(row) for row in work.session.execute(guarded(statement)).mappings()]


def queue_run(work: Work, run_id: int, mode: str) -> None:
    """Have the background store an upload that waits. The caller commits. Raises Unreadable (F053) where it does not wait."""
    table = work.site.models.system.import_run
    mine = (table.c.id == run_id) & (table.c.user_id == _user()) & (table.c.state == UPLOADED)
    taken = work.session.execute(guarded(update(table).where(mine).values(state=QUEUED, mode=mode, reason=None)))
    if taken.rowcount == 0:  # type: ignore[attr-defined]
        raise unreadable("F053")


def begin_run(work: Work, register: Register, source: Source, options: ImportOptions, run_id: int | None, mode: str) -> int:
    """The id under which rows are stored; of a run that was noted before, only once. Raises Unreadable (F053)."""
    if run_id is None:
        return _insert(work, register, source, options, APPLIED, {}, mode)
    table = work.site.models.system.import_run
    mine = (table.c.id == run_id) & (table.c.user_id == _user()) & table.c.state.in_((UPLOADED, QUEUED))
    taken = work.session.execute(guarded(update(table).where(mine).values(state=APPLIED, options=_options(options), mode=mode)))
    if taken.rowcount == 0:  # type: ignore[attr-defined]
        raise unreadable("F053")
    return run_id


def end_run(work: Work, run_id: int, counts: Mapping[str, int]) -> None:
    """Write down what was stored."""
    table = work.site.models.system.import_run
    done = update(table).where(table.c.id == run_id).values(counts=json.dumps(counts), applied_at=work.now)
    work.session.execute(guarded(done))


def _insert(work: Work, register: Register, source: Source, options: ImportOptions, state: str,
            counts: Mapping[str, int], mode: str | None = None) -> int:
    kept = source.path.name if source.path.parent == work.site.files / "imports" else None
    row = {"register": register.key, "user_id": _user(), "file_name": source.name, "sha256": source.sha256, "stored_as": kept,
           "options": _options(options), "state": state, "counts": json.dumps(counts), "created_at": work.now, "mode": mode}
    result = work.session.execute(guarded(insert(work.site.models.system.import_run).values(row)))
    return int(result.inserted_primary_key[0])  # type: ignore[attr-defined]


def _options(options: ImportOptions) -> str:
    return json.dumps(options.as_json(), ensure_ascii=False, default=str)


def _user() -> int:
    who = acting()
    return who.user_id if isinstance(who, Viewer) else _SYSTEM


def _run(row: RowMapping) -> ImportRun:
    options, counts = ImportOptions.from_json(json.loads(row["options"])), json.loads(row["counts"])
    return ImportRun(row["id"], row["register"], row["file_name"], row["sha256"], row["stored_as"], options, row["state"],
                     counts, row["created_at"], row["applied_at"], row["undone_at"], row["reason"], row["user_id"], row["mode"])
