"""Two people edit one record at once, in four processes: every edit that was acknowledged is in the record and its history."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.access.viewer import Unscoped, unscoped
from tests.sites import ROOT, Town

PROCESSES = 4

CASE = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": "1",
        "found_on": "2026-08-01", "reported_by": "grid", "trend": "steady"}

#: One editor: reads the record as a form does, counts one on, saves with the version it read; reads again where it came late.
EDITOR = """
import sys
from pathlib import Path
from sqlalchemy import select
from app.access.refusal import Stale
from app.access.viewer import unscoped
from app.assembly import make_sessions, read_schema
from app.records.storing import edit, fetch
from tests.sites import Town, open_site

url, folder, case, party, name, times = sys.argv[1:]
definition = read_schema(Path("schema"))
town = Town(open_site(url, definition, Path(folder)), None)
town.sessions = make_sessions(town.site)
with unscoped("test"), town.sessions() as session:
    unit = town.site.models.table("unit")
    town.units.update((code, key) for code, key in session.execute(select(unit.c.code, unit.c.id)))
who = town.viewer("village_clerk", user_id=1 if name in "ac" else 2, name=name)
saved = late = 0
while saved < int(times):
    try:
        register = town.site.definition.registers["dispute" if saved % 2 else "dispute_party"]
        with town.work(who) as work:  # the form is opened
            record = fetch(work, register, int(case if saved % 2 else party))
            version, counted = record.version, int(record.remarks or 0)
        with town.work(who) as work:  # and sent, by another request
            edit(work, register, fetch(work, register, record.id), {"remarks": str(counted + 1)}, version)
        saved += 1
    except Stale:
        late += 1
print(saved, late)
"""


def edit_together(town: Town, folder: Path, times: int) -> int:
    """Let the editors loose; how often one came late."""
    case = town.add("dispute", {**CASE, "unit": town.unit("225")}, Unscoped("test"))
    party = town.add("dispute_party", {"dispute": case, "name": "曾样甲", "side": "first"}, Unscoped("test"))
    url = town.site.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", EDITOR, url, str(folder), str(case), str(party)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    running = [subprocess.Popen([*command, name, str(times)], cwd=ROOT, text=True, **pipes) for name in "abcd"[:PROCESSES]]
    said = [process.communicate(timeout=1500) for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES, [error[-2000:] for _, error in said]
    saved = sum(int(out.split()[0]) for out, _ in said)
    assert saved == PROCESSES * times
    check(town, case, party, times)
    return sum(int(out.split()[1]) for out, _ in said)


def check(town: Town, case: int, party: int, times: int) -> None:
    """Each edit counts: in the value, in the version, and in the history once under each editor's name."""
    edits = {"dispute": PROCESSES * (times // 2), "dispute_party": PROCESSES * (times - times // 2)}
    stored = town.record("dispute", case), town.record("dispute_party", party)
    assert [int(record.remarks) for record in stored] == list(edits.values())
    assert [record.version for record in stored] == [1 + count for count in edits.values()]
    table = town.site.models.system.history
    with unscoped("test"), town.site.engine.connect() as connection:
        told = Counter(tuple(row) for row in connection.execute(
            select(table.c.register, table.c.user_name).where(table.c.act == "edit")))
        versions = connection.execute(select(func.count(), func.count(table.c.version.distinct())).where(
            table.c.register == "dispute", table.c.record_id == case)).one()
    assert told == {(register, name): count // PROCESSES for register, count in edits.items() for name in "abcd"}
    assert versions[0] == versions[1], "no two edits of one version"


def test_no_edit_of_two_people_at_once_is_lost(town, tmp_path, record_property):
    record_property("late", edit_together(town, tmp_path, 12))


@pytest.mark.prove
def test_no_edit_is_lost_in_two_thousand(town, tmp_path, record_property):
    late = edit_together(town, tmp_path, 500)
    record_property("late", late)
    assert late > 0, "they never met"
