"""The due day of what is received: working days after the day of receipt, an extension counted on top."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from app.behaviours.timed import Timed
from app.decisions.calendar import Holidays
from app.definition import Definition
from app.records.site import Work

#: The May holiday of 2026 from Friday to Tuesday, and the Saturday after it worked.
MAY = Holidays(rest=frozenset(date(2026, 5, day) for day in (1, 4, 5)), work=frozenset({date(2026, 5, 9)}),
               first_year=2026, last_year=2026)


@pytest.mark.parametrize(("received", "days", "extended", "due"), [
    (date(2026, 3, 2), 1, None, date(2026, 3, 3)),
    (date(2026, 3, 6), 1, None, date(2026, 3, 9)),  # Friday: the next working day is Monday
    (date(2026, 3, 7), 1, None, date(2026, 3, 9)),  # received on a Saturday
    (date(2026, 4, 30), 1, None, date(2026, 5, 6)),  # the holiday is not counted
    (date(2026, 5, 6), 3, None, date(2026, 5, 9)),  # the Saturday is worked
    (date(2026, 3, 2), 5, 5, date(2026, 3, 16)),
    (date(2026, 3, 2), 5, 0, date(2026, 3, 9)),
    (None, 5, None, None),
    (date(2026, 3, 2), None, None, date(2026, 4, 13)),  # nobody said a term: thirty days by targets.yaml
])
def test_it_is_due_on_the_last_working_day_of_its_term(definition: Definition, received: date | None, days: int | None,
                                                       extended: int | None, due: date | None) -> None:
    values: dict[str, Any] = {"received_on": received, "working_days": days, "extended_days": extended}
    policies = [each for each in definition.policies.values() if each.key == "targets"]
    work = cast("Work", SimpleNamespace(site=SimpleNamespace(holidays=MAY, policies=lambda key: policies)))
    kept = Timed().derive(work, definition.registers["petition"], None, values)
    assert kept["due_on"] == due
    assert kept.get("working_days") == (None if due is None else days or 30)
