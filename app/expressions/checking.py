"""From a syntax tree to a checked tree of nodes, with every fault found on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from app.expressions.arithmetic import added, exact, multiplied
from app.expressions.comparing import Includes, OneOf
from app.expressions.counting import Count
from app.expressions.fitting import compared, fitted, flowing, is_word, kept, known_key, listed, shared_kind
from app.expressions.functions import FUNCTIONS, MOST_DAYS, called, moved
from app.expressions.kinds import Date, Keys, Kind, Names, Number, Text, YesNo
from app.expressions.leaves import Answer, Field, Today, Written
from app.expressions.logic import Both, Either, Empty, First, If, Not, sure
from app.expressions.node import Misfit, Node
from app.expressions.reading import Syntax, position
from app.problems import Problem, nearest, problem

PLAIN_FUNCTIONS = frozenset(function.name for function in FUNCTIONS)
FUNCTION_NAMES = tuple(sorted({*PLAIN_FUNCTIONS, "count", "first"}))


class AlreadyTold(Exception):  # a signal between methods, no error of its own
    """A part had faults, which are noted; nothing can be said of the whole."""


def _sound(nodes: Sequence[Node | None]) -> list[Node]:
    """The nodes. Raises AlreadyTold where one had faults."""
    sound = [node for node in nodes if node is not None]
    if len(sound) < len(nodes):
        raise AlreadyTold
    return sound


class Checker:
    """Types one rule against ``names``. ``found`` collects the problems, ``uses`` and ``uses_rows`` the names.

    The method ``_form`` types the grammar's alternative ``form``; it raises Misfit for its own fault.
    """

    def __init__(self, text: str, names: Names, found: list[Problem] | None = None) -> None:
        self.text = text
        self.names = names
        self.found: list[Problem] = [] if found is None else found
        self.uses: set[str] = set()
        self.uses_rows: set[str] = set()

    def condition(self, tree: Syntax) -> Node | None:
        """The whole rule as a decided yes/no, or None when it has faults."""
        return self._tried(tree, self._condition, tree)

    def value(self, tree: Syntax, wanted: Kind | None) -> Node | None:
        """The whole rule as a value, of that kind if one is ``wanted``, or None when it has faults."""
        return self._tried(tree, self._value, tree, wanted)

    def _value(self, tree: Syntax, wanted: Kind | None) -> Node:
        node = flowing(self._one(tree))
        if wanted is not None:
            node = kept(node, wanted)
        return sure(node) if isinstance(node.kind, YesNo) else node

    def _node(self, tree: Syntax) -> Node | None:
        method: Callable[..., Node] = getattr(self, f"_{tree.data}")
        return self._tried(tree, method, *tree.children)

    def _tried(self, tree: Syntax, rule: Callable[..., Node], *arguments: Any) -> Node | None:
        try:
            return rule(*arguments)
        except Misfit as misfit:
            values = {"rule": self.text, "column": position(tree), **misfit.values}
            self.found.append(problem(misfit.code, near=misfit.near, **values))
        except AlreadyTold:
            pass
        return None

    def _one(self, tree: Syntax) -> Node:
        return self._all([tree])[0]

    def _all(self, trees: Sequence[Syntax]) -> list[Node]:
        return _sound([self._node(tree) for tree in trees])

    def _fitted(self, trees: Sequence[Syntax], code: str = "E009") -> tuple[Kind, list[Node]]:
        """The trees as values of one kind; a fault of each stands at its own place."""
        nodes = self._all(trees)
        kind = shared_kind(nodes, code)
        return kind, _sound([self._tried(tree, fitted, node, kind) for tree, node in zip(trees, nodes, strict=True)])

    def _condition(self, tree: Syntax) -> Node:
        node = self._one(tree)
        if not isinstance(node.kind, YesNo):
            raise Misfit("E012", given=node.kind.words)
        return sure(node)

    def _conditions(self, trees: Sequence[Syntax]) -> tuple[Node, ...]:
        return tuple(_sound([self._tried(tree, self._condition, tree) for tree in trees]))

    def _either(self, *trees: Syntax) -> Node:
        return Either(self._conditions(trees))

    def _both(self, *trees: Syntax) -> Node:
        return Both(self._conditions(trees))

    def _negation(self, tree: Syntax) -> Node:
        return Not(*self._conditions([tree]))

    def _group(self, tree: Syntax) -> Node:
        return self._one(tree)

    def _comparison(self, left: Syntax, sign: str, right: Syntax) -> Node:
        kind, (one, other) = self._fitted([left, right])
        return compared(str(sign), one, other, kind)

    def _one_of(self, *trees: Syntax) -> Node:
        _, (part, *written) = self._fitted(trees)
        return OneOf(part, tuple(node.value for node in written if isinstance(node, Written)))

    def _member(self, *trees: Syntax) -> Node:
        key, part = self._all(trees)
        if not (isinstance(part, Field) and isinstance(part.kind, Keys) and isinstance(key, Written) and is_word(key)):
            raise Misfit("E019")
        return Includes(known_key(key.value, part.kind), part)

    def _empty(self, tree: Syntax) -> Node:
        return Empty(self._one(tree))

    def _filled(self, tree: Syntax) -> Node:
        return Not(Empty(self._one(tree)))

    def _conditional(self, condition: Syntax, *branches: Syntax) -> Node:
        decided = self._tried(condition, self._condition, condition)
        kind, (then, otherwise) = self._branches(branches)
        return If(kind, _sound([decided])[0], then, otherwise)

    def _branches(self, trees: Sequence[Syntax]) -> tuple[Kind, list[Node]]:
        kind, nodes = self._fitted(trees, "E020")
        return kind, [flowing(node) for node in nodes]

    def _plus(self, *trees: Syntax) -> Node:
        return added("+", *self._all(trees))

    def _minus(self, *trees: Syntax) -> Node:
        return added("-", *self._all(trees))

    def _times(self, *trees: Syntax) -> Node:
        return multiplied(*self._all(trees))

    def _later(self, tree: Syntax, days: str) -> Node:
        return moved(self._one(tree), _whole_days(days))

    def _earlier(self, tree: Syntax, days: str) -> Node:
        return moved(self._one(tree), -_whole_days(days))

    def _call(self, name: str, *trees: Syntax) -> Node:
        if name == "count" and len(trees) == 1:
            return self._counted(name, *trees)
        if name == "first":
            return self._first(trees)
        if name == "count":
            raise Misfit("E007", name="count", wanted=1, given=len(trees))
        if name not in PLAIN_FUNCTIONS:
            raise Misfit("E006", near=nearest(name, FUNCTION_NAMES), name=str(name), known=FUNCTION_NAMES)
        return called(str(name), self._all(trees))

    def _first(self, trees: Sequence[Syntax]) -> Node:
        if len(trees) != 2:
            raise Misfit("E007", name="first", wanted=2, given=len(trees))
        kind, (part, spare) = self._branches(trees)
        return First(kind, part, spare)

    def _counted(self, function: str, rows: Syntax, *where: Syntax) -> Node:
        if function != "count":
            raise Misfit("E006", near="count", name=str(function), known=FUNCTION_NAMES)
        name = self._rows(rows)
        children = Checker(self.text, self.names.rows[name], self.found)
        return Count(name, *children._conditions(where))

    def _rows(self, tree: Syntax) -> str:
        name = self.text[tree.meta.start_pos : tree.meta.end_pos]
        if name not in self.names.rows:
            known = tuple(self.names.rows)
            raise Misfit("E004", column=position(tree), near=nearest(name, known), name=name, known=listed(known))
        self.uses_rows.add(name)
        return name

    def _name(self, name: str) -> Node:
        kind = self.names.fields.get(name)
        if kind is not None:
            self.uses.add(str(name))
            return Field(str(name), kind)
        if name in self.names.rows:
            raise Misfit("E005", name=str(name))
        known = tuple(self.names.fields)
        raise Misfit("E003", near=nearest(name, known), name=str(name), known=listed(known))

    def _today(self, word: str) -> Node:
        return Today()

    def _answer(self, word: str) -> Node:
        return Answer(word == "yes")

    def _number(self, digits: str) -> Node:
        return _number(digits)

    def _negative(self, digits: str) -> Node:
        return _number(digits, sign=-1)

    def _text(self, quoted: str) -> Node:
        text = quoted[1:-1].replace("''", "'")
        if not text:
            raise Misfit("E021")
        return Written(Text(), text)

    def _date(self, digits: str) -> Node:
        try:
            return Written(Date(), date.fromisoformat(digits))
        except ValueError:
            raise Misfit("E022", date=str(digits)) from None


def _number(digits: str, sign: int = 1) -> Node:
    units, _, places = digits.partition(".")
    places = places.rstrip("0")
    scaled = int(units + places)
    return Written(exact(Number(len(places), scaled)), sign * scaled)


def _whole_days(digits: str) -> int:
    if not digits.isdecimal() or int(digits) > MOST_DAYS:
        raise Misfit("E017", most=MOST_DAYS)
    return int(digits)
