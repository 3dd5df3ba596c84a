"""What of the board is due from the viewer: for the first page."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.definition import Register
from app.records.site import Work
from app.reporting.board import BoardCell, count_board, list_cell
from app.views import page as pages
from app.views.board.asking import board_registers, cell_url
from app.views.board.drawing import case_lines

_SHOWN = 8


def due_cases(doing: Work) -> tuple[tuple[pages.CaseLine, ...], str]:
    """The most urgent cases that the viewer's units hold, and the address of all of them."""
    register = next(board_registers(), None)
    if register is None:
        return (), ""
    cell = BoardCell(held=True)
    return case_lines(doing, register, list_cell(doing, register, cell, size=_SHOWN).cases), cell_url(register, cell)


def todo(doing: Work) -> Iterator[pages.Todo]:
    """Piles of open cases; each opens exactly its rows. What of them is due stands on the to-do list."""
    for register in board_registers():
        yield from _piles(doing, register)


def _piles(doing: Work, register: Register) -> Iterator[pages.Todo]:
    what, held = register.label.to(doing.language), count_board(doing, register, held=True).of()
    yield pages.Todo(label=_("%(what)s held by my units", what=what), count=held.cases,
                     url=cell_url(register, BoardCell(held=True)), icon="board")
    yield pages.Todo(label=_("Open in sight: %(what)s", what=what), count=count_board(doing, register).of().cases,
                     url=cell_url(register, BoardCell()), icon="list")
