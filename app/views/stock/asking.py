"""What is asked of the stock page, and where it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.problems import problem
from app.reporting.stock import StockAsked
from app.views.arguments import allow_arguments, key_of
from app.views.errors import BadRequestProblems
from app.views.urls import with_arguments

ADDRESS = "/stock/"
_VIEWS = ("all", "below", "expiring")
_LAST_PAGE = 10_000


def asked_stock() -> StockAsked:
    """The question of this request. Raises BadRequestProblems, OutOfSight."""
    given = allow_arguments("view", "point", "item", "category", "page")
    view = given.get("view") or "all"
    if view not in _VIEWS:
        raise _unknown("view", view)
    return StockAsked(view=view, point=_key(given, "point"), item=_key(given, "item"),  # type: ignore[arg-type]
                      category=given.get("category", "")[:40], page=_page(given.get("page") or "1"))


def stock_url(asked: StockAsked, **changed: Any) -> str:
    """The page at another question; it begins at its first page unless one is named."""
    at = replace(asked, **{"page": 1, **changed})
    named = {"view": "" if at.view == "all" else at.view, "point": at.point, "item": at.item, "category": at.category,
             "page": "" if at.page == 1 else at.page}
    return with_arguments(ADDRESS, {name: str(value) for name, value in named.items() if value})


def _key(given: Mapping[str, str], name: str) -> int | None:
    return key_of(given[name]) if given.get(name) else None


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= _LAST_PAGE):
        raise _unknown("page", text)
    return int(text)


def _unknown(name: str, given: str) -> BadRequestProblems:
    return BadRequestProblems([problem("A031", name=name, given=given[:40])])
