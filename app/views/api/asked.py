"""What an API call says: its query, its body, its version."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import prison
from flask import request
from werkzeug.exceptions import UnsupportedMediaType

from app.access.query import SIZES, ListQuery, parse_query
from app.definition import Register
from app.fieldtypes.reading import whole_number
from app.problems import Problems, problem
from app.records.site import Work
from app.views.arguments import sent_json
from app.views.errors import BadRequestProblems

_QUERY_KEYS = frozenset({"filters", "search", "order_column", "order_direction", "page", "page_size", "after", "count",
                         "recycled"})
_API_SIZES = (*SIZES, 1000)


def asked_query() -> dict[str, Any]:
    """The argument ``q`` as FAB takes it: Rison, or JSON. Raises Problems A030, A035."""
    unknown = [name for name in request.args if name not in ("q",)]
    if unknown:
        raise BadRequestProblems([problem("A030", name=name[:60]) for name in unknown])
    text = request.args.get("q", "")
    if not text:
        return {}
    try:
        asked = prison.loads(text) if text.startswith(("(", "!")) else json.loads(text)
    except (ValueError, IndexError, prison.decoder.ParserException, RecursionError) as bad:
        raise BadRequestProblems([problem("A035", what="q")]) from bad
    if not isinstance(asked, dict):
        raise BadRequestProblems([problem("A035", what="q")])
    if set(asked) - _QUERY_KEYS:
        raise BadRequestProblems([problem("A030", name=str(name)[:60]) for name in sorted(set(asked) - _QUERY_KEYS, key=str)])
    return asked


def list_query(register: Register, asked: Mapping[str, Any], doing: Work) -> ListQuery:
    """FAB's words for a list turned into ours, and read by the same parser as the screens'."""
    try:
        query = parse_query(register, query_arguments(asked), doing.reading())
    except Problems as bad:
        raise BadRequestProblems(bad.found) from bad
    return _sized(query, asked.get("page_size", SIZES[0]))


def query_arguments(asked: Mapping[str, Any]) -> dict[str, list[str]]:
    """The same as the arguments of a list's address."""
    arguments: dict[str, list[str]] = {}
    for each in _filters(asked):
        arguments.setdefault(f"f.{each['col']}.{each['opr']}", []).extend(_texts(each.get("value", "1")))
    order = str(asked.get("order_column", ""))
    if order:
        arguments["sort"] = [("-" if asked.get("order_direction") == "desc" else "") + order]
    if "page" in asked:
        page = asked["page"]
        good = isinstance(page, int) and not isinstance(page, bool)
        arguments["page"] = [str(page + 1) if good else str(page)]
    for ours, theirs in (("q", "search"), ("after", "after")):
        if theirs in asked:
            arguments[ours] = [str(asked[theirs])]
    if asked.get("recycled") is True:
        arguments["recycled"] = ["1"]
    return arguments


def _filters(asked: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = asked.get("filters", [])
    if not isinstance(found, list) or not all(isinstance(each, dict) and {"col", "opr"} <= set(each) <= {"col", "opr", "value"}
                                              for each in found):
        raise BadRequestProblems([problem("A035", what="filters")])
    return found


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [value]
    return ["yes" if item is True else "no" if item is False else str(item) for item in items]


def _sized(query: ListQuery, size: Any) -> ListQuery:
    if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= _API_SIZES[-1]:
        raise BadRequestProblems([problem("A031", name="page_size", given=str(size)[:40])])
    return replace(query, size=size)


def json_object() -> dict[str, Any]:
    if not request.is_json:
        raise UnsupportedMediaType
    raw = sent_json()
    if not isinstance(raw, dict):
        raise BadRequestProblems([problem("A035", what="JSON")])
    return raw


def refuse_unknown(raw: Mapping[str, Any], known: Collection[str]) -> None:
    """Raise Problems (V006) for every name that the body may not hold."""
    unknown = sorted(set(raw).difference(known))
    if unknown:
        raise Problems([problem("V006", field=name, given=name[:60]) for name in unknown])


def version_of(raw: dict[str, Any]) -> int:
    """The version that the caller read: in the body, or as If-Match."""
    given = raw.pop("version", None)
    if given is None and request.if_match:
        given = next(iter(request.if_match.as_set()), None)
    if isinstance(given, str):
        given = whole_number(given)
    if not isinstance(given, int) or isinstance(given, bool):
        raise Problems([problem("A036", field="version")])
    return given


def reason_of(raw: Mapping[str, Any]) -> str:
    reason = raw.get("reason")
    if not isinstance(reason, str) or not reason.strip() or len(reason) > 200:
        raise Problems([problem("A014", field="reason")])
    return reason.strip()
