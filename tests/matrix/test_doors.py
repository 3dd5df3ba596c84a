"""Reading over HTTP: no register, role, door or place at which something is told that the role does not see (rules.md §8).

The doors are those of ``app.url_map``, the records those that ``growing.py`` makes of the declarations, and what a role sees is
said by ``oracle.py``. The full product runs in ``make prove`` and prints how much was checked.
"""

from __future__ import annotations

import os

import pytest

from app.access.reach import EVERYWHERE
from app.access.rights import Rights
from app.application import build
from config import Settings
from tests.matrix.doors import Door, Doors
from tests.matrix.oracle import HELD_AT, ROWLESS
from tests.matrix.rosters import brought
from tests.matrix.viewers import browser_of, seen
from tests.matrix.walking import Walk, Walker, one_of_each_shape, some_of
from tests.matrix.watching import changed, state_of
from tests.web import Person, WebTown

SEED = int(os.environ.get("MATRIX_SEED", "20260805"))

#: Doors that must tell of a record to whoever sees it. The rest of the run proves nothing where these are silent.
TELLING = ("view.list", "view.print", "view.show", "view.paper", "view.export", "api.get_list", "api.get")

#: Doors at which foreign records stand as soon as the guard is off.
GUARDED = frozenset({
    "view.list", "view.count", "view.print", "view.export", "view.options", "view.show", "view.paper", "view.edit", "view.void", "view.restore",
    "view.file", "view.case", "view.add", "api.get_list", "api.get", "api.files", "api.file", "api.history", "MonthlySummaryView.show",
    "MonthlySummaryView.rows", "MonthlySummaryView.workbook", "EscalationView.show", "view.chart", "view.chart_rows", "HomeView.index"})


@pytest.fixture(scope="module")
def doors(grown_web):
    """All doors; the people are made beforehand, so that what changes later was changed by a door."""
    web, grown = grown_web
    for role in HELD_AT:
        browser_of(web, role).token()
    runs = brought(web, grown, "neighbour")
    elsewhere = web.account("elsewhere", "village_clerk", "510923107201")
    return Doors(web.app, grown, runs, (elsewhere,))


def _walked(grown_web, role, wanted):
    web, grown = grown_web
    return Walker(web, grown, role).walk(wanted)


@pytest.fixture(scope="module")
def sampled(grown_web, doors):
    """A seeded sample: one register of each shape, of every kind of door some."""
    registers = {None, "dispute", *one_of_each_shape(grown_web[1], SEED)}
    return [door for door in doors.reading() if door.register in registers]


@pytest.mark.parametrize("role", HELD_AT)
def test_a_sample_of_doors_tells_a_role_nothing_that_it_does_not_see(grown_web, sampled, role):
    walk = _walked(grown_web, role, some_of(sampled, f"{SEED}{role}", 2))
    assert walk.faults == []


@pytest.mark.prove
def test_no_door_tells_any_role_anything_that_it_does_not_see(grown_web, doors, capsys):
    web, _grown = grown_web
    before, whole = state_of(web.site), Walk()
    for role in HELD_AT:
        whole += _walked(grown_web, role, doors.reading())
    with capsys.disabled():
        print(f"\nreading over HTTP ({web.site.engine.dialect.name}): {whole}")
    assert whole.faults == []
    assert changed(before, state_of(web.site)) == []


@pytest.mark.parametrize("role", sorted(HELD_AT.keys() - set(ROWLESS)))
def test_what_a_role_sees_does_stand_at_its_doors(grown_web, doors, role):
    web, grown = grown_web
    walker, silent = Walker(web, grown, role), []
    for register in grown.definition.registers.values():
        mine = {place for key, place in seen(grown, role) if key == register.key}
        for place in mine:
            for door in _telling(doors, register, role, place):
                answer = walker.ask(door)
                if (register.key, place) not in walker.found(answer):
                    silent.append((door.url, place, answer.status_code))
    assert silent == []


def _telling(doors, register, role, place):
    """The plain questions of the telling doors, about a living record."""
    record = doors.grown.ids[register.key][place]
    for door in doors.reading():
        plain = door.question in ("", "csv", "xlsx", "tab=facts")
        if door.register == register.key and door.kind in TELLING and plain and door.place in (None, place):
            allowed = door.kind != "view.export" or "export" in register.grants.get(role, ())
            if allowed and (door.place is None or door.url.partition("?")[0].endswith(f"/{record}")):
                yield door
