"""镇治: a town's registers, declared in ``schema/`` and served as a secured admin system.

The folders below are the pipeline; a folder imports only from those left of it
(``pyproject.toml`` holds the order, import-linter checks it).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings


def create_app(settings: Settings | None = None) -> Flask:
    """The web application of an installation; without ``settings`` those of the environment. Asks the database nothing."""
    # Imported here, so that the pure folders can be used without Flask.
    from app.application import build
    from config import from_environment

    return build(settings or from_environment())
