"""转办: offered, accepted or returned; not answered in a working day, back on the sender's list."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.decisions.calendar import end_of_day
from app.decisions.transfers import MOVES, Side, Transfer, TransferState, answered, holding_side, settled, transfer_due

from .in_force import COURSE, HOLIDAYS
from .story import moment

S = TransferState


@pytest.mark.parametrize(("offered", "due"), [
    ("08-12 10:00", "2026-08-13"), ("08-14 16:00", "2026-08-17"), ("08-15 09:00", "2026-08-17"),
    ("02-13 17:00", "2026-02-14"), ("02-14 17:00", "2026-02-24"), ("09-19 10:00", "2026-09-20"), ("09-30 10:00", "2026-10-08"),
    ("12-31 10:00", "2027-01-01"), ("08-12 00:00", "2026-08-13"), ("08-12 23:59", "2026-08-13"),
])
def test_an_answer_is_owed_on_the_next_working_day(offered: str, due: str) -> None:
    assert transfer_due(moment(offered, 2026), COURSE, HOLIDAYS) == date.fromisoformat(due)


def test_an_offer_lapses_at_24_00_whenever_anybody_looks() -> None:
    offer = Transfer(offered_at=moment("08-14 16:00", 2026))
    lapse = end_of_day(date(2026, 8, 17))
    assert settled(offer, COURSE, HOLIDAYS, lapse - timedelta(microseconds=1)) == offer
    for later in (lapse, lapse + timedelta(days=9)):
        assert settled(offer, COURSE, HOLIDAYS, later) == Transfer(
            offered_at=offer.offered_at, answered_at=lapse, state=S.LAPSED)


@pytest.mark.parametrize(("act", "state", "side"), [
    ("accept", S.ACCEPTED, Side.RECEIVER), ("return", S.RETURNED, Side.SENDER), ("withdraw", S.WITHDRAWN, Side.SENDER)])
def test_an_answer_settles_it_for_good(act: str, state: S, side: Side) -> None:
    now = moment("08-17 10:00", 2026)
    done = answered(Transfer(offered_at=moment("08-14 16:00", 2026)), act, COURSE, HOLIDAYS, now)
    assert (done.state, done.answered_at, MOVES[act].holder) == (state, now, side)
    assert settled(done, COURSE, HOLIDAYS, now + timedelta(days=99)) == done
    assert holding_side(done, COURSE, HOLIDAYS, now + timedelta(days=99)) is side
    with pytest.raises(ValueError, match="no longer open"):
        answered(done, "accept", COURSE, HOLIDAYS, now)


def test_an_offer_that_lapsed_cannot_be_accepted() -> None:
    offer = Transfer(offered_at=moment("08-14 16:00", 2026))
    with pytest.raises(ValueError, match="no longer open"):
        answered(offer, "accept", COURSE, HOLIDAYS, moment("08-18 00:00", 2026))


def test_a_return_needs_its_reason_and_the_clock_moves_only_by_lapsing() -> None:
    assert {act: (move.by, move.reason) for act, move in MOVES.items()} == {
        "accept": (Side.RECEIVER, False), "return": (Side.RECEIVER, True), "withdraw": (Side.SENDER, False),
        "lapse": (Side.CLOCK, False)}


@given(minutes=st.lists(st.integers(0, 8 * 24 * 60), max_size=6),
       acts=st.lists(st.sampled_from(["accept", "return", "withdraw"]), min_size=6, max_size=6))
@settings(max_examples=200, deadline=None)
def test_at_every_moment_exactly_one_side_holds_and_the_first_answer_counts(minutes: list[int], acts: list[str]) -> None:
    offer = Transfer(offered_at=moment("08-13 10:00", 2026))
    first: str | None = None
    for minute, act in zip(sorted(minutes), acts, strict=False):
        now = offer.offered_at + timedelta(minutes=minute)
        is_open = settled(offer, COURSE, HOLIDAYS, now).state.is_open
        if is_open:
            assert holding_side(offer, COURSE, HOLIDAYS, now) is Side.SENDER
            offer, first = answered(offer, act, COURSE, HOLIDAYS, now), first or act
    end = settled(offer, COURSE, HOLIDAYS, moment("12-31 10:00", 2026))
    assert end.state is (MOVES[first].to if first else S.LAPSED)
    assert holding_side(end, COURSE, HOLIDAYS, moment("12-31 10:00", 2026)) is (
        Side.RECEIVER if first == "accept" else Side.SENDER)
