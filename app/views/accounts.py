"""Accounts: who there is, which duties they hold; giving and taking duties, passwords, disabling (rules.md §8 "Granting")."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import Connection, RowMapping, false, or_, select

from app.access import accounts, granting, passwords
from app.access.guard import guarded
from app.access.refusal import Refused, out_of_sight
from app.access.viewer import acting
from app.decisions.calendar import local_date
from app.definition import LEVELS
from app.fieldtypes.operators import like_pattern
from app.fieldtypes.references import record_id
from app.problems import BadValue, Problem, problem
from app.views import page as pages
from app.views.arguments import allow_arguments, key_of
from app.views.requests import audit, language, now, site, viewer
from app.views.shell import render
from app.views.spoken import local_time


class AccountView(BaseView):  # type: ignore[misc]
    """``/accounts/``: only accounts whose duties all lie in the viewer's own units are seen."""

    route_base = "/accounts"
    default_view = "list"
    class_permission_name = "page:accounts"

    @expose("/")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def list(self) -> Any:
        """The accounts that the viewer manages."""
        allow_arguments()
        with site().engine.connect() as connection:
            rows = tuple(self._row(found) for found in managed_accounts(connection))
        columns = (("name", _("Name")), ("username", _("User name")), ("duties", _("Duties")), ("state", _("State")))
        table = pages.Table(columns=tuple(pages.Column(key=key, label=label) for key, label in columns), rows=rows,
                            empty=pages.Empty(text=_("No accounts in your units yet.")))
        buttons = (pages.Act(key="add", label=_("New account"), url="/accounts/add", icon="plus",
                             style="main"),) if _able("manage_accounts") else ()
        return render("table.html", pages.TablePage(title=_("Accounts"), crumbs=(), table=table, buttons=buttons),
                      active="accounts")

    def _row(self, found: Mapping[str, Any]) -> pages.Row:
        state = _("Disabled") if not found["active"] else _("Locked") if found["locked"] else _("Active")
        cells = (pages.Cell(kind="main", text=found["name"], url=f"/accounts/show/{found['id']}"),
                 pages.Cell(text=found["username"]), pages.Cell(text="；".join(found["duties"])), pages.Cell(text=state))
        return pages.Row(id=str(found["id"]), cells=cells)

    @expose("/show/<pk>")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self, pk: str) -> Any:
        """One account with its duties and what can be done to it."""
        allow_arguments()
        with site().engine.connect() as connection:
            found = managed(connection, key_of(pk))
            duties = tuple(duty_rows(connection, found["id"]))
        return render("profile.html", self._profile(found, duties), active="accounts")

    def _profile(self, found: Mapping[str, Any], duties: tuple[Mapping[str, Any], ...]) -> pages.ProfilePage:
        key, acts = found["id"], []
        if _able("grant_roles"):
            acts.append(pages.Act(key="grant", label=_("Give a duty"), url=f"/accounts/grant/{key}", dialog=True, style="main"))
            acts += [pages.Act(key=f"end{duty['id']}", label=_("End: %(duty)s", duty=duty["words"]),
                               url=f"/accounts/end/{key}/{duty['id']}",
                               post=True, confirm=_("End this duty?"), style="danger") for duty in duties]
        if _able("reset_passwords"):
            acts.append(pages.Act(key="password", label=_("Reset password"), url=f"/accounts/password/{key}", dialog=True))
        if _able("manage_accounts"):
            label = _("Disable") if found["active"] else _("Enable")
            acts.append(pages.Act(key="active", label=label, url=f"/accounts/active/{key}", post=True, confirm=f"{label}?",
                                  style="danger"))
        return pages.ProfilePage(
            title=found["name"], crumbs=(pages.Link(label=_("Accounts"), url="/accounts/"),), name=found["name"],
            username=found["username"], duties=tuple(duty_view(duty) for duty in duties), acts=tuple(acts),
            facts=((_("State"), _("Active") if found["active"] else _("Disabled")),))

    @expose("/add", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def add(self) -> Any:
        """A new account with its first duty; the first password is shown once and must be changed."""
        _need("manage_accounts")
        if request.method == "GET":
            return self._add_form([])
        form = request.form
        faults, user = self._create(form)
        if faults:
            return self._add_form(faults), 422
        return redirect(f"/accounts/show/{user}")

    def _create(self, form: Mapping[str, str]) -> tuple[Sequence[Problem], int]:
        name, username, password = form.get("name", "").strip(), form.get("username", "").strip(), passwords.first_password()
        faults = _judge_names(name, username)
        with site().engine.begin() as connection:
            if accounts.is_taken(connection, username):
                faults.append(problem("A027", field="username", name=username))
            wish, bad = read_wish(connection, form, user_id=0)
            faults += bad
            if faults or wish is None:
                return faults, 0
            user = accounts.create_account(connection, site().models, username=username, name=name, password=password,
                                           must_change=True, now=now())
            accounts.grant_duty(connection, site().models, user_id=user, by=viewer().user_id, now=now(),
                                today=local_date(now()), **wish)
        audit("account", detail={"created": username, **wish})
        flash(_("First password of %(name)s: %(password)s (shown only now)", name=username, password=password), "warning")
        return [], user

    def _add_form(self, faults: Sequence[Problem]) -> str:
        fields = (_text("name", _("Name"), faults), _text("username", _("User name"), faults), *_duty_fields(faults))
        page = pages.FormPage(
            title=_("New account"), crumbs=(pages.Link(label=_("Accounts"), url="/accounts/"),), action="/accounts/add",
            cancel_url="/accounts/",
            save_label=_("Create"), groups=(pages.FormGroup(key="account", label=_("Account"), fields=fields),),
            problems=tuple(pages.Problem(text=each.message(language())) for each in faults))
        return render("form.html", page, active="accounts")

    @expose("/grant/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def grant(self, pk: str) -> Any:
        """Give one more duty."""
        _need("grant_roles")
        user = key_of(pk)
        faults: Sequence[Problem] = ()
        with site().engine.begin() as connection:
            found = managed(connection, user)
            if request.method == "POST":
                wish, faults = read_wish(connection, request.form, user_id=user)
                if not faults and wish is not None:
                    accounts.grant_duty(connection, site().models, user_id=user, by=viewer().user_id, now=now(),
                                        today=local_date(now()), **wish)
        if request.method == "POST" and not faults:
            audit("grant", detail={"user": user, **(wish or {})})
            return redirect(f"/accounts/show/{user}")
        page = pages.ActPage(title=_("Give a duty"), crumbs=(), about=found["name"], action=f"/accounts/grant/{user}",
                             cancel_url=f"/accounts/show/{user}", button=_("Give"), fields=tuple(_duty_fields(faults)),
                             problems=tuple(pages.Problem(text=each.message(language())) for each in faults))
        return render("act.html", page, active="accounts"), 422 if faults else 200

    @expose("/end/<pk>/<duty>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def end(self, pk: str, duty: str) -> Any:
        """Take a duty back."""
        _need("grant_roles")
        with site().engine.begin() as connection:
            found = managed(connection, key_of(pk))
            wanted = next((each for each in duty_rows(connection, found["id"]) if each["id"] == key_of(duty)), None)
            if wanted is None:
                raise out_of_sight()
            accounts.end_duty(connection, site().models, wanted["id"], today=local_date(now()))
        audit("ungrant", detail={"user": found["id"], "duty": wanted["id"], "role": wanted["role"]})
        return redirect(f"/accounts/show/{found['id']}")

    @expose("/password/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def password(self, pk: str) -> Any:
        """A new first password, shown once; every session of the account ends."""
        _need("reset_passwords")
        user, fresh = key_of(pk), passwords.first_password()
        with site().engine.begin() as connection:
            found = managed(connection, user)
            if request.method == "POST":
                accounts.set_password(connection, site().models, user, fresh, must_change=True, now=now())
        if request.method == "GET":
            page = pages.ActPage(title=_("Reset password"), crumbs=(), about=found["name"], action=f"/accounts/password/{user}",
                                 cancel_url=f"/accounts/show/{user}", button=_("Reset"),
                                 explains=_("The present password stops working and all sessions end."))
            return render("act.html", page, active="accounts")
        audit("password_reset", detail={"user": user})
        flash(_("First password of %(name)s: %(password)s (shown only now)", name=found["username"], password=fresh), "warning")
        return redirect(f"/accounts/show/{user}")

    @expose("/active/<pk>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def active(self, pk: str) -> Any:
        """Disable or enable an account; nobody disables the own one."""
        _need("manage_accounts")
        with site().engine.begin() as connection:
            found = managed(connection, key_of(pk))
            if found["id"] == viewer().user_id:
                raise Refused([problem("A028")])
            accounts.set_active(connection, site().models, found["id"], not found["active"], now=now())
        audit("account", detail={"user": found["id"], "active": not found["active"]})
        return redirect(f"/accounts/show/{found['id']}")


    @expose("/options/<what>")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def options(self, what: str) -> Any:
        """Units in which the viewer may give roles, and their departments."""
        arguments = allow_arguments("q")
        if what not in ("unit", "department"):
            abort(404)
        table = site().models.table(what)
        tops = [table.c[f"{duty.level}_id"] == duty.unit_id for duty in viewer().duties]
        name = table.c.name.like(like_pattern(arguments.get("q", "")[:40]), escape="\\")
        statement = select(table.c.id, table.c.name).where(or_(false(), *tops), name,
                                                           table.c.void_at.is_(None)).order_by(table.c.id).limit(21)
        with site().engine.connect() as connection:
            found = connection.execute(guarded(statement)).all()
        return jsonify(options=[{"id": str(row.id), "text": row.name} for row in found[:20]], more=len(found) > 20)


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
            duties = tuple(duty_view(duty) for duty in duty_rows(connection, viewer().user_id))
            username = accounts.username_of(connection, viewer().user_id)
        page = pages.ProfilePage(title=_("My account"), crumbs=(), name=viewer().name, username=username, duties=duties,
                                 facts=(),
                                 acts=(pages.Act(key="password", label=_("Change password"), url="/password/", icon="key"),))
        return render("profile.html", page)


# -- who is managed ------------------------------------------------------------------------------


def _able(ability: str) -> bool:
    return site().rights.able(viewer(), ability)


def _need(ability: str) -> None:
    if not _able(ability):
        abort(403)


def _may_manage(connection: Connection, user: int) -> bool:
    paths = [duty["path"] for duty in duty_rows(connection, user)]
    definition, who = site().definition, viewer()
    abilities = [ability for ability in ("manage_accounts", "reset_passwords", "grant_roles") if _able(ability)]
    return any(granting.may_manage(definition, who, ability, paths) for ability in abilities)


def managed_accounts(connection: Connection) -> Iterator[dict[str, Any]]:
    """The accounts that the viewer manages, by name."""
    users, account = accounts.AB_USER, site().models.system.account
    statement = (select(users.c.id, users.c.username, users.c.first_name.label("name"), users.c.active, account.c.locked_until)
                 .join(account, account.c.user_id == users.c.id).order_by(users.c.username))
    for row in connection.execute(statement).mappings().all():
        duties = list(duty_rows(connection, row["id"]))
        if _may_manage(connection, row["id"]):
            locked = row["locked_until"] is not None and row["locked_until"] > now()
            yield {**row, "locked": locked, "duties": [duty["words"] for duty in duties]}


def managed(connection: Connection, user: int) -> dict[str, Any]:
    """One account that the viewer manages. Raises OutOfSight."""
    found = next((each for each in managed_accounts(connection) if each["id"] == user), None)
    if found is None:
        raise out_of_sight()
    return found


def duty_rows(connection: Connection, user: int) -> Iterator[dict[str, Any]]:
    """The duties of a user that are in force, with their words and the path of their unit."""
    duty, unit, today = site().models.system.duty, site().models.table("unit"), local_date(now())
    department = site().models.table("department")
    statement = (
        select(duty, unit.c.name.label("unit_name"), department.c.name.label("department_name"),
               *(unit.c[f"{level}_id"] for level in LEVELS))
        .join(unit, unit.c.id == duty.c.unit_id).outerjoin(department, department.c.id == duty.c.department_id)
        .where(duty.c.user_id == user, duty.c.valid_to.is_(None) | (duty.c.valid_to >= today)).order_by(duty.c.id)
    )
    for row in connection.execute(guarded(statement)).mappings().all():
        role = site().definition.roles.get(row["role"])
        label = role.label.to(language()) if role else row["role"]
        words = " · ".join(filter(None, (label, row["unit_name"], row["department_name"])))
        yield {**row, "words": words, "label": label, "path": {level: row[f"{level}_id"]
                                                               for level in LEVELS if row[f"{level}_id"]}}


def duty_view(duty: Mapping[str, Any]) -> pages.DutyView:
    """A duty for the screen."""
    return pages.DutyView(role=duty["label"], unit=duty["unit_name"], department=duty["department_name"] or "",
                          since=local_time(duty["granted_at"]))


# -- wishes --------------------------------------------------------------------------------------


def read_wish(connection: Connection, form: Mapping[str, str], *, user_id: int) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Role, unit and department of a form, and everything that stands against giving them."""
    role, faults = form.get("role", ""), []
    unit = _row(connection, "unit", form.get("unit", ""))
    department = _row(connection, "department", form.get("department", "")) if form.get("department") else None
    if unit is None:
        return None, [problem("V008", field="unit", label=_("Unit"), given=form.get("unit", "")[:20])]
    if form.get("department") and (department is None or department["unit_id"] != unit["id"]):
        faults.append(problem("V008", field="department", label=_("Department"), given=form.get("department", "")[:20]))
    declared = site().definition.roles.get(role)
    if declared is not None and declared.rows == "held" and department is None:
        faults.append(problem("V001", field="department", label=_("Department")))
    path: dict[str, int] = {level: unit[f"{level}_id"] for level in LEVELS if unit[f"{level}_id"]}
    held = [duty["role"] for duty in duty_rows(connection, user_id)] if user_id else []
    faults += granting.judge(site().definition, acting(), user_id=user_id, role=role, unit_path=path, unit_level=unit["level"],
                             held=held)
    return {"role": role, "unit_id": unit["id"], "department_id": department["id"] if department else None}, faults


def _row(connection: Connection, register: str, text: str) -> RowMapping | None:
    try:
        wanted = record_id(text)
    except BadValue:
        return None
    table = site().models.table(register)
    statement = select(table).where(table.c.id == wanted, table.c.void_at.is_(None))
    return connection.execute(guarded(statement)).mappings().first()


def _judge_names(name: str, username: str) -> list[Problem]:
    faults = []
    if not 0 < len(name) <= 30:
        faults.append(problem("V001", field="name", label=_("Name")))
    if not (3 <= len(username) <= 40 and username.isascii()
            and username.replace(".", "").replace("_", "").replace("-", "").isalnum()):
        faults.append(problem("A039", field="username"))
    return faults


def _errors(key: str, faults: Sequence[Problem]) -> tuple[str, ...]:
    return tuple(each.message(language()) for each in faults if each.field == key)


def _text(key: str, label: str, faults: Sequence[Problem]) -> pages.FieldView:
    return pages.FieldView(key=key, name=key, label=label, value=request.form.get(key, ""), required=True,
                           errors=_errors(key, faults))


def _duty_fields(faults: Sequence[Problem]) -> Iterator[pages.FieldView]:
    given = {role for duty in viewer().duties for role in site().definition.roles[duty.role].grants_roles}
    roles = tuple(pages.Option(key=key, label=role.label.to(language()), chosen=key == request.form.get("role"))
                  for key, role in site().definition.roles.items() if key in given)
    yield pages.FieldView(key="role", name="role", label=_("Role"), control="choice", options=roles, required=True,
                          errors=_errors("role", faults))
    for key, label in (("unit", _("Unit")), ("department", _("Department"))):
        chosen = request.form.get(key, "")
        options = (pages.Option(key=chosen, label=f"#{chosen}", chosen=True),) if chosen else ()
        yield pages.FieldView(key=key, name=key, label=label, control="reference", options=options,
                              options_url=f"/accounts/options/{key}", required=key == "unit", errors=_errors(key, faults))

