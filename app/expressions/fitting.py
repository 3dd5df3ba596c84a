"""Which kinds stand beside one another: the type rules of comparisons, choices and branches."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from app.expressions.arithmetic import rescaled
from app.expressions.comparing import ORDERING, Comparison, SameAnswer
from app.expressions.kinds import Key, Keys, Kind, Number, Text, YesNo
from app.expressions.leaves import Written
from app.expressions.logic import If, Not, sure
from app.expressions.node import Misfit, Node
from app.problems import nearest

MOST_LISTED = 20


def is_word(node: Node) -> bool:
    """True for a text written in the rule, also by way of ``if``: it is a key where a choice stands beside it."""
    if isinstance(node, If):
        return is_word(node.then) and is_word(node.otherwise)
    return isinstance(node, Written) and isinstance(node.kind, Text)


def shared_kind(nodes: Sequence[Node], code: str = "E009") -> Kind:
    """The kind that holds all of them. Raises Misfit E024 for choices from different lists, else ``code``."""
    firm = [node.kind for node in nodes if not is_word(node)] or [Text()]
    kind = reduce(lambda one, other: _joined(one, other, code), firm)
    if len(firm) < len(nodes) and not isinstance(kind, (Key, Text)):
        raise Misfit(code, left=kind.words, right=Text().words)
    return kind


def _joined(one: Kind, other: Kind, code: str) -> Kind:
    kind = one.joined(other)
    if kind is not None:
        return kind
    alike = type(one) is type(other) and isinstance(one, Key)
    raise Misfit("E024" if alike else code, left=one.words, right=other.words)


def fitted(node: Node, kind: Kind) -> Node:
    """The node as a value of that shared kind. Raises Misfit for a key the choice does not have."""
    if isinstance(kind, Number):
        return rescaled(node, kind.scale)
    return _as_key(node, kind) if isinstance(kind, Key) and is_word(node) else node


def _as_key(node: Node, kind: Key) -> Node:
    if isinstance(node, If):
        return If(kind, node.condition, _as_key(node.then, kind), _as_key(node.otherwise, kind))
    return Written(kind, kind.inner(known_key(node.value, kind))) if isinstance(node, Written) else node


def known_key(key: str, choice: Key | Keys) -> str:
    """The key itself. Raises Misfit with a likely one where the choice lacks it."""
    if choice.knows(key):
        return key
    keys = choice.keys or ()
    raise Misfit("E011", near=nearest(key, keys), key=key, known=listed(keys))


def listed(names: Sequence[str]) -> tuple[str, ...]:
    """The names for a sentence, cut where nobody would read on."""
    return (*names[:MOST_LISTED], "…") if len(names) > MOST_LISTED else tuple(names) or ("—",)


def compared(sign: str, left: Node, right: Node, kind: Kind) -> Node:
    """The comparison of two fitted nodes of that kind. Raises Misfit where the kind has no order."""
    if sign in ORDERING and not kind.ordered:
        raise Misfit("E010", operator=sign, kind=kind.words)
    if isinstance(kind, YesNo):
        same = SameAnswer(sure(left), sure(right))
        return same if sign == "=" else Not(same)
    return Comparison(sign, left, right)


def kept(node: Node, wanted: Kind) -> Node:
    """The node as a value for a field of that kind. Raises Misfit where the field could not keep it exactly."""
    if isinstance(wanted, Key) and is_word(node):
        return _as_key(node, wanted)
    if wanted.keeps(node.kind):
        return fitted(node, wanted)
    if isinstance(wanted, Number) and isinstance(node.kind, Number):
        raise Misfit("E015", scale=node.kind.scale, most=wanted.scale)
    raise Misfit("E024" if isinstance(wanted, Key) and isinstance(node.kind, Key) else "E025",
                 wanted=wanted.words, given=node.kind.words)


def flowing(node: Node) -> Node:
    """The node itself. Raises Misfit where its kind can only be asked, not handed on."""
    if not node.kind.flows:
        raise Misfit("E023", given=node.kind.words)
    return node
