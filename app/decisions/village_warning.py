"""The three colours of a village and month (三色预警, S3 9; the thresholds are ours ◇, rules.md §1).

Facts are counts of the village and the month, days of Asia/Shanghai:

| fact | counts |
|---|---|
| ``red_cases_overdue`` | cases that missed a due day in the month while they were red already |
| ``cases_overdue`` | cases that missed a due day in the month, of any colour |
| ``returns_missing`` | returns whose due day lies in the month and that are 缺报 at the moment asked |
| ``hotspots_late`` | hot spots (治安重点区域、突出问题) past their date and not put right, at the end of the month or now |

A missed due day is an event: the step that follows it gives the case a fresh due day, so "is overdue now" would forget it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.decisions.colour_lines import spoken
from app.decisions.course_policy import check_rising
from app.decisions.declared import Declared, twice
from app.decisions.policies import Figure, Policy, Source
from app.decisions.policy_parts import HEADING, Sources, at_least_one, read_figure, read_heading, read_source, read_sources
from app.decisions.scales import Colour, Scale
from app.decisions.steps import Step
from app.words import Language, Words


class WarningColour(Scale):
    """绿 < 黄 < 红 of a village: neither a risk colour nor one of the weather."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


@dataclass(frozen=True)
class WarningTerms:
    """What a colour is called, and whether a record must say how things were put right (整改)."""

    words: Words
    put_right: Figure[bool] | None = None


@dataclass(frozen=True)
class WarningLine:
    """A count gives the gravest colour whose lower limit it reaches."""

    key: str
    words: Words
    reason: Words
    at_least: Mapping[WarningColour, int]
    source: Source

    def colour(self, count: int) -> WarningColour:
        """The colour that the count gives."""
        return max((colour for colour, low in self.at_least.items() if count >= low), default=WarningColour.GREEN)


@dataclass(frozen=True, kw_only=True)
class WarningPolicy(Policy):
    """One version of schema/policies/warnings.yaml."""

    terms: Mapping[WarningColour, WarningTerms]
    lines: tuple[WarningLine, ...]
    put_right_days: Figure[int]  #: working days from the grading until things must be put right


@dataclass(frozen=True)
class WarningReason:
    """Why: the line, the colour that it gave, and the sentence."""

    line: str
    colour: WarningColour
    words: Words


@dataclass(frozen=True)
class VillageWarning:
    """The colour of a village and month with all its reasons, the gravest first; ``put_right``: a record is owed."""

    colour: WarningColour
    reasons: tuple[WarningReason, ...]
    put_right: bool

    def to(self, language: Language) -> str:
        """The reasons in one line."""
        return "; ".join(reason.words.to(language) for reason in self.reasons)


def warn(facts: Mapping[str, int], policy: WarningPolicy) -> VillageWarning:
    """The gravest colour that any line gives; green without reasons. A fact that is not given is 0."""
    verdicts = [(line.colour(count), line, count) for line in policy.lines if (count := facts.get(line.key, 0))]
    speaking = [each for each in verdicts if each[0] is not WarningColour.GREEN]
    reasons = [WarningReason(line.key, colour, spoken(line.reason, Words(str(count), str(count))))
               for colour, line, count in sorted(speaking, key=lambda each: -each[0].rank)]
    colour = reasons[0].colour if reasons else WarningColour.GREEN
    owed = policy.terms[colour].put_right
    return VillageWarning(colour, tuple(reasons), owed is not None and owed.value)


def overdue_facts(missed: Iterable[tuple[int, Step]]) -> dict[str, int]:
    """``cases_overdue`` and ``red_cases_overdue`` from (case, step) of the due days missed in the month.

    A case counts once. An orange case that misses its day turns red by it, but it was no red case that was overdue.
    """
    every = list(missed)
    red = {case for case, step in every if step.from_colour is Colour.RED}
    return {"cases_overdue": len({case for case, _ in every}), "red_cases_overdue": len(red)}


# -- reading -------------------------------------------------------------------------------------

_COLOURS: Mapping[str, WarningColour] = MappingProxyType({colour.value: colour for colour in WarningColour})


def read_warnings(file: Declared) -> WarningPolicy:
    """The policy; faults go to ``file.found``."""
    file.only(*HEADING, "scale", "put_right_days", "lines")
    sources, scale, lines = read_sources(file.at("sources")), file.at("scale"), file.at("lines")
    scale.only(*_COLOURS)
    terms = {colour: _terms(scale.at(key), sources) for key, colour in _COLOURS.items()}
    read = tuple(_line(place, sources) for place in lines.items())
    for key in twice(line.key for line in read):
        lines.report("D409", key=key)
    return WarningPolicy(**read_heading(file), terms=MappingProxyType(terms), lines=read,
                         put_right_days=read_figure(file.at("put_right_days"), sources, at_least_one))


def _terms(place: Declared, sources: Sources) -> WarningTerms:
    place.only("words", "put_right")
    owed = place.maybe("put_right")
    return WarningTerms(place.at("words").words(), read_figure(owed, sources, Declared.yes) if owed else None)


def _line(place: Declared, sources: Sources) -> WarningLine:
    place.only("key", "words", "reason", "at_least", "source")
    limits, sound = place.at("at_least"), len(place.found)
    limits.only("yellow", "red")
    at_least = {_COLOURS[key]: at_least_one(limits.at(key)) for key in ("yellow", "red") if limits.has(key)}
    check_rising(limits, list(at_least.values()), sound)
    return WarningLine(place.at("key").text(), place.at("words").words(), place.at("reason").template(),
                       MappingProxyType(at_least), read_source(place, sources))
