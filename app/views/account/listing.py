"""The list of accounts with its search, and the choices of the forms."""

from __future__ import annotations

from typing import Any

from flask import abort, jsonify
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import false, or_, select

from app.access.guard import guarded
from app.access.managing import Account, Wanted, managed_accounts
from app.fieldtypes.operators import like_pattern
from app.problems import problem
from app.views import page as pages
from app.views.account.people import able, duty_words, role_words, state_words, today
from app.views.arguments import allow_arguments, key_of
from app.views.errors import BadRequestProblems
from app.views.requests import now, site, viewer
from app.views.shell import render
from app.views.urls import with_arguments

_STATES = ("active", "disabled", "locked")


class AccountLists:
    """``/accounts/`` and ``/accounts/options/…``."""

    @expose("/")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def list(self) -> Any:
        """The accounts that the viewer manages, a page at a time."""
        asked = allow_arguments("q", "role", "unit", "state", "after")
        wanted = _wanted(asked)
        with site().engine.connect() as connection:
            found = managed_accounts(connection, site().models, viewer(), wanted, today=today())
            query = _query(connection, asked)
        shown, more = found[:wanted.size], len(found) > wanted.size
        following = with_arguments("/accounts/", {**asked, "after": shown[-1].username}) if more else ""
        buttons = (pages.Act(key="add", label=_("New account"), url="/accounts/add", icon="plus",
                             style="main"),) if able("manage_accounts") else ()
        page = pages.TablePage(
            title=_("Accounts"), crumbs=(), table=_table(shown), buttons=buttons, query=query,
            pager=pages.Pager(sizes=(), next_url=following, first_url="/accounts/" if "after" in asked else ""))
        return render("table.html", page, active="accounts")

    @expose("/options/<what>")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def options(self, what: str) -> Any:
        """Units in which the viewer has a duty, their departments, and the accounts that the viewer manages."""
        search = allow_arguments("q").get("q", "")[:40]
        if what == "user":
            return jsonify(**_accounts(search))
        if what not in ("unit", "department"):
            abort(404)
        table = site().models.table(what)
        tops = [table.c[f"{duty.level}_id"] == duty.unit_id for duty in viewer().duties]
        name = table.c.name.like(like_pattern(search), escape="\\")
        statement = select(table.c.id, table.c.name).where(or_(false(), *tops), name,
                                                           table.c.void_at.is_(None)).order_by(table.c.id).limit(21)
        with site().engine.connect() as connection:
            found = connection.execute(guarded(statement)).all()
        return jsonify(options=[{"id": str(row.id), "text": row.name} for row in found[:20]], more=len(found) > 20)


def _wanted(asked: dict[str, str]) -> Wanted:
    """The query of the address. Raises BadRequestProblems."""
    state = asked.get("state", "")
    if state and state not in _STATES:
        raise BadRequestProblems([problem("A031", name="state", given=state[:20])])
    unit = key_of(asked["unit"]) if asked.get("unit") else None
    return Wanted(search=asked.get("q", "").strip()[:60], role=asked.get("role", "")[:40], unit=unit, state=state,
                  after=asked.get("after", "")[:150], moment=now())


def _table(accounts: list[Account]) -> pages.Table:
    heads = (("name", _("Name")), ("username", _("User name")), ("duties", _("Duties")), ("state", _("State")))
    return pages.Table(columns=tuple(pages.Column(key=key, label=label) for key, label in heads),
                       rows=tuple(map(_row, accounts)),
                       empty=pages.Empty(text=_("No accounts here."), hint=_("Only accounts in your own units are shown.")))


def _row(account: Account) -> pages.Row:
    duties = "；".join(map(duty_words, account.duties)) or _("no duty any more")
    tone: Any = "plain" if account.active and not account.is_locked(now()) else "warning"
    return pages.Row(id=str(account.id), cells=(
        pages.Cell(kind="main", text=account.name, url=f"/accounts/show/{account.id}"), pages.Cell(text=account.username),
        pages.Cell(text=duties), pages.Cell(kind="choice", text=state_words(account), tone=tone)))


def _query(connection: Any, asked: dict[str, str]) -> pages.QueryBar:
    roles = tuple(pages.Option(key=key, label=role_words(key), chosen=asked.get("role") == key)
                  for key in site().definition.roles)
    labels = {"active": _("Active"), "disabled": _("Disabled"), "locked": _("Locked")}
    states = tuple(pages.Option(key=key, label=labels[key], chosen=asked.get("state") == key) for key in _STATES)
    filters = (pages.Filter(key="role", label=_("Role"), control="choice", names=("role",), options=roles),
               pages.Filter(key="unit", label=_("Unit"), control="reference", names=("unit",), options=_unit(connection, asked),
                            options_url="/accounts/options/unit"),
               pages.Filter(key="state", label=_("State"), control="choice", names=("state",), options=states))
    return pages.QueryBar(action="/accounts/", reset_url="/accounts/", filters=filters, search=asked.get("q", ""),
                          search_hint=_("name or user name"))


def _unit(connection: Any, asked: dict[str, str]) -> tuple[pages.Option, ...]:
    """The unit that was chosen, by name where the viewer may choose it."""
    if not asked.get("unit"):
        return ()
    table = site().models.table("unit")
    tops = [table.c[f"{duty.level}_id"] == duty.unit_id for duty in viewer().duties]
    statement = select(table.c.id, table.c.name).where(table.c.id == key_of(asked["unit"]), or_(false(), *tops))
    row = connection.execute(guarded(statement)).first()
    return (pages.Option(key=str(row.id), label=row.name, chosen=True),) if row else ()


def _accounts(search: str) -> dict[str, Any]:
    wanted = Wanted(search=search.strip(), state="active", size=20)
    with site().engine.connect() as connection:
        found = managed_accounts(connection, site().models, viewer(), wanted, today=today(), abilities=("hand_over_duties",))
    others = [each for each in found if each.id != viewer().user_id]
    texts = (f"{each.name} ({each.username}) {'；'.join(map(duty_words, each.duties))}" for each in others[:20])
    return {"options": [{"id": str(each.id), "text": text} for each, text in zip(others, texts, strict=False)],
            "more": len(found) > 20}
