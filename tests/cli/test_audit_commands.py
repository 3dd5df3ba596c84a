"""``flask audit …``: what the sealer of the logs sees at a terminal."""

from __future__ import annotations

from sqlalchemy import update

from app.access.viewer import unscoped
from tests.cli.conftest import Terminal
from tests.sites import Town
from tests.templates import take_protection_off


def test_sealing_prints_the_newest_digest_of_each_log(small: Terminal) -> None:
    said = small.run("audit", "seal").output.splitlines()
    assert said[0].endswith(" entries sealed")
    assert {line.split()[0] for line in said[1:]} >= {"history"}
    assert all(len(line.split()[2]) == 64 for line in said[1:])
    assert small.run("audit", "seal").output.splitlines()[0] == "0 entries sealed"


def test_verifying_compares_with_the_seals_and_with_a_digest_that_was_written_down(small: Terminal) -> None:
    _, line, *_ = small.run("audit", "seal").output.splitlines()
    log, _, digest = line.split()
    said = small.run("audit", "verify", "--anchor", f"{log}:{digest}")
    assert (said.exit_code, said.output) == (0, "both logs are what was sealed\n")
    missing = small.run("audit", "verify", "--anchor", f"{log}:{'00' * 32}")
    assert (missing.exit_code, missing.output.partition(":")[0]) == (1, log)


def test_a_changed_line_is_named_with_its_seal(small: Terminal, town: Town) -> None:
    small.run("audit", "seal")
    with unscoped("test"):
        take_protection_off(town.site.engine)
    with unscoped("test"), town.site.engine.begin() as connection:
        history = town.site.models.system.history
        connection.execute(update(history).where(history.c.id == 1).values(user_name="somebody"))
    said = small.run("audit", "verify")
    assert (said.exit_code, said.output.partition(" ")[0]) == (1, "history:")


def test_an_anchor_that_is_none_is_explained(bare: Terminal) -> None:
    said = bare.run("audit", "verify", "--anchor", "history:zz")
    assert (said.exit_code, "'history:zz' is not LOG:DIGEST" in said.output) == (2, True)
