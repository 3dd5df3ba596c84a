"""One import of a roster into a fresh database, in a process of its own: ``python -m bench.import_ours FILE FOLDER [URL]``.

Without an address: SQLite in the folder. Prints one JSON object: rows, lines that were refused, seconds by stage, peak memory
in MB.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from app.access.guard import guarded
from app.access.viewer import Deed, Duty, Unscoped, Viewer, acting_as, performing, unscoped
from app.assembly import build_site, make_sessions, read_schema
from app.exchange.importing import apply
from app.exchange.reading.source import source_at
from app.model import make_engine
from app.records.site import Site, Work
from app.records.storing import create
from bench.import_file import ROOT, UNITS, team_name, villages
from bench.memory import peak_mb
from config import Settings

NOW = datetime(2026, 10, 20, 2, 0, tzinfo=UTC)


def prepare_site(folder: Path, url: str | None = None) -> Site:
    """An empty installation with the county's units and one team in each village."""
    settings = Settings(database_url=url or f"sqlite:///{folder / 'ours.db'}", instance=folder / "instance")
    site = build_site(settings, read_schema(ROOT / "schema"), make_engine(settings.database))
    with unscoped("bench"):
        site.models.metadata.create_all(site.engine)
        with site.engine.begin() as connection:
            connection.execute(insert(site.models.system.security_epoch).values(id=1, value=1))
    with acting_as(Unscoped("bench")), performing(Deed(door="seed", at=NOW)), make_sessions(site)() as session:
        work = Work(site, session, NOW, "file")
        done = apply(work, site.definition.registers["unit"], source_at(UNITS))
        assert done.stored, done.reason
        ids = unit_ids(work)
        for code in villages():
            raw = {"unit": ids[code], "name": team_name(code), "kind": "detachment"}
            create(Work(site, session, NOW), site.definition.registers["emergency_team"], raw)
        session.commit()
    return site


def unit_ids(work: Work) -> dict[str, int]:
    """The id of each unit by its code."""
    table = work.site.models.table("unit")
    rows = work.session.execute(guarded(select(table.c.code, table.c.id)))
    return {row.code: row.id for row in rows}


def county_admin(site: Site) -> Viewer:
    """Somebody who may import for the whole county."""
    with unscoped("bench"), make_sessions(site)() as session:
        county = unit_ids(Work(site, session, NOW))["510923000000"]
    return Viewer(1, "bench", (Duty("county_admin", county, "county", (("county", county),)),))


def main(file: Path, folder: Path, url: str | None = None) -> None:
    """Import ``file`` and print what it took; the site is prepared before the clock starts."""
    site = prepare_site(folder, url)
    with acting_as(county_admin(site)), performing(Deed(door="file", at=NOW)), make_sessions(site)() as session:
        begun, busy = time.perf_counter(), time.process_time()
        work = Work(site, session, NOW, "file")
        done = apply(work, site.definition.registers["team_member"], source_at(file), mode="good", keep=0)
        seconds, busy = time.perf_counter() - begun, time.process_time() - busy
    stages = {name: round(each, 3) for name, each in done.seconds.items()}
    print(json.dumps({"stored": done.counts.create, "refused": done.counts.rejected, "lines": sorted(done.refused_lines),
                      "seconds": round(seconds, 3), "cpu": round(busy, 3), "stages": stages, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
