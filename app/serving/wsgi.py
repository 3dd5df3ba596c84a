"""For gunicorn and other WSGI servers: ``gunicorn app.serving.wsgi:app``. Several workers may start on an empty database.

The jobs run in every worker's process, one at a time on a machine (``JOBS=external``: a timer runs ``flask clock run``).
Each process also stores imports in the background, one at a time.
"""

from __future__ import annotations

import sys

from app.background import ImportWorker
from app.jobs import jobs_of
from app.serving.starting import CannotStart, start

try:
    _settings, app = start()
except CannotStart as _reason:
    print(_reason, file=sys.stderr)
    sys.exit(3)  # by which gunicorn knows that another try would end the same way
ImportWorker(app.extensions["zhenzhi"].site).start()
if _settings.jobs == "inside":
    jobs_of(app.extensions["zhenzhi"].site, _settings).start()
