"""The import runs of seed files: by its run each record is known as a seed or as an invented one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select, update

from app.records.site import Work
from app.seeding.lists import SeedFile

SEED = "seed"
DEMO = "demo"
#: The state of a run whose records are being removed: the log's triggers let their entries go only then.
LEAVING = "leaving"
_SYSTEM = 0  #: no account: the system brought the file


def note_run(work: Work, file: SeedFile, kind: str, counts: Mapping[str, int]) -> int:
    """Write the run of a file; its id."""
    row = {"register": file.register, "user_id": _SYSTEM, "file_name": file.name, "sha256": _digest(file),
           "options": json.dumps({"kind": kind}), "state": "applied", "counts": json.dumps(dict(counts)),
           "created_at": work.now, "applied_at": work.now}
    result = work.session.execute(insert(work.site.models.system.import_run).values(row))
    return int(result.inserted_primary_key[0])  # type: ignore[attr-defined]


def _digest(file: SeedFile) -> str:
    return hashlib.sha256(file.path.read_bytes() if file.path else b"").hexdigest()


def runs_of(work: Work, kind: str) -> list[int]:
    """The runs of that kind, in order."""
    table = work.site.models.system.import_run
    mine = (table.c.user_id == _SYSTEM) & (table.c.options == json.dumps({"kind": kind}))
    return list(work.session.execute(select(table.c.id).where(mine).order_by(table.c.id)).scalars())


def mark_runs(work: Work, runs: Sequence[int], state: str) -> None:
    """Set the state of those of the runs that are there."""
    table = work.site.models.system.import_run
    work.session.execute(update(table).where(table.c.id.in_(runs)).values(state=state))
