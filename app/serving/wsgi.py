"""For gunicorn and other WSGI servers: ``gunicorn app.serving.wsgi:app``. Several workers may start on an empty database.

The jobs run in every worker's process, one at a time on a machine (``JOBS=external``: a timer runs ``flask clock run``).
Each process also works in the background (imports of many rows, large workbooks), one task at a time. A stop waits for what is
under way, less long than gunicorn waits for its workers (30 s); what is broken off the next process begins anew.
"""

from __future__ import annotations

import atexit
import sys

from app.background.worker import Worker
from app.jobs import jobs_of
from app.serving.starting import CannotStart, start

try:
    _settings, app = start()
except CannotStart as _reason:
    print(_reason, file=sys.stderr)
    sys.exit(3)  # by which gunicorn knows that another try would end the same way
_worker = Worker(app.extensions["zhenzhi"].site)
_worker.start()
atexit.register(_worker.stop, patience=10.0)
if _settings.jobs == "inside":
    jobs_of(app.extensions["zhenzhi"].site, _settings).start()
