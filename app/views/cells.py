"""Values as cells of tables and facts of records: what each kind of field looks like, masked where it must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.definition import Field, Register
from app.fieldtypes import Attachments, Reference, References
from app.fieldtypes.wording import Wording
from app.records.selecting import Selection
from app.views.page import Cell
from app.views.urls import show_url

NO_VALUE = Cell()


def changeable_fields(register: Register) -> frozenset[str]:
    """The fields whose cells can be changed in a list: people write them, one control, nothing masked."""
    return frozenset(field.key for field in register.written_fields
                     if not field.secret and not isinstance(field.type, (References, Attachments)))


def cell_of(field: Field, value: Any, wording: Wording, *, reveal_url: str = "", past: bool = False) -> Cell:
    """The cell of a value. ``reveal_url``: where the full number of a masked value is asked for; ``past``: drawn in grey."""
    if value is None:
        return NO_VALUE
    if field.mask:
        return Cell(kind="masked", text=field.type.masked(value, wording), url=reveal_url)
    shown = field.type.show(value, wording)
    kind = field.type.cell
    if isinstance(field.type, Reference):
        seen = (field.type.to, value) in wording.names
        return Cell(kind="reference", text=shown, url=show_url(field.type.to, value) if seen else "")
    if kind == "colour":
        return Cell(kind="colour", text=shown, shade="done" if past else value)
    if kind == "phone":
        return Cell(kind="phone", text=shown, values=tuple(value))
    tone = "success" if kind == "yes_no" and value else "plain"
    return Cell(kind=kind, text=shown, tone=tone)  # type: ignore[arg-type]


def cells_of(selection: Selection, row: Mapping[Any, Any], wording: Wording) -> tuple[Cell, ...]:
    """The cells of a row, its references named."""
    named = Wording(wording.language, wording.labels, selection.names(row, wording))
    return tuple(cell_of(field, selection.value(field, row), named, past=field.type.is_past(row)) for field in selection.fields)


def text_of(field: Field, value: Any, wording: Wording, *, full: bool = False) -> str:
    """A value in words, for prints, history and exports on screen; masked unless ``full``."""
    if value is None or value == ():
        return ""
    return field.type.masked(value, wording) if field.mask and not full else field.type.show(value, wording)
