"""Four-colour grading (四色分级): declared lines over the facts of a case.

S4 三(三)1 asks for risk level, trend and "四色分级" without criteria: lines, limits and steps are declared in
schema/policies/colours.yaml (rules.md §1 ◇ our default). Base colour = the highest that any line gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.decisions.colour_lines import Facts, HandShift, Line, Reason, Shift
from app.decisions.policies import Figure, Policy
from app.decisions.scales import Colour, Leader, Level
from app.words import Language, Words


@dataclass(frozen=True)
class Grading:
    """The verdict: ``base`` by the lines, ``colour`` with trend, hand and steps; None = not graded yet.

    ``missing`` names the lines that must be answered and are not; screens show them beside the colour.
    """

    base: Colour | None
    colour: Colour | None
    reasons: tuple[Reason, ...]
    missing: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """True where every required fact is known."""
        return not self.missing

    def to(self, language: Language) -> str:
        """All reasons in one line: "橙: 涉及 12 人; 超期 1 次"."""
        return "; ".join(reason.to(language) for reason in self.reasons)


@dataclass(frozen=True, kw_only=True)
class ColourTerms:
    """What a colour means for a register: its word, who handles it, in how many working days.

    ``days`` None: the colour has no deadline of its own. ``verify_days``: in how many working days what was put right is
    verified. ``progress_days`` and the hours are calendar time; a day on which
    progress is owed moves from a rest day to the next working day unless ``progress_on_rest_days``.
    """

    word: Words
    handler: Figure[Level]
    handler_words: Words
    without_grid: Figure[Level] | None = None
    days: Figure[int] | None = None
    verify_days: Figure[int] | None = None
    progress_days: Figure[int] | None = None
    progress_on_rest_days: Figure[bool] | None = None
    leader: Figure[Leader] | None = None
    county_told_hours: Figure[int] | None = None
    plan_hours: Figure[int] | None = None
    plan_required: Figure[bool] | None = None


@dataclass(frozen=True, kw_only=True)
class ColourRules:
    """The grading of one register. ``shifts`` apply in order: trend, hand, overdue steps."""

    register: str
    words: Words
    names: Mapping[Colour, Words]
    terms: Mapping[Colour, ColourTerms]
    lines: tuple[Line, ...]
    shifts: tuple[Shift, ...]
    red_overdue: Figure[Level]

    def label(self, colour: Colour) -> Words:
        """A colour is never shown without its word: 红·重大 (rules.md §1)."""
        name, word = self.names[colour], self.terms[colour].word
        return Words(f"{name.zh}·{word.zh}", f"{name.en} · {word.en}")


@dataclass(frozen=True, kw_only=True)
class ColourPolicy(Policy):
    """One version of schema/policies/colours.yaml."""

    registers: Mapping[str, ColourRules]


def grade(facts: Facts, rules: ColourRules) -> Grading:
    """Base colour by the lines, then the shifts, never past blue or red. No line speaks: not graded."""
    missing = tuple(line.key for line in rules.lines if line.is_missing(facts))
    verdicts = [given for line in rules.lines if (given := line.verdict(facts, rules.names))]
    base = max((given.colour for given in verdicts if given.colour), default=None)
    if base is None:
        return Grading(None, None, (), missing)
    decisive = [given for given in verdicts if given.colour is base]
    moves = [reason for shift in rules.shifts if (reason := shift.reason(facts))]
    return Grading(base, _shifted(base, facts, rules), (*decisive, *moves), missing)


def _shifted(colour: Colour, facts: Facts, rules: ColourRules) -> Colour:
    for shift in rules.shifts:
        colour = colour.moved(shift.steps(facts))
    return colour


def steps_by_hand(facts: Facts, rules: ColourRules, wanted: Colour) -> int:
    """What to store as the steps by hand so that :func:`grade` gives ``wanted``.

    For a lowering pass the facts with the added steps already 0. Raises ValueError where no line has graded
    the case, or the steps added by overdue days alone lie above ``wanted``.
    """
    hand = next(shift.fact for shift in rules.shifts if isinstance(shift, HandShift))
    for steps in sorted(range(-len(Colour), len(Colour) + 1), key=abs):
        if grade({**facts, hand: steps}, rules).colour is wanted:
            return steps
    raise ValueError(f"cannot be graded {wanted.value} by hand")
