"""The page of one account: its duties now and before, what can be done; and my own account."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask import abort, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import Connection

from app.access import accounts
from app.access.managing import Account, Held, read_held
from app.access.staff import PERSON, person_of
from app.access.viewer import acting
from app.problems import Problem, problem
from app.views import page as pages
from app.views.account.people import able, crumbs, managed, note, role_words, spoken, state_words, today
from app.views.arguments import allow_arguments, key_of
from app.views.errors import errors
from app.views.requests import now, site, viewer
from app.views.shell import render
from app.views.spoken import local_time
from config import is_mail_address


class AccountPages:
    """``/accounts/show/<pk>``"""

    @expose("/show/<pk>")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self, pk: str) -> Any:
        """One account with its duties and what can be done to it."""
        allow_arguments()
        with site().engine.connect() as connection:
            page = _page(connection, managed(connection, key_of(pk)))
        return render("account.html", page, active="accounts")


def _page(connection: Connection, account: Account) -> pages.AccountPage:
    held = read_held(connection, site().models, [account.id], today(), past=True).get(account.id, [])
    givers = accounts.names_of_users(connection, [each.granted_by for each in held if each.granted_by])
    living = {each.id for each in account.duties}
    return pages.AccountPage(
        title=account.name, crumbs=crumbs(), username=account.username,
        facts=(*_facts(account), *_person_fact(connection, account)),
        duties=_duties((each for each in held if each.id in living), givers, account.id if able("grant_roles") else None),
        past=_duties((each for each in reversed(held) if each.id not in living), givers, None), acts=tuple(_acts(account)))


def _facts(account: Account) -> Iterator[tuple[str, str]]:
    yield _("State"), state_words(account)
    if account.is_locked(now()) and account.locked_until:
        yield _("Locked until"), local_time(account.locked_until)
    if account.must_change:
        yield _("Password"), _("first password, not yet changed")


def _person_fact(connection: Connection, account: Account) -> Iterator[tuple[str, str]]:
    if PERSON in site().definition.registers:
        yield _("Member of staff"), person_of(connection, site().models, account) or _("not linked")


def _duties(held: Iterable[Held], givers: dict[int, str], user: int | None) -> pages.Table:
    heads = (("role", _("Role")), ("unit", _("Unit")), ("department", _("Department")), ("from", _("From")), ("to", _("Until")),
             ("by", _("Given by")))
    return pages.Table(columns=tuple(pages.Column(key=key, label=label) for key, label in heads), numbered_from=None,
                       rows=tuple(_duty(each, givers, user) for each in held),
                       empty=pages.Empty(text=_("No duties."), hint=_("Without a duty the person sees no records.")))


def _duty(each: Held, givers: dict[int, str], user: int | None) -> pages.Row:
    texts = (role_words(each.role), each.unit_name, each.department_name, each.valid_from.isoformat(),
             each.valid_to.isoformat() if each.valid_to else "", givers.get(each.granted_by or 0, _("the system")))
    end = pages.Act(key="end", label=_("End"), url=f"/accounts/end/{user}/{each.id}", post=True, confirm=_("End this duty?"),
                    style="danger")
    cells = (pages.Cell(kind="main", text=texts[0]), *(pages.Cell(text=text) for text in texts[1:]))
    return pages.Row(id=str(each.id), cells=cells, acts=(end,) if user else ())


def _acts(account: Account) -> Iterator[pages.Act]:
    key, own = account.id, account.id == viewer().user_id
    if able("grant_roles") and not own:
        yield pages.Act(key="grant", label=_("Give a duty"), url=f"/accounts/grant/{key}", style="main", icon="plus")
    if able("hand_over_duties") and account.duties and not own:
        yield pages.Act(key="hand_over", label=_("Hand over all duties"), url=f"/accounts/hand_over/{key}", icon="next")
    if able("reset_passwords"):
        if account.is_locked(now()):
            yield pages.Act(key="unlock", label=_("Unlock"), url=f"/accounts/unlock/{key}", post=True)
        yield pages.Act(key="password", label=_("Reset password"), url=f"/accounts/password/{key}", dialog=True)
        if account.active and not own:
            yield pages.Act(key="invite", label=_("Invitation link"), url=f"/accounts/invite/{key}", dialog=True)
    if able("manage_accounts") and not own and PERSON in site().definition.registers:
        yield pages.Act(key="person", label=_("Whose account it is"), url=f"/accounts/person/{key}", dialog=True, icon="user")
    if able("manage_accounts") and not own:
        label = _("Disable") if account.active else _("Enable")
        yield pages.Act(key="active", label=label, url=f"/accounts/active/{key}", post=True, confirm=f"{label}?",
                        style="danger")


class ProfileView(BaseView):  # type: ignore[misc]
    """``/profile/``: my own account."""

    route_base = "/profile"
    default_view = "show"

    @expose("/")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """Who I am and what I may do."""
        if acting() is None:
            return redirect(url_for("LoginView.login"))
        allow_arguments()
        with site().engine.connect() as connection:
            held = read_held(connection, site().models, [viewer().user_id], today()).get(viewer().user_id, [])
            username = accounts.username_of(connection, viewer().user_id)
            mail_to = accounts.mail_of(connection, site().models, viewer().user_id)
        page = pages.ProfilePage(title=_("My account"), crumbs=(), name=viewer().name, username=username,
                                 duties=tuple(map(_view, held)), facts=tuple(_mail_facts(mail_to)), acts=tuple(_own_acts()))
        return render("profile.html", page)

    @expose("/mail", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    def mail(self) -> Any:
        """Whether I want notices by e-mail, and where; nobody gets any who did not ask. 404 where the site sends none."""
        if acting() is None:
            return redirect(url_for("LoginView.login"))
        if site().channels.mail is None:
            abort(404)
        allow_arguments()
        given = request.form.get("mail_to", "").strip()
        faults = [problem("V084", field="mail_to", given=given[:60])] if given and not is_mail_address(given) else []
        with site().engine.begin() as connection:
            if request.method == "POST" and not faults:
                accounts.want_mail(connection, site().models, viewer().user_id, given or None)
                note(connection, "mail_wanted", wanted=bool(given))
                return redirect("/profile/")
            kept = accounts.mail_of(connection, site().models, viewer().user_id)
        page = _mail_page(given if faults else kept or "", faults)
        return render("act.html", page), 422 if faults else 200


def _mail_facts(mail_to: str | None) -> Iterator[tuple[str, str]]:
    if site().channels.mail is not None:
        yield _("Notices by e-mail"), mail_to or _("none")


def _own_acts() -> Iterator[pages.Act]:
    yield pages.Act(key="password", label=_("Change password"), url="/password/", icon="key")
    if site().channels.mail is not None:
        yield pages.Act(key="mail", label=_("Notices by e-mail"), url="/profile/mail", icon="bell", dialog=True)


def _mail_page(value: str, faults: list[Problem]) -> pages.ActPage:
    field = pages.FieldView(key="mail_to", name="mail_to", label=_("E-mail address"), value=value, help=_("Empty: no e-mail."),
                            errors=errors("mail_to", faults))
    return pages.ActPage(
        title=_("Notices by e-mail"), crumbs=(), action="/profile/mail", cancel_url="/profile/", button=_("Save"),
        fields=(field,), problems=spoken(faults),
        explains=_("At most one e-mail an hour: kind of notice, register, unit, number and due day, no names and no contents. "
                   "To read more you log in."))


def _view(duty: Held) -> pages.DutyView:
    return pages.DutyView(role=role_words(duty.role), unit=duty.unit_name, department=duty.department_name,
                          since=local_time(duty.granted_at))
