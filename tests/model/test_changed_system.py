"""What a new version of the program changes in its own tables, and that keys and names stay free of collisions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.definition.checks.fields import SYSTEM_COLUMNS
from app.definition.checks.links import SYSTEM_TABLES
from app.migrating import pending
from app.model import build_models
from app.model.changes import plan_of
from app.model.migration_comparing import compare
from app.model.migration_kept import read_shape, write_shape
from app.model.migration_running import VERSION_TABLE
from app.model.migration_shape import ColumnShape, IndexShape, Shape, TableShape, UniqueShape
from tests.model.changing import NOW, Installation
from tests.writing import define


@pytest.fixture
def old(town: Installation) -> Shape:
    """The shape that the database has."""
    return town.migrations.shape


def moved(town: Installation, tables: dict[str, TableShape | None]) -> list[str]:
    """Make these tables so, there, back and there again; what the plan says."""
    old = town.migrations.shape
    changed = {**old.tables, **tables}
    changes, shape = compare(old, Shape({name: each for name, each in changed.items() if each is not None}))
    plan = plan_of(changes)
    town.migrations.write(plan, shape, "system", NOW)
    with town.site() as site:
        town.migrations.upgrade(site.engine, now=NOW)
        town.migrations.downgrade(site.engine, "-1", now=NOW)
        town.migrations.upgrade(site.engine, now=NOW)
    return plan.lines("zh")


def test_columns_come_and_go_and_change(town: Installation, old: Shape) -> None:
    account = old.tables["account"]
    columns = dict(account.columns)
    columns["nickname"] = ColumnShape(name="nickname", type="sa.String(20)")
    columns["language"] = replace(columns["language"], type="sa.String(5)", nullable=False)
    del columns["person_id"]
    assert moved(town, {"account": replace(account, columns=columns)}) == [
        "1. account.language：sa.String(2) → sa.String(5)，nullable True → False。",
        "2. account：新系统列 nickname。",
        "3. account：删除系统列 person_id。",
    ]
    with town.engine() as engine:
        found = {each["name"]: each for each in sa.inspect(engine).get_columns("account")}
        assert {"nickname", "language"} <= set(found)
        assert "person_id" not in found
        assert (found["language"]["type"].length, found["language"]["nullable"]) == (5, False)


def test_a_table_goes_and_another_comes_with_constraint_index_and_rows(town: Installation, old: Shape) -> None:
    made = TableShape(
        name="weather", primary_name="pk_weather", first_rows=({"id": 1, "kind": "rain"},),
        columns={"id": ColumnShape(name="id", type="steps.ID", nullable=False, primary=True),
                 "kind": ColumnShape(name="kind", type="sa.String(20)", nullable=False),
                 "unit_id": ColumnShape(name="unit_id", type="steps.ID", references="unit")},
        indexes={"ix_weather_unit_id": IndexShape(name="ix_weather_unit_id", columns=("unit_id",))},
        uniques=(UniqueShape(columns=("kind",), name="uq_weather_kind"),))
    assert moved(town, {"weather": made, "lowering": None}) == [
        "1. 新建系统表 weather。", "2. 删除系统表 lowering 及其内容。"]
    assert town.query("SELECT kind FROM weather") == [("rain",)]
    with town.engine() as engine:
        assert not sa.inspect(engine).has_table("lowering")


def test_constraints_and_the_protection_of_logs_come_and_go(town: Installation, old: Shape) -> None:
    notice, seal = old.tables["notice"], old.tables["seal"]
    both = UniqueShape(columns=("step_id", "unit_id"), name="uq_notice_both")
    others = tuple(each for each in notice.uniques if each.columns != ("step_id",))
    assert moved(town, {"notice": replace(notice, uniques=(both, *others)),
                        "seal": replace(seal, protected=None)}) == [
        "1. notice (step_id)：可以重复。",
        "2. notice (step_id, unit_id)：不得重复。",
        "3. seal 不再只增不改。",
    ]


def test_the_shape_on_disk_is_the_shape_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "shape.json"
    shape = pending(build_models(define())).shape
    write_shape(path, shape)
    assert read_shape(path) == shape


def test_no_register_can_take_the_name_of_a_table_of_the_system() -> None:
    models = build_models(define())
    own = {table for table in models.metadata.tables if models.register_of(table) is None}
    assert own | {VERSION_TABLE} == SYSTEM_TABLES


def test_no_field_can_take_the_name_of_a_column_of_the_system() -> None:
    models = build_models(define())
    columns = {column.name for register in models.definition.registers.values()
               for column in models.table(register.key).columns if "field" not in column.info}
    assert columns - SYSTEM_COLUMNS == set()
