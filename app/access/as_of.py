"""A record as it was: its values rebuilt from its history, never from what somebody remembers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.access.history import Change


@dataclass(frozen=True, slots=True)
class Written:
    """One entry of a record's history, opened."""

    at: datetime
    act: str
    changes: Mapping[str, Change]
    sealed: bool = False  #: its secret fields cannot be read any more: the record's key is destroyed


@dataclass(frozen=True, slots=True)
class AsOf:
    """A record at a moment. Values are those of JSON, by field; a field that is absent was empty.

    ``since``: where its history begins, None without any. ``exists``: it had been entered by then. ``certain`` holds the
    fields whose value an entry of that time or before gives; the rest is read back from what changed them later, or from
    the record as it is now. ``lost``: secret values that were destroyed.
    """

    since: datetime | None
    exists: bool
    void: bool = False
    values: Mapping[str, Any] = field(default_factory=dict)
    certain: frozenset[str] = frozenset()
    lost: bool = False


def as_of(entries: Sequence[Written], present: Mapping[str, Any], moment: datetime, *, voided: bool) -> AsOf:
    """The record just before ``moment``. ``entries`` oldest first; ``present``: its values now; ``voided``: it is void now.

    A history that begins with the entry of the record tells everything. One that begins later (rows older than the log)
    leaves fields that it does not mention by then: each was what its next change calls old, or is what it is now.
    """
    if not entries:
        return AsOf(None, exists=True, void=voided, values=present)
    before = [each for each in entries if each.at < moment]
    after = entries[len(before):]
    complete = entries[0].act == "create"
    if complete and not before:
        return AsOf(entries[0].at, exists=False)
    told = {key: pair[1] for each in before for key, pair in each.changes.items()}
    back = {} if complete else _read_back(after, present)
    values = {**back, **told}
    times = sum(each.act == "void" for each in after)
    return AsOf(entries[0].at, exists=True, void=voided != bool(times % 2), certain=frozenset(told),
                values={key: value for key, value in values.items() if value is not None},
                lost=any(each.sealed for each in before))


def _read_back(after: Sequence[Written], present: Mapping[str, Any]) -> dict[str, Any]:
    """What the fields held before these entries."""
    first: dict[str, Any] = {}
    for each in after:
        for key, pair in each.changes.items():
            first.setdefault(key, pair[0])
    return {**present, **first}
