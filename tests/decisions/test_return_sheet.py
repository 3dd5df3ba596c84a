"""The figures of a sheet, its frozen text, and what has changed since: pure (rules.md §2, §3)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.decisions.return_sheet import (
    BANDS,
    Drawn,
    Fact,
    SheetFigure,
    changed_figures,
    count_sheet,
    digest_of,
    freeze,
    thaw,
)

TYPES = ("civil", "land")
FACTS = st.lists(st.builds(
    Fact, id=st.integers(1, 50), form_type=st.sampled_from(TYPES), people=st.integers(0, 900), major=st.booleans(),
    mediated=st.booleans(), succeeded=st.booleans(), own=st.booleans(), carried=st.booleans(), this_year=st.booleans()),
    unique_by=lambda fact: fact.id)


@pytest.mark.parametrize(("people", "band"), [
    (0, "under_50"), (49, "under_50"), (50, "from_50"), (99, "from_50"), (100, "from_100"), (499, "from_100"),
    (500, "from_500")])
def test_each_number_of_people_lies_in_one_band(people: int, band: str) -> None:
    fact = Fact(1, "civil", people, major=False, mediated=False, succeeded=False, own=True, carried=True, this_year=True)
    figures = count_sheet([fact], TYPES)
    assert [key for key in BANDS if figures[f"people.{key}.found"].computed] == [band]


@given(FACTS)
def test_types_and_bands_add_up_to_all_and_a_row_is_own_or_supplement(facts: list[Fact]) -> None:
    figures = count_sheet(facts, TYPES)
    every = figures["all.found"]
    assert sum(figures[f"type.{key}.found"].computed for key in TYPES) == every.computed
    assert sum(figures[f"people.{key}.found"].computed for key in BANDS) == every.computed
    assert set(every.rows) == {fact.id for fact in facts if fact.carried}
    assert not set(every.own) & set(every.supplement)
    assert every.year == sum(fact.this_year for fact in facts)


@given(FACTS)
def test_a_frozen_sheet_is_read_as_it_was_and_one_sign_more_changes_its_digest(facts: list[Fact]) -> None:
    figures = {**count_sheet(facts, TYPES), "all.mediated": SheetFigure("all.mediated", given=3, reason="口头")}
    drawn = Drawn(figures, {"flow.found": SheetFigure("flow.found", (1, 2))}, {"features": "平稳"})
    text = freeze(drawn, {"title": "报送表"})
    assert thaw(text) == (drawn, {"title": "报送表"})
    assert freeze(*thaw(text)) == text
    assert digest_of(text) != digest_of(f"{text} ")


def test_what_has_changed_is_told_by_rows_not_by_sums() -> None:
    frozen = Drawn({"all.found": SheetFigure("all.found", (1, 2)), "major.found": SheetFigure("major.found", (2,))})
    live = Drawn({"all.found": SheetFigure("all.found", (2, 1)), "major.found": SheetFigure("major.found", (1,))})
    assert changed_figures(frozen, live) == ("major.found",)
    assert changed_figures(frozen, frozen) == ()
