"""Log-in, lock-out and sessions at the server (reference/assurance.md A14, A15)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access import accounts
from app.access.accounts import Policy
from app.access.passwords import NOBODYS_HASH, first_password, hashed, judge
from app.access.viewer import Unscoped, unscoped
from app.records.storing import edit, fetch
from tests.sites import NOW

GOOD = "Tian-Qi-59"
POLICY = Policy(most_failures=3, lock_minutes=15, session_hours=12)


@pytest.fixture
def clerk(town) -> int:
    """A village clerk of 金容寨村 named zhang."""
    with unscoped("test"), town.site.engine.begin() as connection:
        models = town.site.models
        user = accounts.create_account(connection, models, username="zhang", name="张三", password=GOOD, must_change=False,
                                       now=NOW)
        accounts.grant_duty(connection, models, user_id=user, role="village_clerk", unit_id=town.unit("225"),
                            department_id=None, by=None, now=NOW, today=NOW.date())
    return user


def test_a_user_who_is_not_there_takes_as_long_to_check_as_one_who_is() -> None:
    (method, salt, key), made = NOBODYS_HASH.split("$"), hashed("Tian-Qi-58").split("$")
    assert (method, len(salt), len(key)) == (made[0], len(made[1]), len(made[2]))


def sign_in(town, password, *, name="zhang", now=NOW):
    with town.site.engine.begin() as connection:
        return accounts.authenticate(connection, town.site.models, POLICY, name, password, now=now, door="form", address=None)


def session_of(town, user, *, now=NOW):
    with town.site.engine.begin() as connection:
        return accounts.begin_login(connection, town.site.models, user, now=now, kind="form", address=None)


def viewer_of(town, user, token, *, now=NOW):
    with town.site.engine.connect() as connection:
        return accounts.read_viewer(connection, town.site.models, POLICY, user, token, now=now, today=now.date())


def test_the_right_password_opens_and_a_wrong_one_does_not(town, clerk):
    assert sign_in(town, GOOD) == clerk
    assert sign_in(town, GOOD, name="ZHANG") == clerk
    assert sign_in(town, "wrong") is None
    assert sign_in(town, GOOD, name="nobody") is None


def test_after_three_wrong_passwords_the_right_one_is_refused_until_the_lock_ends(town, clerk):
    for _ in range(3):
        assert sign_in(town, "wrong") is None
    assert sign_in(town, GOOD) is None
    assert sign_in(town, GOOD, now=NOW + timedelta(minutes=14)) is None
    assert sign_in(town, GOOD, now=NOW + timedelta(minutes=15)) == clerk


def test_every_attempt_leaves_one_line_in_the_audit_log(town, clerk):
    sign_in(town, GOOD)
    sign_in(town, "wrong")
    sign_in(town, "wrong", name="nobody\nroot")
    entry = town.site.models.system.audit_entry
    with town.site.engine.connect() as connection:
        rows = connection.execute(select(entry.c.user_name, entry.c.outcome).order_by(entry.c.id)).all()
    assert [tuple(row) for row in rows] == [("zhang", "ok"), ("zhang", "refused"), ("nobody·root", "refused")]


def test_a_session_dies_by_log_out_password_change_disabling_and_age(town, clerk):
    ends = {
        "logout": lambda c, token: accounts.end_login(c, town.site.models, token, now=NOW),
        "password": lambda c, _: accounts.set_password(c, town.site.models, clerk, "Neu-Tian-77", must_change=False, now=NOW),
        "disabled": lambda c, _: accounts.set_active(c, town.site.models, clerk, False, now=NOW),
    }
    for end in ends.values():
        token = session_of(town, clerk)
        assert viewer_of(town, clerk, token) is not None
        with town.site.engine.begin() as connection:
            end(connection, token)
        assert viewer_of(town, clerk, token) is None
        with town.site.engine.begin() as connection:
            accounts.set_active(connection, town.site.models, clerk, True, now=NOW)
    token = session_of(town, clerk)
    assert viewer_of(town, clerk, token, now=NOW + timedelta(hours=11, minutes=59)) is not None
    assert viewer_of(town, clerk, token, now=NOW + timedelta(hours=12)) is None


def test_a_token_of_somebody_else_is_nobodys(town, clerk):
    assert viewer_of(town, clerk + 1, session_of(town, clerk)) is None


def test_duties_end_and_a_retired_unit_gives_no_rows(town, clerk):
    token = session_of(town, clerk)
    viewer = viewer_of(town, clerk, token)
    assert [(duty.role, duty.unit_id) for duty in viewer.duties] == [("village_clerk", town.unit("225"))]
    unit = town.record("unit", town.unit("225"))
    with town.work(Unscoped("test")) as work:
        register = town.site.definition.registers["unit"]
        edit(work, register, fetch(work, register, unit.id), {"valid_to": "2026-08-04"}, unit.version)
    assert viewer_of(town, clerk, token).duties == ()


@pytest.mark.parametrize("weak", ["short1!", "12345678", "password1", "zhang-2026", "aaaaaaaaaa", ""])
def test_weak_passwords_are_refused(weak):
    assert [each.code for each in judge(weak, username="zhang", name="张三")] == ["A021"]


def test_a_first_password_is_good_enough():
    assert all(judge(first_password(), username="zhang", name="张三") == [] for _ in range(50))
