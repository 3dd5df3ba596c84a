"""The SQL of rules: cached statements, indexes, limits of the databases."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.expressions import RuleFaults
from tests.expressions.sample import TEAM, TODAY, answers, in_sql, rule

DUE = [{"due": date(2021, 8, 31)}]


def test_a_cached_statement_keeps_no_value_of_an_earlier_rule(rule_engine: sa.Engine) -> None:
    for days, expected in ((1, date(2021, 9, 1)), (30, date(2021, 9, 30)), (365, date(2022, 8, 31))):
        assert answers(rule_engine, DUE, in_sql(f"due + {days} days")) == [(expected,)]
    for today, expected in ((TODAY, 0), (date(2021, 9, 2), 2)):
        assert answers(rule_engine, DUE, in_sql("days(due, today)", today)) == [(expected,)]


@pytest.mark.parametrize(
    "text",
    ["due + 1 days < today", "due - 1 days < today", "days(due, today) + years(due, today) > 1", "'land' in causes",
     "year(due) + month(due) = 1", "date(opened_at) = today", "count(members where left_on < today) > 1",
     "if urgent then status in ('open') else length(title) > 2"],
)  # fmt: skip
def test_every_statement_can_be_cached(text: str) -> None:
    assert sa.select(in_sql(text))._generate_cache_key() is not None


def test_today_may_be_an_expression_of_the_statement(rule_engine: sa.Engine) -> None:
    statement = in_sql("days(due, today) > 0", sa.bindparam("day", TODAY, sa.Date()))
    assert answers(rule_engine, DUE, statement, in_sql("due < today", TEAM.c.found_on)) == [(False, False)]


def test_comparing_a_field_with_a_value_can_use_an_index() -> None:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        TEAM.create(connection)
        for name in ("status", "due", "colour"):
            connection.exec_driver_sql(f"CREATE INDEX by_{name} ON team ({name})")
        for text in ("status = 'open'", "status in ('open', 'doing')", "due < today", "colour >= 'orange'"):
            statement = sa.select(TEAM.c.id).where(in_sql(text))
            written = statement.compile(connection, compile_kwargs={"literal_binds": True})
            plan = str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}").all())
            assert "INDEX by_" in plan, (text, plan)


NESTINGS = {
    "brackets": ("({} + 1)", "size"),
    "negations": ("not {}", "urgent"),
    "conditions": ("if {} then urgent else settled", "urgent"),
    "a chain of else if": ("if size = 1 then due else {}", "found_on"),
    "first of dates": ("first({} - 1 days, due)", "due"),
    "first of numbers": ("first(1 + {} * 2, 1)", "size"),
    "answers compared": ("({}) = urgent", "urgent"),
    "a sum": ("{} + 1", "size"),
    "years": ("(if years({} - 1 days, due) > 1 then due else found_on)", "due"),
}


@pytest.mark.parametrize(("template", "leaf"), NESTINGS.values(), ids=NESTINGS)
def test_the_deepest_rule_still_runs_inside_a_page_of_a_list(rule_engine: sa.Engine, template: str, leaf: str) -> None:
    asked = in_sql(deepest(template, leaf))
    inside = sa.select(TEAM.c.id).where(sa.or_(TEAM.c.id > 1, sa.and_(TEAM.c.id > 0, asked.is_(None)))).subquery()
    counted = sa.select(sa.func.count()).select_from(inside).scalar_subquery()
    assert len(answers(rule_engine, DUE, asked, sa.func.coalesce(counted, 0))) == 1


def deepest(template: str, leaf: str) -> str:
    """The template put into itself until a rule may go no deeper."""
    for _ in range(100):
        try:
            rule(template.format(leaf))
        except RuleFaults as faults:
            (fault,) = faults.found
            break
        leaf = template.format(leaf)
    assert fault.code == "E002"
    return leaf


def test_counted_rows_are_the_rows_of_the_parent_in_any_statement(rule_engine: sa.Engine) -> None:
    rows = [{"members": [{}] * number} for number in (0, 1, 3)]
    mine = in_sql("count(members) = 1")
    elsewhere = sa.select(sa.func.count()).select_from(TEAM.alias()).scalar_subquery()
    some = sa.exists(sa.select(TEAM.c.id).where(mine).correlate(None))
    other = TEAM.alias()
    within = sa.exists(sa.select(other.c.id).where(other.c.id > 0, mine))  # the parent stands one level further out
    answered = answers(rule_engine, rows, in_sql("count(members)"), elsewhere, some, within)
    assert answered == [(0, 3, True, False), (1, 3, True, True), (3, 3, True, False)]


def test_a_rule_picks_rows_in_where_and_order(rule_engine: sa.Engine) -> None:
    rows = [{"size": 3}, {"size": None}, {"size": 1}]
    picked = sa.select(sa.func.sum(TEAM.c.size)).where(in_sql("size > 1 or size is empty")).scalar_subquery()
    refused = sa.select(sa.func.sum(TEAM.c.size)).where(~in_sql("size > 1 or size is empty")).scalar_subquery()
    assert answers(rule_engine, rows, picked.correlate(None), refused.correlate(None))[0] == (3, 1)
