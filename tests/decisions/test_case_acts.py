"""The one table of acts: what is possible where, and that no row of acts leads out of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from app.decisions.case_acts import ACTS, LIVE, Need, Stage, Standing, after_act, possible, stage_reached
from app.decisions.scales import Colour, Level, Status
from app.decisions.step_kinds import STEP_WORDS, StepKind

OPEN_ACTS = ["triage", "assign", "transfer", "assist", "hand_up", "supervise", "progress", "pause", "raise", "resolve", "end",
             "review", "void"]


def keys(case: Standing) -> list[str]:
    return [act.key for act in possible(case)]


@pytest.mark.parametrize(("case", "expected"), [
    (Standing(), OPEN_ACTS),
    (Standing(status=Status.RESOLVED), ["follow_up", "close", "reopen", "review", "void"]),
    (Standing(status=Status.CLOSED), ["follow_up", "reopen", "review", "void"]),
    (Standing(status=Status.ENDED), ["reopen", "review", "void"]),
    (Standing(status=Status.VOID), []),
])
def test_what_is_possible_in_each_state(case: Standing, expected: list[str]) -> None:
    assert keys(case) == expected


@pytest.mark.parametrize(("change", "gone", "new"), [
    ({"paused": True}, {"hand_up", "pause"}, {"resume"}),
    ({"offered": True}, {"assign", "transfer", "hand_up"}, {"accept", "return", "withdraw"}),
    ({"lowering": True, "colour": Colour.ORANGE}, set(), {"confirm_lowering"}),
    ({"colour": Colour.YELLOW}, set(), {"lower"}),
    ({"colour": Colour.RED}, {"raise"}, {"lower"}),
    ({"level": Level.COUNTY}, {"hand_up"}, set()),
    ({"untold": True}, set(), {"tell_county"}),
    ({"plan": False}, {"resolve"}, set()),
    ({"plan": False, "stage": Stage.TRIAGE}, {"resolve"}, set()),
    ({"plan": False, "stage": Stage.HANDLING}, set(), set()),
])
def test_what_is_waiting_opens_and_shuts_acts(change: dict[str, Any], gone: set[str], new: set[str]) -> None:
    assert set(keys(replace(Standing(), **change))) == (set(OPEN_ACTS) - gone) | new


def test_what_an_act_lacks_is_said_in_words() -> None:
    missing = ACTS["hand_up"].missing(Standing(level=Level.COUNTY, paused=True, offered=True))
    assert missing == (Need.LEVEL_ABOVE, Need.RUNNING, Need.NOT_OFFERED)
    assert [need.words.zh for need in missing] == ["已在县级", "已暂停计时，请先恢复", "转办等待接收"]
    assert all(need.words.zh and need.words.en for need in Need)


def test_an_impossible_act_is_refused() -> None:
    with pytest.raises(ValueError, match="close is not possible"):
        after_act(Standing(), ACTS["close"])


def test_each_act_writes_a_line_that_has_words() -> None:
    assert {act.writes for act in ACTS.values() if act.writes} <= set(STEP_WORDS)
    assert [act.key for act in ACTS.values() if act.writes is None] == ["lower"]  # the answer writes it
    assert set(STEP_WORDS) == set(StepKind)


def test_what_takes_something_away_needs_a_reason_and_a_lowering_a_second_person() -> None:
    assert {act.key for act in ACTS.values() if act.reason} == {
        "transfer", "return", "hand_up", "supervise", "pause", "raise", "lower", "confirm_lowering", "end", "reopen", "void"}
    assert {act.key: act.second for act in ACTS.values() if act.second} == {"confirm_lowering": "lower"}


def test_grants_that_cover_two_acts() -> None:
    shared: dict[str, list[str]] = {}
    for act in ACTS.values():
        shared.setdefault(act.grant, []).append(act.key)
    assert {grant: acts for grant, acts in shared.items() if acts != [grant]} == {
        "transfer": ["transfer", "withdraw"], "answer_transfer": ["accept", "return"], "pause": ["pause", "resume"],
        "assign": ["assign", "assist"], "progress": ["tell_county", "progress"], "resolve": ["resolve", "end"],
        "close": ["close", "reopen"]}


@pytest.mark.parametrize(("stage", "plan", "expected"), [
    (Stage.REGISTERED, True, Stage.HANDLING), (Stage.REGISTERED, False, Stage.TRIAGE), (Stage.TRIAGE, True, Stage.HANDLING),
    (Stage.TRIAGE, False, Stage.TRIAGE), (Stage.HANDLING, False, Stage.HANDLING), (Stage.HANDLING, True, Stage.HANDLING)])
def test_no_case_leaves_triage_without_its_plan(stage: Stage, plan: bool, expected: Stage) -> None:
    assert stage_reached(Standing(stage=stage, plan=plan)) is expected


# -- any row of acts -------------------------------------------------------------------------------


class Course(RuleBasedStateMachine):
    """Tries any act at any time: it is refused and changes nothing, or leads to a state of the table."""

    def __init__(self) -> None:
        super().__init__()
        self.case = Standing()
        self.holder, self.receiver = "village", "justice"
        self.log: list[tuple[str, dict[str, Any]]] = []

    @rule(key=st.sampled_from(sorted(ACTS)), up=st.integers(1, 3), plan=st.booleans())
    def try_an_act(self, key: str, up: int, plan: bool) -> None:
        act, before = ACTS[key], self.case
        given = self._given(key, up, plan)
        if not act.is_possible(before):
            with pytest.raises(ValueError, match="not possible"):
                after_act(before, act, **given)
            return
        self.case = after_act(before, act, **given)
        self.log.append((key, given))
        if key == "accept":
            self.holder, self.receiver = self.receiver, self.holder

    def _given(self, key: str, up: int, plan: bool) -> dict[str, Any]:
        """What an act leaves to the rules: the stage of a triage, the colours and levels of the others."""
        case = self.case
        return {
            "triage": {"plan": plan, "stage": stage_reached(replace(case, plan=plan))},
            "hand_up": {"level": case.level.moved(1)},
            "raise": {"colour": case.colour.moved(up)},
            "confirm_lowering": {"colour": case.colour.moved(-up)},
            "reopen": {"stage": Stage.REGISTERED},
        }.get(key, {})

    @precondition(lambda self: self.case.status is Status.OPEN and not self.case.paused)
    @rule()
    def a_due_day_is_missed(self) -> None:
        given = {"colour": self.case.colour.moved(1), "level": self.case.level.moved(1)}
        self.case = replace(self.case, **given)
        self.log.append(("overdue", given))

    @invariant()
    def only_an_open_case_waits_for_anything(self) -> None:
        if self.case.status is not Status.OPEN:
            assert {self.case.paused, self.case.offered, self.case.lowering} == {False}

    @invariant()
    def every_live_case_has_a_way_on_and_a_void_one_has_none(self) -> None:
        assert bool(possible(self.case)) is (self.case.status in LIVE)
        assert "void" in keys(self.case) or self.case.status is Status.VOID

    @invariant()
    def exactly_one_holds_it(self) -> None:
        assert {self.holder, self.receiver} == {"village", "justice"}

    @invariant()
    def history_replays_to_the_present(self) -> None:
        case = Standing()
        for key, given in self.log:
            case = replace(case, **given) if key == "overdue" else after_act(case, ACTS[key], **given)
        assert case == self.case


Course.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestCourse = Course.TestCase
