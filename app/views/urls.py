"""Addresses of pages. Registers live at ``/<register>/…``; everything else is asked of Flask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Request

#: Arguments that say at which page of a list one is.
_MOVING = frozenset({"page", "after", "before"})


def with_arguments(path: str, arguments: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> str:
    """``path`` with a query string; several values of one name are repeated."""
    query = urlencode(list(arguments.items()) if isinstance(arguments, Mapping) else list(arguments), doseq=True)
    return f"{path}?{query}" if query else path


def list_url(register: str, arguments: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> str:
    """The list of a register."""
    return with_arguments(f"/{register}/list/", arguments)


def arguments_of(request: Request, beside: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """All arguments of an address with their values, but for those named in ``beside``."""
    return {name: values for name, values in request.args.to_dict(flat=False).items() if name not in beside}


def list_arguments(arguments: Mapping[str, Any]) -> str:
    """What a list asks as one text, without the page one is at: what a saved view keeps."""
    return urlencode([(name, values) for name, values in arguments.items() if name not in _MOVING and values], doseq=True)


def show_url(register: str, record: int, tab: str = "") -> str:
    """The page of a record."""
    return f"/{register}/show/{record}" + (f"?tab={tab}" if tab else "")


def add_url(register: str, arguments: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> str:
    """The form for a new record."""
    return with_arguments(f"/{register}/add", arguments)


def quick_url(register: str) -> str:
    """The short form for a new record."""
    return f"/{register}/quick"


def edit_url(register: str, record: int) -> str:
    """The form of a record."""
    return f"/{register}/edit/{record}"


def act_url(register: str, act: str, record: int) -> str:
    """The small form of an act on a record."""
    return f"/{register}/{act}/{record}"


def case_url(register: str, act: str, record: int) -> str:
    """The small form of an act on a case."""
    return f"/{register}/case/{act}/{record}"


def import_url(register: str, run: int | None = None, step: str = "") -> str:
    """The import of a register: the upload, a run's preview, or a step of it (apply, result, refused)."""
    if run is None:
        return f"/{register}/import/"
    return f"/{register}/import/{run}" + (f"/{step}" if step else "")


def options_url(register: str, field: str) -> str:
    """What a reference field of a register may name, 20 at a time."""
    return f"/{register}/options/{field}"


def points_url(register: str) -> str:
    """What is known on the map, for a map point of a register."""
    return f"/{register}/points"
