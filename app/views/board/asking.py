"""What is asked of the board: register, cell, and where its list of cases goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from app.access.query import Under
from app.access.refusal import out_of_sight
from app.access.viewer import acting
from app.decisions.scales import Colour, Level
from app.definition import Register
from app.fieldtypes.references import id_or_none
from app.problems import problem
from app.records.site import Work
from app.reporting.board import BoardCell, Key, open_by_unit
from app.views import page as pages
from app.views.arguments import allow_arguments
from app.views.errors import BadRequestProblems
from app.views.requests import site
from app.views.tree import Tree, has_tree
from app.views.urls import with_arguments

ADDRESS = "/board/"

Step = TypeVar("Step", Colour, Level)


@dataclass(frozen=True)
class BoardQuery:
    """One question, as it stands in the address."""

    doing: Work
    register: Register
    cell: BoardCell
    after: Key | None = None

    def url(self, **changed: Any) -> str:
        """The board at another cell; its list begins anew."""
        return cell_url(self.register, replace(self.cell, **changed))

    def next_url(self, after: Key) -> str:
        """The cases behind those of this page."""
        due_on, rank, record = after
        return cell_url(self.register, self.cell, {"after": f"{due_on}~{rank}~{record}"})


def cell_url(register: Register, cell: BoardCell, more: Mapping[str, str] | None = None, address: str = ADDRESS) -> str:
    """The address of a cell of a register's board."""
    named = {
        "register": register.key, "colour": cell.colour.value if cell.colour else "",
        "level": cell.level.value if cell.level else "",
        "overdue": "1" if cell.overdue else "", "held": "1" if cell.held else "",
        "under": str(cell.under[1]) if cell.under else "", **(more or {})}
    return with_arguments(address, {name: value for name, value in named.items() if value})


def board_registers() -> Iterator[Register]:
    """The registers whose rows escalate, and that the viewer may read."""
    return (each for each in site().definition.registers.values()
            if each.is_case and site().rights.may(acting(), each.key, "read"))


def asked_board(doing: Work, *beside: str) -> BoardQuery:
    """The question of this request; ``beside`` are arguments that are not its. Raises BadRequestProblems, OutOfSight."""
    asked = allow_arguments("register", "colour", "level", "overdue", "held", "under", "after", *beside)
    cell = BoardCell(_scale(asked, "colour", Colour), _scale(asked, "level", Level), _flag(asked, "overdue"),
                     _flag(asked, "held"), _under(doing, asked.get("under", "")))
    return BoardQuery(doing, _register(asked), cell, _key(asked.get("after", "")))


def _register(asked: Mapping[str, str]) -> Register:
    found = {each.key: each for each in board_registers()}
    wanted = asked.get("register") or next(iter(found), "")
    if wanted not in found:
        raise out_of_sight()
    return found[wanted]


def _scale(asked: Mapping[str, str], name: str, scale: Callable[[str], Step]) -> Step | None:
    given = asked.get(name, "")
    try:
        return scale(given) if given else None
    except ValueError as bad:
        raise _unknown(name, given) from bad


def _flag(asked: Mapping[str, str], name: str) -> bool:
    given = asked.get(name, "")
    if given not in ("", "1"):
        raise _unknown(name, given)
    return bool(given)


def _under(doing: Work, text: str) -> Under | None:
    unit = id_or_none(text)
    level = doing.level_of(unit) if unit else None
    if text and (unit is None or level is None):
        raise _unknown("under", text)
    return (level, unit) if level and unit else None  # type: ignore[return-value]


def board_tree(query: BoardQuery) -> Tree | None:
    """The organisation tree beside the board, with its open cases; None for a viewer of one unit alone."""
    if not has_tree(query.doing, query.register):
        return None

    def link(unit: int | None) -> str:
        level = query.doing.level_of(unit) if unit else None
        return query.url(under=(level, unit) if level else None)

    def more(unit: int) -> str:
        return cell_url(query.register, query.cell, {"open": str(unit)}, f"{ADDRESS}tree/")

    def counted(deepest: str, inside: Under | None) -> Mapping[int, int]:
        return open_by_unit(query.doing, query.register, query.cell, Level(deepest), inside)

    return Tree(query.doing, link, more, query.cell.under[1] if query.cell.under else None, counted)


def board_place(query: BoardQuery) -> pages.UnitPlace | None:
    """Where in the organisation the board looks."""
    tree = board_tree(query)
    url = cell_url(query.register, query.cell, address=f"{ADDRESS}tree/")
    return pages.UnitPlace(path=tree.place(), tree_url=url) if tree else None


def _key(text: str) -> Key | None:
    if not text:
        return None
    try:
        due_on, rank, record = text.split("~")
        found = (date.fromisoformat(due_on), int(rank), int(record))
    except ValueError as bad:
        raise _unknown("after", text) from bad
    if not (-len(Colour) <= found[1] < 0 < found[2] < 2**63):
        raise _unknown("after", text)
    return found


def _unknown(name: str, given: str) -> BadRequestProblems:
    return BadRequestProblems([problem("A031", name=name, given=given[:40])])
