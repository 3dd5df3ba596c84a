"""The statements of lists: what a :class:`ListQuery` asks, inside the viewer's reach.

A statement is built once per shape (columns, sort, filters, reach) with parameters for everything that varies, and kept:
building is what costs (fast-path.md §1, technique 5).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    Table,
    and_,
    bindparam,
    false,
    func,
    literal,
    or_,
    select,
    text,
    tuple_,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer, Text

from app.access.guard import GUARDED
from app.access.query import ListQuery, operator_of
from app.access.reach import Branch, Reach
from app.definition import Register
from app.model import Models
from app.model.search import folded, grams_of, scope_word

COUNT_CAP = 100_000  #: a total beyond it is said to be "more than"

Parameters = dict[str, Any]
Columns = Sequence[ColumnElement[Any]]
Dressing = Callable[[FromClause], Select[Any]]  #: joins what belongs to the rows of a page, given the limited rows

_LEVELS = ("county", "town", "village", "grid")


@dataclass(frozen=True)
class Listing:
    """The statements of one register's lists on one kind of database."""

    models: Models
    register: Register
    dialect: str
    _kept: dict[Any, Select[Any]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def table(self) -> Table:
        """The register's table."""
        return self.models.table(self.register.key)

    # -- what is asked for ---------------------------------------------------------------------

    def page(self, query: ListQuery, reach: Reach, name: str, columns: Callable[[], Columns], dress: Dressing | None = None,
             ) -> tuple[Select[Any], Parameters]:
        """The rows of a page and one more, which tells that there is a next; reversed where the query goes backwards.

        ``name`` names the set of columns; ``dress`` joins to the limited rows. One branch of the reach is one walk along an
        index; several are walked one by one and merged, which stays flat where an OR would not (fast-path.md §2).
        """
        key = ("page", name, self._shape(query, reach), query.after is not None, query.page > 1)
        return self._remembered(key, lambda: self._page(query, reach, columns(), dress)), {
            **self._parameters(query, reach), **self._window(query)}

    def count(self, query: ListQuery, reach: Reach) -> tuple[Select[Any], Parameters]:
        """How many rows there are, up to COUNT_CAP + 1."""
        key = ("count", self._shape(query, reach))
        return self._remembered(key, lambda: self._count(query, reach)), self._parameters(query, reach)

    def everything(self, query: ListQuery, reach: Reach, columns: Columns) -> tuple[Select[Any], Parameters]:
        """Every row of the query in order, for exports and prints."""
        found = select(*columns).select_from(self.table).where(self._within(query, reach), *self._conditions(query, reach))
        ordered = found.order_by(*self._ordering(query, self.table.c))
        return ordered.execution_options(**{GUARDED: True}), self._parameters(query, reach)

    def chosen(self, query: ListQuery, reach: Reach, name: Any,
               rows: Callable[[], Select[Any]]) -> tuple[Select[Any], Parameters]:
        """The live rows of a select of the caller's own that the reach and the query's conditions leave; ``name`` names it."""
        key = ("chosen", name, self._shape(query, reach))
        return self._remembered(key, lambda: rows().where(self._within(query, reach), *self._conditions(query, reach))), \
            self._parameters(query, reach)

    def condition(self, query: ListQuery, reach: Reach) -> tuple[ColumnElement[bool], Parameters]:
        """What the query asks of the table's rows, for other statements over it."""
        return and_(*self._conditions(query, reach)), self._parameters(query, reach)

    def matching(self, query: ListQuery, reach: Reach) -> tuple[ColumnElement[bool], Parameters]:
        """The condition of the query's search alone, for other statements over the table."""
        parameters = self._parameters(query, reach)
        mine = {name: value for name, value in parameters.items() if name == "match" or name.startswith("scope")}
        return self._found(query.search or "", reach), mine

    def order_column(self, query: ListQuery) -> str:
        """The column that the query sorts by."""
        name = query.order.field
        return "id" if name == "id" else self.register.fields[name].column

    # -- shapes and values ---------------------------------------------------------------------

    def _remembered(self, key: Any, build: Callable[[], Select[Any]]) -> Select[Any]:
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) > 500:
                self._kept.clear()
            found = self._kept[key] = build().execution_options(**{GUARDED: True})
        return found

    def _shape(self, query: ListQuery, reach: Reach) -> Any:
        filters = tuple((each.field, each.operator) for each in query.filters)
        words = len(_texts(query.search)) if query.search else 0
        scoped_words = bool(words) and self._scope_words(reach) != []
        under = query.under and query.under[0]
        return (query.order, query.backwards, query.recycled, filters, under, words, scoped_words, reach.shape)

    def _parameters(self, query: ListQuery, reach: Reach) -> Parameters:
        values = reach.parameters("r")
        if query.under is not None:
            values["under"] = query.under[1]
        for number, each in enumerate(query.filters):
            if operator_of(self.register, each).takes_value:
                values[f"f{number}"] = list(each.operand) if each.operator == "in" else each.operand
        if query.search and _texts(query.search):
            values["match"] = self._match_value(query.search, reach)
            if self.dialect != "sqlite":
                values.update({f"scope{number}": [word] for number, word in enumerate(self._scope_words(reach))})
        return values

    def _window(self, query: ListQuery) -> Parameters:
        values: Parameters = {"most": query.size + 1}
        if query.after is not None:
            values.update(key_value=query.after[0], key_id=query.after[1])
            return values
        offset = (query.page - 1) * query.size
        return {**values, "skip": offset,
                "most_of_branch": offset + query.size + 1} if offset else {**values, "most_of_branch": query.size + 1}

    # -- building ------------------------------------------------------------------------------

    def _page(self, query: ListQuery, reach: Reach, columns: Columns, dress: Dressing | None) -> Select[Any]:
        kept = [*columns, *self._order_columns(query, columns)]
        limited = self._merged(query, reach, kept) if self._several(reach) else self._walk(query, reach, kept)
        if dress is None:
            return limited
        rows = limited.subquery("k")
        return dress(rows).order_by(*self._ordering(query, rows.c))

    def _several(self, reach: Reach) -> bool:
        return not reach.everything and reach.through is None and len(reach.branches) > 1

    def _walk(self, query: ListQuery, reach: Reach, columns: Columns) -> Select[Any]:
        found = self._rows(query, reach, columns, self._within(query, reach)).limit(_number("most"))
        return found.offset(_number("skip")) if query.page > 1 and query.after is None else found

    def _merged(self, query: ListQuery, reach: Reach, columns: Columns) -> Select[Any]:
        most = _number("most" if query.after is not None else "most_of_branch")
        parts = [self._rows(query, reach, columns, branch.criterion(self.table, f"r{number}", _loose(query))).limit(most)
                 for number, branch in enumerate(reach.branches)]
        merged = union(*(select(part.subquery()) for part in parts)).subquery()
        again = select(merged).order_by(*self._ordering(query, merged.c)).limit(_number("most"))
        return again.offset(_number("skip")) if query.page > 1 and query.after is None else again

    def _rows(self, query: ListQuery, reach: Reach, columns: Columns, within: ColumnElement[bool]) -> Select[Any]:
        found = select(*columns).select_from(self.table).where(within, *self._conditions(query, reach))
        if query.after is not None:
            found = found.where(self._beyond(query))
        return found.order_by(*self._ordering(query, self.table.c))

    def _count(self, query: ListQuery, reach: Reach) -> Select[Any]:
        rows = select(literal(1)).select_from(self.table).where(self._within(query, reach),
                                                                *self._conditions(query, reach))
        return select(func.count()).select_from(rows.limit(COUNT_CAP + 1).subquery())

    def _within(self, query: ListQuery, reach: Reach) -> ColumnElement[bool]:
        return reach.criterion(self.table, "r", _loose(query))

    def _conditions(self, query: ListQuery, reach: Reach) -> Iterator[ColumnElement[bool]]:
        """Void or not, subtree, filters, search."""
        table = self.table
        yield table.c.void_at.is_not(None) if query.recycled else table.c.void_at.is_(None)
        if query.under is not None:
            column = table.c[f"{query.under[0]}_id"]
            yield column == bindparam("under", type_=column.type)
        for number, each in enumerate(query.filters):
            column = table.c[self.register.fields[each.field].column]
            held = bindparam(f"f{number}", type_=column.type, expanding=each.operator == "in")
            yield operator_of(self.register, each).clause(column, held)
        if query.search:
            yield self._found(query.search, reach)

    def _order_columns(self, query: ListQuery, columns: Columns) -> list[ColumnElement[Any]]:
        """What the key needs beside the columns asked for."""
        have = {column.key for column in columns}
        return [self.table.c[name] for name in dict.fromkeys(("id", self.order_column(query))) if name not in have]

    def _ordering(self, query: ListQuery, columns: Any) -> list[Any]:
        descending = query.order.descending != query.backwards
        names = dict.fromkeys((self.order_column(query), "id"))
        return [columns[name].desc() if descending else columns[name].asc() for name in names]

    def _beyond(self, query: ListQuery) -> ColumnElement[bool]:
        table, name = self.table, self.order_column(query)
        descending = query.order.descending != query.backwards
        record = bindparam("key_id", type_=table.c.id.type)
        if name == "id":
            return table.c.id < record if descending else table.c.id > record
        left = tuple_(table.c[name], table.c.id)
        right = tuple_(bindparam("key_value", type_=table.c[name].type), record)
        return left < right if descending else left > right

    # -- search --------------------------------------------------------------------------------

    def _found(self, words: str, reach: Reach) -> ColumnElement[bool]:
        """Rows whose search index holds the words, inside the scope where the reach is made of subtrees."""
        if not _texts(words):
            return false()
        find = self.models.search[self.register.key]
        if self.dialect == "sqlite":
            matching: ColumnElement[bool] = text(f"{find.name} MATCH :match")  # type: ignore[assignment]
            return self.table.c.id.in_(select(find.c.rowid).where(matching))
        grams = bindparam("match", type_=ARRAY(Text))
        scope = [find.c.words.op("@>")(bindparam(f"scope{number}", type_=ARRAY(Text)))
                 for number, _ in enumerate(self._scope_words(reach))]
        inside = select(find.c.rowid).where(find.c.words.op("@>")(grams), *([or_(*scope)] if scope else []))
        return self.table.c.id.in_(inside)

    def _match_value(self, words: str, reach: Reach) -> Any:
        if self.dialect != "sqlite":
            return [gram for each in _texts(words) for gram in (grams_of(each)[len(each):] or [each])]
        phrases = [f'"{" ".join(each)}"' for each in _texts(words)]
        scope = [f"({' OR '.join(self._scope_words(reach))})"] if self._scope_words(reach) else []
        return " AND ".join([*phrases, *scope])

    def _scope_words(self, reach: Reach) -> list[str]:
        """The units of the reach as index words; none where a branch is not one unit's subtree."""
        found = [_scope_word(branch) for branch in reach.branches]
        return [] if reach.through or None in found else [word for word in found if word]


def _scope_word(branch: Branch) -> str | None:
    column, value = branch.conditions[0]
    level = column.removesuffix("_id")
    return scope_word(level, value) if len(branch.conditions) == 1 and level in _LEVELS else None


def _loose(query: ListQuery) -> frozenset[str]:
    """The columns of the levels above the unit that is asked for: the walk goes along that unit's index, not along theirs."""
    above = _LEVELS[:_LEVELS.index(query.under[0])] if query.under else ()
    return frozenset(f"{level}_id" for level in above)


def _texts(words: str | None) -> list[str]:
    return [folded(part) for part in (words or "").split() if folded(part)]


def _number(name: str) -> ColumnElement[int]:
    return bindparam(name, type_=Integer())
