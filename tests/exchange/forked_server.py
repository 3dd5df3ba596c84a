"""``python -m tests.exchange.forked_server``: serves in a child that is made anew within milliseconds whenever it dies.

The program is loaded once, as gunicorn does with ``--preload``; the child is a whole server (waitress, and the thread of the
background). Each line that is printed is the process id of a new one.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

import waitress

from app.background.worker import Worker
from app.serving.ports import listen
from app.serving.starting import start


def main() -> None:
    """Serve until this process is stopped, and let the child go with it."""
    settings, app = start()
    site = app.extensions["zhenzhi"].site
    listening = listen(settings.host, settings.port)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        site.engine.dispose()
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            Worker(site).start()
            waitress.serve(app, sockets=[listening], threads=4, ident=None)
        print(child, flush=True)
        try:
            os.waitpid(child, 0)
        except SystemExit:
            with suppress(ProcessLookupError):  # it was killed at this very moment
                os.kill(child, signal.SIGKILL)
            raise


if __name__ == "__main__":
    main()
