"""One ModelView class per register, made from the declaration."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import ModelView
from flask_appbuilder.models.sqla.interface import SQLAInterface
from wtforms import Form

from app.definition import Register
from app.views.register.acts import ActPages
from app.views.register.case_acts import CasePages
from app.views.register.cases import is_case
from app.views.register.charts import ChartPages
from app.views.register.editing import FormPages
from app.views.register.exchanging import ExchangePages
from app.views.register.importing import ImportPages
from app.views.register.inline import CellPages
from app.views.register.lists import ListPages
from app.views.register.options import OptionPages
from app.views.register.points import PointPages
from app.views.register.quick import QuickPages
from app.views.register.records import RecordPages
from app.views.register.return_pages import ReturnPages

#: What FAB calls a page → the act that opens it. A page of several acts asks for the rest itself.
ACTS = {"list": "read", "show": "read", "add": "create", "edit": "edit", "delete": "void", "options": "read",
        "reveal": "full_numbers", "import": "import", "export": "export", "chart": "chart", "case": "read"}


class RegisterView(ListPages, RecordPages, FormPages, CellPages, ActPages, OptionPages, PointPages, ChartPages, ExchangePages,
                   ImportPages, ModelView):  # type: ignore[misc]
    """The screens of one register. FAB routes, asks for permission and knows the model; the rows come from our statements."""

    register: Register
    #: FAB's doors that load rows by key without the session guard's say, or delete (fab-facts.md §4).
    exclude_route_methods = {"delete", "download", "action", "action_post"}

    def _init_properties(self) -> None:
        """The declaration says what FAB would work out from the columns."""
        self.label_columns = {field.key: field.label.zh for field in self.register.fields.values()}
        self.related_views: list[Any] = []
        self._related_views: list[Any] = []
        self._base_filters = self.datamodel.get_filters()

    def _init_forms(self) -> None:
        """The forms are made from the declaration, when they are first asked for."""
        self.add_form = self.edit_form = self.search_form = Form

    def _init_titles(self) -> None:
        self.title = self.list_title = self.add_title = self.edit_title = self.show_title = self.register.label.zh


class CaseView(CasePages, RegisterView):
    """The screens of a register whose rows escalate."""


class ReturnView(ReturnPages, RegisterView):
    """The screens of the register of returns."""


def make_screen(register: Register, model: type, session: Any) -> type[RegisterView]:
    """The screen class of one register."""
    screen = CaseView if is_case(register) else ReturnView if "returns" in register.behaves else RegisterView
    bases = (QuickPages, screen) if register.quick else (screen,)
    members = {
        "register": register, "datamodel": SQLAInterface(model, session), "route_base": f"/{register.key}",
        "class_permission_name": register.key, "method_permission_name": _method_acts(bases),
    }
    return type(f"{model.__name__}View", bases, members)


def _method_acts(screens: tuple[type, ...]) -> dict[str, str]:
    """The act of each method of the screens, by FAB's permission name of the method."""
    found = {}
    for screen, name in ((each, name) for each in screens for name in dir(each)):
        permission = getattr(getattr(screen, name, None), "_permission_name", None)
        if permission in ACTS:
            found[name] = ACTS[permission]
    return found
