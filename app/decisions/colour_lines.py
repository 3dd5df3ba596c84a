"""What a colour line can be, and what shifts the colour after the lines (schema/policies/colours.yaml)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.decisions.policies import Source
from app.decisions.scales import Colour
from app.words import Language, Words

Facts = Mapping[str, Any]  #: fact name → value; a missing or None value is an empty one


def spoken(template: Words, value: Words) -> Words:
    """``template`` with its ``{value}`` filled in."""
    return Words(template.zh.replace("{value}", value.zh), template.en.replace("{value}", value.en))


def _number(value: int | Decimal | float) -> Words:
    plain = f"{Decimal(str(value)).normalize():f}"
    return Words(plain, plain)


@dataclass(frozen=True)
class Reason:
    """Why a case has its colour: ``line`` gave it; "橙: 涉及 12 人", or "超期 1 次" for a step."""

    line: str
    words: Words
    colour: Colour | None = None
    colour_words: Words | None = None

    def to(self, language: Language) -> str:
        """The reason in ``language``, a base colour with its name before it."""
        prefix = f"{self.colour_words.to(language)}: " if self.colour_words else ""
        return prefix + self.words.to(language)


@dataclass(frozen=True, kw_only=True)
class Line(ABC):
    """One declared line. It is silent where ``unless`` names a fact that is true, or its own fact is empty."""

    key: str
    fact: str
    words: Words
    reason: Words
    source: Source
    required: bool = False
    unless: str | None = None

    def is_silenced(self, facts: Facts) -> bool:
        """True where another fact takes this line's place."""
        return self.unless is not None and bool(facts.get(self.unless))

    def is_missing(self, facts: Facts) -> bool:
        """True where the line must be answered and gives nothing."""
        return self.required and not self.is_silenced(facts) and self.colour(facts) is None

    def colour(self, facts: Facts) -> Colour | None:
        """The colour the line gives, if any."""
        value = facts.get(self.fact)
        return None if value is None or self.is_silenced(facts) else self._given(value)

    def verdict(self, facts: Facts, names: Mapping[Colour, Words]) -> Reason | None:
        """The colour with its reason."""
        colour = self.colour(facts)
        if colour is None:
            return None
        return Reason(self.key, spoken(self.reason, self._said(facts[self.fact])), colour, names[colour])

    @abstractmethod
    def _given(self, value: Any) -> Colour | None: ...

    @abstractmethod
    def _said(self, value: Any) -> Words: ...


@dataclass(frozen=True, kw_only=True)
class ChoiceLine(Line):
    """A term of a vocabulary gives a colour; a term it does not list gives none."""

    choices: Mapping[str, Colour]
    terms: Mapping[str, Words]

    def _given(self, value: Any) -> Colour | None:
        return self.choices.get(value)

    def _said(self, value: Any) -> Words:
        return self.terms[value]


@dataclass(frozen=True, kw_only=True)
class LimitLine(Line):
    """A number gives the highest colour whose lower limit it reaches."""

    at_least: Mapping[Colour, Decimal]

    def _given(self, value: Any) -> Colour | None:
        return max((colour for colour, limit in self.at_least.items() if value >= limit), default=None)

    def _said(self, value: Any) -> Words:
        return _number(value)


@dataclass(frozen=True, kw_only=True)
class AnyLine(Line):
    """A fact that is true (or a list that is not empty) gives its colour; false gives none."""

    gives: Colour

    def _given(self, value: Any) -> Colour | None:
        return self.gives if value else None

    def _said(self, value: Any) -> Words:
        return Words("", "")


@dataclass(frozen=True, kw_only=True)
class Shift(ABC):
    """Moves the colour some steps, after the lines."""

    fact: str
    source: Source

    @abstractmethod
    def steps(self, facts: Facts) -> int:
        """How many colours up; negative: down."""

    @abstractmethod
    def said(self, steps: int) -> Words:
        """Why."""

    def reason(self, facts: Facts) -> Reason | None:
        """The shift in words; None where it moves nothing."""
        steps = self.steps(facts)
        return Reason(self.fact, self.said(steps)) if steps else None


@dataclass(frozen=True, kw_only=True)
class TrendShift(Shift):
    """A rising trend (发展趋势上升) adds ``adds`` (S4 三(三)1 names the trend; the step is ours ◇)."""

    rising: str
    adds: int
    words: Words

    def steps(self, facts: Facts) -> int:
        """``adds`` where the trend rises."""
        return self.adds if facts.get(self.fact) == self.rising else 0

    def said(self, steps: int) -> Words:
        """The declared words."""
        return self.words


@dataclass(frozen=True, kw_only=True)
class HandShift(Shift):
    """A confirmed raise or lowering by hand, kept as a number of steps so that later facts still count."""

    raised: Words
    lowered: Words

    def steps(self, facts: Facts) -> int:
        """The stored steps."""
        return int(facts.get(self.fact) or 0)

    def said(self, steps: int) -> Words:
        """Raised or lowered by so many."""
        return spoken(self.raised if steps > 0 else self.lowered, _number(abs(steps)))


@dataclass(frozen=True, kw_only=True)
class OverdueShift(Shift):
    """Each overdue step adds one, up to red (rules.md §1 ◇ "Overdue steps")."""

    words: Words

    def steps(self, facts: Facts) -> int:
        """The stored steps."""
        return int(facts.get(self.fact) or 0)

    def said(self, steps: int) -> Words:
        """Overdue so many times."""
        return spoken(self.words, _number(steps))
