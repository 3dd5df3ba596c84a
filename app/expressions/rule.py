"""A checked rule: the one value that the rest of the product sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

import sqlalchemy as sa

from app.expressions.checking import Checker
from app.expressions.kinds import Kind, Names, YesNo
from app.expressions.node import Closure, Node, Scene, Source
from app.expressions.reading import DEEPEST, LONGEST, MOST_BRACKETS, Unreadable, read
from app.problems import Problem, Problems, problem


class RuleFaults(Problems):
    """Everything that is wrong with one rule; each problem names its ``column``, counted from 1."""


@dataclass(frozen=True)
class Rule:
    """One checked rule. Two rules are equal when text and kind are.

    ``kind`` is what it gives. ``uses`` names the fields of the row it reads, ``uses_rows`` the child rows it counts.
    The three forms agree: for the same row and day, ``holds``/``value``, ``sql`` and ``as_json`` give one answer.
    """

    text: str
    kind: Kind
    uses: frozenset[str] = field(compare=False)
    uses_rows: frozenset[str] = field(compare=False)
    _tree: Node = field(compare=False, repr=False)

    @cached_property
    def _run(self) -> Closure:
        return self._tree.closure()

    def holds(self, values: Mapping[str, Any], *, today: date) -> bool:
        """The verdict on one row. Raises TypeError for a rule that is no condition.

        ``values`` holds int or Decimal for numbers, the key for a choice, a tuple of keys for a multiple choice,
        date, datetime (naive is UTC), bool, the identifier for a reference, 'YYYY[-MM[-DD]]' for a partial date,
        and for child rows a sequence of such mappings. None, '' and a missing name are empty. Raises ValueError for
        a number with more places than its field, TypeError for a float.
        """
        if not isinstance(self.kind, YesNo):
            raise TypeError(f"the rule gives {self.kind.words.en}, not yes or no: {self.text}")
        return bool(self._run(values, today))

    def value(self, values: Mapping[str, Any], *, today: date) -> Any:
        """The value for one row: int (scale 0) or Decimal, str, the key of a choice, date, or bool; None where empty.

        A yes/no rule gives a bool, never None. ``values`` as for :meth:`holds`.
        """
        inner = self._run(values, today)
        return None if inner is None else self.kind.outer(inner)

    def sql(self, source: Source, *, today: date | sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        """The same for a statement over ``source``, on SQLite and PostgreSQL.

        A yes/no rule is a Boolean expression that is never NULL, so ``not_`` of it is its complement. A number is
        BIGINT value * 10**kind.scale, an ordered choice its rank, anything else NULL where empty. A rule that counts
        belongs in a statement that selects from the parent's table.
        """
        day = sa.literal(today, sa.Date()) if isinstance(today, date) else sa.type_coerce(today, sa.Date())
        return self._tree.sql(Scene(source, day))

    def as_json(self) -> dict[str, Any]:
        """The checked rule for an evaluator in the browser: ``{"kind": [...], "rule": [operation, *parts]}``.

        tests/expressions/browser.py is such an evaluator and thereby the meaning of each operation.
        """
        return {"kind": self.kind.plain(), "rule": self._tree.plain()}


def read_rule(text: str, names: Names, *, expect: Literal["yesno", "any"] | Kind) -> Rule:
    """Reads and checks a rule against the ``names`` it may speak of.

    ``expect="yesno"`` demands a condition; a kind demands a value that a field of that kind keeps exactly, and gives
    it in that field's form: a number at its scale, a written word as its key. Raises :class:`RuleFaults` with every
    fault of its types at once, or with the one fault (E001, E002) that keeps it from being read.
    """
    try:
        tree = read(text)
    except Unreadable as fault:
        raise RuleFaults([_unreadable(text, fault)]) from None
    checker = Checker(text, names)
    wanted = expect if isinstance(expect, Kind) else None
    node = checker.condition(tree) if expect == "yesno" else checker.value(tree, wanted)
    if node is None:
        raise RuleFaults(checker.found)
    return Rule(text, node.kind, frozenset(checker.uses), frozenset(checker.uses_rows), node)


def _unreadable(text: str, fault: Unreadable) -> Problem:
    return problem(fault.code, rule=text[:LONGEST], column=fault.column,
                   longest=LONGEST, deepest=DEEPEST, brackets=MOST_BRACKETS)
