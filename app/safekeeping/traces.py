"""That a database was here, and by which keys it is read: kept in the instance folder, so that a start never makes an empty
database in place of one that is gone, nor new keys in place of lost ones."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from app.problems import Problem, problem
from app.safekeeping.keys import fingerprint, path_of_keys, read_keys
from config import Settings

FILE = "database.json"


def remember(settings: Settings, now: datetime) -> None:
    """Note that the database of these settings is here, with its keys."""
    keys = read_keys(settings)
    known = _known(settings)
    since = known.get(_name(settings), {}).get("since") or now.isoformat()
    entry = {"since": since, "keys": fingerprint(keys) if keys else None}
    if known.get(_name(settings)) == entry:
        return
    half = settings.instance / f"{FILE}.{os.getpid()}"
    half.write_text(json.dumps({**known, _name(settings): entry}, indent=1), encoding="utf-8")
    half.replace(settings.instance / FILE)


def was_here(settings: Settings) -> bool:
    """Whether a database of this address has been worked with from this instance folder."""
    return _name(settings) in _known(settings)


def since(settings: Settings) -> datetime | None:
    """Since when; None where there was none."""
    noted = _known(settings).get(_name(settings), {}).get("since")
    return datetime.fromisoformat(noted) if noted else None


def gone(settings: Settings) -> Problem | None:
    """S011 where the file of a SQLite database was here and is not, or is empty."""
    url = make_url(settings.database)
    if url.get_backend_name() != "sqlite" or not was_here(settings):
        return None
    path = Path(url.database or "")
    return None if path.is_file() and path.stat().st_size else empty(settings)


def empty(settings: Settings) -> Problem:
    """S011: where a database was there is none, or one without tables."""
    url = make_url(settings.database)
    where = url.database if url.get_backend_name() == "sqlite" else f"{url.host}/{url.database}"
    return problem("S011", where=where, marker=settings.instance / FILE)


def strange_keys(settings: Settings) -> Problem | None:
    """S017 where the keys that the database was written with are not those in the instance folder."""
    noted = _known(settings).get(_name(settings), {}).get("keys")
    keys = read_keys(settings) if noted else None
    if not noted or (keys and fingerprint(keys) == noted):
        return None
    return problem("S017", file=path_of_keys(settings))


def _known(settings: Settings) -> dict[str, Any]:
    try:
        found = json.loads((settings.instance / FILE).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _name(settings: Settings) -> str:
    """The database without what may change: its password, and the folder that the whole installation lies in."""
    url = make_url(settings.database).set(password=None)
    path, here = Path(url.database or "").absolute(), settings.instance.absolute()
    if url.get_backend_name() == "sqlite" and path.is_relative_to(here):
        return path.relative_to(here).as_posix()
    return hashlib.sha256(url.render_as_string().encode()).hexdigest()[:32]
