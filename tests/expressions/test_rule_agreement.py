"""Python, both databases and the browser's form give one answer: random rules on random rows."""

import os
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from app.expressions import Rule, RuleFaults
from tests.expressions import generated
from tests.expressions.browser import Browser
from tests.expressions.sample import TEAM, TODAY, TableSource, answers, rule

EXAMPLES = int(os.environ.get("RULE_EXAMPLES", "40"))
ALL = 5_000
LIMITS = {"E002", "E015", "E016", "E017"}
"""What a well-typed rule may still exceed: length, decimals, 64 bits, days."""


def quick(test: Any) -> Any:
    return settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))(test)


def thorough(test: Any) -> Any:
    return pytest.mark.prove(
        settings(max_examples=ALL, deadline=None, suppress_health_check=list(HealthCheck))(test)
    )


def well_typed(text: str) -> Rule:
    """The rule, unless it exceeds a limit; any other fault is the generator's or the checker's."""
    try:
        return rule(text)
    except RuleFaults as faults:
        codes = {found.code for found in faults.found}
    assert codes <= LIMITS, text
    return reject()


def conditions_agree(engine: sa.Engine, text: str, rows: list[dict[str, Any]], today: date) -> None:
    """Asserts one verdict of Python and SQL for each row, and that the negation is the complement."""
    checked = well_typed(text)
    said = checked.sql(TableSource(TEAM), today=today)
    expected = [checked.holds(row, today=today) for row in rows]
    assert answers(engine, rows, said, sa.not_(said)) == [(verdict, not verdict) for verdict in expected]


def values_agree(engine: sa.Engine, text: str, rows: list[dict[str, Any]]) -> None:
    """Asserts one value of Python and SQL for each row."""
    checked = well_typed(text)
    stored = answers(engine, rows, checked.sql(TableSource(TEAM), today=TODAY))
    shown = [None if inner is None else checked.kind.outer(inner) for (inner,) in stored]
    assert shown == [checked.value(row, today=TODAY) for row in rows]


ROWS = st.lists(generated.rows(), min_size=1, max_size=3)


@quick
@given(generated.conditions(), ROWS, generated.DAYS)
def test_python_and_sql_give_one_verdict(
    rule_engine: sa.Engine, text: str, rows: list[dict[str, Any]], today: date
) -> None:
    conditions_agree(rule_engine, text, rows, today)


@quick
@given(generated.values(), ROWS)
def test_python_and_sql_give_one_value(rule_engine: sa.Engine, text: str, rows: list[dict[str, Any]]) -> None:
    values_agree(rule_engine, text, rows)


@thorough
@given(generated.conditions(), ROWS, generated.DAYS)
def test_python_and_sql_give_one_verdict_at_full_count(
    rule_engine: sa.Engine, text: str, rows: list[dict[str, Any]], today: date
) -> None:
    conditions_agree(rule_engine, text, rows, today)


@thorough
@given(generated.values(), ROWS)
def test_python_and_sql_give_one_value_at_full_count(
    rule_engine: sa.Engine, text: str, rows: list[dict[str, Any]]
) -> None:
    values_agree(rule_engine, text, rows)


@quick
@given(generated.conditions() | generated.values(), generated.rows())
def test_the_form_for_the_browser_gives_the_same_value(text: str, row: dict[str, Any]) -> None:
    checked = well_typed(text)
    assert Browser(row, TODAY).value(checked.as_json()) == checked.value(row, today=TODAY)


@settings(max_examples=200, deadline=None)
@given(st.text("abcdaysifthenorinotemptycountfirst' ()<>=!+-*,.0129", max_size=40))
def test_any_text_is_a_rule_or_has_faults_that_can_be_told(text: str) -> None:
    try:
        rule(text)
    except RuleFaults as faults:
        for found in faults.found:
            assert "?" not in found.message("zh").replace(text, "")
