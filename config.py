"""Settings of one installation, from the environment; each with what it is for. docs/reference/settings.md lists them."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import time
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent


class BadSetting(ValueError):
    """A setting that the program will not start with; the message says which and what to do."""


def _setting(name: str, default: Any, purpose: str) -> Any:
    return field(default=default, metadata={"name": name, "purpose": purpose})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What may differ between installations. ``from_environment`` reads it; tests make it directly."""

    database_url: str = _setting(
        "DATABASE_URL", "", "Database. Empty: SQLite in the instance folder. PostgreSQL: postgresql://user:password@host/name.")
    instance: Path = _setting(
        "INSTANCE", ROOT / "instance",
        "Folder for the database, keys, attachments, imports and logs. Keep it out of the web root.")
    schema: Path = _setting("SCHEMA", ROOT / "schema", "Folder of the declarations.")
    migrations: Path = _setting(
        "MIGRATIONS", ROOT / "migrations",
        "Folder of the migrations. An installation with declarations of its own keeps its own.")
    seeds: Path = _setting("SEEDS", ROOT / "seeds", "Folder of the initial data.")
    site_url: str = _setting(
        "SITE_URL", "",
        "Address under which people reach the site, e.g. https://zz.example.gov.cn. It decides https, cookie flags and trusted "
        "hosts. Empty: plain http on the local network, with a notice on the pages.")
    secret_key: str = _setting(
        "SECRET_KEY", "",
        "Signs sessions; at least 32 characters. Empty: made at the first start and kept in the instance folder.")
    field_key: str = _setting(
        "FIELD_KEY", "",
        "Encrypts personal fields: 64 hexadecimal digits. Empty: made at the first start and kept in the instance "
        "folder. Back it up: without it the encrypted fields cannot be read.")
    language: str = _setting("SITE_LANGUAGE", "zh", "First language of the pages: zh or en.")
    theme: str = _setting("THEME", "blue", "Colour of the pages: blue or red.")
    demo: bool = _setting("DEMO", True, "1: an empty database gets the invented records of seeds/demo. 0: it does not.")
    port: int = _setting("PORT", 8080, "Port of the built-in server; a busy one gets the next.")
    host: str = _setting("HOST", "127.0.0.1", "Address the built-in server listens on; 0.0.0.0 for the local network.")
    idle_minutes: int = _setting("IDLE_MINUTES", 30, "A session ends after this many minutes without a request.")
    session_hours: int = _setting("SESSION_HOURS", 12, "A session ends after this many hours whatever happens.")
    most_failures: int = _setting("MOST_FAILURES", 5, "Wrong passwords before an account is locked.")
    lock_minutes: int = _setting("LOCK_MINUTES", 15, "How long a locked account stays locked.")
    password_days: int = _setting("PASSWORD_DAYS", 0, "A password must be changed after this many days; 0: never by age.")
    most_upload_mb: int = _setting("MOST_UPLOAD_MB", 50, "Largest request body in megabytes.")
    import_days: int = _setting(
        "IMPORT_DAYS", 7, "A file that was brought for an import is taken away this many days after it came, or after it was "
        "stored.")
    proxies: int = _setting("PROXIES", 0, "How many reverse proxies stand in front and set X-Forwarded-For and -Proto.")
    backup_folder: str = _setting(
        "BACKUP_FOLDER", "", "Folder of the backups; another disk or a network share is best. Empty: backups/ in the instance "
        "folder.")
    backup_daily_at: str = _setting(
        "BACKUP_DAILY_AT", "12:30", "Time of the daily backup on the clock in China, at which the machine is on; made up for "
        "after the next start where it was off. off: none.")
    backup_keep: int = _setting("BACKUP_KEEP", 14, "How many backups of each occasion are kept; 0: all.")
    backup_passphrase: str = _setting(
        "BACKUP_PASSPHRASE", "", "At least 12 characters. Backups are then encrypted and hold the keys of personal fields; "
        "without it nobody opens them. Empty: backups are open and hold no keys.")
    notice_days: int = _setting("NOTICE_DAYS", 90, "Notices are kept this many days.")
    notice_webhook: str = _setting(
        "NOTICE_WEBHOOK", "", "http or https address inside the site that gets notices, signed with NOTICE_WEBHOOK_KEY. They "
        "say what kind, which register, which unit, how many and the due day; no personal data. Empty: none are sent.")
    notice_webhook_key: str = _setting(
        "NOTICE_WEBHOOK_KEY", "", "Signs what the webhook gets (HMAC-SHA256); at least 32 characters.")
    notice_networks: str = _setting(
        "NOTICE_NETWORKS", "", "Networks beside the private ones that belong to the site, e.g. 59.0.0.0/8,2001:db8::/32: the "
        "webhook and the mail server must lie in one of them.")
    notice_seconds: int = _setting("NOTICE_SECONDS", 10, "How long one try to send may take.")
    mail_host: str = _setting(
        "MAIL_HOST", "", "Mail server that takes notices for those who ask for them by e-mail. Empty: no mail is sent.")
    mail_port: int = _setting("MAIL_PORT", 587, "Port of the mail server.")
    mail_from: str = _setting("MAIL_FROM", "", "Sender of the mails, e.g. zhenzhi@example.gov.cn.")
    mail_user: str = _setting("MAIL_USER", "", "User name at the mail server; empty: none is given.")
    mail_password: str = _setting("MAIL_PASSWORD", "", "Password at the mail server.")
    mail_safety: str = _setting(
        "MAIL_SAFETY", "starttls", "starttls, tls (from the start, port 465) or none. A password is never sent without.")
    jobs: str = _setting("JOBS", "inside", "inside: the built-in server also runs the clock. external: `flask clock run` does.")

    def __post_init__(self) -> None:
        _check(self)

    @property
    def database(self) -> str:
        """The address of the database."""
        url = self.database_url or f"sqlite:///{(self.instance / 'zhenzhi.db').as_posix()}"
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def backups(self) -> Path:
        """Where backups go."""
        return Path(self.backup_folder).resolve() if self.backup_folder else self.instance / "backups"

    @property
    def daily_backup(self) -> time | None:
        """When the daily backup is made; None for no such backup."""
        return None if self.backup_daily_at == "off" else time.fromisoformat(self.backup_daily_at)

    @property
    def networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The networks that belong to the site beside the private ones. Raises ValueError."""
        return tuple(ip_network(each.strip()) for each in self.notice_networks.split(",") if each.strip())

    @property
    def secure(self) -> bool:
        """True where the site is reached by https."""
        return urlsplit(self.site_url).scheme == "https"

    @property
    def trusted_hosts(self) -> list[str] | None:
        """The host names that requests may name; None without SITE_URL."""
        host = urlsplit(self.site_url).hostname
        return [host, "localhost", "127.0.0.1"] if host else None


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings of the environment. Raises BadSetting."""
    found = {each.name: _converted(each.type, each.metadata["name"], environment[each.metadata["name"]])
             for each in fields(Settings) if environment.get(each.metadata["name"], "") != ""}
    return Settings(**found)


def _converted(kind: Any, name: str, text: str) -> Any:
    if kind in ("int", int):
        if not text.isdigit():
            raise BadSetting(f"{name} must be a whole number, not '{text}'.")
        return int(text)
    if kind in ("bool", bool):
        return text.lower() not in ("0", "no", "false")
    return Path(text).resolve() if kind in ("Path", Path) else text


_WEAK = ("secret", "change", "example", "password", "dev", "test")


def _check(settings: Settings) -> None:
    if settings.secret_key and (len(settings.secret_key) < 32 or settings.secret_key.lower().startswith(_WEAK)):
        raise BadSetting("SECRET_KEY is too weak: use at least 32 random characters, or leave it empty to have one made.")
    if settings.field_key and (len(settings.field_key) != 64 or not _hexadecimal(settings.field_key)):
        raise BadSetting("FIELD_KEY must be 64 hexadecimal digits, or empty to have one made.")
    if settings.site_url and urlsplit(settings.site_url).scheme not in ("http", "https"):
        raise BadSetting("SITE_URL must begin with http:// or https://.")
    if settings.language not in ("zh", "en") or settings.theme not in ("blue", "red"):
        raise BadSetting("SITE_LANGUAGE must be zh or en, THEME blue or red.")
    if not _is_time(settings.backup_daily_at):
        raise BadSetting("BACKUP_DAILY_AT must be a time such as 12:30, or off.")
    if settings.backup_passphrase and len(settings.backup_passphrase) < 12:
        raise BadSetting("BACKUP_PASSPHRASE must have at least 12 characters.")
    if settings.notice_days < 1 or not 1 <= settings.notice_seconds <= 60:
        raise BadSetting("NOTICE_DAYS must be at least 1, NOTICE_SECONDS from 1 to 60.")
    _check_webhook(settings)
    _check_mail(settings)
    if settings.jobs not in ("inside", "external"):
        raise BadSetting("JOBS must be inside or external.")


def _check_webhook(settings: Settings) -> None:
    if settings.notice_webhook and not _is_webhook(settings.notice_webhook):
        raise BadSetting("NOTICE_WEBHOOK must be an http:// or https:// address without a user name.")
    if settings.notice_webhook and len(settings.notice_webhook_key) < 32:
        raise BadSetting("NOTICE_WEBHOOK_KEY must have at least 32 characters.")
    try:
        _ = settings.networks
    except ValueError as bad:
        raise BadSetting("NOTICE_NETWORKS must be networks such as 59.0.0.0/8, with commas between them.") from bad


def _is_webhook(text: str) -> bool:
    try:
        parts = urlsplit(text)
        plain = text.isascii() and text.isprintable() and " " not in text and not parts.username and parts.port != 0
    except ValueError:
        return False
    return plain and parts.scheme in ("http", "https") and bool(parts.hostname)


def _check_mail(settings: Settings) -> None:
    if settings.mail_safety not in ("starttls", "tls", "none"):
        raise BadSetting("MAIL_SAFETY must be starttls, tls or none.")
    if settings.mail_host and not is_mail_address(settings.mail_from):
        raise BadSetting("MAIL_FROM must be an e-mail address.")
    if settings.mail_password and settings.mail_safety == "none":
        raise BadSetting("MAIL_SAFETY must be starttls or tls where MAIL_PASSWORD is set.")


def is_mail_address(text: str) -> bool:
    """Whether a text is one plain e-mail address, which cannot bring a header with it."""
    address = r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
    return len(text) <= 254 and re.fullmatch(address, text) is not None


def _is_time(text: str) -> bool:
    return text == "off" or re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text) is not None


def _hexadecimal(text: str) -> bool:
    return all(sign in "0123456789abcdefABCDEF" for sign in text)
