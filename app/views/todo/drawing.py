"""The to-do list and the notices as pages."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.decisions.deadlines import DaysLeft, days_left
from app.decisions.notice_kinds import GRAVE, notice_words
from app.records.return_states import RETURN
from app.records.site import Work
from app.reporting.notices import SIZE as NOTICES_SIZE
from app.reporting.notices import NoticeLine, count_unread, list_notices, newest
from app.reporting.todo.listing import SIZE, Todo, TodoLine, list_todo
from app.reporting.todo.owing import Pile
from app.views import page as pages
from app.views.returns.asking import sheet_url
from app.views.spoken import days_said, local_time
from app.views.stock.due import stock_todo
from app.views.todo.asking import NOTICES, NoticesAsked, TodoAsked, notices_url, todo_url
from app.views.todo.words import LOOKS, pile_words, what_words
from app.views.urls import show_url


def todo_page(doing: Work, asked: TodoAsked) -> pages.TodoPage:
    """The piles that hold something; as many statements whatever there is."""
    found = list_todo(doing, asked.pile, asked.page)
    groups = [_group(doing, pile, found, whole=asked.pile is not None) for pile in Pile
              if (found.counts[pile] if asked.pile is None else pile is asked.pile)]
    stock = _stock(doing) if asked.pile is None else None
    return pages.TodoPage(
        title=_("To-do list"), crumbs=(), tabs=_tabs(doing, "todo"), groups=(*groups, *([stock] if stock else [])),
        pager=_pager(asked, found) if asked.pile else None,
        empty=pages.Empty(text=_("Nothing is due from you."),
                          hint=_("What falls due, comes back or is offered to you appears here.")))


def _tabs(doing: Work, current: str) -> tuple[pages.Link, ...]:
    unread = count_unread(doing)
    label = _("Notices (%(count)s unread)", count=unread) if unread else _("Notices")
    return (pages.Link(label=_("To-do list"), url=todo_url(), current=current == "todo"),
            pages.Link(label=label, url=NOTICES, current=current == "notices"))


def _group(doing: Work, pile: Pile, found: Todo, *, whole: bool) -> pages.TodoGroup:
    lines, count = found.of(pile), found.counts[pile]
    icon, tone = LOOKS[pile]
    return pages.TodoGroup(key=pile.value, label=pile_words()[pile], count=count, icon=icon, tone=tone,
                           lines=tuple(_line(doing, line) for line in lines),
                           all_url=todo_url() if whole else todo_url(pile) if count > len(lines) else "", whole=whole)


def _line(doing: Work, line: TodoLine) -> pages.TodoLine:
    days = days_left(line.day, doing.today, doing.site.holidays) if line.day else None
    register = doing.site.definition.registers[line.register].one.to(doing.language)
    where = (register, doing.site.directory(doing.session).name(line.unit))
    late = line.pile is Pile.OVERDUE or (days is not None and days.calendar < 0)
    return pages.TodoLine(
        name=line.name, url=sheet_url(line.record) if line.register == RETURN else show_url(line.register, line.record),
        what=what_words()[line.what], where=" · ".join(where), days=_said(line, days), late=late,
        tone="danger" if late else LOOKS[line.pile][1])


def _said(line: TodoLine, days: DaysLeft | None) -> str:
    """剩 3 个工作日; of a case that has climbed: 已超期 2 次 · 剩 3 个工作日."""
    missed = [_("Days missed: %(times)s", times=line.missed)] if line.missed else []
    return " · ".join([*missed, *([days_said(days)] if days else [])])


def _stock(doing: Work) -> pages.TodoGroup | None:
    """Supplies for whoever keeps them: each line opens the stock that it counts."""
    found = [each for each in stock_todo(doing) if each.count]
    if not found:
        return None
    lines = tuple(pages.TodoLine(name=each.label, url=each.url, what=_("supplies"), where="", days=str(each.count), late=False,
                                 tone=each.tone) for each in found)
    return pages.TodoGroup(key="supplies", label=_("Supplies"), count=sum(each.count for each in found), icon="inbox",
                           tone="warning", lines=lines)


def _pager(asked: TodoAsked, found: Todo) -> pages.Pager:
    assert asked.pile is not None
    more = found.counts[asked.pile] > SIZE * asked.page
    return pages.Pager(sizes=(), first_url=todo_url(asked.pile) if asked.page > 1 else "",
                       previous_url=todo_url(asked.pile, asked.page - 1) if asked.page > 1 else "",
                       next_url=todo_url(asked.pile, asked.page + 1) if more else "")


# -- notices -------------------------------------------------------------------------------------------


def notices_page(doing: Work, asked: NoticesAsked) -> pages.TablePage:
    """The notices of the viewer's units, those of one record and kind in one line."""
    lines, more = list_notices(doing, unread=asked.unread, page=asked.page)
    columns = (("kind", _("Notice"), "choice"), ("name", _("Record"), "main"), ("register", _("Register"), "text"),
               ("unit", _("Unit"), "text"), ("times", _("Times"), "number"), ("at", _("When"), "date"),
               ("due", _("Due on"), "date"), ("read", _("State"), "choice"))
    table = pages.Table(columns=tuple(pages.Column(key=key, label=label, kind=kind) for key, label, kind in columns),
                        rows=tuple(_notice(doing, line) for line in lines), numbered_from=NOTICES_SIZE * (asked.page - 1) + 1,
                        empty=pages.Empty(text=_("No notices."), hint=_("Notices are kept for %(days)s days.",
                                                                        days=doing.site.notice_days)))
    pager = pages.Pager(sizes=(), first_url=notices_url(asked) if asked.page > 1 else "",
                        previous_url=notices_url(asked, asked.page - 1) if asked.page > 1 else "",
                        next_url=notices_url(asked, asked.page + 1) if more else "")
    tabs = (*_tabs(doing, "" if asked.unread else "notices"), _unread_tab(asked))
    return pages.TablePage(title=_("Notices"), crumbs=(), tabs=tabs, table=table, pager=pager,
                           buttons=tuple(_all_read(doing, lines)))


def _unread_tab(asked: NoticesAsked) -> pages.Link:
    return pages.Link(label=_("Unread only"), url=notices_url(NoticesAsked(unread=True)), current=asked.unread)


def _all_read(doing: Work, lines: tuple[NoticeLine, ...]) -> Iterator[pages.Act]:
    if any(line.unread for line in lines):
        yield pages.Act(key="all_read", label=_("Mark all as read"), url=f"{NOTICES}read_all/{newest(doing)}", icon="checks",
                        post=True)


def _notice(doing: Work, line: NoticeLine) -> pages.Row:
    words, register = notice_words(line.kind).to(doing.language), doing.site.definition.registers[line.register]
    url = sheet_url(line.record) if line.register == RETURN else show_url(line.register, line.record)
    cells = (pages.Cell(kind="choice", text=words, tone="danger" if line.kind in GRAVE else "info"),
             pages.Cell(kind="main", text=line.name, url=url), pages.Cell(text=register.one.to(doing.language)),
             pages.Cell(text=doing.site.directory(doing.session).name(line.unit)),
             pages.Cell(kind="number", text=f"×{line.times}" if line.times > 1 else ""),
             pages.Cell(kind="date", text=local_time(line.at)),
             pages.Cell(kind="date", text=line.due_on.isoformat() if line.due_on else ""),
             pages.Cell(kind="choice", text=_("unread") if line.unread else _("read"), tone="info" if line.unread else "plain"))
    read = pages.Act(key="read", label=_("Mark as read"), url=f"{NOTICES}read/{line.last}", post=True)
    return pages.Row(id=str(line.last), cells=cells, acts=(read,) if line.unread else ())
