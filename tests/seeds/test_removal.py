"""``flask demo remove``: the invented records leave without a trace, what people have worked on stays."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from app.access import seals
from app.access.guard import guarded
from app.access.viewer import Unscoped, unscoped
from app.problems import Problems
from app.records.storing import edit, fetch
from app.seeding import Removed, load_demo, remove_demo
from tests.seeds.conftest import NOW, Demo, hashes
from tests.templates import take_protection_off

VILLAGE = "510923108225"


def test_removal_leaves_the_seeds_as_they_were(demo: Demo) -> None:
    done = remove_demo(demo.site, demo.sessions, NOW)
    assert (hashes(demo.site), done.kept) == (demo.told.before, ())
    assert done.gone == demo.told.created


def test_removal_is_told_in_the_audit_log(demo: Demo) -> None:
    done = remove_demo(demo.site, demo.sessions, NOW)
    assert demo.audit_events()[-1] == ("demo_remove", None, done.total)


def test_removing_again_changes_nothing(demo: Demo) -> None:
    remove_demo(demo.site, demo.sessions, NOW)
    before, events = hashes(demo.site), demo.audit_events()
    assert remove_demo(demo.site, demo.sessions, NOW) == Removed({})
    assert (hashes(demo.site), demo.audit_events()) == (before, events)


def test_after_removal_the_demo_can_be_loaded_again(demo: Demo) -> None:
    remove_demo(demo.site, demo.sessions, NOW)
    assert load_demo(demo.site, demo.sessions, NOW).created == demo.told.created


def test_peoples_own_records_stay(demo: Demo) -> None:
    own = _own_dispute(demo)
    before = demo.record("dispute", own).number  # type: ignore[attr-defined]
    done = remove_demo(demo.site, demo.sessions, NOW)
    assert (demo.column("dispute", "id"), done.kept) == ([own], ())
    assert demo.record("dispute", own).number == before  # type: ignore[attr-defined]


def test_a_number_that_the_demo_had_is_not_given_twice_where_own_records_go_on(demo: Demo) -> None:
    own = demo.record("dispute", _own_dispute(demo)).number  # type: ignore[attr-defined]
    remove_demo(demo.site, demo.sessions, NOW)
    following = demo.record("dispute", _own_dispute(demo, title="又一起")).number  # type: ignore[attr-defined]
    assert int(following[-4:]) == int(own[-4:]) + 1


def test_a_record_that_somebody_has_edited_stays_with_what_belongs_to_it(demo: Demo) -> None:
    case, secretary = _one(demo, "dispute", "id", "responsible_person_id", unit_id=demo.unit(VILLAGE), status="resolved")
    with demo.work(demo.viewer("town_clerk", "510923108000")) as work:
        record = fetch(work, demo.site.definition.registers["dispute"], case)
        edit(work, record.register, record, {"remarks": "镇上补记"}, record.version)
    theirs = [(register, child) for register in ("dispute_party", "dispute_event", "follow_up", "support_measure")
              for child in demo.column(register, "id", dispute_id=case)]
    done = remove_demo(demo.site, demo.sessions, NOW)
    assert {(kept.register, kept.record_id, kept.why) for kept in done.kept} == {
        ("dispute", case, "edited"), ("person", secretary, "referred"),
        *((register, child, "belongs") for register, child in theirs)}
    assert (demo.column("dispute", "id"), demo.column("person", "id")) == ([case], [secretary])


def test_a_record_that_an_own_record_refers_to_stays(demo: Demo) -> None:
    team = demo.column("emergency_team", "id", unit_id=demo.unit(VILLAGE))[0]
    member = demo.add("team_member", {"team": str(team), "unit": str(demo.unit(VILLAGE)), "name": "赵样甲"},
                      demo.viewer("village_clerk", VILLAGE))
    done = remove_demo(demo.site, demo.sessions, NOW)
    assert [(kept.register, kept.name, kept.why) for kept in done.kept] == [("emergency_team", "金容寨村应急分队", "referred")]
    assert (demo.column("emergency_team", "id"), demo.column("team_member", "id")) == ([team], [member])


def test_what_stayed_leaves_once_nobody_needs_it(demo: Demo) -> None:
    own = _own_dispute(demo, lead_leader=str(_one(demo, "person", "id", post="党委书记")))
    assert [kept.register for kept in remove_demo(demo.site, demo.sessions, NOW).kept] == ["person"]
    with demo.work(Unscoped("test")) as work:
        record = fetch(work, demo.site.definition.registers["dispute"], own)
        edit(work, record.register, record, {"lead_leader": ""}, record.version)
    assert remove_demo(demo.site, demo.sessions, NOW).gone == {"person": 1}


def test_no_sheet_counts_an_invented_case_any_more(demo: Demo) -> None:
    own, invented = _own_dispute(demo), demo.column("dispute", "id")[:2]
    counted = demo.site.models.system.return_row
    rows = [{"kind": "weekly_analysis", "department_id": 0, "return_id": 999_999, "record_id": each}
            for each in (own, *invented)]
    with unscoped("test"), demo.site.engine.begin() as connection:
        connection.execute(insert(counted), rows)
    remove_demo(demo.site, demo.sessions, NOW)
    with unscoped("test"), demo.site.engine.connect() as connection:
        assert list(connection.execute(select(counted.c.record_id)).scalars()) == [own]


def test_registers_of_petitions_and_teams_leave_with_the_others_and_access_with_them(demo: Demo) -> None:
    registers = ("petition", "reception_log", "sweep", "campaign", "analysis_report", "periodic_return", "case_review",
                 "follow_up", "support_measure", "special_team", "special_team_member", "meeting", "meeting_decision",
                 "supervision", "supervision_answer", "village_warning", "hotspot", "risk_assessment", "court_figures",
                 "legal_publicity", "mediation_venue", "patrol")
    assert [key for key in registers if not demo.column(key, "id")] == []
    epoch = demo.site.models.system.security_epoch
    with unscoped("test"), demo.site.engine.connect() as connection:
        before = connection.execute(select(epoch.c.value)).scalar_one()
    remove_demo(demo.site, demo.sessions, NOW)
    assert [key for key in registers if demo.column(key, "id")] == []
    with unscoped("test"), demo.site.engine.connect() as connection:
        assert connection.execute(select(epoch.c.value)).scalar_one() > before


def test_the_steps_of_the_clock_are_nobodys_work(demo: Demo) -> None:
    climbed = [case for case, steps in demo.column("dispute", "id", "added_steps") if steps]
    assert climbed
    assert remove_demo(demo.site, demo.sessions, NOW).kept == ()


def test_the_seals_hold_after_the_removal(demo: Demo) -> None:
    _seal(demo)
    _own_dispute(demo)
    _seal(demo)
    remove_demo(demo.site, demo.sessions, NOW)
    assert _broken(demo) == []


def test_nothing_is_removed_from_a_history_that_is_not_what_was_sealed(demo: Demo) -> None:
    _seal(demo)
    history = demo.site.models.system.history
    with unscoped("test"):
        take_protection_off(demo.site.engine)
    with unscoped("test"), demo.site.engine.begin() as connection:
        connection.execute(update(history).where(history.c.id == 3).values(user_name="别人"))
    before = hashes(demo.site)
    with pytest.raises(Problems) as raised:
        remove_demo(demo.site, demo.sessions, NOW)
    assert ([each.code for each in raised.value.found], hashes(demo.site)) == (["A060"], before)


@pytest.mark.parametrize("log", ["history", "seal"])
def test_without_a_removal_the_logs_stay_closed(demo: Demo, log: str) -> None:
    _seal(demo)
    table = getattr(demo.site.models.system, log)
    statement = delete(table) if log == "history" else update(table).values(entries=0)
    with pytest.raises(DBAPIError, match="append-only"), unscoped("test"), demo.site.engine.begin() as connection:
        connection.execute(statement)


def test_a_removal_opens_the_history_of_invented_records_only(demo: Demo) -> None:
    own, system = _own_dispute(demo), demo.site.models.system
    theirs = (system.history.c.register == "dispute") & (system.history.c.record_id == own)
    with unscoped("test"), demo.site.engine.connect() as connection:
        connection.execute(update(system.import_run).values(state="leaving"))
        connection.execute(insert(system.purge_permit).values(log="history", before=NOW + timedelta(days=1)))
        with pytest.raises(DBAPIError, match="append-only"):
            connection.execute(delete(system.history).where(theirs))


def _own_dispute(demo: Demo, **more: str) -> int:
    raw = {"unit": str(demo.unit(VILLAGE)), "title": "自家登记的一起", "category": "neighbours", "description": "……",
           "people_involved": "2", **more}
    return demo.add("dispute", raw, demo.viewer("village_clerk", VILLAGE))


def _one(demo: Demo, register: str, *names: str, **where: Any) -> Any:
    return demo.column(register, *names, **where)[0]


def _seal(demo: Demo) -> None:
    """Seal everything; on PostgreSQL that waits for transactions of other databases of the server, too."""
    history, sealed = demo.site.models.system.history, demo.site.models.system.seal
    for _ in range(300):
        with unscoped("test"), demo.site.engine.begin() as connection:
            seals.seal(connection, demo.site.models, NOW)
            last = connection.execute(select(func.max(sealed.c.last_id)).where(sealed.c.log == "history")).scalar()
            if last == connection.execute(select(func.max(history.c.id))).scalar():
                return
        time.sleep(0.1)
    pytest.fail("the history was not sealed within 30 seconds")


def _broken(demo: Demo) -> list[seals.Broken]:
    with unscoped("test"), demo.site.engine.connect() as connection:
        assert connection.execute(select(demo.site.models.system.seal.c.id)).first()
        return list(seals.verify(connection, demo.site.models))


def test_goods_that_people_have_moved_stay_with_what_brought_them_in(demo: Demo) -> None:
    balance, point = demo.site.models.system.stock_balance, demo.site.models.table("supply_point")
    with unscoped("test"), demo.sessions() as session:
        lot = session.execute(guarded(select(balance.c.point_id, balance.c.item_id, balance.c.batch).join(
            point, point.c.id == balance.c.point_id).where(balance.c.balance > 1).limit(1))).one()
    own = {"point": lot.point_id, "item": lot.item_id, "batch": lot.batch, "kind": "out", "quantity": 1, "handled_by": "周明远"}
    demo.add("stock_movement", own)
    left = remove_demo(demo.site, demo.sessions, NOW)
    kept = {each.register for each in left.kept}
    assert {"stock_movement", "supply_point"} <= kept <= {"stock_movement", "supply_minimum", "supply_point"}
    with unscoped("test"), demo.sessions() as session:
        there = session.execute(guarded(select(balance.c.balance))).scalars().all()
    assert there
    assert min(there) >= 0
