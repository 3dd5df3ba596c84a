"""Writing a package: the rows of a unit's subtree, what they refer to, their history, steps and attachments."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.access.audit import Event
from app.access.guard import guarded, scoped_select
from app.access.history import opened as opened_changes
from app.access.history import spelled
from app.access.refusal import refused
from app.access.viewer import Unscoped, acting
from app.access.writes import visible_ids
from app.definition import Register
from app.fieldtypes import Reference, References
from app.packages.allowing import MAKE, PACKAGES, check_package, may_clear, packable_registers
from app.packages.manifest import PackageManifest
from app.packages.shelving import BALANCES, balances_of
from app.packages.spelling import (
    OWN,
    Row,
    lines_of,
    packed_fields,
    packed_registers,
    spell_moment,
    spell_value,
)
from app.problems import Problems, problem
from app.records.attachments import path_of
from app.records.directory import UnitNode
from app.records.names import naming_fields, read_names
from app.records.preparing import read_links
from app.records.reading import stored_values
from app.records.site import Work
from app.safekeeping.archive import ArchiveWriter
from app.safekeeping.manifest import program_version

PAGE = 1000
HISTORY = ("register", "record_id", "at", "user_name", "door", "act", "version", "changes", "reason")


def export_package(work: Work, unit_code: str, path: Path, *, passphrase: str | None = None,
                   registers: Collection[str] | None = None, clear: bool | None = None,
                   purpose: str | None = None) -> PackageManifest:
    """Write the rows of the unit with this code and of all below it into the new file ``path``.

    A person's package holds what the person may export; ``registers``: of these alone. Personal fields are in clear only under
    a ``passphrase`` (and where ``clear`` does not say otherwise), for a person only where full numbers may be seen, with a
    ``purpose`` for the audit log; otherwise their masks go out. The work's session should see one state throughout (SQLite
    does; REPEATABLE READ on PostgreSQL). Raises Refused, Problems (F079), FileExistsError.
    """
    unit = next((node for node in work.site.directory(work.session).units.values() if node.code == unit_code), None)
    if unit is None:
        raise Problems([problem("F079", given=unit_code[:40])])
    check_package(work, MAKE, unit)
    chosen = packable_registers(work, registers)
    is_clear = passphrase is not None and clear is not False
    if is_clear and not may_clear(work, chosen):
        raise refused("A003", act="full_numbers", register=PACKAGES)
    path.touch(exist_ok=False)
    try:
        with ArchiveWriter(path, passphrase) as archive:
            manifest = _Packing(work, archive, unit, frozenset(each.key for each in chosen), clear=is_clear).write()
            archive.state(manifest)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    detail = {"unit": unit_code, "clear": manifest.clear, **manifest.registers}
    work.session.rollback()  # the log has a transaction of its own, and SQLite one writer
    work.site.audit.write(Event(event="package_export", at=work.now, door=work.door, rows=sum(manifest.registers.values()),
                                detail=detail, purpose=purpose), acting())
    return manifest


class _Packing:
    """One package on its way out."""

    def __init__(self, work: Work, archive: ArchiveWriter, unit: UnitNode, chosen: frozenset[str], *, clear: bool) -> None:
        self.work, self.archive, self.unit, self.chosen, self.clear = work, archive, unit, chosen, clear
        self.wanted: dict[str, set[int]] = defaultdict(set)  # what rows refer to
        self.taken: dict[str, set[int]] = defaultdict(set)
        self.rows: dict[str, int] = {}

    def write(self) -> PackageManifest:
        """All members but the manifest."""
        registers = packed_registers(self.work.site.definition)
        for register in reversed(registers):  # who refers comes before what is referred to, so that one way is enough
            self._register(register)
        self._units()
        self._history(registers)
        self._steps()
        self._balances()
        self._files()
        return PackageManifest(
            version=program_version(), unit=self.unit.code, unit_name=self.unit.name, clear=self.clear,
            made_by=self.work.viewer.name if self.work.viewer else getattr(acting(), "reason", "—"),
            made_at=self.work.now.astimezone(UTC).isoformat(), registers=self.rows, members=self.archive.members)

    # -- rows ----------------------------------------------------------------------------------

    def _register(self, register: Register) -> None:
        fields = packed_fields(register)
        with self.archive.adding(f"registers/{register.key}.csv") as out:
            out.write("\ufeff".encode() + lines_of([(*OWN, *(each.key for each in fields))]))
            for page in self._inside(register):
                self.taken[register.key].update(row["id"] for row in page)
                out.write(lines_of(self._lines(register, page, known=False)))
            self.rows[register.key] = len(self.taken[register.key])
            for page in self._outside(register):
                out.write(lines_of(self._lines(register, page, known=True)))

    def _inside(self, register: Register) -> Iterator[list[Row]]:
        """The rows of the subtree a page at a time, void ones too for whoever sees them."""
        if register.scope.kind == "shared" or register.key not in self.chosen:
            return
        table, last, rights = self.work.site.models.table(register.key), 0, self.work.site.rights
        living = () if rights.may(acting(), register.key, "void") else (table.c.void_at.is_(None),)
        while True:
            mine = (table.c[f"{self.unit.level}_id"] == self.unit.id) & (table.c.id > last)
            statement = scoped_select(rights, register.key, act="export").where(mine, *living).order_by(table.c.id).limit(PAGE)
            page: list[Row] = [dict(row) for row in self.work.session.execute(statement).mappings()]
            if not page:
                return
            last = page[-1]["id"]
            yield page

    def _outside(self, register: Register) -> Iterator[list[Row]]:
        table = self.work.site.models.table(register.key)
        wanted = sorted(self.wanted[register.key] - self.taken[register.key])
        for start in range(0, len(wanted), 500):
            mine = table.c.id.in_(wanted[start : start + 500])
            statement = scoped_select(self.work.site.rights, register.key).where(mine).order_by(table.c.id)
            yield [dict(row) for row in self.work.session.execute(statement).mappings()]

    def _lines(self, register: Register, page: Sequence[Row], *, known: bool) -> Iterator[list[str]]:
        fields, wording, ids = packed_fields(register), self.work.wording(), [row["id"] for row in page]
        links = {each.key: read_links(self.work, register, each.key, ids) for each in fields
                 if isinstance(each.type, References)}
        hidden = not self.clear and any(register.fields[key].secret for key in naming_fields(register))
        names = {} if hidden else read_names(self.work.session, register.key, ids, wording)
        for row in page:
            values = {**stored_values(register, row), **{key: found.get(row["id"]) or None for key, found in links.items()}}
            self._want(register, values)
            yield [str(row["id"]), names.get((register.key, row["id"]), f"#{row['id']}"), "1" if known else "",
                   str(row["version"]), spell_moment(row["created_at"]), spell_moment(row["changed_at"]),
                   spell_moment(row["void_at"]), row["void_reason"] or "",
                   *(spell_value(each, values.get(each.key), wording, masked=each.secret and not self.clear)
                     for each in fields)]

    def _want(self, register: Register, values: Row) -> None:
        for each in register.fields.values():
            value = values.get(each.key)
            if value is not None and isinstance(each.type, (Reference, References)):
                self.wanted[each.type.to].update(value if isinstance(value, (list, tuple)) else (value,))

    def _units(self) -> None:
        every = self.work.site.directory(self.work.session).units
        seen = every.keys() if isinstance(acting(), Unscoped) else visible_ids(
            self.work.session, self.work.site.rights, "unit", every, acting())
        nodes = {key: node for key, node in every.items() if key in seen}
        with self.archive.adding("units.csv") as out:
            out.write("\ufeff".encode() + lines_of([("#id", "code", "name")]))
            out.write(lines_of((str(node.id), node.code, node.name) for node in nodes.values()))

    # -- what belongs to the rows ----------------------------------------------------------------

    def _history(self, registers: Iterable[Register]) -> None:
        table = self.work.site.models.system.history
        with self.archive.adding("history.csv") as out:
            out.write("\ufeff".encode() + lines_of([HISTORY]))
            for register in registers:
                for entries in self._of_rows(table, register.key):
                    keys = self._record_keys(register, {entry["record_id"] for entry in entries})
                    out.write(lines_of(self._entry(register, entry, keys.get(entry["record_id"])) for entry in entries))

    def _of_rows(self, table: Any, register: str) -> Iterator[list[Row]]:
        """The rows of a system table that belong to the register's packed rows, in the order of their ids."""
        ids = sorted(self.taken[register])
        for start in range(0, len(ids), 500):
            mine = (table.c.register == register) & table.c.record_id.in_(ids[start : start + 500])
            statement = guarded(select(table).where(mine).order_by(table.c.id))
            yield [dict(row) for row in self.work.session.execute(statement).mappings()]

    def _record_keys(self, register: Register, ids: set[int]) -> dict[int, bytes | None]:
        if not register.secrets or not ids:
            return {}
        table = self.work.site.models.table(register.key)
        statement = scoped_select(self.work.site.rights, register.key, table.c.id, table.c.record_key)
        return {row.id: row.record_key for row in self.work.session.execute(statement.where(table.c.id.in_(ids)))}

    def _entry(self, register: Register, entry: Row, key: bytes | None) -> list[str]:
        """A line of history: secret values in clear only in a locked package, else only which fields they were."""
        changes = entry["changes"]
        if register.secrets:
            found = opened_changes(changes, key)
            missing = not found and "sealed" in json.loads(changes)
            if not missing:
                changes = json.dumps(found, ensure_ascii=False) if self.clear else spelled(register, found, None)
        return [entry["register"], str(entry["record_id"]), spell_moment(entry["at"]), entry["user_name"], entry["door"],
                entry["act"], str(entry["version"]), changes, entry["reason"] or ""]

    def _steps(self) -> None:
        table = self.work.site.models.system.case_step
        names = [column.name for column in table.c if column.name not in ("id", "user_id")]
        with self.archive.adding("steps.csv") as out:
            out.write("\ufeff".encode() + lines_of([names]))
            for register in list(self.taken):
                for steps in self._of_rows(table, register):
                    out.write(lines_of([_text(step[name]) for name in names] for step in steps))

    def _balances(self) -> None:
        with self.archive.adding("balances.csv") as out:
            out.write("\ufeff".encode() + lines_of([BALANCES]))
            points = sorted(self.taken["supply_point"])
            out.write(lines_of([_text(row[name]) for name in BALANCES] for row in balances_of(self.work, points)))

    def _files(self) -> None:
        """The attachments, each content once; those that are missing or changed on the disk are left out."""
        table, names = self.work.site.models.system.attachment, ("register", "record_id", "field", "name", "media_type", "size",
                                                                 "sha256", "added_at")
        lines = []
        for register in list(self.taken):
            for files in self._of_rows(table, register):
                lines += [[_text(each[name]) for name in names] for each in files
                          if each["removed_at"] is None and self._add_file(each)]
        with self.archive.adding("files.csv") as out:
            out.write("\ufeff".encode() + lines_of([names, *lines]))

    def _add_file(self, file: Row) -> bool:
        member = f"files/{file['sha256']}"
        if member not in self.archive.members:
            path = path_of(self.work.site, file["stored_as"])
            if not path.is_file() or _digest(path) != file["sha256"]:
                return False
            self.archive.add_file(member, path, pack=False)
        return True


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _text(value: Any) -> str:
    if value is None:
        return ""
    return spell_moment(value) if hasattr(value, "astimezone") else str(value)

