"""Changes of the system's own columns and constraints: what a new version of the program brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.model.changes import Change, Doubt, Phase
from app.model.migration_rendering import Code, column, step, unique_constraint
from app.model.migration_shape import ColumnShape, UniqueShape
from app.words import Words


@dataclass(frozen=True, kw_only=True)
class NewColumn(Change):
    """A column of the system."""

    table: str
    column: ColumnShape

    def says(self) -> Words:
        return Words(f"{self.table}：新系统列 {self.column.name}。", f"{self.table}: a new system column {self.column.name}.")

    def doubts(self) -> Sequence[Doubt]:
        if self.column.nullable or self.column.numbered:
            return ()
        return [Doubt(query=f'SELECT count(*) FROM "{self.table}"',  # noqa: S608
                      words=Words("已有 {rows} 行，此列不能为空。请手写迁移补值。",
                                  "There are {rows} rows, and the column must not be empty. Write its values by hand."))]

    def upgrade(self) -> Sequence[str]:
        added = [step("add_column", self.table, column(self.column, self.table, nullable=True))]
        demanded = [] if self.column.nullable else [step("require", self.table, self.column.name)]
        return [*added, *demanded]

    def downgrade(self) -> Sequence[str]:
        return [step("drop_column", self.table, self.column.name)]


@dataclass(frozen=True, kw_only=True)
class GoneColumn(Change):
    """A column of the system that is needed no more."""

    phase = Phase.GOING
    table: str
    column: ColumnShape

    def says(self) -> Words:
        name = self.column.name
        return Words(f"{self.table}：删除系统列 {name}。", f"{self.table}: the system column {name} goes.")

    def upgrade(self) -> Sequence[str]:
        return [step("drop_column", self.table, self.column.name)]

    def downgrade(self) -> Sequence[str]:
        return [step("add_column", self.table, column(self.column, self.table, nullable=True))]


@dataclass(frozen=True, kw_only=True)
class AlteredColumn(Change):
    """A column of the system with another type, or that may or must not be empty."""

    table: str
    old: ColumnShape
    new: ColumnShape

    def says(self) -> Words:
        parts = [f"{self.old.type} → {self.new.type}"] if self.old.type != self.new.type else []
        parts += [f"nullable {self.old.nullable} → {self.new.nullable}"] if self.old.nullable != self.new.nullable else []
        parts += [f"→ {self.new.references}"] if self.old.references != self.new.references else []
        here = f"{self.table}.{self.new.name}"
        return Words(f"{here}：{'，'.join(parts)}。", f"{here}: {', '.join(parts)}.")

    def doubts(self) -> Sequence[Doubt]:
        if self.old.references in (self.new.references, None):
            return ()
        return [Doubt(query=f'SELECT count(*) FROM "{self.table}" WHERE "{self.old.name}" IS NOT NULL',  # noqa: S608
                      words=Words("{rows} 行已指向原来的表，不能改指。请另起一个键。",
                                  "{rows} rows refer to the former table. Use a key of its own for the new one."))]

    def upgrade(self) -> Sequence[str]:
        return self._towards(self.old, self.new)

    def downgrade(self) -> Sequence[str]:
        return self._towards(self.new, self.old)

    def _towards(self, old: ColumnShape, new: ColumnShape) -> list[str]:
        table, name = self.table, new.name
        lines = [step("retype", table, name, Code(new.type))] if old.type != new.type else []
        if old.references != new.references:
            lines.append(step("change_reference", table, name, new.references))
        if old.nullable != new.nullable:
            lines.append(step("release" if new.nullable else "require", table, name))
        return lines


@dataclass(frozen=True, kw_only=True)
class ChangedUnique(Change):
    """A unique constraint of the system that comes (``on``) or goes."""

    table: str
    unique: UniqueShape
    on: bool

    @property
    def phase(self) -> Phase:  # type: ignore[override]
        """A constraint goes before its columns change and comes after."""
        return Phase.INDEXES_COME if self.on else Phase.INDEXES_GO

    def says(self) -> Words:
        columns = ", ".join(self.unique.columns)
        return Words(f"{self.table} ({columns})：{'不得重复' if self.on else '可以重复'}。",
                     f"{self.table} ({columns}): {'unique' if self.on else 'unique no more'}.")

    def upgrade(self) -> Sequence[str]:
        return self._line(self.on)

    def downgrade(self) -> Sequence[str]:
        return self._line(not self.on)

    def _line(self, on: bool) -> list[str]:
        if on:
            return [step("add_unique", self.table, unique_constraint(self.unique))]
        return [step("drop_unique", self.table, self.unique.columns)]
