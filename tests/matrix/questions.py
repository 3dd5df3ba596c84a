"""What is asked at each door: searches for canaries, every filter, sort, tab, figure and cell.

The text that is searched for is the canary without its last sign, so that a page that repeats the question does not hold it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.access.query import listed_columns, may_filter, orders, seal_key
from app.decisions.scales import Colour, Level
from app.definition import Field, Register
from app.fieldtypes import Reference, References
from app.fieldtypes.operators import Operator
from app.fieldtypes.wording import Wording
from app.reporting.figures import FIGURES
from app.reporting.returns.board import COUNTS, IN_SIGHT, MINE
from app.reporting.todo.owing import Pile
from app.views.summary.asking import CUTS
from tests.matrix.growing import PLACES, Grown, Place

Question = tuple[str, dict[str, str]]
_TEXTS = ("text", "long_text", "person_name", "auto_number", "unit_code")


@dataclass(frozen=True)
class Asking:
    """For what is asked."""

    grown: Grown
    register: Register
    arguments: Mapping[str, str]

    def half(self, register: str, place: Place) -> str:
        """The canary but for its last sign."""
        return self.grown.canary(register, place)[:-1]

    def ids(self, register: str) -> list[int]:
        """The records of a register at all places where it has grown."""
        return list(self.grown.ids[register].values())


def asked_at(kind: str, grown: Grown, register: Register | None, arguments: Mapping[str, str]) -> list[Question]:
    """The questions of a door; of an unknown one its plain address."""
    asking = Asking(grown, register or next(iter(grown.definition.registers.values())), arguments)
    return list(_ASKED[kind](asking)) if kind in _ASKED else [("", {})]


# -- lists ---------------------------------------------------------------------------------------


def _list(asking: Asking) -> Iterator[Question]:
    yield from _print(asking)
    yield "page", {"page": "2"}
    yield "cols", {"cols": ",".join(listed_columns(asking.register)), "size": "100"}
    yield from _under(asking)
    yield from _filters(asking)
    for order in orders(asking.register):
        yield "sort", {"sort": order.field}
        yield "sort", {"sort": f"-{order.field}"}
    for record in asking.ids(asking.register.key):
        yield "after", {"sort": "-id", "after": seal_key((record + 1, record + 1))}
        yield "before", {"sort": "-id", "before": seal_key((record - 1, record - 1))}


def _under(asking: Asking) -> Iterator[Question]:
    """Every unit, those out of sight too."""
    if asking.register.scope.kind != "shared":
        yield from (("under", {"under": str(unit)}) for unit in asking.ids("unit"))


def _tree(asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from _under(asking)
    yield from (("open", {"open": str(unit)}) for unit in asking.ids("unit"))


def _board_tree(asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from (("open", {"open": str(unit)}) for unit in asking.ids("unit"))


def _palette(asking: Asking) -> Iterator[Question]:
    """Every canary of every register."""
    yield "", {}
    for key in asking.grown.ids:
        yield from (("q", {"q": asking.half(key, place)}) for place in PLACES)


def _saved(asking: Asking) -> Iterator[Question]:
    for key in asking.grown.ids:
        yield "register", {"register": key, "query": "sort=-id"}


def _cell(asking: Asking) -> Iterator[Question]:
    yield "", {"no": "1"}


def _print(asking: Asking) -> Iterator[Question]:
    """What every list takes: nothing, the void ones, a search."""
    yield "", {"size": "100"}
    yield "recycled", {"size": "100", "recycled": "1"}
    if asking.register.searchable_fields:
        yield from (("q", {"q": asking.half(asking.register.key, place)}) for place in PLACES)


def _filters(asking: Asking) -> Iterator[Question]:
    for field in asking.register.fields.values():
        if may_filter(asking.register, field):
            for operator in field.type.operators():
                for operand in _operands(asking, field, operator):
                    name = f"f.{field.key}.{operator.key}"
                    yield name, {name: operand}


def _operands(asking: Asking, field: Field, operator: Operator) -> list[str]:
    kind: Any = field.type
    if not operator.takes_value:
        return ["1"]
    if isinstance(kind, (Reference, References)):
        return [str(record) for record in asking.ids(kind.to)]
    if kind.kind in _TEXTS:
        return [asking.half(asking.register.key, place) for place in PLACES]
    if kind.kind == "vocabulary":
        return [next(iter(asking.grown.definition.vocabularies[kind.of].terms))]
    choices = kind.choices(Wording("zh"))
    return [choices[0][0]] if choices else [kind.example(1)]


def _rest(asking: Asking) -> Iterator[Question]:
    """The same questions in the words of the API."""
    for name, query in _list(asking):
        if not {"before", "cols", "under"} & query.keys():
            yield name, {"q": json.dumps(_in_words_of_the_api(query), ensure_ascii=False)}


def _in_words_of_the_api(query: Mapping[str, str]) -> dict[str, Any]:
    asked: dict[str, Any] = {"page_size": 100, "count": True}
    filters = [{"col": name.split(".")[1], "opr": name.split(".")[2], "value": value}
               for name, value in query.items() if name.startswith("f.")]
    if filters:
        asked["filters"] = filters
    if "sort" in query:
        asked |= {"order_column": query["sort"].lstrip("-"),
                  "order_direction": "desc" if query["sort"].startswith("-") else "asc"}
    plain = {"q": "search", "after": "after"}
    asked |= {plain[name]: value for name, value in query.items() if name in plain}
    return asked | ({"recycled": True} if "recycled" in query else {}) | ({"page": 1} if "page" in query else {})


def _charts(asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from _filters(asking)


def _chart_rows(asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from (("bar", {"bar": str(unit)}) for unit in asking.ids("unit"))
    yield from (("part", {"part": colour.value}) for colour in Colour)


# -- records, forms, options ---------------------------------------------------------------------


def _show(asking: Asking) -> Iterator[Question]:
    for tab in ("facts", *asking.register.children, "files", "course", "history", "who"):
        yield f"tab={tab}", {"tab": tab}
        yield f"tab={tab} part", {"tab": tab, "part": "1"}
    yield "panel", {"panel": "1"}
    yield "as of", {"tab": "history", "on": "2026-08-05"}


def _add(asking: Asking) -> Iterator[Question]:
    """Arguments of the address fill the form in, also with what is out of sight."""
    yield "", {}
    for field in asking.register.written_fields:
        if isinstance(field.type, (Reference, References)):
            yield from ((f"{field.key}=", {field.key: str(record)}) for record in asking.ids(field.type.to))


def _options(asking: Asking) -> Iterator[Question]:
    if asking.arguments["field"] == "nothing":
        yield "", {}
        return
    child, _, own = asking.arguments["field"].rpartition(".")
    register = asking.grown.definition.registers[asking.register.children[child].register] if child else asking.register
    target: Any = register.fields[own].type
    name = f"{asking.register.key}.{asking.arguments['field']}"
    yield name, {}
    yield from ((f"{name} q", {"q": asking.half(target.to, place)}) for place in PLACES)


def _template(_asking: Asking) -> Iterator[Question]:
    yield from (("", {}), ("as=csv", {"as": "csv"}))


def _fates(_asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from (("show", {"show": fate}) for fate in ("refused", "new", "changed", "same", "skipped"))


# -- summary, board, accounts --------------------------------------------------------------------


def _summary(asking: Asking) -> Iterator[Question]:
    yield "", {}
    for unit in asking.ids("unit"):
        yield from ((f"rows={cut}", {"unit": str(unit), "rows": cut}) for cut in CUTS)
        yield "present", {"unit": str(unit), "present": "1"}


def _figures(asking: Asking) -> Iterator[Question]:
    yield from ((f"figure={figure}", {"figure": figure}) for figure in FIGURES)
    for unit in asking.ids("unit"):
        for figure in FIGURES:
            yield f"figure={figure} unit", {"figure": figure, "unit": str(unit)}
            yield f"figure={figure} place", {"figure": figure, "place": str(unit)}
    yield from (("colour", {"colour": colour.value}) for colour in Colour)


def _workbook(asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from (("unit", {"unit": str(unit)}) for unit in asking.ids("unit"))


def _board(asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from (("colour", {"colour": colour.value}) for colour in Colour)
    yield from (("level", {"level": level.value}) for level in Level)
    yield from ((name, {name: "1"}) for name in ("held", "overdue"))
    yield from (("under", {"under": str(unit)}) for unit in asking.ids("unit"))
    yield from (("after", {"after": f"2020-01-01~-4~{record}"}) for record in asking.ids("dispute"))


def _stock(asking: Asking) -> Iterator[Question]:
    """Every point and item, those out of sight too."""
    yield from ((f"view={view}", {"view": view}) for view in ("all", "below", "expiring"))
    for name, register in (("point", "supply_point"), ("item", "supply_item")):
        yield from ((name, {name: str(record)}) for record in asking.ids(register))


def _account_options(asking: Asking) -> Iterator[Question]:
    yield "", {}
    if asking.arguments["what"] in asking.grown.definition.registers:
        yield from (("q", {"q": asking.half(asking.arguments["what"], place)}) for place in PLACES)


def _accounts(asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from (("unit", {"unit": str(unit)}) for unit in asking.ids("unit"))
    yield from (("state", {"state": state}) for state in ("active", "disabled", "locked"))
    yield from (("role", {"role": role}) for role in asking.grown.definition.roles)


def _who(asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from (("record", {"register": register, "record": str(record)})
                for register in asking.grown.definition.registers for record in asking.ids(register)[:1])


def _returns(asking: Asking) -> Iterator[Question]:
    """Every view, and every unit, those out of sight too."""
    yield "", {}
    yield from ((f"view={view}", {"view": view}) for view in (*MINE, *IN_SIGHT))
    yield from (("unit", {"view": "all", "unit": str(unit)}) for unit in asking.ids("unit"))
    yield from ((f"count={count}", {"view": "all", "count": count}) for count in COUNTS)


def _returns_board(asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from (("kind", {"kind": kind}) for kind in asking.grown.definition.vocabularies["return_kind"].terms)
    yield from (("town", {"town": str(unit)}) for unit in asking.ids("unit"))


def _merged(asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from (("town", {"town": str(unit), "month": "2026-08"}) for unit in asking.ids("unit"))


def _reception(asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from (("unit", {"unit": str(unit), "month": "2026-08"}) for unit in asking.ids("unit"))


def _warnings(_asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield from ((month, {"month": month}) for month in ("2026-07", "2026-08"))


def _todo(_asking: Asking) -> Iterator[Question]:
    """Every pile; the bell asks for all of them at once."""
    yield "", {}
    yield from ((f"pile={pile.value}", {"pile": pile.value}) for pile in Pile)


def _notices(_asking: Asking) -> Iterator[Question]:
    yield from (("", {}), ("unread", {"unread": "1"}))


def _sheet(_asking: Asking) -> Iterator[Question]:
    yield "", {}
    yield "fresh", {"fresh": "1"}


def _sheet_rows(_asking: Asking) -> Iterator[Question]:
    yield from ((key, {"figure": key}) for key in ("all.found", "flow.still_open", "sweeps.count", "people.under_50.found"))


_ASKED: Mapping[str, Callable[[Asking], Iterator[Question]]] = {
    "ReceptionView.show": _reception, "ReturnsView.show": _returns, "ReturnsView.board": _returns_board,
    "ReturnsView.merged": _merged, "ReturnsView.warnings": _warnings, "view.sheet": _sheet,
    "view.sheet_paper": _sheet, "view.sheet_rows": _sheet_rows, "view.figure": _sheet_rows,
    "view.list": _list, "view.count": _list, "view.print": _print, "view.export": _print, "view.show": _show, "view.add": _add,
    "view.quick": _add,
    "view.options": _options, "view.template": _template, "view.preview": _fates,
    "api.run": _fates, "api.export": _rest, "view.chart": _charts,
    "view.chart_data": _charts, "view.chart_rows": _chart_rows, "api.get_list": _rest, "api.count": _rest,
    "MonthlySummaryView.show": _summary, "MonthlySummaryView.rows": _figures, "MonthlySummaryView.workbook": _workbook,
    "view.tree": _tree, "view.cell": _cell, "EscalationView.tree": _board_tree, "MonthlySummaryView.tree": _board_tree,
    "PaletteView.show": _palette, "SavedViewsView.show": _saved,
    "EscalationView.show": _board, "StockView.show": _stock, "AccountView.options": _account_options,
    "AccountView.list": _accounts, "WhoSeesView.choose": _who,
}
