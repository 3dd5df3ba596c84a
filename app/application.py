"""The web application: Flask and FAB around a site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from flask import Flask
from flask_appbuilder import AppBuilder
from flask_appbuilder.api.manager import OpenApi
from flask_talisman import Talisman
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import Rule

from app.access.accounts import Policy
from app.assembly import build_site, keep_keys, make_sessions, request_sessions
from app.records.site import Site
from app.serving import compressing
from app.serving.assets import serve_assets
from app.views import errors, register_views, requests
from app.views.home import HomeView
from app.views.look import prepare_templates
from app.views.security import SiteSecurity
from config import Settings

FOLDER = Path(__file__).resolve().parent

#: Nothing but our own files; scripts that FAB's API page starts carry the request's nonce.
CSP = {
    "default-src": "'self'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data: blob:",
    "object-src": "'none'", "base-uri": "'none'", "form-action": "'self'", "frame-ancestors": "'none'",
}


class SiteRule(Rule):
    """An address that is compiled for ``url_for`` when it is first asked for: most of the 1,300 never are, and compiling
    them all is half a second of every start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: list[Callable[..., tuple[str, str]]] = []

        def build(rule: SiteRule, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(super()._compile_builder(append_unknown))
            return made[0](rule, **values)

        return build


class SiteApplication(Flask):
    """Flask with our addresses."""

    url_rule_class = SiteRule


class SiteBuilder(AppBuilder):  # type: ignore[misc]
    """FAB with our views only: no stock users, roles, statistics, menu API or language-by-GET."""

    def _add_admin_views(self) -> None:
        self.sm.register_views()
        self.add_api(OpenApi)
        register_views(self)
        self._indexview = next(view for view in self.baseviews if isinstance(view, HomeView))


def build(settings: Settings, site: Site | None = None, clock: Callable[[], datetime] = requests.utc_now) -> Flask:
    """The application. ``site`` and ``clock`` are given by tests."""
    app = SiteApplication("app", root_path=str(FOLDER), static_folder="static", template_folder="templates")
    serve(app, settings, site or build_site(settings), clock)
    compressing.install(app)
    prepare_templates(app.jinja_env, static=serve_assets(app))
    _protect(app, settings)
    requests.install(app)
    _set_up_log()
    with app.app_context():
        SiteBuilder(app, LocalProxy(lambda: requests.web().sessions), security_manager_class=SiteSecurity)
        errors.install(app)
    app.extensions["babel"].locale_selector = requests.language  # FAB's own writes to the session on every first visit
    return app


def serve(app: Flask, settings: Settings, site: Site, clock: Callable[[], datetime]) -> None:
    """Put an installation under the application, in the place of one with the same models and like settings."""
    app.config.update(_configuration(settings))
    policy = Policy(most_failures=settings.most_failures, lock_minutes=settings.lock_minutes,
                    session_hours=settings.session_hours, password_days=settings.password_days)
    sessions = request_sessions(make_sessions(site))
    app.extensions["zhenzhi"] = requests.Web(site, sessions, policy, settings.idle_minutes, clock)


def _set_up_log() -> None:
    """One event a line, UTC, no values of variables: a log holds no personal data."""
    structlog.configure(processors=[
        structlog.processors.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False),
    ])


def _configuration(settings: Settings) -> dict[str, Any]:
    return {
        "SECRET_KEY": keep_keys(settings)["secret_key"],
        "JWT_SECRET_KEY": keep_keys(settings)["secret_key"],
        "JWT_ACCESS_TOKEN_EXPIRES": timedelta(minutes=settings.idle_minutes),
        "JWT_REFRESH_TOKEN_EXPIRES": timedelta(hours=settings.session_hours),
        "SETTINGS": settings,
        "APP_NAME": "镇治",
        "SESSION_COOKIE_NAME": "__Host-zhenzhi" if settings.secure else "zhenzhi",
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SECURE": settings.secure,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "SESSION_REFRESH_EACH_REQUEST": False,  # a session ends when its hours are over, so no page has to prolong its cookie
        "TRUSTED_HOSTS": settings.trusted_hosts,
        "FAB_SAFE_REDIRECT_HOSTS": settings.trusted_hosts or [],
        "MAX_CONTENT_LENGTH": settings.most_upload_mb * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 5000,
        "WTF_CSRF_TIME_LIMIT": None,  # as long as the session
        "WTF_CSRF_SSL_STRICT": settings.secure,
        "BABEL_DEFAULT_LOCALE": settings.language,
        "BABEL_TRANSLATION_DIRECTORIES": str(FOLDER / "translations"),
        "LANGUAGES": {"zh": {"flag": "cn", "name": "中文"}, "en": {"flag": "gb", "name": "English"}},
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "FAB_ADD_SECURITY_VIEWS": True,
        "FAB_API_SWAGGER_UI": True,
        "FAB_API_MAX_PAGE_SIZE": 100,
        "FAB_SECURITY_SIGNALS_ENABLED": False,
        "TEMPLATES_AUTO_RELOAD": False,
    }


def _protect(app: Flask, settings: Settings) -> None:
    """Headers, https where SITE_URL says so, and the proxies that stand in front."""
    if settings.proxies:
        count = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count)  # type: ignore[method-assign]
    talisman = Talisman(
        app, force_https=settings.secure, strict_transport_security=settings.secure,
        session_cookie_secure=settings.secure, session_cookie_samesite="Lax", content_security_policy=CSP,
        content_security_policy_nonce_in=["script-src"], frame_options="DENY", referrer_policy="same-origin",
        permissions_policy={"camera": "self", "geolocation": "self", "microphone": "()"},
    )
    # What a page may do is said with the page; said again with each of twenty files it would be a tenth of a first visit.
    brief = {"content_security_policy": {"default-src": "'none'"}, "content_security_policy_nonce_in": []}
    talisman(**brief, permissions_policy={})(app.view_functions["asset"])

