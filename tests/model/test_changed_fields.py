"""What a changed field does to a database that has rows: said in words, counted, done, and taken back."""

from __future__ import annotations

from typing import Any

import pytest

from app.problems import Problems
from tests.model.changing import Installation, said, visit

REMARK = "remark: {type: text, max_length: 20, label: {zh: 备注, en: Remark}}"


def declared(kind: str, *, key: str = "remark") -> str:
    return f"{key}: {{{kind}, label: {{zh: 备注, en: Remark}}}}"


def with_rows(town: Installation, field: str, *values: Any, key: str = "remark") -> Installation:
    """The register with the field, and a visit for each value."""
    town.migrate(visit(field))
    for number, value in enumerate(values):
        town.add("visit", unit=town.village(), title=f"走访{number}", **({} if value is None else {key: value}))
    return town


def test_a_new_field_is_empty_in_the_rows_there_are(town: Installation) -> None:
    with_rows(town, REMARK, "甲", None)
    after = visit(REMARK, "topic: {type: vocabulary, of: topic, label: {zh: 话题, en: Topic}}")
    assert said(town.plan(after)) == ["“走访”的“话题”(topic)：新字段。"]
    town.migrate(after)
    assert town.rows("visit", "remark", "topic") == [("甲", None), (None, None)]
    town.back()


@pytest.mark.parametrize(("field", "stored"), [
    ("size: {type: integer, required: true, default: 2, label: {zh: 人数, en: Size}}", 2),
    ("size: {type: money, required: true, default: '3.5', label: {zh: 金额, en: Sum}}", 350),
    ("size: {type: choice, of: {a: {zh: 甲, en: A}}, required: true, default: 甲, label: {zh: 选, en: Choice}}", "a"),
    ("size: {type: vocabulary, of: topic, required: true, default: 土地, label: {zh: 话题, en: Topic}}", "land"),
    ("size: {type: colour, required: true, default: red, label: {zh: 颜色, en: Colour}}", 4),
    ("size: {type: date, required: true, default: '2026-01-01', label: {zh: 日期, en: Day}}", "2026-01-01"),
    ("size: {type: yes_no, required: true, default: true, label: {zh: 是否, en: Yes}}", 1),
    ("size: {type: multi_choice, of: {a: {zh: 甲, en: A}}, required: true, default: 甲, label: {zh: 多, en: Many}}", "|a|"),
])
def test_a_new_required_field_takes_its_default_into_the_rows_there_are(town: Installation, field: str, stored: object) -> None:
    with_rows(town, REMARK, "甲")
    plan = town.plan(visit(REMARK, field))
    assert any("必填；已有记录中没有的，填入默认值" in line for line in said(plan))
    assert "1 条记录没有填写，将填入默认值。" in said(plan)
    town.migrate(visit(REMARK, field))
    assert [str(row[0]) for row in town.query("SELECT size FROM visit")] in ([str(stored)], [str(bool(stored))])
    town.back()


@pytest.mark.parametrize(("values", "refused"), [
    ((), []),
    (("甲", None, None), ["2 条记录没有填写。请先补齐，或在声明中写 default。"]),
    (("甲", "乙"), []),
])
def test_a_field_becomes_required_where_every_row_has_it(
        town: Installation, values: tuple[Any, ...], refused: list[str]) -> None:
    with_rows(town, REMARK, *values)
    after = visit(declared("type: text, max_length: 20, required: true"))
    assert town.refusals(after) == refused
    if not refused:
        town.migrate(after)
        town.back()


def test_a_field_that_need_not_be_filled_any_more(town: Installation) -> None:
    with_rows(town, declared("type: text, max_length: 20, required: true"), "甲")
    assert said(town.plan(visit(REMARK))) == ["“走访”的“备注”(remark)：可以不填。"]
    town.migrate(visit(REMARK))
    town.add("visit", unit=town.village(), title="没有备注")
    assert town.rows("visit", "remark") == ["甲", None]


def test_a_renamed_field_keeps_its_data_and_is_told_from_a_new_one(town: Installation) -> None:
    with_rows(town, REMARK, "甲")
    note = "note: {type: text, max_length: 20, label: {zh: 说明, en: Note}}"
    assert said(town.plan(visit(note))) == [
        "“走访”的“说明”(note)：新字段；若由“备注”改名而来，请写 was: remark。",
        "“走访”的“备注”(remark)停用：列和数据保留，不再显示；重新声明即可取回。", "1 条记录有内容。"]
    renamed = note.replace("{type", "{was: remark, type")
    assert said(town.plan(visit(renamed))) == ["“走访”的“备注”(remark)改名为“说明”(note)：数据随之而来。"]
    town.migrate(visit(renamed))
    assert town.rows("visit", "note") == ["甲"]
    assert town.query("SELECT register, field, was FROM former_name") == [("visit", "note", "remark")]
    assert not town.plan(visit(renamed)), "was is inert once the database has the new name"
    assert not town.plan(visit(note))
    town.back()
    assert town.rows("visit", "note") == ["甲"]


def test_a_field_of_several_columns_and_an_index_is_renamed_whole(town: Installation) -> None:
    before = visit("spot: {type: geo_point, label: {zh: 坐标, en: Spot}}",
                   "host: {type: reference, to: unit, label: {zh: 主办, en: Host}}",
                   "serves: {type: references, to: unit, label: {zh: 兼顾, en: Serves}}")
    town.migrate(before)
    other = town.village("宝祥村")
    town.add("visit", unit=town.village(), title="一", spot="30.61, 105.21", host=town.village(), serves=[other])
    after = visit("place: {type: geo_point, was: spot, label: {zh: 坐标, en: Spot}}",
                  "owner: {type: reference, to: unit, was: host, label: {zh: 主办, en: Host}}",
                  "areas: {type: references, to: unit, was: serves, label: {zh: 兼顾, en: Serves}}")
    town.migrate(after)
    assert town.rows("visit", "place_lat", "place_lon", "owner_id") == [(30.61, 105.21, town.village())]
    assert town.query("SELECT target_id FROM visit__areas") == [(other,)]
    assert not town.plan(after)
    town.back()


def test_a_removed_field_is_retired_and_takes_its_data_back(town: Installation) -> None:
    required = declared("type: text, max_length: 20, required: true")
    with_rows(town, required, "甲")
    town.migrate(visit())
    assert town.query("SELECT table_name, column_name, label FROM retired_column") == [("visit", "remark", "备注")]
    town.add("visit", unit=town.village(), title="没有备注")
    assert town.query("SELECT remark FROM visit ORDER BY id") == [("甲",), (None,)]
    assert not town.plan(visit())
    assert said(town.plan(visit(REMARK))) == ["“走访”的“备注”(remark)重新启用：取回原有数据。", "1 条记录有内容。"]
    assert town.refusals(visit(required)) == ["1 条记录没有填写。请先补齐，或在声明中写 default。"]
    town.migrate(visit(REMARK))
    assert town.rows("visit", "remark") == ["甲", None]
    assert town.query("SELECT * FROM retired_column") == []
    town.back()


def test_a_new_field_does_not_take_the_column_of_a_retired_one(town: Installation) -> None:
    with_rows(town, declared("type: text", key="spot_lat"), "甲", key="spot_lat")
    town.migrate(visit())
    assert town.refusals(visit("spot: {type: geo_point, label: {zh: 坐标, en: Spot}}")) == [
        "它的列名被已停用的“备注”(spot_lat)占用。请换一个键。"]


def named(cases: list[tuple[Any, ...]]) -> list[Any]:
    """Each case called by the two types."""
    return [pytest.param(*case, id=f"{case[0]} → {case[2]}") for case in cases]


WIDER = [
    ("type: text, max_length: 20", "甲", "type: text, max_length: 40", "甲"),
    ("type: text, max_length: 20", "甲", "type: long_text", "甲"),
    ("type: integer", 7, "type: decimal, places: 2", 700),
    ("type: integer", 7, "type: money", 700),
    ("type: decimal, places: 1", "0.5", "type: decimal, places: 3", 500),
    ("type: date", "2026-08-05", "type: partial_date", "2026-08-05"),
    ("type: choice, of: {a: {zh: 甲, en: A}}", "a", "type: text, max_length: 50", "a"),
    ("type: choice, of: {a: {zh: 甲, en: A}}", "a", "type: multi_choice, of: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B}}", "|a|"),
    ("type: unit_code", "510923108225", "type: text", "510923108225"),
]


@pytest.mark.parametrize(("before", "given", "after", "stored"), named(WIDER))
def test_a_wider_type_takes_the_values_along(town: Installation, before: str, given: Any, after: str, stored: Any) -> None:
    with_rows(town, declared(before), given)
    assert town.refusals(visit(declared(after))) == []
    town.migrate(visit(declared(after)))
    assert town.query("SELECT remark FROM visit") == [(stored,)]
    town.back()


NARROWER = [
    ("type: text, max_length: 20", ["一" * 12, "短"], "type: text, max_length: 10", "1 条超过 10 个字。请先缩短它们。"),
    ("type: text", ["a", "别的"], "type: choice, of: {a: {zh: 甲, en: A}}", "1 条的内容不在选项之中。请先改成选项之一。"),
    ("type: choice, of: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B}}", ["a", "b", "b"], "type: choice, of: {a: {zh: 甲, en: A}}",
     "2 条仍在用选项“b”。请先改成别的，或把它留在选项里。"),
    ("type: multi_choice, of: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B}}", ["a", ["a", "b"]],
     "type: multi_choice, of: {a: {zh: 甲, en: A}}", "1 条仍在用选项“b”。请先改成别的，或把它留在选项里。"),
    ("type: integer", [5, 50], "type: integer, max: 10", "1 条大于 10。请先改正。"),
    ("type: decimal, min: -5", ["-1.5", "2"], "type: decimal, min: 0", "1 条小于 0。请先改正。"),
    ("type: decimal, places: 3", ["0.5", "0.125"], "type: decimal, places: 1", "1 条的小数会被舍去。请先改成较少的小数位。"),
    ("type: text", ["甲"], "type: date", "1 条已有内容，不能转换。请给新的含义另起一个键；remark 停用后数据仍在。"),
    ("type: text", ["甲"], "type: id_number", "1 条已有内容，不能转换。请给新的含义另起一个键；remark 停用后数据仍在。"),
]


@pytest.mark.parametrize(("before", "values", "after", "refusal"), named(NARROWER))
def test_a_narrower_type_is_refused_with_the_count_of_what_does_not_fit(
        town: Installation, before: str, values: list[Any], after: str, refusal: str) -> None:
    with_rows(town, declared(before), *values)
    assert town.refusals(visit(declared(after))) == [refusal]
    with pytest.raises(Problems) as refused:
        town.migrate(visit(declared(after)))
    assert [each.code for each in refused.value.found] == ["S005"]
    town.run("UPDATE visit SET remark = NULL")
    town.migrate(visit(declared(after)))
    town.back()


def test_a_migration_written_here_refuses_elsewhere_what_does_not_fit_there(town: Installation) -> None:
    with_rows(town, declared("type: text, max_length: 20"))
    town.migrate(visit(declared("type: text, max_length: 10")))
    town.migrations.downgrade(make_engine_of(town), "-1")
    town.run(f"INSERT INTO visit (version, created_at, changed_at, unit_id, title, remark) VALUES "  # noqa: S608
             f"(1, '2026-01-01', '2026-01-01', {town.village()}, '一', '{'长' * 12}')")
    with pytest.raises(Problems) as refused:
        town.migrations.upgrade(make_engine_of(town))
    assert refused.value.found[0].message("zh") == "迁移没有执行：1 条超过 10 个字。请先缩短它们。"
    assert len(town.query("SELECT id FROM visit")) == 1


def make_engine_of(town: Installation) -> Any:
    from app.model import make_engine

    return make_engine(town.url, pooled=False)


def test_a_wider_limit_or_another_label_needs_no_migration(town: Installation) -> None:
    with_rows(town, declared("type: integer, max: 10"), 5)
    wider = visit(declared("type: integer, max: 20").replace("备注", "数"))
    assert not town.plan(wider)
    assert town.migrate(wider).file is None
    assert town.migrations.shape.tables["visit"].fields["remark"].options["max"] == 20


def test_a_reference_to_another_register_is_refused_where_it_is_filled(town: Installation) -> None:
    with_rows(town, declared("type: reference, to: unit"), town.village())
    after = visit(declared("type: reference, to: department"))
    assert town.refusals(after) == ["1 条已指向原来的登记簿。请给新的引用另起一个键。"]
    town.run("UPDATE visit SET remark_id = NULL")
    town.migrate(after)
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        town.run(f"UPDATE visit SET remark_id = {town.village()}")  # noqa: S608
    town.back()


def test_a_unique_field_counts_what_is_doubled_first(town: Installation) -> None:
    with_rows(town, REMARK, "甲", "甲", "乙", None, None)
    after = visit(declared("type: text, max_length: 20, unique: true"))
    assert town.refusals(after) == ["(remark) 有 1 组重复的值。请先更正或作废多余的记录。"]
    town.run("UPDATE visit SET void_at = '2026-01-01' WHERE title = '走访0'")
    town.migrate(after)
    town.back()
    assert said(town.plan(visit(REMARK))) == []
