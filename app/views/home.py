"""The first page: what is due from me, the daily acts, what happened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import redirect, url_for
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_babel import gettext as _

from app.access.viewer import Viewer, acting
from app.decisions.calendar import local_date
from app.views import page as pages
from app.views.arguments import allow_arguments
from app.views.board.due import due_cases, todo
from app.views.requests import identify, language, now, site, viewer, work
from app.views.shell import ICONS, render
from app.views.urls import add_url, list_url


class HomeView(BaseView):  # type: ignore[misc]
    """``/``"""

    route_base = ""
    default_view = "index"

    @expose("/")  # type: ignore[untyped-decorator]
    def index(self) -> Any:
        """The viewer's own page; whoever has not logged in is asked to."""
        if not isinstance(identify(), Viewer):
            return redirect(url_for("LoginView.login"))
        allow_arguments()
        return render("home.html", home_page(), active="home")


def home_page() -> pages.HomePage:
    """What is due from the viewer."""
    doing, today = work(), local_date(now())
    cases, cases_url = due_cases(doing)
    return pages.HomePage(
        title=_("Home"), greeting=_("Hello, %(name)s", name=viewer().name), day=_day(today), todo=tuple(todo(doing)),
        quick=tuple(_quick()),
        due=cases, due_title=_("Due first"), due_url=cases_url, news=(),
        nothing_due=pages.Empty(text=_("Nothing is due from you."), hint=_("New cases that your unit holds appear here.")),
    )


def _day(today: Any) -> str:
    weekdays = "一二三四五六日"
    if language() != "zh":
        return f"{today:%A, %d %B %Y}"
    return f"{today:%Y}年{today.month}月{today.day}日 星期{weekdays[today.weekday()]}"


def _quick() -> Iterator[pages.Link]:
    """The daily acts that the viewer may do."""
    rights, definition = site().rights, site().definition
    for key, icon in (("dispute", "plus"), ("hazard", "alert")):
        if key in definition.registers and rights.may(acting(), key, "create"):
            label = _("Enter: %(what)s", what=definition.registers[key].one.to(language()))
            yield pages.Link(label=label, url=add_url(key), icon=icon)
    for key, icon in (("team_member", "import"),):
        if key in definition.registers and rights.may(acting(), key, "import"):
            what = definition.registers[key].label.to(language())
            yield pages.Link(label=_("Import: %(what)s", what=what), url=f"/{key}/import/", icon=icon)
    for key in ("dispute", "emergency_team", "hazard"):
        if key in definition.registers and rights.may(acting(), key, "read"):
            label = definition.registers[key].label.to(language())
            yield pages.Link(label=label, url=list_url(key), icon=ICONS.get(key, "list"))
