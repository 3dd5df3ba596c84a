"""What a kind of field must answer.

A field type is a frozen dataclass of its own YAML options (``Text(max_length=80)``), so nothing outside
this folder asks "which type is it?": the type itself knows its column, its cell, how it is shown,
filtered, masked and documented.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from marshmallow import fields as grammar
from sqlalchemy import Column

from app.expressions import Kind
from app.fieldtypes.operators import Operator, operators
from app.fieldtypes.reading import UNCHANGED, Reading, quoted
from app.fieldtypes.wording import Wording
from app.problems import BadValue
from app.words import Words


@dataclass(frozen=True, kw_only=True)
class FieldType(ABC):
    """One kind of field. Subclasses are frozen dataclasses whose attributes are their YAML options.

    A *value* is the one Python form of a field's content (``None`` = empty): a form, a cell, a JSON
    body and a database row are all turned into it by :meth:`parse` or :meth:`read`.
    """

    kind: ClassVar[str]  #: the word behind ``type:`` in YAML
    words: ClassVar[Words]  #: its name for people
    summary: ClassVar[Words]  #: one line of documentation
    cell: ClassVar[str] = "text"  #: how a list draws it (templates/cells.html)
    control: ClassVar[str] = "text"  #: the macro that draws it in a form (templates/controls.html)
    options: ClassVar[Mapping[str, grammar.Field[Any]]] = {}  #: grammar of its YAML options
    personal: ClassVar[bool] = False  #: personal data: masked unless the declaration says otherwise
    encryptable: ClassVar[bool] = False  #: the declaration may ask for ``encrypted``: the value is one text
    sortable: ClassVar[bool] = False  #: a list may be sorted by it
    groupable: ClassVar[bool] = False  #: a chart may group by it
    pinyin: ClassVar[bool] = False  #: found by the initials of its reading
    operator_keys: ClassVar[tuple[str, ...]] = ("eq", "empty", "filled")  #: what a filter may ask

    # -- storage -------------------------------------------------------------------------------

    def column_name(self, key: str) -> str:
        """The column that sorts and filters the field ``key``."""
        return key

    @abstractmethod
    def columns(self, key: str) -> tuple[Column[Any], ...]:
        """Fresh columns of the field ``key``, all nullable; none for a type kept in a table of its own."""

    def write(self, key: str, value: Any) -> dict[str, Any]:
        """``value`` as column values."""
        return {self.column_name(key): value}

    def read(self, key: str, row: Mapping[str, Any]) -> Any:
        """The value in a row of columns."""
        return row[self.column_name(key)]

    # -- in and out ----------------------------------------------------------------------------

    @abstractmethod
    def parse(self, raw: Any, reading: Reading) -> Any:
        """The value that ``raw`` (a form text, a cell, a JSON value) means; empty gives None.

        A personal field given its own mask (``5109**********0018``) answers ``UNCHANGED``: an export came
        back, and the value stays as it is. Warnings go to ``reading``. Raises BadValue.
        """

    def show(self, value: Any, wording: Wording) -> str:
        """The value in words, for screens and prints; never called with None."""
        return str(value)

    def as_json(self, value: Any) -> Any:
        """The value in the REST API."""
        return value

    def as_input(self, value: Any) -> str | tuple[str, ...]:
        """The value as a form control holds it; several texts for controls of several values."""
        plain = self.as_json(value)
        if isinstance(plain, bool):
            return "yes" if plain else "no"
        return tuple(map(str, plain)) if isinstance(plain, list) else str(plain)

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of :meth:`as_json`, for OpenAPI."""
        return {"type": "string"}

    def as_cell(self, value: Any, wording: Wording) -> str:
        """The value in an exported file; :meth:`parse` reads it back."""
        return self.show(value, wording)

    def masked(self, value: Any, wording: Wording) -> str:
        """The value for those who may not see it in full."""
        shown = self.show(value, wording)
        return shown[:1] + "***"

    def choices(self, wording: Wording) -> list[tuple[str, str]] | None:
        """Key and label of each value there is; None where any value goes."""
        return None

    def search_texts(self, value: Any) -> tuple[str, ...]:
        """What the search index holds of the value, each text of which a search may find a part.

        Names add their pinyin (``pinyin.found_by``); personal numbers give no more than their mask shows.
        """
        return (str(value),)

    # -- rules, filters, documentation ---------------------------------------------------------

    @abstractmethod
    def rule_kind(self) -> Kind:
        """What the rule language takes the field for."""

    def operators(self) -> tuple[Operator, ...]:
        """What a filter may ask of the field, the usual one first."""
        return operators(self.operator_keys)

    def operand(self, operator: str, raw: Any, reading: Reading) -> Any:
        """What a filter compares with. Raises BadValue."""
        if operator == "in":
            return tuple(self.operand("eq", item, reading) for item in _listed(raw))
        value = self.parse(raw, reading)
        if value is None or value is UNCHANGED:
            raise BadValue("V010", given=quoted(raw))
        return value

    # -- beside other fields -------------------------------------------------------------------

    def beside(self) -> tuple[str, ...]:
        """Columns of the same row that say how the value is drawn; a list reads them with it."""
        return ()

    def is_past(self, row: Mapping[Any, Any]) -> bool:
        """True where the row says that the value counts no more, so that it is drawn in grey."""
        return False

    @abstractmethod
    def example(self, number: int = 1) -> str:
        """A valid value as a person types it; another for another ``number``."""


def _listed(raw: Any) -> list[Any]:
    items = raw if isinstance(raw, (list, tuple)) else [raw]
    if not items:
        raise BadValue("V010", given="")
    return list(items)
