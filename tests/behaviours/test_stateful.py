"""Random acts by random people at random times through form, REST, bulk and import, and the clock (rules.md §1, §3).

tests/behaviours/walking.py walks disputes and hazards as tests/behaviours/walked.py says, and tests/behaviours/watching.py says
what must hold after every step.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from sqlalchemy import update

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.decisions.calendar import local_date
from tests.behaviours.cases import TOWN, VILLAGE
from tests.behaviours.walked import DISPUTES, HAZARDS, Walked
from tests.behaviours.walking import PEOPLE, Walk
from tests.behaviours.watching import Watcher
from tests.web import WebTown

#: What the walkers are called.
NAMES = ("赵样一", "钱样二", "孙样三", "王样四", "周样五", "吴样六", "郑样七", "冯样八", "褚样九", "卫样十", "蒋样零")

#: Two accounts of one person: the leader of the village and the clerk of the town.
SAME = (("village_leader", VILLAGE, None), ("town_clerk", TOWN, None))

WALKED = pytest.mark.parametrize("walked", [DISPUTES, HAZARDS], ids=["disputes", "hazards"])


def walk_of(web: WebTown, walked: Walked, seed: int) -> Walk:
    """A walk that begins with three cases."""
    town = web.town
    persons = [town.add("person", {"unit": town.unit(TOWN), "name": name}) for name in ("陈样甲", "林样乙")]
    users = {who: web.account(f"walker{number}", *who, shown=NAMES[number]) for number, who in enumerate(PEOPLE)}
    mine = {users[who]: persons[1] for who in SAME}
    _link(web, mine)
    watcher = Watcher(town, walked, local_date(town.now), mine)
    walk = Walk(web, walked, random.Random(seed), watcher, persons, users)  # noqa: S311
    for number, raw in enumerate(walked.first()):
        town.add(walked.register, {**raw, "unit": town.unit(VILLAGE), "title": f"事项第{number}"})
    walk.watcher.look(town.now)
    return walk


def _link(web: WebTown, persons: dict[int, int]) -> None:
    account: Any = web.site.models.system.account
    with unscoped("test"), web.town.sessions() as session:
        for user, person in persons.items():
            session.execute(guarded(update(account).where(account.c.user_id == user).values(person_id=person)))
        session.commit()


@WALKED
@pytest.mark.parametrize("seed", [1, 2])
def test_no_step_breaks_what_must_hold(web, walked, seed):
    walk = walk_of(web, walked, seed)
    walk.go(120)
    assert sum(walk.done.values()) > 20
    assert sum(walk.refused.values()) > 10


@WALKED
@pytest.mark.prove
@pytest.mark.parametrize("seed", range(20))
def test_no_step_of_thousands_breaks_what_must_hold(web, walked, seed, capsys):
    walk = walk_of(web, walked, 1000 + seed)
    walk.go(1000)
    with capsys.disabled():
        print(f"\n{walked.register}, seed {seed}: {sum(walk.done.values())} done, {sum(walk.refused.values())} refused; "
              f"{len(walk.watcher.ids)} cases, {sum(map(len, walk.watcher.lines.values()))} lines; "
              f"never done: {sorted(set(walked.asked) - set(walk.done)) or '–'}")


@WALKED
def test_the_table_of_this_walk_knows_every_act(walked):
    row = {"status": "void", "void_at": None}
    nothing = dict.fromkeys(("offered_at", "paused_at", "county_told_at", "stage", "colour", "level", "lowering"))
    assert not [act for act in walked.asked if act != "review" and walked.is_possible(act, {**nothing, **row})]
