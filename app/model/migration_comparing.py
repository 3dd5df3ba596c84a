"""Two shapes → the changes between them, and the shape that is there afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from app.model.changes import Change
from app.model.migration_indexes import ChangedSearch
from app.model.migration_registers import (
    Defaults,
    RegisterComparison,
    Surroundings,
    changed_columns,
    changed_constraints,
    changed_indexes,
)
from app.model.migration_shape import Shape, TableShape
from app.model.migration_tables import (
    GoneTable,
    LateReference,
    NewTable,
    Protection,
    RenamedTable,
    RetiredTable,
    RevivedTable,
    Unprotected,
)
from app.model.names import link_table


def compare(old: Shape, new: Shape, defaults: Defaults = lambda register, key: {}) -> tuple[list[Change], Shape]:
    """What leads from one shape to the other, and the new one with what is retired in it."""
    comparison = _Comparison(old, new, defaults)
    return list(comparison.changes()), Shape(dict(sorted(comparison.kept.items())))


@dataclass
class _Comparison:
    """One run over two shapes. ``kept`` are the tables as they are afterwards."""

    old: Shape
    new: Shape
    defaults: Defaults
    kept: dict[str, TableShape] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)  #: new name of a renamed table → old name

    def changes(self) -> Iterator[Change]:
        """All of them; the plan sorts them by phase."""
        self._match()
        yield from self._created()
        for name, table in self.new.tables.items():
            source = self.old.tables.get(self.former.get(name, name))
            if table.search is None and source is not None:
                yield from self._table(source, table)
        yield from self._searches()
        yield from self._gone()

    # -- which table is which ------------------------------------------------------------------

    def _match(self) -> None:
        """Renamed registers first; then link tables, which follow their register or their field."""
        for name, table in self.new.registers().items():
            if name not in self.old.tables and table.was in self.old.registers() and table.was not in self.new.tables:
                self.former[name] = str(table.was)
        for name, table in self.new.tables.items():
            if table.link and name not in self.old.tables:
                self._match_link(name, table)

    def _match_link(self, name: str, table: TableShape) -> None:
        owner = self.new.tables[str(table.register)]
        register = self.former.get(owner.name, owner.name)
        declared = owner.fields[str(table.link)]
        for key in (declared.key, declared.was):
            candidate = link_table(register, key) if key else ""
            if candidate in self.old.tables and candidate not in self.new.tables:
                self.former[name] = candidate
                return

    # -- whole tables --------------------------------------------------------------------------

    def _created(self) -> Iterator[Change]:
        fresh = [table for name, table in self.new.tables.items()
                 if table.search is None and self.former.get(name, name) not in self.old.tables]
        made: set[str] = {name for name in self.new.tables if name not in {table.name for table in fresh}}
        for table in _in_order(fresh):
            made.add(table.name)
            later = tuple(each.name for each in table.columns.values() if each.references and each.references not in made)
            self.kept[table.name] = table
            yield NewTable(table=table, later=later)
            yield from (LateReference(table=table.name, column=table.columns[name]) for name in later)
            if table.protected:
                yield Protection(table=table.name, before=False, after=True)

    def _gone(self) -> Iterator[Change]:
        matched = {self.former.get(name, name) for name in self.new.tables}
        for name, table in self.old.tables.items():
            if name in matched or table.search is not None:
                continue
            if table.register is None:
                yield GoneTable(table=table)
                continue
            self.kept[name] = replace(table, retired=True)
            if not table.retired:
                yield RetiredTable(table=table)

    def _searches(self) -> Iterator[Change]:
        names = {name for shape in (self.old, self.new) for name, table in shape.tables.items() if table.search is not None}
        for name in sorted(names):
            before, after = self.old.tables.get(name), self.new.tables.get(name)
            if after is not None:
                self.kept[name] = after
            if (before and before.search) != (after and after.search):
                yield ChangedSearch(old=before, new=after)

    def _table(self, old: TableShape, new: TableShape) -> Iterator[Change]:
        if old.name != new.name:
            yield RenamedTable(old=old, new=new, following=self._naming("register"))
        if old.retired:
            yield RevivedTable(table=new)
        around = Surroundings({before: after for after, before in self.former.items()}, self._naming, self.defaults)
        if new.is_register:
            register = RegisterComparison(around, old, new)
            changes = list(register.changes())
            yield from changes
            if changes or (old.name, old.protected) != (new.name, new.protected):
                yield from _protections(old, new)
            self.kept[new.name] = register.kept()
            return
        self.kept[new.name] = new
        yield from changed_columns(new, old.columns, new.columns, around.renamed)
        yield from changed_indexes(old, new, {name: name for name in old.columns})
        yield from changed_constraints(old, new)

    def _naming(self, *columns: str) -> tuple[str, ...]:
        """The system's own tables whose rows name registers (and fields); sealed logs keep the name of their time."""
        return tuple(name for name, table in self.old.tables.items()
                     if table.register is None and not table.protected and name != "former_name"
                     and all(column in table.columns for column in columns))


def _protections(old: TableShape, new: TableShape) -> Iterator[Change]:
    """Steps change rows and, on SQLite, rebuild tables: the triggers of a register that is only added to go and come again."""
    if old.protected:
        yield Unprotected(table=old.name)
    if new.protected:
        yield Protection(table=new.name, before=False, after=True)


def _in_order(tables: Iterable[TableShape]) -> list[TableShape]:
    """Each table after those it refers to, as far as they do not refer to one another."""
    waiting, placed = {table.name: table for table in tables}, list[TableShape]()
    while waiting:
        free = [name for name, table in waiting.items() if not _needs(table) & (waiting.keys() - {name})]
        chosen = free or [min(waiting, key=lambda name: (len(_needs(waiting[name]) & waiting.keys()), name))]
        placed += [waiting.pop(name) for name in chosen]
    return placed


def _needs(table: TableShape) -> set[str]:
    return {each.references for each in table.columns.values() if each.references}
