"""Rates print n/N, an empty denominator a dash; the ledger balances."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.decisions.rates import CountedCase, DueDay, Flow, Rate, on_time_rate, resolution_rate
from app.decisions.scales import Status

FIRST, LAST = date(2026, 8, 1), date(2026, 8, 31)
FOUND = CountedCase(found_on=date(2026, 8, 3))
SETTLED = replace(FOUND, status=Status.RESOLVED, outcome="success", resolved_on=date(2026, 8, 31))


@pytest.mark.parametrize(("rate", "text", "percent"), [
    (Rate(8, 10), "8/10", "80.0"), (Rate(0, 3), "0/3", "0.0"), (Rate(2, 3), "2/3", "66.7"),
    (Rate(1, 16), "1/16", "6.3"),
    (Rate(0, 0), "—", None),
])
def test_a_rate_in_words(rate: Rate, text: str, percent: str | None) -> None:
    assert str(rate) == text
    assert rate.percent == (Decimal(percent) if percent else None)


def test_a_target_is_compared_exactly_not_rounded() -> None:
    assert Rate(8, 10).reaches(80) is True
    assert Rate(7996, 10000).percent == Decimal("80.0")
    assert Rate(7996, 10000).reaches(80) is False
    assert Rate(0, 0).reaches(80) is None


def test_rates_add_up() -> None:
    assert sum([Rate(1, 2), Rate(2, 3)], Rate(0, 0)) == Rate(3, 5)


@pytest.mark.parametrize(("case", "numerator", "denominator"), [
    (FOUND, 0, 1), (SETTLED, 1, 1), (replace(SETTLED, outcome="partial"), 1, 1),
    (replace(SETTLED, outcome="failed"), 0, 1),
    (replace(SETTLED, resolved_on=date(2026, 9, 1)), 0, 1), (replace(SETTLED, resolved_on=None), 0, 1),
    (replace(FOUND, found_on=date(2026, 7, 31)), 0, 0), (replace(FOUND, found_on=date(2026, 9, 1)), 0, 0),
    (replace(FOUND, found_on=FIRST), 0, 1), (replace(FOUND, found_on=LAST), 0, 1),
    (replace(SETTLED, status=Status.VOID), 0, 0),
    (replace(FOUND, status=Status.ENDED, outcome="withdrawn", ended_on=LAST), 0, 0),
    (replace(FOUND, status=Status.ENDED, outcome="withdrawn", ended_on=date(2026, 9, 1)), 0, 1),
    (replace(FOUND, status=Status.ENDED, outcome="to_court", ended_on=LAST), 0, 1),
])
def test_what_counts_in_the_resolution_rate(case: CountedCase, numerator: int, denominator: int) -> None:
    assert resolution_rate([case], FIRST, LAST) == Rate(numerator, denominator)


def test_the_resolution_rate_of_a_year_to_date_counts_what_was_settled_later() -> None:
    july = CountedCase(found_on=date(2026, 7, 30), outcome="success", resolved_on=date(2026, 8, 2))
    assert resolution_rate([july, FOUND], FIRST, LAST) == Rate(0, 1)
    assert resolution_rate([july, FOUND], date(2026, 1, 1), LAST) == Rate(1, 2)
    assert str(resolution_rate([], FIRST, LAST)) == "—"


@pytest.mark.parametrize(("due", "numerator", "denominator"), [
    (DueDay(due_on=LAST, resolved_on=LAST), 1, 1), (DueDay(due_on=LAST, resolved_on=date(2026, 9, 1)), 0, 1),
    (DueDay(due_on=LAST), 0, 1), (DueDay(due_on=date(2026, 9, 1), resolved_on=LAST), 0, 0),
    (DueDay(due_on=date(2026, 7, 31)), 0, 0), (DueDay(due_on=FIRST, resolved_on=date(2026, 7, 1)), 1, 1),
    (DueDay(due_on=LAST, ended_on=LAST), 0, 0), (DueDay(due_on=LAST, ended_on=date(2026, 9, 1)), 0, 1),
])
def test_what_counts_as_done_on_time(due: DueDay, numerator: int, denominator: int) -> None:
    assert on_time_rate([due], FIRST, LAST) == Rate(numerator, denominator)


def test_the_ledger_balances_or_says_by_how_much_not() -> None:
    flow = Flow(opening=5, found=4, reopened=1, resolved=3, ended=1, still_open=6)
    assert flow.balances
    assert (replace(flow, still_open=5).balances, replace(flow, still_open=5).difference) == (False, 1)


def test_ledgers_of_villages_add_up() -> None:
    one = Flow(opening=1, found=2, reopened=3, resolved=4, ended=5, still_open=6)
    two = Flow(opening=10, found=20, reopened=30, resolved=40, ended=50, still_open=60)
    assert one + two == Flow(opening=11, found=22, reopened=33, resolved=44, ended=55, still_open=66)
    assert (one.difference, two.difference) == (-9, -90)


@given(st.lists(st.tuples(*[st.integers(0, 9)] * 5), max_size=12))
def test_balanced_ledgers_of_villages_make_a_balanced_one_of_the_town(rows: list[tuple[int, ...]]) -> None:
    flows = [Flow(opening=o + r + e, found=f, reopened=b, resolved=r, ended=e, still_open=o + f + b)
             for o, f, b, r, e in rows]
    assert sum(flows, Flow()).balances
