"""What is wrong with a rule is said with its code, its place and a remedy."""

from decimal import Decimal

import pytest

from app.expressions import RESERVED, Kind, Names, RuleFaults, kinds, read_rule
from app.problems import CATALOGUE, Problem
from tests.expressions.sample import NAMES, TODAY

FAULTS: list[tuple[str, list[str]]] = [
    # -- not readable: one fault, where reading stopped
    ("", ["E001 at 1"]),
    ("size >", ["E001 at 7"]),
    ("size > 3)", ["E001 at 9"]),
    ("((size > 3)", ["E001 at 12"]),
    ("size == 3", ["E001 at 7"]),
    ("size > 3 and", ["E001 at 13"]),
    ("size / 2 > 3", ["E001 at 6"]),
    ("size > 3；", ["E001 at 9"]),
    ("title = “火”", ["E001 at 9"]),
    ("title = '火", ["E001 at 9"]),
    ("1 < size < 3", ["E001 at 10"]),
    ("size not in (1, 2)", ["E001 at 6"]),
    ("Size > 3", ["E001 at 1"]),
    ("size > 1e5", ["E001 at 9"]),
    ("due > 2021-8-1 or", ["E001 at 18"]),
    ("not = 3", ["E001 at 5"]),
    ("size > 3" + " " * 1000, ["E002 at 1001"]),
    ("not " * 9 + "urgent", ["E002 at 1"]),
    ("(" * 9 + "size" + ")" * 9 + " > 3", ["E002 at 1"]),
    ("size > " + " + ".join(["1"] * 42), ["E002 at 8"]),
    # -- names
    ("sise > 3", ["E003 at 1 size"]),
    ("urgent and not_there = 1", ["E003 at 12"]),
    ("count(membres) > 3", ["E004 at 7 members"]),
    ("count(size) > 3", ["E004 at 7"]),
    ("count(1 + 1) > 3", ["E004 at 7"]),
    ("members > 3", ["E005 at 1"]),
    ("members is empty", ["E005 at 1"]),
    ("count(members where size > 3) = 1", ["E003 at 21"]),
    # -- functions
    ("lenght(title) > 3", ["E006 at 1 length"]),
    ("sum(members where age > 3) > 3", ["E006 at 1 count"]),
    ("days(due) > 3", ["E007 at 1"]),
    ("count() > 3", ["E007 at 1"]),
    ("count(members, members) > 3", ["E007 at 1"]),
    ("first(size) > 3", ["E007 at 1"]),
    ("length(size) > 3", ["E008 at 1"]),
    ("days(due, born) > 3", ["E008 at 1"]),
    ("year(opened_at) = 2021", ["E008 at 1"]),
    ("month(born) = 2", ["E008 at 1"]),
    ("length(status) > 3", ["E008 at 1"]),
    # -- comparisons
    ("size = '3'", ["E009 at 1"]),
    ("due > 3", ["E009 at 1"]),
    ("due > '2021-08-01'", ["E009 at 1"]),
    ("due > born", ["E009 at 1"]),
    ("born = '1987'", ["E009 at 1"]),
    ("born = born", ["E009 at 1"]),
    ("opened_at < due", ["E009 at 1"]),
    ("opened_at < today", ["E009 at 1"]),
    ("title = status", ["E009 at 1"]),
    ("status = length(title)", ["E009 at 1"]),
    ("status = colour", ["E009 at 1"]),
    ("causes = 'land'", ["E009 at 1"]),
    ("causes = causes", ["E009 at 1"]),
    ("holder = unit", ["E009 at 1"]),
    ("holder = 3", ["E009 at 1"]),
    ("place = place", ["E009 at 1"]),
    ("urgent = 1", ["E009 at 1"]),
    ("size in (1, '2')", ["E009 at 1"]),
    ("title < 'b'", ["E010 at 1"]),
    ("status > 'open'", ["E010 at 1"]),
    ("holder < helper", ["E010 at 1"]),
    ("urgent > no", ["E010 at 1"]),
    ("status = 'opne'", ["E011 at 10 open"]),
    ("'opne' = status", ["E011 at 1 open"]),
    ("status in ('opne', 'doing', 'clsd')", ["E011 at 12 open", "E011 at 29 closed"]),
    ("colour >= 'pink'", ["E011 at 11"]),
    ("colour = (if urgent then 'rad' else 'blue')", ["E011 at 10 red"]),
    ("'lnad' in causes", ["E011 at 1 land"]),
    ("'a|b' in tags", ["E011 at 1"]),
    ("status = season", ["E024 at 1"]),
    ("colour < grade", ["E024 at 1"]),
    # -- conditions
    ("size", ["E012 at 1"]),
    ("size and title", ["E012 at 1", "E012 at 10"]),
    ("not due", ["E012 at 5"]),
    ("(if size then 1 else 2) = 1", ["E012 at 5"]),
    ("count(members where age) = 1", ["E012 at 21"]),
    # -- arithmetic
    ("size + title = 3", ["E013 at 1"]),
    ("due - found_on > 3", ["E013 at 1"]),
    ("2 * due = due", ["E013 at 1"]),
    ("size * spent = 3", ["E014 at 1"]),
    ("size * 0.000000001 = 0", ["E015 at 8"]),
    ("rate * 0.00001 = 0", ["E015 at 1"]),
    ("spent > 0.123456789", ["E015 at 9"]),
    ("size = rate", ["E016 at 1"]),
    ("big + size = 0", ["E016 at 1"]),
    ("size * 1000000 = 0", ["E016 at 1"]),
    ("size * 9000 + size * 9000 = 0", ["E016 at 1"]),
    ("spent > 99999999999999999999", ["E016 at 9"]),
    # -- dates
    ("due + 30.5 days < today", ["E017 at 1"]),
    ("due - 36501 days < today", ["E017 at 1"]),
    ("due + 36500 days + 1 days < today", ["E017 at 1"]),
    ("due + 30 < today", ["E018 at 1"]),
    ("size + 30 days < today", ["E018 at 1"]),
    ("due < 2021-02-29", ["E022 at 7"]),
    ("due < 0000-01-01", ["E022 at 7"]),
    # -- membership, branches, empty text
    ("'land' in title", ["E019 at 1"]),
    ("status in causes", ["E019 at 1"]),
    ("(if urgent then 1 else 'a') = 1", ["E020 at 2"]),
    ("first(due, size) = 1", ["E020 at 1"]),
    ("first(status, season) = 'open'", ["E024 at 1"]),
    ("title = ''", ["E021 at 9"]),
    ("status in ('open', '')", ["E021 at 20"]),
    ("first(opened_at, closed_at) is empty", ["E023 at 1"]),
    ("(if urgent then holder else helper) is empty", ["E023 at 2"]),
    # -- all at once, each once
    ("sise > 3 and status = 'opne' or length(due) and title",
     ["E003 at 1 size", "E008 at 33", "E011 at 23 open", "E012 at 49"]),
    ("(if size then titel else 'a') = 'b' or due + x > 3", ["E003 at 15 title", "E003 at 46", "E012 at 5"]),
]  # fmt: skip

RESULTS: list[tuple[str, Kind, list[str]]] = [
    ("born", kinds.TEXT, ["E023 at 1"]),
    ("causes", kinds.keys(None), ["E023 at 1"]),
    ("size * 0.001", kinds.number(2), ["E015 at 1"]),
    ("size", kinds.TEXT, ["E025 at 1"]),
    ("title", kinds.key(None), ["E025 at 1"]),
    ("'rad'", NAMES.fields["colour"], ["E011 at 1 red"]),
    ("status", NAMES.fields["former"], ["E024 at 1"]),
    ("area", NAMES.fields["status"], ["E024 at 1"]),
    ("colour", NAMES.fields["grade"], ["E024 at 1"]),
]


def told(found: Problem) -> str:
    """Code, place and suggestion."""
    return " ".join([found.code, "at", str(found.values["column"]), *([found.near] if found.near else [])])


def faults(text: str, expect: Kind | None = None) -> tuple[Problem, ...]:
    with pytest.raises(RuleFaults) as caught:
        read_rule(text, NAMES, expect=expect or "yesno")
    return caught.value.found


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case, id=case[0][:60]) for case in FAULTS])
def test_a_fault_has_a_code_a_place_and_a_suggestion(text: str, expected: list[str]) -> None:
    assert [told(found) for found in faults(text)] == expected


@pytest.mark.parametrize(("text", "expect", "expected"), RESULTS)
def test_a_result_that_its_field_cannot_keep_is_a_fault(text: str, expect: Kind, expected: list[str]) -> None:
    assert [told(found) for found in faults(text, expect)] == expected


@pytest.mark.parametrize(
    ("text", "expect", "value"),
    [
        ("size + 1", kinds.number(2), Decimal("3.00")),
        ("if urgent then 'red' else 'blue'", NAMES.fields["colour"], "blue"),
        ("first(former, 'closed')", kinds.key(("closed", "archived", "open")), "closed"),
        ("urgent", kinds.YESNO, False),
        ("today", kinds.DATE, TODAY),
    ],
)
def test_a_result_takes_the_form_of_its_field(text: str, expect: Kind, value: object) -> None:
    given = read_rule(text, NAMES, expect=expect).value({"size": 2}, today=TODAY)
    assert (given, str(given)) == (value, str(value))


def test_every_fault_of_rules_is_shown_by_an_example() -> None:
    shown = {told.split()[0] for *_, tells in (*FAULTS, *RESULTS) for told in tells}
    assert shown == {code for code in CATALOGUE if code.startswith("E")}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_sentence_has_all_its_values(language: str) -> None:
    for text, *expect, _ in (*FAULTS, *RESULTS):
        for found in faults(text, *expect):
            sentence = found.message(language).replace(text, "")
            assert "?" not in sentence.removesuffix("?"), found
            assert "{" not in sentence


def test_long_lists_of_names_are_cut() -> None:
    many = Names({f"field_{number}": kinds.TEXT for number in range(500)})
    with pytest.raises(RuleFaults) as caught:
        read_rule("x is empty", many, expect="yesno")
    assert len(caught.value.found[0].message("en")) < 400


@pytest.mark.parametrize("name", ["days", "empty", "then", "where", "is", "in", "count", "order", "yes_no"])
def test_a_field_may_be_called_like_a_word_of_the_language(name: str) -> None:
    names = Names({name: kinds.number()})
    assert read_rule(f"{name} = 1 or {name} in (1, 2) and {name} is empty", names, expect="yesno").uses == {name}


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_a_field_called_by_a_reserved_word_cannot_be_named(name: str) -> None:
    with pytest.raises(RuleFaults):
        read_rule(f"{name} + 1 > 1", Names({name: kinds.number()}), expect="yesno")
