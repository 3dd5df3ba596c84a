"""What every request passes: who asks, at what time, whether it may change anything, and what is sent back with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect
from sqlalchemy.orm import scoped_session
from wtforms import Form

from app.access import accounts
from app.access.audit import Event
from app.access.flushing import READ_ONLY
from app.access.guard import GuardedSession
from app.access.listing import Listing
from app.access.viewer import Acting, Deed, Viewer, acting, acting_as, performing
from app.background import Background
from app.background.exports import Exports
from app.background.imports import Imports
from app.background.packages import PackageTasks
from app.decisions.calendar import end_of_day, local_date
from app.model import looking, reading
from app.records.selecting import Selection
from app.records.site import Site, Work
from app.words import Language

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
STATIC = frozenset({"static", "asset", "appbuilder.static"})
COOKIE_TOKEN, COOKIE_USER, COOKIE_SEEN = "token", "user", "seen"
_REMEMBERED = timedelta(seconds=60)
_SEEN_EVERY = 60  #: seconds between two refreshes of a cookie's "last seen"


class Web:
    """What the web part of an installation holds beside the site: sessions, policy, clock, and the viewers it remembers."""

    _background: Background | None = None

    def __init__(self, site: Site, sessions: scoped_session[GuardedSession], policy: accounts.Policy, idle_minutes: int,
                 clock: Callable[[], datetime]) -> None:
        self.site, self.sessions, self.policy, self.clock = site, sessions, policy, clock
        self.idle = timedelta(minutes=idle_minutes)
        self.readings, self.looks = reading(site.engine), looking(site.engine)
        self.viewers: dict[str, tuple[Viewer, datetime]] = {}
        self.listings: dict[str, Listing] = {}
        self.selections: dict[str, Selection] = {}
        self.forms: dict[str, type[Form]] = {}
        self.texts: dict[Hashable, Any] = {}

    @property
    def background(self) -> Background:
        """What goes on while nobody waits; its queue is opened where it is first asked for."""
        if self._background is None:
            self._background = Background(self.site, self.clock)
        return self._background


def web() -> Web:
    """The web part of the application that serves this request."""
    return cast(Web, current_app.extensions["zhenzhi"])


def site() -> Site:
    """The installation that serves this request."""
    return web().site


def db() -> GuardedSession:
    """The session of this request; on a safe method it refuses to write."""
    current = web().sessions()
    if READ_ONLY not in current.info:
        _begin_session(current, reads_only=request.method in SAFE_METHODS)
    return current


def _begin_session(current: GuardedSession, *, reads_only: bool) -> None:
    current.info[READ_ONLY] = reads_only
    current.bind = web().looks if reads_only else site().engine
    if reads_only:
        current.info["epoch"] = epoch()  # read already for the viewer: what is looked at is at least as new


def only_read() -> None:
    """This request posts and yet changes nothing (an export): its session waits for no writer, and no writer for it."""
    current = web().sessions()
    current.rollback()
    _begin_session(current, reads_only=True)


def imports() -> Imports:
    """The imports that go on in the background."""
    return web().background.imports


def packages() -> PackageTasks:
    """Packages that are brought in the background."""
    return web().background.packages


def exports() -> Exports:
    """The workbooks that are made in the background."""
    return web().background.exports


def now() -> datetime:
    """The moment of this request, the same throughout it."""
    if "now" not in g:
        g.now = web().clock()
    return cast(datetime, g.now)


def language() -> Language:
    """The language of this request: what the person chose, else what the account or the site says."""
    chosen = session.get("locale")
    if chosen not in ("zh", "en") and COOKIE_TOKEN not in session and request.path.startswith("/api/"):
        chosen = request.accept_languages.best_match(("zh", "en"))  # a program that calls has no page to choose on
    if chosen in ("zh", "en"):
        return cast(Language, chosen)
    return cast(Language, current_app.config["BABEL_DEFAULT_LOCALE"][:2])


def work(door: Any = "form") -> Work:
    """A piece of work over this request's session, by the calendar and the policies as they are now."""
    here, session = site(), db()
    here.catch_up(session, epoch())
    return Work(here, session, now(), door, language())


def viewer() -> Viewer:
    """The acting user. Only behind a permission check, so there is one."""
    who = acting()
    assert isinstance(who, Viewer)
    return who


def audit(event: str, *, within: GuardedSession | None = None, **details: Any) -> None:
    """A line in the audit log about the acting user: in a transaction of its own, or ``within`` that of the act it tells of."""
    door = "api" if request.path.startswith("/api/") else "form"
    line = Event(event=event, at=now(), door=door, address=request.remote_addr, **details)
    if within is None:
        site().audit.write(line, acting())
    else:
        site().audit.write_within(within, line, acting())


# -- who asks ------------------------------------------------------------------------------------


def identify() -> Acting:
    """The user of this request's cookie or API token, or nobody. Asked by the session guard when it needs to know."""
    if "viewer" not in g:
        g.viewer = None  # whatever happens below, a failure is nobody
        token, user = current_login()
        if token:
            g.viewer = snapshot(token, user)
    return cast(Acting, g.viewer)


def current_login() -> tuple[str | None, int]:
    """The session token and user id that this request carries: cookie first, then what the API decorator has verified."""
    if COOKIE_TOKEN in session:
        return cast(str, session[COOKIE_TOKEN]), int(session[COOKIE_USER])
    claims = g.get("api_login")
    return claims or (None, 0)


def snapshot(token: str, user_id: int) -> Viewer | None:
    """The viewer of a living session, remembered as long as the security epoch stands, but not for long."""
    here, moment = web(), now()
    known = here.viewers.get(token)
    if known is not None:
        who, until = known
        if who.user_id == user_id and moment < until and who.epoch == epoch():
            return who
    with here.readings.connect() as connection:
        fresh = accounts.read_viewer(connection, here.site.models, here.policy, user_id, token, now=moment,
                                     today=local_date(moment))
    return remember(token, fresh)


def remember(token: str, fresh: Viewer | None) -> Viewer | None:
    """Keep a snapshot for a minute and never past midnight, when duties end; or forget one that is dead."""
    viewers, moment = web().viewers, now()
    if fresh is None:
        viewers.pop(token, None)
        return None
    if len(viewers) > 5000:  # small, and simply starts again when it is full
        viewers.clear()
    viewers[token] = fresh, min(moment + _REMEMBERED, end_of_day(local_date(moment)))
    return fresh


def epoch() -> int:
    """The security epoch, read once a request."""
    if "epoch" not in g:
        here = web()
        with here.readings.connect() as connection:
            g.epoch = accounts.read_epoch_on(connection, here.site.models)
    return cast(int, g.epoch)


# -- before and after ----------------------------------------------------------------------------


class PageSessions(SecureCookieSessionInterface):
    """Cookies of pages. Our files are the same for everybody: an answer that varies by cookie would be kept for one session."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint not in STATIC:
            super().save_session(app, session, response)


def install(app: Flask) -> None:
    """Put the checks of this module around every request."""
    app.session_interface = PageSessions()
    CSRFProtect(app)  # one for each application: it holds on to the views that FAB exempts
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False  # asked below, because a token-bearing API call needs none
    app.before_request(_begin)
    app.before_request(_end_idle_session)
    app.before_request(_check_token)
    app.before_request(_demand_password)
    app.after_request(_finish)
    app.teardown_request(_leave)


def _begin() -> None:
    """Act as the user of this request, and say by which door and when things are changed."""
    door = "api" if request.path.startswith("/api/") else "form"
    g.contexts = [acting_as(identify)]
    if request.method not in SAFE_METHODS:
        g.contexts.append(performing(Deed(door=door, at=now(), address=request.remote_addr)))
    for context in g.contexts:
        context.__enter__()


def _leave(_error: BaseException | None) -> None:
    for context in reversed(g.pop("contexts", [])):
        context.__exit__(None, None, None)
    if "zhenzhi" in current_app.extensions:
        web().sessions.remove()


def _end_idle_session() -> None:
    """A session that nobody used for a while is over; the cookie says when it was last seen."""
    if request.endpoint in STATIC or COOKIE_TOKEN not in session:
        return
    seen = session.get(COOKIE_SEEN, 0)
    moment = now().timestamp()
    if moment - seen > web().idle.total_seconds() or seen - moment > _SEEN_EVERY:
        session.clear()
    elif moment - seen > _SEEN_EVERY:
        session[COOKIE_SEEN] = moment


def _check_token() -> None:
    """CSRF: a request that changes something and is trusted because of a cookie must carry the token of a page of ours."""
    if request.method in SAFE_METHODS:
        return
    by_token_alone = COOKIE_TOKEN not in session and request.headers.get("Authorization", "").startswith("Bearer ")
    if not by_token_alone and not _is_open_api_call():
        current_app.extensions["csrf"].protect()


def _is_open_api_call() -> bool:
    """Getting an API token needs no cookie and gives none, so there is nothing to forge."""
    return request.path.startswith("/api/v1/security/") and COOKIE_TOKEN not in session


_ALWAYS_OPEN = STATIC | frozenset({"LoginView.logout", "PasswordView.change", "LanguageView.choose"})


def _demand_password() -> Any:
    """A first password must be changed before anything else can be done, at either door."""
    if request.endpoint in _ALWAYS_OPEN or COOKIE_TOKEN not in session:
        return None
    who = identify()
    if not isinstance(who, Viewer) or not who.must_change_password:
        return None
    if request.path.startswith("/api/"):
        abort(403)
    return redirect(url_for("PasswordView.change"))


def _finish(response: Response) -> Response:
    """Pages with data are not kept by browsers and proxies. A dialog is told where to go on instead of being sent there."""
    if request.endpoint not in STATIC:
        response.headers.setdefault("Cache-Control", "no-store")
    if request.headers.get("HX-Request") and response.status_code in (301, 302, 303, 307, 308):
        response.headers["HX-Redirect"] = response.headers.pop("Location")
        response.status_code = 204
        response.set_data(b"")
    return response


def utc_now() -> datetime:
    """The clock of a running installation."""
    return datetime.now(UTC)
