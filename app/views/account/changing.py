"""Making an account, its duties, its password, its state. What is done stands in the audit log with the same commit."""

from __future__ import annotations

import secrets
from typing import Any

from flask import current_app, flash, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import Connection

from app.access import accounts, invitations, passwords
from app.access.managing import Account
from app.access.refusal import Refused, out_of_sight
from app.access.staff import PERSON, link_person, staff_for
from app.fieldtypes.references import id_or_none
from app.problems import Problem, problem
from app.views import page as pages
from app.views.account.people import crumbs, managed, need, note, spoken, today
from app.views.account.wishes import duty_fields, grant, read_wishes
from app.views.arguments import key_of
from app.views.errors import errors
from app.views.requests import now, site, viewer
from app.views.shell import render


class AccountActs:
    """``/accounts/add``, ``/grant/``, ``/end/``, ``/password/``, ``/invite/``, ``/unlock/``, ``/active/``, ``/person/``"""

    @expose("/add", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def add(self) -> Any:
        """A new account with its first duties; then a first password, shown once, or a link by which one is chosen."""
        need("manage_accounts")
        faults: list[Problem] = []
        with site().engine.begin() as connection:
            if request.method == "POST":
                user, faults = _create(connection)
                if not faults:
                    return redirect(f"/accounts/show/{user}")
            page = _add_page(connection, faults)
        return render("form.html", page, active="accounts"), 422 if faults else 200

    @expose("/grant/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def grant(self, pk: str) -> Any:
        """Give more duties: one role at one or several units."""
        need("grant_roles")
        faults: list[Problem] = []
        with site().engine.begin() as connection:
            account = managed(connection, key_of(pk))
            if request.method == "POST":
                wishes, faults = read_wishes(connection, account.duties, user_id=account.id)
                if not faults:
                    grant(connection, account.id, wishes)
                    return redirect(f"/accounts/show/{account.id}")
            page = pages.ActPage(
                title=_("Give a duty"), crumbs=crumbs(), about=account.name, action=f"/accounts/grant/{account.id}",
                cancel_url=f"/accounts/show/{account.id}", button=_("Give"), problems=spoken(faults),
                fields=tuple(duty_fields(connection, account.duties, faults)))
        return render("act.html", page, active="accounts"), 422 if faults else 200

    @expose("/end/<pk>/<duty>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def end(self, pk: str, duty: str) -> Any:
        """Take a duty back."""
        need("grant_roles")
        with site().engine.begin() as connection:
            account = managed(connection, key_of(pk), "grant_roles")
            wanted = next((each for each in account.duties if each.id == key_of(duty)), None)
            if wanted is None:
                raise out_of_sight()
            accounts.end_duty(connection, site().models, wanted.id, today=today())
            note(connection, "ungrant", user=account.id, duty=wanted.id, role=wanted.role)
        return redirect(f"/accounts/show/{account.id}")

    @expose("/password/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def password(self, pk: str) -> Any:
        """A new first password, shown once; every session of the account ends."""
        need("reset_passwords")
        with site().engine.begin() as connection:
            account = managed(connection, key_of(pk), "reset_passwords")
            if request.method == "GET":
                return _ask("password", account, _("Reset password"), _("Reset"),
                            _("The present password stops working and all sessions end."))
            _give_first_password(connection, account.id, account.username)
            note(connection, "password_reset", user=account.id)
        return redirect(f"/accounts/show/{account.id}")

    @expose("/invite/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def invite(self, pk: str) -> Any:
        """A link by which the person chooses a password: for three days, once, shown only now."""
        need("reset_passwords")
        with site().engine.begin() as connection:
            account = managed(connection, key_of(pk), "reset_passwords")
            if request.method == "GET":
                return _ask("invite", account, _("Invitation link"), _("Make the link"),
                            _("Whoever opens the link chooses a new password for this account. Earlier links stop working."))
            _invite(connection, account.id, account.username)
            note(connection, "invited", user=account.id)
        return redirect(f"/accounts/show/{account.id}")

    @expose("/unlock/<pk>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def unlock(self, pk: str) -> Any:
        """Open an account that wrong passwords have closed, before its time is over."""
        need("reset_passwords")
        with site().engine.begin() as connection:
            account = managed(connection, key_of(pk), "reset_passwords")
            accounts.unlock(connection, site().models, account.id)
            note(connection, "unlocked", user=account.id)
        return redirect(f"/accounts/show/{account.id}")

    @expose("/active/<pk>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def active(self, pk: str) -> Any:
        """Disable or enable an account; nobody disables the own one."""
        need("manage_accounts")
        with site().engine.begin() as connection:
            account = managed(connection, key_of(pk), "manage_accounts")
            if account.id == viewer().user_id:
                raise Refused([problem("A028")])
            accounts.set_active(connection, site().models, account.id, not account.active, now=now())
            note(connection, "account", user=account.id, active=not account.active)
        return redirect(f"/accounts/show/{account.id}")


    @expose("/person/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def person(self, pk: str) -> Any:
        """Whose account it is: of a member of staff, whose special teams it then reads along with; nobody links the own one."""
        need("manage_accounts")
        faults: list[Problem] = []
        with site().engine.begin() as connection:
            account = managed(connection, key_of(pk), "manage_accounts")
            if account.id == viewer().user_id:
                raise Refused([problem("A028")])
            offered = staff_for(connection, site().models, account, site().rights.reach(viewer(), PERSON, "read"))
            if request.method == "POST":
                faults = _link(connection, account, offered)
                if not faults:
                    return redirect(f"/accounts/show/{account.id}")
            page = _person_page(account, offered, faults)
        return render("act.html", page, active="accounts"), 422 if faults else 200


# -- whose account it is -------------------------------------------------------------------------


def _link(connection: Connection, account: Account, offered: dict[int, str]) -> list[Problem]:
    given = request.form.get("person", "")
    person = id_or_none(given)
    if (given and person is None) or not link_person(connection, site().models, account.id, person, offered):
        return [problem("A019", field="person", label=_("Member of staff"), given=given[:60])]
    note(connection, "account_person", user=account.id, person=person)
    return []


def _person_page(account: Account, offered: dict[int, str], faults: list[Problem]) -> pages.ActPage:
    chosen = request.form.get("person", str(account.person_id or ""))
    options = tuple(pages.Option(key=str(key), label=name, chosen=str(key) == chosen) for key, name in offered.items())
    field = pages.FieldView(key="person", name="person", label=_("Member of staff"), control="choice", options=options,
                            placeholder=_("Nobody"), wide=True, errors=errors("person", faults))
    return pages.ActPage(
        title=_("Whose account it is"), crumbs=crumbs(), about=account.name, action=f"/accounts/person/{account.id}",
        cancel_url=f"/accounts/show/{account.id}", button=_("Save"), fields=(field,), problems=spoken(faults),
        explains=_("As a member of a special team the person reads the team's cases with this account, from the first to the "
                   "last day. Staff of the units of the account's duties can be chosen."))


# -- a new account -------------------------------------------------------------------------------


def _create(connection: Connection) -> tuple[int, list[Problem]]:
    form = request.form
    name, username = form.get("name", "").strip(), form.get("username", "").strip()
    faults = _judge_names(name, username)
    if accounts.is_taken(connection, username):
        faults.append(problem("A027", field="username", name=username))
    wishes, bad = read_wishes(connection, (), user_id=0)
    faults += bad
    if faults:
        return 0, faults
    user = accounts.create_account(connection, site().models, username=username, name=name, now=now(), must_change=True,
                                   password=secrets.token_urlsafe(24))
    grant(connection, user, wishes)
    note(connection, "account", created=username, user=user)
    if form.get("how") == "link":
        _invite(connection, user, username)
    else:
        _give_first_password(connection, user, username)
    return user, []


def _judge_names(name: str, username: str) -> list[Problem]:
    faults = []
    if not 0 < len(name) <= 30:
        faults.append(problem("V001", field="name", label=_("Name")))
    plain = username.replace(".", "").replace("_", "").replace("-", "")
    if not (3 <= len(username) <= 40 and username.isascii() and plain.isalnum()):
        faults.append(problem("A039", field="username"))
    return faults


def _add_page(connection: Connection, faults: list[Problem]) -> pages.FormPage:
    given = request.form.get("how", "password")
    hows = (("password", _("First password, shown once")), ("link", _("Invitation link, valid for 3 days")))
    how = pages.FieldView(key="how", name="how", label=_("How the person gets in"), control="choice", required=True,
                          options=tuple(pages.Option(key=key, label=label, chosen=key == given) for key, label in hows))
    fields = (_text("name", _("Name"), faults), _text("username", _("User name"), faults), how)
    return pages.FormPage(
        title=_("New account"), crumbs=crumbs(), action="/accounts/add", cancel_url="/accounts/", save_label=_("Create"),
        groups=(pages.FormGroup(key="account", label=_("Account"), fields=fields),
                pages.FormGroup(key="duty", label=_("First duty"), fields=tuple(duty_fields(connection, (), faults)))),
        problems=spoken(faults))


def _text(key: str, label: str, faults: list[Problem]) -> pages.FieldView:
    return pages.FieldView(key=key, name=key, label=label, value=request.form.get(key, ""), required=True,
                           errors=errors(key, faults))


# -- ways in -------------------------------------------------------------------------------------


def _ask(act: str, account: Any, title: str, button: str, explains: str) -> str:
    page = pages.ActPage(title=title, crumbs=crumbs(), about=account.name, action=f"/accounts/{act}/{account.id}",
                         cancel_url=f"/accounts/show/{account.id}", button=button, explains=explains)
    return render("act.html", page, active="accounts")


def _give_first_password(connection: Connection, user: int, username: str) -> None:
    """Shown once; links that were given before open nothing any more."""
    fresh = passwords.first_password()
    accounts.set_password(connection, site().models, user, fresh, must_change=True, now=now())
    invitations.withdraw(connection, site().models, user, now=now())
    flash(_("First password of %(name)s: %(password)s (shown only now)", name=username, password=fresh), "warning")


def _invite(connection: Connection, user: int, username: str) -> None:
    token = invitations.invite(connection, site().models, user, by=viewer().user_id, now=now())
    base = (current_app.config["SETTINGS"].site_url or request.host_url).rstrip("/")
    flash(_("Give this link to %(name)s (valid for %(days)s days, once, shown only now): %(link)s", name=username,
            days=invitations.DAYS, link=f"{base}/invitation/{token}"), "warning")
