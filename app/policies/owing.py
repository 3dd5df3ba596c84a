"""What would be owed for the next period by two versions of the periods or of the returns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, cast

from app.behaviours.return_clock import read_owing
from app.decisions.obligations import due_of, obligations
from app.decisions.periods import Period, PeriodPolicy, containing, next_period
from app.decisions.policies import Policy
from app.decisions.return_policy import ReturnPolicy
from app.problems import BadValue
from app.records.return_states import RETURN, period_policy, return_policy
from app.records.site import Work

Change = tuple[str, Any, Period, date | None, date | None, int]  #: kind, words, period, due before and after, how many owe it


def owed_changes(work: Work, before: Policy, after: Policy) -> Iterator[Change]:
    """Each return of the first period that the new version governs; of the same few statements however many units owe."""
    if RETURN not in work.site.definition.registers:
        return
    owing, starts = read_owing(work), after.valid_from
    try:
        periods, returns = period_policy(work.site, starts), return_policy(work.site, starts)
    except BadValue:  # a time before the first policy
        return
    sides = [(cast(PeriodPolicy, each) if each.key == "periods" else periods,
              cast(ReturnPolicy, each) if each.key == "returns" else returns) for each in (before, after)]
    for key, kind in sides[1][1].kinds.items():
        period = _governed(containing(kind.period, starts), starts)
        was = sides[0][1].kinds.get(key)
        due = due_of(was, period, sides[0][0]) if was else None
        later = due_of(kind, period, sides[1][0])
        count = len(obligations(owing.units, owing.departments, kind, period, sides[1][0], owing.leading)) if later else 0
        yield key, kind.words, period, due, later, count


def _governed(period: Period, starts: date) -> Period:
    """The first period that begins under the version."""
    return period if period.first >= starts else next_period(period)
