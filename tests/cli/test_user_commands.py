"""``flask user create``: an account from a terminal; the password comes by standard input."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.access import accounts
from app.access.viewer import unscoped
from tests.cli.conftest import Terminal
from tests.sites import Town

PASSWORD = "Tian-Qi-59\n"
CLERK = ("user", "create", "zhang", "--role", "village_clerk", "--unit", "510923108225")


def test_an_account_is_made_with_its_role_and_must_change_its_password(small: Terminal, town: Town) -> None:
    said = small.run(*CLERK, "--display", "张样甲", typed=PASSWORD)
    assert (said.exit_code, said.output) == (0, "zhang: village_clerk at 510923108225\n")
    user, account, duty = accounts.AB_USER, town.site.models.system.account, town.site.models.system.duty
    asked = select(user.c.first_name, account.c.must_change_password, duty.c.role, duty.c.unit_id).join(
        account, account.c.user_id == user.c.id).join(duty, duty.c.user_id == user.c.id).where(user.c.username == "zhang")
    with unscoped("test"), town.site.engine.connect() as connection:
        assert tuple(connection.execute(asked).one()) == ("张样甲", True, "village_clerk", town.unit("225"))
    assert ("account", None, None) in town.audit_events()


@pytest.mark.parametrize(("words", "typed", "codes"), [
    (CLERK, "short\n", ["A021"]),
    ((*CLERK[:-1], "999"), PASSWORD, ["V008"]),
    ((*CLERK[:4], "village_clark", *CLERK[5:]), PASSWORD, ["A024"]),
    ((*CLERK[:4], "town_clerk", *CLERK[5:]), PASSWORD, ["A026"]),
    ((*CLERK[:2], "张", *CLERK[3:]), "short\n", ["A021"]),
], ids=["weak password", "unknown unit", "unknown role", "role of another level", "two faults"])
def test_every_reason_against_it_is_a_line(small: Terminal, words: tuple[str, ...], typed: str, codes: list[str]) -> None:
    said = small.run(*words, "--lang", "en", typed=typed)
    assert (said.exit_code, [line.split()[0] for line in said.output.splitlines()]) == (1, codes)


def test_a_name_is_taken_once(small: Terminal) -> None:
    assert small.run(*CLERK, typed=PASSWORD).exit_code == 0
    assert small.run(*CLERK, typed=PASSWORD).output.split()[0] == "A027"
