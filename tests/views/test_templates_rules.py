"""The rule language in the browser gives the verdicts of Python (tests/expressions holds Python and SQL to each other)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.expressions.sample import TODAY, rule
from tests.expressions.test_rule_verdicts import VALUES, VERDICTS

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES = Path(__file__).resolve().parent.parent.parent / "app" / "static" / "js" / "rules.js"


#: What makes the evaluator answer several questions at once.
ASK = """
window.ask = (asked) => asked.map(([rule, values, today]) => {
    const value = run(rule.rule, values, today);
    return typeof value === "bigint" ? String(value) : value;
});
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A page that has the evaluator, as a script within it: a module that is fetched from a blob may never arrive."""
    with browser.new_context() as context:
        page = context.new_page()
        page.add_script_tag(type="module", content=RULES.read_text(encoding="utf-8") + ASK)
        page.wait_for_function("() => window.ask !== undefined")
        yield page


def as_typed(value: Any) -> Any:
    """A value as a form gives it."""
    if isinstance(value, datetime):
        utc = value.astimezone(UTC) if value.tzinfo else value
        return utc.strftime("%Y-%m-%dT%H:%M:%S.%f").rjust(26, "0")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, list):
        return [{name: as_typed(part) for name, part in row.items()} for row in value]
    return value


def asked(text: str, values: Mapping[str, Any]) -> list[Any]:
    """A question to the browser."""
    return [rule(text).as_json(), {name: as_typed(value) for name, value in values.items()}, TODAY.isoformat()]


def test_the_browser_gives_every_verdict(page: Page) -> None:
    said = page.evaluate("(asked) => window.ask(asked)", [asked(text, values) for text, values, _ in VERDICTS])
    assert [
        (text, values)
        for (text, values, expected), answer in zip(VERDICTS, said, strict=True)
        if (answer is True) is not expected
    ] == []


def test_the_browser_gives_every_value(page: Page) -> None:
    said = page.evaluate("(asked) => window.ask(asked)", [asked(text, values) for text, values, _, _ in VALUES])
    stored = [
        str(kept) if isinstance(kept, int) and not isinstance(kept, bool) else as_typed(kept)
        for _, _, _, kept in VALUES
    ]
    assert said == stored


@pytest.mark.parametrize(
    ("text", "places", "scaled"),
    [
        ("12.50", 2, "1250"),
        ("12", 2, "1200"),
        ("-0.5", 1, "-5"),
        (".5", 1, "5"),
        ("1,200", 0, "1200"),
        ("12.345", 2, None),
        ("12人", 0, None),
        ("", 0, None),
    ],
)
def test_a_number_is_scaled_exactly_or_is_none(page: Page, text: str, places: int, scaled: str | None) -> None:
    node = {"rule": ["field", "x", "number", places]}
    assert page.evaluate("(asked) => window.ask([asked])[0]", [node, {"x": text}, "2026-08-05"]) == scaled
