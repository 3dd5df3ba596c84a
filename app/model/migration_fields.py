"""Changes of a register's fields: what comes, goes, returns, is renamed, or must be filled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.model.changes import Change, Doubt, Phase
from app.model.migration_rendering import column, step
from app.model.migration_shape import ColumnShape, FieldShape, TableShape
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
    """A field that was not there.

    ``like`` is one of the same kind that goes at the same time, whose new name it might be; ``taken`` is a retired one whose
    column it would need.
    """

    columns: tuple[ColumnShape, ...]
    like: FieldShape | None = None
    taken: FieldShape | None = None

    def says(self) -> Words:
        zh, en = f"{self.subject.zh}：新字段", f"{self.subject.en} is a new field"
        if self.like:
            zh += f"；若由“{self.like.zh}”改名而来，请写 was: {self.like.key}"
            en += f"; if it is '{self.like.en}' renamed, write was: {self.like.key}"
        return Words(f"{zh}。", f"{en}.")

    def refusal(self) -> Words | None:
        if self.taken is None:
            return None
        return Words(f"它的列名被已停用的{self.taken.called.zh}占用。请换一个键。",
                     f"Its column belongs to {self.taken.called.en}, which is retired. Choose another key.")

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
