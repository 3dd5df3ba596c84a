"""接访值班日历: the days of reception of a unit and month, empty ones marked, and how many each unit in sight lacks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import abort
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.access.refusal import out_of_sight
from app.access.viewer import acting
from app.decisions.period_keys import parse_period, period_key, period_label
from app.decisions.periods import Period, PeriodKind, containing, next_period, previous_period
from app.problems import BadValue, problem
from app.records.site import Work
from app.reporting.reception import RECEPTION, Day, UnitMonth, daily_duties, reception_months
from app.views import page as pages
from app.views.arguments import allow_arguments, key_of
from app.views.errors import BadRequestProblems
from app.views.requests import site, viewer, work
from app.views.shell import render
from app.views.urls import add_url, list_url, show_url, with_arguments

ADDRESS = "/reception/"


class ReceptionView(BaseView):  # type: ignore[misc]
    """``/reception/``, for whoever may read the days of reception."""

    route_base = "/reception"
    default_view = "show"
    class_permission_name = "page:reception"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """A month of one unit as a calendar, and all units in sight below it."""
        if not site().rights.may(acting(), RECEPTION, "read"):
            abort(403)
        given = allow_arguments("unit", "month")
        doing = work()
        month = _month(doing, given.get("month", ""))
        months = reception_months(doing, month)
        return render("reception.html", _page(doing, month, months, _chosen(given.get("unit", ""), months)),
                      active="reception")


def _month(doing: Work, given: str) -> Period:
    """The month of this request, or the present one."""
    if not given:
        return containing(PeriodKind.MONTH, doing.today)
    try:
        period = parse_period(given)
    except BadValue as bad:
        raise BadRequestProblems([bad.at("month")]) from bad
    if period.kind is not PeriodKind.MONTH or period.first > doing.today:
        raise BadRequestProblems([problem("A031", name="month", given=given[:40])])
    return period


def _chosen(given: str, months: Sequence[UnitMonth]) -> UnitMonth | None:
    """The unit of this request; else the viewer's own, else the first in sight. Raises OutOfSight."""
    by_unit = {each.unit.id: each for each in months}
    if given:
        if key_of(given) not in by_unit:
            raise out_of_sight()
        return by_unit[key_of(given)]
    own = next((by_unit[unit] for unit in viewer().units if unit in by_unit), None)
    return own or (months[0] if months else None)


def reception_url(month: Period, unit: int | None = None) -> str:
    """The calendar of a unit and month."""
    return with_arguments(ADDRESS, {**({"unit": str(unit)} if unit else {}), "month": period_key(month)})


def _page(doing: Work, month: Period, months: Sequence[UnitMonth], chosen: UnitMonth | None) -> pages.ReceptionPage:
    unit, before, after = chosen.unit.id if chosen else None, previous_period(month), next_period(month)
    kind = daily_duties(doing, month)[chosen.unit.level] if chosen else ""
    buttons = [pages.Act(key="before", label=period_label(before).to(doing.language), icon="left",
                         url=reception_url(before, unit))]
    if after.first <= doing.today:
        buttons.append(pages.Act(key="after", label=period_label(after).to(doing.language), icon="right",
                                 url=reception_url(after, unit)))
    return pages.ReceptionPage(
        title=_("Daily reception: %(month)s", month=period_label(month).to(doing.language)), crumbs=(), buttons=tuple(buttons),
        unit=chosen.unit.name if chosen else "", months=_table(month, months, unit),
        owes=doing.site.definition.registers[RECEPTION].fields["kind"].type.show(kind, doing.wording()) if kind else "",
        weekdays=(_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")), blank=month.first.weekday(),
        days=tuple(_day(each, chosen, kind) for each in chosen.days) if chosen else (),
        empty=pages.Empty(text=_("No town or village in sight owes days of reception.")))


def _day(each: Day, chosen: UnitMonth, kind: str) -> pages.ReceptionDay:
    words = {"held": _("%(count)s visitors", count=each.visitors), "empty": _("Empty"), "running": _("Today"), "free": ""}
    url = show_url(RECEPTION, each.row) if each.row else ""
    if each.state in ("empty", "running") and site().rights.may(acting(), RECEPTION, "create"):
        url = add_url(RECEPTION, {"unit": chosen.unit.id, "held_on": each.day.isoformat(),
                                  "kind": kind})
    return pages.ReceptionDay(number=str(each.day.day), iso=each.day.isoformat(), state=each.state, text=words[each.state],
                              url=url)


def _table(month: Period, months: Sequence[UnitMonth], chosen: int | None) -> pages.Table:
    columns = (("unit", _("Unit"), "main"), ("held", _("Days held"), "number"), ("empty", _("Empty days"), "choice"),
               ("which", _("Which"), "long"))
    return pages.Table(columns=tuple(pages.Column(key=key, label=label, kind=kind) for key, label, kind in columns),
                       rows=tuple(_row(month, each) for each in months), empty=pages.Empty(text=_("Nothing here.")),
                       numbered_from=None)


def _row(month: Period, each: UnitMonth) -> pages.Row:
    lacking = each.empty
    held = list_url(RECEPTION, {"f.unit.eq": each.unit.id, "f.held_on.from": month.first.isoformat(),
                                "f.held_on.to": month.last.isoformat()})
    cells = (pages.Cell(kind="main", text=each.unit.name, url=reception_url(month, each.unit.id)),
             pages.Cell(kind="number", text=f"{each.held}/{each.owed}", url=held),
             pages.Cell(kind="choice", text=_("%(count)s empty", count=len(lacking)) if lacking else _("None"),
                        tone="danger" if lacking else "success"),
             pages.Cell(kind="long", text="、".join(_spans([day.day for day in lacking]))))
    return pages.Row(id=str(each.unit.id), cells=cells)


def _spans(days: Sequence[int]) -> Iterator[str]:
    """1–3, 7."""
    start = last = None
    for day in (*days, None):
        if last is not None and day == last + 1:
            last = day
            continue
        if start is not None:
            yield str(start) if start == last else f"{start}–{last}"
        start = last = day
