"""FAB's security manager on our accounts: log-in by form and by API token, permissions from the declarations."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, g, jsonify, redirect, request, session, url_for
from flask_appbuilder import expose
from flask_appbuilder.api import safe
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.api import SecurityApi
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_appbuilder.utils.base import get_safe_redirect
from flask_babel import gettext as _
from flask_jwt_extended import create_access_token, create_refresh_token, get_jwt, jwt_required
from flask_login import UserMixin

from app.access import accounts, passwords
from app.access.pages import PAGES
from app.access.viewer import Viewer
from app.problems import problem
from app.views.arguments import sent_json
from app.views.page import FieldView, LoginPage, PasswordPage, PasswordRule
from app.views.requests import (
    COOKIE_SEEN,
    COOKIE_TOKEN,
    COOKIE_USER,
    audit,
    current_login,
    identify,
    language,
    now,
    site,
    viewer,
    web,
)
from app.views.shell import render
from app.views.urls import with_arguments


class CurrentUser(UserMixin):  # type: ignore[misc]
    """The user as Flask-Login and FAB want it: our snapshot, no row of the database."""

    def __init__(self, who: Viewer) -> None:
        self.viewer = who
        self.id = who.user_id
        self.username = self.first_name = who.name
        self.last_name = self.email = ""
        self.roles: list[Any] = []
        self.groups: list[Any] = []

    def get_full_name(self) -> str:
        """The name that pages show."""
        return self.viewer.name


class SiteSecurity(SecurityManager):  # type: ignore[misc]
    """Decides from schema/ and the duties of the viewer; FAB's permission tables are not asked."""

    def __init__(self, appbuilder: Any) -> None:
        super().__init__(appbuilder)
        self.jwt_manager.additional_claims_loader(_claims)
        for refuse in (self.jwt_manager.invalid_token_loader, self.jwt_manager.unauthorized_loader):
            refuse(lambda _why: _unauthorised())
        for refuse in (self.jwt_manager.expired_token_loader, self.jwt_manager.revoked_token_loader,
                       self.jwt_manager.user_lookup_error_loader):
            refuse(lambda _header, _claims: _unauthorised())

    def create_db(self) -> None:
        """Roles are written by the preparation step, not by every worker."""

    def register_views(self) -> None:
        """Log-in, password and API tokens. Users, roles and permissions have screens of our own."""
        self.auth_view = LoginView()
        self.appbuilder.add_view_no_menu(self.auth_view)
        self.appbuilder.add_view_no_menu(PasswordView)
        self.appbuilder.add_api(TokenApi)

    def load_user(self, pk: Any) -> CurrentUser | None:
        """The user of the session cookie while its session lives at the server."""
        who = identify()
        return CurrentUser(who) if isinstance(who, Viewer) and str(who.user_id) == str(pk) else None

    def load_user_jwt(self, _header: Any, claims: dict[str, Any]) -> CurrentUser | None:
        """The user of an API token while its session lives at the server."""
        g.api_login = (claims.get("session", ""), int(claims["sub"]))
        g.pop("viewer", None)
        who = identify()
        if not isinstance(who, Viewer) or who.must_change_password:
            g.viewer = None
            return None
        g.user = CurrentUser(who)
        return g.user  # type: ignore[no-any-return]

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """Nothing is public."""
        return False

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Whether the acting user may do ``can_<act>`` on a register, or open a page (``page:<key>``)."""
        who = identify()
        if not isinstance(who, Viewer):
            return False
        rights = site().rights
        if view_name.startswith("page:"):
            return PAGES[view_name.removeprefix("page:")].is_for(who, rights)
        if view_name == "OpenApi" or view_name == "SwaggerView":
            return rights.able(who, "see_api")
        return rights.may(who, view_name, permission_name.removeprefix("can_"))


def _unauthorised() -> tuple[Response, int]:
    return jsonify({"message": problem("A020").message(language())}), 401


def _claims(_identity: Any) -> dict[str, Any]:
    return {"session": g.get("new_api_session", "")}


class LoginView(BaseView):  # type: ignore[misc]
    """Log in and out. Out is a POST: a picture in a mail must not log anybody out."""

    route_base = ""
    default_view = "login"

    @expose("/login/", methods=["GET"])  # type: ignore[untyped-decorator]
    def login(self) -> Any:
        if isinstance(identify(), Viewer):
            return redirect(url_for("HomeView.index"))
        return login_page()

    @expose("/login/", methods=["POST"])  # type: ignore[untyped-decorator]
    def log_in(self) -> Any:
        username, password = request.form.get("username", "")[:150], request.form.get("password", "")[:1000]
        token, user_id = open_session(username, password, door="form")
        if token is None:
            return login_page(username, problem("A020").message(language())), 401
        chosen = session.get("locale")
        session.clear()  # nothing that was there before the log-in lives on
        if chosen:
            session["locale"] = chosen
        session.permanent = True
        session.update({COOKIE_TOKEN: token, COOKIE_USER: user_id, "_user_id": str(user_id), "_fresh": True,
                        COOKIE_SEEN: now().timestamp()})
        return redirect(get_safe_redirect(request.args.get("next", "")))

    @expose("/logout/", methods=["POST"])  # type: ignore[untyped-decorator]
    def logout(self) -> Any:
        token, user = current_login()
        if token:
            with site().engine.begin() as connection:
                accounts.end_login(connection, site().models, token, now=now())
            audit("logout")
        session.clear()
        return redirect(url_for("LoginView.login") + (f"#left={user}" if token else ""))  # drafts.js forgets what was typed


def login_page(username: str = "", refused: str = "") -> str:
    """The log-in; ``refused`` says why it did not work."""
    action = with_arguments(url_for("LoginView.login"), {"next": request.args["next"]} if "next" in request.args else {})
    page = LoginPage(title=_("Log in"), action=action, username=username, problem=refused,
                     hint=_("No account? Your town or county administrator gives you one."))
    return render("login.html", page)


def open_session(username: str, password: str, *, door: str) -> tuple[str | None, int]:
    """Check name and password and begin a session at the server; no token where it is refused."""
    here, address = web(), request.remote_addr
    with here.site.engine.begin() as connection:
        user_id = accounts.authenticate(connection, here.site.models, here.policy, username, password, now=now(), door=door,
                                        address=address)
        if user_id is None:
            return None, 0
        token = accounts.begin_login(connection, here.site.models, user_id, now=now(), kind=door, address=address)
    return token, user_id


class PasswordView(BaseView):  # type: ignore[misc]
    """Change one's own password: the present one is asked, every other session ends."""

    route_base = "/password"
    default_view = "change"

    @expose("/", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    def change(self) -> Any:
        who = identify()
        if not isinstance(who, Viewer):
            return redirect(url_for("LoginView.login"))
        faults = self._take() if request.method == "POST" else []
        if request.method == "POST" and not faults:
            flash(_("Your password has been changed. Other sessions have been ended."), "success")
            return redirect(url_for("HomeView.index"))
        return render("password.html", password_page(faults, first=who.must_change_password)), 422 if faults else 200

    def _take(self) -> list[Any]:
        who, form = viewer(), request.form
        token, _user = current_login()
        with site().engine.begin() as connection:
            username = accounts.username_of(connection, who.user_id)
            if not accounts.password_fits(connection, who.user_id, form.get("current", "")[:1000]):
                return [problem("A022", field="current")]
            fresh = form.get("password", "")
            faults = passwords.judge(fresh, username=username, name=who.name)
            if fresh != form.get("again", ""):
                faults.append(problem("A029", field="again"))
            if accounts.password_fits(connection, who.user_id, fresh):
                faults.append(problem("A023", field="password"))
            if not faults:
                accounts.set_password(connection, site().models, who.user_id, fresh, must_change=False, now=now(), keep=token)
        if not faults:
            audit("password")
        return faults


def password_page(faults: list[Any], *, first: bool) -> PasswordPage:
    """The form, with what is wrong beside the fields."""
    spoken = language()
    labels = (("current", _("Present password"), "current-password"), ("password", _("New password"), "new-password"),
              ("again", _("New password again"), "new-password"))
    fields = tuple(
        FieldView(key=key, name=key, label=label, control="password", required=True, autocomplete=complete,
                  max_length=passwords.LONGEST, errors=tuple(each.message(spoken) for each in faults if each.field == key))
        for key, label, complete in labels)
    return PasswordPage(title=_("Change password"), crumbs=(), action=url_for("PasswordView.change"), rules=password_rules(),
                        first=first, fields=fields, cancel_url="" if first else url_for("HomeView.index"))


def password_rules() -> tuple[PasswordRule, ...]:
    """What a password must have, in words; passwords.judge decides."""
    return (PasswordRule(text=_("at least 8 characters"), pattern="^.{8,}$"),
            PasswordRule(text=_("two of: letters, digits, signs"),
                         pattern=r"^(?=.*[A-Za-z])(?=.*[^A-Za-z])|^(?=.*\d)(?=.*[^\dA-Za-z])"),
            PasswordRule(text=_("not the user name, not easy to guess")))


class TokenApi(SecurityApi):  # type: ignore[misc]
    """API tokens: the same accounts, the same lock-out; a token dies with its session at the server."""

    @expose("/login", methods=["POST"])  # type: ignore[untyped-decorator]
    @safe  # type: ignore[untyped-decorator]
    def login(self) -> Response:
        """Get an access token and, with ``refresh``, a refresh token.
        ---
        post:
          requestBody:
            required: true
            content:
              application/json:
                schema:
                  type: object
                  required: [username, password]
                  properties:
                    username: {type: string}
                    password: {type: string}
                    provider: {type: string, enum: [db]}
                    refresh: {type: boolean}
          responses:
            200:
              description: The tokens
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      access_token: {type: string}
                      refresh_token: {type: string}
            400:
              $ref: '#/components/responses/400'
            401:
              $ref: '#/components/responses/401'
        """
        body = sent_json()
        if not isinstance(body, dict) or not all(isinstance(body.get(name), str) for name in ("username", "password")):
            return self.response_400(message=problem("A035", what="username, password").message(language()))  # type: ignore[no-any-return]
        token, user_id = open_session(body["username"][:150], body["password"][:1000], door="api")
        if token is None:
            return _unauthorised()  # type: ignore[return-value]
        g.new_api_session = token
        tokens = {"access_token": create_access_token(identity=str(user_id), fresh=True)}
        if body.get("refresh") is True:
            tokens["refresh_token"] = create_refresh_token(identity=str(user_id))
        return self.response(200, **tokens)  # type: ignore[no-any-return]

    @expose("/refresh", methods=["POST"])  # type: ignore[untyped-decorator]
    @jwt_required(refresh=True)  # type: ignore[untyped-decorator]
    @safe  # type: ignore[untyped-decorator]
    def refresh(self) -> Response:
        """A new access token for a refresh token.
        ---
        post:
          responses:
            200:
              description: The token
              content:
                application/json:
                  schema:
                    type: object
                    properties:
                      access_token: {type: string}
            401:
              $ref: '#/components/responses/401'
          security:
            - jwt_refresh: []
        """
        claims = get_jwt()
        g.new_api_session = claims.get("session", "")
        token = create_access_token(identity=claims["sub"], fresh=False)
        return self.response(200, access_token=token)  # type: ignore[no-any-return]

