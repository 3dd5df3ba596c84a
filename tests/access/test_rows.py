"""Rows are limited where they are fetched and where they are written."""

import pytest
from sqlalchemy import select

from app.access.refusal import Refused, Unguarded
from app.access.viewer import acting_as
from app.problems import Problems
from app.records.storing import edit, fetch

DISPUTE = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": 2}


def test_a_clerk_sees_the_disputes_of_the_own_village_only(town):
    own = town.add("dispute", {**DISPUTE, "unit": town.unit("225")})
    town.add("dispute", {**DISPUTE, "unit": town.unit("226")})
    model = town.site.models.classes["dispute"]
    with town.work(town.viewer("village_clerk", "225")) as work:
        assert [each.id for each in work.session.scalars(select(model))] == [own]


def test_nobody_sees_nothing(town):
    town.add("dispute", {**DISPUTE, "unit": town.unit("225")})
    with acting_as(None), town.sessions() as session:
        assert session.scalars(select(town.site.models.classes["dispute"])).all() == []


def test_a_row_of_another_village_is_not_created(town):
    with pytest.raises(Problems), town.work(town.viewer("village_clerk", "225")) as work:
        from app.records.storing import create

        create(work, town.site.definition.registers["dispute"], {**DISPUTE, "unit": town.unit("226")})


def test_a_case_that_has_climbed_is_seen_but_not_edited_by_the_village(town):
    case = town.add("dispute", {**DISPUTE, "unit": town.unit("225"), "people_involved": 12})
    clerk = town.viewer("village_clerk", "225")
    register = town.site.definition.registers["dispute"]
    with pytest.raises(Refused) as refused, town.work(clerk) as work:
        record = fetch(work, register, case)
        edit(work, register, record, {"title": "别的标题"}, record.version)
    assert [each.code for each in refused.value.found] == ["A003"]


def test_a_core_statement_without_guard_is_not_sent(town):
    table = town.site.models.table("dispute")
    with pytest.raises(Unguarded), town.work(town.viewer("village_clerk", "225")) as work:
        work.session.execute(select(table.c.title)).all()
