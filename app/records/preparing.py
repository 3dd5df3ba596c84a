"""The way of a row from what was given to what will be stored; the same for one form and for a thousand lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.definition import Register
from app.fieldtypes import References
from app.records.draft import Draft
from app.records.matching import check_unique, find_existing, same_as_stored
from app.records.reading import check_masks, columns_of, read_values
from app.records.resolving import resolve
from app.records.ruling import apply_defaults, complete, judge, plain_defaults
from app.records.site import Work


def prepare(work: Work, register: Register, drafts: Sequence[Draft], *, match_on: Iterable[tuple[str, ...]] = ()) -> None:
    """Bring every row to its values, faults, action and columns. Reads, never writes.

    ``match_on``: the keys by which a row of a file means a stored record; a form names its record itself (``before``).
    """
    reading = work.reading()
    read_values(register, drafts, reading)
    resolve(work, register, drafts)
    find_existing(work, register, drafts, match_on)
    check_masks(register, drafts, work.wording())
    defaults = plain_defaults(register, reading, work.today)
    for draft in drafts:
        complete(register, draft)
        apply_defaults(draft, defaults)
        judge(register, draft, work.today)
    check_unique(work, register, drafts)
    for draft in drafts:
        if not draft.refused:
            _settle(work, register, draft)


def _settle(work: Work, register: Register, draft: Draft) -> None:
    """The columns of the row, with what behaviours keep; a row that gives nothing new is left alone."""
    draft.columns = columns_of(register, draft.values)
    if draft.before is not None and same_as_stored(draft) and not _link_fields(register, draft):
        draft.action = "same"
        return
    draft.columns.update(columns_of(register, derived(work, register, draft.before, draft.values)))


def derived(work: Work, register: Register, before: Mapping[str, Any] | None, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the register's behaviour packs keep of a row with these values."""
    kept: dict[str, Any] = {}
    for name in register.behaves:
        kept.update(work.site.behaviours[name].derive(work, register, before, {**values, **kept}))
    return kept


def _link_fields(register: Register, draft: Draft) -> list[str]:
    """The many-references that the row speaks of; whether they differ is seen when they are stored."""
    return [key for key in draft.given if isinstance(register.fields[key].type, References)]
