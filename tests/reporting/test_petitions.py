"""The rates of petitions (rules.md §3, S3 6), worked out by hand."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest

from app.decisions.period_keys import parse_period
from app.decisions.rates import Rate
from app.reporting.petitions import petition_rates
from tests.sites import Town

TOWN, VILLAGE, OTHER = "510923108000", "225", "226"
NOW = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)

#: Received, status, closed on, resolved, first, backlog; each term is 5 working days.
TOLD = (
    ("2026-08-03", "closed", "2026-08-10", True, True, False),  # due on the 10th: on time
    ("2026-08-03", "closed", "2026-08-11", False, True, False),  # a day late, and not resolved
    ("2026-08-24", "open", None, None, True, False),  # due on the 31st, still open
    ("2026-08-28", "closed", "2026-09-02", True, True, False),  # received in August, due and closed in September
    ("2026-08-04", "withdrawn", None, None, True, False),  # in no rate
    ("2026-08-05", "closed", "2026-08-06", True, False, False),  # a repetition
    ("2026-07-01", "closed", "2026-08-20", True, False, True),  # backlog, resolved in August
    ("2026-07-02", "open", None, None, False, True),  # backlog, open
    ("2026-09-01", "open", None, None, False, True),  # backlog of September
)


@pytest.fixture
def told(town: Town) -> Town:
    leader = town.add("person", {"unit": town.unit(TOWN), "name": "林样甲"})
    for number, (received, status, closed, resolved, first, backlog) in enumerate(TOLD):
        row = {"unit": town.unit(VILLAGE), "title": f"信访{number}", "channel": "letter", "category": "neighbours",
               "description": "反映路灯", "received_on": received, "working_days": 5, "first_time": first, "backlog": backlog,
               "holder_unit": town.unit(VILLAGE), "status": status, "lead_leader": leader}
        ended = {"closed_on": closed, "resolved": resolved, "reply": "已办"} if closed else {}
        town.add("petition", {**row, **ended}, now=NOW)
    return town


def rates(town: Town, key: str, who: str = TOWN, role: str = "town_clerk", of: str = TOWN) -> dict[str, Rate]:
    with town.work(town.viewer(role, who), now=NOW) as work:
        unit = work.site.directory(work.session).units[town.unit(of)]
        return dict(petition_rates(work, unit, parse_period(key)))


def test_august_by_hand(told):
    assert rates(told, "2026-08") == {
        "petition_on_time": Rate(1, 3), "petition_resolved": Rate(1, 4), "petition_backlog": Rate(1, 2)}


def test_september_so_far_counts_days_that_are_over(told):
    assert rates(told, "2026-09") == {
        "petition_on_time": Rate(1, 1), "petition_resolved": Rate(0, 0), "petition_backlog": Rate(1, 3)}


def test_a_unit_has_its_own_and_a_viewer_no_more_than_theirs(told):
    assert rates(told, "2026-08", of=VILLAGE) == rates(told, "2026-08")
    assert rates(told, "2026-08", of=OTHER)["petition_on_time"] == Rate(0, 0)
    assert rates(told, "2026-08", OTHER, "village_clerk")["petition_backlog"] == Rate(0, 0)


def test_each_rate_on_the_summary_opens_the_rows_of_its_denominator(told, web):
    web.clock.now = NOW
    clerk = web.as_role("town_clerk", TOWN)
    page = clerk.get("/summary/?period=2026-08").get_data(as_text=True)
    found = re.findall(r'href="(/petition/list/[^"]+)"[^>]*>', page)
    assert len(found) == 3
    for address, many in zip(found, (3, 4, 2), strict=True):
        rows = clerk.get(unescape(address)).get_data(as_text=True)
        assert len(set(re.findall(r"/petition/show/\d+", rows))) == many
