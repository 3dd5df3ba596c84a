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
    ASSIGNED = "assigned"  #: given to another department or person of the holding unit, by hand or by changed facts
    ASSISTED = "assisted"  #: who assists has changed
    TOLD = "told"  #: the county was told of a grave case
    RESOLVED = "resolved"
    ENDED = "ended"
    CLOSED = "closed"
    REOPENED = "reopened"
    PAUSED = "paused"
    RESUMED = "resumed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"  #: the sender took an offer back
    PASSED = "passed"  #: the clock: the holder's unit has merged, its successor holds the case
    LAPSED = "lapsed"  #: the clock: an offer was not answered in time
    PROGRESS = "progress"
    CARD = "card"  #: the clock: progress was missed
    SUPERVISED = "supervised"  #: a leader's own order (督办)
    FOLLOWED_UP = "followed_up"
    REVIEWED = "reviewed"
    BEGUN = "begun"  #: somebody began to put a hazard right
    RECTIFIED = "rectified"
    REJECTED = "rejected"  #: the verification found it not put right
    STRUCK_OFF = "struck_off"
    VOIDED = "voided"


#: The kinds after which a case may have another colour.
COLOURING = (StepKind.OVERDUE, StepKind.TRIAGED, StepKind.RAISED, StepKind.LOWERED, StepKind.REGRADED, StepKind.REOPENED,
             StepKind.REJECTED)

#: The kinds by which a case may rise to a higher level.
CLIMBING = (StepKind.OVERDUE, StepKind.TRIAGED, StepKind.HANDED_UP, StepKind.RAISED, StepKind.REGRADED, StepKind.REOPENED,
            StepKind.REJECTED)

#: What people call each kind.
STEP_WORDS: Mapping[StepKind, Words] = MappingProxyType({
    StepKind.OVERDUE: Words("超期升级", "Overdue: climbed"),
    StepKind.TRIAGED: Words("研判定级", "Triaged"),
    StepKind.HANDED_UP: Words("上报", "Handed up"),
    StepKind.RAISED: Words("上调等级", "Raised"),
    StepKind.LOWERED: Words("下调等级", "Lowered"),
    StepKind.REGRADED: Words("情况变化，重新定级", "Facts changed: graded anew"),
    StepKind.ASSIGNED: Words("交办", "Assigned"),
    StepKind.ASSISTED: Words("协办", "Assistance"),
    StepKind.TOLD: Words("报告县级", "County told"),
    StepKind.RESOLVED: Words("化解", "Resolved"),
    StepKind.ENDED: Words("终止", "Ended"),
    StepKind.CLOSED: Words("结案", "Closed"),
    StepKind.REOPENED: Words("重启", "Reopened"),
    StepKind.PAUSED: Words("暂停计时", "Paused"),
    StepKind.RESUMED: Words("恢复计时", "Resumed"),
    StepKind.OFFERED: Words("转办", "Offered to another holder"),
    StepKind.ACCEPTED: Words("接收", "Accepted"),
    StepKind.RETURNED: Words("退回", "Returned"),
    StepKind.WITHDRAWN: Words("撤回转办", "Offer withdrawn"),
    StepKind.PASSED: Words("单位合并，由接续单位承办", "Units merged: passed to the successor"),
    StepKind.LAPSED: Words("逾期未接收，退回转办方", "Not answered in time: back with the sender"),
    StepKind.PROGRESS: Words("进展", "Progress"),
    StepKind.CARD: Words("逾期未报进展", "Progress missed"),
    StepKind.SUPERVISED: Words("督办", "Supervised"),
    StepKind.FOLLOWED_UP: Words("回头看", "Followed up"),
    StepKind.REVIEWED: Words("评查", "Reviewed"),
    StepKind.BEGUN: Words("开始整改", "Began to put it right"),
    StepKind.RECTIFIED: Words("整改完成", "Put right"),
    StepKind.REJECTED: Words("复查不合格", "Not put right"),
    StepKind.STRUCK_OFF: Words("复查销号", "Verified and struck off"),
    StepKind.VOIDED: Words("作废", "Made void"),
})
