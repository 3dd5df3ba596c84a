"""Files that were brought are taken away after some days; what they brought stays, and so does the list of imports."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.exchange.expiring import let_go
from app.exchange.importing import apply
from app.exchange.reading.source import Unreadable, receive
from app.exchange.reading.table import ImportOptions
from app.exchange.runs import note_upload, own_run

DAYS = 7


@pytest.fixture
def brought(rosters):
    """Keeps a file and notes it; stores it where ``mode`` is given. The run's id."""

    def brought(text, mode=None, now=rosters.town.now):
        register = rosters.register("team_member")
        with rosters.town.work(rosters.clerk, door="file", now=now) as work:
            path = rosters.folder / "brought.csv"
            path.write_text(text, "utf-8")
            with path.open("rb") as stream:
                source = receive(work.site.files, "名册.csv", stream)
            os.utime(source.path, (now.timestamp(), now.timestamp()))
            run = note_upload(work, register, source, ImportOptions(), {"rows": 1})
            work.session.commit()
            if mode:
                apply(work, register, source, ImportOptions(), mode, run_id=run)
            return run

    return brought


def kept(rosters):
    return sorted((rosters.town.site.files / "imports").iterdir())


def gone_after(rosters, **time):
    with unscoped("test"), rosters.town.sessions() as session:
        return let_go(session, rosters.town.site, rosters.town.now + timedelta(**time), DAYS)


def test_a_file_that_was_looked_at_is_kept_for_days_and_then_gone(rosters, brought):
    run = brought("姓名\n张样甲")
    assert (gone_after(rosters, days=DAYS, minutes=-1), len(kept(rosters))) == (0, 1)
    assert (gone_after(rosters, days=DAYS, minutes=1), kept(rosters)) == (1, [])
    with rosters.town.work(rosters.clerk, door="file") as work:
        found = own_run(work, run)
        assert found.lapsed
        with pytest.raises(Unreadable) as refused:
            found.source(work)
    assert refused.value.reason.code == "F059"


def test_one_that_was_stored_goes_as_many_days_later_and_what_it_brought_stays(rosters, brought):
    run = brought("姓名\n张样甲", "good")
    assert gone_after(rosters, days=DAYS, minutes=1) == 1
    with rosters.town.work(rosters.clerk, door="file") as work:
        found = own_run(work, run)
    assert (found.lapsed, found.state, found.mode) == (False, "applied", "good")
    assert [row["name"] for row in rosters.stored()] == ["张样甲"]


def test_the_same_file_brought_again_is_new(rosters, brought):
    first = brought("姓名\n张样甲")
    again = brought("姓名\n张样甲", now=rosters.town.now + timedelta(days=DAYS))
    assert (gone_after(rosters, days=DAYS, minutes=1), len(kept(rosters))) == (0, 1)
    with rosters.town.work(rosters.clerk, door="file") as work:
        assert own_run(work, first).lapsed
        assert own_run(work, again).source(work).size


def test_one_that_waits_to_be_stored_is_left_alone(rosters, brought):
    from app.exchange.runs import queue_run

    run = brought("姓名\n张样甲")
    with rosters.town.work(rosters.clerk, door="file") as work:
        queue_run(work, run, "good")
    assert (gone_after(rosters, days=99), len(kept(rosters))) == (0, 1)


def test_what_belongs_to_no_run_goes_too(rosters):
    folder = rosters.town.site.files / "imports"
    folder.mkdir(exist_ok=True, parents=True)
    for name, days in (("old", DAYS + 1), ("new", DAYS - 1)):
        (folder / name).write_bytes(b"x")
        at = (rosters.town.now - timedelta(days=days)).timestamp()
        os.utime(folder / name, (at, at))
    assert gone_after(rosters) == 1
    assert [path.name for path in kept(rosters)] == ["new"]


def test_a_site_without_imports_has_nothing_to_let_go(rosters):
    assert gone_after(rosters, days=99) == 0


def test_runs_stay_in_the_list(rosters, brought):
    brought("姓名\n张样甲")
    gone_after(rosters, days=99)
    table = rosters.town.site.models.system.import_run
    with unscoped("test"), rosters.town.sessions() as session:
        assert session.execute(guarded(select(table.c.file_name, table.c.stored_as))).all() == [("名册.csv", None)]
