"""For gunicorn and other WSGI servers: ``gunicorn app.serving.wsgi:app``. Several workers may start on an empty database.

The jobs run in every worker's process, one at a time on a machine (``JOBS=external``: a timer runs ``flask clock run``).
"""

from __future__ import annotations

from app.jobs import Jobs
from app.serving.starting import get_ready
from config import from_environment

_settings = from_environment()
app = get_ready(_settings)
if _settings.jobs == "inside":
    Jobs(app.extensions["zhenzhi"].site, _settings.instance).start()
