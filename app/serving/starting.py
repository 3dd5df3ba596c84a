"""An application that is ready to serve: the database prepared and seeded, where that has not been done yet."""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import sessionmaker

from app.access import accounts
from app.access.guard import GuardedSession, guarded
from app.access.viewer import unscoped
from app.application import build
from app.assembly import build_site, make_sessions
from app.model.faults import FAULTS, fault_of
from app.preparation import is_prepared, prepare, refuse_unsound
from app.problems import Problems, as_text
from app.records.site import Site, Work
from app.safekeeping import traces
from app.seeding import DemoAccount, demo_accounts, load_demo, seed
from app.serving.logins import create_logins
from config import BadSetting, Settings, from_environment

Tell = Callable[[str], None]


class CannotStart(Exception):
    """Why the program does not start, in one line a problem."""


def start(tell: Tell = lambda _: None) -> tuple[Settings, Flask]:
    """The settings of the environment, and the application ready to serve. Raises CannotStart."""
    try:
        settings = from_environment()
        app = get_ready(settings, tell)
        gc.freeze()  # no request makes rubbish of what is there now
        return settings, app
    except BadSetting as bad:
        raise CannotStart(str(bad)) from bad
    except Problems as found:
        raise CannotStart(as_text(found.found, "en")) from found
    except FAULTS as bad:
        fault = fault_of(bad)
        if fault is None:
            raise
        raise CannotStart(fault.as_line("en")) from bad


def get_ready(settings: Settings, tell: Tell = lambda _: None) -> Flask:
    """Prepare what is missing, then build the application. Raises Problems as ``prepare`` and ``refuse_unsound`` do."""
    if not is_prepared(settings):
        tell("Preparing the database …")
        done = prepare(settings, seeds=[lambda site: fill(site, settings, tell)])
        tell(f"Database ready ({done.seconds:.0f} s)" if done.worked else "Database ready")
        return build(settings, done.site)
    refuse_unsound(settings)
    traces.remember(settings, datetime.now(UTC))
    return build(settings, build_site(settings))


def fill(site: Site, settings: Settings, tell: Tell = lambda _: None) -> None:
    """Initial data; for an installation that nobody can log in to also its first accounts, and with them invented records."""
    now, sessions = datetime.now(UTC), make_sessions(site)
    tell("Loading the initial data …")
    for each in seed(site, sessions, now, folder=settings.seeds).left_out:
        tell(f"left out: {each.as_line()}")
    begun = settings.instance / "first-start"  # lies there while accounts and invented records are being made
    if _has_accounts(site) and not begun.exists():
        return
    begun.touch()
    folder = settings.seeds / "demo"
    if settings.demo and folder.is_dir():
        _demo(site, sessions, settings, folder, now, tell)
    elif not _has_accounts(site):
        create_logins(site, settings.instance, [_first_account(site)], now=now, must_change=True)
    begun.unlink()


def _demo(site: Site, sessions: sessionmaker[GuardedSession], settings: Settings, folder: Path, now: datetime,
          tell: Tell) -> None:
    with unscoped("first start"), sessions() as session:
        wanted = demo_accounts(Work(site, session, now), folder)
    if not _has_accounts(site):
        create_logins(site, settings.instance, wanted, now=now, must_change=False)
    tell("Loading a year of invented records (DEMO=0 leaves them out) …")
    with site.engine.connect() as connection:
        known = accounts.ids_of_users(connection, [each.user for each in wanted])
    load_demo(site, sessions, now, folder=folder, accounts=known)


def _first_account(site: Site) -> DemoAccount:
    """The account of an installation without invented records: it gives everybody else their roles."""
    table = site.models.table("unit")
    with site.engine.connect() as connection:
        counties = select(table.c.id).where(table.c.level == "county").order_by(table.c.code).limit(1)
        county = connection.execute(guarded(counties))
        return DemoAccount(user="admin", name="安全管理员", role="security_admin", unit_id=county.scalar_one(),
                           department_id=None)


def _has_accounts(site: Site) -> bool:
    with site.engine.connect() as connection:
        return connection.execute(select(site.models.system.account.c.user_id).limit(1)).first() is not None
