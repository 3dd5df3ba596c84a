"""Which act is possible in which state, for every state: what is not is refused alike by form and REST, and nothing is written.

The table of tests/behaviours/walked.py is written from rules.md §1 by hand; the doors ask another one (case_acts.py).
"""

from __future__ import annotations

import pytest

from app.behaviours import acts
from app.behaviours.asking import ASKED
from app.decisions.scales import Colour
from tests.behaviours.cases import COUNTY, SYSTEM, TOWN, VILLAGE, dispute, do
from tests.behaviours.test_stateful import walk_of
from tests.behaviours.walked import DISPUTES
from tests.behaviours.walking import PEACE

RESOLVING = {"outcome": "success", "method": "mediation", "agreement": "和解", "on": "2026-08-05"}
OFFER = {"department": PEACE, "reason": "属该办职责"}
ENDING = {"outcome": "withdrawn", "why": "自行和解", "on": "2026-08-05"}

#: A state, and how a case of so many people comes into it.
STATES = {
    "blue": (2, []), "red": (60, []), "yellow": (4, []),
    "red and told": (60, [(acts.tell_county, (), {})]),
    "paused": (4, [(acts.pause, ("away", "外出"), {})]),
    "offered": (12, [(acts.offer, (), OFFER)]),
    "offered and paused": (12, [(acts.offer, (), OFFER), (acts.pause, ("away", "外出"), {})]),
    "lowering waits": (4, [(acts.ask_lowering, (Colour.BLUE, "已缓和"), {})]),
    "triage without plan": (12, [(acts.triage, ("serious",), {})]),
    "county": (12, [(acts.hand_up, ("牵涉两个镇",), {})]),
    "resolved": (2, [(acts.resolve, (), RESOLVING)]),
    "closed": (2, [(acts.resolve, (), RESOLVING), (acts.close, (), {})]),
    "ended": (2, [(acts.end, (), ENDING)]),
}


def in_state(web, name):
    people, happened = STATES[name]
    case = dispute(web.town, VILLAGE, people_involved=people)
    for act, given, named in happened:
        named = {key: web.town.departments.get(value, value) for key, value in named.items()}
        do(web.town, case, act, *given, who=_who(web.town, act), **named)
    return case


@pytest.mark.parametrize("name", list(STATES))
def test_what_a_state_does_not_allow_is_refused_alike(web, name):
    walk = walk_of(web, DISPUTES, 1)
    case = in_state(web, name)
    walk.watcher.look(web.town.now)
    row = walk.watcher.read_row(case)
    with web.town.work(SYSTEM) as work:
        offered = {act.key for act in acts.possible_acts(work, web.town.record("dispute", case))}
    expected = {act for act in ASKED if DISPUTES.is_possible(act, row)}
    assert offered == expected
    grants = web.site.definition.registers["dispute"].grants
    people = [("county_supervisor", COUNTY, None), ("town_clerk", TOWN, None), ("village_leader", VILLAGE, None)]
    for act in sorted(set(ASKED) - expected):
        who = next(each for each in people if ASKED[act].act.grant in grants[each[0]])
        given = {**walk._given(act, row), "reason": "情况属实", "department": "", "risk_level": "major", "result": "stable"}
        walk._refused_alike(who, act, row, {key: value for key, value in given.items() if key in _asked(act)})


def _who(town, act):
    """A lowering is asked for by a person."""
    return town.viewer("town_clerk", TOWN, user_id=99) if act is acts.ask_lowering else SYSTEM


def _asked(act):
    return {ask.name for ask in ASKED[act].asks}
