"""Where in the organisation a list looks: its tree, and the path to the chosen unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import request

from app.access.query import ListQuery, parse_query
from app.definition import Register
from app.problems import Problems
from app.records.site import Work
from app.views import page as pages
from app.views.errors import BadRequestProblems
from app.views.tree import Tree, answered, counts_of, has_tree
from app.views.urls import arguments_of, list_url, with_arguments

Arguments = Mapping[str, Sequence[str]]

_STARTS_AGAIN = ("under", "page", "after", "before", "open")


def list_place(doing: Work, register: Register, query: ListQuery, arguments: Arguments) -> pages.UnitPlace | None:
    """The path to the chosen unit, and where the tree is; None for a register or a viewer without a tree."""
    if not has_tree(doing, register):
        return None
    tree = _tree(doing, register, query, arguments)
    return pages.UnitPlace(path=tree.place(), tree_url=with_arguments(f"/{register.key}/tree/", _kept(arguments, query)))


def list_tree(doing: Work, register: Register) -> pages.UnitTree:
    """What this request asks for: the tree, or what is below the unit ``open``. Raises BadRequestProblems, OutOfSight."""
    arguments = arguments_of(request, ("open",))
    try:
        query = parse_query(register, arguments, doing.reading())
    except Problems as bad:
        raise BadRequestProblems(bad.found) from bad
    tree = _tree(doing, register, query, arguments) if has_tree(doing, register) else None
    return answered(tree, request.args.get("open", ""))


def _tree(doing: Work, register: Register, query: ListQuery, arguments: Arguments) -> Tree:
    kept = {name: values for name, values in arguments.items() if name not in _STARTS_AGAIN}

    def link(unit: int | None) -> str:
        return list_url(register.key, kept if unit is None else {**kept, "under": unit})

    def more(unit: int) -> str:
        return with_arguments(f"/{register.key}/tree/", {**_kept(arguments, query), "open": unit})

    return Tree(doing, link, more, query.under[1] if query.under else None, counts_of(doing, register))


def _kept(arguments: Arguments, query: ListQuery) -> dict[str, Sequence[str]]:
    kept = {name: values for name, values in arguments.items() if name not in _STARTS_AGAIN}
    return {**kept, "under": [str(query.under[1])]} if query.under else kept
