"""``/invitation/<token>``: somebody who was given a link chooses a password. Open to everybody, and to nothing else."""

from __future__ import annotations

from typing import Any

from flask import flash, make_response, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _

from app.access import invitations, passwords
from app.access.audit import Event
from app.access.invitations import Invited
from app.problems import Problem, problem
from app.views import page as pages
from app.views.arguments import allow_arguments
from app.views.errors import errors
from app.views.requests import language, now, site, web
from app.views.security import password_rules
from app.views.shell import render


class InvitationView(BaseView):  # type: ignore[misc]
    """The form, and the password that comes from it. The account is asked by the hash of the token alone."""

    route_base = "/invitation"
    default_view = "choose"

    @expose("/<token>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    def choose(self, token: str) -> Any:
        """Choose a password; the link is used up with it."""
        allow_arguments()
        with web().readings.connect() as connection:
            found = invitations.invited(connection, site().models, token, now=now())
        faults = [] if found is None or request.method == "GET" else _judge(found)
        if found is not None and request.method == "POST" and not faults:
            found = _accept(token)
            if found is not None:
                flash(_("Your password is set. Log in as %(name)s.", name=found.username), "success")
                return redirect(url_for("LoginView.login"))
        if found is None:
            return _answer(_gone(), 404)
        return _answer(render("password.html", _page(token, found, faults)), 422 if faults else 200)


def _judge(found: Invited) -> list[Problem]:
    fresh = request.form.get("password", "")
    faults = passwords.judge(fresh, username=found.username, name=found.name)
    if fresh != request.form.get("again", ""):
        faults.append(problem("A029", field="again"))
    return faults


def _accept(token: str) -> Invited | None:
    """Set the password and write the line, together or not at all."""
    with site().engine.begin() as connection:
        found = invitations.accept(connection, site().models, token, request.form.get("password", ""), now=now())
        if found is not None:
            line = Event(event="invitation_used", at=now(), door="form", address=request.remote_addr, user_name=found.username,
                         detail={"user": found.user_id})
            site().audit.write_within(connection, line, None)
    return found


def _answer(body: str, status: int) -> Any:
    """Kept by nobody, found by no search; no other site is told its address (Referrer-Policy: same-origin, on every page)."""
    response = make_response(body, status)
    response.headers.update({"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"})
    return response


def _gone() -> str:
    page = pages.ErrorPage(status=404, title=_("Not found"), what=problem("A061").message(language()), steps=(),
                           acts=(pages.Link(label=_("Log in"), url="/login/", icon="home"),))
    return render("error.html", page)


def _page(token: str, found: Invited, faults: list[Problem]) -> pages.PasswordPage:
    labels = (("password", _("New password")), ("again", _("New password again")))
    fields = tuple(pages.FieldView(key=key, name=key, label=label, control="password", required=True,
                                   autocomplete="new-password", max_length=passwords.LONGEST, errors=errors(key, faults))
                   for key, label in labels)
    return pages.PasswordPage(title=_("Welcome, %(name)s", name=found.name), crumbs=(), rules=password_rules(), first=True,
                              action=f"/invitation/{token}", fields=fields, cancel_url="")
