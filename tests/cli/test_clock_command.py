"""``flask clock run``: the timer of an installation whose jobs run outside the server."""

from __future__ import annotations

import json

import pytest

from tests.behaviours.cases import at, dispute
from tests.cli.conftest import Terminal
from tests.sites import Town

LATER = "2026-08-20T10:00:00+08:00"


def test_the_clock_writes_what_fell_due_and_a_second_run_nothing(small: Terminal, town: Town) -> None:
    dispute(town, now=at("2026-08-05"))
    first = json.loads(small.run("clock", "run", "--at", LATER, "--json").output)
    again = json.loads(small.run("clock", "run", "--at", LATER, "--json").output)
    assert (first["at"], first["cases"], again["cases"], again["steps"]) == (LATER, 1, 0, 0)
    assert first["steps"] >= 1
    assert first["sealed"] > 0


def test_it_says_the_same_in_words(small: Terminal) -> None:
    said = small.run("clock", "run")
    assert (said.exit_code, said.output.partition(";")[0]) == (0, "0 steps in 0 cases")


@pytest.mark.parametrize("moment", ["tomorrow", "2026-08-05T10:00:00"])
def test_a_moment_needs_its_time_zone(bare: Terminal, moment: str) -> None:
    said = bare.run("clock", "run", "--at", moment)
    assert (said.exit_code, said.output) == (
        1, "Error: --at takes a moment with its time zone, e.g. 2026-08-05T10:00:00+08:00\n")
