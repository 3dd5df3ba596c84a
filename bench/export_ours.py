"""One export in a process of its own, without a server: ``python -m bench.export_ours DATABASE KIND``. Prints one JSON object.

Nothing of Flask is loaded, as in a command or a job of the background.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from app.access.viewer import Deed, Duty, Viewer, acting_as, performing, unscoped
from app.assembly import build_site, make_sessions, read_schema
from app.exchange.export_files import streamed
from app.exchange.exporting import Export, exported_columns, stored_rows
from app.model import make_engine
from app.records.site import Site, Work
from bench.memory import peak_mb
from config import Settings

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 10, 20, 2, 0, tzinfo=UTC)  #: the day that the records know


def main(database: Path, kind: str) -> None:
    """Export all disputes and print what it took."""
    settings = Settings(database_url=f"sqlite:///{database}", instance=database.parent / "instance")
    site = build_site(settings, read_schema(ROOT / "schema"), make_engine(settings.database))
    register = site.definition.registers["dispute"]
    export = Export(register=register, columns=exported_columns(register))
    with acting_as(_supervisor(site)), performing(Deed(door="form", at=NOW)), make_sessions(site)() as session:
        work = Work(site, session, NOW)
        begun, busy = time.perf_counter(), time.process_time()
        size = sum(map(len, streamed(work, export, stored_rows(work, export), kind)))
        seconds, busy = time.perf_counter() - begun, time.process_time() - busy
    print(json.dumps({"size": size, "seconds": round(seconds, 3), "cpu": round(busy, 3), "peak_mb": peak_mb()}))


def _supervisor(site: Site) -> Viewer:
    """Somebody who may export the whole county."""
    with unscoped("bench"), make_sessions(site)() as session:
        county = next(unit for unit in site.directory(session).units.values() if unit.level == "county")
    return Viewer(1, "bench", (Duty("county_supervisor", county.id, "county", (("county", county.id),)),))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
