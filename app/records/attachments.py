"""Files of a record. Who may see the record may see them; the bytes lie outside the web root under random names."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from sqlalchemy import RowMapping, func, insert, select, update

from app.access.flushing import CREATED
from app.access.guard import guarded
from app.access.history import Entry
from app.access.refusal import out_of_sight
from app.access.viewer import acting, deed, performing
from app.access.writes import check_reach
from app.definition import Field
from app.fieldtypes import Attachments
from app.model import Record
from app.problems import Problem, Problems, problem
from app.records.refusing import refuse_change
from app.records.site import Site, Work
from app.records.storing import note, row_of, touch

#: Bytes of the largest picture that a page shows without being asked.
LARGEST_SHOWN = 3 << 20

#: Beginning of a file → the endings that it may have.
_SIGNATURES: tuple[tuple[bytes, frozenset[str]], ...] = (
    (b"\xff\xd8\xff", frozenset({"jpg", "jpeg"})),
    (b"\x89PNG\r\n\x1a\n", frozenset({"png"})),
    (b"%PDF-", frozenset({"pdf"})),
    (b"PK\x03\x04", frozenset({"docx", "xlsx", "pptx"})),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", frozenset({"doc", "xls", "wps", "et"})),
    (b"ID3", frozenset({"mp3"})),
    (b"\xff\xfb", frozenset({"mp3"})),
    (b"#!AMR", frozenset({"amr"})),
)

MEDIA_TYPES: Mapping[str, str] = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8", "mp3": "audio/mpeg", "m4a": "audio/mp4", "amr": "audio/amr",
}
_OTHER = "application/octet-stream"


def kept_files(work: Work, record: Record, field: str | None = None) -> list[RowMapping]:
    """The files of a record (of one field), oldest first."""
    table = work.site.models.system.attachment
    mine = (table.c.register == record.register.key) & (table.c.record_id == record.id) & table.c.removed_at.is_(None)
    if field:
        mine &= table.c.field == field
    return list(work.session.execute(guarded(select(table).where(mine).order_by(table.c.id))).mappings())


def kept_file(work: Work, record: Record, file_id: int) -> RowMapping:
    """One file of a record. Raises OutOfSight."""
    found = next((each for each in kept_files(work, record) if each["id"] == file_id), None)
    if found is None:
        raise out_of_sight()
    return found


def path_of(site: Site, stored_as: str) -> Path:
    """Where the bytes of a file lie."""
    return site.files / "attachments" / stored_as[:2] / stored_as


def judge(field: Field, name: str, start: bytes, size: int, already: int) -> list[Problem]:
    """Why a file is not taken: A040 its kind, A041 its size, A042 its content, A043 there are too many."""
    assert isinstance(field.type, Attachments)
    kind, ending = field.type, ending_of(name)
    if ending not in kind.extensions:
        return [problem("A040", field=field.key, name=name[-60:], allowed=kind.extensions)]
    found = []
    if size > kind.max_mb * 1024 * 1024:
        found.append(problem("A041", field=field.key, name=name[-60:], most=kind.max_mb))
    if not _is_what_it_says(ending, start):
        found.append(problem("A042", field=field.key, name=name[-60:]))
    if already >= kind.most:
        found.append(problem("A043", field=field.key, most=kind.most))
    return found


def ending_of(name: str) -> str:
    """The ending of a file name, in small letters without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def _is_what_it_says(ending: str, start: bytes) -> bool:
    for signature, endings in _SIGNATURES:
        if start.startswith(signature):
            return ending in endings
    if ending == "webp":
        return start[:4] == b"RIFF" and start[8:12] == b"WEBP"
    if ending == "m4a":
        return start[4:8] == b"ftyp"
    return ending == "txt" and b"\x00" not in start


def add_file(work: Work, record: Record, field: Field, name: str, stream: IO[bytes]) -> int:
    """Keep a file with a record; its id. Raises Problems; the record's version rises and its history says so.

    A record of a register that is only added to takes files in the transaction that makes it, and none later (A074).
    """
    if (record.register.key, record.id) not in work.session.info.get(CREATED, ()):
        refuse_change(record.register)
    name = clean_name(name)
    content = stream.read(_limit(field) + 1)
    faults = judge(field, name, content[:512], len(content), len(kept_files(work, record, field.key)))
    if faults:
        raise Problems(faults)
    stored_as = secrets.token_hex(16)
    path = path_of(work.site, stored_as)
    _keep(path, content)
    row = {
        "register": record.register.key, "record_id": record.id, "field": field.key, "name": name, "size": len(content),
        "media_type": MEDIA_TYPES.get(ending_of(name), _OTHER), "sha256": hashlib.sha256(content).hexdigest(),
        "stored_as": stored_as, "added_at": work.now, "added_by": work.viewer.user_id if work.viewer else None,
    }
    table = work.site.models.system.attachment
    added: int = work.session.execute(guarded(insert(table).values(row).returning(table.c.id))).scalar_one()
    _changed(work, record, field.key, None, name)
    return added


def _keep(path: Path, content: bytes) -> None:
    """The bytes on the disk itself before the record says that they are there; where there is no room, nothing is left."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        path.unlink(missing_ok=True)
        raise


def remove_file(work: Work, record: Record, file_id: int, reason: str) -> None:
    """Take a file off a record; it stays in the archive, the reason in the history. Raises Refused, Problems A046, A074."""
    refuse_change(record.register)
    found = kept_file(work, record, file_id)
    check_reach(work.session, work.site.rights, record.register, "edit", [row_of(record)], acting())
    said = reason.strip()
    if not 2 <= len(said) <= 200:
        raise Problems([problem("A046", field=found["field"])])
    table = work.site.models.system.attachment
    values = {"removed_at": work.now, "removed_by": work.viewer.user_id if work.viewer else None}
    work.session.execute(guarded(update(table).where(table.c.id == file_id).values(**values)))
    what = deed()
    assert what is not None
    with performing(replace(what, reason=said)):
        _changed(work, record, found["field"], found["name"], None)


def is_small_picture(found: Mapping[str, Any] | RowMapping) -> bool:
    """Whether a kept file is a picture that pages show by itself; a larger one is opened by hand (signals are weak)."""
    return str(found["media_type"]).startswith("image/") and int(found["size"]) <= LARGEST_SHOWN


def count_files(work: Work, record: Record) -> int:
    """How many files a record has."""
    table = work.site.models.system.attachment
    mine = (table.c.register == record.register.key) & (table.c.record_id == record.id) & table.c.removed_at.is_(None)
    return int(work.session.execute(guarded(select(func.count()).where(mine))).scalar_one())


def _changed(work: Work, record: Record, field: str, old: str | None, new: str | None) -> None:
    if record.register.append_only:
        _note_only(work, record, {field: [old, new]})
        return
    record.changed_at = work.now  # type: ignore[attr-defined]
    note(record, {field: [old, new]})
    touch(record)
    work.session.flush()


def _note_only(work: Work, record: Record, found: Mapping[str, Any]) -> None:
    """Write the history of a record that itself stays as it was made."""
    what, row = deed(), row_of(record)
    assert what is not None
    entry = Entry(record.register, record.id, "edit", row["version"], found, row.get("record_key"))
    work.session.execute(guarded(insert(work.site.models.system.history).values(entry.row(acting(), what))))


def _limit(field: Field) -> int:
    assert isinstance(field.type, Attachments)
    return field.type.max_mb * 1024 * 1024


def clean_name(name: str) -> str:
    """The file's own name, Chinese kept, without folders and control characters."""
    bare = name.replace("\\", "/").rpartition("/")[2]
    bare = "".join(sign for sign in bare if sign.isprintable()).strip(" .")
    stem, dot, ending = bare.rpartition(".")
    return (stem[:200] + dot + ending[:20]) if dot else bare[:200]
