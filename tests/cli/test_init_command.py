"""``flask init``: from nothing to a database that web workers can serve."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Terminal


@pytest.fixture
def without_demo(bare: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("DEMO", "0")
    return bare


def test_init_makes_the_database_once(without_demo: Terminal) -> None:
    first, again = without_demo.run("init", "--lang", "en"), without_demo.run("init", "--lang", "en")
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.output.splitlines()[-1].startswith("Database ready")
    assert again.output == "The database is ready; there was nothing to do.\n"
    assert (without_demo.folder / "instance" / "first-logins.txt").is_file()


def test_after_it_the_other_commands_work(without_demo: Terminal) -> None:
    without_demo.run("init")
    assert without_demo.run("seed").output == "seeded: nothing\n"
    assert without_demo.run("audit", "seal").exit_code == 0
    assert without_demo.run("audit", "verify").output == "both logs are what was sealed\n"
    assert without_demo.run("schema", "plan", "--lang", "en").output == "The database is what the declarations say.\n"


def test_broken_declarations_stop_it(without_demo: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    (without_demo.folder / "schema").mkdir()
    monkeypatch.setenv("SCHEMA", str(without_demo.folder / "schema"))
    said = without_demo.run("init", "--lang", "en")
    assert (said.exit_code, {line.split()[1] for line in said.output.splitlines()[1:]}) == (1, {"D005"})
    assert not (without_demo.folder / "instance" / "zhenzhi.db").exists()
