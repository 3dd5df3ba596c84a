"""``flask package export`` and ``flask package import``."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from typing import Any

import pytest

from app.access.viewer import Unscoped
from app.migrating import MIGRATIONS
from app.packages import export_package
from app.records.storing import edit, fetch
from config import Settings
from tests.cli.conftest import Terminal
from tests.operations.conftest import head
from tests.packages.test_packages import rows_of

PASSPHRASE = "九月的稻田 and 12 sparrows"


@pytest.fixture
def team(small: Terminal) -> Terminal:
    """The small county with one team."""
    assert small.town
    head(Settings(database_url=small.town.site.engine.url.render_as_string(hide_password=False)), MIGRATIONS.head or "")
    small.town.add("emergency_team", {"unit": small.town.unit("225"), "name": "金容寨村应急分队", "kind": "detachment"})
    return small


def test_a_package_goes_out_and_the_same_changes_nothing(team: Terminal) -> None:
    path = team.folder / "a.zip"
    said = team.run("package", "export", "510923108000", str(path))
    assert (said.exit_code, zipfile.is_zipfile(path)) == (0, True), said.output
    assert said.output.startswith(f"已写出 {path}：金元镇，")
    seen = team.run("package", "import", str(path), "--lang", "en")
    assert seen.exit_code == 0, seen.output
    assert "emergency_team: 0 new, 0 changed, 1 the same, 0 newer here, 0 on both sides" in seen.output
    assert team.run("package", "import", str(path), "--apply", "--lang", "en").output.splitlines()[-1].startswith("Stored: 0 ")


def test_a_locked_one_asks_for_its_passphrase(team: Terminal) -> None:
    path = team.folder / "a.zip"
    assert "12" in team.run("package", "export", "510923108000", str(path), "--lock", typed="short\n").output
    assert team.run("package", "export", "510923108000", str(path), "--lock", typed=f"{PASSPHRASE}\n").exit_code == 0
    assert team.run("package", "import", str(path), typed="").output.startswith("F073 ")
    assert team.run("package", "import", str(path), typed="not the one at all\n").output.startswith("F074 ")
    assert team.run("package", "import", str(path), typed=f"{PASSPHRASE}\n").exit_code == 0


def test_nothing_is_overwritten_and_no_unit_is_guessed(team: Terminal) -> None:
    path = team.folder / "a.zip"
    assert team.run("package", "export", "123", str(path)).output.startswith("F079 ")
    path.write_text("mine")
    said = team.run("package", "export", "510923108000", str(path))
    assert (said.exit_code, said.output[:5], path.read_text()) == (1, "F083 ", "mine")


def test_what_both_sides_changed_is_shown_and_settled_by_register(team: Terminal) -> None:
    path, town = team.folder / "a.zip", team.town
    assert town
    key = next(row["id"] for row in rows_of(town, "emergency_team"))

    def change(work: Any, contact: str) -> None:
        record = fetch(work, town.site.definition.registers["emergency_team"], key)
        edit(work, record.register, record, {"name": contact}, record.version)

    with town.work(Unscoped("test"), now=town.now + timedelta(hours=1)) as work:
        change(work, "那边的应急分队")
        export_package(work, "510923108000", path)  # ends the transaction
    with town.work(Unscoped("test"), now=town.now + timedelta(hours=2)) as work:
        change(work, "这边的应急分队")
    seen = team.run("package", "import", str(path), "--apply")
    assert (seen.exit_code, "F075" in seen.output) == (1, True), seen.output
    assert "这边的应急分队 | 那边的应急分队" in seen.output
    assert team.run("package", "import", str(path), "--settle", "emergency_team=mine").exit_code == 2
    done = team.run("package", "import", str(path), "--apply", "--settle", "emergency_team=theirs")
    assert done.exit_code == 0, done.output
    assert [row["name"] for row in rows_of(town, "emergency_team")] == ["那边的应急分队"]
