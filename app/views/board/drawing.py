"""The board as a page: counts per colour and level, and the cases of the chosen cell."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.decisions.colours import ColourRules
from app.decisions.scales import Colour, Level
from app.definition import Register
from app.records.grading import rules_for
from app.records.names import read_names
from app.records.site import Work
from app.reporting.board import Board, BoardCase, BoardCell, count_board, list_cell
from app.views import page as pages
from app.views.board.asking import BoardQuery, board_place, board_registers, cell_url
from app.views.spoken import days_said, local_time
from app.views.urls import show_url


def board_page(query: BoardQuery) -> pages.BoardPage:
    """The page for one question; as many statements whatever there is."""
    doing, cell = query.doing, query.cell
    board = count_board(doing, query.register, held=cell.held, under=cell.under)
    found = list_cell(doing, query.register, cell, after=query.after)
    whole = board.of()
    return pages.BoardPage(
        title=_("Colour board"), crumbs=(), as_of=_("As of %(moment)s", moment=local_time(doing.now)),
        colours=tuple(_colours(query, board)), rows=tuple(_rows(query, board)), total=whole.cases, late=whole.overdue,
        total_url=query.url(colour=None, level=None, overdue=False), late_url=query.url(colour=None, level=None, overdue=True),
        cases=case_lines(doing, query.register, found.cases), chosen=_chosen(query, board), empty=_empty(cell),
        tabs=tuple(_tabs(query)), place=board_place(query),
        reset_url=query.url(colour=None, level=None, overdue=False)
        if (cell.colour, cell.level, cell.overdue) != (None, None, False) else "",
        more_url=query.next_url(found.after) if found.after else "")


def case_lines(doing: Work, register: Register, cases: tuple[BoardCase, ...]) -> tuple[pages.CaseLine, ...]:
    """Cases as lines: title, colour in words, unit, holder, days left, why it has its colour."""
    names = read_names(doing.session, register.key, [case.id for case in cases], doing.wording()) if cases else {}
    rules = _rules(doing, register)
    return tuple(_line(doing, register, rules, case, names.get((register.key, case.id), "—")) for case in cases)


def _line(doing: Work, register: Register, rules: ColourRules, case: BoardCase, name: str) -> pages.CaseLine:
    language, number = doing.language, str(case.values.get("number") or "")
    holder = " ".join(part for part in (case.holder, case.department) if part)
    return pages.CaseLine(
        title=name, url=show_url(register.key, case.id), shade=case.colour.value, word=rules.label(case.colour).to(language),
        unit=case.unit, holder=holder if holder != case.unit else "", days=days_said(case.days), late=case.days.calendar < 0,
        number=number if number not in name else "",
        reasons=tuple(reason.to(language) for reason in case.grading.reasons), stage=_level_label(doing, register, case.level),
        tags=(pages.Tag(text=_("may be lowered"), tone="info"),) if case.settled_lower else ())


def _rules(doing: Work, register: Register) -> ColourRules:
    return rules_for(doing.site, register, None, doing.today)


def _level_label(doing: Work, register: Register, level: Level) -> str:
    return register.fields["level"].type.show(level.value, doing.wording())


# -- the cells -----------------------------------------------------------------------------------


def _colours(query: BoardQuery, board: Board) -> Iterator[pages.BoardColour]:
    rules, language = _rules(query.doing, query.register), query.doing.language
    for colour in Colour:
        terms = rules.terms[colour]
        days = _("%(days)s working days", days=terms.days.value) if terms.days else ""
        handler = _level_label(query.doing, query.register, terms.handler.value)
        yield pages.BoardColour(
            shade=colour.value, word=rules.label(colour).to(language), count=board.of(colour).cases,
            rule=f"{handler} {days}".strip(), url=query.url(colour=colour, level=None, overdue=False))


def _rows(query: BoardQuery, board: Board) -> Iterator[pages.BoardRow]:
    for level in Level:
        yield pages.BoardRow(
            label=_level_label(query.doing, query.register, level), count=board.of(level=level).cases,
            url=query.url(colour=None, level=level, overdue=False),
            cells=tuple(_cell(query, board, colour, level) for colour in Colour))


def _cell(query: BoardQuery, board: Board, colour: Colour, level: Level) -> pages.BoardCell:
    count = board.of(colour, level)
    return pages.BoardCell(count=count.cases, late=count.overdue, url=query.url(colour=colour, level=level, overdue=False),
                           current=(query.cell.colour, query.cell.level) == (colour, level))


def _chosen(query: BoardQuery, board: Board) -> str:
    cell, count = query.cell, board.of(query.cell.colour, query.cell.level)
    parts = [_rules(query.doing, query.register).label(cell.colour).to(query.doing.language) if cell.colour else "",
             _level_label(query.doing, query.register, cell.level) if cell.level else "", _("Overdue") if cell.overdue else ""]
    what = " · ".join(part for part in parts if part) or _("All open cases")
    return _("%(what)s (%(count)s)", what=what, count=count.overdue if cell.overdue else count.cases)


def _empty(cell: BoardCell) -> pages.Empty:
    if cell == BoardCell(held=cell.held, under=cell.under):
        return pages.Empty(text=_("No open cases."), hint=_("New ones appear here when they are entered."))
    return pages.Empty(text=_("No open cases here."), hint=_("Choose another colour or level above."))


def _tabs(query: BoardQuery) -> Iterator[pages.Link]:
    """Everything in sight or what the viewer's units hold; with several boards one pair for each."""
    registers = tuple(board_registers())
    for register in registers:
        here, prefix = register is query.register, f"{register.label.to(query.doing.language)} · " if len(registers) > 1 else ""
        for held, label in ((False, _("All in sight")), (True, _("Held by my units"))):
            cell = BoardCell(held=held, under=query.cell.under if here else None)
            yield pages.Link(label=f"{prefix}{label}", url=cell_url(register, cell),
                             current=here and query.cell.held is held)
