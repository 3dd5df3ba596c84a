"""What the pages of accounts share: whom the viewer manages, duties in words, what happened to whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, request
from flask_babel import gettext as _
from sqlalchemy import Connection

from app.access.audit import Event
from app.access.managing import ABILITIES, Account, Held, managed_account
from app.access.refusal import out_of_sight
from app.access.viewer import acting
from app.decisions.calendar import local_date
from app.problems import Problem
from app.views import page as pages
from app.views.requests import language, now, site, viewer


def able(ability: str) -> bool:
    """Whether the viewer has the ability anywhere."""
    return site().rights.able(viewer(), ability)


def need(ability: str) -> None:
    """403 without the ability."""
    if not able(ability):
        abort(403)


def today() -> date:
    """The day of this request in China."""
    return local_date(now())


def managed(connection: Connection, user: int, *abilities: str) -> Account:
    """An account that the viewer manages by one of the abilities, or by any. Raises OutOfSight."""
    found = managed_account(connection, site().models, viewer(), user, today=today(), abilities=abilities or ABILITIES)
    if found is None:
        raise out_of_sight()
    return found


def note(connection: Connection, event: str, **detail: Any) -> None:
    """A line of the audit log in the transaction of the act itself."""
    line = Event(event=event, at=now(), door="form", address=request.remote_addr, detail=detail)
    site().audit.write_within(connection, line, acting())


def role_words(key: str) -> str:
    """What a role is called."""
    role = site().definition.roles.get(key)
    return role.label.to(language()) if role else key


def duty_words(duty: Held) -> str:
    """村(社区)经办人 · 金容寨村."""
    return " · ".join(filter(None, (role_words(duty.role), duty.unit_name, duty.department_name)))


def state_words(account: Account) -> str:
    """In use, disabled, or closed for a while."""
    if not account.active:
        return _("Disabled")
    return _("Locked") if account.is_locked(now()) else _("Active")


def spoken(faults: list[Problem]) -> tuple[pages.Problem, ...]:
    """Faults as the summary above a form shows them."""
    return tuple(pages.Problem(text=each.message(language()), anchor=f"f-{each.field}" if each.field else "")
                 for each in faults)


def crumbs() -> tuple[pages.Link, ...]:
    """The way to these pages."""
    return (pages.Link(label=_("Accounts"), url="/accounts/"),)
