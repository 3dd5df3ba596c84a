"""The table of acts on a hazard: 发现 → 交办 → 整改 → 复查 → 销号, and no way past a step of it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from app.decisions.case_acts import Act, Stage, Standing, after_act, possible
from app.decisions.hazard_acts import HAZARD_ACTS, acts_of
from app.decisions.scales import Colour, Level, Status
from app.decisions.step_kinds import STEP_WORDS

FOUND = Standing(stage=Stage.FOUND, colour=Colour.YELLOW, level=Level.VILLAGE)
ALWAYS = {"transfer", "assist", "hand_up", "supervise", "progress", "raise", "void"}

#: What is possible in each stage beside what always is.
LOOP: dict[Stage, set[str]] = {
    Stage.FOUND: {"assign"}, Stage.ASSIGNED: {"assign", "begin", "rectify"}, Stage.RECTIFYING: {"assign", "rectify"},
    Stage.VERIFYING: {"verify", "reject"},
}


def keys(case: Standing) -> set[str]:
    return {act.key for act in possible(case, HAZARD_ACTS)}


@pytest.mark.parametrize("stage", list(LOOP))
def test_what_is_possible_in_each_stage(stage: Stage) -> None:
    assert keys(replace(FOUND, stage=stage)) == ALWAYS | LOOP[stage]


def test_what_is_possible_when_it_is_over() -> None:
    assert keys(replace(FOUND, status=Status.CLOSED, stage=Stage.STRUCK_OFF)) == {"reopen", "void"}
    assert keys(replace(FOUND, status=Status.VOID)) == set()


@pytest.mark.parametrize("colour", list(Colour))
def test_blue_is_reached_by_no_lowering(colour: Colour) -> None:
    assert ("lower" in keys(replace(FOUND, colour=colour))) == (colour in (Colour.ORANGE, Colour.RED))


def test_the_loop_is_walked_in_its_order_and_no_step_is_left_out() -> None:
    case, stages = FOUND, [Stage.FOUND]
    for name, stage in (("assign", Stage.ASSIGNED), ("begin", None), ("rectify", None), ("verify", None)):
        act = HAZARD_ACTS[name]
        case = after_act(case, act, **({"stage": stage} if stage else {}))
        stages.append(case.stage)
    assert stages == [Stage.FOUND, Stage.ASSIGNED, Stage.RECTIFYING, Stage.VERIFYING, Stage.STRUCK_OFF]
    assert case.status is Status.CLOSED
    for before, after in pairwise([Stage.FOUND, Stage.RECTIFYING, Stage.STRUCK_OFF]):
        assert after not in {_stage_after(act) for act in possible(replace(FOUND, stage=before), HAZARD_ACTS)}


def _stage_after(act: Act) -> Stage | None:
    return act.changes.get("stage")


def test_who_put_it_right_is_not_who_verifies() -> None:
    assert {act.key: act.second for act in HAZARD_ACTS.values() if act.second} == {
        "verify": "rectify", "reject": "rectify", "confirm_lowering": "lower"}


def test_each_act_writes_a_line_that_has_words() -> None:
    assert {act.writes for act in HAZARD_ACTS.values() if act.writes} <= set(STEP_WORDS)


def test_a_register_has_the_table_of_its_pack() -> None:
    assert acts_of(("timed", "rectifies")) is HAZARD_ACTS
    assert "triage" in acts_of(("escalates",))
    assert not acts_of(("timed",))
