"""Where the parts of an installation meet, without a web server: declarations, tables, guard, keys, behaviours."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import scoped_session, sessionmaker

from app.access import flushing, guard
from app.access.audit import AuditLog
from app.access.guard import GuardedSession
from app.access.pages import PAGES
from app.access.rights import Rights
from app.behaviours import BEHAVIOURS
from app.decisions.policies import check_versions
from app.decisions.policy_files import read_policy
from app.decisions.public_holidays import public_holidays
from app.definition import Definition, load_definition
from app.definition.document import Document
from app.fieldtypes import sealing
from app.model import Models, build_models, make_engine
from app.problems import Problems
from app.records.channels import Channels, Mail, Webhook
from app.records.site import Site
from app.safekeeping.traces import strange_keys
from config import Settings


def read_schema(folder: Path) -> Definition:
    """The declarations in ``folder`` with all that they may name. Raises Problems."""
    return load_definition(folder, packs=[each.pack for each in BEHAVIOURS.values()], pages=PAGES, policies=_policy,
                           policy_check=check_versions)


def _policy(document: Document) -> Any:
    return read_policy(document.data, document.mark_of)


def build_site(settings: Settings, definition: Definition | None = None, engine: Engine | None = None,
               models: Models | None = None) -> Site:
    """The installation that ``settings`` describe. Makes its keys where there are none; asks the database nothing.

    ``definition`` and ``models``: its declarations, and what is built from them, where they are at hand.
    """
    models = models or build_models(definition or read_schema(settings.schema))
    engine = engine or make_engine(settings.database)
    rights = Rights(models)
    sealing.use(site_keys(settings))
    site = Site(models=models, rights=rights, engine=engine, audit=AuditLog(engine, models),
                published=public_holidays(), behaviours=BEHAVIOURS, files=settings.instance / "files",
                channels=channels_of(settings), notice_days=settings.notice_days)
    guard.watch_engine(engine, models)
    return site


def channels_of(settings: Settings) -> Channels:
    """Where the settings let notices be sent."""
    webhook = Webhook(url=settings.notice_webhook, key=settings.notice_webhook_key) if settings.notice_webhook else None
    mail = Mail(host=settings.mail_host, port=settings.mail_port, sender=settings.mail_from, user=settings.mail_user,
                password=settings.mail_password, safety=settings.mail_safety) if settings.mail_host else None  # type: ignore[arg-type]
    return Channels(webhook=webhook, mail=mail, seconds=settings.notice_seconds, inside=settings.networks,
                    login_url=f"{settings.site_url.rstrip('/')}/notices/" if settings.site_url else "")


def make_sessions(site: Site) -> sessionmaker[GuardedSession]:
    """A maker of guarded sessions over the site's database."""

    class SiteSession(GuardedSession):
        """The sessions of one site: events are installed on this class, so that sites do not share them."""

    guard.watch_sessions(SiteSession)
    flushing.install(SiteSession)
    return sessionmaker(site.engine, class_=SiteSession, rights=site.rights, expire_on_commit=False)


def request_sessions(maker: sessionmaker[GuardedSession]) -> scoped_session[GuardedSession]:
    """One session per request (per thread outside one)."""
    return scoped_session(maker)


def site_keys(settings: Settings) -> sealing.SiteKeys:
    """The keys of personal fields: from the settings, else from the instance folder."""
    kept = keep_keys(settings)
    field_key = bytes.fromhex(kept["field_key"])
    return sealing.SiteKeys(keys={1: field_key}, current=1, index=bytes.fromhex(kept["index_key"]))


def keep_keys(settings: Settings) -> Mapping[str, str]:
    """The installation's secrets, made once and kept in ``instance/keys.json`` for its owner alone.

    Raises Problems (S017) where they are gone and a database was written with them: new ones would not open it.
    """
    path = settings.instance / "keys.json"
    if not path.exists():
        lost = strange_keys(settings)
        if lost:
            raise Problems([lost])
        settings.instance.mkdir(parents=True, exist_ok=True)
        fresh = {"secret_key": secrets.token_urlsafe(48), "field_key": secrets.token_hex(32),
                 "index_key": secrets.token_hex(32)}
        _write_once(path, json.dumps(fresh))
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    own = {"secret_key": settings.secret_key, "field_key": settings.field_key}
    return {**kept, **{name: value for name, value in own.items() if value}}


def _write_once(path: Path, text: str) -> None:
    """Write a file for its owner alone; where another process was first, its file stays."""
    half = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    try:
        os.link(half, path)
    except FileExistsError:
        pass
    finally:
        half.unlink()
