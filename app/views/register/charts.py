"""Charts of a register: drawn from the same figures as the table below them; every number opens its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import jsonify, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.access.query import Filter, parse_query
from app.access.refusal import out_of_sight
from app.definition import Chart, Register
from app.fieldtypes import ColourGrade
from app.problems import BadValue, Problems, problem
from app.records.site import Work
from app.reporting.charts import Mark, Number, Series, draw, rows_of_bar
from app.views import page as pages
from app.views.counted import CountedRows, asked_page
from app.views.errors import BadRequestProblems
from app.views.register.lists import register_tabs
from app.views.register.query_bar import RegisterQuery
from app.views.requests import work
from app.views.shell import render
from app.views.urls import list_url, with_arguments

#: What an address of rows says beside the filters.
_OF_ROWS = ("bar", "part", "page")


class ChartPages:
    """``/<register>/chart/…``"""

    register: Register

    @expose("/chart/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("chart")  # type: ignore[untyped-decorator]
    def charts(self) -> Any:
        """The first chart."""
        if not self.register.charts:
            raise out_of_sight()
        asked = asked_chart(self.register, next(iter(self.register.charts)))
        return redirect(asked.url())

    @expose("/chart/<chart>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("chart")  # type: ignore[untyped-decorator]
    def chart(self, chart: str) -> Any:
        """A chart, and its figures as a table."""
        return render("chart.html", chart_page(asked_chart(self.register, chart)), active=self.register.key)

    @expose("/chart/<chart>/data", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("chart")  # type: ignore[untyped-decorator]
    def chart_data(self, chart: str) -> Any:
        """What js/chart.js draws (``ChartPage``)."""
        asked = asked_chart(self.register, chart)
        return jsonify(chart_data(asked, asked.series()))

    @expose("/chart/<chart>/rows", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("chart")  # type: ignore[untyped-decorator]
    def chart_rows(self, chart: str) -> Any:
        """The rows behind a number."""
        return render("table.html", rows_page(asked_chart(self.register, chart, _OF_ROWS)), active=self.register.key)


@dataclass(frozen=True)
class ChartQuery:
    """One chart under the filters of the address. ``about`` holds what the address says beside them."""

    doing: Work
    register: Register
    chart: Chart
    filters: tuple[Filter, ...]
    arguments: dict[str, list[str]]
    about: dict[str, str] = field(default_factory=dict)

    def series(self) -> Series:
        """The figures."""
        return draw(self.doing, self.register, self.chart, self.filters)

    def url(self, then: str = "", **more: str) -> str:
        """The chart, or what is below it, under the same filters."""
        return with_arguments(f"/{self.register.key}/chart/{self.chart.key}{then}", {**self.arguments, **more})

    def rows_url(self, bar: str | None = None, part: str | None = None) -> str:
        """The rows behind a number; None is any."""
        where = {name: key for name, key in (("bar", bar), ("part", part)) if key is not None}
        return self.url("/rows", **where)


def asked_chart(register: Register, key: str, more: tuple[str, ...] = ()) -> ChartQuery:
    """The question of this request. Raises OutOfSight for a chart that is not declared, BadRequestProblems."""
    if key not in register.charts:
        raise out_of_sight()
    doing = work()
    given = request.args.to_dict(flat=False)
    arguments = {name: [each for each in values if each] for name, values in given.items() if name not in more}
    unknown = [name for name in arguments if not name.startswith("f.")]
    if unknown:
        raise BadRequestProblems([problem("A030", name=name[:60]) for name in unknown])
    try:
        filters = parse_query(register, arguments, doing.reading()).filters
    except Problems as bad:
        raise BadRequestProblems(bad.found) from bad
    about = {name: request.args[name] for name in more if name in request.args}
    return ChartQuery(doing, register, register.charts[key], filters, arguments, about)


# -- the page ------------------------------------------------------------------------------------


def chart_page(asked: ChartQuery) -> pages.ChartPage:
    """The chart, the others of the register, and the figures."""
    register, chart, language = asked.register, asked.chart, asked.doing.language
    series = asked.series()
    address = f"/{register.key}/chart/"
    others = (pages.Link(label=each.label.to(language), url=with_arguments(f"{address}{each.key}", asked.arguments),
                         current=each is chart) for each in register.charts.values())
    return pages.ChartPage(
        title=_("%(what)s: charts", what=register.label.to(language)), label=chart.label.to(language), kind=chart.kind,
        crumbs=(pages.Link(label=register.label.to(language), url=list_url(register.key)),), charts=tuple(others),
        data_url=asked.url("/data"), first_heading=register.fields[chart.group_by].label.to(language),
        series=tuple(_heads(asked, series)), rows=tuple(_rows(asked, series)),
        empty=pages.Empty(text=_("There is nothing to draw yet."), hint=_("Charts count the records that you can see.")),
        tabs=tuple(register_tabs(register, "charts")),
        buttons=(pages.Act(key="print", label=_("Print"), url="#print", icon="print"),),
        query=RegisterQuery(asked.doing, register, asked.arguments).bar(f"{address}{chart.key}", f"{address}{chart.key}"))


def _shade(asked: ChartQuery, mark: Mark, by: str | None) -> pages.Shade | None:
    """The risk colour that a bar or a part stands for; ``by`` is the field that it is grouped by."""
    is_colour = by is not None and isinstance(asked.register.fields[by].type, ColourGrade)
    return mark.key if is_colour and mark.key else None  # type: ignore[return-value]


def _heads(asked: ChartQuery, series: Series) -> Iterator[pages.Heading]:
    if asked.chart.stack_by:
        for part in series.parts:
            yield pages.Heading(text=part.label.to(asked.doing.language), shade=_shade(asked, part, asked.chart.stack_by))
    yield pages.Heading(text=_("Total") if asked.chart.stack_by else measure_words(asked))


def measure_words(asked: ChartQuery) -> str:
    """What the bars measure: a number of records, or the sum of a field."""
    measure, language = asked.chart.measure, asked.doing.language
    return _("Records") if measure == "count" else asked.register.fields[measure].label.to(language)


def _rows(asked: ChartQuery, series: Series) -> Iterator[pages.FigureRow]:
    language, stacked = asked.doing.language, asked.chart.stack_by is not None
    for number, bar in enumerate(series.bars):
        parts = zip(series.parts, series.values[number], strict=True) if stacked else ()
        figures = (*(_figure(value, asked.rows_url(bar.key, part.key)) for part, value in parts),
                   _figure(series.bar_total(number), asked.rows_url(bar.key)))
        yield pages.FigureRow(label=bar.label.to(language), figures=figures)
    if series.bars:
        parts_total = (_figure(series.part_total(number), asked.rows_url(None, part.key))
                       for number, part in enumerate(series.parts) if stacked)
        yield pages.FigureRow(label=_("Total"), figures=(*parts_total, _figure(series.total, asked.rows_url())), total=True)


def _figure(value: Number, url: str) -> pages.Figure:
    return pages.Figure(text=f"{value}", url=url)


def chart_data(asked: ChartQuery, series: Series) -> dict[str, Any]:
    """The figures for ECharts."""
    language = asked.doing.language
    drawn = ({"label": part.label.to(language), "shade": _shade(asked, part, asked.chart.stack_by),
              "values": [float(row[number]) for row in series.values],
              "urls": [asked.rows_url(bar.key, part.key if asked.chart.stack_by else None) for bar in series.bars]}
             for number, part in enumerate(series.parts))
    by = None if asked.chart.stack_by else asked.chart.group_by
    groups = [{"label": bar.label.to(language), "url": asked.rows_url(bar.key), "shade": _shade(asked, bar, by)}
              for bar in series.bars]
    return {"kind": asked.chart.kind, "groups": groups, "series": list(drawn), "unit": measure_words(asked)}


# -- the rows behind a number --------------------------------------------------------------------


def rows_page(asked: ChartQuery) -> pages.TablePage:
    """The rows of a bar, of a part of it, or of the whole chart."""
    language, bar, part = asked.doing.language, asked.about.get("bar"), asked.about.get("part")
    try:
        ids = rows_of_bar(asked.doing, asked.register, asked.chart, bar, part, asked.filters)
    except BadValue as bad:
        raise BadRequestProblems([bad.at("bar")]) from bad
    address = asked.rows_url(bar, part)
    found = CountedRows(asked.doing, asked.register, ids, asked_page(asked.about),
                        lambda page: f"{address}{'&' if '?' in address else '?'}page={page}")
    return pages.TablePage(
        title=_("%(figure)s: %(where)s", figure=asked.chart.label.to(language), where=" · ".join(_names(asked)) or _("All")),
        crumbs=(pages.Link(label=asked.chart.label.to(language), url=asked.url()),), table=found.table(), pager=found.pager(),
        buttons=(pages.Act(key="back", label=_("Back to the chart"), url=asked.url(), icon="back"),))


def _names(asked: ChartQuery) -> Iterator[str]:
    """The bar and the part in words."""
    series = asked.series()
    for name, marks in (("bar", series.bars), ("part", series.parts)):
        wanted = asked.about.get(name)
        yield from (mark.label.to(asked.doing.language) for mark in marks if wanted is not None and mark.key == wanted)
