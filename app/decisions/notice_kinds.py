"""What a notice can tell: a line of a case's log, or what has fallen due without anybody doing anything."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from app.decisions.step_kinds import STEP_WORDS, StepKind
from app.words import Words


class DueKind(Enum):
    """What fell due; the value is the key that is stored, beside those of :class:`StepKind`."""

    TOLD = "told_missed"  #: a grave case of which the county was not told in time
    PLAN = "plan_missed"  #: a grave case without its plan 三定一包 in time
    REMIND = "return_due"  #: a return: the reminder of the working day before
    MISSING = "return_missing"
    SENT_BACK = "return_sent_back"


DUE_WORDS: Mapping[DueKind, Words] = MappingProxyType({
    DueKind.TOLD: Words("未按时报告县级", "County not told in time"),
    DueKind.PLAN: Words("未按时完成三定一包", "Plan 三定一包 not made in time"),
    DueKind.REMIND: Words("报送即将到期", "Return due"),
    DueKind.MISSING: Words("缺报", "Return missing"),
    DueKind.SENT_BACK: Words("报送被退回", "Return sent back"),
})

#: What is told in a tone of its own.
GRAVE = frozenset(each.value for each in (
    StepKind.OVERDUE, StepKind.CARD, StepKind.SUPERVISED, DueKind.TOLD, DueKind.PLAN, DueKind.MISSING))

_WORDS: Mapping[str, Words] = MappingProxyType({
    **{kind.value: words for kind, words in STEP_WORDS.items()}, **{kind.value: words for kind, words in DUE_WORDS.items()}})


def notice_words(kind: str) -> Words:
    """What people call a kind of notice; the key itself for one that a newer version has written."""
    return _WORDS.get(kind) or Words(kind, kind)
