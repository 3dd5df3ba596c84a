"""转办: a case is offered to another unit or department, which accepts or returns it (S4 三(三)2; rules.md §1).

The sender holds while the offer is open, so there is one holder at every moment. Not answered by 24:00 of the first working
day after the day of the offer ◇, it lapses: it is back on the sender's list, without an act of anybody. A transfer never
moves the due day of the case, else handing it round would be a way to gain time; a pause does not stop the answer. Where the
case climbs to another level while an offer is open, the offer is withdrawn with it: the new level holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType

from app.decisions.calendar import Holidays, add_working_days, end_of_day, local_date
from app.decisions.course_policy import CoursePolicy
from app.words import Words


class TransferState(Enum):
    """Where an offer stands; the value is the key that is stored."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"

    @property
    def is_open(self) -> bool:
        """True while an answer is awaited."""
        return self is TransferState.OFFERED


class Side(Enum):
    """Who may move an offer on, and who holds the case after it."""

    SENDER = "sender"
    RECEIVER = "receiver"
    CLOCK = "clock"


@dataclass(frozen=True)
class TransferMove:
    """One way out of an open offer. ``reason``: it must be said why."""

    act: str
    words: Words
    by: Side
    to: TransferState
    holder: Side
    reason: bool = False


#: Every way on from OFFERED; no other state has one.
MOVES: Mapping[str, TransferMove] = MappingProxyType({move.act: move for move in (
    TransferMove("accept", Words("接收", "accept"), Side.RECEIVER, TransferState.ACCEPTED, Side.RECEIVER),
    TransferMove("return", Words("退回", "return"), Side.RECEIVER, TransferState.RETURNED, Side.SENDER, reason=True),
    TransferMove("withdraw", Words("撤回转办", "withdraw the offer"), Side.SENDER, TransferState.WITHDRAWN, Side.SENDER),
    TransferMove("lapse", Words("逾期未接收", "not answered in time"), Side.CLOCK, TransferState.LAPSED, Side.SENDER),
)})


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """What is stored of an offer."""

    offered_at: datetime
    answered_at: datetime | None = None
    state: TransferState = TransferState.OFFERED


def transfer_due(offered_at: datetime, policy: CoursePolicy, holidays: Holidays) -> date:
    """The day by whose 24:00 an answer is owed: the day of the offer is day 0."""
    return add_working_days(local_date(offered_at), policy.answer_days.value, holidays)


def settled(transfer: Transfer, policy: CoursePolicy, holidays: Holidays, now: datetime) -> Transfer:
    """The offer as it stands at ``now``: lapsed at 24:00 of its day, whenever anybody looks."""
    lapses_at = end_of_day(transfer_due(transfer.offered_at, policy, holidays))
    if not transfer.state.is_open or now < lapses_at:
        return transfer
    return Transfer(offered_at=transfer.offered_at, answered_at=lapses_at, state=TransferState.LAPSED)


def answered(transfer: Transfer, act: str, policy: CoursePolicy, holidays: Holidays, now: datetime) -> Transfer:
    """The offer after ``act``, a key of :data:`MOVES` that a person does. Raises ValueError where it is no longer open."""
    if not settled(transfer, policy, holidays, now).state.is_open:
        raise ValueError("the offer is no longer open")
    return Transfer(offered_at=transfer.offered_at, answered_at=now, state=MOVES[act].to)


def holding_side(transfer: Transfer, policy: CoursePolicy, holidays: Holidays, now: datetime) -> Side:
    """Who holds the case at ``now``: the receiver once it has accepted, else the sender."""
    accepted = settled(transfer, policy, holidays, now).state is TransferState.ACCEPTED
    return Side.RECEIVER if accepted else Side.SENDER
