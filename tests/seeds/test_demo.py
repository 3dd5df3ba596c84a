"""The invented year as it lies in the registers: numbers, colours and figures that come from the rules."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import process_time

import pytest
from sqlalchemy import func, select

from app.access.guard import guarded
from app.access.viewer import Unscoped, unscoped
from app.assembly import make_sessions
from app.behaviours.clock import run_clock
from app.decisions.calendar import local_date
from app.definition import Definition
from app.exchange.importing import plan
from app.exchange.reading.source import source_at
from app.records.grading import grading_of
from app.records.reading import stored_values
from app.records.site import Site, Work
from app.records.storing import row_of
from app.seeding import SEEDS, demo_accounts, load_demo, seed
from app.seeding.demo import weeks_to
from tests.seeds.conftest import NOW, Demo, hashes
from tests.sites import make_site

REGISTERS = ("person", "mediation_committee", "mediator", "emergency_team", "team_member")


def test_the_rules_refused_no_act(demo: Demo) -> None:
    assert (demo.told.refused, demo.told.acts > 1000) == ([], True)


def test_there_are_fifteen_committees_in_fourteen_villages_and_the_town(demo: Demo) -> None:
    units = demo.column("mediation_committee", "unit_id")
    assert Counter(demo.column("mediation_committee", "level")) == {"town": 1, "village": 13, "community": 1}
    assert len(set(units)) == 15


def test_the_town_team_has_thirty_and_fourteen_detachments_have_two_hundred_and_eighty(demo: Demo) -> None:
    kinds = dict(demo.column("emergency_team", "id", "kind"))
    sizes = Counter(demo.column("team_member", "team_id", left_on=None))
    assert Counter(kinds.values()) == {"town_team": 1, "detachment": 14}
    assert Counter((kinds[team], size) for team, size in sizes.items()) == {("town_team", 30): 1, ("detachment", 20): 14}


def test_each_detachment_is_led_by_the_secretary_of_its_village(demo: Demo) -> None:
    staff = demo.column("person", "name", "unit_id", "post")
    secretaries = {name: unit for name, unit, post in staff if post.startswith("党支部书记")}
    teams = demo.column("emergency_team", "captain", "unit_id", kind="detachment")
    assert [secretaries.get(captain) for captain, _ in teams] == [unit for _, unit in teams]


@pytest.mark.parametrize("register", REGISTERS)
def test_a_file_of_the_demo_is_one_that_users_could_import(demo: Demo, register: str) -> None:
    path = SEEDS / "demo" / f"{register}.csv"
    with demo.work(Unscoped("test"), door="file") as work:
        found = plan(work, demo.site.definition.registers[register], source_at(path), keep=0)
    rows = len(path.read_text("utf-8").splitlines()) - 1
    assert (found.outcome, found.counts.rows, found.counts.rejected, found.counts.create) == ("ok", rows, 0, 0)


@pytest.mark.parametrize("register", ["dispute", "hazard"])
def test_the_ledgers_could_be_imported_too(demo: Demo, register: str) -> None:
    path = SEEDS / "demo" / f"{register}.csv"
    with demo.work(Unscoped("test"), door="file") as work:
        found = plan(work, demo.site.definition.registers[register], source_at(path), keep=0)
    rows = len(path.read_text("utf-8").splitlines()) - 1
    assert (found.outcome, found.counts.rows, found.counts.rejected) == ("ok", rows, 0)


# -- disputes --------------------------------------------------------------------------------------


def test_three_hundred_disputes_most_of_them_blue_or_yellow(demo: Demo) -> None:
    colours = Counter(demo.column("dispute", "colour"))
    assert sum(colours.values()) == 300
    assert colours["blue"] + colours["yellow"] > 240
    assert 20 <= colours["orange"] <= 36
    assert 3 <= colours["red"] <= 12


def test_the_disputes_spread_over_villages_months_and_categories(demo: Demo) -> None:
    villages = Counter(demo.column("dispute", "village_id"))
    months = Counter(found.strftime("%Y-%m") for found in demo.column("dispute", "found_on"))
    assert len(set(villages) - {None}) == 14
    assert min(villages[village] for village in villages if village) >= 4
    assert set(demo.column("dispute", "category")) == set(demo.site.definition.vocabularies["dispute_category"].terms)
    assert min(count for month, count in months.items() if month not in (min(months), max(months))) >= 12


def test_most_are_resolved(demo: Demo) -> None:
    outcomes = Counter(demo.column("dispute", "outcome"))
    rate = (outcomes["success"] + outcomes["partial"]) / (300 - outcomes["withdrawn"])
    assert 0.82 <= rate <= 0.88
    assert {"withdrawn", "litigation", "failed", "referred", "criminal"} <= set(outcomes)


def test_some_have_climbed_and_one_lies_at_the_county(demo: Demo) -> None:
    steps = demo.column("dispute", "added_steps", "level", status="open")
    assert sum(added > 0 for added, _ in steps) >= 5
    assert ("county" in {level for added, level in steps if added}) is True


def test_every_colour_is_what_the_lines_give(demo: Demo) -> None:
    register, site = demo.site.definition.registers["dispute"], demo.site
    with unscoped("test"), demo.sessions() as session:
        for record in session.scalars(select(site.models.classes["dispute"])):
            values = stored_values(register, row_of(record))
            graded = grading_of(site, register, values, local_date(NOW))
            assert graded.colour is not None
            assert graded.colour.value == values["colour"], values["title"]


def test_the_clock_has_nothing_left_to_write(demo: Demo) -> None:
    assert run_clock(demo.site, demo.sessions, NOW).steps == 0


def test_every_kind_of_step_has_happened(demo: Demo) -> None:
    table = demo.site.models.system.case_step
    with unscoped("test"), demo.sessions() as session:
        kinds = dict(session.execute(select(table.c.kind, func.count()).group_by(table.c.kind)).all())
    assert {"triaged", "handed_up", "raised", "lowered", "overdue", "resolved", "ended", "closed", "reopened"} <= set(kinds)


def test_two_lowerings_were_refused_and_four_were_agreed(demo: Demo) -> None:
    table = demo.site.models.system.lowering
    with unscoped("test"), demo.sessions() as session:
        answers = session.execute(select(table.c.agreed, table.c.asked_by != table.c.answered_by)).all()
    assert Counter(tuple(each) for each in answers) == {(True, True): 4, (False, True): 2}


def test_orange_and_red_cases_have_a_leader(demo: Demo) -> None:
    graded = demo.column("dispute", "base_colour", "lead_leader_id", "stage")
    assert [row for row in graded if row[0] in ("orange", "red") and row[1] is None and row[2] == "handling"] == []


def test_hazards_stand_in_every_state_and_are_of_every_kind(demo: Demo) -> None:
    assert set(demo.column("hazard", "stage")) == {"found", "assigned", "rectifying", "verifying", "struck_off"}
    assert set(demo.column("hazard", "kind")) == set(demo.site.definition.vocabularies["hazard_kind"].terms)


# -- the other registers of the menu ---------------------------------------------------------------


def test_every_register_of_the_menu_has_records(demo: Demo) -> None:
    listed = [register.key for register in demo.site.definition.menu_registers]
    assert [key for key in listed if not demo.column(key, "id")] == []


def test_cases_have_notes_of_every_kind_but_a_review(demo: Demo) -> None:
    kinds = Counter(demo.column("dispute_event", "kind"))
    assert set(kinds) == {"mediation", "discussion", "progress", "visit", "follow_up", "supervision"}
    assert sum(kinds.values()) > 600


def test_stock_is_what_the_movements_of_the_year_left(demo: Demo) -> None:
    balance = demo.site.models.system.stock_balance
    with unscoped("test"), demo.sessions() as session:
        sums = select(balance.c.batch, func.sum(balance.c.balance)).group_by(balance.c.batch)
        left = dict(session.execute(guarded(sums)).all())
        least = session.execute(guarded(select(func.min(balance.c.balance)))).scalar_one()
    assert (least, left["2025冬"], sum(left.values()) > 0) == (0, 0, True)


def test_incidents_have_reports_and_one_is_not_over(demo: Demo) -> None:
    states = Counter(demo.column("incident", "status"))
    assert set(demo.column("incident", "id")) == set(demo.column("incident_report", "incident_id"))
    assert (sum(states.values()), len(states), min(states.values())) == (11, 2, 1)


def test_some_drills_are_to_come_and_some_faults_are_not_put_right(demo: Demo) -> None:
    held, faults = demo.column("drill", "held_on"), Counter(demo.column("drill_finding", "status"))
    assert (len(held), held.count(None), len(faults)) == (25, 2, 3)


def test_loading_is_quick(definition: Definition, tmp_path: Path) -> None:
    site = make_site(f"sqlite:///{tmp_path / 'site.db'}", definition, tmp_path)
    sessions = make_sessions(site)
    seed(site, sessions, NOW)
    before = process_time()  # of this process alone, so that a busy machine does not count
    load_demo(site, sessions, NOW)
    spent = process_time() - before
    site.engine.dispose()
    assert spent < 20


# -- time ------------------------------------------------------------------------------------------


def test_the_last_days_are_those_of_last_week(demo: Demo) -> None:
    found = [*demo.column("dispute", "found_on"), *demo.column("hazard", "found_on")]
    monday = local_date(NOW) - timedelta(days=local_date(NOW).weekday())
    assert monday - timedelta(days=7) <= max(found) < monday


@pytest.mark.parametrize(("today", "days"), [
    pytest.param(date(2026, 11, 16), 0, id="the Monday after"), pytest.param(date(2026, 11, 22), 0, id="the Sunday after"),
    pytest.param(date(2026, 11, 23), 7, id="a week later"), pytest.param(date(2026, 8, 5), -105, id="before it was drawn"),
])
def test_days_move_by_whole_weeks(today: date, days: int) -> None:
    assert weeks_to(date(2026, 11, 15), today) == timedelta(days=days)


@pytest.mark.parametrize("weeks", [
    pytest.param(13, id="over the Spring Festival of 2027, which the holiday table does not know"),
    *(pytest.param(weeks, marks=pytest.mark.prove) for weeks in range(0, 161, 7)),  # no installation is older than its demo
])
def test_the_rules_refuse_no_act_in_whatever_weeks_it_is_loaded(weeks: int, definition: Definition, tmp_path: Path) -> None:
    now = NOW + timedelta(weeks=weeks)
    site = make_site(f"sqlite:///{tmp_path / 'site.db'}", definition, tmp_path)
    sessions = make_sessions(site)
    seed(site, sessions, now)
    done = load_demo(site, sessions, now)
    site.engine.dispose()
    assert [each.as_line() for each in done.refused] == []


# -- who -------------------------------------------------------------------------------------------


def test_history_names_those_who_did_it(demo: Demo) -> None:
    table = demo.site.models.system.history
    with unscoped("test"), demo.sessions() as session:
        made = select(table.c.user_name).where(table.c.register == "dispute", table.c.act == "create").distinct()
        names = set(session.execute(made).scalars())
    assert names <= set(demo.column("person", "name"))


def test_acts_belong_to_accounts_that_are_there(site: Site) -> None:
    sessions = make_sessions(site)
    seed(site, sessions, NOW)
    load_demo(site, sessions, NOW, accounts={"town_clerk": 41})
    table = site.models.system.history
    with unscoped("test"), sessions() as session:
        acts = set(session.execute(select(table.c.act).where(table.c.user_id == 41)).scalars())
    assert {"create", "triage", "edit"} <= acts


def test_accounts_are_held_at_units_of_their_roles_level(demo: Demo) -> None:
    with unscoped("test"), demo.sessions() as session:
        accounts = demo_accounts(Work(demo.site, session, NOW), SEEDS / "demo")
        units = demo.site.directory(session).units
    roles = demo.site.definition.roles
    assert [each.user for each in accounts if units[each.unit_id].level != roles[each.role].level] == []
    assert [each.department_id for each in accounts if each.role == "department_clerk"] == [demo.departments["司法所"]]
    staff = set(demo.column("person", "name"))
    assert {each.name for each in accounts if roles[each.role].rows != "none" and each.role != "county_admin"} <= staff


def test_loading_again_changes_nothing(demo: Demo) -> None:
    before, events = hashes(demo.site), demo.audit_events()
    again = load_demo(demo.site, demo.sessions, datetime(2027, 3, 1, tzinfo=UTC))
    assert (again.total, hashes(demo.site), demo.audit_events()) == (0, before, events)
