"""Steps, cards and lapsed offers of one case together: the same rows whatever the runs before (rules.md §1 ◇)."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.behaviours import acts
from app.problems import Problems
from tests.behaviours.cases import TOWN, at, dispute, do, log, run

COLUMNS = ("number", "kind", "at", "said", "from_colour", "to_colour", "from_level", "to_level", "holder_unit_id",
           "holder_department_id", "due_on", "told_unit_id")

#: What somebody does on a day of the story, by its name; each leaves the rest to the clock.
DOING = {
    "offer": lambda town, case, now: do(town, case, acts.offer, department="社会治理和应急管理办", reason="转办",
                                        who=town.viewer("town_clerk", TOWN, user_id=1), now=now),
    "pause": lambda town, case, now: do(town, case, acts.pause, "away", "外出", now=now),
    "resume": lambda town, case, now: do(town, case, acts.resume, now=now),
    "progress": lambda town, case, now: do(town, case, acts.write_progress, "已走访", now=now),
    "hand_up": lambda town, case, now: do(town, case, acts.hand_up, "解决不了", now=now),
}

BEGIN, END = at("2026-08-05"), at("2026-09-20")


def _live(town, story, runs):
    """A case of twelve people with the acts of ``story`` (hours from its begin → act) and the clock run at ``runs``."""
    case = dispute(town, people_involved=12)
    moments = sorted([(hours, 1, act) for hours, act in story] + [(hours, 0, None) for hours in runs])
    for hours, _, act in moments:
        now = BEGIN + timedelta(hours=hours)
        if act is None:
            run(town, now)
            continue
        with suppress(Problems):  # an act that the state does not allow: the same in every life
            DOING[act](town, case, now)
    run(town, END)
    found: list = log(town, case, *COLUMNS)
    stored = town.record("dispute", case)
    kept = {name: getattr(stored, name) for name in ("colour", "level", "due_on", "progress_due", "progress_missed", "cards",
                                                     "offered_at", "paused_at", "holder_unit_id", "step_number")}
    return found, kept


STORIES = st.lists(st.tuples(st.integers(0, 40 * 24), st.sampled_from(sorted(DOING))), max_size=5)
RUNS = st.lists(st.integers(0, 46 * 24), max_size=6)


def _same(town, story, runs):
    assert _live(town, story, runs) == _live(town, story, [])


CHECKED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)


@settings(CHECKED, max_examples=6)
@given(story=STORIES, runs=RUNS)
def test_whatever_the_runs_before_the_rows_are_the_same(town, story, runs):
    _same(town, story, runs)


@pytest.mark.prove
@settings(CHECKED, max_examples=300)
@given(story=STORIES, runs=RUNS)
def test_three_hundred_stories_end_alike_whatever_the_runs(town, story, runs):
    _same(town, story, runs)


@pytest.mark.parametrize("runs", [[], [24 * 46] * 50, [24 * day for day in range(10)], [24 * 9]],
                         ids=["no run", "fifty runs", "every day", "nine days down"])
def test_an_offered_paused_and_resumed_case_ends_alike(town, runs):
    story = [(2, "offer"), (100, "pause"), (150, "resume"), (500, "offer")]
    found, kept = _live(town, story, runs)
    assert found == _live(town, story, [])[0]
    kinds = [line[1] for line in found]
    assert kinds[:2] == ["offered", "lapsed"]
    assert kinds.count("lapsed") + kinds.count("withdrawn") == 2
    assert [line[0] for line in found] == list(range(1, len(found) + 1))
    assert [line[2] for line in found] == sorted(line[2] for line in found)
    assert kept["offered_at"] is None
