"""A village reads its own warnings and writes how it puts things right, nothing else of them (S3 9)."""

from __future__ import annotations

import pytest

from app.access.refusal import OutOfSight
from app.problems import Problems
from app.records.storing import edit, fetch
from tests.behaviours.cases import OTHER_VILLAGE, TOWN, VILLAGE, at

NOW = at("2026-08-05")
DONE = {"problem": "纠纷超期", "measures": "专人跟进", "responsible": "陈样甲", "rectified_on": "2026-08-04"}


@pytest.fixture
def warning(town):
    return town.add("village_warning", {"unit": town.unit(VILLAGE), "year": 2026, "month": "m07", "colour": "red",
                                        "reasons": "红色纠纷超期 1 件", "graded_on": "2026-08-01", "due_on": "2026-08-10"})


def write(town, warning, raw, role="village_leader", unit=VILLAGE):
    with town.work(town.viewer(role, unit, user_id=7), now=NOW) as work:
        record = fetch(work, town.site.definition.registers["village_warning"], warning)
        edit(work, record.register, record, raw, record.version)


@pytest.mark.parametrize("role", ["village_clerk", "village_leader"])
def test_a_village_writes_its_rectification(town, warning, role):
    write(town, warning, DONE, role)
    assert town.record("village_warning", warning).measures == "专人跟进"


@pytest.mark.parametrize("more", [{"colour": "yellow"}, {"due_on": "2026-09-01"}, {"reasons": "无"}, {"checked_by": "陈样乙"}])
def test_what_was_graded_and_who_checks_is_not_the_villages(town, warning, more):
    with pytest.raises(Problems) as refused:
        write(town, warning, {**DONE, **more})
    assert [(each.code, each.field) for each in refused.value.found] == [("A051", next(iter(more)))]
    write(town, warning, {**DONE, "due_on": "2026-08-20", "checked_by": "许样甲"}, "town_clerk", TOWN)


def test_the_same_value_sent_again_is_no_change(town, warning):
    write(town, warning, {**DONE, "colour": "red", "due_on": "2026-08-10"})


def test_another_village_does_not_see_it(town, warning):
    with pytest.raises(OutOfSight):
        write(town, warning, DONE, unit=OTHER_VILLAGE)
