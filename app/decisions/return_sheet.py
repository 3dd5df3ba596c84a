"""The sheet of a return: its figures from the rows that it carries, frozen when it is handed in (rules.md §2, §3).

The form is the Sichuan return 矛盾纠纷排查情况表: in all, by its 19 types, by bands of people ◇, the major ones; each with the
period's own rows, those that go out as 上期补报, both together, and the year to date. What a figure counts it names by id.
A figure may be corrected by hand: then both values stand there, with the reason.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from app.words import Words

#: Bands of people ◇: the reference form overlaps at 50, 100 and 500; the upper limit is not within.
BANDS: Mapping[str, tuple[int, int | None]] = MappingProxyType({
    "under_50": (0, 50), "from_50": (50, 100), "from_100": (100, 500), "from_500": (500, None)})
BAND_WORDS: Mapping[str, Words] = MappingProxyType({
    "under_50": Words("50 人以下", "under 50 people"), "from_50": Words("50–99 人", "50–99 people"),
    "from_100": Words("100–499 人", "100–499 people"), "from_500": Words("500 人及以上", "500 people and more")})

FOUND, MEDIATED, SUCCEEDED = "found", "mediated", "succeeded"
COUNT_WORDS: Mapping[str, Words] = MappingProxyType({
    FOUND: Words("排查数", "found"), MEDIATED: Words("调处数", "mediated"),
    SUCCEEDED: Words("调处成功数", "mediated successfully")})
IN_ALL, MAJOR, SWEEPS = "all", "major", "sweeps"


@dataclass(frozen=True, slots=True)
class Fact:
    """A case as the sheet counts it, at the moment of drawing. ``own``: of the period itself, else 上期补报.

    ``carried``: it goes out with this sheet; a case of the year that does not only counts in the year to date.
    """

    id: int
    form_type: str
    people: int
    major: bool
    mediated: bool
    succeeded: bool
    own: bool
    carried: bool
    this_year: bool


@dataclass(frozen=True)
class SheetFigure:
    """One figure: ids of the period's own rows and of the supplement, and the count of the year to date.

    ``given`` is what a person says instead of the sum, with ``reason``.
    """

    key: str
    own: tuple[int, ...] = ()
    supplement: tuple[int, ...] = ()
    year: int = 0
    given: int | None = None
    reason: str = ""

    @property
    def computed(self) -> int:
        """What the ledger says: own and supplement."""
        return len(self.own) + len(self.supplement)

    @property
    def value(self) -> int:
        """What is reported."""
        return self.computed if self.given is None else self.given

    @property
    def rows(self) -> tuple[int, ...]:
        """The rows that it counts."""
        return self.own + self.supplement


@dataclass(frozen=True)
class Drawn:
    """A sheet as of a moment. ``flow``: the course of the cases in the period (rules.md §3), each figure with its rows."""

    figures: Mapping[str, SheetFigure]
    flow: Mapping[str, SheetFigure] = field(default_factory=dict)
    narrative: Mapping[str, str] = field(default_factory=dict)

    @property
    def own(self) -> tuple[int, ...]:
        """The period's own rows."""
        return self.figures[_ALL_FOUND].own if _ALL_FOUND in self.figures else ()

    @property
    def supplement(self) -> tuple[int, ...]:
        """The rows of earlier periods that go out with it."""
        return self.figures[_ALL_FOUND].supplement if _ALL_FOUND in self.figures else ()

    @property
    def rows(self) -> tuple[int, ...]:
        """Every row that it carries."""
        return self.own + self.supplement

    @property
    def is_empty(self) -> bool:
        """True where there is nothing to report: it carries nothing and counts nothing."""
        return not self.rows and not any(each.value for each in self.figures.values())

    def figure(self, key: str) -> SheetFigure | None:
        """The figure of that key, also one of the flow."""
        return self.figures.get(key) or self.flow.get(key)


def figure_key(line: str, count: str) -> str:
    """The key of a count in a line: ``all.found``, ``type.civil.mediated``, ``people.under_50.found``."""
    return f"{line}.{count}"


_ALL_FOUND = figure_key(IN_ALL, FOUND)


def lines_of(types: Iterable[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The lines of the form with what is counted in each; ``types``: the form's types of dispute in their order."""
    counts, found = (FOUND, MEDIATED, SUCCEEDED), (FOUND,)
    return ((IN_ALL, counts), *((f"type.{key}", (FOUND, MEDIATED)) for key in types),
            *((f"people.{key}", found) for key in BANDS), (MAJOR, counts))


def count_sheet(facts: Iterable[Fact], types: Iterable[str]) -> dict[str, SheetFigure]:
    """All figures of the form over these cases."""
    every = tuple(facts)
    return {key: _counted(key, every, fits) for key, fits in _conditions(types)}


def _counted(key: str, facts: tuple[Fact, ...], fits: Callable[[Fact], bool]) -> SheetFigure:
    mine = [each for each in facts if fits(each)]
    return SheetFigure(key, own=tuple(each.id for each in mine if each.carried and each.own),
                       supplement=tuple(each.id for each in mine if each.carried and not each.own),
                       year=sum(each.this_year for each in mine))


def _conditions(types: Iterable[str]) -> Iterator[tuple[str, Callable[[Fact], bool]]]:
    for line, counts in lines_of(types):
        for count in counts:
            yield figure_key(line, count), _both(_LINES[line.partition(".")[0]], line.partition(".")[2], _COUNTS[count])


def _both(line: Callable[[Fact, str], bool], key: str, count: Callable[[Fact], bool]) -> Callable[[Fact], bool]:
    return lambda fact: line(fact, key) and count(fact)


_LINES: Mapping[str, Callable[[Fact, str], bool]] = MappingProxyType({
    IN_ALL: lambda fact, key: True, MAJOR: lambda fact, key: fact.major,
    "type": lambda fact, key: fact.form_type == key, "people": lambda fact, key: _in_band(fact.people, key)})
_COUNTS: Mapping[str, Callable[[Fact], bool]] = MappingProxyType({
    FOUND: lambda fact: True, MEDIATED: lambda fact: fact.mediated, SUCCEEDED: lambda fact: fact.succeeded})


def _in_band(people: int, band: str) -> bool:
    low, beyond = BANDS[band]
    return low <= people and (beyond is None or people < beyond)


# -- frozen ----------------------------------------------------------------------------------------


def freeze(drawn: Drawn, heading: Mapping[str, Any]) -> str:
    """The sheet as text that is the same for the same sheet: keys in order, nothing left to chance."""
    body = {"form": 1, "heading": dict(heading), "narrative": dict(drawn.narrative),
            "figures": [_frozen(each) for each in drawn.figures.values()],
            "flow": [_frozen(each) for each in drawn.flow.values()]}
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(text: str) -> bytes:
    """SHA-256 over a frozen sheet."""
    return hashlib.sha256(text.encode()).digest()


def thaw(text: str) -> tuple[Drawn, Mapping[str, Any]]:
    """A frozen sheet and its heading."""
    body = json.loads(text)
    figures, flow = ({each["key"]: _thawed(each) for each in body[name]} for name in ("figures", "flow"))
    return Drawn(figures, flow, body["narrative"]), body["heading"]


def _frozen(figure: SheetFigure) -> dict[str, Any]:
    found: dict[str, Any] = {"key": figure.key, "own": figure.own, "supplement": figure.supplement, "year": figure.year}
    return found if figure.given is None else {**found, "given": figure.given, "reason": figure.reason}


def _thawed(body: Mapping[str, Any]) -> SheetFigure:
    return SheetFigure(body["key"], tuple(body["own"]), tuple(body["supplement"]), body["year"], body.get("given"),
                       body.get("reason", ""))


def changed_figures(frozen: Drawn, live: Drawn) -> tuple[str, ...]:
    """已变动: the keys of the figures that the ledger now gives otherwise, as of the same moment; by rows, not by sums."""
    return tuple(key for key, figure in frozen.figures.items()
                 if key in live.figures and sorted(figure.rows) != sorted(live.figures[key].rows))
