"""What a line of a case's log can be (table ``case_step``)."""

from __future__ import annotations

from enum import Enum


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
