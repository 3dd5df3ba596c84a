"""上期补报: what falls into a period after its sheet was drawn goes out with the next, and the sum of sheets is the ledger."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.decisions.calendar import end_of_day, local_date, start_of_day
from app.decisions.period_keys import parse_period
from app.decisions.periods import Period, PeriodKind, containing, due_day, periods_between
from app.decisions.supplements import LedgerRow, Sheet, draw, waiting

from .in_force import PERIODS
from .story import moment

A, B, NEXT = (parse_period(key) for key in ("2026-08a", "2026-08b", "2026-09a"))


def row(name: str, day: str, entered: str | None = None) -> LedgerRow:
    return LedgerRow(name, date.fromisoformat(f"2026-{day}"), moment(entered or f"{day} 12:00", 2026))


ROWS = [row("early", "08-16"), row("on the 30th, before", "08-30", "08-30 09:00"),
        row("on the 30th, after", "08-30", "08-30 18:00"), row("on the 31st", "08-31"),
        row("entered late", "08-20", "09-05 10:00"), row("september", "09-02")]


def test_what_falls_into_the_month_after_the_30th_goes_out_with_the_next_sheet() -> None:
    second = draw(ROWS, B, moment("08-30 17:00", 2026), {})
    assert (second.own, second.supplement) == (("early", "on the 30th, before"), ())
    first = draw(ROWS, NEXT, moment("09-14 17:00", 2026), {B: second})
    assert first.own == ("september",)
    assert first.supplement == ("on the 30th, after", "on the 31st", "entered late")
    assert waiting(ROWS, {B: second, NEXT: first}) == ()


def test_a_row_entered_at_the_moment_of_drawing_goes_in() -> None:
    assert draw(ROWS, B, moment("08-30 09:00", 2026), {}).own == ("early", "on the 30th, before")


def test_a_sheet_that_is_missing_keeps_its_rows_until_it_is_handed_in() -> None:
    early = draw(ROWS, NEXT, moment("09-14 17:00", 2026), {})
    assert (early.own, early.supplement) == (("september",), ())
    assert waiting(ROWS, {NEXT: early}) == ("early", "on the 30th, before", "on the 30th, after", "on the 31st", "entered late")
    late = draw(ROWS, B, moment("09-20 17:00", 2026), {NEXT: early})
    assert len(late.own) == 5
    assert late.supplement == ()


def test_a_sheet_that_was_sent_back_is_drawn_anew_and_nothing_goes_out_twice() -> None:
    second = draw(ROWS, B, moment("08-30 17:00", 2026), {})
    first = draw(ROWS, NEXT, moment("09-14 17:00", 2026), {B: second})
    again = draw(ROWS, B, moment("09-16 17:00", 2026), {B: second, NEXT: first})
    assert (again.own, again.supplement) == (("early", "on the 30th, before"), ())


def test_rows_from_before_the_first_sheet_go_out_with_it() -> None:
    sheet = draw(ROWS, NEXT, moment("09-14 17:00", 2026), {}, owed_since=NEXT.first)
    assert len(sheet.supplement) == 5


def test_what_the_sheets_of_a_merged_unit_carry_does_not_go_out_again() -> None:
    second = draw(ROWS[:2], B, moment("08-30 17:00", 2026), {})
    heir = draw(ROWS, NEXT, moment("09-14 17:00", 2026), {}, owed_since=NEXT.first, elsewhere=second.rows)
    assert heir.supplement == ("on the 30th, after", "on the 31st", "entered late")


# -- sheets in any order, sent back or not ---------------------------------------------------------

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)
PERIODS_OF_IT = periods_between(PeriodKind.HALF_MONTH, FIRST, LAST)
ENTRIES = st.lists(st.tuples(st.integers(0, 89), st.integers(0, 40 * 24 * 60)), max_size=40)
SENDINGS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 130 * 24 * 60)), max_size=14)


@given(entries=ENTRIES, sendings=SENDINGS)
@settings(max_examples=200, deadline=None)
def test_no_row_goes_out_twice_and_none_is_lost(entries: list[tuple[int, int]], sendings: list[tuple[int, int]]) -> None:
    rows = [LedgerRow(number, FIRST + timedelta(days=day), start_of_day(FIRST + timedelta(days=day)) + timedelta(minutes=late))
            for number, (day, late) in enumerate(entries)]
    standing: dict[Period, Sheet] = {}
    for index, minute in sorted(sendings, key=lambda each: each[1]):
        drawn_at = start_of_day(FIRST) + timedelta(minutes=minute)
        standing[PERIODS_OF_IT[index]] = draw(rows, PERIODS_OF_IT[index], drawn_at, standing)
    carried = [each for sheet in standing.values() for each in sheet.rows]
    assert len(carried) == len(set(carried))
    assert sorted([*carried, *waiting(rows, standing)], key=str) == sorted((each.id for each in rows), key=str)
    for sheet in standing.values():
        assert all(sheet.period.has_day(rows[int(str(each))].day) for each in sheet.own)
        assert all(rows[int(str(each))].day < sheet.period.first for each in sheet.supplement)


@given(entries=ENTRIES, late=st.lists(st.integers(0, 3 * 24 * 60), min_size=6, max_size=6))
@settings(max_examples=150, deadline=None)
def test_the_sum_of_sheets_handed_in_by_their_day_is_the_ledger(entries: list[tuple[int, int]], late: list[int]) -> None:
    """Each period's sheet is drawn on its due day or up to three days before; after the last, only what came later waits."""
    rows = [LedgerRow(number, FIRST + timedelta(days=day), start_of_day(FIRST + timedelta(days=day)) + timedelta(minutes=delay))
            for number, (day, delay) in enumerate(entries)]
    standing: dict[Period, Sheet] = {}
    for period, before in zip(PERIODS_OF_IT, late, strict=True):
        due = due_day(period, PERIODS)
        assert due is not None
        standing[period] = draw(rows, period, end_of_day(due) - timedelta(minutes=before + 1), standing)
    last = standing[PERIODS_OF_IT[-1]].drawn_at
    ledger = {each.id for each in rows if each.entered_at <= last}
    assert {each for sheet in standing.values() for each in sheet.rows} == ledger
    for each in rows:
        own = containing(PeriodKind.HALF_MONTH, each.day)
        in_time = each.entered_at <= standing[own].drawn_at
        assert (each.id in standing[own].own) is in_time
    assert local_date(last) <= LAST
