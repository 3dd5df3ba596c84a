"""A register that is only added to stays so through every migration, and its rows are migrated all the same."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import DBAPIError

from tests.model.changing import HEAD, Installation, said, visit

ADDED = HEAD.replace("clerk}", "[read, create]}").replace("scope:", "append_only: true\nscope:")
KIND = "kind: {type: choice, of: {home: {zh: 入户, en: Home}, call: {zh: 电话, en: Call}}, required: true, " \
       "default: home, label: {zh: 方式, en: Kind}}"


def demand_refusal(town: Installation, table: str = "visit") -> None:
    """The database must refuse to change and to delete rows."""
    for statement in (f"UPDATE {table} SET version = 9", f"DELETE FROM {table}"):  # noqa: S608
        with pytest.raises(DBAPIError, match="append-only"):
            town.run(statement)


@pytest.fixture
def added(town: Installation) -> Installation:
    """An installation in which ``visit`` is only added to, with one record."""
    town.migrate(visit(head=ADDED))
    town.add("visit", unit=town.village(), title="入户")
    return town


def test_a_register_that_is_only_added_to_from_now_on_is_held_by_the_database(town: Installation) -> None:
    town.add("visit", unit=town.village(), title="入户")
    assert said(town.plan(visit(head=ADDED))) == ["visit 只增不改：数据库拒绝修改和删除。"]
    town.migrate(visit(head=ADDED))
    demand_refusal(town)
    town.check()
    town.migrate(visit())
    town.run("UPDATE visit SET title = '改'")
    assert town.rows("visit", "title") == ["改"]
    town.back()


@pytest.mark.parametrize("changed", [
    visit(KIND, head=ADDED),
    visit(head=ADDED.replace("  title:", "  subject:").replace("{title}", "{subject}").replace("[title]", "[subject]").replace(
        "max_length: 80", "max_length: 80, was: title")),
    visit(head=ADDED.replace("type: text, max_length: 80", "type: long_text")),
    visit(head=ADDED.replace("list: [title]", "list: [title]\norder: [title]")),
])
def test_its_rows_are_migrated_and_it_is_held_again_afterwards(added: Installation, changed: str) -> None:
    added.migrate(changed)
    assert added.query("SELECT count(*) FROM visit") == [(1,)]
    demand_refusal(added)
    added.check()
    added.back()


def test_it_takes_its_triggers_along_to_another_name(added: Installation) -> None:
    added.migrate(visit(head=ADDED.replace("entities/visit.yaml", "entities/call_on.yaml").replace(
        "names_itself", "was: visit\nnames_itself")))
    assert added.query("SELECT title FROM call_on") == [("入户",)]
    demand_refusal(added, "call_on")
    added.check()
    added.back()


def test_a_field_that_goes_leaves_it_held(added: Installation) -> None:
    added.migrate(visit(KIND, head=ADDED))
    added.migrate(visit(head=ADDED))
    demand_refusal(added)
    added.check()
