"""Changes of a register's fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.model.changes import Change, Doubt, Phase
from app.model.migration_rendering import Code, column, step
from app.model.migration_shape import ColumnShape, FieldShape, TableShape
from app.model.migration_values import Carry, difference
from app.words import Words


def rows_with(table: str, condition: str | None = None) -> str:
    """A query that counts rows."""
    return f'SELECT count(*) FROM "{table}"' + (f" WHERE {condition}" if condition else "")  # noqa: S608


def any_value(columns: Sequence[ColumnShape]) -> str:
    """A condition: one of the columns is filled."""
    return " OR ".join(f'"{each.name}" IS NOT NULL' for each in columns)


@dataclass(frozen=True, kw_only=True)
class FieldChange(Change):
    """A change of one field. ``source`` is what its table is called before the plan, ``table`` after it."""

    source: str
    table: TableShape
    field: FieldShape

    @property
    def subject(self) -> Words:
        """The field in its register."""
        return Words(f"“{self.table.zh}”的{self.field.called.zh}", f"'{self.table.en}': {self.field.called.en}")


@dataclass(frozen=True, kw_only=True)
class NewField(FieldChange):
    """A field that was not there; ``like`` is a retired one of the same kind, whose new name it might be."""

    columns: tuple[ColumnShape, ...]
    like: FieldShape | None = None

    def says(self) -> Words:
        zh, en = f"{self.subject.zh}：新字段", f"{self.subject.en} is a new field"
        if self.like:
            zh += f"；若由“{self.like.zh}”改名而来，请写 was: {self.like.key}"
            en += f"; if it is '{self.like.en}' renamed, write was: {self.like.key}"
        return Words(f"{zh}。", f"{en}.")

    def upgrade(self) -> Sequence[str]:
        return [step("add_column", self.table.name, column(each, self.table.name, nullable=True)) for each in self.columns]

    def downgrade(self) -> Sequence[str]:
        return [step("drop_column", self.table.name, each.name) for each in reversed(self.columns)]


@dataclass(frozen=True, kw_only=True)
class RenamedField(FieldChange):
    """A field by another key: its data come along. ``following`` are the system's tables whose rows name the field."""

    phase = Phase.NAMES
    old: FieldShape
    columns: Mapping[str, str]
    following: tuple[str, ...] = ()

    def says(self) -> Words:
        return Words(f"“{self.table.zh}”的{self.old.called.zh}改名为{self.field.called.zh}：数据随之而来。",
                     f"'{self.table.en}': {self.old.called.en} is now {self.field.called.en}; its data come along.")

    def upgrade(self) -> Sequence[str]:
        return self._rename(self.columns, self.old.key, self.field.key)

    def downgrade(self) -> Sequence[str]:
        return self._rename({new: old for old, new in self.columns.items()}, self.field.key, self.old.key)

    def _rename(self, columns: Mapping[str, str], old: str, new: str) -> list[str]:
        renamed = {before: after for before, after in columns.items() if before != after}
        lines = [step("rename_columns", self.table.name, **renamed)] if renamed else []
        return [*lines, step("rename_field", self.table.name, old, new, self.following)]


@dataclass(frozen=True, kw_only=True)
class RetiredField(FieldChange):
    """A field that is declared no more: its column stays, may be empty, and is noted."""

    phase = Phase.RETIREMENTS
    columns: tuple[ColumnShape, ...]

    def says(self) -> Words:
        return Words(f"{self.subject.zh}停用：列和数据保留，不再显示；重新声明即可取回。",
                     f"{self.subject.en} is retired: column and data stay, unseen; declared again, they are back.")

    def doubts(self) -> Sequence[Doubt]:
        if not self.columns:
            return ()
        return [Doubt(query=rows_with(self.source, any_value(self.columns)), refuses=False,
                      words=Words("{rows} 条记录有内容。", "{rows} rows hold something in it."))]

    def upgrade(self) -> Sequence[str]:
        named = [each.name for each in self.columns]
        return [step("retire", self.table.name, named, self.field.zh)] if named else []

    def downgrade(self) -> Sequence[str]:
        demanded = [each.name for each in self.columns if not each.nullable]
        lines = [step("require", self.table.name, *demanded)] if demanded else []
        return [step("revive", self.table.name, [each.name for each in self.columns]), *lines] if self.columns else []


@dataclass(frozen=True, kw_only=True)
class RevivedField(FieldChange):
    """A retired field that is declared again."""

    columns: tuple[ColumnShape, ...]

    def says(self) -> Words:
        return Words(f"{self.subject.zh}重新启用：取回原有数据。", f"{self.subject.en} is back, with its data.")

    def doubts(self) -> Sequence[Doubt]:
        if not self.columns:
            return ()
        return [Doubt(query=rows_with(self.source, any_value(self.columns)), refuses=False,
                      words=Words("{rows} 条记录有内容。", "{rows} rows hold something in it."))]

    def upgrade(self) -> Sequence[str]:
        return [step("revive", self.table.name, [each.name for each in self.columns])] if self.columns else []

    def downgrade(self) -> Sequence[str]:
        return [step("retire", self.table.name, [each.name for each in self.columns], self.field.zh)] if self.columns else []


@dataclass(frozen=True, kw_only=True)
class ChangedValues(FieldChange):
    """A field that takes other values: wider, narrower, or of a kind to which they can be carried over.

    ``columns`` are the column before and after; ``former`` is its name before the plan.
    """

    old: FieldShape
    carry: Carry
    former: str
    columns: tuple[ColumnShape, ColumnShape]

    def says(self) -> Words:
        told = difference(self.old, self.field)
        return Words(f"{self.subject.zh}：{told.zh}。", f"{self.subject.en}: {told.en}.")

    def doubts(self) -> Sequence[Doubt]:
        named = f'"{self.former}"'
        return [Doubt(query=rows_with(self.source, each.condition.format(column=named)), words=each.words)
                for each in self.carry.misfits]

    def upgrade(self) -> Sequence[str]:
        before, after = self.columns
        if before.type == after.type and self.carry.sqlite is None:
            return []
        named = f'"{after.name}"'
        given = {name: expression.format(column=named) for name in ("sqlite", "postgresql")
                 if (expression := getattr(self.carry, name))}
        return [step("retype", self.table.name, after.name, Code(after.type), **given)]

    def downgrade(self) -> Sequence[str]:
        before, after = self.columns
        back = {"*": "/", "/": "*"}
        parts = (self.carry.sqlite or "").split()
        given = {}
        if len(parts) == 3 and parts[1] in back:
            expression = f'"{after.name}" {back[parts[1]]} {parts[2]}'
            given = {"sqlite": expression, "postgresql": expression}
        if before.type == after.type and not given:
            return []
        return [step("retype", self.table.name, after.name, Code(before.type), **given)]


@dataclass(frozen=True, kw_only=True)
class ReplacedField(FieldChange):
    """A field of another kind, to which no value can be carried over: only where none is filled."""

    old: FieldShape
    before: tuple[ColumnShape, ...]
    after: tuple[ColumnShape, ...]

    def says(self) -> Words:
        told = difference(self.old, self.field)
        return Words(f"{self.subject.zh}：{told.zh}。", f"{self.subject.en}: {told.en}.")

    def doubts(self) -> Sequence[Doubt]:
        if not self.before:
            return ()
        words = Words(f"{{rows}} 条已有内容，不能转换。请给新的含义另起一个键，或写 was 改名后再换；{self.old.key} 停用后数据仍在。",
                      f"{{rows}} rows hold something that cannot be converted. Give the new meaning a key of its own; "
                      f"'{self.old.key}' is then retired with its data.")
        return [Doubt(query=rows_with(self.source, any_value(self.before)), words=words)]

    def upgrade(self) -> Sequence[str]:
        return self._towards(self.before, self.after)

    def downgrade(self) -> Sequence[str]:
        return self._towards(self.after, self.before)

    def _towards(self, gone: Sequence[ColumnShape], come: Sequence[ColumnShape]) -> list[str]:
        table = self.table.name
        return [*(step("drop_column", table, each.name) for each in gone),
                *(step("add_column", table, column(each, table, nullable=True)) for each in come)]


@dataclass(frozen=True, kw_only=True)
class Requirement(FieldChange):
    """Columns that must be filled from now on (``on``), or need not. ``default`` fills the rows where they are empty."""

    phase = Phase.REQUIREMENTS
    columns: tuple[ColumnShape, ...]
    on: bool
    default: Mapping[str, Any] = field(default_factory=dict)
    former: tuple[str, ...] = ()  #: what the columns are called before the plan; none for a new field

    def says(self) -> Words:
        if not self.on:
            return Words(f"{self.subject.zh}：可以不填。", f"{self.subject.en} may be empty.")
        if self.default:
            return Words(f"{self.subject.zh}：必填；已有记录中没有的，填入默认值。",
                         f"{self.subject.en} must be filled; rows without it get the default.")
        return Words(f"{self.subject.zh}：必填。", f"{self.subject.en} must be filled.")

    def doubts(self) -> Sequence[Doubt]:
        if not self.on:
            return ()
        condition = " OR ".join(f'"{name}" IS NULL' for name in self.former) if self.former else None
        told = Words("{rows} 条记录没有填写", "{rows} rows have nothing in it")
        if self.default:
            return [Doubt(query=rows_with(self.source, condition), refuses=False,
                          words=Words(f"{told.zh}，将填入默认值。", f"{told.en} and get the default."))]
        return [Doubt(query=rows_with(self.source, condition), words=Words(
            f"{told.zh}。请先补齐，或在声明中写 default。", f"{told.en}. Fill them first, or declare a default."))]

    def upgrade(self) -> Sequence[str]:
        named = [each.name for each in self.columns]
        if not self.on:
            return [step("release", self.table.name, *named)]
        fills = [step("fill", self.table.name, **self.default)] if self.default else []
        return [*fills, step("require", self.table.name, *named)]

    def downgrade(self) -> Sequence[str]:
        return [step("release" if self.on else "require", self.table.name, *(each.name for each in self.columns))]


@dataclass(frozen=True, kw_only=True)
class Encryption(FieldChange):
    """A field whose values lie encrypted from now on (``on``), or no more. ``plain`` is the type of the readable column."""

    on: bool
    plain: str

    def says(self) -> Words:
        if self.on:
            return Words(f"{self.subject.zh}：改为加密存放，已有内容逐条加密。历史中原先的明文照旧；磁盘上的旧页在整理数据库（VACUUM）后消失。",
                         f"{self.subject.en} is encrypted from now on, row by row. What the history says in clear stays; old pages "
                         "on the disk are gone after a VACUUM.")
        return Words(f"{self.subject.zh}：改为明文存放，已有内容逐条解密。", f"{self.subject.en} is stored in clear from now on.")

    def doubts(self) -> Sequence[Doubt]:
        return [Doubt(query=rows_with(self.source, f'"{self.field.was or self.field.key}" IS NOT NULL'), refuses=False,
                      words=Words("{rows} 条记录要处理。", "{rows} rows are to be worked on."))]

    def upgrade(self) -> Sequence[str]:
        return [self._step(self.on)]

    def downgrade(self) -> Sequence[str]:
        return [self._step(not self.on)]

    def _step(self, on: bool) -> str:
        if on:
            return step("seal", self.table.name, self.field.key)
        return step("unseal", self.table.name, self.field.key, Code(self.plain))


@dataclass(frozen=True, kw_only=True)
class Retargeted(FieldChange):
    """A reference to another register: only where none is filled, for a number means another record there."""

    column: ColumnShape
    old: FieldShape
    former: str

    def says(self) -> Words:
        before, after = self.old.options["to"], self.field.options["to"]
        return Words(f"{self.subject.zh}：改为引用 {after}（原为 {before}）。", f"{self.subject.en} refers to {after} instead of {before}.")

    def doubts(self) -> Sequence[Doubt]:
        words = Words("{rows} 条已指向原来的登记簿。请给新的引用另起一个键。",
                      "{rows} rows refer to the former register. Give the new reference a key of its own.")
        return [Doubt(query=rows_with(self.source, f'"{self.former}" IS NOT NULL'), words=words)]

    def upgrade(self) -> Sequence[str]:
        return [step("change_reference", self.table.name, self.column.name, self.field.options["to"])]

    def downgrade(self) -> Sequence[str]:
        return [step("change_reference", self.table.name, self.column.name, self.old.options["to"])]


