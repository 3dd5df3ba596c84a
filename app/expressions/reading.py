"""From the text of a rule to its syntax tree."""

from __future__ import annotations

from functools import cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

LONGEST = 1_000
DEEPEST = 40
MOST_BRACKETS = 8
"""SQLite gives up at a hundred open symbols; a test shows that the worst rule of this depth still runs there."""

RESERVED = frozenset({"yes", "no", "today", "not", "if"})
"""Words that begin a value and so can never be the name of a field."""

Syntax = Tree[Token]

# Levels of brackets that a form opens, here or in its SQL.
_BRACKETS = {"group": 1, "call": 1, "counted": 1, "conditional": 1, "negation": 1, "later": 1, "earlier": 2}


class Unreadable(Exception):
    """The text is no rule. ``code`` is E001 with the ``column`` (from 1) of the first fault, or E002."""

    def __init__(self, code: str, column: int) -> None:
        super().__init__(code)
        self.code = code
        self.column = column


@cache
def _grammar() -> Lark:
    return Lark.open("grammar.lark", rel_to=__file__, parser="lalr", propagate_positions=True)


def read(text: str) -> Syntax:
    """The syntax tree. Raises :class:`Unreadable`."""
    if len(text) > LONGEST:
        raise Unreadable("E002", LONGEST + 1)
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput as fault:
        raise Unreadable("E001", _column(fault, text)) from None
    _limit_depth(tree)
    return tree


def _column(fault: UnexpectedInput, text: str) -> int:
    token = getattr(fault, "token", None)
    if token is not None and token.type == "$END":
        return len(text) + 1
    return (fault.pos_in_stream or 0) + 1


def _limit_depth(tree: Syntax) -> None:
    """Raises Unreadable where the tree is too deep. Without recursion: depth is what is in question."""
    depths: dict[int, tuple[int, int]] = {}
    for part in tree.iter_subtrees():  # children before their parents
        below = [_depth_under(part, child, depths) for child in part.children if isinstance(child, Tree)]
        steps = 1 + max((steps for steps, _ in below), default=0)
        brackets = _BRACKETS.get(part.data, 0) + max((brackets for _, brackets in below), default=0)
        if steps > DEEPEST or brackets > MOST_BRACKETS:
            raise Unreadable("E002", position(part))
        depths[id(part)] = (steps, brackets)


def _depth_under(parent: Syntax, child: Syntax, depths: dict[int, tuple[int, int]]) -> tuple[int, int]:
    """The depth of a child; a chain of `else if` stays on one level, as it does in SQL."""
    steps, brackets = depths[id(child)]
    chained = parent.data == child.data == "conditional" and child is parent.children[-1]
    return steps, brackets - chained


def position(tree: Syntax) -> int:
    """The column of the first character, counted from 1."""
    return int(tree.meta.start_pos) + 1
