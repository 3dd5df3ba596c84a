"""What is asked of the summary: period, unit, cut; and of one figure: its cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.access.refusal import out_of_sight
from app.access.viewer import acting
from app.access.writes import visible_ids
from app.decisions.period_keys import parse_period, period_key, period_label
from app.decisions.periods import Period, PeriodKind, containing
from app.definition import LEVELS, Register
from app.fieldtypes.choices import COLOURS
from app.problems import BadValue, problem
from app.records.directory import UnitNode
from app.records.site import Work
from app.reporting.figures import FIGURES
from app.reporting.summary import PERIODS, Cell, Summary, summarise
from app.views import page as pages
from app.views.arguments import allow_arguments, key_of
from app.views.counted import asked_page
from app.views.errors import BadRequestProblems
from app.views.requests import site, viewer
from app.views.tree import Tree, counts_of, has_tree
from app.views.urls import with_arguments

#: The ways to cut the figures.
CUTS = ("unit", "category", "colour", "cross")


@dataclass(frozen=True)
class SummaryQuery:
    """One question, as it stands in the address."""

    doing: Work
    register: Register
    period: Period
    unit: UnitNode
    cut: str
    present_units: bool

    @property
    def key(self) -> str:
        """The key of the period."""
        return period_key(self.period)

    @property
    def title(self) -> str:
        """金元镇 2026年8月 矛盾纠纷汇总"""
        language = self.doing.language
        what = {"zh": "汇总", "en": " summary"}[language]
        return f"{self.unit.name} {period_label(self.period).to(language)} {self.register.label.to(language)}{what}"

    @cached_property
    def arguments(self) -> dict[str, str]:
        """What stands in the address."""
        found = {"period": self.key, "unit": str(self.unit.id), "rows": self.cut}
        return {**found, "present": "1"} if self.present_units else found

    def url(self, **changed: str) -> str:
        """This question with something changed."""
        return with_arguments("/summary/", {**self.arguments, **changed})

    def figure_url(self, figure: str, cell: Cell) -> str:
        """The rows behind a figure of a cell."""
        where: dict[str, Any] = {"figure": figure}
        if cell.unit is not None:
            where["place"] = cell.unit
        if cell.own:
            where["own"] = "1"
        if cell.category is not None:
            where["category"] = cell.category
        if cell.colour is not None:
            where["colour"] = list(COLOURS)[cell.colour - 1]
        kept = {name: value for name, value in self.arguments.items() if name != "rows"}
        return with_arguments("/summary/rows/", {**kept, **where})

    def summary(self) -> Summary:
        """The figures."""
        return summarise(self.doing, self.register, self.period, self.unit.id, present_units=self.present_units)


@dataclass(frozen=True)
class FigureQuery:
    """One figure of one cell of a summary."""

    of: SummaryQuery
    figure: str
    cell: Cell
    page: int


def asked_summary(doing: Work, *beside: str) -> SummaryQuery:
    """The question of this request; ``beside`` are arguments that are not its. Raises BadRequestProblems, OutOfSight."""
    return _summary(doing, allow_arguments("period", "unit", "rows", "present", *beside))


def summary_tree(query: SummaryQuery) -> Tree | None:
    """The organisation tree beside the summary, with the register's rows; None for a viewer of one unit alone."""
    if not has_tree(query.doing, query.register):
        return None

    def link(unit: int | None) -> str:
        return query.url(unit=str(unit)) if unit else with_arguments("/summary/", {
            name: value for name, value in query.arguments.items() if name != "unit"})

    def more(unit: int) -> str:
        return with_arguments("/summary/tree/", {**query.arguments, "open": unit})

    return Tree(query.doing, link, more, query.unit.id, counts_of(query.doing, query.register))


def summary_place(query: SummaryQuery) -> pages.UnitPlace | None:
    """Where in the organisation the summary looks."""
    tree = summary_tree(query)
    return pages.UnitPlace(path=tree.place(), tree_url=with_arguments("/summary/tree/", query.arguments)) if tree else None


def asked_rows(doing: Work) -> FigureQuery:
    """The figure that this request asks for. Raises BadRequestProblems, OutOfSight."""
    asked = allow_arguments("period", "unit", "present", "figure", "place", "own", "category", "colour", "page")
    query = _summary(doing, asked)
    figure, category, colour = asked.get("figure", "found"), asked.get("category"), asked.get("colour")
    if figure not in FIGURES:
        raise _unknown("figure", figure)
    if category is not None and category not in doing.site.terms(doing.session)[_vocabulary(query.register)].terms:
        raise _unknown("category", category)
    if colour is not None and colour not in COLOURS:
        raise _unknown("colour", colour)
    place = _unit(doing, asked["place"]).id if "place" in asked else None
    rank = list(COLOURS).index(colour) + 1 if colour else None
    return FigureQuery(query, figure, Cell(place, asked.get("own") == "1", category, rank), asked_page(asked))


def _summary(doing: Work, asked: Mapping[str, str]) -> SummaryQuery:
    cut = asked.get("rows", "unit")
    if cut not in CUTS:
        raise _unknown("rows", cut)
    unit = _unit(doing, asked["unit"]) if asked.get("unit") else _own_unit(doing)
    return SummaryQuery(doing, _register(), _period(doing, asked), unit, cut, asked.get("present") == "1")


def _register() -> Register:
    """The register whose rows escalate, and that the viewer may read."""
    found = (each for each in site().definition.registers.values() if "escalates" in each.behaves)
    register = next((each for each in found if site().rights.may(acting(), each.key, "read")), None)
    if register is None:
        raise out_of_sight()
    return register


def _period(doing: Work, asked: Mapping[str, str]) -> Period:
    if not asked.get("period"):
        return containing(PeriodKind.MONTH, doing.today)
    try:
        period = parse_period(asked["period"])
    except BadValue as bad:
        raise BadRequestProblems([bad.at("period")]) from bad
    if period.kind not in PERIODS:
        raise _unknown("period", asked["period"])
    return period


def _unit(doing: Work, text: str) -> UnitNode:
    """A unit that the viewer sees; the directory knows them all."""
    node = doing.site.directory(doing.session).units.get(key_of(text))
    if node is None or not visible_ids(doing.session, site().rights, "unit", [node.id], acting()):
        raise out_of_sight()
    return node


def _own_unit(doing: Work) -> UnitNode:
    """The highest unit at which the viewer has a duty."""
    units = [doing.site.directory(doing.session).units[each] for each in viewer().units]
    if not units:
        raise out_of_sight()
    return min(units, key=lambda unit: LEVELS.index(unit.level))


def _vocabulary(register: Register) -> str:
    return str(register.fields["category"].type.of)  # type: ignore[attr-defined]


def _unknown(name: str, given: str) -> BadRequestProblems:
    return BadRequestProblems([problem("A031", name=name, given=given[:40])])
