"""镇治: a town's registers, declared in ``schema/`` and served as a secured admin system.

The folders below are the pipeline; a folder imports only from those left of it
(``pyproject.toml`` holds the order, import-linter checks it).
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from config import Settings

# What a start makes (declarations, models, 1,300 addresses) stays. Looking for rubbish among it after every 700 objects, as
# Python does unasked, was a third of the start and stopped single requests for a quarter of a second.
gc.set_threshold(50_000, 10, 10)


def create_app(settings: Settings | None = None) -> Flask:
    """The web application of an installation; without ``settings`` those of the environment. Asks the database nothing.

    ``flask`` finds it by its name. Where the declarations do not load or a setting is wrong, the commands are there all the
    same (`flask schema check` says what is wrong), and every request is answered with the reason.
    """
    # Imported here, so that the pure folders can be used without Flask.
    from app.application import build
    from app.cli import add_commands, bare_app
    from app.problems import Problems
    from config import BadSetting, from_environment

    try:
        app = build(settings or from_environment())
    except (Problems, BadSetting) as reason:
        return bare_app(reason)
    add_commands(app)
    return app
