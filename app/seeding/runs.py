"""The import runs of seed files: by its run each record is known as a seed or as an invented one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from sqlalchemy import insert, select

from app.access.guard import guarded
from app.records.site import Work
from app.seeding.lists import SeedFile

SEED = "seed"
DEMO = "demo"
_SYSTEM = 0  #: no account: the system brought the file


def note_run(work: Work, file: SeedFile, kind: str, counts: Mapping[str, int]) -> int:
    """Write the run of a file; its id."""
    row = {"register": file.register, "user_id": _SYSTEM, "file_name": file.name, "sha256": _digest(file),
           "options": json.dumps({"kind": kind}), "state": "applied", "counts": json.dumps(dict(counts)),
           "created_at": work.now, "applied_at": work.now}
    result = work.session.execute(guarded(insert(work.site.models.system.import_run).values(row)))
    return int(result.inserted_primary_key[0])  # type: ignore[attr-defined]


def _digest(file: SeedFile) -> str:
    return hashlib.sha256(file.path.read_bytes() if file.path else b"").hexdigest()


def runs_of(work: Work, kind: str) -> list[int]:
    """The runs of that kind, in order."""
    table = work.site.models.system.import_run
    mine = (table.c.user_id == _SYSTEM) & (table.c.options == json.dumps({"kind": kind}))
    return list(work.session.execute(guarded(select(table.c.id).where(mine).order_by(table.c.id))).scalars())
