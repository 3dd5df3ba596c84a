"""``python -m bench.serve DATABASE PORT``: the product over a database of the bench, on the day that its records know."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import waitress
from flask import Flask

from app.application import build
from bench.million import MIDNIGHT, open_site, settings_of


def make(database: Path) -> Flask:
    """The application as it ships: log-in, menu, guard, CSRF, headers."""
    started = datetime.now(UTC)
    return build(settings_of(database), open_site(database), lambda: MIDNIGHT + (datetime.now(UTC) - started))


if __name__ == "__main__":
    waitress.serve(make(Path(sys.argv[1])), host="127.0.0.1", port=int(sys.argv[2]), threads=4, channel_timeout=3600)
