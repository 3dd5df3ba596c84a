"""The part of a form that says which duty is to be given: role, units, department, until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import Connection, RowMapping, select

from app.access import accounts, granting
from app.access.guard import guarded
from app.access.managing import Held
from app.access.viewer import acting
from app.definition import LEVELS
from app.fieldtypes.references import record_id
from app.problems import BadValue, Problem, problem
from app.views import page as pages
from app.views.account.people import note, role_words, today
from app.views.errors import errors
from app.views.requests import now, site, viewer

_MOST_UNITS = 50


@dataclass(frozen=True, slots=True)
class Wish:
    """One duty that is to be given."""

    role: str
    unit_id: int
    department_id: int | None
    until: date | None


def read_wishes(connection: Connection, held: Sequence[Held], *, user_id: int) -> tuple[list[Wish], list[Problem]]:
    """A duty for each unit of the form, and everything that stands against giving them to who holds ``held``."""
    form, faults = request.form, list[Problem]()
    until = _until(form.get("until", ""), faults)
    department = _row(connection, "department", form.get("department", "")) if form.get("department") else None
    given = [text for text in dict.fromkeys(form.getlist("unit")) if text][:_MOST_UNITS]
    if not given:
        faults.append(problem("V008", field="unit", label=_("Unit"), given=""))
    found = (_wish(connection, text, department, until, held, user_id, faults) for text in given)
    return [wish for wish in found if wish is not None], faults


def _wish(connection: Connection, text: str, department: RowMapping | None, until: date | None, held: Sequence[Held],
          user_id: int, faults: list[Problem]) -> Wish | None:
    form, role = request.form, request.form.get("role", "")
    unit = _row(connection, "unit", text)
    if unit is None:
        faults.append(problem("V008", field="unit", label=_("Unit"), given=text[:20]))
        return None
    if form.get("department") and (department is None or department["unit_id"] != unit["id"]):
        faults.append(problem("V008", field="department", label=_("Department"), given=form.get("department", "")[:20]))
    declared = site().definition.roles.get(role)
    if declared is not None and declared.rows == "held" and department is None:
        faults.append(problem("V001", field="department", label=_("Department")))
    wish = Wish(role, unit["id"], department["id"] if department else None, until)
    if any((each.role, each.unit_id, each.department_id) == (role, unit["id"], wish.department_id) for each in held):
        faults.append(problem("V003", field="unit", label=f"{role_words(role)} · {unit['name']}"))
    path: dict[str, int] = {level: unit[f"{level}_id"] for level in LEVELS if unit[f"{level}_id"]}
    faults += granting.judge(site().definition, acting(), user_id=user_id, role=role, unit_path=path, unit_level=unit["level"],
                             held=[each.role for each in held])
    return wish


def grant(connection: Connection, user: int, wishes: Sequence[Wish]) -> None:
    """Give the duties; one line of the audit log each."""
    for wish in wishes:
        values: dict[str, Any] = {"role": wish.role, "unit_id": wish.unit_id, "department_id": wish.department_id}
        accounts.grant_duty(connection, site().models, user_id=user, by=viewer().user_id, now=now(), today=today(),
                            until=wish.until, **values)
        note(connection, "grant", user=user, until=wish.until.isoformat() if wish.until else None, **values)


def _until(text: str, faults: list[Problem]) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if found < today():
        faults.append(problem("A031", field="until", name=_("Until"), given=text[:20]))
    return found


def _row(connection: Connection, register: str, text: str) -> RowMapping | None:
    try:
        wanted = record_id(text)
    except BadValue:
        return None
    table = site().models.table(register)
    statement = select(table).where(table.c.id == wanted, table.c.void_at.is_(None))
    return connection.execute(guarded(statement)).mappings().first()


# -- fields --------------------------------------------------------------------------------------


def duty_fields(connection: Connection, held: Sequence[Held], faults: list[Problem]) -> Iterator[pages.FieldView]:
    """Role, units, department and end. Roles that cannot stand beside what the person holds are not offered."""
    given = {role for duty in viewer().duties for role in site().definition.roles[duty.role].grants_roles}
    clashing = _clashing([each.role for each in held])
    roles = tuple(pages.Option(key=key, label=role_words(key), chosen=key == request.form.get("role"))
                  for key in site().definition.roles if key in given - clashing)
    hint = _("Not possible beside the present duties: %(roles)s", roles="、".join(map(role_words, sorted(given & clashing))))
    yield pages.FieldView(key="role", name="role", label=_("Role"), control="choice", options=roles, required=True,
                          help=hint if given & clashing else "", errors=errors("role", faults))
    yield pages.FieldView(
        key="unit", name="unit", label=_("Unit"), control="references", options=_chosen(connection, "unit"), required=True,
        options_url="/accounts/options/unit", errors=errors("unit", faults),
        help=_("Several units: the person gets the role at each, e.g. a clerk who serves two villages."))
    yield pages.FieldView(
        key="department", name="department", label=_("Department"), control="reference",
        options=_chosen(connection, "department"), options_url="/accounts/options/department",
        errors=errors("department", faults))
    yield pages.FieldView(key="until", name="until", label=_("Until"), control="date", value=request.form.get("until", ""),
                          least=today().isoformat(), help=_("Empty: until it is ended."), errors=errors("until", faults))


def _chosen(connection: Connection, register: str) -> tuple[pages.Option, ...]:
    """What was chosen already, by name."""
    rows = (_row(connection, register, text) for text in request.form.getlist(register)[:_MOST_UNITS])
    return tuple(pages.Option(key=str(row["id"]), label=row["name"], chosen=True) for row in rows if row is not None)


def _clashing(held: Sequence[str]) -> set[str]:
    roles = site().definition.roles
    mine = {role for role in held if role in roles}
    return {key for key, role in roles.items() if role.excludes & mine or any(key in roles[each].excludes for each in mine)}
