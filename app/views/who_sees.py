"""谁能看到: who can see a record, and why; as a tab of the record, and as a page for those who see no business rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import abort, redirect
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import Connection, select

from app.access.guard import guarded
from app.access.refusal import out_of_sight
from app.access.viewer import Duty
from app.access.way_words import way_words
from app.access.who_sees import ACTS, Seer, covers, is_there, who_sees
from app.decisions.calendar import local_date
from app.definition import BASE_ACTS, Register
from app.views import page as pages
from app.views.arguments import allow_arguments, key_of
from app.views.requests import db, language, now, site, viewer
from app.views.shell import render

#: Either of these abilities asks who sees a record.
ABILITIES = ("manage_accounts", "read_audit")


class WhoSeesView(BaseView):  # type: ignore[misc]
    """``/who/``: choose a record by its register and number; ``/who/<key>/<pk>``: who sees it, and nothing of what it says."""

    route_base = "/who"
    default_view = "choose"
    class_permission_name = "page:who"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def choose(self) -> Any:
        """Which record; its number stands in its address and in the audit log."""
        asked = allow_arguments("register", "record")
        if asked.get("register") in site().definition.registers and asked.get("record"):
            return redirect(f"/who/{asked['register']}/{key_of(asked['record'])}")
        empty = pages.Empty(text=_("Choose a register and give the number of a record."))
        table = pages.Table(columns=(), rows=(), empty=empty)
        page = pages.TablePage(title=_("Who can see a record"), crumbs=(), table=table, query=_query(asked),
                               help=_("The number of a record stands in its address and in the audit log."))
        return render("table.html", page, active="who")

    @expose("/<key>/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self, key: str, pk: str) -> Any:
        """Who sees one record of the units in which the ability is held."""
        allow_arguments()
        register = site().definition.registers.get(key)
        if register is None:
            abort(404)
        record = key_of(pk)
        with site().engine.connect() as connection:
            if not is_there(connection, site().rights, register, record, covers(site().rights, register, viewer(), ABILITIES)):
                raise out_of_sight()
            table = seers_table(connection, register, record)
        asked = {"register": key, "record": str(record)}
        page = pages.TablePage(title=_("Who can see %(what)s", what=f"{register.one.to(language())} #{record}"), table=table,
                               crumbs=(pages.Link(label=_("Who can see a record"), url="/who/"),), query=_query(asked))
        return render("table.html", page, active="who")


def may_ask() -> bool:
    """Whether the viewer may ask who sees a record."""
    return any(site().rights.able(viewer(), ability) for ability in ABILITIES)


def seers_tab(register: Register, record: int) -> pages.ChildTable:
    """The tab of a record that the viewer sees."""
    if not may_ask():
        raise out_of_sight()
    with site().engine.connect() as connection:
        return pages.ChildTable(table=seers_table(connection, register, record))


def seers_table(connection: Connection, register: Register, record: int) -> pages.Table:
    """One line per person and duty that lets the person in: for reading, changing, full numbers, each with its reason."""
    seers = who_sees(connection, site().rights, register, record, today=local_date(now()))
    words = _Words(connection, register, seers)
    heads = (("name", _("Name")), ("username", _("User name")), ("duty", _("Duty")),
             *((act, BASE_ACTS[act].to(language())) for act in ACTS))
    return pages.Table(columns=tuple(pages.Column(key=key, label=label) for key, label in heads),
                       rows=tuple(row for seer in seers for row in words.rows(seer)),
                       empty=pages.Empty(text=_("Nobody with an account in use can see this record.")))


class _Words:
    """The lines of the table, with the names of the departments that stand in reasons and duties."""

    def __init__(self, connection: Connection, register: Register, seers: list[Seer]) -> None:
        self.register, self.language = register, language()
        self.units = site().directory(db())
        wanted = {duty.department_id for seer in seers for duty in _duties(seer) if duty.department_id is not None}
        department = site().models.table("department")
        statement = select(department.c.id, department.c.name).where(department.c.id.in_(sorted(wanted)))
        self.departments = {row.id: row.name for row in connection.execute(guarded(statement))} if wanted else {}

    def rows(self, seer: Seer) -> Iterator[pages.Row]:
        for duty in _duties(seer):
            reasons = (pages.Cell(text=self._reason(seer, duty, act)) for act in ACTS)
            cells = (pages.Cell(kind="main", text=seer.name), pages.Cell(text=seer.username), pages.Cell(text=self._duty(duty)))
            yield pages.Row(id=str(seer.user_id), cells=(*cells, *reasons))

    def _reason(self, seer: Seer, duty: Duty, act: str) -> str:
        ways = (way for way in seer.ways if way.act == act and way.duty == duty)
        said = (way_words(site().rights, self.register, way, self._name).to(self.language) for way in ways)
        return "；".join(dict.fromkeys(said))

    def _duty(self, duty: Duty) -> str:
        role = site().definition.roles.get(duty.role)
        names = (role.label.to(self.language) if role else duty.role, self.units.name(duty.unit_id),
                 self.departments.get(duty.department_id or 0, ""))
        return " · ".join(filter(None, names))

    def _name(self, register: str, record: int) -> str:
        if register == "unit":
            return self.units.name(record)
        return str(self.departments.get(record, f"#{record}"))


def _duties(seer: Seer) -> list[Duty]:
    return list(dict.fromkeys(way.duty for way in seer.ways))


def _query(asked: dict[str, str]) -> pages.QueryBar:
    options = tuple(pages.Option(key=key, label=register.label.to(language()), chosen=asked.get("register") == key)
                    for key, register in site().definition.registers.items())
    filters = (pages.Filter(key="register", label=_("Register"), control="choice", names=("register",), options=options),
               pages.Filter(key="record", label=_("Number of the record"), control="text", names=("record",),
                            values=(asked.get("record", ""), "")))
    return pages.QueryBar(action="/who/", reset_url="/who/", filters=filters)
