"""What rules answer: one table, asked of Python and of each database."""

from datetime import date, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from app.expressions import kinds
from tests.expressions.sample import TODAY, answers, in_sql, rule, utc

A, B = date(2021, 8, 1), date(2021, 8, 31)
LEFT, STAYED = {"left_on": A}, {"left_on": None}

VERDICTS: list[tuple[str, dict[str, Any], bool]] = [
    ("yes", {}, True),
    ("no", {}, False),
    # -- numbers, exactly
    ("size = 3", {"size": 3}, True),
    ("size != 3", {"size": 3}, False),
    ("size >= 3 and size <= 3 and not size < 3 and not size > 3", {"size": 3}, True),
    ("size > -1", {"size": 0}, True),
    ("size < 0.5", {"size": 0}, True),
    ("spent = 0.1 + 0.2", {"spent": Decimal("0.30")}, True),
    ("spent = size", {"spent": Decimal("2.00"), "size": 2}, True),
    ("spent > size", {"spent": Decimal("2.01"), "size": 2}, True),
    ("spent * 0.5 = rate", {"spent": Decimal("0.01"), "rate": Decimal("0.005")}, True),
    ("size - (size - 1) * 2 = -1", {"size": 3}, True),
    ("size in (1, 2.5, -3)", {"size": -3}, True),
    ("spent in (1, 2.5)", {"spent": Decimal("2.5")}, True),
    ("spent in (1, 2.5)", {}, False),
    ("2 * 3 * size = 12", {"size": 2}, True),
    ("size = 3", {}, False),
    ("size != 3", {}, False),
    ("3 != size", {}, False),
    ("not size = 3", {}, True),
    ("size < 3 or size >= 3", {}, False),
    ("size = spent", {}, False),
    ("size + spent is empty", {"size": 1}, True),
    ("size * 2 is empty", {}, True),
    ("size is empty", {"size": 0}, False),
    # -- text: '' is empty
    ("title = '火'", {"title": "火"}, True),
    ("title = 'it''s'", {"title": "it's"}, True),
    ("title = 'A'", {"title": "a"}, False),
    ("title != '火'", {"title": ""}, False),
    ("title = remark", {"title": "", "remark": ""}, False),
    ("title != remark", {"title": "a", "remark": ""}, False),
    ("not title = remark", {"title": "", "remark": ""}, True),
    ("title is empty", {"title": ""}, True),
    ("title is empty", {}, True),
    ("title is not empty", {"title": " "}, True),
    ("title in ('a', 'b')", {"title": "b"}, True),
    ("not title in ('a', 'b')", {"title": ""}, True),
    ("length(title) = 2", {"title": "𠮷火"}, True),
    ("length(title) = 0", {"title": ""}, False),
    ("length(title) is empty", {"title": ""}, True),
    # -- choices
    ("status = 'open'", {"status": "open"}, True),
    ("status != 'open'", {"status": "doing"}, True),
    ("status != 'open'", {}, False),
    ("status != 'open'", {"status": ""}, False),
    ("status in ('open', 'doing')", {"status": "doing"}, True),
    ("status in ('open', 'doing')", {}, False),
    ("status = former", {"status": "closed", "former": "closed"}, True),
    ("status = former", {}, False),
    ("status is empty", {"status": ""}, True),
    ("area = 'anything'", {"area": "anything"}, True),
    ("area != status", {"area": "x", "status": "open"}, True),
    ("colour >= 'orange'", {"colour": "red"}, True),
    ("colour < 'orange'", {"colour": "yellow"}, True),
    ("colour < 'orange'", {}, False),
    ("colour != 'red'", {"colour": ""}, False),
    ("colour > worst", {"colour": "red", "worst": "blue"}, True),
    ("colour in ('red', 'blue')", {"colour": "blue"}, True),
    ("colour is empty", {}, True),
    ("grade > 'b'", {"grade": "a"}, True),
    # -- multiple choices
    ("'land' in causes", {"causes": ("wage", "land")}, True),
    ("'la_d' in causes", {"causes": ("land",)}, False),
    ("'land' in causes", {"causes": ()}, False),
    ("not 'land' in causes", {}, True),
    ("causes is empty", {"causes": ()}, True),
    ("causes is empty", {"causes": ("land",)}, False),
    ("'wag' in tags", {"tags": ("wage",)}, False),
    # -- dates
    ("found_on < due", {"found_on": A, "due": B}, True),
    ("found_on = 2021-08-01", {"found_on": A}, True),
    ("found_on in (2021-08-01, 2021-08-02)", {"found_on": A}, True),
    ("found_on != due", {"found_on": A}, False),
    ("due <= today", {"due": TODAY}, True),
    ("today = 2021-08-31", {}, True),
    ("found_on + 30 days = due", {"found_on": A, "due": B}, True),
    ("due - 30 days = found_on", {"found_on": A, "due": B}, True),
    ("found_on - 0 days = found_on", {"found_on": A}, True),
    ("due + 1 days = 2021-09-01", {"due": B}, True),
    ("due + 1 days is empty", {"due": date(9999, 12, 31)}, True),
    ("due - 1 days is empty", {"due": date(1, 1, 1)}, True),
    ("due - 400 days is empty", {"due": date(1, 1, 1)}, True),
    ("due + 1 days - 1 days = due", {"due": date(9999, 12, 31)}, True),
    ("due + 30 days is empty", {}, True),
    ("days(found_on, due) = 30", {"found_on": A, "due": B}, True),
    ("days(due, found_on) = -30", {"found_on": A, "due": B}, True),
    ("days(found_on, due) = 3652058", {"found_on": date(1, 1, 1), "due": date(9999, 12, 31)}, True),
    ("days(found_on, due) is empty", {"found_on": A}, True),
    ("days(found_on, today) > 7", {}, False),
    ("years(found_on, due) = 17", {"found_on": date(2003, 9, 1), "due": B}, True),
    ("years(found_on, due) = 18", {"found_on": date(2003, 8, 31), "due": B}, True),
    ("years(found_on, due) = 0", {"found_on": date(2020, 2, 29), "due": date(2021, 2, 28)}, True),
    ("years(found_on, due) = 1", {"found_on": date(2020, 2, 29), "due": date(2021, 3, 1)}, True),
    ("years(found_on, due) = 4", {"found_on": date(2020, 2, 29), "due": date(2024, 2, 29)}, True),
    ("years(due, found_on) = -1", {"found_on": A, "due": B}, True),
    ("years(found_on, due) is empty", {"due": B}, True),
    ("year(due) = 2021 and month(due) = 8", {"due": B}, True),
    ("year(due) = 1", {"due": date(1, 1, 1)}, True),
    ("month(due) in (3, 6)", {}, False),
    ("year(born) = 1987", {"born": "1987"}, True),
    ("year(born) = 1987", {"born": "1987-02"}, True),
    ("year(born) = 1987", {"born": "1987-02-03"}, True),
    ("year(born) is empty and born is empty", {"born": ""}, True),
    # -- moments; the day begins at 16:00 UTC
    ("opened_at < closed_at", {"opened_at": utc(2021, 8, 1, 9), "closed_at": utc(2021, 8, 1, 9, 0, 0, 1)}, True),
    ("opened_at = closed_at", {"opened_at": utc(2021, 8, 1), "closed_at": utc(2021, 8, 1).replace(tzinfo=None)}, True),
    ("opened_at = closed_at", {"opened_at": utc(2021, 8, 1, 16),
                               "closed_at": utc(2021, 8, 1, 16).astimezone(timezone(timedelta(hours=8)))}, True),
    ("opened_at >= closed_at", {"opened_at": utc(2021, 8, 1)}, False),
    ("opened_at is empty", {}, True),
    ("date(opened_at) = 2021-08-31", {"opened_at": utc(2021, 8, 31, 15, 59, 59, 999_999)}, True),
    ("date(opened_at) = 2021-09-01", {"opened_at": utc(2021, 8, 31, 16)}, True),
    ("date(opened_at) is empty", {}, True),
    ("date(opened_at) is empty", {"opened_at": utc(9999, 12, 31, 16)}, True),
    # -- yes and no: empty counts as no, and can still be told
    ("urgent", {"urgent": True}, True),
    ("urgent", {}, False),
    ("not urgent", {}, True),
    ("urgent = no", {}, True),
    ("urgent != yes", {}, True),
    ("urgent = settled", {"settled": False}, True),
    ("urgent != settled", {"settled": True}, True),
    ("(size > 2) = urgent", {"size": 3, "urgent": True}, True),
    ("urgent is empty", {}, True),
    ("urgent is empty", {"urgent": False}, False),
    ("(size = 3) is empty", {}, False),
    ("first(urgent, yes)", {}, True),
    ("first(urgent, yes)", {"urgent": False}, False),
    ("first(urgent, settled)", {}, False),
    ("if urgent then settled else settled is empty", {}, True),
    # -- references and what cannot be looked into
    ("holder is empty", {}, True),
    ("holder = helper", {"holder": 3, "helper": 3}, True),
    ("holder != helper", {"holder": 3, "helper": 4}, True),
    ("holder != helper", {"holder": 3}, False),
    ("place is empty", {}, True),
    ("place is not empty", {"place": "30.6, 105.2"}, True),
    # -- and, or, not, if, first
    ("size = 1 or size = 2 and urgent", {"size": 1}, True),
    ("(size = 1 or size = 2) and urgent", {"size": 1}, False),
    ("not size = 1 and urgent", {"size": 2, "urgent": True}, True),
    ("not not urgent", {}, False),
    ("(if urgent then size else spent) = 2", {"size": 1, "spent": Decimal(2)}, True),
    ("(if size = 1 then 'red' else if size = 2 then 'blue' else worst) = colour", {"size": 2, "colour": "blue"}, True),
    ("(if urgent then title else remark) is empty", {"title": "a"}, True),
    ("if urgent then size = 1 else size = 2 or size = 3", {"size": 3}, True),
    ("first(size, spent) = 2.5", {"spent": Decimal("2.5")}, True),
    ("first(title, remark) = 'a'", {"title": "", "remark": "a"}, True),
    ("first(colour, 'blue') = 'blue'", {}, True),
    ("first(due, found_on + 30 days) < today", {"found_on": date(2021, 7, 1)}, True),
    ("first(size, spent) is empty", {}, True),
    # -- child rows
    ("count(members) = 0", {}, True),
    ("count(members) = 2", {"members": [LEFT, STAYED]}, True),
    ("count(members where left_on is empty) = 1", {"members": [LEFT, STAYED]}, True),
    ("count(members where left_on < today and active) >= 1", {"members": [LEFT, {"left_on": A, "active": True}]}, True),
    ("count(members where count(trainings where passed) > 1) = 1",
     {"members": [{"trainings": [{"passed": True}, {"passed": True}]}, {"trainings": [{"passed": True}, {}]}]}, True),
    ("count(members where year(born) < 1990 and role = 'leader') * 2 = count(members)",
     {"members": [{"born": "1987", "role": "leader"}, {}]}, True),
    ("count(members) is empty", {}, False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values", "expected"), VERDICTS)
def test_python_gives_the_verdict(text: str, values: dict[str, Any], expected: bool) -> None:
    assert rule(text).holds(values, today=TODAY) is expected


def test_each_database_gives_the_same_verdicts(rule_engine: sa.Engine) -> None:
    wrong = [(text, values) for text, values, expected in VERDICTS
             if answers(rule_engine, [values], in_sql(text), sa.not_(in_sql(text))) != [(expected, not expected)]]
    assert wrong == []


VALUES: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("size + 1", {"size": 2}, 3, 3),
    ("size * 0.25", {"size": 3}, Decimal("0.75"), 75),
    ("spent - size", {"spent": Decimal("1.5"), "size": 1}, Decimal("0.50"), 50),
    ("spent", {}, None, None),
    ("first(title, '无')", {"title": ""}, "无", "无"),
    ("title", {"title": ""}, None, None),
    ("first(colour, 'orange')", {}, "orange", 3),
    ("colour", {"colour": "red"}, "red", 4),
    ("if urgent then 'a' else 'b'", {}, "b", "b"),
    ("first(status, 'open')", {}, "open", "open"),
    ("found_on + 30 days", {"found_on": A}, B, B),
    ("today", {}, TODAY, TODAY),
    ("urgent", {}, False, False),
    ("count(members)", {}, 0, 0),
    ("days(found_on, today)", {"found_on": A}, 30, 30),
    ("years(found_on, today) - month(today) + length(title)", {"found_on": A, "title": "火"}, -7, -7),
]


@pytest.mark.parametrize(("text", "values", "expected", "stored"), VALUES)
def test_a_rule_gives_a_value_and_its_stored_form(
    rule_engine: sa.Engine, text: str, values: dict[str, Any], expected: Any, stored: Any
) -> None:
    given = rule(text).value(values, today=TODAY)
    assert (given, type(given)) == (expected, type(expected))
    assert str(given) == str(expected)  # Decimal("0.5") equals Decimal("0.50"), but does not show the same
    ((kept,),) = answers(rule_engine, [values], in_sql(text))
    assert (kept, type(kept)) == (stored, type(stored))


def test_a_rule_tells_its_kind_and_what_it_reads() -> None:
    read = rule("size * 0.25 + count(members where age > 60)")
    assert (read.kind.plain(), read.uses, read.uses_rows) == (["number", 2], {"size"}, {"members"})


def test_rules_are_equal_by_text_and_kind() -> None:
    assert rule("size > 1") == rule("size > 1")
    assert rule("size > 1") != rule("size > 2")
    assert len({rule("size"), rule("size"), rule("title")}) == 2


def test_only_a_condition_holds() -> None:
    with pytest.raises(TypeError, match="a number"):
        rule("size").holds({}, today=TODAY)


@pytest.mark.parametrize(
    ("value", "error"),
    [
        pytest.param(0.5, TypeError, id="a float is never exact"),
        pytest.param("5", TypeError, id="text was not parsed"),
        pytest.param(Decimal("0.001"), ValueError, id="more places than the field"),
    ],
)
def test_a_number_that_its_field_cannot_hold_is_refused(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        rule("spent > 1").holds({"spent": value}, today=TODAY)


def test_two_keys_with_one_rank_have_no_order() -> None:
    with pytest.raises(ValueError, match="share a rank"):
        kinds.ranked({"a": 1, "b": 1})
