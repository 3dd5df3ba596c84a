"""The day on which a case was found may be corrected, but not to behind its end: the ledger could not count it."""

from __future__ import annotations

import pytest

from app.behaviours import acts
from app.problems import Problems
from tests.behaviours.cases import VILLAGE, at, change, dispute, do

RESOLVING = {"outcome": "success", "method": "mediation", "agreement": "和解"}


@pytest.mark.parametrize(("found_on", "code"), [("2026-08-07", None), ("2026-08-08", "A059"), ("2026-07-20", None)])
@pytest.mark.parametrize("returns", [False, True], ids=["over", "open again"])
def test_the_day_found_lies_before_every_end(town, found_on, code, returns):
    case = dispute(town)
    do(town, case, acts.resolve, on="2026-08-07", now=at("2026-08-07"), **RESOLVING)
    if returns:
        do(town, case, acts.reopen, "又起争执", relapsed=True, now=at("2026-08-10"))
    if code is None:
        change(town, case, {"found_on": found_on}, now=at("2026-08-12"))
    else:
        with pytest.raises(Problems) as refused:
            change(town, case, {"found_on": found_on}, now=at("2026-08-12"))
        assert [(each.code, each.field) for each in refused.value.found] == [(code, "found_on")]
    assert town.record("dispute", case).found_on.isoformat() == ("2026-08-05" if code else found_on)


def test_an_open_case_that_was_never_over_may_have_been_found_later(town):
    case = dispute(town, found_on="2026-08-01")
    change(town, case, {"found_on": "2026-08-05"}, now=at("2026-08-06"))
    assert town.record("dispute", case).found_on.isoformat() == "2026-08-05"


def test_every_door_refuses_it(web):
    case = dispute(web.town)
    do(web.town, case, acts.resolve, on="2026-08-05", **RESOLVING)
    web.clock.now = at("2026-08-10")
    leader, version = web.as_role("village_leader", VILLAGE), web.town.record("dispute", case).version
    rest = leader.call("PUT", f"/api/v1/dispute/{case}", {"found_on": "2026-08-08", "version": version})
    assert [each["code"] for each in rest.json["errors"]] == ["A059"]
    bulk = {"act": "set", "id": [str(case)], "field": "found_on", "value": "2026-08-08"}
    assert "不能晚于化解、终止或整改完成的日期" in leader.send("/dispute/bulk/", bulk).get_data(as_text=True)
    form = {"unit": str(web.town.unit(VILLAGE)), "title": "边界争议", "category": "neighbours", "description": "两家因地界争吵",
            "reported_by": "grid", "found_on": "2026-08-08", "people_involved": "2", "trend": "steady", "version": str(version)}
    answer = leader.send(f"/dispute/edit/{case}", form)
    assert (answer.status_code, "不能晚于化解、终止或整改完成的日期" in answer.get_data(as_text=True)) == (422, True)
    assert web.town.record("dispute", case).found_on.isoformat() == "2026-08-05"
