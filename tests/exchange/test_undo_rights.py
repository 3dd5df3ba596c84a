"""Undoing as an attack: nobody voids or changes through it what the grants keep from them (rules.md §8).

The one right that it gives: who may change a record that the own import has entered may void it while nobody has touched it.
"""

from __future__ import annotations

import pytest

from app.access.refusal import Refused
from app.access.viewer import Deed, performing, unscoped
from app.exchange.runs import own_run
from app.exchange.undoing import undo, would_undo
from app.records.storing import edit, fetch
from tests.exchange.files import person

CASE = "发生单位,标题,类别,简要情况,涉及人数\n金容寨村,边界争议,邻里,两家因地界争吵,2"
ROSTER = f"姓名,性别,身份证号,联系电话,技能特长\n曾样甲,男,{person(1)},19900000001,驾驶\n"


@pytest.fixture
def case(rosters):
    """A case that the clerk of 225 has imported: its run and its id."""
    done = rosters.bring(CASE, rosters.clerk, register="dispute")
    return done, rosters.stored("dispute")[0]["id"]


def tried(rosters, done, who, **how):
    """What undoing does: void, back, the fates of what stays."""
    with rosters.town.work(who, door="file") as work:
        found = undo(work, own_run(work, done.run_id), **how)
    return found.void, found.back, len(found.edited), [each.reason.code for each in found.kept]


def change(rosters, register, record, who, **given):
    with rosters.town.work(who) as work:
        kept = fetch(work, rosters.register(register), record)
        edit(work, kept.register, kept, given, kept.version)


def test_the_clerk_takes_back_what_nobody_has_touched(rosters, case):
    assert tried(rosters, case[0], rosters.clerk) == (1, 0, 0, [])
    assert rosters.stored("dispute") == []


def test_a_case_to_which_others_have_added_stays(rosters, case):
    done, record = case
    rosters.town.add("dispute_party", {"dispute": record, "name": "曾样乙", "side": "first"})
    assert tried(rosters, done, rosters.clerk) == (0, 0, 1, [])
    assert tried(rosters, done, rosters.clerk, edited_too=True) == (0, 0, 0, ["A003"])
    assert len(rosters.stored("dispute")) == 1
    leader = rosters.town.viewer("village_leader", "510923108225")  # the same account, now with the right to void
    assert tried(rosters, done, leader, edited_too=True) == (1, 0, 0, [])


def test_a_case_that_has_gone_up_is_out_of_the_villages_hands(rosters, case):
    done, record = case
    table = rosters.town.site.models.table("dispute")
    with unscoped("test"), rosters.town.site.engine.begin() as connection:
        connection.execute(table.update().where(table.c.id == record).values(level="town"))  # the version is as it was
    for who in (rosters.clerk, rosters.town.viewer("village_leader", "510923108225")):
        assert tried(rosters, done, who) == (0, 0, 0, ["A003"])
        assert tried(rosters, done, who, edited_too=True) == (0, 0, 0, ["A003"])
    assert len(rosters.stored("dispute")) == 1


def test_what_others_have_changed_is_voided_only_by_who_may_void(rosters):
    done = rosters.bring(ROSTER, rosters.clerk)
    change(rosters, "team_member", rosters.stored()[0]["id"], rosters.town_clerk, skills="急救")
    assert tried(rosters, done, rosters.clerk, edited_too=True) == (0, 0, 0, ["A003"])
    assert [row["skills"] for row in rosters.stored()] == ["急救"]


def test_who_may_no_longer_change_records_takes_nothing_back(rosters):
    first = rosters.bring(ROSTER, rosters.clerk)
    change_run = rosters.bring(ROSTER.replace("驾驶", "急救"), rosters.clerk)
    officer = rosters.town.viewer("village_clerk", "510923108226")
    reader = rosters.town.viewer("town_leader", "510923108000")  # sees the rows, changes none
    for who in (officer, reader):
        assert tried(rosters, change_run, who, edited_too=True) == (0, 0, 0, ["A003"])
        assert tried(rosters, first, who, edited_too=True) == (0, 0, 0, ["A003"])
    assert [row["skills"] for row in rosters.stored()] == ["急救"]


def test_a_look_says_the_same_as_the_undoing(rosters, case):
    done, record = case
    rosters.town.add("dispute_party", {"dispute": record, "name": "曾样乙", "side": "first"})
    with rosters.town.work(rosters.clerk, door="file") as work:
        found = would_undo(work, own_run(work, done.run_id))
    assert (found.void, len(found.edited)) == (0, 1)


@pytest.mark.parametrize("wish", ["edit", "import", "read"])
def test_no_deed_voids_a_record_that_one_has_not_entered(rosters, wish):
    """The net under it: the grant of a deed counts for one's own records alone, and never for changing them."""
    rosters.bring(ROSTER, rosters.town.viewer("village_clerk", "510923108225", user_id=7))  # a colleague
    record = rosters.stored()[0]["id"]
    with rosters.town.work(rosters.clerk) as work, performing(Deed(door="form", at=work.now, grant=wish, reason="试")):
        kept = fetch(work, rosters.register("team_member"), record)
        kept.void_at, kept.void_by, kept.void_reason = work.now, 1, "试"
        with pytest.raises(Refused):
            work.session.flush()
        work.session.rollback()
    assert len(rosters.stored()) == 1


def test_no_deed_changes_what_may_only_be_read(rosters):
    rosters.bring(ROSTER, rosters.clerk)
    reader = rosters.town.viewer("town_leader", "510923108000")
    with rosters.town.work(reader) as work, performing(Deed(door="form", at=work.now, grant="read")):
        kept = fetch(work, rosters.register("team_member"), rosters.stored()[0]["id"])
        kept.skills = "急救"
        with pytest.raises(Refused):
            work.session.flush()
        work.session.rollback()
