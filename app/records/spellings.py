"""Records by the names that a file gives them, also in another width than they are stored in: 应急队(一) for 应急队（一）."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, Text, and_, bindparam, case, null, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from app.access.guard import scoped
from app.access.viewer import acting
from app.definition import Register
from app.fieldtypes.reading import narrow
from app.model.search import folded, grams_of
from app.records.names import name_pattern, naming_fields
from app.records.site import Work

#: How many records that contain a name are compared with it.
MOST_COMPARED = 50

_CHUNK = 500
_NAMING_KINDS = ("text", "person_name", "auto_number", "unit_code")
_COMPOSED_AT_ONCE = 100

Candidates = dict[int, int | None]  #: records that a name may mean, each with its unit


def alike(text: str) -> str:
    """A name in one width and case, without blanks: two names that are equal so are one."""
    return "".join(narrow(text).casefold().split())


class NameFinder:
    """The records of one register that the acting viewer reaches and that may be chosen, by name, number or code."""

    def __init__(self, work: Work, target: Register, choosable: ColumnElement[bool]) -> None:
        self.work, self.target, self.choosable = work, target, choosable
        self.table = work.site.models.table(target.key)
        self.reach = work.site.rights.reach(acting(), target.key, "read")

    def find(self, texts: Sequence[str]) -> dict[str, Candidates]:
        """What each text may mean. A name counts as it is written before it counts in another width."""
        found = self._called(texts)
        others = _narrowed([text for text in texts if text not in found])
        for spelling, meant in self._called(sorted(others)).items():
            found.update(dict.fromkeys(others[spelling], meant))
        found.update(self._composed([text for text in texts if text not in found]))
        for text in texts:
            if text not in found and (meant := self._alike(text)):
                found[text] = meant
        return found

    def _called(self, texts: Sequence[str]) -> dict[str, Candidates]:
        found: dict[str, Candidates] = {}
        for column in self._columns() if texts else ():
            for start in range(0, len(texts), _CHUNK):
                for text, record, unit in self._read(self._named(column).where(column.in_(texts[start : start + _CHUNK]))):
                    found.setdefault(text, {})[record] = unit
        return found

    def _composed(self, texts: Sequence[str]) -> dict[str, Candidates]:
        """The records that several fields name together, as exports write them: 2021-1 加强组织体系建设."""
        pattern, found = _composition(self.target), dict[str, Candidates]()
        read = [(text, match.groupdict()) for text in texts if (match := pattern and pattern.fullmatch(text))]
        for start in range(0, len(read), _COMPOSED_AT_ONCE):
            part = read[start : start + _COMPOSED_AT_ONCE]
            for number, record, unit in self._read(self._made_of([parts for _, parts in part])):
                found.setdefault(part[number][0], {})[record] = unit
        return found

    def _made_of(self, names: Sequence[Mapping[str, str]]) -> Select[Any]:
        """Which of the names, id and unit of the records that are called so."""
        made = [and_(*self._parts(parts)) for parts in names]
        which = case(*((each, number) for number, each in enumerate(made)))
        return select(which, self.table.c.id, self.table.c.get("unit_id", null())).where(self.choosable, or_(*made))

    def _parts(self, parts: Mapping[str, str]) -> Iterator[ColumnElement[bool]]:
        for key, text in parts.items():
            field = self.target.fields[key]
            yield self.table.c[field.column] == (int(text) if field.type.kind == "integer" else text)

    def _alike(self, text: str) -> Candidates:
        """The records whose name is the same in another width, found by the search index."""
        index = self.work.site.models.search.get(self.target.key)
        holding = None if index is None else _contains(index, text, self.work.session.get_bind().dialect.name)
        found: Candidates = {}
        if index is not None and holding is not None:
            inside, wanted = self.table.c.id.in_(select(index.c.rowid).where(holding)), alike(text)
            for column in self._columns():
                rows = self._read(self._named(column).where(inside).order_by(self.table.c.id).limit(MOST_COMPARED))
                found.update({record: unit for name, record, unit in rows if name is not None and alike(name) == wanted})
        return found

    def _named(self, column: ColumnElement[Any]) -> Select[Any]:
        """Name, id and unit of the records."""
        return select(column, self.table.c.id, self.table.c.get("unit_id", null())).where(self.choosable)

    def _read(self, statement: Select[Any]) -> Sequence[Any]:
        return self.work.session.execute(scoped(statement, self.table, self.reach)).all()

    def _columns(self) -> list[ColumnElement[Any]]:
        """The text columns by which a person names a record."""
        single = [field.key for field in self.target.stored_fields
                  if field.type.kind in ("auto_number", "unit_code") or (field.unique and not field.encrypted)]
        keys = dict.fromkeys([*naming_fields(self.target), *single])
        fields = [self.target.fields[key] for key in keys]
        return [self.table.c[field.column] for field in fields if field.type.kind in _NAMING_KINDS]


def _composition(target: Register) -> re.Pattern[str] | None:
    """How a name that is made of several fields is read; None where it is not, or of what cannot be read from a text."""
    kinds = {key: target.fields[key].type.kind for key in naming_fields(target)}
    if len(kinds) < 2 or not {*kinds.values()} <= {*_NAMING_KINDS, "integer"}:
        return None
    return name_pattern(target, {key: r"\d{1,9}" if kind == "integer" else ".+?" for key, kind in kinds.items()})


def _narrowed(texts: Sequence[str]) -> Mapping[str, list[str]]:
    """The texts by their narrow spelling, where that is another one."""
    found: dict[str, list[str]] = {}
    for text in texts:
        if narrow(text) != text:
            found.setdefault(narrow(text), []).append(text)
    return found


def _contains(index: Table, text: str, dialect: str) -> ColumnElement[bool] | None:
    """Entries of a search index that contain the text in whatever width; None where it has no letter to be found by."""
    signs = folded(text)
    if not signs:
        return None
    if dialect == "sqlite":
        return index.c.words.op("MATCH", is_comparison=True)('"' + " ".join(signs) + '"')
    grams = bindparam(None, grams_of(signs)[len(signs):] or [signs], type_=ARRAY(Text))
    return index.c.words.op("@>", is_comparison=True)(grams)
