"""Bringing a package: everything in it, or nothing. Hashes first, then every row's verdict, then one transaction."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from app.access.audit import Event
from app.access.guard import guarded, scoped_select
from app.access.viewer import Acting, Unscoped, acting, acting_as, performing
from app.definition import Field, Register
from app.fieldtypes import AutoNumber, Reference, References
from app.fieldtypes.reading import UNCHANGED
from app.packages.allowing import BRING, check_package
from app.packages.conflicts import Conflict, conflict_of, differs_in
from app.packages.manifest import PACKAGE, PackageManifest
from app.packages.meeting import BOTH_CHANGED, Entry, Meeting, Row, Side, meet
from app.packages.settling import keep_files, keep_rows, keep_steps, taken_values
from app.packages.shelving import keep_balances
from app.packages.spelling import PackedRow, is_json, packed_fields, packed_registers, read_lines, read_moment, read_row
from app.problems import BadValue, Problem, Problems, problem
from app.records.directory import UnitNode
from app.records.matching import unique_keys
from app.records.preparing import read_links
from app.records.reading import ColumnWriter
from app.records.site import Work
from app.safekeeping.archive import StatedZip, opened_as
from app.safekeeping.manifest import program_version

Settle = Mapping[str, Side]  #: register → whose rows stand


@dataclass
class Brought:
    """What a package would do, or has done. ``counts``: rows of each register by verdict (create, update, same, older);
    ``problems``: why nothing is stored, row by row; ``conflicts``: what both sides have changed, all of it, settled or not;
    ``files``: attachments that are new."""

    manifest: PackageManifest
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    files: int = 0
    stored: bool = False

    @property
    def changes(self) -> int:
        """Rows that are new or changed, and new attachments."""
        return self.files + sum(each.get(verdict, 0) for verdict in ("create", "update", "taken")
                                for each in self.counts.values())


def import_package(work: Work, path: Path, *, passphrase: str | None = None, store: bool = False,
                   settle: Settle = MappingProxyType({})) -> Brought:
    """Look at a package, and with ``store`` bring it: all rows, or none where there is one problem (F075 to F078).

    ``settle``: for a register whose rows stand where both sides have changed them; without it nothing is stored (F075).

    The session's transaction ends here. Raises Refused, and Problems for what is refused as a whole: F070 foreign, F071
    damaged, F072 newer, F073 and F074 passphrase, F079 no such unit.
    """
    kept: list[Path] = []
    stored, who = False, acting()
    with opened_as(PACKAGE, path, passphrase) as archive, performing(work.deed):
        unit = _unit(work, archive.manifest)
        check_package(work, BRING, unit)
        archive.compare_all()
        try:
            with acting_as(who if isinstance(who, Unscoped) else Unscoped("package")):  # no role sees all that is in one
                done = _Bringing(work, archive, kept, settle, unit, who).go()
            if store and not done.problems:
                _tell(work, done, settle)
                work.session.commit()
                done.stored = stored = True
        finally:
            if work.session.in_transaction():
                work.session.rollback()
            for each in () if stored else kept:
                each.unlink(missing_ok=True)
    return done


def _unit(work: Work, manifest: PackageManifest) -> UnitNode:
    """The unit of a package. Raises Problems (F079) where it is not here."""
    found = next((node for node in work.site.directory(work.session).units.values() if node.code == manifest.unit), None)
    if found is None:
        raise Problems([problem("F079", given=manifest.unit[:40])])
    return found


def _tell(work: Work, done: Brought, settle: Settle) -> None:
    settled = sorted({each.register for each in done.conflicts})
    detail = {"unit": done.manifest.unit, "made_at": done.manifest.made_at, "files": done.files, **done.counts,
              **({"settled": {key: settle[key] for key in settled}} if settled else {})}
    event = Event(event="package_import", at=work.now, door=work.door, rows=done.changes - done.files, detail=detail)
    work.site.audit.write_within(work.session, event, acting())


class _Bringing:
    """One package on its way in."""

    def __init__(self, work: Work, archive: StatedZip[PackageManifest], kept: list[Path], settle: Settle, unit: UnitNode,
                 who: Acting) -> None:
        self.work, self.archive, self.kept, self.settle, self.unit, self.who = work, archive, kept, settle, unit, who
        self.done = Brought(archive.manifest)
        self.ids: dict[tuple[str, int], int] = {}  # (register, number in the package) → id here
        self.names: dict[tuple[str, int], str] = {}
        self.reading = replace(work.reading(), door="api", today=None)
        self.history: dict[tuple[str, int], list[dict[str, str]]] = defaultdict(list)
        self.met: dict[str, list[Meeting]] = {}

    def go(self) -> Brought:
        """Every register in turn; nothing is committed."""
        try:
            self._read_units()
            self._read_history()
            for register in self._registers():
                self._register(register)
            if not self.done.problems:
                keep_steps(self.work, self._lines("steps.csv"), self.ids, self.met)
                self.done.files = keep_files(self.work, self.archive, self._lines("files.csv"), self.ids, self.met, self.kept)
                self._keep_balances()
        except (ValueError, KeyError) as bad:
            raise self.archive.damaged(str(bad)[:80]) from bad
        return self.done

    def _keep_balances(self) -> None:
        moved = self.met.get("stock_movement", [])
        for each in keep_balances(self.work, moved, self._lines("balances.csv"), self.ids):
            self._fault(self.work.site.definition.registers["stock_movement"], each.packed, "F082")

    def _lines(self, member: str) -> Iterator[dict[str, str]]:
        if member in self.archive.manifest.members:
            yield from read_lines(self.archive.lines(member))

    def _registers(self) -> list[Register]:
        """Those of the package in their order. Raises Problems (F072) for one that this program does not know."""
        known = packed_registers(self.work.site.definition)
        strange = set(self.archive.manifest.registers) - {each.key for each in known}
        if strange:
            raise self._newer(sorted(strange)[0])
        return [each for each in known if each.key in self.archive.manifest.registers]

    def _newer(self, what: str) -> Problems:
        return Problems([problem("F072", name=self.archive.path.name, revision=self.archive.manifest.version,
                                 head=f"{program_version()}, ≠ {what}")])

    def _read_units(self) -> None:
        """Units are known by their codes, and never made or changed."""
        here = {node.code: node.id for node in self.work.site.directory(self.work.session).units.values()}
        for line in self._lines("units.csv"):
            self.names["unit", int(line["#id"])] = f"{line['name']} {line['code']}"
            if line["code"] in here:
                self.ids["unit", int(line["#id"])] = here[line["code"]]

    def _read_history(self) -> None:
        for line in self._lines("history.csv"):
            self.history[line["register"], int(line["record_id"])].append(line)

    # -- one register --------------------------------------------------------------------------

    def _register(self, register: Register) -> None:
        packed = [self._packed(register, line) for line in self._lines(f"registers/{register.key}.csv")]
        writer = ColumnWriter(register)
        rows = [self._meeting(register, each, writer) for each in packed]
        here = self._here(register, rows)
        links = {each.key: read_links(self.work, register, each.key, [row["id"] for row in here])
                 for each in register.fields.values() if isinstance(each.type, References)}
        meet(register, rows, here, lambda record: {key: found.get(record, []) for key, found in links.items()},
             self._trails(register, [row["id"] for row in here]), self.settle.get(register.key, "stop"))
        self.done.conflicts += [conflict_of(self.work, register, each) for each in rows
                                if each.verdict in BOTH_CHANGED.values()]
        self._refuse(register, rows)
        self.met[register.key] = rows
        self.done.counts[register.key] = dict(Counter(each.verdict for each in rows if not each.packed.known))
        found = keep_rows(self.work, register, rows, self.ids, self.history, self.who) if not self.done.problems else {}
        for each in rows:
            if each.place is not None and register.scope.kind != "shared" and each.place[self.unit.level] != self.unit.id:
                self._fault(register, each.packed, "F084", unit=self.unit.name)
            own = each.here["id"] if each.here else found.get(each.packed.id)
            self.ids[register.key, each.packed.id] = own if own is not None else -each.packed.id  # named in vain, told once

    def _packed(self, register: Register, line: dict[str, str]) -> PackedRow:
        row = read_row(line)
        for key in row.cells:
            if key not in register.fields:
                raise self._newer(f"{register.key}.{key}")
        self.names[register.key, row.id] = row.name
        return row

    def _meeting(self, register: Register, row: PackedRow, writer: ColumnWriter) -> Meeting:
        values: dict[str, Any] = {}
        links: dict[str, list[int]] = {}
        for each in packed_fields(register):
            if each.key not in row.cells or (each.secret and not self.done.manifest.clear):
                continue
            value = self._value(register, each, row)
            if isinstance(each.type, References):
                links[each.key] = sorted(value or ())
            else:
                values[each.key] = value
        trail = [_entry(line) for line in self.history.get((register.key, row.id), ())]
        return Meeting(row, writer.columns(values), links, trail)

    def _value(self, register: Register, each: Field, row: PackedRow) -> Any:
        cell = row.cells[each.key]
        if not cell:
            return None
        try:
            if isinstance(each.type, (Reference, References)):
                return self._referred(register, each, row, cell)
            value = each.type.parse(_json(cell) if is_json(each) else cell, self.reading)
            if value is UNCHANGED:
                raise BadValue("V010", given=cell[:40])
        except BadValue as bad:
            reason = bad.at(each.key).message(self.work.language)
            self._fault(register, row, "F077", label=each.label, reason=reason)
            return None
        finally:
            self.reading.warnings.clear()
        return value

    def _referred(self, register: Register, each: Field, row: PackedRow, cell: str) -> Any:
        """Numbers of the package as ids of here."""
        assert isinstance(each.type, (Reference, References))
        several = isinstance(each.type, References)
        wanted = _json(cell)
        found = []
        for number in wanted if several else [wanted]:
            own = self.ids.get((each.type.to, int(number)))
            if own is None:
                given = self.names.get((each.type.to, int(number)), f"#{number}")
                self._fault(register, row, "F076", label=each.label, given=given)
            else:
                found.append(own)
        return tuple(found) if several else next(iter(found), None)

    def _fault(self, register: Register, row: PackedRow, code: str, **values: Any) -> None:
        said = {"record": f"{register.label.to(self.work.language)} {row.name}", **values}
        found = problem(code, **said)
        (self.done.warnings if found.is_warning else self.done.problems).append(found)

    def _here(self, register: Register, rows: Sequence[Meeting]) -> list[Row]:
        """The records that rows may mean: those of the subtree, and for rows from outside of it all of the register."""
        table = self.work.site.models.table(register.key)
        statement = scoped_select(self.work.site.rights, register.key).order_by(table.c.id)
        if register.scope.kind != "shared" and not any(each.packed.known for each in rows):
            statement = statement.where(table.c[f"{self.unit.level}_id"] == self.unit.id)
        return [dict(row) for row in self.work.session.execute(statement).mappings()]

    def _trails(self, register: Register, ids: Sequence[int]) -> Mapping[int, Sequence[Entry]]:
        table = self.work.site.models.system.history
        found: dict[int, list[Entry]] = defaultdict(list)
        columns = (table.c.record_id, table.c.at, table.c.act, table.c.version, table.c.door, table.c.user_name)
        for start in range(0, len(ids), 500):
            mine = (table.c.register == register.key) & table.c.record_id.in_(ids[start : start + 500])
            statement = guarded(select(*columns).where(mine).order_by(table.c.id))
            for record, *entry in self.work.session.execute(statement):
                found[record].append(Entry(*entry))
        return found

    # -- what cannot be -------------------------------------------------------------------------

    def _refuse(self, register: Register, rows: Sequence[Meeting]) -> None:
        for each in rows:
            if each.verdict == "conflict":
                self._fault(register, each.packed, "F075", fields=_labels(register, each))
            elif each.verdict == "create" and each.packed.known and register.scope.kind != "shared":
                self._missing(register, each.packed)
            elif each.verdict == "create":
                self._empty_masks(register, each.packed)
        for each, key in taken_values(self.work, register, rows, unique_keys(register)):
            self._fault(register, each.packed, "F078", label=[register.fields[name].label for name in key])
        numbers = [(each.key,) for each in register.fields.values() if isinstance(each.type, AutoNumber)]
        for each, key in taken_values(self.work, register, rows, numbers):
            self._fault(register, each.packed, "F081", given=each.columns[key[0]])

    def _missing(self, register: Register, row: PackedRow) -> None:
        """A record outside the subtree that rows of the package refer to, and that is not here."""
        self._fault(register, row, "F076", label=register.one, given=row.name)

    def _empty_masks(self, register: Register, row: PackedRow) -> None:
        for each in register.fields.values():
            if each.secret and row.cells.get(each.key) and not self.done.manifest.clear:
                self._fault(register, row, "F080", label=each.label)


def _entry(line: Mapping[str, str]) -> Entry:
    at = read_moment(line["at"])
    if at is None:
        raise ValueError("at")
    return Entry(at, line["act"], int(line["version"]), line["door"], line["user_name"])


def _json(cell: str) -> Any:
    return json.loads(cell)


def _labels(register: Register, row: Meeting) -> list[Any]:
    names = set(row.differing)
    return [each.label for each in register.fields.values() if differs_in(each, names)] or [register.one]

