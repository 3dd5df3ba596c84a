"""Accounts of a first start: made once, whole, and after an interruption still made."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.serving import starting
from app.serving.logins import read_logins
from app.serving.starting import fill
from config import Settings
from tests.sites import Town


def accounts_of(town: Town) -> int:
    with town.site.engine.connect() as connection:
        return int(connection.execute(select(func.count()).select_from(town.site.models.system.account)).scalar_one())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(instance=tmp_path, demo=False)


def test_an_installation_without_accounts_gets_one_that_makes_the_others(town: Town, settings: Settings) -> None:
    fill(town.site, settings)
    (line,) = read_logins(settings.instance)
    assert line.split()[0] == "admin"
    assert "安全管理员" in line
    assert accounts_of(town) == 1
    fill(town.site, settings)
    assert accounts_of(town) == 1


def test_a_start_that_broke_off_after_the_accounts_still_loads_the_records(
        town: Town, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    own = replace(settings, demo=True)

    def broken(*_given: object, **_named: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(starting, "load_demo", broken)
    with pytest.raises(KeyboardInterrupt):
        fill(town.site, own)
    assert accounts_of(town) > 1
    seen = []
    monkeypatch.setattr(starting, "load_demo", lambda *given, **named: seen.append(named["accounts"]))
    fill(town.site, own)
    assert seen
    assert all(seen[0].values())
    fill(town.site, own)
    assert len(seen) == 1, "once they are loaded, that is that"
