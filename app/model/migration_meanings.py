"""Changes of what a field's values mean: wider, narrower, of another kind, encrypted, referring elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.model.changes import Doubt
from app.model.migration_fields import FieldChange, any_value, rows_with
from app.model.migration_rendering import Code, column, step
from app.model.migration_shape import ColumnShape, FieldShape
from app.model.migration_values import Carry, difference
from app.words import Words


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
        words = Words(f"{{rows}} 条已有内容，不能转换。请给新的含义另起一个键；{self.old.key} 停用后数据仍在。",
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
class Encryption(FieldChange):
    """A field whose values lie encrypted from now on (``on``), or no more.

    ``former`` is the column's name before the plan, ``plain`` the readable column; ``same`` is False where the kind
    changes too.
    """

    on: bool
    former: str
    plain: ColumnShape
    same: bool = True

    def says(self) -> Words:
        if self.on:
            return Words(f"{self.subject.zh}：改为加密存放，已有内容逐条加密。历史中的明文照旧；磁盘上的旧页在 VACUUM 后消失。",
                         f"{self.subject.en} is encrypted from now on, row by row. What the history says in clear stays; "
                         "old pages on the disk are gone after a VACUUM.")
        return Words(f"{self.subject.zh}：改为明文存放，已有内容逐条解密。",
                     f"{self.subject.en} is stored in clear from now on, row by row.")

    def refusal(self) -> Words | None:
        if self.same:
            return None
        return Words("不能同时更换类型和加密方式。请分两次改。",
                     "Kind and encryption cannot change at once. Do it in two steps.")

    def doubts(self) -> Sequence[Doubt]:
        return [Doubt(query=rows_with(self.source, f'"{self.former}" IS NOT NULL'), refuses=False,
                      words=Words("{rows} 条记录要处理。", "{rows} rows are to be worked on."))]

    def upgrade(self) -> Sequence[str]:
        return [self._step(self.on)]

    def downgrade(self) -> Sequence[str]:
        demanded = self.on and not self.plain.nullable
        return [self._step(not self.on), *([step("require", self.table.name, self.field.key)] if demanded else [])]

    def _step(self, on: bool) -> str:
        if on:
            return step("seal", self.table.name, self.field.key)
        return step("unseal", self.table.name, self.field.key, Code(self.plain.type))


@dataclass(frozen=True, kw_only=True)
class Retargeted(FieldChange):
    """A reference to another register: only where none is filled, for a number means another record there."""

    column: ColumnShape
    old: FieldShape
    former: str

    def says(self) -> Words:
        before, after = self.old.options["to"], self.field.options["to"]
        return Words(f"{self.subject.zh}：改为引用 {after}（原为 {before}）。",
                     f"{self.subject.en} refers to {after} instead of {before}.")

    def doubts(self) -> Sequence[Doubt]:
        words = Words("{rows} 条已指向原来的登记簿。请给新的引用另起一个键。",
                      "{rows} rows refer to the former register. Give the new reference a key of its own.")
        return [Doubt(query=rows_with(self.source, f'"{self.former}" IS NOT NULL'), words=words)]

    def upgrade(self) -> Sequence[str]:
        return [step("change_reference", self.table.name, self.column.name, self.field.options["to"])]

    def downgrade(self) -> Sequence[str]:
        return [step("change_reference", self.table.name, self.column.name, self.old.options["to"])]
