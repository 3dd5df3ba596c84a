"""Who acts by somebody's word: assign, offer, accept, return, withdraw, lapse, assist; one holder at every moment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from app.access.lent import lending_of, loans_of
from app.access.refusal import OutOfSight, Refused
from app.access.viewer import unscoped
from app.behaviours import acts
from app.decisions.scales import Colour
from app.problems import Problems
from app.records.storing import fetch
from tests.behaviours.cases import OTHER_VILLAGE, TOWN, VILLAGE, at, change, dispute, do, lines, notices, run, where


@pytest.fixture
def orange(town):
    """Of twelve people: orange, in the town, with the office of justice."""
    return dispute(town, people_involved=12)


@pytest.fixture
def offices(town):
    return town.departments["司法所"], next(each for name, each in town.departments.items() if name != "司法所")


def clerk(town, user_id=1):
    return town.viewer("town_clerk", TOWN, user_id=user_id)


def held(town, case):
    return where(town, case)[3:]


def test_an_offer_is_accepted_and_the_due_day_stays(town, orange, offices):
    justice, other = offices
    before = where(town, orange)
    do(town, orange, acts.offer, department=other, reason="属该办职责", who=clerk(town))
    assert where(town, orange) == before  # the sender holds meanwhile
    do(town, orange, acts.accept, who=_of(town, other), now=at("2026-08-06"))
    assert where(town, orange) == (*before[:3], town.unit(TOWN), other)
    assert town.record("dispute", orange).lead_department_id == other
    assert lines(town, orange) == [(1, "offered"), (2, "accepted")]
    assert notices(town) == [(town.unit(TOWN), other), (town.unit(TOWN), justice)]


def _of(town, department, user_id=2):
    name = next(each for each, found in town.departments.items() if found == department)
    return town.viewer("department_clerk", TOWN, department=name, user_id=user_id)


def test_an_offer_is_returned_with_a_reason(town, orange, offices):
    justice, other = offices
    do(town, orange, acts.offer, department=other, reason="属该办职责", who=clerk(town))
    with pytest.raises(Problems) as refused:
        do(town, orange, acts.send_back, "", who=_of(town, other))
    assert [each.code for each in refused.value.found] == ["A014"]
    do(town, orange, acts.send_back, "不属本办职责", who=_of(town, other))
    assert (held(town, orange), town.record("dispute", orange).offered_at) == ((town.unit(TOWN), justice), None)
    with pytest.raises((Problems, OutOfSight)):
        do(town, orange, acts.accept, who=_of(town, other))


def test_the_receiver_sees_the_case_while_it_is_asked_and_nobody_else_answers(town, orange, offices):
    justice, other = offices
    with pytest.raises(OutOfSight):
        do(town, orange, acts.accept, who=_of(town, other))
    do(town, orange, acts.offer, department=other, reason="属该办职责", who=clerk(town))
    with pytest.raises(Refused) as mine:
        do(town, orange, acts.accept, who=clerk(town))
    with pytest.raises(Refused) as sender:
        do(town, orange, acts.accept, who=_of(town, justice))
    assert [each.value.found[0].code for each in (mine, sender)] == ["A018", "A003"]


def test_an_offer_that_nobody_answers_lapses_once_after_one_working_day(town, orange, offices):
    justice, other = offices
    do(town, orange, acts.offer, department=other, reason="属该办职责", who=clerk(town))
    assert run(town, at("2026-08-06", "23:59")).steps == 0
    for _ in range(3):
        run(town, at("2026-08-07", "00:00"))
    assert lines(town, orange, "kind", "at")[1:] == [("lapsed", at("2026-08-07", "00:00"))]
    assert (held(town, orange), notices(town)[-1]) == ((town.unit(TOWN), justice), (town.unit(TOWN), justice))
    with pytest.raises((Problems, OutOfSight)):
        do(town, orange, acts.accept, who=_of(town, other), now=at("2026-08-07"))


def test_a_sender_takes_its_offer_back(town, orange, offices):
    _, other = offices
    do(town, orange, acts.offer, department=other, reason="属该办职责", who=clerk(town))
    do(town, orange, acts.withdraw, who=clerk(town))
    assert lines(town, orange) == [(1, "offered"), (2, "withdrawn")]
    assert notices(town) == [(town.unit(TOWN), other)] * 2


@pytest.mark.parametrize("way", ["raise", "facts", "clock"])
def test_an_offer_ends_where_the_case_goes_to_another_level(town, way):
    case = dispute(town, people_involved=3)
    do(town, case, acts.offer, unit=town.unit(OTHER_VILLAGE), reason="当事人均在该村", who=clerk(town), now=at("2026-08-14"))
    if way == "raise":
        do(town, case, acts.raise_colour, Colour.ORANGE, "情绪激动", now=at("2026-08-14"))
    elif way == "facts":
        change(town, case, {"people_involved": 20}, now=at("2026-08-14"))
    else:
        run(town, at("2026-08-15", "00:00"))
    found = town.record("dispute", case)
    assert (found.level, found.offered_at, found.guest_unit_id) == ("town", None, None)
    kinds = [kind for (kind,) in lines(town, case, "kind")]
    assert kinds[:2] == ["offered", "withdrawn"]
    assert len(kinds) == 3
    assert run(town, at("2026-08-18")).failed == []
    assert "lapsed" not in {kind for (kind,) in lines(town, case, "kind")}


def test_a_case_is_offered_beside_and_not_up_or_down(town, orange, offices):
    for given in ({"unit": town.unit(VILLAGE)}, {"unit": town.unit("510923000000")}, {"unit": town.unit("510923107000")},
                  {"department": 999}):
        with pytest.raises(Problems) as refused:
            do(town, orange, acts.offer, reason="转办", who=clerk(town), **given)
        assert [each.code for each in refused.value.found] == ["A019"], given
    with pytest.raises(Problems) as nobody:
        do(town, orange, acts.offer, reason="转办", who=clerk(town))
    assert [each.code for each in nobody.value.found] == ["V001"]


def test_an_assignment_within_the_unit_moves_the_department_and_names_the_person(town, orange, offices):
    _, other = offices
    one = town.add("person", {"unit": town.unit(TOWN), "name": "陈样甲"})
    do(town, orange, acts.assign, department=other, person=one, who=town.viewer("town_leader", TOWN, user_id=4))
    found = town.record("dispute", orange)
    assert (found.holder_department_id, found.lead_department_id, found.responsible_person_id) == (other, other, one)
    assert lines(town, orange) == [(1, "assigned")]


def test_what_was_given_away_stays_there_when_the_case_is_edited_or_falls_due(town, orange, offices):
    _, other = offices
    do(town, orange, acts.offer, department=other, reason="属该办职责", who=clerk(town))
    do(town, orange, acts.accept, who=_of(town, other))
    change(town, orange, {"title": "新标题"})
    run(town, at("2026-08-27"))  # orange turns red, still in the town
    assert where(town, orange)[:2] == ("red", "town")
    assert held(town, orange) == (town.unit(TOWN), other)


# -- from outside ----------------------------------------------------------------------------------


def _lent(town, who, day="2026-08-05"):
    """The viewer as a request would read it; who is asked the other way round is told the same."""
    register, models, today = town.site.definition.registers["dispute"], town.site.models, at(day).date()
    with unscoped("test"), town.site.engine.connect() as connection:
        lent = loans_of(connection, models, who.user_id, who.duties, today)
        cases = connection.execute(select(models.table("dispute").c.id)).scalars().all()
        backwards = [loan for case in cases
                     for loan in lending_of(connection, models, register, case, today).to(who.user_id, who.duties)]
    assert sorted(backwards) == sorted(lent)
    return replace(who, lent=lent)


def _sees(town, case, who):
    with town.work(who) as work:
        try:
            fetch(work, town.site.definition.registers["dispute"], case)
        except OutOfSight:
            return False
        return True


def test_another_village_takes_a_case_sees_it_and_acts_on_it(town):
    case, other = dispute(town, people_involved=3), town.viewer("village_leader", OTHER_VILLAGE, user_id=5)
    assert not _sees(town, case, _lent(town, other))
    do(town, case, acts.offer, unit=town.unit(OTHER_VILLAGE), reason="当事人均在该村", who=clerk(town))
    assert _sees(town, case, _lent(town, other))
    with pytest.raises(Refused):
        do(town, case, acts.write_progress, "尚未接收", who=_lent(town, other))
    do(town, case, acts.accept, who=_lent(town, other))
    assert held(town, case) == (town.unit(OTHER_VILLAGE), None)
    assert town.record("dispute", case).guest_unit_id == town.unit(OTHER_VILLAGE)
    do(town, case, acts.write_progress, "已走访双方", who=_lent(town, other))
    change(town, case, {"title": "新标题"}, who=_lent(town, other))
    run(town, at("2026-08-15"))
    assert not _sees(town, case, _lent(town, other))  # it climbed to the town


def test_who_assists_reads_and_nothing_more(town, orange, offices):
    _, office = offices
    village, department = town.viewer("village_leader", OTHER_VILLAGE, user_id=5), _of(town, office)
    party = town.add("dispute_event", {"dispute": orange, "note": "已调解一次", "host": "陈样甲", "kind": "mediation"})
    for given, who in (({"unit": town.unit(OTHER_VILLAGE)}, village), ({"department": office}, department)):
        assert not _sees(town, orange, _lent(town, who))
        do(town, orange, acts.assist, who=clerk(town), **given)
        helper = _lent(town, who)
        assert _sees(town, orange, helper)
        with town.work(helper) as work:
            assert fetch(work, town.site.definition.registers["dispute_event"], party).id == party
        with pytest.raises(Refused):
            change(town, orange, {"title": "改名"}, who=helper)
        with pytest.raises(Refused):
            do(town, orange, acts.write_progress, "协办进展", who=helper)
        do(town, orange, acts.assist, who=clerk(town), leaves=True, **given)
        assert not _sees(town, orange, _lent(town, who))


def test_a_member_of_a_special_team_reads_its_cases_from_the_first_to_the_last_day(town, orange):
    one = town.add("person", {"unit": town.unit(OTHER_VILLAGE), "name": "陈样甲"})
    team = town.add("special_team", {
        "unit": town.unit(TOWN), "name": "边界专班", "problem": "边界争议多", "lead_department": town.departments["司法所"],
        "leader": one, "plan": "逐户走访", "measures": "值守", "disputes": [orange]})
    town.add("special_team_member", {"team": team, "person": one, "from_on": "2026-08-06", "to_on": "2026-08-20"})
    account = town.site.models.system.account
    with unscoped("test"), town.site.engine.begin() as connection:
        connection.execute(account.insert().values(user_id=77, person_id=one, must_change_password=False, failures=0))
    member = town.viewer("village_clerk", OTHER_VILLAGE, user_id=77)
    seen = [_sees(town, orange, _lent(town, member, f"2026-08-{day}")) for day in ("05", "06", "20", "21")]
    assert seen == [False, True, True, False]
    with pytest.raises(Refused):
        change(town, orange, {"title": "改名"}, who=_lent(town, member, "2026-08-10"))
