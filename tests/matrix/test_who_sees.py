"""“Who can see it” over every register and place, against the oracle: the page says what the oracle says, for all roles."""

from __future__ import annotations

import pytest

from app.access.who_sees import who_sees
from tests.matrix.growing import PLACES
from tests.matrix.oracle import HELD_AT, sees
from tests.matrix.viewers import browser_of, led


@pytest.fixture(scope="module")
def people(grown_web):
    """User name → role of one person of every role."""
    web, _grown = grown_web
    for role in HELD_AT:
        browser_of(web, role)
    return {f"{role}.{HELD_AT[role][0]}": role for role in HELD_AT}


@pytest.mark.parametrize("place", PLACES)
def test_the_page_names_exactly_those_whom_the_oracle_names(grown_web, people, place):
    web, grown = grown_web
    wrong = []
    for register in grown.definition.registers.values():
        with web.site.engine.connect() as connection:
            seers = who_sees(connection, web.site.rights, register, grown.ids[register.key][place], today=web.clock.now.date())
        told = {people[seer.username] for seer in seers if seer.username in people}
        code, has = grown.unit_code(register.key, place), led(grown, register.key, place)
        wrong += [(register.key, role, role in told) for role in HELD_AT
                  if sees(register, role, code, department_has=has) != (role in told)]
    assert wrong == []


def test_changing_and_full_numbers_stand_only_where_they_are_granted_and_the_record_is_seen(grown_web, people):
    web, grown = grown_web
    wrong = []
    for register in grown.definition.registers.values():
        with web.site.engine.connect() as connection:
            seers = who_sees(connection, web.site.rights, register, grown.ids[register.key]["own"], today=web.clock.now.date())
        wrong += [(register.key, seer.username, act) for seer in seers for act in ("edit", "full_numbers")
                  if seer.username in people and seer.may(act) and act not in register.grants.get(people[seer.username], ())]
    assert wrong == []
