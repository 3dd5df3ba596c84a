"""The access decision and its SQL, for every register × role × act × place, against an oracle of its own."""

from __future__ import annotations

from functools import cache

import pytest
from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import unscoped
from tests.matrix.growing import PLACES
from tests.matrix.oracle import HELD_AT, ROWLESS, sees
from tests.matrix.viewers import led


@pytest.fixture(scope="module")
def rows_of(grown_web):
    """All rows of a register, read once: nothing here changes them."""
    web, _grown = grown_web

    @cache
    def rows_of(register):
        with unscoped("matrix"), web.town.sessions() as session:
            return session.execute(guarded(select(web.site.models.table(register)))).mappings().all()

    return rows_of


@pytest.fixture(scope="module")
def decide(grown_web, rows_of):
    """The ids of a register that a role reaches for an act: by SQL, and by the verdict in Python."""
    web, _grown = grown_web

    @cache
    def viewer_of(role):
        return web.town.viewer(role, HELD_AT[role][0], department="司法所" if role == "department_clerk" else None)

    @cache
    def decide(register, role, act):
        reach, table = web.site.rights.reach(viewer_of(role), register, act), web.site.models.table(register)
        with unscoped("matrix"), web.town.sessions() as session:
            by_sql = set(session.execute(guarded(select(table.c.id).where(reach.criterion(table)))).scalars())
        return by_sql, None if reach.through else {row["id"] for row in rows_of(register) if reach.includes(row)}

    return decide


@pytest.mark.parametrize("role", HELD_AT)
def test_every_register_shows_a_role_what_it_should_see_and_nothing_else(grown_web, decide, role):
    _web, grown = grown_web
    wrong = []
    for register in grown.definition.registers.values():
        by_sql, by_python = decide(register.key, role, "read")
        for place in PLACES:
            expected = sees(register, role, grown.unit_code(register.key, place),
                            department_has=led(grown, register.key, place))
            record = grown.ids[register.key][place]
            if (record in by_sql) != expected or (by_python is not None and (record in by_python) != expected):
                wrong.append((register.key, place, expected))
    assert wrong == []


@pytest.mark.parametrize("role", HELD_AT)
def test_no_act_reaches_a_row_that_the_role_does_not_see(grown_web, decide, role):
    _web, grown = grown_web
    for register in grown.definition.registers.values():
        seen, _ = decide(register.key, role, "read")
        acts = {act for granted in register.grants.values() for act in granted}
        for act in sorted(acts - {"read"}):
            reached, by_python = decide(register.key, role, act)
            assert reached <= seen or not seen, (register.key, act)
            assert by_python is None or by_python == reached, (register.key, act)
            if act not in register.grants.get(role, ()) or role in ROWLESS:
                assert reached == set(), (register.key, act)
