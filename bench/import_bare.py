"""The least that brings a roster into a table: nothing is checked, looked up, encrypted or remembered.

``python -m bench.import_bare FILE ADDRESS``: csv and executemany into SQLite for a path, COPY for postgresql://…
Prints one JSON object as import_ours does.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg

from bench.memory import peak_mb

_COLUMNS = ("number", "unit", "team", "name", "sex", "id_number", "phone", "post", "origin", "skills", "joined_on", "remarks")
_TABLE = f"CREATE TABLE bare_member ({', '.join(f'{name} TEXT' for name in _COLUMNS)})"
_INDEXES = ("CREATE UNIQUE INDEX ix_bare_number ON bare_member (id_number)",
            "CREATE INDEX ix_bare_team ON bare_member (team, name)", "CREATE INDEX ix_bare_unit ON bare_member (unit, name)")
_PIECE = 1 << 20


def into_sqlite(file: Path, database: Path) -> int:
    """csv and executemany; the number of rows."""
    with closing(sqlite3.connect(database)) as connection, file.open(encoding="utf-8", newline="") as text:
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        for statement in (_TABLE, *_INDEXES):
            connection.execute(statement)
        rows = csv.reader(text)
        next(rows)
        with connection:
            connection.executemany(f"INSERT INTO bare_member VALUES ({', '.join('?' * len(_COLUMNS))})", rows)  # noqa: S608
        return int(connection.execute("SELECT count(*) FROM bare_member").fetchone()[0])


def into_postgres(file: Path, url: str) -> int:
    """COPY of the file as it is; the number of rows. What the server works is not ours, and not in our CPU time."""
    with psycopg.connect(url) as connection, file.open("rb") as text:
        for statement in ("DROP TABLE IF EXISTS bare_member", _TABLE, *_INDEXES):
            connection.execute(statement)
        cursor = connection.cursor()
        with cursor.copy("COPY bare_member FROM STDIN (FORMAT csv, HEADER true)") as copy:
            while piece := text.read(_PIECE):
                copy.write(piece)
        return cursor.rowcount


def main(file: Path, address: str) -> None:
    """Bring the file in and print what it took."""
    begun, busy = time.perf_counter(), time.process_time()
    stored = into_postgres(file, address) if address.startswith("postgresql:") else into_sqlite(file, Path(address))
    seconds, busy = time.perf_counter() - begun, time.process_time() - busy
    print(json.dumps({"stored": stored, "refused": 0, "seconds": round(seconds, 3), "cpu": round(busy, 3), "stages": {},
                      "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
