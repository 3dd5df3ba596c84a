"""What of the to-do list stands on the first page and in the bell."""

from __future__ import annotations

from collections.abc import Iterator

from app.records.site import Work
from app.reporting.todo.listing import count_todo
from app.reporting.todo.owing import Pile
from app.views import page as pages
from app.views.todo.asking import todo_url
from app.views.todo.words import LOOKS, pile_words

_ALWAYS = (Pile.OVERDUE, Pile.TODAY)


def todo_piles(doing: Work) -> Iterator[pages.Todo]:
    """The piles that hold something, overdue and today in any case; each opens exactly its lines."""
    counts, words = count_todo(doing), pile_words()
    for pile in Pile:
        if counts[pile] or pile in _ALWAYS:
            icon, tone = LOOKS[pile]
            yield pages.Todo(label=words[pile], count=counts[pile], url=todo_url(pile), icon=icon,
                             tone=tone if counts[pile] else "plain")
