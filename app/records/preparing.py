"""The way of a row from what was given to what will be stored; the same for one form and for a thousand lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.access.guard import guarded
from app.definition import Register
from app.fieldtypes import References
from app.fieldtypes.reading import Reading
from app.problems import problem
from app.records.draft import Draft
from app.records.matching import Claims, check_unique, find_existing, same_as_stored
from app.records.reading import ColumnWriter, ValueReader, check_masks, columns_of
from app.records.resolving import resolve
from app.records.ruling import Rules, apply_defaults, complete, plain_defaults
from app.records.site import Change, Known, Work


def prepare(work: Work, register: Register, drafts: Sequence[Draft], *, match_on: Iterable[tuple[str, ...]] = ()) -> None:
    """Bring every row to its values, faults, action and columns. Reads, never writes.

    ``match_on``: the keys by which a row of a file means a stored record; a form names its record itself (``before``).
    """
    steps = Preparation(work, register, match_on=match_on)
    steps.read(drafts)
    steps.resolve(drafts)
    steps.match(drafts)
    steps.settle(drafts)


class Preparation:
    """The steps of ``prepare`` for many rows that come in chunks; a file looks at its own rows between them.

    ``claims`` remembers from chunk to chunk which record is meant by which row.
    """

    def __init__(self, work: Work, register: Register, *, match_on: Iterable[tuple[str, ...]] = (),
                 reading: Reading | None = None) -> None:
        self.work, self.register, self.match_on = work, register, tuple(match_on)
        self.reading = reading or work.reading()
        self.claims = Claims()
        self.known: dict[str, Known] = {name: {} for name in register.behaves}
        self._reader = ValueReader(register, self.reading)
        self._writer = ColumnWriter(register)
        self._rules = Rules(register)
        self._defaults = plain_defaults(register, self.reading, work.today)

    def read(self, drafts: Sequence[Draft]) -> None:
        """Cells → values."""
        self._reader.read(drafts)

    def resolve(self, drafts: Sequence[Draft]) -> None:
        """Names → records."""
        resolve(self.work, self.register, drafts)

    def match(self, drafts: Sequence[Draft]) -> None:
        """Rows → stored records."""
        find_existing(self.work, self.register, drafts, self.match_on, self.claims, self._writer)
        if self.reading.door == "file":
            _miss_masked(drafts)
        check_masks(self.register, drafts, self.work.wording())

    def settle(self, drafts: Sequence[Draft]) -> None:
        """The verdict of the declaration, then the columns to store."""
        for draft in drafts:
            if draft.before is None:
                apply_defaults(draft, self._defaults)
            else:
                complete(self.register, draft)
            self._rules.judge(draft, self.work.today)
        check_unique(self.work, self.register, drafts)
        for name, known in self.known.items():
            self.work.site.behaviours[name].judge(self.work, self.register, drafts, known)
        good = [draft for draft in drafts if not draft.faults]
        for draft in good:
            draft.columns = self._writer.columns(draft.values)
        _compare_links(self.work, self.register, [draft for draft in good if draft.before is not None])
        for draft in good:
            if draft.before is not None and not draft.links and same_as_stored(draft):
                draft.action = "same"  # a row that gives nothing new is left alone
            elif self.register.behaves:
                draft.columns.update(self._writer.columns(derived(self.work, self.register, draft.before, draft.values)))


def _miss_masked(drafts: Sequence[Draft]) -> None:
    """F033 for a masked cell of a row that means no record: nobody knows what it hides."""
    for draft in drafts:
        if draft.masked and draft.before is None:
            for key in () if draft.faults else draft.masked:
                draft.fault(problem("F033", field=key))
            draft.masked.clear()


def derived(work: Work, register: Register, before: Mapping[str, Any] | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the register's behaviour packs keep of a row with these values."""
    kept: dict[str, Any] = {}
    for name in register.behaves:
        kept.update(work.site.behaviours[name].derive(work, register, before, {**values, **kept}))
    return kept


def take_for(work: Work, register: Register, drafts: Sequence[Draft]) -> None:
    """Tell the register's behaviour packs that these new rows are about to be stored."""
    for name in register.behaves:
        work.site.behaviours[name].before_create(work, register, drafts)


def note_changes(work: Work, register: Register, changes: Sequence[Change]) -> None:
    """Tell the register's behaviour packs what was stored. Whoever stores rows calls it, in the same transaction."""
    for name in register.behaves:
        work.site.behaviours[name].after_change(work, register, changes)


def _compare_links(work: Work, register: Register, drafts: Sequence[Draft]) -> None:
    """Note in ``links`` which many-references the rows change."""
    for field in register.written_fields:
        speaking = [draft for draft in drafts if field.key in draft.given] if isinstance(field.type, References) else []
        if speaking:
            stored = read_links(work, register, field.key, [draft.record_id for draft in speaking if draft.record_id])
            for draft in speaking:
                old, new = stored.get(draft.record_id or 0, []), sorted(draft.values.get(field.key) or ())
                if old != new:
                    draft.links[field.key] = (old, new)


def read_links(work: Work, register: Register, key: str, records: Sequence[int]) -> dict[int, list[int]]:
    """The targets of a many-references field, in order, by record."""
    table = work.site.models.links[register.key, key]
    found: dict[int, list[int]] = {}
    for start in range(0, len(records), 500):
        mine = table.c.record_id.in_(records[start : start + 500])
        statement = select(table.c.record_id, table.c.target_id).where(mine).order_by(table.c.target_id)
        for record, target in work.session.execute(guarded(statement)).all():
            found.setdefault(record, []).append(target)
    return found


__all__ = ["Preparation", "columns_of", "derived", "note_changes", "prepare", "read_links", "take_for"]
