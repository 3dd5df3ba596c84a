"""Records that both sides have changed: shown with both values, settled register by register, known as settled afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.packages.test_packages import PASSPHRASE, bring, change, codes, county, filled, history_of, pack, rows_of

__all__ = ["county", "filled"]


@pytest.fixture
def parted(town, county, filled, tmp_path):
    """A member whose post both sides have changed since the first package, and the package of the second."""
    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    change(town, "team_member", rows_of(town, "team_member")[0]["id"], post="队长", phone="19900000009")
    change(county, "team_member", rows_of(county, "team_member")[0]["id"], post="副队长")
    pack(town, tmp_path / "b.zip")
    return tmp_path / "b.zip"


def posts(there):
    return [row["post"] for row in rows_of(there, "team_member")]


def later(there, post, minutes):
    there.now = there.now + timedelta(minutes=minutes)
    change(there, "team_member", rows_of(there, "team_member")[0]["id"], post=post)


def test_both_values_are_shown_and_personal_ones_masked(county, parted):
    done = bring(county, parted, store=False)
    assert codes(done) == ["F075"]
    (found,) = done.conflicts
    assert (found.register, found.name, found.verdict) == ("team_member", "张样甲", "conflict")
    shown = {each.label: (each.ours, each.theirs) for each in found.differences}
    assert shown["队内职务"] == ("副队长", "队长")
    assert "19900000009" not in str(shown)
    assert shown["联系电话"][0] != ""
    assert "2026-08-05" in found.ours_by


def test_all_of_them_are_reported_at_once(town, county, parted, tmp_path):
    change(town, "dispute", rows_of(town, "dispute")[0]["id"], description="又吵了")
    change(county, "dispute", rows_of(county, "dispute")[0]["id"], description="和好了")
    pack(town, tmp_path / "c.zip")
    assert {each.register for each in bring(county, tmp_path / "c.zip").conflicts} == {"team_member", "dispute"}
    half = bring(county, tmp_path / "c.zip", team_member="theirs")
    assert (half.stored, codes(half)) == (False, ["F075"])
    assert posts(county)[0] == "副队长"


def test_theirs_stands_with_a_line_of_history_and_of_audit(county, parted):
    done = bring(county, parted, team_member="theirs")
    assert (done.stored, done.counts["team_member"]) == (True, {"taken": 1, "same": 1})
    assert posts(county)[0] == "队长"
    assert "took_theirs" in [act for _at, _who, act, _version in history_of(county, "team_member")]
    assert county.audit_events()[-1][0] == "package_import"
    again = bring(county, parted)
    assert (again.problems, again.changes) == ([], 0)


def test_ours_stands_and_the_same_package_asks_no_more(county, parted):
    done = bring(county, parted, team_member="ours")
    assert (done.stored, done.counts["team_member"]) == (True, {"kept": 1, "same": 1})
    assert posts(county)[0] == "副队长"
    again = bring(county, parted)
    assert (again.problems, again.changes, posts(county)[0]) == ([], 0, "副队长")


@pytest.mark.parametrize(("side", "stands"), [("ours", "副队长"), ("theirs", "队长")])
def test_what_was_settled_goes_home_without_a_question(town, county, parted, tmp_path, side, stands):
    bring(county, parted, team_member=side)
    pack(county, tmp_path / "home.zip")
    back = bring(town, tmp_path / "home.zip")
    assert back.problems == []
    assert posts(town) == posts(county)
    assert posts(town)[0] == stands


def test_after_theirs_was_taken_the_other_side_goes_on_without_a_question(town, county, parted, tmp_path):
    bring(county, parted, team_member="theirs")
    later(town, "指导员", 5)
    pack(town, tmp_path / "c.zip")
    assert bring(county, tmp_path / "c.zip").problems == []
    assert posts(county)[0] == "指导员"


def test_after_ours_stood_a_new_change_is_asked_about_anew(town, county, parted, tmp_path):
    bring(county, parted, team_member="ours")
    later(town, "指导员", 5)
    pack(town, tmp_path / "c.zip")
    assert codes(bring(county, tmp_path / "c.zip")) == ["F075"]


def test_what_the_clocks_of_both_sides_write_is_no_conflict(town, county, filled, tmp_path):
    from app.behaviours.clock import bring_up
    from app.records.storing import fetch
    from tests.packages.test_packages import SYSTEM

    def tick(there, days):
        with there.work(SYSTEM, now=there.now + timedelta(days=days)) as work:
            (row,) = rows_of(there, "dispute")
            written = bring_up(work, fetch(work, there.site.definition.registers["dispute"], row["id"]))
            work.session.commit()
        return written

    pack(town, tmp_path / "a.zip")
    bring(county, tmp_path / "a.zip")
    assert tick(town, 12) > 0
    assert tick(county, 60) > 0
    assert rows_of(town, "dispute")[0]["level"] != rows_of(county, "dispute")[0]["level"]
    pack(town, tmp_path / "b.zip")
    done = bring(county, tmp_path / "b.zip")
    assert (done.problems, done.counts["dispute"]) == ([], {"older": 1})
    town.now = town.now + timedelta(days=41)
    change(town, "dispute", filled["case"], description="又吵了")
    pack(town, tmp_path / "c.zip", passphrase=PASSPHRASE)
    done = bring(county, tmp_path / "c.zip")
    assert (done.problems, done.counts["dispute"]) == ([], {"update": 1})
    ours, theirs = rows_of(county, "dispute")[0], rows_of(town, "dispute")[0]
    assert [ours[key] for key in ("description", "level", "colour", "step_number", "due_on")] == [
        theirs[key] for key in ("description", "level", "colour", "step_number", "due_on")]
