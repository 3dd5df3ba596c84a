"""``python -m app.serving``: what ``python run.py`` starts once set-up is done."""

from __future__ import annotations

import select
import signal
import sys
from types import FrameType
from typing import NoReturn

import waitress

from app.background.worker import Worker
from app.jobs import Jobs, jobs_of
from app.serving.logins import FILE, read_logins
from app.serving.ports import listen
from app.serving.starting import CannotStart, start
from config import Settings

THREADS = 8

#: A browser keeps six connections open. At its limit waitress (https://docs.pylonsproject.org/projects/waitress, Arguments:
#: 100) lets nobody in until some that are idle have ended: 220 clerks waited 12 s for a page. Below what `ulimit -n` (1,024)
#: and, on Windows, `select` (512) allow.
CONNECTIONS = 800 if hasattr(select, "poll") else 400
IDLE = 30  #: seconds for which a connection is kept that nothing comes over


def main() -> None:
    """Prepare, say where the site is and who may log in, and serve until somebody stops it."""
    try:
        settings, app = start(_tell)
    except CannotStart as reason:
        sys.exit(str(reason))
    try:
        listening = listen(settings.host, settings.port)
    except OSError as error:
        sys.exit(f"Cannot listen on {settings.host}:{settings.port}: {error.strerror}. Set HOST or PORT to something else.")
    _say_where(settings, listening.getsockname()[1])
    site = app.extensions["zhenzhi"].site
    beside: list[Worker | Jobs] = [Worker(site), *([jobs_of(site, settings)] if settings.jobs == "inside" else [])]
    for each in beside:
        each.start()
    signal.signal(signal.SIGTERM, _end)
    try:
        waitress.serve(app, sockets=[listening], threads=THREADS, ident=None, connection_limit=CONNECTIONS,
                       channel_timeout=IDLE, cleanup_interval=IDLE // 3, asyncore_use_poll=hasattr(select, "poll"),
                       clear_untrusted_proxy_headers=not settings.proxies)
    finally:
        for each in beside:
            each.stop()


def _tell(line: str) -> None:
    print(line, flush=True)


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt  # waitress ends its work on it


def _say_where(settings: Settings, port: int) -> None:
    if port != settings.port:
        _tell(f"Port {settings.port} is busy; using {port}.")
    host = "localhost" if settings.host in ("127.0.0.1", "0.0.0.0") else settings.host  # noqa: S104
    address = settings.site_url or f"http://{host}:{port}/"
    _tell(f"\n  镇治 is at  {address}\n")
    logins = read_logins(settings.instance)
    if logins:
        _tell(f"  First logins (kept in {settings.instance / FILE}; delete it once they are changed):")
        for line in logins:
            _tell(f"    {line}")
    _tell("\n  Stop with Ctrl+C.")


if __name__ == "__main__":
    main()
