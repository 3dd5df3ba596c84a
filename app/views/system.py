"""Pages about the system: roles and what they may do, the audit log, the declarations, the API documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import abort, url_for
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import Select, select

from app.definition import ABILITIES, BASE_ACTS, Act, Field, Register
from app.fieldtypes.references import id_or_none
from app.fieldtypes.wording import Wording
from app.views import page as pages
from app.views.arguments import allow_arguments
from app.views.audit_words import EVENTS, detail_text, event_word
from app.views.requests import language, site, web
from app.views.shell import render
from app.views.spoken import local_time
from app.views.urls import list_url, with_arguments

_AUDIT_PAGE = 50


class RolesView(BaseView):  # type: ignore[misc]
    """``/roles/``: who may do what, from the declarations."""

    route_base = "/roles"
    default_view = "show"
    class_permission_name = "page:roles"

    @expose("/")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """Registers × roles."""
        allow_arguments()
        definition = site().definition
        levels = dict(definition.registers["unit"].fields["level"].type.choices(Wording(language()))
                      or ()) if "unit" in definition.registers else {}
        roles = tuple(
            pages.RoleColumn(key=key, label=role.label.to(language()), level=levels.get(role.level or "", ""),
                             rows=_reaches(role.rows),
                             abilities=tuple(ABILITIES[ability].to(language()) for ability in sorted(role.abilities)))
            for key, role in definition.roles.items())
        page = pages.RolesPage(title=_("Roles"), crumbs=(), roles=roles, acts=tuple(_marks()), groups=tuple(_groups()),
                               help=_("Roles are declared in schema/roles.yaml, what they may do in the register's own file."))
        return render("roles.html", page, active="roles")


def _reaches(rows: str) -> str:
    return {"subtree": _("all below the unit"),
            "held": _("what the department holds or leads")}.get(rows, _("no business rows"))


def _acts() -> Mapping[Act, Any]:
    own = {key: words for behaviour in site().behaviours.values() for key, words in behaviour.pack.acts.items()}
    return {**BASE_ACTS, **own}


#: One character for each act in the matrix, no two alike.
_SIGNS = {"read": "查", "create": "增", "edit": "改", "void": "废", "import": "入", "export": "出", "full_numbers": "号",
          "chart": "图",
          "triage": "研", "hand_up": "报", "raise": "升", "lower": "降", "confirm_lowering": "确", "resolve": "化",
          "close": "结"}


def _marks() -> Iterator[pages.ActMark]:
    for key, words in _acts().items():
        sign = _SIGNS.get(key, words.zh[0]) if language() == "zh" else words.en[:3]
        yield pages.ActMark(key=key, sign=sign, label=words.to(language()))


def _groups() -> Iterator[tuple[str, tuple[pages.RoleRow, ...]]]:
    definition, seen = site().definition, set()
    for group in definition.menu:
        keys = [entry.register for entry in group.entries if entry.register]
        seen.update(keys)
        if keys:
            yield group.label.to(language()), tuple(_role_row(definition.registers[key]) for key in keys)
    rest = [register for key, register in definition.registers.items() if key not in seen]
    if rest:
        yield _("Inside other registers"), tuple(_role_row(register) for register in rest)


def _role_row(register: Register) -> pages.RoleRow:
    cells = tuple(register.grants.get(role, frozenset()) for role in site().definition.roles)
    return pages.RoleRow(label=register.label.to(language()), cells=cells)


class AuditView(BaseView):  # type: ignore[misc]
    """``/audit/``: the audit log, newest first."""

    route_base = "/audit"
    default_view = "list"
    class_permission_name = "page:audit"

    @expose("/")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def list(self) -> Any:
        """Lines of the log, by event, user and outcome."""
        arguments = allow_arguments("event", "user", "outcome", "before")
        statement = self._asked(arguments).limit(_AUDIT_PAGE + 1)
        with web().readings.connect() as connection:
            rows = connection.execute(statement).mappings().all()
        shown = rows[:_AUDIT_PAGE]
        following = {**arguments, "before": str(shown[-1]["id"])} if len(rows) > _AUDIT_PAGE else None
        page = pages.TablePage(
            title=_("Audit log"), crumbs=(), table=self._table(shown), query=self._query(arguments),
            pager=pages.Pager(sizes=(), next_url=with_arguments("/audit/", following) if following else "",
                              first_url="/audit/" if "before" in arguments else ""))
        return render("table.html", page, active="audit")

    def _asked(self, arguments: Mapping[str, str]) -> Select[Any]:
        table = site().models.system.audit_entry
        statement = select(table).order_by(table.c.id.desc())
        for name, column in (("event", table.c.event), ("user", table.c.user_name), ("outcome", table.c.outcome)):
            if arguments.get(name):
                statement = statement.where(column == arguments[name][:130])
        if arguments.get("before"):
            before = id_or_none(arguments["before"])
            if before is None:
                abort(400)
            statement = statement.where(table.c.id < before)
        return statement

    def _table(self, rows: Any) -> pages.Table:
        heads = (("at", _("When")), ("user", _("Who")), ("event", _("What")), ("outcome", _("Outcome")),
                 ("register", _("Register")),
                 ("rows", _("Rows")), ("purpose", _("Purpose")), ("address", _("Address")), ("detail", _("Details")))
        return pages.Table(columns=tuple(pages.Column(key=key, label=label) for key, label in heads),
                           rows=tuple(map(self._row, rows)), empty=pages.Empty(text=_("No entries.")), numbered_from=None)

    def _row(self, row: Mapping[str, Any]) -> pages.Row:
        outcome = pages.Cell(kind="choice", text=_("done") if row["outcome"] == "ok" else _("refused"),
                             tone="plain" if row["outcome"] == "ok" else "danger")
        names = {key: register.label.to(language()) for key, register in site().definition.registers.items()}
        texts = (names.get(row["register"], row["register"]), str(row["rows"] or ""), row["purpose"],
                 row["address"], detail_text(row["detail"], names))
        cells = (pages.Cell(kind="date", text=local_time(row["at"])), pages.Cell(text=row["user_name"]),
                 pages.Cell(text=event_word(row["event"], language())), outcome,
                 *(pages.Cell(text=text or "") for text in texts))
        return pages.Row(id=str(row["id"]), cells=cells)

    def _query(self, arguments: Mapping[str, str]) -> pages.QueryBar:
        outcomes = tuple(pages.Option(key=key, label=label, chosen=arguments.get("outcome") == key)
                         for key, label in (("ok", _("done")), ("refused", _("refused"))))
        events = tuple(pages.Option(key=key, label=words.to(language()), chosen=arguments.get("event") == key)
                       for key, words in EVENTS.items())
        filters = (
            pages.Filter(key="event", label=_("What"), control="choice", names=("event",), options=events),
            pages.Filter(key="user", label=_("Who"), control="text", names=("user",), values=(arguments.get("user", ""), "")),
            pages.Filter(key="outcome", label=_("Outcome"), control="choice", names=("outcome",), options=outcomes),
        )
        return pages.QueryBar(action="/audit/", reset_url="/audit/", filters=filters)


class DeclarationsView(BaseView):  # type: ignore[misc]
    """``/declarations/``: what schema/ declares, in words."""

    route_base = "/declarations"
    default_view = "show"
    class_permission_name = "page:declarations"

    @expose("/")  # type: ignore[untyped-decorator]
    @expose("/<key>")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self, key: str = "") -> Any:
        """The registers, and one of them."""
        allow_arguments()
        registers = site().definition.registers
        chosen = registers.get(key or next(iter(registers)))
        if chosen is None:
            abort(404)
        links = tuple(pages.Link(label=register.label.to(language()), url=f"/declarations/{each}", current=each == chosen.key)
                      for each, register in registers.items())
        figures = ((_("Registers"), str(len(registers))), (_("Roles"), str(len(site().definition.roles))),
                   (_("Vocabularies"), str(len(site().definition.vocabularies))))
        page = pages.DeclarationsPage(title=_("Declarations"), crumbs=(), registers=links, chosen=_declared(chosen),
                                      figures=figures)
        return render("declarations.html", page, active="declarations")


def _declared(register: Register) -> pages.DeclaredRegister:
    spoken = language()
    heads = (("key", _("Key")), ("label", _("Label")), ("type", _("Type")), ("marks", _("Marks")), ("source", _("Source")))
    rows = tuple(pages.Row(id=field.key, cells=tuple(pages.Cell(text=text) for text in (
        field.key, field.label.to(spoken), field.type.words.to(spoken), "、".join(_marks_of(field)), field.source)))
                 for field in register.fields.values())
    facts = ((_("Table"), register.key), (_("Address"), f"/{register.key}/list/"), ("API", f"/api/v1/{register.key}/"),
             (_("Scope"), register.scope.kind), (_("Behaviours"), "、".join(register.behaves) or "—"),
             (_("Sorts"), "、".join(order.field for order in register.orders) or "—"))
    table = pages.Table(columns=tuple(pages.Column(key=key, label=label) for key, label in heads), rows=rows,
                        empty=pages.Empty(text=""))
    return pages.DeclaredRegister(
        key=register.key, label=register.label.to(spoken), source=register.source, file=f"schema/entities/{register.key}.yaml",
        about=register.help.to(spoken) if register.help else "", facts=facts, fields=table, url=list_url(register.key))


def _marks_of(field: Field) -> Iterator[str]:
    marks = ((field.required, _("required")), (field.unique, _("unique")), (field.mask, _("masked")),
             (field.encrypted, _("encrypted")),
             (field.searchable, _("searchable")), (bool(field.computed), _("computed")),
             (bool(field.kept_by), _("kept by %(pack)s", pack=field.kept_by)))
    return (words for holds, words in marks if holds)


class ApiPageView(BaseView):  # type: ignore[misc]
    """``/swagger/<version>``: FAB's API documentation in our frame."""

    route_base = "/swagger"
    default_view = "show"
    class_permission_name = "page:api"

    @expose("/<version>")  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self, version: str) -> Any:
        """Swagger UI over the generated description."""
        allow_arguments()
        if version != "v1":
            abort(404)
        static = {name: url_for("appbuilder.static", filename=name)
                  for name in ("js/swagger-ui-bundle.js", "css/swagger/swagger-ui.css")}
        page = pages.ApiPage(title=_("API"), crumbs=(), openapi_url="/api/v1/_openapi",
                             script_url=static["js/swagger-ui-bundle.js"], style_url=static["css/swagger/swagger-ui.css"])
        return render("api.html", page, active="api")

