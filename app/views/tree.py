"""The organisation tree 县→镇→村→网格 beside lists, board and summary, and the path to the chosen unit for phones.

Only units in the viewer's own subtrees stand in it. A page brings the tree's address alone; htmx fetches the tree when the page
is there, and what is below a unit when it is opened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from app.access.query import Under
from app.access.refusal import out_of_sight
from app.access.viewer import acting
from app.definition import LEVELS, Level, Register
from app.records.directory import UnitDirectory, UnitNode
from app.records.site import Work
from app.reporting.unit_counts import count_units
from app.views import page as pages
from app.views.arguments import key_of
from app.views.requests import viewer

Counted = Callable[[Level, Under | None], Mapping[int, int]]


@dataclass(frozen=True)
class Tree:
    """The tree of one page. ``link``: the page below a unit (None: below all of them); ``more_url``: the units below one."""

    doing: Work
    link: Callable[[int | None], str]
    more_url: Callable[[int], str]
    chosen: int | None = None
    counted: Counted | None = None  #: units down to a level, inside a unit → rows
    directory: UnitDirectory = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "directory", self.doing.site.directory(self.doing.session))

    def whole(self) -> pages.UnitTree:
        """The viewer's own units, those right below them, and the way to the chosen one."""
        tops = own_units(self.directory)
        opened = {unit.id for unit in tops if len(tops) <= _MOST_OPEN} | set(self._path())
        counts = self._counts(self._deepest(opened, tops), None)
        return pages.UnitTree(lines=tuple(self._line(unit, opened, counts) for unit in tops),
                              all_url=self.link(None) if self.chosen else "", whole=True)

    def below(self, unit: int) -> pages.UnitTree:
        """The units right below one. Raises OutOfSight."""
        node = self.directory.units.get(unit)
        if node is None or not any(top.id in node.path.values() for top in own_units(self.directory)):
            raise out_of_sight()
        children = self._children(node)
        level = children[0].level if children else node.level
        counts = self._counts(level, (node.level, node.id))  # type: ignore[arg-type]
        return pages.UnitTree(lines=tuple(self._line(child, set(), counts) for child in children))

    def place(self) -> tuple[pages.Link, ...]:
        """The path to the chosen unit from the viewer's own on; without a chosen one the viewer's own alone."""
        tops = own_units(self.directory)
        way = list(self._path()) or ([tops[0].id] if len(tops) == 1 else [])
        return tuple(pages.Link(label=self.directory.name(unit), url=self.link(unit), current=unit == self.chosen)
                     for unit in way)

    def _path(self) -> Iterator[int]:
        node = self.directory.units.get(self.chosen or 0)
        tops = {unit.id for unit in own_units(self.directory)}
        started = False
        for level in LEVELS if node else ():
            unit = node.path.get(level)  # type: ignore[union-attr]
            started = started or unit in tops
            if unit and started:
                yield unit

    def _deepest(self, opened: set[int], tops: list[UnitNode]) -> Level:
        """The deepest level that is shown."""
        shown = [*tops, *(child for unit in opened for child in self._children(self.directory.units[unit]))]
        return LEVELS[max((LEVELS.index(unit.level) for unit in shown), default=0)]

    def _counts(self, deepest: Level, inside: Under | None) -> Mapping[int, int]:
        return self.counted(deepest, inside) if self.counted else {}

    def _line(self, unit: UnitNode, opened: set[int], counts: Mapping[int, int]) -> pages.UnitLine:
        children = self._children(unit)
        is_open = unit.id in opened and bool(children)
        return pages.UnitLine(
            name=unit.name, url=self.link(unit.id), count=counts.get(unit.id, 0), current=unit.id == self.chosen,
            more_url=self.more_url(unit.id) if children and not is_open else "",
            below=tuple(self._line(child, opened, counts) for child in children) if is_open else None)

    def _children(self, unit: UnitNode) -> list[UnitNode]:
        below = (self.directory.units[each] for each in self.directory.children.get(unit.id, ()))
        return [each for each in below if _stands(each, self.doing)]


_MOST_OPEN = 5  #: own units that are open from the start


def own_units(directory: UnitDirectory) -> list[UnitNode]:
    """The units of the viewer's duties, none that stands below another."""
    nodes = [directory.units[unit] for unit in viewer().units if unit in directory.units]
    ids = {node.id for node in nodes}
    return [node for node in nodes if not any(above in ids for above in node.path.values() if above != node.id)]


def _stands(unit: UnitNode, doing: Work) -> bool:
    return unit.merged_into is None and (unit.valid_to is None or unit.valid_to >= doing.today)


def answered(tree: Tree | None, opened: str) -> pages.UnitTree:
    """What a request for the tree gets: all of it, or what is below the unit ``opened``. Raises OutOfSight."""
    if tree is None:
        return pages.UnitTree(lines=())
    return tree.below(key_of(opened)) if opened else tree.whole()


def counts_of(doing: Work, register: Register) -> Counted:
    """Live rows of the register for each unit."""
    return lambda deepest, inside: count_units(doing, register, deepest, (), inside)


def has_tree(doing: Work, register: Register) -> bool:
    """Whether the rows of the register stand in units, and the viewer may see more than one of these."""
    if register.scope.kind == "shared" or not doing.site.rights.may(acting(), register.key, "read"):
        return False
    directory = doing.site.directory(doing.session)
    tops = own_units(directory)
    return len(tops) > 1 or any(directory.children.get(unit.id) for unit in tops)
