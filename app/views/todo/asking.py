"""What is asked of the to-do list and of the notices, and where they go on."""

from __future__ import annotations

from dataclasses import dataclass

from app.problems import problem
from app.reporting.todo.owing import Pile
from app.views.arguments import allow_arguments
from app.views.errors import BadRequestProblems
from app.views.urls import with_arguments

ADDRESS, NOTICES = "/todo/", "/notices/"
_LAST_PAGE = 1000


@dataclass(frozen=True)
class TodoAsked:
    """All piles, or a page of one."""

    pile: Pile | None = None
    page: int = 1


@dataclass(frozen=True)
class NoticesAsked:
    """All notices, or those not read yet."""

    unread: bool = False
    page: int = 1


def asked_todo() -> TodoAsked:
    """The question of this request. Raises BadRequestProblems."""
    given = allow_arguments("pile", "page")
    known = {pile.value: pile for pile in Pile}
    if given.get("pile", "") not in ("", *known):
        raise _unknown("pile", given["pile"])
    return TodoAsked(known.get(given.get("pile", "")), _page(given.get("page") or "1"))


def asked_notices() -> NoticesAsked:
    """The question of this request. Raises BadRequestProblems."""
    given = allow_arguments("unread", "page")
    if given.get("unread", "") not in ("", "1"):
        raise _unknown("unread", given["unread"])
    return NoticesAsked(bool(given.get("unread")), _page(given.get("page") or "1"))


def todo_url(pile: Pile | None = None, page: int = 1) -> str:
    """The to-do list, or a page of one pile."""
    named = {"pile": pile.value if pile else "", "page": str(page) if page > 1 else ""}
    return with_arguments(ADDRESS, {name: value for name, value in named.items() if value})


def notices_url(asked: NoticesAsked, page: int = 1) -> str:
    """A page of the notices."""
    named = {"unread": "1" if asked.unread else "", "page": str(page) if page > 1 else ""}
    return with_arguments(NOTICES, {name: value for name, value in named.items() if value})


def _page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 0 < int(text) <= _LAST_PAGE):
        raise _unknown("page", text)
    return int(text)


def _unknown(name: str, given: str) -> BadRequestProblems:
    return BadRequestProblems([problem("A031", name=name, given=given[:40])])
