"""What all declared policies share: dates of validity, figures with their source, the version in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from app.problems import BadValue, Mark, Problem, problem
from app.words import Words

T = TypeVar("T")
OURS = "ours"  #: the key of the source "default of this system" in every policy file


@dataclass(frozen=True)
class Source:
    """Where a figure comes from: a section of the documents, or this system's own default."""

    key: str
    words: Words

    @property
    def is_default(self) -> bool:
        """True for a figure of ours: screens show it as "default of this system"."""
        return self.key == OURS


@dataclass(frozen=True)
class Figure(Generic[T]):
    """One declared value with its source."""

    value: T
    source: Source


@dataclass(frozen=True, kw_only=True)
class Policy:
    """One version of a policy, in force from ``valid_from`` to ``valid_to`` (both within; None = open)."""

    key: str
    words: Words
    valid_from: date
    valid_to: date | None = None
    mark: Mark = field(compare=False, repr=False)
    raw: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)  #: what was declared, for the editor

    @property
    def version(self) -> str:
        """What a record keeps of the rule it was graded under."""
        return self.valid_from.isoformat()

    def is_valid(self, day: date) -> bool:
        """True where ``day`` lies within its dates."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


P = TypeVar("P", bound=Policy)


def policy_in_force(policies: Iterable[P], day: date) -> P:
    """The version that counts on ``day``: of those valid, the one that began last. Raises BadValue D413."""
    valid = [policy for policy in policies if policy.is_valid(day)]
    if not valid:
        raise BadValue("D413", day=day)
    return max(valid, key=lambda policy: policy.valid_from)


def policy_of_version(policies: Iterable[P], version: str) -> P:
    """The version a record was graded under. Raises BadValue D413."""
    for policy in policies:
        if policy.version == version:
            return policy
    raise BadValue("D413", day=version)


def check_versions(policies: Iterable[Policy]) -> Iterator[Problem]:
    """Two versions of one policy may not begin on the same day."""
    seen: dict[tuple[str, date], Mark] = {}
    for policy in policies:
        first = seen.setdefault((policy.key, policy.valid_from), policy.mark)
        if first is not policy.mark:
            yield problem("D412", policy.mark, policy=policy.key, day=policy.valid_from, other=str(first))
