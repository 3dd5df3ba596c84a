"""Changes of whole tables: registers that come, go, return or change their name; the system's own tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.model.changes import Change, Doubt, Phase
from app.model.migration_rendering import call, create_table, step
from app.model.migration_shape import ColumnShape, TableShape
from app.model.names import reference
from app.words import Words

#: In ``retired_column``: the whole table.
WHOLE = "*"


@dataclass(frozen=True, kw_only=True)
class NewTable(Change):
    """A table that was not there. ``later`` are references to tables that are created after it."""

    phase = Phase.NEW_TABLES
    table: TableShape
    later: tuple[str, ...] = ()

    def says(self) -> Words:
        name = self.table.name
        if self.table.is_register:
            return Words(f"新登记簿{self.table.called.zh}：建表，{len(self.table.fields)} 个字段。",
                         f"New register {self.table.called.en}: a table with {len(self.table.fields)} fields.")
        if self.table.link:
            return Words(f"“{self.table.zh}”的多项引用“{self.table.link}”：建关联表 {name}。",
                         f"Many references '{self.table.link}' of '{self.table.en}': a link table {name}.")
        return Words(f"新建系统表 {name}。", f"New system table {name}.")

    def upgrade(self) -> Sequence[str]:
        return create_table(self.table, self.later)

    def downgrade(self) -> Sequence[str]:
        return [call("op.drop_table", self.table.name)]


@dataclass(frozen=True, kw_only=True)
class LateReference(Change):
    """A reference between new tables that refer to one another."""

    phase = Phase.FIELDS
    table: str
    column: ColumnShape

    def says(self) -> Words:
        here, there = f"{self.table}.{self.column.name}", self.column.references
        return Words(f"{here} 与 {there} 相互引用：建表后再连接。",
                     f"{here} and {there} refer to each other: joined when both exist.")

    def upgrade(self) -> Sequence[str]:
        to, name = self.column.references or "", reference(self.table, self.column.name)
        return [step("refer_later", self.table, self.column.name, to, name)]

    def downgrade(self) -> Sequence[str]:
        name = reference(self.table, self.column.name)
        return [step("unrefer", self.table, name)]


@dataclass(frozen=True, kw_only=True)
class GoneTable(Change):
    """A table of the system that is needed no more; its rows go with it."""

    phase = Phase.GOING
    table: TableShape

    def says(self) -> Words:
        return Words(f"删除系统表 {self.table.name} 及其内容。", f"The system table {self.table.name} goes, with its rows.")

    def doubts(self) -> Sequence[Doubt]:
        return [Doubt(query=f'SELECT count(*) FROM "{self.table.name}"', refuses=False,  # noqa: S608
                      words=Words("其中有 {rows} 行。", "It has {rows} rows."))]

    def upgrade(self) -> Sequence[str]:
        return [call("op.drop_table", self.table.name)]

    def downgrade(self) -> Sequence[str]:
        return create_table(self.table)


@dataclass(frozen=True, kw_only=True)
class RetiredTable(Change):
    """A register, or a many-references field, that is declared no more: the table stays."""

    phase = Phase.RETIREMENTS
    table: TableShape

    def says(self) -> Words:
        called = self.table.called if self.table.is_register else Words(f"“{self.table.zh}”的关联表 {self.table.name}",
                                                                        f"the link table {self.table.name}")
        return Words(f"停用{called.zh}：表和数据保留，不再显示；重新声明即可取回。",
                     f"{called.en} is retired: table and rows stay, unseen; declared again, they are back.")

    def doubts(self) -> Sequence[Doubt]:
        return [Doubt(query=f'SELECT count(*) FROM "{self.table.name}"', refuses=False,  # noqa: S608
                      words=Words("其中有 {rows} 条记录。", "It has {rows} rows."))]

    def upgrade(self) -> Sequence[str]:
        return [step("retire", self.table.name, [WHOLE], self.table.zh or self.table.name)]

    def downgrade(self) -> Sequence[str]:
        return [step("revive", self.table.name, [WHOLE])]


@dataclass(frozen=True, kw_only=True)
class RevivedTable(Change):
    """A retired register or many-references field that is declared again."""

    phase = Phase.NEW_TABLES
    table: TableShape

    def says(self) -> Words:
        return Words(f"{self.table.called.zh}重新启用：表 {self.table.name} 里的数据取回。",
                     f"{self.table.called.en} is back, with the rows of the table {self.table.name}.")

    def upgrade(self) -> Sequence[str]:
        return [step("revive", self.table.name, [WHOLE])]

    def downgrade(self) -> Sequence[str]:
        return [step("retire", self.table.name, [WHOLE], self.table.zh or self.table.name)]


@dataclass(frozen=True, kw_only=True)
class RenamedTable(Change):
    """A table by another name. ``following`` are the system's tables whose rows name the register."""

    phase = Phase.NAMES
    old: TableShape
    new: TableShape
    following: tuple[str, ...] = ()

    def says(self) -> Words:
        if self.new.is_register:
            return Words(f"登记簿{self.old.called.zh}改名为{self.new.called.zh}：数据随之而来。",
                         f"The register {self.old.called.en} is now {self.new.called.en}: its data come along.")
        old, new = self.old.name, self.new.name
        return Words(f"关联表 {old} 改名为 {new}。", f"The link table {old} is now {new}.")

    def upgrade(self) -> Sequence[str]:
        return self._rename(self.old.name, self.new.name)

    def downgrade(self) -> Sequence[str]:
        return self._rename(self.new.name, self.old.name)

    def _rename(self, old: str, new: str) -> list[str]:
        lines = [step("rename_table", old, new)]
        return [*lines, step("rename_register", old, new, self.following)] if self.new.is_register else lines


@dataclass(frozen=True, kw_only=True)
class Protection(Change):
    """A log whose rows the database refuses to change: from now on, in another way, or no longer."""

    phase = Phase.PROTECTION
    table: str
    before: bool
    after: bool

    def says(self) -> Words:
        if not self.after:
            return Words(f"{self.table} 不再只增不改。", f"{self.table} is append-only no more.")
        if self.before:
            return Words(f"{self.table}：更新防改触发器。", f"{self.table}: the triggers that refuse changes are made anew.")
        return Words(f"{self.table} 只增不改：数据库拒绝修改和删除。",
                     f"{self.table} is append-only: the database refuses changes.")

    def upgrade(self) -> Sequence[str]:
        return self._towards(self.before, self.after)

    def downgrade(self) -> Sequence[str]:
        return self._towards(self.after, self.before)

    def _towards(self, before: bool, after: bool) -> list[str]:
        return [*([step("unprotect", self.table)] if before else []), *([step("protect", self.table)] if after else [])]


@dataclass(frozen=True, kw_only=True)
class Unprotected(Change):
    """A register that is only added to is let go while its table changes; ``Protection`` takes hold of it again."""

    phase = Phase.PROTECTION_GOES
    table: str

    def says(self) -> Words:
        return Words(f"{self.table}：改动期间撤下防改触发器。", f"{self.table}: the triggers that refuse changes step aside.")

    def upgrade(self) -> Sequence[str]:
        return [step("unprotect", self.table)]

    def downgrade(self) -> Sequence[str]:
        return [step("protect", self.table)]
