"""Every act on a dispute, in one table: in which state it is possible, what it needs, what it leads to (rules.md §1 "States").

    open (登记 registered → 研判 triage → 办理 handling) → resolved (化解) → closed (结案)
    open → ended (撤回, 移送, 转诉讼, 转刑事, 不成功) · resolved, closed, ended → open (重启) · any → void (作废)

Form, REST, bulk and import ask the same table. ``grant`` is what a role must hold; one grant may cover two acts. Whether the
person's rows include the case is asked elsewhere, and so is what an act asks for (a colour, a day, files).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from types import MappingProxyType
from typing import Any

from app.decisions.scales import Colour, Level, Status
from app.decisions.step_kinds import StepKind
from app.words import Words


class Stage(Enum):
    """Where a case stands; the value is the key that is stored. A dispute has the first three, a hazard the others."""

    REGISTERED = "registered"
    TRIAGE = "triage"
    HANDLING = "handling"
    FOUND = "found"
    ASSIGNED = "assigned"
    RECTIFYING = "rectifying"
    VERIFYING = "verifying"
    STRUCK_OFF = "struck_off"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What decides which acts are possible on a case. ``plan``: 三定一包 is complete or not asked for.

    ``offered``: a transfer waits for its answer; ``lowering``: one waits for its second person; ``untold``: the county has to
    be told and has not been. ``status`` VOID stands for a case that was made void.
    """

    status: Status = Status.OPEN
    stage: Stage = Stage.REGISTERED
    colour: Colour = Colour.BLUE
    level: Level = Level.GRID
    paused: bool = False
    offered: bool = False
    lowering: bool = False
    plan: bool = True
    untold: bool = False


class Need(Enum):
    """What an act needs beside its state; the words say why it is not possible now."""

    RUNNING = "running"
    PAUSED = "paused"
    OFFERED = "offered"
    NOT_OFFERED = "not_offered"
    LOWERING = "lowering"
    NO_LOWERING = "no_lowering"
    LEVEL_ABOVE = "level_above"
    COLOUR_ABOVE = "colour_above"
    COLOUR_BELOW = "colour_below"
    PLAN = "plan"
    UNTOLD = "untold"
    UNBEGUN = "unbegun"
    UNDER_WAY = "under_way"
    RECTIFIED = "rectified"
    UNRECTIFIED = "unrectified"
    ABOVE_YELLOW = "above_yellow"

    @property
    def words(self) -> Words:
        """Why the act is not possible where the need is not met."""
        return _NEEDS[self][0]

    def is_met(self, case: Standing) -> bool:
        """True where the case has what is needed."""
        return _NEEDS[self][1](case)


_NEEDS: Mapping[Need, tuple[Words, Callable[[Standing], bool]]] = MappingProxyType({
    Need.RUNNING: (Words("已暂停计时，请先恢复", "The clock is paused: resume first"), lambda case: not case.paused),
    Need.PAUSED: (Words("没有暂停计时", "The clock is not paused"), lambda case: case.paused),
    Need.OFFERED: (Words("没有待接收的转办", "No transfer waits for an answer"), lambda case: case.offered),
    Need.NOT_OFFERED: (Words("转办等待接收", "A transfer waits for its answer"), lambda case: not case.offered),
    Need.LOWERING: (Words("没有等待确认的下调申请", "No lowering waits for its second person"), lambda case: case.lowering),
    Need.NO_LOWERING: (Words("下调申请等待确认", "A lowering waits for its second person"), lambda case: not case.lowering),
    Need.LEVEL_ABOVE: (Words("已在县级", "The case is at the county"), lambda case: case.level is not Level.COUNTY),
    Need.COLOUR_ABOVE: (Words("已是红色", "The case is red"), lambda case: case.colour is not Colour.RED),
    Need.COLOUR_BELOW: (Words("已是蓝色", "The case is blue"), lambda case: case.colour is not Colour.BLUE),
    Need.PLAN: (Words("三定一包不完整，尚在研判", "Still in triage: the plan 三定一包 is not complete"),
                lambda case: case.plan or case.stage is Stage.HANDLING),
    Need.UNTOLD: (Words("无须报告县级，或已经报告", "The county need not be told, or has been"), lambda case: case.untold),
    Need.UNBEGUN: (Words("尚未交办，或已开始整改", "It is not assigned, or is being put right already"),
                   lambda case: case.stage is Stage.ASSIGNED),
    Need.UNDER_WAY: (Words("尚未交办，或已整改完成", "It is not assigned, or has been put right"),
                     lambda case: case.stage in (Stage.ASSIGNED, Stage.RECTIFYING)),
    Need.RECTIFIED: (Words("尚未整改完成", "It has not been put right"), lambda case: case.stage is Stage.VERIFYING),
    Need.UNRECTIFIED: (Words("已整改完成，等待复查", "It has been put right and waits to be verified"),
                       lambda case: case.stage is not Stage.VERIFYING),
    Need.ABOVE_YELLOW: (Words("没有更低的等级：蓝色只用于当场整改",
                              "There is no lower colour: blue is for what was put right on the spot"),
                        lambda case: case.colour > Colour.YELLOW),
})


OPEN = frozenset({Status.OPEN})
SETTLED = frozenset({Status.RESOLVED, Status.CLOSED, Status.ENDED})
LIVE = OPEN | SETTLED
OVER: Mapping[str, Any] = MappingProxyType({"paused": False, "offered": False, "lowering": False, "untold": False})


@dataclass(frozen=True, kw_only=True)
class Act:
    """An act: what it is called, when it is possible, the grant, the line that it writes (None: none yet) and what it changes.

    ``changes``: fields of :class:`Standing` afterwards, of those that the act always sets. ``reason``: it must be said why.
    ``second``: not by whoever did the act of that key.
    """

    key: str
    words: Words
    states: frozenset[Status]
    grant: str
    writes: StepKind | None
    needs: tuple[Need, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    reason: bool = False
    second: str | None = None

    def missing(self, case: Standing) -> tuple[Need, ...]:
        """The needs that the case does not meet."""
        return tuple(need for need in self.needs if not need.is_met(case))

    def is_possible(self, case: Standing) -> bool:
        """True where state and needs allow it; whether the person may is another question."""
        return case.status in self.states and not self.missing(case)


def act(key: str, zh: str, en: str, states: frozenset[Status], writes: StepKind | None, *needs: Need, grant: str | None = None,
         reason: bool = False, second: str | None = None, **changes: Any) -> Act:
    """An act with its words; ``grant`` None: a grant of its own."""
    return Act(key=key, words=Words(zh, en), states=states, grant=grant or key, writes=writes, needs=needs, reason=reason,
               second=second, changes=MappingProxyType(changes))


#: Every act on a dispute, in the order in which screens offer them.
ACTS: Mapping[str, Act] = MappingProxyType({each.key: each for each in (
    act("triage", "研判定级", "triage", OPEN, StepKind.TRIAGED),
    act("assign", "交办", "assign", OPEN, StepKind.ASSIGNED, Need.NOT_OFFERED),
    act("transfer", "转办", "offer to another holder", OPEN, StepKind.OFFERED, Need.NOT_OFFERED, reason=True, offered=True),
    act("accept", "接收", "accept", OPEN, StepKind.ACCEPTED, Need.OFFERED, grant="answer_transfer", offered=False),
    act("return", "退回", "return", OPEN, StepKind.RETURNED, Need.OFFERED, grant="answer_transfer", reason=True,
         offered=False),
    act("withdraw", "撤回转办", "withdraw the offer", OPEN, StepKind.WITHDRAWN, Need.OFFERED, grant="transfer",
         offered=False),
    act("assist", "协办", "who assists", OPEN, StepKind.ASSISTED, grant="assign"),
    act("hand_up", "上报", "hand up", OPEN, StepKind.HANDED_UP, Need.LEVEL_ABOVE, Need.RUNNING, Need.NOT_OFFERED, reason=True),
    act("tell_county", "报告县级", "tell the county", OPEN, StepKind.TOLD, Need.UNTOLD, grant="progress", untold=False),
    act("supervise", "督办", "supervise", OPEN, StepKind.SUPERVISED, reason=True),
    act("progress", "填写进展", "write progress", OPEN, StepKind.PROGRESS),
    act("pause", "暂停计时", "pause", OPEN, StepKind.PAUSED, Need.RUNNING, reason=True, paused=True),
    act("resume", "恢复计时", "resume", OPEN, StepKind.RESUMED, Need.PAUSED, grant="pause", paused=False),
    act("raise", "上调等级", "raise", OPEN, StepKind.RAISED, Need.COLOUR_ABOVE, reason=True),
    act("lower", "申请下调", "ask for a lowering", OPEN, None, Need.COLOUR_BELOW, Need.NO_LOWERING, reason=True,
         lowering=True),
    act("confirm_lowering", "确认下调", "confirm a lowering", OPEN, StepKind.LOWERED, Need.LOWERING, reason=True,
         second="lower", lowering=False),
    act("resolve", "化解", "resolve", OPEN, StepKind.RESOLVED, Need.PLAN, status=Status.RESOLVED, **OVER),
    act("end", "终止", "end", OPEN, StepKind.ENDED, grant="resolve", reason=True, status=Status.ENDED, **OVER),
    act("follow_up", "回头看", "follow up", frozenset({Status.RESOLVED, Status.CLOSED}), StepKind.FOLLOWED_UP),
    act("close", "结案", "close", frozenset({Status.RESOLVED}), StepKind.CLOSED, status=Status.CLOSED),
    act("reopen", "重启", "reopen", SETTLED, StepKind.REOPENED, grant="close", reason=True, status=Status.OPEN),
    act("review", "评查", "review", LIVE, StepKind.REVIEWED),
    act("void", "作废", "make void", LIVE, StepKind.VOIDED, reason=True, status=Status.VOID, **OVER),
)})


def possible(case: Standing, acts: Mapping[str, Act] = ACTS) -> tuple[Act, ...]:
    """The acts of a table that state and needs allow, in its order."""
    return tuple(each for each in acts.values() if each.is_possible(case))


def after_act(case: Standing, act: Act, **given: Any) -> Standing:
    """The case after the act; ``given``: what the act leaves open (stage, colour, level). Raises ValueError if impossible."""
    if not act.is_possible(case):
        raise ValueError(f"{act.key} is not possible")
    return replace(case, **given, **act.changes)


def stage_reached(case: Standing) -> Stage:
    """The stage after a triage: handling, or still triage while the plan that the colour asks for is not complete."""
    return Stage.HANDLING if case.stage is Stage.HANDLING or case.plan else Stage.TRIAGE
