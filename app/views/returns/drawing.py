"""The pages of returns: mine, completeness, warnings."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.access.guard import scoped_select
from app.access.viewer import acting
from app.behaviours.village_warnings import WARNING, month_facts, warning_policy
from app.decisions.deadlines import days_left
from app.decisions.period_keys import parse_period, period_key, period_label
from app.decisions.periods import Period, next_period, previous_period
from app.decisions.return_states import Completeness, ReturnState
from app.decisions.village_warning import VillageWarning, WarningColour, warn
from app.problems import BadValue
from app.records.return_states import RETURN, mine
from app.records.site import Work
from app.reporting.returns.board import COUNTS, IN_SIGHT, MINE, Board, ReturnLine, Returns, ReturnsAsked
from app.views import page as pages
from app.views.page.parts import Tone
from app.views.returns.asking import ADDRESS, board_url, returns_url, sheet_url, warnings_url
from app.views.returns.words import TONES, kind_words, state_words
from app.views.spoken import days_said
from app.views.urls import show_url

MERGED = "monthly_analysis"  #: the returns that are put together (returns/merging.py)

_WARNED: dict[str, Tone] = {"green": "success", "yellow": "warning", "red": "danger"}


def view_labels() -> dict[str, str]:
    """The views in words."""
    return {"open": _("To hand in"), "today": _("Due today"), "soon": _("Due soon"), "overdue": _("Overdue"),
            "returned": _("Sent back to me"), "done": _("Handed in"), "missing": _("Missing in sight"),
            "waiting": _("Handed in, in sight"), "all": _("All in sight")}


def own_views(doing: Work) -> tuple[str, ...]:
    """The views that the viewer has: of mine only for whoever hands anything in."""
    table = doing.site.models.table(RETURN)
    has_own = mine(doing, doing.site.definition.registers[RETURN], table) is not None
    return (*(MINE if has_own else ()), *IN_SIGHT)


def tabs(doing: Work, current: str) -> tuple[pages.Link, ...]:
    """The tabs of all pages of returns; ``current`` is a view, ``board`` or ``warnings``."""
    labels = view_labels()
    found = [pages.Link(label=labels[view], url=returns_url(ReturnsAsked(view=view)), current=view == current)
             for view in own_views(doing)]
    found.append(pages.Link(label=_("Completeness"), url=board_url(), current=current == "board"))
    if MERGED in doing.site.terms(doing.session)["return_kind"].terms:
        found.append(pages.Link(label=_("Merged monthly analysis"), url=f"{ADDRESS}merged/", current=current == "merged"))
    if doing.site.rights.may(acting(), WARNING, "read"):
        found.append(pages.Link(label=_("Village warnings"), url=warnings_url(), current=current == "warnings"))
    return tuple(found)


# -- lists -----------------------------------------------------------------------------------------


def returns_page(doing: Work, asked: ReturnsAsked) -> pages.TablePage:
    """Some returns; as many statements whatever there is."""
    lines, more = Returns(doing).lines(asked)
    columns = (("title", _("Return"), "main"), ("unit", _("Unit"), "text"), ("kind", _("Kind"), "text"),
               ("due", _("On time until"), "date"), ("state", _("State"), "choice"), ("left", _("Days left"), "text"),
               ("edition", _("Edition"), "number"))
    table = pages.Table(
        columns=tuple(pages.Column(key=key, label=label, kind=kind) for key, label, kind in columns),
        rows=tuple(_row(doing, line) for line in lines), empty=pages.Empty(text=_("No returns here.")), numbered_from=None)
    pager = pages.Pager(sizes=(), first_url=returns_url(asked) if asked.page > 1 else "",
                        previous_url=returns_url(asked, page=asked.page - 1) if asked.page > 1 else "",
                        next_url=returns_url(asked, page=asked.page + 1) if more else "")
    return pages.TablePage(title=_("Returns"), crumbs=(), tabs=tabs(doing, asked.view), table=table, pager=pager,
                           help=_chosen(doing, asked))


def _chosen(doing: Work, asked: ReturnsAsked) -> str:
    """What a list is limited to, in words."""
    parts = [kind_words(doing, asked.kind) if asked.kind else "", _period_words(doing, asked.period),
             doing.site.directory(doing.session).name(asked.unit or asked.town) if asked.unit or asked.town else "",
             count_words()[asked.count] if asked.count else "",
             state_words(doing, ReturnState(asked.state)) if asked.state else ""]
    return " · ".join(part for part in parts if part)


def _period_words(doing: Work, key: str) -> str:
    try:
        return period_label(parse_period(key)).to(doing.language) if key else ""
    except BadValue:  # a row that somebody entered with a key of their own
        return key


def _row(doing: Work, line: ReturnLine) -> pages.Row:
    waits = line.state in (ReturnState.NOT_DUE, ReturnState.TO_DO, ReturnState.SENT_BACK, ReturnState.MISSING)
    left = days_said(days_left(line.until_on, doing.today, doing.site.holidays)) if waits else ""
    state = state_words(doing, line.state) + (f"：{line.reason}" if line.state is ReturnState.SENT_BACK and line.reason else "")
    cells = (pages.Cell(kind="main", text=line.title, url=sheet_url(line.id)),
             pages.Cell(text=doing.site.directory(doing.session).name(line.unit)),
             pages.Cell(text=kind_words(doing, line.kind)),
             pages.Cell(kind="date", text=str(line.until_on)), pages.Cell(kind="choice", text=state, tone=TONES[line.state]),
             pages.Cell(text=left), pages.Cell(kind="number", text=str(line.edition)))
    return pages.Row(id=str(line.id), cells=cells)


# -- completeness ----------------------------------------------------------------------------------


def count_words() -> dict[str, str]:
    """expected, on time, late, missing, still to come."""
    return {"expected": _("Expected"), "on_time": _("On time"), "late": _("Late"), "missing": _("Missing"),
            "pending": _("Still to come")}


def board_page(doing: Work, kind: str, town: int | None = None) -> pages.ReturnsBoardPage:
    """Units × periods of one kind, of one town perhaps, with what is complete; each figure opens exactly its rows."""
    asking = Returns(doing)
    kinds = sorted(asking.kinds())
    chosen = kind or next((each for each in ("half_month_analysis", *kinds) if each in kinds), "half_month_analysis")
    periods = asking.periods(chosen)
    board = asking.board(chosen, [key for key, _first, _last in periods], town)
    asked, words = ReturnsAsked(view="all", kind=chosen, town=town), count_words()
    directory = doing.site.directory(doing.session)
    units = sorted(board.units, key=lambda unit: directory.units[unit].code if unit in directory.units else "")
    rows = tuple(pages.ReturnsBoardRow(
        label=directory.name(unit), url=returns_url(asked, unit=unit),
        cells=tuple(tuple(_states(doing, board, asked, unit, key)) for key, _first, _last in periods),
        figures=tuple(_figures(board.of(unit), asked, unit=unit))) for unit in units)
    totals = tuple(tuple(_figures(board.of(period=key), asked, period=key)) for key, _first, _last in periods)
    return pages.ReturnsBoardPage(
        title=_("Completeness of returns"), crumbs=(), tabs=tabs(doing, "board"),
        kinds=tuple(pages.Link(label=kind_words(doing, each), url=board_url(each, town), current=each == chosen)
                    for each in kinds),
        towns=tuple(_towns(doing, chosen, town)),
        periods=tuple(pages.Link(label=_period_words(doing, key), url=returns_url(asked, period=key))
                      for key, _first, _last in periods),
        counts=tuple(words[key] for key in COUNTS), rows=rows, totals=totals, total=tuple(_figures(board.of(), asked)),
        empty=pages.Empty(text=_("Nothing is owed yet.")))


def _towns(doing: Work, kind: str, chosen: int | None) -> Iterator[pages.Link]:
    """All, and each town in sight where there are several."""
    units = doing.site.directory(doing.session).units.values()
    towns = [unit for unit in units if unit.level == "town" and doing.level_of(unit.id)]
    if len(towns) > 1:
        yield pages.Link(label=_("All towns"), url=board_url(kind), current=chosen is None)
        for unit in towns:
            yield pages.Link(label=unit.name, url=board_url(kind, unit.id), current=unit.id == chosen)


def _states(doing: Work, board: Board, asked: ReturnsAsked, unit: int, period: str) -> Iterator[pages.StateTag]:
    """The states of one cell in words."""
    for state, count in board.states(unit, period).items():
        word = state_words(doing, state)
        yield pages.StateTag(text=word if count == 1 else f"{word} {count}", tone=TONES[state],
                             url=returns_url(asked, unit=unit, period=period, state=state.value))


def _figures(found: Completeness, asked: ReturnsAsked, **where: object) -> Iterator[pages.Figure]:
    for key in COUNTS:
        number = getattr(found, key)
        late = key == "missing" and number > 0
        yield pages.Figure(text=str(number), url=returns_url(asked, count=key, **where), tone="danger" if late else "plain")


# -- warnings --------------------------------------------------------------------------------------


def warnings_page(doing: Work, month: Period) -> pages.TablePage:
    """The villages of a month with their colours and reasons; of a month that is not over, as it stands so far."""
    running = month.last >= doing.today
    rows = _so_far(doing, month) if running else _graded(doing, month)
    columns = (("unit", _("Village"), "main"), ("colour", _("Colour"), "choice"), ("reasons", _("Reasons"), "long"),
               ("due", _("Put right by"), "date"), ("state", _("Putting right"), "choice"))
    table = pages.Table(columns=tuple(pages.Column(key=key, label=label, kind=kind) for key, label, kind in columns),
                        rows=tuple(rows), empty=pages.Empty(text=_("No warnings of this month.")))
    after = next_period(month)
    buttons = [pages.Act(key="before", label=period_label(previous_period(month)).to(doing.language), icon="left",
                         url=warnings_url(period_key(previous_period(month))))]
    if after.first <= doing.today:
        buttons.append(pages.Act(key="after", label=period_label(after).to(doing.language), icon="right",
                                 url=warnings_url(period_key(after))))
    what = period_label(month).to(doing.language)
    return pages.TablePage(
        title=_("Village warnings: %(month)s", month=what), crumbs=(), tabs=tabs(doing, "warnings"), table=table,
        buttons=tuple(buttons), help=_("So far this month; it is graded when the month is over.") if running
        else _("Red and yellow are put right, and the record says how (S3 9)."))


def _graded(doing: Work, month: Period) -> Iterator[pages.Row]:
    register, table = doing.site.definition.registers[WARNING], doing.site.models.table(WARNING)
    c = table.c
    mine_ = scoped_select(doing.site.rights, WARNING, c.id, c.unit_id, c.colour, c.reasons, c.due_on, c.rectified_on).where(
        c.void_at.is_(None), c.year == month.first.year, c.month == f"m{month.first.month:02}")
    directory = doing.site.directory(doing.session)
    found = doing.session.execute(mine_).all()
    worst = {colour.value: -colour.rank for colour in WarningColour}
    for row in sorted(found, key=lambda each: (worst[each.colour], directory.name(each.unit_id), each.id)):
        label = register.fields["colour"].type.show(row.colour, doing.wording())
        cells = (pages.Cell(kind="main", text=directory.name(row.unit_id), url=show_url(WARNING, row.id)),
                 pages.Cell(kind="choice", text=label, tone=_WARNED[row.colour]),
                 pages.Cell(kind="long", text=row.reasons or ""),
                 pages.Cell(kind="date", text=str(row.due_on or "")), _put_right(doing, row))
        yield pages.Row(id=str(row.id), cells=cells)


def _put_right(doing: Work, row: object) -> pages.Cell:
    """Whether what a red or yellow village owes is done."""
    colour, due, done = row.colour, row.due_on, row.rectified_on  # type: ignore[attr-defined]
    if colour == WarningColour.GREEN.value:
        return pages.Cell()
    if done is not None:
        return pages.Cell(kind="choice", text=_("Put right on %(day)s", day=done), tone="success")
    late = due is not None and due < doing.today
    return pages.Cell(kind="choice", text=_("Overdue") if late else _("To be put right"), tone="danger" if late else "warning")


def _so_far(doing: Work, month: Period) -> Iterator[pages.Row]:
    """What the month would be graded if it ended now, for the villages whose warnings the viewer reads."""
    reach = doing.site.rights.reach(acting(), WARNING, "read")
    directory = doing.site.directory(doing.session)
    villages = [unit for unit in directory.units.values() if unit.level == "village" and reach.includes(
        {**unit.columns, "unit_id": unit.id}) and (unit.valid_to is None or unit.valid_to >= doing.today)]
    policy, facts = warning_policy(doing.site, month.first), month_facts(doing, month, doing.now)
    for unit in villages:
        verdict: VillageWarning = warn(facts.get(unit.id, {}), policy)
        label = policy.terms[verdict.colour].words.to(doing.language)
        yield pages.Row(id=str(unit.id), cells=(
            pages.Cell(kind="main", text=unit.name, url=show_url("unit", unit.id)),
            pages.Cell(kind="choice", text=label, tone=_WARNED[verdict.colour.value]),
            pages.Cell(kind="long", text=verdict.to(doing.language)), pages.Cell(), pages.Cell()))
