"""The backup of every day: when it is due, also after nights and days on which the machine was off."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.jobs import jobs_of
from app.safekeeping import back_up_daily, kept_backups, standing
from app.safekeeping.traces import remember
from config import BadSetting, Settings
from tests.operations.conftest import Office, on_one_database


def at(text: str) -> datetime:
    """A time on the clock in China."""
    return datetime.fromisoformat(f"{text}:00+08:00").astimezone(UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """First started on Wednesday the 5th at ten in the morning."""
    made = Settings(instance=tmp_path, backup_daily_at="12:30")
    remember(made, at("2026-08-05T10:00"))
    return made


def backed_up(settings: Settings, moment: str) -> None:
    settings.backups.mkdir(exist_ok=True)
    (settings.backups / f"zhenzhi-{moment}-daily.zip").touch()


@pytest.mark.parametrize(("daily_at", "last", "due"), [
    ("12:30", None, "2026-08-05T12:30"), ("09:00", None, "2026-08-06T09:00"), ("00:00", None, "2026-08-06T00:00"),
    ("12:30", "20260805-123200", "2026-08-06T12:30"),
    ("12:30", "20260805-180000", "2026-08-06T12:30"),  # made late, because the machine was off at noon
    ("12:30", "20260806-080000", "2026-08-06T12:30"), ("23:30", "20260805-233100", "2026-08-06T23:30"),
])
def test_the_next_one_is_due_at_the_first_such_time_after_the_last(
        settings: Settings, daily_at: str, last: str | None, due: str) -> None:
    own = replace(settings, backup_daily_at=daily_at)
    if last:
        backed_up(own, last)
    assert standing(own, at("2026-08-05T10:00")).due_at == at(due)


def test_one_made_by_hand_does_not_stand_for_that_of_the_day(settings: Settings) -> None:
    settings.backups.mkdir()
    (settings.backups / "zhenzhi-20260805-120000-manual.zip").touch()
    state = standing(settings, at("2026-08-05T13:00"))
    assert (state.due_at, state.newest and state.newest.occasion) == (at("2026-08-05T12:30"), "manual")


def test_switched_off_none_is_due(settings: Settings, tmp_path: Path) -> None:
    assert standing(replace(settings, backup_daily_at="off"), at("2026-08-06T12:30")).due_at is None
    assert standing(Settings(instance=tmp_path / "new"), at("2026-08-06T12:30")).due_at is None, "nothing has been started yet"
    for bad in ("noon", "24:00", "9:00", "12:30:00"):
        with pytest.raises(BadSetting, match="BACKUP_DAILY_AT"):
            Settings(instance=tmp_path, backup_daily_at=bad)


@on_one_database
def test_the_jobs_make_it_once_a_day_and_keep_as_many_as_are_wanted(office: Office) -> None:
    settings = replace(office.settings, backup_keep=2, backup_daily_at="12:30")
    (settings.instance / "database.json").unlink()
    remember(settings, at("2026-08-05T10:00"))
    made = []
    for moment in ("2026-08-05T12:25", "2026-08-05T12:30", "2026-08-05T12:35", "2026-08-06T08:00", "2026-08-08T08:00",
                   "2026-08-08T12:29", "2026-08-08T12:31"):
        jobs = jobs_of(office.town.site, settings)
        jobs.clock = lambda moment=moment: at(moment)  # type: ignore[misc]
        jobs._turn()
        made.append(len(kept_backups(settings.backups)))
    assert made == [0, 1, 1, 1, 2, 2, 2]
    assert [event for event, *_ in office.town.audit_events()] == ["backup"] * 3
    assert [each.made_at for each in kept_backups(settings.backups)] == [at("2026-08-08T12:31"), at("2026-08-08T08:00")]
    back_up_daily(settings, at("2026-08-08T12:32"))
    assert len(kept_backups(settings.backups)) == 2
