"""Balances follow the movements, are never negative, and add up, whoever moves what at the same time (rules.md §5)."""

from __future__ import annotations

from datetime import date
from multiprocessing import get_context
from pathlib import Path
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from app.access.guard import guarded
from app.access.refusal import Refused
from app.access.viewer import Unscoped, unscoped
from app.problems import Problems
from app.records.bulk import store
from app.records.draft import Draft
from app.records.preparing import prepare
from app.records.storing import create, edit, fetch, void
from tests.behaviours.supplies import OTHER_VILLAGE, TOWN, VILLAGE, depots
from tests.sites import ROOT, Town

COUNTY = "510923000000"
KEPT = ("change", "balance_after")


def kept(town, movement):
    record = town.record("stock_movement", movement)
    return tuple(getattr(record, name) for name in KEPT)


def refused(problems):
    return [(each.code, each.field) for each in problems.value.found]


def test_every_kind_of_movement_changes_the_balance_and_keeps_what_it_left(town):
    own = depots(town)
    assert kept(town, own.move("in", 40)) == (40, 40)
    assert kept(town, own.move("out", 15)) == (-15, 25)
    assert kept(town, own.move("scrap", 5)) == (-5, 20)
    assert kept(town, own.move("transfer", 8, to_point=own.depot)) == (-8, 12)
    assert kept(town, own.move("count", 10)) == (-2, 10)
    assert kept(town, own.move("count", 13)) == (3, 13)
    assert own.balances() == {(own.village, own.tents, ""): 13, (own.depot, own.tents, ""): 8} == own.sums()


def test_more_than_is_there_is_refused_and_the_sentence_says_what_is_there(town):
    own = depots(town)
    own.move("in", 6, batch="2026-1")
    for kind, more in (("out", {}), ("scrap", {}), ("transfer", {"to_point": own.depot})):
        with pytest.raises(Problems) as bad:
            own.move(kind, 7, batch="2026-1", **more)
        assert refused(bad) == [("A070", "quantity")]
    assert bad.value.found[0].message("zh") == (
        "“金容寨村库”的“救灾帐篷”（批次 2026-1）现有 6 顶，不够本次的 7 顶。请核对数量、批次和储备点。")
    with pytest.raises(Problems) as bad:  # another batch is another shelf
        own.move("out", 1)
    assert refused(bad) == [("A070", "quantity")]
    assert own.balances()[own.village, own.tents, "2026-1"] == 6


def test_a_movement_names_a_quantity_another_point_and_the_unit_of_its_point(town):
    own = depots(town)
    own.move("in", 5)
    for kind, quantity, more, fault in (
        ("out", 0, {}, ("V010", "quantity")), ("transfer", 1, {}, ("V001", "to_point")),
        ("transfer", 1, {"to_point": own.village}, ("V010", "to_point")),
        ("in", 1, {"unit": town.unit(OTHER_VILLAGE)}, ("A071", "unit")),
    ):
        with pytest.raises(Problems) as bad:
            own.move(kind, quantity, **more)
        assert [each[1] for each in refused(bad)] == [fault[1]]
        assert fault[0] not in ("A071", "V001") or refused(bad) == [fault]


def test_the_earliest_expiry_of_a_shelf_counts_and_goes_along_with_a_transfer(town):
    own = depots(town)
    own.move("in", 5, item=own.rice, expires_on="2027-03-01")
    own.move("in", 5, item=own.rice, expires_on="2026-12-01")
    own.move("transfer", 2, item=own.rice, to_point=own.depot)
    table = town.site.models.system.stock_balance
    with unscoped("test"), town.sessions() as session:
        days = session.execute(select(table.c.balance, table.c.expires_on).order_by(table.c.balance)).all()
    assert [tuple(row) for row in days] == [(2, date(2026, 12, 1)), (8, date(2026, 12, 1))]


def test_a_file_is_judged_in_its_order_before_anything_is_stored(town):
    own = depots(town)
    register = town.site.definition.registers["stock_movement"]
    rows = [("in", 5), ("out", 3), ("out", 3), ("count", 9), ("out", 9)]
    drafts = [Draft({"point": "金容寨村库", "item": "救灾帐篷", "kind": kind, "quantity": quantity, "handled_by": "余清泉"})
              for kind, quantity in rows]
    with town.work(town.viewer("village_clerk", VILLAGE), door="file") as work:
        prepare(work, register, drafts)
        assert [[fault.code for fault in draft.faults] for draft in drafts] == [[], [], ["A070"], [], []]
        store(work, register, [draft for draft in drafts if not draft.faults])
    assert own.balances() == {(own.village, own.tents, ""): 0} == own.sums()


def test_somebody_faster_than_the_check_is_told_and_nothing_is_half_stored(town):
    own = depots(town)
    own.move("in", 5)
    register = town.site.definition.registers["stock_movement"]
    table = town.site.models.system.stock_balance
    raw = {"point": own.village, "item": own.tents, "kind": "out", "quantity": 4, "handled_by": "余清泉"}
    with pytest.raises(Problems) as bad, town.work(town.viewer("village_clerk", VILLAGE)) as work:
        late = Draft(raw)
        prepare(work, register, [late])
        assert late.faults == []
        work.session.execute(sa.update(table).values(balance=3))  # as if another had taken two in between
        store(work, register, [late])
    assert refused(bad) == [("A070", "quantity")]
    assert (own.balances(), town.record_count("stock_movement")) == ({(own.village, own.tents, ""): 5}, 1)


def test_the_database_itself_refuses_a_balance_below_nothing(town):
    own = depots(town)
    own.move("in", 1)
    table = town.site.models.system.stock_balance
    with unscoped("test"), town.sessions() as session, pytest.raises(sa.exc.IntegrityError):
        session.execute(sa.update(table).values(balance=-1))


def test_keepers_move_what_is_theirs_and_nobody_changes_a_movement(town):
    own, clerk = depots(town), town.viewer("village_clerk", VILLAGE)
    movement = own.move("in", 5, who=clerk)
    own.move("transfer", 2, who=clerk, to_point=own.depot)  # the town's depot is in sight of its villages
    with pytest.raises((Refused, Problems)):
        own.move("in", 1, point=own.other, who=clerk)
    with pytest.raises((Refused, Problems)):
        own.move("in", 1, point=own.depot, who=clerk)
    register = town.site.definition.registers["stock_movement"]
    for who in (clerk, town.viewer("village_leader", VILLAGE), town.viewer("town_clerk", TOWN)):
        with pytest.raises(Problems) as bad, town.work(who) as work:
            record = fetch(work, register, movement)
            edit(work, register, record, {"quantity": 50}, record.version)
        assert refused(bad) == [("A074", None)]
        with pytest.raises(Problems) as bad, town.work(who) as work:
            record = fetch(work, register, movement)
            void(work, record, "记错", record.version)
        assert refused(bad) == [("A074", None)]
    assert own.balances() == {(own.village, own.tents, ""): 3, (own.depot, own.tents, ""): 2}


# -- both sides of a transfer ------------------------------------------------------------------------


def test_each_side_of_a_transfer_sees_every_movement_that_its_balance_is_made_of(town):
    own = depots(town)
    own.move("in", 40, point=own.depot, batch="A", expires_on="2027-03-01")
    own.move("transfer", 15, point=own.depot, to_point=own.village, batch="A")
    own.move("transfer", 5, point=own.village, to_point=own.other, batch="A", who=town.viewer("town_clerk", TOWN))
    own.move("transfer", 3, point=own.village, to_point=own.depot, batch="A", who=town.viewer("village_clerk", VILLAGE))
    balances = own.balances()
    assert balances == {(own.depot, own.tents, "A"): 28, (own.village, own.tents, "A"): 7, (own.other, own.tents, "A"): 5}
    for unit, points in ((VILLAGE, {own.village}), (OTHER_VILLAGE, {own.other}), (TOWN, {own.depot, own.village, own.other})):
        for role in ("village_clerk", "village_leader") if unit != TOWN else ("town_clerk", "town_leader"):
            seen = own.sums(town.viewer(role, unit))
            assert seen == {shelf: balance for shelf, balance in balances.items() if shelf[0] in points}
    assert own.movements(town.viewer("village_clerk", "510923107201")) == []


def test_what_arrives_says_from_where_and_leaves_out_what_belongs_to_the_sender(town):
    own, clerk = depots(town), town.viewer("village_clerk", VILLAGE, user_id=7, name="余清泉")
    own.move("in", 9, batch="A", expires_on="2027-03-01")
    own.move("transfer", 4, batch="A", to_point=own.depot, who=clerk, voucher="金-1", purpose="支援镇库", remarks="本村留存")
    arrived = next(row for row in own.movements() if row.from_point_id is not None)
    assert (arrived.point_id, arrived.from_point_id, arrived.to_point_id) == (own.depot, own.village, None)
    assert (arrived.kind, arrived.quantity, arrived.change, arrived.balance_after) == ("transfer", 4, 4, 4)
    assert (arrived.batch, arrived.expires_on, arrived.handled_by) == ("A", date(2027, 3, 1), "余清泉")
    assert (arrived.purpose, arrived.voucher, arrived.remarks) == ("支援镇库", None, None)
    assert (arrived.created_by, arrived.village_id, arrived.town_id) == (7, None, town.unit(TOWN))
    history = town.site.models.system.history
    with unscoped("test"), town.sessions() as session:
        mine = select(history.c.user_name, history.c.user_id).where(
            history.c.register == "stock_movement", history.c.record_id == arrived.id)
        assert session.execute(mine).all() == [("system: transfer by 余清泉", 7)]


def test_a_file_may_move_on_what_a_row_before_brought(town):
    own = depots(town)
    own.move("in", 5)
    register = town.site.definition.registers["stock_movement"]
    rows = [{"kind": "transfer", "point": own.village, "to_point": own.depot, "quantity": 5},
            {"kind": "transfer", "point": own.depot, "to_point": own.other, "quantity": 3},
            {"kind": "out", "point": own.other, "quantity": 2}]
    drafts = [Draft({**row, "item": own.tents, "handled_by": "余清泉"}) for row in rows]
    with town.work(town.viewer("town_clerk", TOWN)) as work:
        prepare(work, register, drafts)
        assert [draft.faults for draft in drafts] == [[], [], []]
        store(work, register, drafts)
    assert own.balances() == own.sums() == {
        (own.village, own.tents, ""): 0, (own.depot, own.tents, ""): 2, (own.other, own.tents, ""): 1}


def test_movements_go_along_when_their_village_comes_to_another_town(town):
    own, unit = depots(town), town.site.definition.registers["unit"]
    own.move("in", 5)
    elsewhere = town.unit("510923107000")
    with town.work(Unscoped("test")) as work:
        village = fetch(work, unit, town.unit(VILLAGE))
        edit(work, unit, village, {"parent": elsewhere}, village.version)
    assert [(row.town_id, row.version) for row in own.movements()] == [(elsewhere, 1)]
    assert own.sums(town.viewer("town_clerk", "510923107000")) == own.balances()
    assert own.sums(town.viewer("town_clerk", TOWN)) == {}


# -- what still holds stock --------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "code", "name"), [("supply_point", "A072", "金容寨村库"), ("supply_item", "A073", "救灾帐篷")])
def test_a_point_or_an_item_goes_only_when_nothing_is_left(town, key, code, name):
    own, register = depots(town), town.site.definition.registers[key]
    own.move("in", 2)
    record_id = own.village if key == "supply_point" else own.tents

    def go():
        with town.work(town.viewer("county_admin", COUNTY)) as work:
            record = fetch(work, register, record_id)
            void(work, record, "撤并", record.version)

    with pytest.raises(Problems) as bad:
        go()
    assert refused(bad) == [(code, None)]
    assert f"“{name}”" in bad.value.found[0].message("zh")
    own.move("count", 0)
    go()
    assert town.record(key, record_id).void_at is not None
    with pytest.raises(Problems):
        own.move("in", 1)


def test_a_movement_under_way_is_refused_where_its_point_has_just_been_voided(town):
    own = depots(town)
    register = town.site.definition.registers["stock_movement"]
    raw = {"point": own.village, "item": own.tents, "kind": "in", "quantity": 4, "handled_by": "余清泉"}
    table = town.site.models.table("supply_point")
    with pytest.raises(Problems) as bad, town.work(Unscoped("test")) as work:
        late = Draft(raw)
        prepare(work, register, [late])
        work.session.execute(guarded(sa.update(table).where(table.c.id == own.village).values(void_at=work.now)))
        store(work, register, [late])
    assert refused(bad) == [("A075", None)]


# -- two keepers at once -----------------------------------------------------------------------------


def test_four_keepers_at_once_never_take_more_than_there_is(town, tmp_path):
    _race(town, tmp_path, movements=40)


@pytest.mark.prove
def test_four_keepers_do_two_thousand_movements_and_the_balance_is_their_sum(town, tmp_path):
    _race(town, tmp_path, movements=500)


def _race(town, folder, *, movements):
    own = depots(town)
    points, items = (own.depot, own.village, own.other), (own.tents, own.rice)
    for point in points:
        own.move("in", 20, point=point)
    url = town.site.engine.url.render_as_string(hide_password=False)
    town.site.engine.dispose()
    jobs = [(url, str(folder), number, movements, points, items) for number in range(4)]
    with get_context("spawn").Pool(4) as pool:
        told = pool.map(keeper, jobs)
    assert [sum(each.values()) for each in told] == [movements] * 4
    assert set().union(*told) <= {"stored", "A070"}
    assert all(each["stored"] for each in told)
    assert any(each.get("A070") for each in told)
    balances = own.balances()
    assert min(balances.values()) >= 0
    assert balances == {**dict.fromkeys(balances, 0), **own.sums()}
    entered = [row for row in own.movements() if row.from_point_id is None]
    assert len(entered) == 3 + sum(each["stored"] for each in told)
    brought = [row for row in entered if row.kind == "transfer"]
    assert len(brought) == town.record_count("stock_movement") - len(entered) > 0


def keeper(job):
    """One keeper in a process of its own: random movements; how many were stored, how many refused with which code."""
    from app.assembly import make_sessions, read_schema
    from tests.sites import open_site

    url, folder, number, movements, points, items = job
    site = open_site(url, read_schema(ROOT / "schema"), Path(folder))
    own, chance, told = Town(site, make_sessions(site)), Random(number), {}  # noqa: S311
    for _ in range(movements):
        kind = chance.choice(["in", "out", "out", "transfer", "transfer", "count", "scrap"])
        point, to = chance.sample(points, 2)
        raw = {"point": point, "item": chance.choice(items), "kind": kind, "quantity": chance.randint(1, 9),
               "handled_by": "余清泉", **({"to_point": to} if kind == "transfer" else {})}
        code = _attempt(own, raw)
        told[code] = told.get(code, 0) + 1
    site.engine.dispose()
    return told


def _attempt(own, raw):
    try:
        with own.work(Unscoped("keeper")) as work:
            create(work, own.site.definition.registers["stock_movement"], raw)
    except Problems as bad:
        return bad.found[0].code
    return "stored"
