"""Checks of the menu."""

from __future__ import annotations

from collections.abc import Iterator

from app.definition.checks.context import Context
from app.problems import Problem, nearest, problem


def check_menu(context: Context) -> Iterator[Problem]:
    """Every entry leads to one register or page that exists, and nothing stands in the menu twice."""
    seen: set[str] = set()
    for group in context.definition.menu:
        for index, entry in enumerate(group.entries):
            mark = context.mark("menu", "groups", group.key, "entries", index)
            name = entry.register or entry.page or ""
            if (entry.register is None) == (entry.page is None):
                yield problem("D111", mark)
            elif entry.register and context.is_unknown_register(name):
                yield problem("D311", mark, name=name, near=nearest(name, context.registers))
            elif entry.page and name not in context.pages:
                yield problem("D312", mark, name=name, near=nearest(name, context.pages))
            elif name in seen:
                yield problem("D313", mark, name=name)
            seen.add(name)
