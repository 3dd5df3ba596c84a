"""What is asked of the pages of returns, and where they go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.access.refusal import out_of_sight
from app.decisions.period_keys import parse_period
from app.decisions.periods import Period, PeriodKind, containing, previous_period
from app.decisions.return_states import ReturnState
from app.problems import BadValue, problem
from app.records.return_states import RETURN
from app.records.site import Work
from app.reporting.returns.board import COUNTS, IN_SIGHT, MINE, ReturnsAsked
from app.views.arguments import allow_arguments, key_of
from app.views.counted import asked_page
from app.views.errors import BadRequestProblems
from app.views.urls import with_arguments

ADDRESS = "/returns/"
_STATES = frozenset(each.value for each in ReturnState)


def asked_returns(doing: Work) -> ReturnsAsked:
    """The question of this request. Raises BadRequestProblems, OutOfSight."""
    given = allow_arguments("view", "kind", "unit", "town", "period", "count", "state", "page")
    return ReturnsAsked(
        view=_one_of(given, "view", frozenset((*MINE, *IN_SIGHT))), kind=asked_kind(doing, given.get("kind", "")),
        unit=_unit(doing, given.get("unit", "")), town=asked_town(doing, given.get("town", "")),
        period=_period(given.get("period", "")), count=_one_of(given, "count", frozenset(COUNTS)),
        state=_one_of(given, "state", _STATES), page=asked_page(given))


def _one_of(given: Mapping[str, str], name: str, known: frozenset[str]) -> str:
    value = given.get(name, "")
    if value and value not in known:
        raise unknown(name, value)
    return value


def asked_kind(doing: Work, key: str) -> str:
    """A kind of return, or none. Raises BadRequestProblems."""
    if key and key not in doing.site.terms(doing.session)["return_kind"].terms:
        raise unknown("kind", key)
    return key


def _unit(doing: Work, text: str) -> int | None:
    """A unit that the viewer sees; its name stands above the list."""
    unit = key_of(text) if text else None
    if unit is not None and doing.level_of(unit) is None:
        raise out_of_sight()
    return unit


def asked_town(doing: Work, text: str) -> int | None:
    """A town that the viewer sees, or none. Raises BadRequestProblems, OutOfSight."""
    town = _unit(doing, text)
    if town is not None and doing.level_of(town) != "town":
        raise unknown("town", text)
    return town


def _period(key: str) -> str:
    if not key:
        return ""
    try:
        parse_period(key)
    except BadValue as bad:
        raise BadRequestProblems([bad.at("period")]) from bad
    return key


def asked_month(doing: Work, *beside: str) -> Period:
    """The month of this request, or the last one that is over; ``beside``: arguments that stand with it."""
    given = allow_arguments("month", *beside).get("month", "")
    if not given:
        return previous_period(containing(PeriodKind.MONTH, doing.today))
    try:
        period = parse_period(given)
    except BadValue as bad:
        raise BadRequestProblems([bad.at("month")]) from bad
    if period.kind is not PeriodKind.MONTH:
        raise unknown("month", given)
    return period


def returns_url(asked: ReturnsAsked, **changed: Any) -> str:
    """The list at another question; it begins at its first page unless one is named."""
    at = replace(asked, **{"page": 1, **changed})
    named = {"view": at.view, "kind": at.kind, "unit": at.unit, "town": at.town, "period": at.period, "count": at.count,
             "state": at.state,
             "page": "" if at.page == 1 else at.page}
    return with_arguments(ADDRESS, {name: str(value) for name, value in named.items() if value})


def board_url(kind: str = "", town: int | None = None) -> str:
    """The completeness of a kind, of everything in sight or of one town."""
    return with_arguments(f"{ADDRESS}board/", {**({"kind": kind} if kind else {}), **({"town": str(town)} if town else {})})


def warnings_url(month: str = "") -> str:
    """The warnings of a month."""
    return with_arguments(f"{ADDRESS}warnings/", {"month": month} if month else {})


def sheet_url(record: int, edition: int | None = None, page: str = "sheet") -> str:
    """The sheet of a return, or a page beside it (sheet_paper, sheet_book, sheet_rows)."""
    return with_arguments(f"/{RETURN}/{page}/{record}", {"edition": edition} if edition else {})


def unknown(name: str, given: str) -> BadRequestProblems:
    """An argument that says nothing known."""
    return BadRequestProblems([problem("A031", name=name, given=given[:40])])
