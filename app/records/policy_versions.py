"""The versions of policies that the county has stored beside the files: append-only, the file being the first.

Which version counts is chosen by day (app/decisions/policies.py). A stored version holds what differs from its file, so that
what a later release adds to the file is there too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.access.guard import guarded
from app.decisions.declared import Place
from app.decisions.policies import Policy
from app.decisions.policy_changes import Changes, changed
from app.decisions.policy_files import read_policy
from app.model import Models
from app.problems import Mark, Problems

_SLASH = "/"


@dataclass(frozen=True, kw_only=True)
class StoredVersion:
    """A version as it was stored. ``base``: the first day of the file that it departs from; ``fits``: it can still be read."""

    id: int
    policy: str
    valid_from: date
    base: str
    changes: Changes
    source: str
    note: str
    by: str
    at: datetime
    fits: bool = True


@dataclass(frozen=True)
class Versions:
    """All versions that can count, one for each day on which one begins, and every one that was ever stored."""

    policies: tuple[Policy, ...] = ()
    stored: tuple[StoredVersion, ...] = ()
    files: Mapping[tuple[str, str], Policy] = field(default_factory=dict)  #: by key and first day
    _by_key: dict[str, tuple[Policy, ...]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, key: str) -> tuple[Policy, ...]:
        """The versions of a policy, the earliest first."""
        if key not in self._by_key:
            mine = (each for each in self.policies if each.key == key)
            self._by_key[key] = tuple(sorted(mine, key=lambda each: each.valid_from))
        return self._by_key[key]

    def stored_of(self, key: str) -> tuple[StoredVersion, ...]:
        """What was ever stored of a policy, the oldest first."""
        return tuple(each for each in self.stored if each.policy == key)


def read_versions(session: Session, models: Models) -> Versions:
    """Files and table together; one statement."""
    files = [each for each in models.definition.policies.values() if isinstance(each, Policy)]
    table = models.system.policy_version
    rows = session.execute(guarded(select(table).order_by(table.c.id))).mappings().all()
    return merged(files, [_stored(row) for row in rows])


def _stored(row: Mapping[Any, Any]) -> StoredVersion:
    told = json.loads(row["document"])
    changes = {tuple(path.split(_SLASH)): value for path, value in told["changes"].items()}
    return StoredVersion(id=row["id"], policy=row["policy"], valid_from=row["valid_from"], base=told["base"], changes=changes,
                         source=row["source"], note=row["note"] or "", by=row["user_name"], at=row["at"])


def merged(files: Iterable[Policy], stored: Iterable[StoredVersion]) -> Versions:
    """Of two versions that begin on the same day the one that was stored later counts; a file is the first.

    A version that the present files no longer let stand counts as its file says: it stays the version of its day.
    """
    found = {(each.key, each.valid_from): each for each in files}
    bases, told = dict(found), []
    for each in stored:
        base = base_of(bases.values(), each)
        if base is None:
            continue
        try:
            policy, fits = version_of(base, each.changes, each.valid_from), True
        except Problems:
            policy, fits = version_of(base, {}, each.valid_from), False
        found[each.policy, each.valid_from] = policy
        told.append(replace(each, fits=fits))
    return Versions(tuple(found.values()), tuple(told), {(each.key, each.version): each for each in bases.values()})


def base_of(files: Iterable[Policy], stored: StoredVersion) -> Policy | None:
    """The file that a stored version departs from; where it is gone, the last one before the day."""
    mine = [each for each in files if each.key == stored.policy]
    named = [each for each in mine if each.version == stored.base]
    earlier = sorted((each for each in mine if each.valid_from <= stored.valid_from), key=lambda each: each.valid_from)
    return next(iter((*named, *reversed(earlier), *mine)), None)


def version_of(base: Policy, changes: Changes, valid_from: date) -> Policy:
    """The version that the changes make of a file, with the checks of the files. Raises Problems (D4…).

    A fault stands at the place that has it: ``mark.column`` is the path, its parts joined by "/".
    """
    def mark(place: Place) -> Mark:
        return Mark(f"{base.key} {valid_from}", 1, _SLASH.join(map(str, place)))

    return read_policy(changed(base.raw, changes, valid_from), mark)


def keep_version(session: Session, models: Models, *, policy: str, valid_from: date, base: str, changes: Changes, source: str,
                 note: str, user_id: int | None, user_name: str, at: datetime) -> None:
    """Write a version. What it may say, and from when, has been asked before."""
    document = {"base": base, "changes": {_SLASH.join(path): value for path, value in changes.items()}}
    session.execute(insert(models.system.policy_version).values(
        policy=policy, valid_from=valid_from, document=json.dumps(document, ensure_ascii=False, sort_keys=True), source=source,
        note=note or None, user_id=user_id, user_name=user_name, at=at))
