"""Reads schema/policies/supplies.yaml: how many days ahead supplies that expire are listed (rules.md §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.decisions.course_policy import check_rising
from app.decisions.declared import Declared
from app.decisions.policies import Figure, Policy
from app.decisions.policy_parts import HEADING, at_least_one, read_figure, read_heading, read_sources

Expiry = Literal["expired", "soon", "later", "far"]


@dataclass(frozen=True, kw_only=True)
class SupplyPolicy(Policy):
    """``soon`` and ``later``: days before the last day on which goods may be used."""

    soon: Figure[int]
    later: Figure[int]

    def expiry(self, last: date | None, today: date) -> Expiry:
        """How near the last day is; goods without one never expire."""
        if last is None or last - today > timedelta(days=self.later.value):
            return "far"
        if last < today:
            return "expired"
        return "soon" if last - today <= timedelta(days=self.soon.value) else "later"


def read_supplies(file: Declared) -> SupplyPolicy:
    """The policy; faults go to ``file.found``."""
    file.only(*HEADING, "expiry")
    sources, expiry = read_sources(file.at("sources")), file.at("expiry")
    expiry.only("soon", "later")
    sound = len(file.found)
    soon, later = (read_figure(expiry.at(key), sources, at_least_one) for key in ("soon", "later"))
    check_rising(expiry, [soon.value, later.value], sound)
    return SupplyPolicy(**read_heading(file), soon=soon, later=later)
