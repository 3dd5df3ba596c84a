"""Registers that come, go, return or change their name; scope, search and secrets of those that stay."""

from __future__ import annotations

import pytest

from app.access.viewer import unscoped
from app.fieldtypes import sealing
from tests.model.changing import HEAD, Installation, said, visit

CALL = """
=== entities/call.yaml
label: {zh: 来电, en: Calls}
scope: {kind: shared}
names_itself: "{title}"
list: [title]
grants: {village_clerk: clerk}
fields:
  title: {type: text, max_length: 80, required: true, searchable: true, label: {zh: 事由, en: Title}}
  serves: {type: references, to: unit, label: {zh: 涉及, en: Units}}
"""


def test_a_new_register_is_a_table_with_its_links_and_its_search(town: Installation) -> None:
    assert said(town.plan(visit() + CALL)) == [
        "新登记簿“来电”(call)：建表，2 个字段。",
        "“来电”的多项引用“serves”：建关联表 call__serves。",
        "“来电”：建检索索引（title）。",
    ]
    town.migrate(visit() + CALL)
    made = town.add("call", title="停水", serves=[town.village()])
    assert town.finds("call") == [made]
    town.check()


def test_a_register_that_is_declared_no_more_keeps_its_table_and_comes_back_with_its_rows(town: Installation) -> None:
    town.migrate(visit() + CALL)
    made = town.add("call", title="停水", serves=[town.village()])
    assert said(town.plan(visit())) == [
        "停用“来电”(call)：表和数据保留，不再显示；重新声明即可取回。", "其中有 1 条记录。",
        "停用“来电”的关联表 call__serves：表和数据保留，不再显示；重新声明即可取回。", "其中有 1 条记录。",
        "“来电”的检索索引撤除。",
    ]
    town.migrate(visit())
    assert town.query("SELECT table_name, column_name, label FROM retired_column ORDER BY table_name") == [
        ("call", "*", "来电"), ("call__serves", "*", "来电")]
    assert town.query("SELECT title FROM call") == [("停水",)]
    assert not town.plan(visit())
    town.check()
    wider = visit() + CALL.replace("max_length: 80", "max_length: 100")
    town.migrate(wider)
    assert town.rows("call", "title") == ["停水"]
    assert town.query("SELECT target_id FROM call__serves") == [(town.village(),)]
    assert town.finds("call") == [made], "the search index is filled again"
    assert town.query("SELECT * FROM retired_column") == []
    town.back()


def test_a_renamed_register_takes_rows_links_children_and_numbers_along(town: Installation) -> None:
    row = """
=== entities/entry.yaml
label: {zh: 明细, en: Entries}
scope: {kind: through, by: call}
names_itself: "{title}"
list: [title]
grants: {village_clerk: clerk}
fields:
  call: {type: reference, to: call, required: true, label: {zh: 来电, en: Call}}
  title: {type: text, required: true, label: {zh: 内容, en: Title}}
"""
    call = CALL.replace("kind: shared", "kind: unit, by: unit").replace("fields:", "fields:\n"
        "  unit: {type: reference, to: unit, required: true, label: {zh: 单位, en: Unit}}\n"
        "  number: {type: auto_number, label: {zh: 编号, en: Number}}")
    town.migrate(visit() + call + row)
    made = town.add("call", title="停水", unit=town.village(), serves=[town.village()])
    town.add("entry", call=made, title="三户")
    town.run("INSERT INTO attachment (register, record_id, field, name, media_type, size, sha256, stored_as, added_at) "
             "VALUES ('call', 1, 'files', 'a', 'b', 1, 'c', 'd', '2026-01-01')")
    renamed = call.replace("entities/call", "entities/phone_call").replace("label: {zh: 来电, en: Calls}",
                                                                          "label: {zh: 来电, en: Calls}\nwas: call", 1)
    after = visit() + renamed + row.replace("to: call", "to: phone_call")
    assert said(town.plan(after)) == [
        "登记簿“来电”(call)改名为“来电”(phone_call)：数据随之而来。",
        "关联表 call__serves 改名为 phone_call__serves。",
        "“来电”的检索索引撤除。",
        "“来电”：建检索索引（title）。",
    ]
    town.migrate(after)
    assert town.rows("phone_call", "id", "title") == [(made, "停水")]
    assert town.rows("entry", "call_id") == [made]
    assert town.query("SELECT target_id FROM phone_call__serves") == [(town.village(),)]
    for table in ("attachment", "number_series"):
        assert town.query(f"SELECT register FROM {table}") == [("phone_call",)]  # noqa: S608
    assert town.query("SELECT DISTINCT register FROM history WHERE record_id = 1 AND register LIKE '%call'") == [("call",)]
    assert town.query("SELECT register, field, was FROM former_name") == [("phone_call", "*", "call")]
    assert town.finds("phone_call") == [made]
    town.add("phone_call", title="停电", unit=town.village())
    assert not town.plan(after)
    town.back()


def test_registers_that_refer_to_one_another_are_made_whatever_their_order(town: Installation) -> None:
    pair = "".join(HEAD.replace("visit", here).replace("走访", label).replace("Visits", here) + f"""\
  other: {{type: reference, to: {there}, label: {{zh: 对方, en: Other}}}}
""" for here, there, label in (("east", "west", "东"), ("west", "east", "西")))
    town.migrate(visit() + pair)
    east = town.add("east", unit=town.village(), title="一")
    town.add("west", unit=town.village(), title="二", other=east)
    town.back()


def test_another_scope_places_the_rows_afresh(town: Installation) -> None:
    town.migrate(visit() + CALL)
    town.add("call", title="停水")
    scoped = CALL.replace("kind: shared", "kind: unit, by: unit").replace(
        "fields:", "fields:\n  unit: {type: reference, to: unit, required: true, label: {zh: 单位, en: Unit}}")
    assert town.refusals(visit() + scoped) == ["1 条记录没有填写。请先补齐，或在声明中写 default。"]
    optional = CALL.replace("fields:", "fields:\n  unit_: {type: reference, to: unit, label: {zh: 单位, en: Unit}}")
    town.migrate(visit() + optional)
    town.run(f"UPDATE call SET unit__id = {town.village()}")  # noqa: S608
    required = optional.replace("to: unit, label", "to: unit, required: true, label")
    by_unit = required.replace("kind: shared", "kind: unit, by: unit_")
    assert "“来电”的归属方式 shared → unit：单位列随之调整，已有记录重新归位。" in said(town.plan(visit() + by_unit))
    town.migrate(visit() + by_unit)
    assert town.rows("call", "unit_id", "village_id", "town_id") == [(town.village(), town.village(), town.village("金元镇"))]
    town.back()


def test_another_search_is_filled_when_the_migration_is_done(town: Installation) -> None:
    town.migrate(visit())
    made = town.add("visit", unit=town.village(), title="停水")
    after = HEAD.replace("max_length: 80", "max_length: 80, searchable: true")
    assert said(town.plan(after)) == ["“走访”：建检索索引（title）。"]
    town.migrate(after)
    assert town.finds("visit") == [made]
    pinyin = after.replace("searchable: true", "searchable: true, pinyin: true")
    assert said(town.plan(pinyin)) == ["“走访”：重建检索索引（title）。"]
    town.migrate(pinyin)
    assert town.finds("visit") == [made]
    town.back()


PLAIN = "number: {type: id_number, mask: false, label: {zh: 身份证号, en: ID number}}"
SEALED = "number: {type: id_number, mask: false, encrypted: true, label: {zh: 身份证号, en: ID number}}"


@pytest.fixture
def with_number(town: Installation) -> Installation:
    from app.fieldtypes import IdNumber

    town.migrate(visit(PLAIN))
    town.add("visit", unit=town.village(), title="一", number=IdNumber().example(1))
    town.add("visit", unit=town.village(), title="二")
    return town


def test_encryption_seals_the_values_there_are(with_number: Installation) -> None:
    town = with_number
    plain = town.rows("visit", "number")
    assert "1 条记录要处理。" in said(town.plan(visit(SEALED)))
    town.migrate(visit(SEALED))
    stored = [row[0] for row in town.query("SELECT number FROM visit ORDER BY id")]
    assert stored[1] is None
    assert str(plain[0]).encode() not in bytes(stored[0])
    assert town.rows("visit", "number") == plain, "the program reads them as before"
    with unscoped("test"), town.site():
        assert town.rows("visit", "number_index") == [sealing.site_keys().fingerprint(plain[0]), None]
    assert all(key is not None for key in town.rows("visit", "record_key")), "every row has a key for its history"
    assert not town.plan(visit(SEALED))
    town.back()
    assert town.rows("visit", "number") == plain


def test_encryption_taken_back_gives_readable_values(with_number: Installation) -> None:
    town = with_number
    plain = town.rows("visit", "number")
    town.migrate(visit(SEALED))
    town.migrate(visit(PLAIN))
    assert [row[0] for row in town.query("SELECT number FROM visit ORDER BY id")] == plain
    assert all(row[0] is not None for row in town.query("SELECT record_key FROM visit")), "the history still needs its keys"
    assert not town.plan(visit(PLAIN))
    town.check()


def test_kind_and_encryption_do_not_change_at_once(with_number: Installation) -> None:
    other = "number: {type: text, encrypted: true, label: {zh: 身份证号, en: ID number}}"
    assert with_number.refusals(visit(other)) == ["不能同时更换类型和加密方式。请分两次改。"]


def test_long_keys_make_names_that_both_databases_take(town: Installation) -> None:
    long = "a_register_whose_key_is_as_long_as_can_be"[:40]
    field = "a_field_whose_key_is_as_long_as_ever_can_be"[:40]
    text = CALL.replace("entities/call", f"entities/{long}").replace("  serves:", f"  {field}:")
    owner = f"  {field[:-1]}r: {{type: reference, to: unit, label: {{zh: 主办, en: Owner}}}}\n"
    town.migrate(visit() + text + owner)
    made = town.add(long, **{"title": "停水", field: [town.village()], f"{field[:-1]}r": town.village()})
    assert town.rows(long, "id") == [made]
    town.back()
