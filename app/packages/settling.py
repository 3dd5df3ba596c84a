"""Writing what a package brings: rows as they are, with their moments, history, steps and files. Nothing is worked out anew.

The rows were judged where they were entered. What they pass here is what every row passes (place, search index, history);
behaviours are not told, since what they keep of a row has come along.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select, update

from app.access import writes
from app.access.epoch import RAISING, raise_epoch
from app.access.guard import guarded
from app.access.history import SEALED, Entry, changes, digest, spelled
from app.access.search_index import index_rows
from app.access.viewer import Acting, acting
from app.definition import LEVELS, Register
from app.fieldtypes import AutoNumber, Reference, References
from app.packages.manifest import PackageManifest
from app.packages.meeting import KEPT, TAKEN, Meeting, known_by_people
from app.packages.spelling import read_moment
from app.records.attachments import path_of
from app.records.bulk import reserve_ids
from app.records.site import Work
from app.safekeeping.archive import StatedZip

#: Verdicts of rows whose history comes here. Of one that is kept as it is here, too: so it is known that it was settled.
WRITTEN = ("create", "update", "same", "taken", "kept")

Ids = Mapping[tuple[str, int], int]
History = Mapping[tuple[str, int], list[dict[str, str]]]
Line = Mapping[str, str]


def taken_values(work: Work, register: Register, rows: Sequence[Meeting],
                 keys: Iterable[tuple[str, ...]]) -> Iterator[tuple[Meeting, tuple[str, ...]]]:
    """The rows whose values in one of the keys another live record here has, with the key."""
    table = work.site.models.table(register.key)
    writing = [row for row in rows if row.verdict in ("create", "update", "taken") and row.packed.void_at is None]
    own = {row.here["id"] for row in rows if row.here is not None}
    for key in keys if writing else ():
        columns = [table.c[register.fields[name].column] for name in key]
        wanted = {values: row for row in writing
                  if None not in (values := tuple(row.columns.get(column.name) for column in columns))}
        firsts = sorted({values[0] for values in wanted}, key=str)
        for start in range(0, len(firsts), 500):
            mine = table.c.void_at.is_(None) & columns[0].in_(firsts[start : start + 500])
            for found in work.session.execute(guarded(select(table.c.id, *columns).where(mine))):
                row = wanted.get(tuple(found[1:]))
                if row is not None and found[0] not in own:
                    yield row, key


# -- rows --------------------------------------------------------------------------------------------


def keep_rows(work: Work, register: Register, rows: Sequence[Meeting], ids: Ids, history: History,
              who: Acting) -> dict[int, int]:
    """Store new and changed rows with their history; the new ids by number of the package. ``who`` has settled conflicts."""
    new = [row for row in rows if row.verdict == "create"]
    changed = [row for row in rows if row.verdict in ("update", "taken")]
    table = work.site.models.table(register.key)
    made = dict(zip((row.packed.id for row in new), reserve_ids(work, table, len(new)), strict=True)) if new else {}
    stored = _insert(work, register, new, made) if new else []
    altered = _update(work, register, changed) if changed else []
    if register.scope.kind != "shared":
        for row, lies in zip((*new, *changed), (*stored, *altered), strict=True):
            row.place = {level: lies[f"{level}_id"] for level in LEVELS}
    index_rows(work.session, work.site.models, register, stored, new=True)
    index_rows(work.session, work.site.models, register, altered, new=False)
    keys = {row["id"]: row.get("record_key") for row in (*stored, *altered)}
    for row in rows:
        own = made.get(row.packed.id) or (row.here["id"] if row.here else 0)
        if row.verdict in WRITTEN and not row.packed.known:
            key = keys.get(own) or (row.here or {}).get("record_key")
            _keep_history(work, register, row, own, key, ids, history.get((register.key, row.packed.id), []))
    _note_settled(work, register, rows, who, {each["id"]: each for each in altered})
    _keep_numbers(work, register, stored)
    if register.key in RAISING and (new or changed):
        raise_epoch(work.session, work.site.models)
    work.session.expire_all()
    return made


def _own_columns(row: Meeting) -> dict[str, Any]:
    packed = row.packed
    return {**row.columns, "created_at": packed.created_at, "changed_at": packed.changed_at, "void_at": packed.void_at,
            "void_reason": packed.void_reason}


def _insert(work: Work, register: Register, new: Sequence[Meeting], made: Mapping[int, int]) -> list[dict[str, Any]]:
    models, table = work.site.models, work.site.models.table(register.key)
    empty = dict.fromkeys(column.key for column in table.c)
    rows = [{**empty, "id": made[row.packed.id]} for row in new]
    for stored, row in zip(rows, new, strict=True):
        stored.update(row.columns)
    writes.place(work.session, models, register, rows)
    writes.stamp(register, rows, acting(), work.deed, new=True)  # a key for the secrets of each
    for stored, row in zip(rows, new, strict=True):
        stored.update(_own_columns(row), version=row.packed.version)
    writes.insert_rows(work.session, table, rows)
    _link(work, register, [(made[row.packed.id], row.links) for row in new])
    return rows


def _update(work: Work, register: Register, changed: Sequence[Meeting]) -> list[dict[str, Any]]:
    models, table, rows = work.site.models, work.site.models.table(register.key), []
    for row in changed:
        here = dict(row.here or {})
        rows.append({**here, **_own_columns(row), "version": max(row.packed.version, here["version"] + 1)})
    writes.place(work.session, models, register, rows)
    for after, row in zip(rows, changed, strict=True):
        before = row.here or {}
        values = {name: value for name, value in after.items() if before[name] != value}
        work.session.execute(guarded(update(table).where(table.c.id == after["id"]).values(values)))
    _link(work, register, [(after["id"], row.links) for after, row in zip(rows, changed, strict=True)], anew=True)
    return rows


def _link(work: Work, register: Register, found: Iterable[tuple[int, Mapping[str, list[int]]]], *, anew: bool = False) -> None:
    for record, links in found:
        for key, targets in links.items():
            table = work.site.models.links[register.key, key]
            if anew:
                work.session.execute(guarded(delete(table).where(table.c.record_id == record)))
            if targets:
                work.session.execute(guarded(insert(table)), [{"record_id": record, "target_id": each} for each in targets])


# -- history -----------------------------------------------------------------------------------------


def _keep_history(work: Work, register: Register, row: Meeting, own: int, key: bytes | None, ids: Ids,
                  lines: Sequence[Line]) -> None:
    """The entries that are not here yet, in their order, with who and when as they were; a new digest covers them."""
    here = {each.known for each in row.here_trail}
    if row.verdict == "same" and not known_by_people(row.here_trail) <= known_by_people(row.trail):
        return  # entered on both sides: each keeps its own
    entries = []
    for line in (line for line, entry in zip(lines, row.trail, strict=True) if entry.known not in here):
        columns = {"register": register.key, "record_id": own, "at": read_moment(line["at"]), "user_id": None,
                   "user_name": line["user_name"], "door": line["door"], "act": line["act"], "version": int(line["version"]),
                   "changes": _changes(register, json.loads(line["changes"]), key, ids), "reason": line["reason"] or None,
                   "run_id": None}
        columns["digest"] = digest(columns)
        entries.append(columns)
    if entries:
        work.session.execute(guarded(insert(work.site.models.system.history)), entries)


def _note_settled(work: Work, register: Register, rows: Sequence[Meeting], who: Acting,
                  altered: Mapping[int, Mapping[str, Any]]) -> None:
    """A line of history where somebody has said which side stands, with what that has changed."""
    for row in rows:
        if row.verdict in ("taken", "kept") and row.here is not None:
            after = altered.get(row.here["id"], row.here)
            found = changes(register, row.here, after)
            entry = Entry(register, row.here["id"], TAKEN if row.verdict == "taken" else KEPT, after["version"], found,
                          after.get("record_key"))
            work.session.execute(guarded(insert(work.site.models.system.history)), [entry.row(who, work.deed)])


def _changes(register: Register, found: dict[str, Any], key: bytes | None, ids: Ids) -> str:
    """Changes with the ids of here; secret values under the record's key of here."""
    sealed = found.pop(SEALED, None)
    for name, pair in found.items():
        kind = register.fields[name].type if name in register.fields else None
        if isinstance(kind, (Reference, References)):
            found[name] = [_mapped(kind.to, each, ids) for each in pair]
    text = spelled(register, found, key)
    return text if sealed is None else json.dumps({**json.loads(text), SEALED: sealed}, ensure_ascii=False)


def _mapped(register: str, value: Any, ids: Ids) -> Any:
    if isinstance(value, list):
        return [own for each in value if (own := _mapped(register, each, ids)) is not None]
    own = ids.get((register, value)) if isinstance(value, int) else None
    return own if own is not None and own > 0 else None


# -- what belongs to rows ------------------------------------------------------------------------------


def _keep_numbers(work: Work, register: Register, stored: Sequence[Mapping[str, Any]]) -> None:
    """Numbers that came along are not given a second time."""
    table = work.site.models.system.number_series
    for field in register.fields.values():
        last: dict[tuple[int, int], int] = {}
        for row in stored if isinstance(field.type, AutoNumber) else ():
            year, _, serial = (row[field.key] or "").rpartition("-")
            if serial.isdecimal() and year[-4:].isdecimal():
                place = row["unit_id"], int(year[-4:])
                last[place] = max(last.get(place, 0), int(serial))
        for (unit, of_year), serial_number in last.items():
            mine = ((table.c.register == register.key) & (table.c.field == field.key) & (table.c.unit_id == unit)
                    & (table.c.year == of_year))
            known = work.session.execute(guarded(select(table.c.last).where(mine))).scalar()
            if known is None:
                values = {"register": register.key, "field": field.key, "unit_id": unit, "year": of_year, "last": serial_number}
                work.session.execute(guarded(insert(table).values(values)))
            elif known < serial_number:
                work.session.execute(guarded(update(table).where(mine).values(last=serial_number)))


def _written(met: Mapping[str, Sequence[Meeting]]) -> set[tuple[str, int]]:
    """The rows, as (register, number of the package), that are here as the package has them."""
    return {(key, row.packed.id) for key, rows in met.items() for row in rows
            if row.verdict in WRITTEN and not row.packed.known}


def keep_steps(work: Work, lines: Iterable[Line], ids: Ids, met: Mapping[str, Sequence[Meeting]]) -> None:
    """The steps of cases that are not here yet. Of a case that comes as the package has it those that are others here go."""
    table, written = work.site.models.system.case_step, _written(met)
    rows = [_step(table, line, ids) for line in lines if (line["register"], int(line["record_id"])) in written]
    _drop_others(work, rows, {(key, row.here["id"]) for key, found in met.items() for row in found
                              if row.here is not None and row.verdict in ("update", "taken")})
    known: set[tuple[str, int, int]] = set()
    for start in range(0, len(rows), 500):
        mine = table.c.record_id.in_({row["record_id"] for row in rows[start : start + 500]})
        columns = table.c.register, table.c.record_id, table.c.number
        known.update(tuple(each) for each in work.session.execute(guarded(select(*columns).where(mine))))
    fresh = [row for row in rows if (row["register"], row["record_id"], row["number"]) not in known]
    if fresh:
        work.session.execute(guarded(insert(table)), fresh)


def _drop_others(work: Work, rows: Sequence[Mapping[str, Any]], changed: set[tuple[str, int]]) -> None:
    """Take away the steps of here from where the logs part, and the notices of them; the history keeps what was done."""
    table, notice = work.site.models.system.case_step, work.site.models.system.notice
    theirs = {(row["register"], row["record_id"], row["number"]): (row["kind"], row["at"]) for row in rows}
    for register, record in changed:
        mine = (table.c.register == register) & (table.c.record_id == record)
        ours = work.session.execute(guarded(select(table.c.number, table.c.kind, table.c.at).where(mine))).all()
        other = [number for number, kind, at in ours if theirs.get((register, record, number)) != (kind, at)]
        if other:
            gone = select(table.c.id).where(mine, table.c.number >= min(other))
            work.session.execute(guarded(delete(notice).where(notice.c.step_id.in_(gone))))
            work.session.execute(guarded(delete(table).where(mine, table.c.number >= min(other))))


def _step(table: Any, line: Line, ids: Ids) -> dict[str, Any]:
    row: dict[str, Any] = {"user_id": None}
    for name, text in line.items():
        kind = table.c[name].type.python_type
        value: Any = None if text == "" else (read_moment(text) if name == "at" else _typed(kind, text))
        row[name] = value
    row["record_id"] = ids[line["register"], int(line["record_id"])]
    for who in ("holder", "told"):  # an older package knows only the holder
        for register in ("unit", "department"):
            row[f"{who}_{register}_id"] = ids.get((register, row.get(f"{who}_{register}_id") or 0))
    return row


def _typed(kind: type, text: str) -> Any:
    return kind(text) if kind in (int, str) else kind.fromisoformat(text)  # type: ignore[attr-defined]


def keep_files(work: Work, archive: StatedZip[PackageManifest], lines: Iterable[Line], ids: Ids,
               met: Mapping[str, Sequence[Meeting]], kept: list[Path]) -> int:
    """Attachments that their records do not have yet; how many. ``kept`` gets the paths, for who takes all of it back."""
    table, written, count = work.site.models.system.attachment, _written(met), 0
    for line in lines:
        if (line["register"], int(line["record_id"])) not in written:
            continue
        own = ids[line["register"], int(line["record_id"])]
        same = ((table.c.register == line["register"]) & (table.c.record_id == own) & (table.c.field == line["field"])
                & (table.c.sha256 == line["sha256"]) & (table.c.name == line["name"]))
        if work.session.execute(guarded(select(table.c.id).where(same))).first() is not None:
            continue
        stored_as = secrets.token_hex(16)
        path = path_of(work.site, stored_as)
        kept.append(path)
        archive.extract(f"files/{line['sha256']}", path)
        values = {"register": line["register"], "record_id": own, "field": line["field"], "name": line["name"][:255],
                  "media_type": line["media_type"][:100], "size": path.stat().st_size, "sha256": line["sha256"],
                  "stored_as": stored_as, "added_at": read_moment(line["added_at"]), "added_by": None}
        work.session.execute(guarded(insert(table).values(values)))
        count += 1
    return count

