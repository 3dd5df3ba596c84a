"""The sheet of a return as a page, on paper and as a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

from flask_babel import gettext as _
from xlsxwriter import Workbook

from app.access.refusal import out_of_sight
from app.decisions.deadlines import days_left
from app.decisions.period_keys import period_label
from app.decisions.return_sheet import Drawn, SheetFigure
from app.decisions.return_states import ReturnState
from app.records.return_states import NARRATED, RETURN, may, period_of, state_of
from app.records.site import Work
from app.records.storing import row_of
from app.reporting.returns.board import ReturnsAsked
from app.reporting.returns.sheet import (
    REPORT,
    Edition,
    Happened,
    changed_since,
    draw_sheet,
    edition_of,
    heading_of,
    log_of,
    report_of,
)
from app.views import page as pages
from app.views.register.shown import Shown
from app.views.requests import now, viewer
from app.views.returns.asking import returns_url, sheet_url
from app.views.returns.words import TONES, figure_words, state_words
from app.views.spoken import days_said, local_time
from app.views.urls import act_url, add_url, show_url, with_arguments

_DONE = (ReturnState.ON_TIME, ReturnState.LATE, ReturnState.ZERO)


@dataclass(frozen=True)
class SheetView:
    """One return with the edition that is asked for; None: the last one where it stands, else the draft as of now."""

    doing: Work
    shown: Shown
    asked: int | None = None
    fresh: bool = False  #: the draft, whatever was handed in

    @cached_property
    def row(self) -> Mapping[str, Any]:
        return row_of(self.shown.record)

    @cached_property
    def state(self) -> ReturnState:
        return state_of(self.row, self.doing.today)

    @cached_property
    def edition(self) -> Edition | None:
        """The frozen sheet that is shown. Raises OutOfSight for an edition that there is not."""
        if self.fresh or (self.asked is None and self.state not in _DONE):
            return None
        found = edition_of(self.doing, self.shown.id, self.asked)
        if found is None and self.asked is not None:
            raise out_of_sight()
        return found

    @cached_property
    def drawn(self) -> Drawn:
        """The sheet that is shown."""
        return self.edition.drawn if self.edition else draw_sheet(self.doing, self.shown.record)

    @cached_property
    def changed(self) -> tuple[str, ...]:
        return changed_since(self.doing, self.shown.record, self.edition) if self.edition else ()

    @cached_property
    def log(self) -> tuple[Happened, ...]:
        return log_of(self.doing, self.shown.id)

    def may(self, act: str) -> bool:
        """Whether the viewer may do an act of the pack."""
        return self.row["void_at"] is None and may(self.doing, self.shown.register, act, self.row)

    @property
    def period(self) -> str:
        """The period in words."""
        return period_label(period_of(self.doing.site, self.row)).to(self.doing.language)

    @property
    def as_of(self) -> str:
        """截至."""
        return local_time(self.edition.at if self.edition else self.doing.now)

    def figure_url(self, figure: SheetFigure) -> str:
        """The rows behind a figure."""
        named = {"figure": figure.key, **({"edition": self.edition.number} if self.edition else {})}
        return with_arguments(f"/{RETURN}/sheet_rows/{self.shown.id}", named)


def sheet_page(view: SheetView) -> pages.SheetPage:
    """The page."""
    lines = tuple(_line(view, each) for each in view.drawn.figures.values())
    return pages.SheetPage(
        title=view.shown.name, crumbs=(pages.Link(label=_("Returns"), url=returns_url(ReturnsAsked(view="all"))),),
        tags=(pages.Tag(text=state_words(view.doing, view.state), tone=TONES[view.state]),), facts=tuple(_facts(view)),
        notices=tuple(_notices(view)), acts=tuple(_acts(view)), editions=tuple(_editions(view)), lines=lines,
        flow=tuple(_line(view, each) for each in view.drawn.flow.values()), narrative=tuple(narrative_words(view)),
        log=tuple(_happened(view, each) for each in reversed(view.log)), supplement=bool(view.drawn.supplement),
        note=_("Own: rows of the period; earlier: entered after their own sheet was handed in. Every figure opens its rows."))


def _facts(view: SheetView) -> Iterator[pages.Fact]:
    row, directory = view.row, view.doing.site.directory(view.doing.session)
    yield pages.Fact(label=_("Unit"), cell=pages.Cell(text=directory.name(row["unit_id"])))
    if row["holder_department_id"]:
        yield view.shown.fact(view.shown.register.fields["holder_department"])
    yield pages.Fact(label=_("Period"), cell=pages.Cell(text=view.period))
    left = "" if view.state in _DONE else days_said(days_left(row["until_on"] or row["due_on"], view.doing.today,
                                                               view.doing.site.holidays))
    until = row["until_on"] or row["due_on"]
    yield pages.Fact(label=_("On time until"), cell=pages.Cell(text=f"{until} {left}".strip()))
    yield pages.Fact(label=_("Figures as of"), cell=pages.Cell(text=view.as_of))
    if view.edition:
        yield pages.Fact(label=_("Edition"), cell=pages.Cell(text=str(view.edition.number)))


def _notices(view: SheetView) -> Iterator[pages.Notice]:
    if view.edition is None and view.state in _DONE:
        yield pages.Notice(text=_("A draft of a correction: what was handed in stays until it is handed in anew."), tone="info")
    if view.state is ReturnState.SENT_BACK and view.row["reason"]:
        yield pages.Notice(text=_("Sent back: %(reason)s", reason=view.row["reason"]), tone="warning")
    if view.edition and not view.edition.sound:
        yield pages.Notice(text=_("This sheet is not what was handed in: its digest differs. Tell your administrator."),
                           tone="danger")
    if view.changed:
        names = "、".join(figure_words(view.doing, key) for key in view.changed)
        yield pages.Notice(text=_("Changed since: the ledger now differs in %(figures)s.", figures=names), tone="warning",
                           link=pages.Link(label=_("The sheet as it would be now"), url=f"{sheet_url(view.shown.id)}?fresh=1"))


def _acts(view: SheetView) -> Iterator[pages.Act]:
    record, row = view.shown.id, view.row
    draft = view.edition is None
    if view.may("submit") and (draft or view.asked is None):
        correcting = view.state in _DONE
        yield pages.Act(key="submit", label=_("Correct") if correcting else _("Hand in"), url=act_url(RETURN, "submit", record),
                        icon="return", style="main", dialog=True)
    if view.state in _DONE and view.may("send_back"):
        yield pages.Act(key="send_back", label=_("Send back"), url=act_url(RETURN, "send_back", record), icon="undo",
                        dialog=True)
    if draft and view.may("fill") and row["kind"] in NARRATED:
        found = report_of(view.doing, row)
        url = show_url(REPORT, found["id"]) if found else add_url(REPORT, _report(row))
        yield pages.Act(key="report", label=_("The analysis") if found else _("Write the analysis"), url=url, icon="edit")
    number = view.edition.number if view.edition else None
    yield pages.Act(key="print", label=_("Print"), url=sheet_url(record, number, "sheet_paper"), icon="print")
    yield pages.Act(key="xlsx", label=_("XLSX"), url=sheet_url(record, number, "sheet_book"), icon="download")
    yield pages.Act(key="record", label=_("Record and history"), url=show_url(RETURN, record), icon="list")


def _report(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of the analysis is filled with."""
    found = {"owed": row["id"], "unit": row["unit_id"], "kind": NARRATED[row["kind"]], "from_on": row["from_on"],
             "to_on": row["to_on"], "holder_department": row["holder_department_id"]}
    return {key: value for key, value in found.items() if value}


def _editions(view: SheetView) -> Iterator[pages.Link]:
    current = view.edition.number if view.edition else None
    for each in view.log:
        if each.kind != "sent_back":
            yield pages.Link(label=_("Edition %(number)s", number=each.edition), current=each.edition == current,
                             url=sheet_url(view.shown.id, each.edition))
    if any(each.kind != "sent_back" for each in view.log):
        yield pages.Link(label=_("As of now"), url=f"{sheet_url(view.shown.id)}?fresh=1", current=current is None)


def _line(view: SheetView, figure: SheetFigure) -> pages.ReturnFigure:
    given = "" if figure.given is None else str(figure.given)
    edit = None
    if view.edition is None and view.may("fill"):
        edit = pages.Act(key="figure", label=_("Correct"), dialog=True,
                         url=with_arguments(f"/{RETURN}/figure/{view.shown.id}", {"figure": figure.key}))
    url = view.figure_url(figure)
    return pages.ReturnFigure(
        label=figure_words(view.doing, figure.key), own=pages.Figure(text=str(len(figure.own)), url=url),
        supplement=pages.Figure(text=str(len(figure.supplement)), url=url),
        both=pages.Figure(text=str(figure.computed), url=url), year=str(figure.year), given=given, reason=figure.reason,
        changed=figure.key in view.changed, correct=edit,
        head=figure.key in ("all.found", "major.found"))


def narrative_words(view: SheetView) -> Iterator[tuple[str, str]]:
    """The analysis, label and text, in the order of its form; what the form has no more comes last."""
    register, told = view.doing.site.definition.registers.get(REPORT), view.drawn.narrative
    fields = register.fields if register else {}
    for key in (*(each for each in fields if each in told), *(each for each in told if each not in fields)):
        yield fields[key].label.to(view.doing.language) if key in fields else key, told[key]


def _happened(view: SheetView, each: Happened) -> pages.HistoryEntry:
    titles = {"submitted": _("Handed in"), "corrected": _("Corrected"), "sent_back": _("Sent back")}
    title = _("Handed in: nothing to report") if each.zero and each.kind == "submitted" else titles[each.kind]
    return pages.HistoryEntry(title=f"{title} · {_('Edition %(number)s', number=each.edition)}",
                              who=view.shown.user_name(each.user_id), at=local_time(each.at), machine_at=each.at.isoformat(),
                              door="", reason=each.reason or "")


# -- paper and workbook ------------------------------------------------------------------------------


def sheet_paper(view: SheetView) -> pages.SheetPaper:
    """The sheet on A4."""
    heading = view.edition.heading if view.edition else heading_of(view.doing, view.shown.record)
    return pages.SheetPaper(
        title=heading["title"], back_url=sheet_url(view.shown.id, view.edition.number if view.edition else None),
        unit=f"{heading['unit']}{heading['department']}", period=view.period, as_of=view.as_of, state=_standing(view),
        rows=tuple(_cells(view)), flow=tuple((figure_words(view.doing, each.key), str(each.value))
                                             for each in view.drawn.flow.values()),
        narrative=tuple(narrative_words(view)), printed_at=local_time(now()), printed_by=viewer().name)


def _standing(view: SheetView) -> str:
    if view.edition is None:
        return _("Draft, not handed in")
    zero = _("nothing to report") if view.edition.zero else ""
    return " · ".join(filter(None, (_("Edition %(number)s", number=view.edition.number), zero,
                                    _("handed in by %(who)s", who=view.edition.heading.get("by", "")))))


def _cells(view: SheetView) -> Iterator[tuple[str, str, str, str, str, str]]:
    for each in view.drawn.figures.values():
        note = _("corrected to %(given)s: %(reason)s", given=each.given, reason=each.reason) if each.given is not None else ""
        yield (figure_words(view.doing, each.key), str(len(each.own)), str(len(each.supplement)), str(each.computed),
               str(each.year), note)


def write_sheet(target: IO[bytes], view: SheetView) -> None:
    """The sheet as XLSX: figures are numbers, everything else text."""
    paper = sheet_paper(view)
    with Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, bold = book.add_worksheet(_("Sheet")), book.add_format({"bold": True, "border": 1})
        border = book.add_format({"border": 1})
        sheet.write_string(0, 0, paper.title, book.add_format({"bold": True, "font_size": 14}))
        for number, text in enumerate((paper.unit, paper.period, _("As of %(when)s", when=paper.as_of), paper.state)):
            sheet.write_string(1, number, text)
        for column, text in enumerate(column_words()):
            sheet.write_string(2, column, text, bold)
        for number, row in enumerate(paper.rows, 3):
            sheet.write_string(number, 0, row[0], border)
            for column, text in enumerate(row[1:5], 1):
                sheet.write_number(number, column, int(text), border)
            sheet.write_string(number, 5, row[5], border)
        rest = len(paper.rows) + 4
        for number, (label, text) in enumerate((*paper.flow, *paper.narrative), rest):
            sheet.write_string(number, 0, label, border)
            sheet.write_string(number, 1, text, border)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 4, 11)
        sheet.set_column(5, 5, 30)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)


def column_words() -> tuple[str, ...]:
    """The headings of a sheet."""
    return (_("Line of the form"), _("This period"), _("From earlier periods"), _("Together"), _("Year to date"), _("Remark"))
