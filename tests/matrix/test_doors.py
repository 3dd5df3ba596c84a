"""Reading over HTTP: no register, role, door or place at which something is told that the role does not see (rules.md §8).

The doors are those of ``app.url_map``, the records those that ``growing.py`` makes of the declarations, and what a role sees is
said by ``oracle.py``. The full product runs in ``make prove`` and prints how much was checked.
"""

from __future__ import annotations

import os

import pytest

from app.access.reach import EVERYWHERE
from app.access.rights import Rights
from tests.matrix.doors import Doors, UnknownArgument
from tests.matrix.oracle import HELD_AT, ROWLESS
from tests.matrix.rosters import brought, exported
from tests.matrix.viewers import browser_of, seen
from tests.matrix.walking import Walk, Walker, one_of_each_shape, some_of
from tests.matrix.watching import changed, state_of
from tests.shelf import lent
from tests.web import WebTown

SEED = int(os.environ.get("MATRIX_SEED", "20260805"))

#: Doors that must tell of a record to whoever sees it. The rest of the run proves nothing where these are silent.
TELLING = ("view.list", "view.print", "view.show", "view.paper", "view.export", "api.get_list", "api.get", "api.export")

#: Doors at which foreign records stand as soon as the guard is off.
GUARDED = frozenset({
    "view.list", "view.print", "view.export", "view.options", "view.show", "view.paper", "view.edit", "view.void",
    "view.restore",
    "view.file", "view.case", "view.add", "api.export", "api.get_list", "api.get", "api.files", "api.file", "api.history",
    "MonthlySummaryView.rows", "EscalationView.show", "view.chart", "view.chart_rows"})


@pytest.fixture(scope="module")
def doors(grown_web):
    """All doors; the people are made beforehand, so that what changes later was changed by a door."""
    web, grown = grown_web
    for role in HELD_AT:
        browser_of(web, role).token()
    runs = brought(web, grown, "neighbour")
    elsewhere = web.account("elsewhere", "village_clerk", "510923107201")
    return Doors(web.app, grown, runs, (elsewhere,), exported(web, grown, "neighbour"))


def _walked(grown_web, role, wanted):
    web, grown = grown_web
    return Walker(web, grown, role).walk(wanted)


@pytest.mark.parametrize("role", HELD_AT)
def test_a_sample_of_doors_tells_a_role_nothing_that_it_does_not_see(grown_web, doors, role):
    registers = {None, *one_of_each_shape(grown_web[1], f"{SEED}{role}", most=4)}
    wanted = some_of((door for door in doors.reading() if door.register in registers), f"{SEED}{role}")
    assert _walked(grown_web, role, wanted).faults == []


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


@pytest.mark.parametrize("role", ["town_clerk", pytest.param("county_admin", marks=pytest.mark.prove)])
def test_nothing_changes_on_get_whatever_the_rule(grown_web, doors, role):
    web, _grown = grown_web
    before, tried = state_of(web.site), some_of(doors.reading(), f"{SEED}{role}")
    _walked(grown_web, role, tried)
    assert {door.rule for door in tried} == {str(rule) for rule in (*doors.rules("GET"), *doors.exporting())}
    assert changed(before, state_of(web.site)) == []


@pytest.mark.parametrize("role", [role if role in ("village_clerk", "town_clerk", "department_clerk")
                                  else pytest.param(role, marks=pytest.mark.prove)
                                  for role in HELD_AT if role not in ROWLESS])
def test_what_a_role_sees_does_stand_at_its_doors(grown_web, doors, role):
    web, grown = grown_web
    walker, silent = Walker(web, grown, role), []
    for door, expected in _telling(doors, role):
        missing = expected - walker.found(walker.ask(door))
        silent += [(door.url, each) for each in missing]
    assert silent == []


def _telling(doors, role):
    """The plain questions of the telling doors, with what they have to tell the role."""
    mine, living = seen(doors.grown, role), {(key, place, str(record)) for key, ids in doors.grown.ids.items()
                                             for place, record in ids.items()}
    for door in doors.reading():
        if door.kind in TELLING and door.question in ("", "csv", "xlsx", "json", "tab=facts"):
            declared = doors.grown.definition.registers[door.register]
            # A department reads a whole directory, and takes away what it leads.
            whole = role != "department_clerk" or not declared.scope.directory
            granted = whole and "export" in declared.grants.get(role, ())
            allowed = door.kind not in ("view.export", "api.export") or (door.posted and granted)
            expected = {each for each in mine if each[0] == door.register and door.place in (None, each[1])}
            is_living = door.place is None or (door.register, door.place,
                                               door.url.partition("?")[0].rpartition("/")[2]) in living
            if expected and allowed and is_living:
                yield door, expected


@pytest.fixture
def unguarded(grown_web, monkeypatch):
    """An application over the same town in which the access decision says yes to everything."""
    web, _grown = grown_web
    monkeypatch.setattr(Rights, "reach", lambda _self, _who, _register, _act: EVERYWHERE)
    with lent(web.site, web.clock) as app:
        app.config["SHOW_ERROR_PAGES"] = True
        yield WebTown(app, web.town, web.clock, web._people)


def test_with_the_guard_off_the_same_run_finds_foreign_records_at_every_guarded_door(grown_web, doors, unguarded):
    _web, grown = grown_web
    leaks = set()
    for role in ("village_leader", "town_clerk"):
        walker = Walker(unguarded, grown, role)
        for door in doors.reading():
            if door.kind in GUARDED - leaks and walker.walk([door]).leaks[door.kind]:
                leaks.add(door.kind)
    assert GUARDED - leaks == set()


def test_an_argument_that_nobody_knows_how_to_fill_is_an_error(grown_web, doors):
    web, _ = grown_web
    strange = next(web.app.url_map.iter_rules(endpoint="DisputeView.show")).empty()
    strange.rule = "/dispute/show/<pk>/<nobody>"
    strange.bind(web.app.url_map, rebind=True)
    with pytest.raises(UnknownArgument, match="nobody"):
        list(doors.filled(strange))
