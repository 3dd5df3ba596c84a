"""A place in declared data, with the faults found so far: how policies are read.

Every reading method answers with something usable even after a fault, so that all faults come together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from app.problems import Mark, Problem, nearest, problem
from app.words import Words

Place = tuple[str | int, ...]
MarkOf = Callable[[Place], Mark]
T = TypeVar("T")

MISSED = object()  #: the data of a place whose absence has been reported

A_MAPPING = Words("键值对", "a mapping")
A_LIST = Words("列表", "a list")
A_WHOLE_NUMBER = Words("{low} 或更大的整数", "a whole number, {low} or more")
UP_TO = Words("{low} 到 {high} 的整数", "a whole number from {low} to {high}")
A_NUMBER = Words("数字", "a number")
A_TEXT = Words("文字", "a text")
A_DATE = Words("日期，如 2026-01-01", "a date such as 2026-01-01")
TRUE_OR_FALSE = Words("true 或 false", "true or false")
BOTH_LANGUAGES = Words("中英文文字 {zh: …, en: …}", "words in both languages {zh: …, en: …}")


@dataclass(frozen=True)
class Declared:
    """``data`` at ``place`` of one file; ``found`` is shared by all places of the file."""

    data: Any
    mark_of: MarkOf
    place: Place = ()
    found: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The place in words: ``registers.dispute.lines.0``."""
        return ".".join(str(part) for part in self.place) or "file"

    @property
    def mark(self) -> Mark:
        """Where it was written."""
        return self.mark_of(self.place)

    def report(self, code: str, *, near: str | None = None, **values: Any) -> None:
        """Notes a fault at this place."""
        self.found.append(problem(code, self.mark, near=near, where=self.name, **values))

    # -- going down ----------------------------------------------------------------------------

    def has(self, key: str) -> bool:
        """True where ``key`` was written with a value."""
        return isinstance(self.data, Mapping) and self.data.get(key) is not None

    def at(self, key: str) -> Declared:
        """The place below; a missing key is a fault, and what is read there no second one."""
        if self.has(key):
            return self._below(key, self.data[key])
        if isinstance(self.data, Mapping):
            self.report("D401", key=key)
        return self._below(key, MISSED)

    def maybe(self, key: str) -> Declared | None:
        """The place below where it was written."""
        return self.at(key) if self.has(key) else None

    def _below(self, part: str | int, data: Any) -> Declared:
        return replace(self, data=data, place=(*self.place, part))

    def only(self, *keys: str) -> None:
        """Any other key is a fault."""
        for key in self._mapping():
            if key not in keys:
                self._below(key, None).report("D402", key=key, near=nearest(str(key), keys))

    def entries(self) -> Iterator[tuple[str, Declared]]:
        """Each key of a mapping with its place."""
        for key, data in self._mapping().items():
            yield str(key), self._below(key, data)

    def items(self) -> Iterator[Declared]:
        """Each place of a list."""
        for number, data in enumerate(self._of(Sequence, A_LIST, ())):
            yield self._below(number, data)

    def is_mapping(self) -> bool:
        """True for a mapping; anything else is a fault."""
        return self._mapping() is self.data

    def _mapping(self) -> Mapping[Any, Any]:
        written: Mapping[Any, Any] = self._of(Mapping, A_MAPPING, {})
        return written

    # -- values --------------------------------------------------------------------------------

    def text(self) -> str:
        """A text."""
        return str(self._of(str, A_TEXT, ""))

    def yes(self) -> bool:
        """true or false."""
        return bool(self._of(bool, TRUE_OR_FALSE, False))

    def whole(self, low: int = 0, high: int | None = None) -> int:
        """A whole number, ``low`` or more; ``high`` or less where there is one."""
        fits = isinstance(self.data, int) and not isinstance(self.data, bool) and self.data >= low
        if fits and (high is None or self.data <= high):
            return int(self.data)
        said = A_WHOLE_NUMBER if high is None else UP_TO
        return self._refused(Words(said.zh.format(low=low, high=high), said.en.format(low=low, high=high)), low)

    def number(self) -> Decimal:
        """A number, whole or decimal."""
        if isinstance(self.data, (int, float, Decimal)) and not isinstance(self.data, bool):
            number = Decimal(str(self.data))
            if number.is_finite():
                return number
        return self._refused(A_NUMBER, Decimal(0))

    def day(self) -> date:
        """A date, as YAML's own or as text."""
        if isinstance(self.data, date):
            return self.data
        try:
            return date.fromisoformat(self.data)
        except (TypeError, ValueError):
            return self._refused(A_DATE, date.min)

    def words(self) -> Words:
        """The same text in both languages."""
        both = self.data if isinstance(self.data, Mapping) else {}
        unknown = [key for key in both if key not in ("zh", "en")]
        zh, en = both.get("zh"), both.get("en")
        if isinstance(zh, str) and isinstance(en, str) and zh and en and not unknown:
            return Words(zh, en)
        return self._refused(BOTH_LANGUAGES, Words("", ""))

    def template(self) -> Words:
        """Words with the one placeholder ``{value}``."""
        words = self.words()
        if any(text.count("{value}") != 1 or text.count("{") != 1 for text in (words.zh, words.en) if text):
            self.report("D410")
        return words

    def one_of(self, allowed: Mapping[str, T]) -> T | None:
        """What the written word means; None (and a fault) for another word."""
        return self.named(self.data, allowed)

    def named(self, word: Any, allowed: Mapping[str, T]) -> T | None:
        """What ``word``, written at this place, means."""
        meant = allowed.get(word) if isinstance(word, str) else None
        if meant is None and word is not MISSED:
            self.report("D404", given=word, allowed=list(allowed), near=nearest(str(word), allowed))
        return meant

    def _of(self, kind: type[Any], expected: Words, instead: Any) -> Any:
        if isinstance(self.data, kind) and not (kind is Sequence and isinstance(self.data, str)):
            return self.data
        return self._refused(expected, instead)

    def _refused(self, expected: Words, instead: T) -> T:
        if self.data is not MISSED:
            self.report("D403", expected=expected)
        return instead


def twice(keys: Iterable[str]) -> list[str]:
    """The keys that occur more than once."""
    return [key for key, count in Counter(keys).items() if count > 1]
