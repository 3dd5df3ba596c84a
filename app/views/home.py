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
from app.decisions.step_kinds import STEP_WORDS, StepKind
from app.records.site import Work
from app.reporting.completeness import empty_registers
from app.reporting.news import latest_steps
from app.views import page as pages
from app.views.arguments import allow_arguments
from app.views.board.asking import board_registers
from app.views.board.due import due_cases, todo
from app.views.requests import identify, language, now, site, viewer, work
from app.views.returns.due import next_return
from app.views.shell import render
from app.views.spoken import local_time
from app.views.stock.due import stock_todo
from app.views.todo.due import todo_piles
from app.views.urls import add_url, list_url, quick_url, show_url

_NEWS, _MISSING = 8, 6
_NEWS_ICONS = {StepKind.OVERDUE: "late", StepKind.HANDED_UP: "up", StepKind.RAISED: "raise", StepKind.LOWERED: "lower",
               StepKind.RESOLVED: "check", StepKind.CLOSED: "checks", StepKind.REOPENED: "undo", StepKind.TRIAGED: "search"}


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
        title=_("Home"), greeting=_("Hello, %(name)s", name=viewer().name), day=_day(today),
        todo=(*todo_piles(doing), *stock_todo(doing), *todo(doing)), next_return=next_return(doing), quick=tuple(_quick()),
        due=cases, due_title=_("Due first"), due_url=cases_url, news=tuple(_news(doing)),
        missing=tuple(_missing(doing)),
        nothing_due=pages.Empty(text=_("Nothing is due from you."), hint=_("New cases that your unit holds appear here.")),
    )


def _news(doing: Work) -> Iterator[pages.News]:
    """The latest happenings to cases in sight, of all registers of cases together."""
    found = [(register.key, each) for register in board_registers() for each in latest_steps(doing, register, _NEWS)]
    for key, each in sorted(found, key=lambda one: one[1].at, reverse=True)[:_NEWS]:
        where = doing.site.directory(doing.session).name(each.holder_unit)
        text = f"{STEP_WORDS[each.kind].to(doing.language)} · {each.name}" + (f" → {where}" if each.holder_unit else "")
        yield pages.News(text=text + (f" ×{each.times}" if each.times > 1 else ""), at=local_time(each.at),
                         machine_at=each.at.isoformat(), icon=_NEWS_ICONS.get(each.kind, "dot"), url=show_url(key, each.record),
                         tone="danger" if each.kind is StepKind.OVERDUE else "plain")


def _missing(doing: Work) -> Iterator[pages.Link]:
    """Registers of the menu that the viewer fills in and that hold nothing yet."""
    rights, definition = site().rights, site().definition
    mine = [register for register in definition.menu_registers if rights.may(acting(), register.key, "create")
            and rights.may(acting(), register.key, "read") and register.scope.kind == "unit"]
    for register in empty_registers(doing, mine)[:_MISSING]:
        label = register.label.to(doing.language)
        yield pages.Link(label=label, url=list_url(register.key), icon=register.icon)


def _day(today: Any) -> str:
    weekdays = "一二三四五六日"
    if language() != "zh":
        return f"{today:%A, %d %B %Y}"
    return f"{today:%Y}年{today.month}月{today.day}日 星期{weekdays[today.weekday()]}"


def _quick() -> Iterator[pages.Link]:
    """The daily acts that the viewer may do."""
    rights, definition = site().rights, site().definition
    for register in definition.menu_registers:
        if register.quick and rights.may(acting(), register.key, "create"):
            label = _("Quick entry: %(what)s", what=register.one.to(language()))
            yield pages.Link(label=label, url=quick_url(register.key), icon="camera")
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
            register = definition.registers[key]
            yield pages.Link(label=register.label.to(language()), url=list_url(key), icon=register.icon)
