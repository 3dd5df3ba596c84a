"""An application that is ready to serve: the database prepared and seeded, where that has not been done yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask
from sqlalchemy import select

from app.access.guard import guarded
from app.application import build
from app.assembly import build_site, make_sessions
from app.preparation import is_prepared, prepare
from app.records.site import Site
from app.seeding import load_demo, seed
from app.serving.logins import Login, create_logins, read_demo_accounts
from config import Settings

Tell = Callable[[str], None]

#: The first login of an installation without invented records: it gives everybody else their roles.
FIRST_ACCOUNT = {"user": "admin", "name": "安全管理员", "role": "security_admin"}


def get_ready(settings: Settings, tell: Tell = lambda _: None) -> Flask:
    """Prepare what is missing, then build the application. Raises Problems as ``prepare`` does."""
    if not is_prepared(settings):
        tell("Preparing the database …")
        done = prepare(settings, seeds=[lambda site: _seed(site, settings, tell)])
        tell(f"Database ready ({done.seconds:.0f} s)" if done.worked else "Database ready")
        return build(settings, done.site)
    return build(settings, build_site(settings))


def _seed(site: Site, settings: Settings, tell: Tell) -> None:
    """Initial data; and for an installation that nobody can log in to, its first accounts, with invented records or without."""
    now = datetime.now(UTC)
    tell("Loading the initial data …")
    seeded = seed(site, make_sessions(site), now, folder=settings.seeds)
    for each in seeded.left_out:
        tell(f"left out: {each.as_line()}")
    if _has_accounts(site):
        return
    demo = settings.demo and (settings.seeds / "demo" / "accounts.yaml").is_file()
    listed = read_demo_accounts(settings.seeds / "demo" / "accounts.yaml") if demo else [_first(site)]
    logins = create_logins(site, settings.instance, listed, now=now, must_change=not demo)
    if demo:
        _load_demo(site, settings, logins, now, tell)


def _load_demo(site: Site, settings: Settings, logins: list[Login], now: datetime, tell: Tell) -> None:
    tell("Loading half a year of invented records (DEMO=0 leaves them out) …")
    accounts = {login.username: login.user_id for login in logins}
    load_demo(site, make_sessions(site), now, folder=settings.seeds / "demo", accounts=accounts)


def _first(site: Site) -> dict[str, str]:
    """The first account, at the highest unit."""
    table = site.models.table("unit")
    with site.engine.connect() as connection:
        code = connection.execute(guarded(select(table.c.code).where(table.c.level == "county").order_by(table.c.code).limit(1))).scalar()
    return {**FIRST_ACCOUNT, "unit": str(code)}


def _has_accounts(site: Site) -> bool:
    with site.engine.connect() as connection:
        return connection.execute(select(site.models.system.account.c.user_id).limit(1)).first() is not None
