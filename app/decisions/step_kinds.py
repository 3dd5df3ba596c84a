"""What a line of a case's log can be (table ``case_step``)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from app.words import Words


class StepKind(Enum):
    """The kind of a line; the value is the key that is stored."""

    OVERDUE = "overdue"  #: the clock: a due day was missed
    TRIAGED = "triaged"
    HANDED_UP = "handed_up"
    RAISED = "raised"
    LOWERED = "lowered"
    REGRADED = "regraded"  #: changed facts gave a higher colour
    ASSIGNED = "assigned"  #: changed facts gave it to another holder
    RESOLVED = "resolved"
    ENDED = "ended"
    CLOSED = "closed"
    REOPENED = "reopened"


#: The kinds after which a case may have another colour.
COLOURING = (StepKind.OVERDUE, StepKind.TRIAGED, StepKind.RAISED, StepKind.LOWERED, StepKind.REGRADED, StepKind.REOPENED)

#: The kinds by which a case may rise to a higher level.
CLIMBING = (StepKind.OVERDUE, StepKind.TRIAGED, StepKind.HANDED_UP, StepKind.RAISED, StepKind.REGRADED, StepKind.REOPENED)

#: What people call each kind.
STEP_WORDS: Mapping[StepKind, Words] = MappingProxyType({
    StepKind.OVERDUE: Words("超期升级", "Overdue: climbed"),
    StepKind.TRIAGED: Words("研判定级", "Triaged"),
    StepKind.HANDED_UP: Words("上报", "Handed up"),
    StepKind.RAISED: Words("上调等级", "Raised"),
    StepKind.LOWERED: Words("下调等级", "Lowered"),
    StepKind.REGRADED: Words("情况变化，重新定级", "Facts changed: graded anew"),
    StepKind.ASSIGNED: Words("转交", "Given to another holder"),
    StepKind.RESOLVED: Words("化解", "Resolved"),
    StepKind.ENDED: Words("终止", "Ended"),
    StepKind.CLOSED: Words("结案", "Closed"),
    StepKind.REOPENED: Words("重启", "Reopened"),
})
