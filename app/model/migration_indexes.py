"""Changes of indexes, of search, and of the columns by which rows belong to units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.model.changes import Change, Doubt, Phase
from app.model.migration_rendering import column, create_index, drop_index, step
from app.model.migration_shape import ColumnShape, IndexShape, TableShape
from app.words import Words


def _named(indexes: Sequence[IndexShape]) -> Words:
    listed = "、".join(f"({', '.join(each.columns)}){' unique' if each.unique else ''}" for each in indexes)
    return Words(listed, listed.replace("、", ", "))


@dataclass(frozen=True, kw_only=True)
class GoneIndexes(Change):
    """Indexes of a table that are needed no more, or whose columns change. ``table`` is its name before the plan."""

    phase = Phase.INDEXES_GO
    table: str
    indexes: tuple[IndexShape, ...]

    def says(self) -> Words:
        told = _named(self.indexes)
        return Words(f"{self.table}：去掉索引 {told.zh}。", f"{self.table}: indexes go: {told.en}.")

    def upgrade(self) -> Sequence[str]:
        return [drop_index(each, self.table) for each in self.indexes]

    def downgrade(self) -> Sequence[str]:
        return [create_index(each, self.table) for each in reversed(self.indexes)]


@dataclass(frozen=True, kw_only=True)
class NewIndexes(Change):
    """Indexes that come. ``source`` and ``former`` say what table and columns are called before the plan."""

    phase = Phase.INDEXES_COME
    table: str
    indexes: tuple[IndexShape, ...]
    source: str = ""
    former: Mapping[str, str] = field(default_factory=dict)

    def says(self) -> Words:
        told = _named(self.indexes)
        return Words(f"{self.table}：新索引 {told.zh}。", f"{self.table}: new indexes: {told.en}.")

    def doubts(self) -> Sequence[Doubt]:
        known = [each for each in self.indexes if each.unique and all(name in self.former for name in each.columns)]
        return [self._doubled(each) for each in known]

    def _doubled(self, index: IndexShape) -> Doubt:
        """Values that several rows share; an empty one is never the same as another."""
        columns = [f'"{self.former[name]}"' for name in index.columns]
        where = " AND ".join([*([index.where] if index.where else []), *(f"{name} IS NOT NULL" for name in columns)])
        listed = ", ".join(columns)
        query = (f'SELECT count(*) FROM (SELECT 1 FROM "{self.source}" WHERE {where} GROUP BY {listed} '  # noqa: S608
                 "HAVING count(*) > 1) AS doubled")
        named = ", ".join(index.columns)
        return Doubt(query=query, words=Words(
            f"({named}) 有 {{rows}} 组重复的值。请先更正或作废多余的记录。",
            f"({named}): {{rows}} values stand in several rows. Correct or void the surplus ones first."))

    def upgrade(self) -> Sequence[str]:
        return [create_index(each, self.table) for each in self.indexes]

    def downgrade(self) -> Sequence[str]:
        return [drop_index(each, self.table) for each in reversed(self.indexes)]


@dataclass(frozen=True, kw_only=True)
class ChangedSearch(Change):
    """The search index of a register is made anew, comes or goes; it is filled when the migrations are done."""

    phase = Phase.SEARCH
    old: TableShape | None
    new: TableShape | None

    def says(self) -> Words:
        table = self.new or self.old
        if table is None:  # cannot be: one of them is given
            return Words("", "")
        if self.new is None:
            return Words(f"“{table.zh}”的检索索引撤除。", f"'{table.en}': the search index goes.")
        listed = ", ".join(each.partition(":")[0] for each in self.new.search or ())
        if self.old is None:
            return Words(f"“{table.zh}”：建检索索引（{listed}）。", f"'{table.en}': a search index over {listed}.")
        return Words(f"“{table.zh}”：重建检索索引（{listed}）。",
                     f"'{table.en}': the search index is built anew, over {listed}.")

    def upgrade(self) -> Sequence[str]:
        return self._towards(self.old, self.new)

    def downgrade(self) -> Sequence[str]:
        return self._towards(self.new, self.old)

    def _towards(self, gone: TableShape | None, come: TableShape | None) -> list[str]:
        dropped = [step("drop_search", gone.name)] if gone else []
        return [*dropped, *([step("create_search", come.name)] if come else [])]


@dataclass(frozen=True, kw_only=True)
class ChangedScope(Change):
    """Rows belong to units in another way: the columns of unit and ancestors come, go, or are filled afresh."""

    phase = Phase.SCOPES
    table: TableShape
    old: TableShape
    come: tuple[ColumnShape, ...]
    gone: tuple[ColumnShape, ...]

    def says(self) -> Words:
        before, after = (self.old.scope or ("—", None))[0], (self.table.scope or ("—", None))[0]
        return Words(f"“{self.table.zh}”的归属方式 {before} → {after}：单位列随之调整，已有记录重新归位。",
                     f"'{self.table.en}': its scope goes from {before} to {after}; the rows are placed afresh.")

    def upgrade(self) -> Sequence[str]:
        return [*self._added(self.come), *self._placed(), *self._dropped(self.gone)]

    def downgrade(self) -> Sequence[str]:
        return [*self._added(self.gone), *self._dropped(self.come)]

    def _added(self, columns: Sequence[ColumnShape]) -> list[str]:
        return [step("add_column", self.table.name, column(each, self.table.name, nullable=True)) for each in columns]

    def _dropped(self, columns: Sequence[ColumnShape]) -> list[str]:
        return [step("drop_column", self.table.name, each.name) for each in columns]

    def _placed(self) -> list[str]:
        kind, by = self.table.scope or ("shared", None)
        if kind == "shared":
            return []
        lines = [step("set_unit", self.table.name, by, parent=self.table.parent)] if kind != "tree" and by else []
        own = self.table.columns.get("unit_id")
        demanded = own is not None and own.field is None and not own.nullable
        lines += [step("require", self.table.name, "unit_id")] if demanded else []
        return [*lines, step("lose_place", self.table.name)]


@dataclass(frozen=True, kw_only=True)
class RecordKeys(Change):
    """A register that gets its first secret: every record needs a key under which its history keeps it."""

    table: TableShape
    column: ColumnShape

    def says(self) -> Words:
        return Words(f"“{self.table.zh}”开始存放需保护的内容：每条记录得到自己的密钥。",
                     f"'{self.table.en}' keeps secrets from now on: every record gets a key of its own.")

    def upgrade(self) -> Sequence[str]:
        added = step("add_column", self.table.name, column(self.column, self.table.name))
        return [added, step("give_record_keys", self.table.name)]

    def downgrade(self) -> Sequence[str]:
        return [step("drop_column", self.table.name, self.column.name)]


