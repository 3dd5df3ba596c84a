"""What changes between two shapes of one table: a register's fields, scope and indexes, or the system's own columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.model.changes import Change
from app.model.migration_fields import NewField, RenamedField, Requirement, RetiredField, RevivedField
from app.model.migration_indexes import ChangedScope, GoneIndexes, NewIndexes, RecordKeys
from app.model.migration_meanings import ChangedValues, Encryption, ReplacedField, Retargeted
from app.model.migration_shape import ColumnShape, FieldShape, IndexShape, TableShape
from app.model.migration_system import AlteredColumn, ChangedUnique, GoneColumn, NewColumn
from app.model.migration_tables import Protection
from app.model.migration_values import carry

#: Defaults of fields as column values, by register and field: what existing rows get.
Defaults = Callable[[str, str], Mapping[str, Any]]

_SCOPE_COLUMNS = ("unit_id", "county_id", "town_id", "village_id", "grid_id")


@dataclass(frozen=True)
class Surroundings:
    """What the comparison of one table needs to know of the others.

    ``renamed`` are tables, name before the plan → name after it; ``naming`` gives the system's tables that have these
    columns, whose rows follow a renamed register or field.
    """

    renamed: Mapping[str, str]
    naming: Callable[..., tuple[str, ...]]
    defaults: Defaults


@dataclass
class RegisterComparison:
    """One register that is in both shapes. ``renamed`` are its columns, new name → name before the plan."""

    around: Surroundings
    old: TableShape
    new: TableShape
    renamed: dict[str, str] = field(default_factory=dict)
    touched: set[str] = field(default_factory=set)  #: columns that are made anew: their indexes are too
    retired: dict[str, FieldShape] = field(default_factory=dict)

    def changes(self) -> Iterator[Change]:
        """Everything that is otherwise in this register."""
        self.retired = dict(self.old.retired_fields)
        for key in self.new.fields:
            yield from self._field(self.new.fields[key])
        yield from self._retirements()
        yield from self._own_columns()
        former = {name: self.renamed.get(name, name) for name in (*self.old.columns, *self.old.retired_columns, *self.renamed)}
        yield from changed_indexes(self.old, self.new, former, frozenset(self.touched))

    def _field(self, declared: FieldShape) -> Iterator[Change]:
        old, was = self.old, declared.was
        if declared.key in old.fields:
            yield from self._compared(old.fields[declared.key], declared)
        elif was and was in old.fields and was not in self.new.fields:
            columns = self._pair_columns(was, declared.key)
            yield RenamedField(source=old.name, table=self.new, field=declared, old=old.fields[was], columns=columns,
                               following=self.around.naming("register", "field"))
            yield from self._compared(old.fields[was], declared)
        elif declared.key in old.retired_fields:
            former = self.retired.pop(declared.key)
            yield RevivedField(source=old.name, table=self.new, field=declared, columns=old.columns_of(declared.key))
            yield from self._compared(former, declared)
        else:
            yield from self._fresh(declared)

    def _pair_columns(self, old: str, new: str) -> dict[str, str]:
        before, after = self.old.columns_of(old), self.new.columns_of(new)
        pairs = {one.name: other.name for one, other in zip(before, after, strict=False)}
        self.renamed.update({other: one for one, other in pairs.items()})
        return pairs

    def _fresh(self, declared: FieldShape) -> Iterator[Change]:
        columns = tuple(each for each in self.new.columns_of(declared.key) if each.name not in self.old.columns)
        gone = [each for key, each in self.old.fields.items() if key not in self.new.fields and each.kind == declared.kind]
        taken = [self.old.retired_fields[each.field] for each in self.old.retired_columns.values()
                 if each.field and each.name in {column.name for column in columns}]
        if columns:
            yield NewField(source=self.old.name, table=self.new, field=declared, columns=columns,
                           like=gone[0] if gone else None, taken=taken[0] if taken else None)
        demanded = tuple(each for each in columns if not each.nullable)
        if demanded:
            yield self._required(declared, demanded, former=())

    def _required(self, declared: FieldShape, columns: tuple[ColumnShape, ...], former: tuple[str, ...]) -> Change:
        default = self.around.defaults(self.new.name, declared.key)
        return Requirement(source=self.old.name, table=self.new, field=declared, columns=columns, on=True,
                           default=default, former=former)

    def _compared(self, before: FieldShape, after: FieldShape) -> Iterator[Change]:
        old, new = self.old.columns_of(before.key), self.new.columns_of(after.key)
        before = self._renamed_target(before)
        common: dict[str, Any] = {"source": self.old.name, "table": self.new, "field": after}
        way = carry(before, after)
        if before.encrypted != after.encrypted:
            self.touched.update(each.name for each in (*old, *new))
            self.renamed.setdefault(f"{after.key}_index", old[0].name)
            yield Encryption(**common, on=after.encrypted, former=old[0].name, plain=(old if after.encrypted else new)[0],
                             same=before.kind == after.kind)
            if after.encrypted:
                return
        elif before.kind == after.kind == "reference" and before.options != after.options:
            yield Retargeted(**common, column=new[0], old=before, former=old[0].name)
        elif way is None or len(old) != len(new):
            self.touched.update(each.name for each in (*old, *new))
            yield ReplacedField(**common, old=before, before=old, after=tuple(new))
            demanded = tuple(each for each in new if not each.nullable)
            if demanded:
                yield self._required(after, demanded, former=())
            return
        elif new and (old[0].type != new[0].type or way.sqlite or way.misfits):
            yield ChangedValues(**common, old=before, carry=way, former=old[0].name, columns=(old[0], new[0]))
        yield from self._demands(after, old, new)

    def _renamed_target(self, before: FieldShape) -> FieldShape:
        to = before.options.get("to")
        return replace(before, options={**before.options, "to": self.around.renamed.get(to, to)}) if to else before

    def _demands(self, declared: FieldShape, old: tuple[ColumnShape, ...], new: tuple[ColumnShape, ...]) -> Iterator[Change]:
        """What must be filled now and need not before, and the other way round; a retired column need not."""
        pairs = list(zip(old, new, strict=False))
        free_before = [(one, other) for one, other in pairs if one.nullable or one.name in self.old.retired_columns]
        required = [(one, other) for one, other in free_before if not other.nullable]
        released = tuple(other for one, other in pairs
                         if not one.nullable and other.nullable and one.name not in self.old.retired_columns)
        if required:
            yield self._required(declared, tuple(other for _, other in required), tuple(one.name for one, _ in required))
        if released:
            yield Requirement(source=self.old.name, table=self.new, field=declared, columns=released, on=False)

    def _retirements(self) -> Iterator[Change]:
        renamed = {each.was for each in self.new.fields.values() if each.key not in self.old.fields}
        for key, each in self.old.fields.items():
            if key not in self.new.fields and key not in renamed:
                self.retired[key] = each
                columns = tuple(column for column in self.old.columns_of(key) if column.name not in self.new.columns)
                yield RetiredField(source=self.old.name, table=self.new, field=each, columns=columns)

    def _own_columns(self) -> Iterator[Change]:
        """Columns that are no field's: the system's, the key of secrets, and those of the scope."""
        old = {name: each for name, each in self.old.columns.items() if each.field is None}
        new = {name: each for name, each in self.new.columns.items() if each.field is None}
        yield from self._scope(old, new)
        if "record_key" in new and "record_key" not in (*self.old.columns, *self.old.retired_columns):
            yield RecordKeys(table=self.new, column=new["record_key"])
        rest = (*_SCOPE_COLUMNS, "record_key")
        yield from changed_columns(self.new, {name: each for name, each in old.items() if name not in rest},
                                   {name: each for name, each in new.items() if name not in rest}, self.around.renamed)

    def _scope(self, old: Mapping[str, ColumnShape], new: Mapping[str, ColumnShape]) -> Iterator[Change]:
        come = tuple(new[name] for name in _SCOPE_COLUMNS if name in new and name not in self.old.columns)
        gone = tuple(old[name] for name in _SCOPE_COLUMNS if name in old and name not in self.new.columns)
        kind, by = self.new.scope or ("shared", None)
        parent = self.around.renamed.get(self.old.parent or "", self.old.parent)
        same = self.old.scope == (kind, self.renamed.get(by, by) if by else None) and parent == self.new.parent
        if come or gone or not same:
            yield ChangedScope(table=self.new, old=self.old, come=come, gone=gone)

    def kept(self) -> TableShape:
        """The new table with the columns of what is retired in it; the key of secrets stays as long as the history does."""
        columns = {each.name: replace(each, nullable=True) for key in self.retired for each in self.old.columns_of(key)
                   if each.name not in self.new.columns}
        former = {**self.old.retired_columns, **self.old.columns}
        if "record_key" in former and "record_key" not in self.new.columns:
            columns["record_key"] = former["record_key"]
        return replace(self.new, retired_columns=columns, retired_fields=self.retired)


def changed_columns(new: TableShape, before: Mapping[str, ColumnShape], after: Mapping[str, ColumnShape],
                    renamed: Mapping[str, str]) -> Iterator[Change]:
    """The system's own columns that come, go or are otherwise; a reference to a renamed table is the same."""
    for name, each in after.items():
        former = before.get(name)
        if former is None:
            yield NewColumn(table=new.name, column=each)
            continue
        former = replace(former, references=renamed.get(former.references or "", former.references))
        if (former.type, former.nullable, former.references) != (each.type, each.nullable, each.references):
            yield AlteredColumn(table=new.name, old=former, new=each)
    for name, each in before.items():
        if name not in after:
            yield GoneColumn(table=new.name, column=each)


def changed_indexes(old: TableShape, new: TableShape, former: Mapping[str, str],
                    touched: frozenset[str] = frozenset()) -> Iterator[Change]:
    """Indexes are known by all that they are: a renamed column's are made anew, and so are those of a column made anew."""
    def same(index: IndexShape, other: TableShape) -> bool:
        return other.indexes.get(index.name) == index and not touched & set(index.columns)

    gone = tuple(each for each in old.indexes.values() if not same(each, new))
    come = tuple(each for each in new.indexes.values() if not same(each, old))
    if gone:
        yield GoneIndexes(table=old.name, indexes=gone)
    if come:
        yield NewIndexes(table=new.name, indexes=come, source=old.name, former=former)


def changed_constraints(old: TableShape, new: TableShape) -> Iterator[Change]:
    """Unique constraints and the protection of logs."""
    before, after = ({each.columns: each for each in table.uniques} for table in (old, new))
    yield from (ChangedUnique(table=new.name, unique=each, on=False) for key, each in before.items() if key not in after)
    yield from (ChangedUnique(table=new.name, unique=each, on=True) for key, each in after.items() if key not in before)
    if old.protected != new.protected:
        yield Protection(table=new.name, before=bool(old.protected), after=bool(new.protected))
