"""Every act on a hazard, in one table beside that of the disputes: 发现 → 交办 → 整改 → 复查 → 销号 (S0 三(一), S1 四(一)).

    open (发现 found → 交办 assigned → 整改 rectifying → 复查 verifying) → closed (销号 struck off) · closed → open (重启)
    verifying → rectifying (复查不合格) · any → void (作废)

The order of the loop is kept: what was not assigned is not put right, what was not put right is not verified. One put right on
the spot is verifying from the beginning. A hazard is not paused: the danger does not wait.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from app.decisions.case_acts import ACTS, OPEN, OVER, Act, Need, Stage, act
from app.decisions.scales import Status
from app.decisions.step_kinds import StepKind

_CLOSED = frozenset({Status.CLOSED})

HAZARD_ACTS: Mapping[str, Act] = MappingProxyType({each.key: each for each in (
    act("assign", "交办", "assign", OPEN, StepKind.ASSIGNED, Need.NOT_OFFERED, Need.UNRECTIFIED),
    ACTS["transfer"], ACTS["accept"], ACTS["return"], ACTS["withdraw"], ACTS["assist"], ACTS["hand_up"], ACTS["supervise"],
    ACTS["progress"],
    act("begin", "开始整改", "begin to put right", OPEN, StepKind.BEGUN, Need.UNBEGUN, grant="rectify",
        stage=Stage.RECTIFYING),
    act("rectify", "整改完成", "report as put right", OPEN, StepKind.RECTIFIED, Need.UNDER_WAY, stage=Stage.VERIFYING),
    act("verify", "复查销号", "verify and strike off", OPEN, StepKind.STRUCK_OFF, Need.RECTIFIED, second="rectify",
        status=Status.CLOSED, stage=Stage.STRUCK_OFF, **OVER),
    act("reject", "复查不合格", "not put right", OPEN, StepKind.REJECTED, Need.RECTIFIED, grant="verify", reason=True,
        second="rectify", stage=Stage.RECTIFYING),
    ACTS["raise"],
    act("lower", "申请下调", "ask for a lowering", OPEN, None, Need.ABOVE_YELLOW, Need.NO_LOWERING, reason=True, lowering=True),
    ACTS["confirm_lowering"],
    act("reopen", "重启", "reopen", _CLOSED, StepKind.REOPENED, grant="verify", reason=True, status=Status.OPEN,
        stage=Stage.FOUND),
    act("void", "作废", "make void", OPEN | _CLOSED, StepKind.VOIDED, reason=True, status=Status.VOID, **OVER),
)})

#: The table of each pack whose rows are cases.
TABLES: Mapping[str, Mapping[str, Act]] = MappingProxyType({"escalates": ACTS, "rectifies": HAZARD_ACTS})


def acts_of(packs: Iterable[str]) -> Mapping[str, Act]:
    """The table of acts of a register that takes part in ``packs``; an empty one where its rows are no cases."""
    return next((TABLES[each] for each in packs if each in TABLES), MappingProxyType({}))
