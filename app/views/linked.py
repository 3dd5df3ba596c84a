"""The cells of a row whose name leads to its record, as the list of the register has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.fieldtypes.wording import Wording
from app.records.selecting import Selection
from app.views.cells import cells_of
from app.views.fastpath import main_field
from app.views.page import Cell
from app.views.urls import show_url


def linked_cells(selection: Selection, row: Mapping[Any, Any], wording: Wording) -> tuple[Cell, ...]:
    """The cells; the one that names the record is of kind ``main``: a link, and the head of the card on a phone."""
    main, url = main_field(selection), show_url(selection.register.key, row["id"])
    cells = zip(selection.fields, cells_of(selection, row, wording), strict=True)
    return tuple(replace(cell, kind="main", url=url) if field.key == main and cell.text else cell for field, cell in cells)
