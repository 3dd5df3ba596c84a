"""Random acts by random people at random times through form, REST, bulk and import, and the clock (rules.md §1, §3).

tests/behaviours/walking.py walks, tests/behaviours/watching.py says what must hold after every step.
"""

from __future__ import annotations

import random

import pytest

from app.behaviours.asking import ASKED
from app.decisions.calendar import local_date
from tests.behaviours.cases import TOWN, VILLAGE, dispute
from tests.behaviours.walking import PEOPLE, Walk, is_possible
from tests.behaviours.watching import Watcher


def walk_of(web, seed: int) -> Walk:
    """A walk that begins with three cases."""
    town = web.town
    persons = [town.add("person", {"unit": town.unit(TOWN), "name": name}) for name in ("陈样甲", "林样乙")]
    users = {who: web.account(f"walker{number}", *who) for number, who in enumerate(PEOPLE)}
    walk = Walk(web, random.Random(seed), Watcher(town, local_date(town.now)), persons, users)  # noqa: S311
    for people in (2, 4, 12):
        dispute(town, VILLAGE, people_involved=people, title=f"纠纷{people}")
    walk.watcher.look(town.now)
    return walk


@pytest.mark.parametrize("seed", [1, 2])
def test_no_step_breaks_what_must_hold(web, seed):
    walk = walk_of(web, seed)
    walk.go(120)
    assert sum(walk.done.values()) > 20
    assert sum(walk.refused.values()) > 10


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(20))
def test_no_step_of_thousands_breaks_what_must_hold(web, seed, capsys):
    walk = walk_of(web, 1000 + seed)
    walk.go(1000)
    with capsys.disabled():
        print(f"\nseed {seed}: {sum(walk.done.values())} done, {sum(walk.refused.values())} refused; "
              f"{len(walk.watcher.ids)} cases, {sum(map(len, walk.watcher.lines.values()))} lines; "
              f"never done: {sorted(set(ASKED) - set(walk.done)) or '–'}")


def test_the_table_of_this_walk_knows_every_act():
    row = {"status": "void", "void_at": None}
    assert not [act for act in ASKED if act != "review" and is_possible(act, {**dict.fromkeys(
        ("offered_at", "paused_at", "county_told_at", "stage", "colour", "level", "lowering")), **row})]
