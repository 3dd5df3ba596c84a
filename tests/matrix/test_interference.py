"""Figures: what a role reads stays the same, sign by sign, when records that it does not see are added.

A canary shows that a record is told of; that it is counted, drawn in a chart or summed shows only here.
"""

from __future__ import annotations

import pytest

from app.access.reach import EVERYWHERE
from app.access.rights import Rights
from tests.matrix.answers import lasting
from tests.matrix.doors import Doors
from tests.matrix.growing import Grown, grow_more
from tests.matrix.oracle import HELD_AT, sees
from tests.matrix.test_doors import SEED
from tests.matrix.viewers import browser_of
from tests.matrix.walking import some_of

#: Role → what there is first, and where other records are added.
ADDED = {"grid_officer": (("grid",), "neighbour"), "village_clerk": (("grid", "own"), "neighbour"),
         "village_leader": (("own",), "elsewhere"),
         "town_clerk": (("own", "neighbour"), "elsewhere"), "town_leader": (("own",), "elsewhere")}

#: Doors that count, which with the guard off say more.
COUNTING = {"view.count", "api.count", "view.list", "api.get_list", "view.chart", "view.chart_data", "view.chart_rows",
            "EscalationView.show"}


def differences(web, role, kinds=None, most=1):
    """The doors that say something else after other places have grown."""
    first, then = ADDED[role]
    grown = grow_more(Grown(web.town), *first)
    browser = browser_of(web, role)
    browser.token()
    wanted = [door for door in Doors(web.app, grown, {}, (1,)).reading() if not door.posted
              and _is_theirs(grown, role, door, then)]
    asked = [door for door in some_of(wanted, f"{SEED}{role}", most)
             if kinds is None or (door.kind in kinds and door.register in ("dispute", None))]
    before = [lasting(browser.get(door.url, buffered=True)) for door in asked]
    grow_more(grown, then)
    return [door for door, said in zip(asked, before, strict=True) if lasting(browser.get(door.url, buffered=True)) != said]


def _is_theirs(grown, role, door, then):
    """Whether the door tells of no register of which the role sees the new records: directories of the town, shared lists."""
    open_to_them = {register.key for register in grown.definition.registers.values()
                    if sees(register, role, grown.unit_code(register.key, then), department_has=False)}
    if door.kind == "view.options":
        return not any(register.key in open_to_them for register in _targets(grown, door))
    if door.kind in ("view.template", "view.upload"):  # they list what a column may name
        return not any(field.type.to in open_to_them for field in grown.definition.registers[door.register].references)
    return door.register not in open_to_them


def _targets(grown, door):
    field = door.question.partition(" ")[0].partition(".")[2].rpartition(".")
    child = grown.definition.registers[door.register].children.get(field[0]) if field[0] else None
    register = grown.definition.registers[child.register if child else door.register]
    return [grown.definition.registers[register.fields[field[2]].type.to]] if field[2] in register.fields else []


#: PostgreSQL counts by the same statements; it has its turn in ``make prove``.
TURNS = pytest.mark.parametrize(
    "backend", ["sqlite", pytest.param("postgres", marks=[pytest.mark.postgres, pytest.mark.prove])], indirect=True)


@TURNS
@pytest.mark.parametrize("role", ["village_clerk", *(pytest.param(role, marks=pytest.mark.prove)
                                                     for role in ADDED if role != "village_clerk")])
def test_what_a_role_reads_does_not_change_with_records_that_it_does_not_see(web, role):
    assert HELD_AT[role]
    assert [door.url for door in differences(web, role)] == []


@TURNS
def test_with_the_guard_off_the_same_run_finds_every_counting_door(web, monkeypatch):
    monkeypatch.setattr(Rights, "reach", lambda _self, _who, _register, _act: EVERYWHERE)
    assert {door.kind for door in differences(web, "village_leader", COUNTING, most=12)} == COUNTING
