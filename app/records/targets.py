"""What rates aim at and how long what is received may take, by the policy of a day."""

from __future__ import annotations

from datetime import date
from typing import cast

from app.decisions.target_policy import TargetPolicy, policy_of_day
from app.records.site import Site


def target_policy(site: Site, day: date) -> TargetPolicy | None:
    """The version of targets.yaml for a day; None where the declarations have none."""
    return policy_of_day([cast(TargetPolicy, each) for each in site.policies("targets")], day)


def rate_target(site: Site, rate: str, day: date) -> int | None:
    """Per cent that a rate aims at; None where nothing is said of it."""
    policy = target_policy(site, day)
    return policy.per_cent(rate) if policy else None


def term_of(site: Site, register: str, day: date) -> int | None:
    """Working days for what a register received on a day; None where nothing is said of it."""
    policy = target_policy(site, day)
    return policy.working_days(register) if policy else None
