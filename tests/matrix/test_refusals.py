"""Writing over HTTP: at every door that changes something, what the declarations do not grant is refused and changes nothing.

With the guard off the same attacks succeed, door by door: a test proves that they would be seen.
"""

from __future__ import annotations

import pytest

from app.access.reach import EVERYWHERE
from app.access.rights import Rights
from tests.matrix.aims import UnknownDoor
from tests.matrix.attacking import Attacker, Siege
from tests.matrix.doors import Doors
from tests.matrix.growing import grow
from tests.matrix.oracle import HELD_AT
from tests.matrix.refusing import ATTACKS, attacks_of
from tests.matrix.rosters import brought, exported
from tests.matrix.test_doors import SEED
from tests.matrix.viewers import browser_of
from tests.matrix.walking import one_of_each_shape
from tests.matrix.watching import TRACES, changed, state_of

#: What an attempt may leave behind besides: the file that was brought.
LEFT = TRACES | {"import_run"}

#: Attacks that are stopped by something else than the reach: whose file it is, who manages whom, what a role is able to do,
#: who answers for a return.
_OF_RETURNS = {f"{door}.{act}" for door in ("view", "api") for act in ("submit", "send_back", "figure")}
OTHERWISE = frozenset({"view.apply", "api.apply", *_OF_RETURNS, *(kind for kind in ATTACKS if kind.startswith(
    ("AccountView", "ExportsView", "PackagesView", "PoliciesView", "MessagesView")))})


@pytest.fixture(scope="module")
def doors(grown_web):
    """All doors, with people and a file of somebody else's."""
    web, grown = grown_web
    for role in HELD_AT:
        browser_of(web, role).token()
    return Doors(web.app, grown, brought(web, grown, "neighbour"), export=exported(web, grown, "neighbour"))


@pytest.fixture(scope="module")
def strangers(grown_web):
    web, _grown = grown_web
    return (web.account("stranger", "village_clerk", "510923107201"),)


@pytest.fixture(scope="module")
def untouched(grown_web, doors, strangers):
    """The state of all tables before anything is tried."""
    assert doors.runs
    assert strangers
    return state_of(grown_web[0].site, LEFT)


def besieged(grown_web, attacks, role, untouched):
    web, grown = grown_web
    siege = Attacker(web, grown, role).run(attacks)
    siege.faults += [f"{role}: {table} has changed" for table in changed(untouched, state_of(web.site, LEFT))]
    return siege


@pytest.mark.parametrize("role", HELD_AT)
def test_a_sample_of_what_is_not_granted_is_refused_and_changes_nothing(grown_web, doors, strangers, untouched, role):
    registers = frozenset(one_of_each_shape(doors.grown, f"{SEED}{role}", most=9))
    attacks = attacks_of(doors, role, registers, strangers).some(40, f"{SEED}{role}")
    assert besieged(grown_web, attacks, role, untouched).faults == []


@pytest.mark.prove
def test_nothing_that_is_not_granted_can_be_done_at_any_door(grown_web, doors, strangers, untouched, capsys):
    whole, registers = Siege(), frozenset(doors.grown.definition.registers)
    for role in HELD_AT:
        whole += besieged(grown_web, attacks_of(doors, role, registers, strangers).all(), role, untouched)
    with capsys.disabled():
        print(f"\nwriting over HTTP ({grown_web[0].site.engine.dialect.name}): {whole}")
    assert whole.faults == []


def test_with_the_guard_off_each_kind_of_attack_succeeds_somewhere(web, monkeypatch):
    web.app.config["SHOW_ERROR_PAGES"] = True  # what is done to the town may break a page of it
    grown = grow(web.town)
    registers = frozenset(key for key, register in grown.definition.registers.items() if register.scope.kind == "unit")
    attacker, tried, gained = Attacker(web, grown, "village_leader"), set(), set()
    monkeypatch.setattr(Rights, "reach", lambda _self, _who, _register, _act: EVERYWHERE)
    for attack in attacks_of(Doors(web.app, grown), "village_leader", registers).all():  # each made when the one before is done
        if attack.kind not in OTHERWISE | gained:
            tried.add(attack.kind)
            gained |= {attack.kind} if attacker.run([attack]).gained else set()
    assert tried - gained == set()
    assert {"view.edit", "view.bulk", "view.upload", "api.bring", "api.put", "api.case"} <= gained


def test_a_door_that_nobody_attacks_is_an_error(grown_web, doors, monkeypatch):
    monkeypatch.delitem(ATTACKS, "view.bulk")
    with pytest.raises(UnknownDoor, match=r"view\.bulk"):
        list(attacks_of(doors, "village_clerk", frozenset(doors.grown.ids)).all())
