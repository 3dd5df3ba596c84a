"""One error value for YAML files, spreadsheet cells, forms and API bodies.

A :class:`Problem` says where (``mark``, ``field``), what (``code`` with its values) and what to do:
the sentence comes from the catalogue in both languages. Code and tests speak in codes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from app.problems.catalogue import CATALOGUE, Detail
from app.words import Language

__all__ = ["CATALOGUE", "BadValue", "Detail", "Mark", "Problem", "Problems", "as_text", "nearest", "problem"]


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """Where something was written. ``line`` counts from 1; ``column`` is a heading or a position."""

    file: str
    line: int
    column: str | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: its catalogue ``code``, the ``values`` of its sentence, its place.

    ``near`` is a likely intended word ("Did you mean …?"); ``field`` names the field of a form or row.
    """

    code: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    mark: Mark | None = None
    field: str | None = None
    near: str | None = None

    @property
    def is_warning(self) -> bool:
        """True where the value was accepted and the reader should only look at it."""
        return CATALOGUE[self.code].warning

    def message(self, language: Language) -> str:
        """The sentence: fault and remedy, without the place. Never raises for a missing value."""
        sentence = CATALOGUE[self.code].words.to(language).format_map(_Known(self.values, language))
        return sentence + self._suggestion(language)

    def _suggestion(self, language: Language) -> str:
        if self.near is None:
            return ""
        return f"您是否想写“{self.near}”？" if language == "zh" else f" Did you mean '{self.near}'?"

    def as_line(self, language: Language = "en") -> str:
        """``file:line: CODE sentence``, clickable in editors and terminals."""
        place = f"{self.mark}: " if self.mark else ""
        return f"{place}{self.code} {self.message(language)}"

    def as_json(self, language: Language) -> dict[str, Any]:
        """The shape of the REST API and of ``--json`` commands."""
        place = {"line": self.mark.line} if self.mark else {}
        return {**place, "field": self.field, "code": self.code, "message": self.message(language)}


class _Known(dict[str, Any]):
    """The values of a sentence; an unknown one reads "?" so that reporting never fails."""

    def __init__(self, values: Mapping[str, Any], language: Language) -> None:
        super().__init__({key: _spoken(value, language) for key, value in values.items()})

    def __missing__(self, key: str) -> str:
        return "?"


def _spoken(value: Any, language: Language) -> str:
    if hasattr(value, "to"):
        return str(value.to(language))
    if isinstance(value, (list, tuple, set, frozenset)):
        return ("、" if language == "zh" else ", ").join(_spoken(item, language) for item in value)
    return str(value)


class Problems(Exception):
    """Several problems of one run, raised together. ``found`` is sorted by place."""

    def __init__(self, found: Iterable[Problem]) -> None:
        self.found = tuple(sorted(found, key=_place))
        super().__init__("\n".join(p.as_line() for p in self.found))


class BadValue(ValueError):
    """A value that its field cannot take. Carries the catalogue code and the values of its sentence."""

    def __init__(self, code: str, **values: Any) -> None:
        self.code = code
        self.values = values
        super().__init__(code)

    def at(self, field: str, mark: Mark | None = None) -> Problem:
        """The same fault with its place; a value ``near`` becomes the suggestion."""
        values = {key: value for key, value in self.values.items() if key != "near"}
        return Problem(self.code, MappingProxyType(values), mark, field, self.values.get("near"))


def problem(code: str, mark: Mark | None = None, *, field: str | None = None, near: str | None = None,
            **values: Any) -> Problem:
    """A :class:`Problem` with the values of its sentence given by name."""
    return Problem(code, MappingProxyType(values), mark, field, near)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` is probably a slip of, or None."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def as_text(found: Iterable[Problem], language: Language = "en") -> str:
    """One line each, sorted by file and line."""
    return "\n".join(p.as_line(language) for p in sorted(found, key=_place))


def _place(found: Problem) -> tuple[Any, ...]:
    mark = found.mark or Mark("", 0)
    return (mark.file, mark.line, found.field or "", found.code)
