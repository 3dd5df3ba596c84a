"""The circumstances under which a raw value is read, and the cleaning that every text gets."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal, Protocol

from app.problems import BadValue

Door = Literal["form", "api", "file"]


class Terms(Protocol):
    """A vocabulary as a reader needs it."""

    def key_of(self, text: str) -> str | None:
        """The key of a term given by key or by label in either language."""

    def keys(self) -> tuple[str, ...]:
        """The keys that may be chosen now."""


def _no_unit(_unit: int) -> str | None:
    return None


@dataclass(slots=True)
class Reading:
    """Where raw values come from, and the warnings they gave.

    ``terms`` holds the vocabularies by name. ``epoch_1904`` tells how a spreadsheet counts its dates.
    ``today`` lets a field refuse days that have not come; without it none is refused.
    ``level_of`` gives the level of a unit that the reader may know of, None for any other.
    """

    door: Door = "form"
    terms: Mapping[str, Terms] = field(default_factory=dict)
    epoch_1904: bool = False
    today: date | None = None
    warnings: list[BadValue] = field(default_factory=list)
    level_of: Callable[[int], str | None] = _no_unit

    def warn(self, code: str, **values: Any) -> None:
        """Note that a value was taken with a repair."""
        self.warnings.append(BadValue(code, **values))


class Unchanged:
    """What a masked cell means that comes back in an export: the value stays as it is (rules.md §6)."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNCHANGED"

    def __reduce__(self) -> str:
        return "UNCHANGED"


UNCHANGED: Final = Unchanged()

#: What rosters write where a person has no such thing (rules.md §6: empty or 无).
NOTHING: Final = frozenset({"无", "无。", "暂无", "没有", "/", "\\", "-", "--", "—", "——", "－", "／"})

# Cc without tab and line break; bidirectional overrides, which make a text read other than it is; lone
# surrogates, which no file can hold; the two non-characters that XML, and so XLSX, cannot hold.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LINE_BREAK = re.compile("\r\n?|\u2028|\u2029|\x85")


def clean_text(raw: Any, *, lines: bool = False) -> str | None:
    """``raw`` as text without surrounding blanks, NFC, ``\\n`` as the only line break; None when empty.

    Raises BadValue: V011 not a text, V012 forbidden character, V013 a line break where ``lines`` is False.
    """
    if raw is None:
        return None
    text = raw if isinstance(raw, str) else _number_text(raw)
    text = _LINE_BREAK.sub("\n", text).strip(" \t\n\u3000\u00a0\ufeff\u200b")
    if not text:
        return None
    if text.isascii() and text.isprintable():
        return text
    return _checked(text, lines)


def _checked(text: str, lines: bool) -> str:
    found = _FORBIDDEN.search(text)
    if found:
        raise BadValue("V012", character=f"U+{ord(found[0]):04X}", position=found.start() + 1)
    if not lines:
        if "\n" in text:
            raise BadValue("V013")
        text = text.replace("\t", " ")
    return unicodedata.normalize("NFC", text)


def _number_text(raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, (int, float)):
        raise BadValue("V011", given=type(raw).__name__)
    try:
        return str(int(raw)) if raw == int(raw) else str(raw)
    except (ValueError, OverflowError) as bad:  # not a number, infinity, more digits than Python writes
        raise BadValue("V011", given=type(raw).__name__) from bad


def quoted(raw: Any) -> str:
    """What a message may repeat of a raw value: at most 40 characters, all of them visible."""
    try:
        text = type(raw).__name__ if isinstance(raw, (list, tuple, dict, bytes)) else str(raw)[:40]
    except ValueError:  # a whole number with more digits than Python writes
        text = type(raw).__name__
    return "".join(" " if letter.isspace() else letter if letter.isprintable() else "\ufffd" for letter in text)


def whole_number(text: str, digits: int = 9) -> int | None:
    """The number that a text of an address or a form names in at most so many ASCII digits; None for any other text.

    Without a bound Python refuses to convert more than 4,300 digits, and a database to take more than its columns hold.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def narrow(text: str) -> str:
    """Full-width letters, digits and signs as their narrow forms (NFKC), for numbers and codes."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()
