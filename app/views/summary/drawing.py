"""The summary as a page: rates, the wide table, the ways to cut it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from flask_babel import gettext as _

from app.decisions.period_keys import period_key, period_label
from app.decisions.periods import containing, next_period, periods_between, previous_period
from app.decisions.rates import Rate
from app.fieldtypes.choices import COLOURS
from app.records.directory import UnitDirectory
from app.records.targets import rate_target
from app.reporting.figures import BESIDE, ENDED_AT, FIGURES, FLOW, RATES
from app.reporting.petitions import PETITION, PETITION_RATES, Span, petition_rates
from app.reporting.summary import PERIODS, Cell, Row, Summary, Tally
from app.views import page as pages
from app.views.requests import viewer
from app.views.spoken import local_time
from app.views.summary.asking import SummaryQuery, summary_place
from app.views.urls import list_url, with_arguments
from app.words import Words

#: The figures of a line, in columns; and the rates behind them.
COLUMNS = (*FLOW, *BESIDE, *ENDED_AT)
LINE_RATES = ("resolution", "on_time")
#: What the cross of categories and colours shows of each colour.
CROSSED = ("found", "resolved", "still_open")

_PERIODS_SHOWN = 24


def cut_labels() -> dict[str, str]:
    """The ways to cut the figures, in words."""
    return {"unit": _("By unit"), "category": _("By category"), "colour": _("By colour"), "cross": _("Category × colour")}


def summary_page(query: SummaryQuery, summary: Summary) -> pages.SummaryPage:
    """The page for one question."""
    language = query.doing.language
    heads, rows = (cross_heads(query), cross_rows(query, summary)) if query.cut == "cross" else (line_heads(query),
                                                                                                 line_rows(query, summary))
    return pages.SummaryPage(
        title=_("Summary of %(what)s", what=query.register.label.to(language)), crumbs=(), period=_chooser(query),
        action="/summary/",
        rates=(*(_rate(query, summary.total, key) for key in RATES), *_petitions(query)), heads=tuple(heads), rows=tuple(rows),
        first_heading=cut_labels()[query.cut], units=_units(query), kept=tuple(_kept(query)), as_of=local_time(summary.as_of),
        views=tuple(pages.Link(label=label, url=query.url(rows=cut), current=cut == query.cut)
                    for cut, label in cut_labels().items()),
        buttons=tuple(_buttons(query)), notes=tuple(_notes(query)), printed_unit=summary.unit.name,
        place=summary_place(query))


def _kept(query: SummaryQuery) -> Iterator[tuple[str, str]]:
    yield "rows", query.cut
    if query.present_units:
        yield "present", "1"


def _buttons(query: SummaryQuery) -> Iterator[pages.Act]:
    yield pages.Act(key="xlsx", label=_("XLSX"), url=with_arguments("/summary/workbook/", query.arguments), icon="download")
    yield pages.Act(key="print", label=_("Print"), url="#print", icon="print")


# -- period and unit -----------------------------------------------------------------------------


def _chooser(query: SummaryQuery) -> pages.PeriodChooser:
    period, today, language = query.period, query.doing.today, query.doing.language
    names = _kind_names(query)
    kinds = tuple(pages.Link(label=names[kind.value], url=query.url(period=period_key(containing(kind, min(period.last,
                                                                                                           today)))),
                             current=kind is period.kind) for kind in PERIODS)
    first = period
    for _step in range(_PERIODS_SHOWN // 2):
        first = previous_period(first)
    choice = list(periods_between(period.kind, first.first, max(period.last, today)))[-_PERIODS_SHOWN:]
    options = tuple(pages.Option(key=period_key(each), label=period_label(each).to(language), chosen=each == period)
                    for each in reversed(choice))
    following = next_period(period)
    return pages.PeriodChooser(
        kinds=kinds, label=period_label(period).to(language), name="period", options=options,
        previous_url=query.url(period=period_key(previous_period(period))),
        next_url=query.url(period=period_key(following)) if following.first <= today else "")


def _kind_names(query: SummaryQuery) -> dict[str, str]:
    words = {"half_month": _("Half-month"), "month": _("Month"), "quarter": _("Quarter"), "half_year": _("Half-year"),
             "year": _("Year")}
    return {kind.value: words[kind.value] for kind in PERIODS}


def _units(query: SummaryQuery) -> pages.Filter:
    directory = query.doing.site.directory(query.doing.session)
    options = tuple(pages.Option(key=str(unit), label="　" * depth + directory.name(unit), chosen=unit == query.unit.id)
                    for own in sorted(viewer().units) for unit, depth in _below(directory, own, 0))
    return pages.Filter(key="unit", label=_("Unit"), control="choice", names=("unit",), options=tuple(dict.fromkeys(options)))


def _below(directory: UnitDirectory, unit: int, depth: int) -> Iterator[tuple[int, int]]:
    """The unit and those below it down to the villages, indented."""
    yield unit, depth
    for each in directory.children.get(unit, ()):
        if directory.units[each].level != "grid":
            yield from _below(directory, each, depth + 1)


# -- figures -------------------------------------------------------------------------------------


def _rate(query: SummaryQuery, tally: Tally, key: str) -> pages.Rate:
    of = RATES[key]
    return _drawn(query, key, of.words, tally.rate(key), query.figure_url(of.denominator, Cell()))


def _petitions(query: SummaryQuery) -> Iterator[pages.Rate]:
    """Those of petitions, each with the rows of its denominator."""
    span = Span.of(query.period, query.doing.today)
    for key, rate in petition_rates(query.doing, query.unit, query.period).items():
        of = PETITION_RATES[key]
        yield _drawn(query, key, of.words, rate, list_url(PETITION, {"under": query.unit.id, **of.asked(span)}))


def _drawn(query: SummaryQuery, key: str, words: Words, rate: Rate, url: str) -> pages.Rate:
    target = rate_target(query.doing.site, key, min(query.period.last, query.doing.today))
    return pages.Rate(
        label=words.to(query.doing.language), text=f"{rate.percent}%" if rate.percent is not None else "—",
        parts=str(rate) if rate.denominator else "", url=url,
        percent=float(rate.percent) if rate.percent is not None else None,
        target=_("Target ≥ %(percent)s%%", percent=target) if target else "",
        met=rate.reaches(target) if target else None)


def line_heads(query: SummaryQuery) -> list[tuple[pages.Heading, ...]]:
    """Two rows of headings above the lines."""
    language = query.doing.language
    above = (pages.Heading(text=_("Course of the period"), columns=len(FLOW)),
             pages.Heading(text=_("In the period"), columns=len(BESIDE)),
             pages.Heading(text=_("Level at the end"), columns=len(ENDED_AT)),
             *(pages.Heading(text=RATES[key].words.to(language), rows=2, help=RATES[key].meaning.to(language))
               for key in LINE_RATES))
    below = tuple(pages.Heading(text=FIGURES[key].words.to(language), help=FIGURES[key].meaning.to(language))
                  for key in COLUMNS)
    return [above, below]


def lines_of(query: SummaryQuery, summary: Summary) -> list[Row]:
    """The lines of the cut."""
    return list({"unit": summary.by_unit, "category": summary.by_category, "colour": summary.by_colour}[query.cut]())


def line_rows(query: SummaryQuery, summary: Summary) -> Iterator[pages.FigureRow]:
    """One line a unit, category or colour, and the total."""
    for row in lines_of(query, summary):
        url = query.url(unit=str(row.cell.unit), rows="cross") if row.cell.unit is not None and not row.cell.own else ""
        yield pages.FigureRow(label=row.label.to(query.doing.language), figures=tuple(_figures(query, row.cell, row.tally)),
                              depth=row.depth, url=url)
    yield pages.FigureRow(label=_("Total"), figures=tuple(_figures(query, Cell(), summary.total)), total=True)


def _figures(query: SummaryQuery, cell: Cell, tally: Tally) -> Iterator[pages.Figure]:
    for key in COLUMNS:
        late = key == "overdue" and tally[key] > 0
        yield pages.Figure(text=str(tally[key]), url=query.figure_url(key, cell), tone="danger" if late else "plain")
    for key in LINE_RATES:
        rate = tally.rate(key)
        yield pages.Figure(text=f"{rate.percent}%" if rate.percent is not None else "—",
                           parts=str(rate) if rate.denominator else "", url=query.figure_url(RATES[key].denominator, cell))


def cross_heads(query: SummaryQuery) -> list[tuple[pages.Heading, ...]]:
    """The colours, and what is shown of each."""
    language = query.doing.language
    above = (*(pages.Heading(text=words.to(language), columns=len(CROSSED), shade=cast("pages.Shade", shade))
               for shade, words in COLOURS.items()),
             pages.Heading(text=_("Total"), columns=len(CROSSED)))
    below = tuple(pages.Heading(text=FIGURES[key].words.to(language), help=FIGURES[key].meaning.to(language))
                  for key in CROSSED)
    return [above, below * (len(COLOURS) + 1)]


def cross_rows(query: SummaryQuery, summary: Summary) -> Iterator[pages.FigureRow]:
    """One line a category, with each colour; and the total."""
    for row in summary.by_category():
        yield pages.FigureRow(label=row.label.to(query.doing.language),
                              figures=tuple(_crossed(query, summary, row.cell.category)))
    yield pages.FigureRow(label=_("Total"), figures=tuple(_crossed(query, summary, None)), total=True)


def _crossed(query: SummaryQuery, summary: Summary, category: str | None) -> Iterator[pages.Figure]:
    for colour in (*range(1, len(COLOURS) + 1), None):
        cell = Cell(category=category, colour=colour)
        tally = summary.tally(cell)
        for key in CROSSED:
            yield pages.Figure(text=str(tally[key]), url=query.figure_url(key, cell))


def rate_meanings() -> Iterator[tuple[Words, Words]]:
    """Every rate with what it means."""
    yield from ((each.words, each.meaning) for each in RATES.values())
    yield from ((each.words, each.meaning) for each in PETITION_RATES.values())


def _notes(query: SummaryQuery) -> Iterator[str]:
    language = query.doing.language
    yield _("Opening + found + reopened = resolved + ended + still open, in every cell, line and total.")
    for key in (*COLUMNS, ):
        yield f"{FIGURES[key].words.to(language)}: {FIGURES[key].meaning.to(language)}"
    for words, meaning in rate_meanings():
        yield f"{words.to(language)}: {meaning.to(language)}"
