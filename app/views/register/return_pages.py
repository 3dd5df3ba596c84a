"""The sheet of a return and the small forms of its acts: 报送, 更正, 退回."""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

from flask import render_template, request, send_file
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.guard import guarded
from app.access.refusal import Refused, out_of_sight
from app.behaviours.handing_in import correct_figure, hand_in, send_back
from app.decisions.return_states import ReturnState
from app.definition import Register
from app.fieldtypes.reading import whole_number
from app.problems import Problem, problem
from app.records.return_states import may
from app.records.site import Work
from app.records.storing import row_of
from app.reporting.returns.sheet import draw_sheet, heading_of, register_of
from app.views import page as pages
from app.views.arguments import allow_arguments, key_of
from app.views.counted import CountedRows, asked_page
from app.views.errors import BadRequestProblems, errors
from app.views.register.act_done import act_done, beside_no_field
from app.views.register.shown import Shown
from app.views.requests import audit, work
from app.views.returns.asking import sheet_url
from app.views.returns.sheet import SheetView, column_words, sheet_page, sheet_paper, write_sheet
from app.views.returns.words import figure_words
from app.views.shell import render
from app.views.urls import act_url, with_arguments

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReturnPages:
    """``/<register>/sheet/<pk>`` and what belongs to it."""

    register: Register

    @expose("/sheet/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def sheet(self, pk: str) -> Any:
        """The sheet: what stands, an ``edition``, or ``fresh`` the draft as of now."""
        return render("return_sheet.html", sheet_page(_view(self.register, pk)), active="returns", heads=column_words())

    @expose("/sheet_paper/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def sheet_paper(self, pk: str) -> Any:
        """The sheet on A4."""
        return render_template("return_paper.html", page=sheet_paper(_view(self.register, pk)), heads=column_words())

    @expose("/sheet_book/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def sheet_book(self, pk: str) -> Any:
        """The sheet as XLSX."""
        view, book = _view(self.register, pk), io.BytesIO()
        write_sheet(book, view)
        audit("export", register=self.register.key, detail={"what": "sheet", "return": view.shown.id})
        book.seek(0)
        return send_file(book, mimetype=_XLSX, as_attachment=True, download_name=f"{view.shown.name}.xlsx")

    @expose("/sheet_rows/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def sheet_rows(self, pk: str) -> Any:
        """The rows behind one figure."""
        return render("table.html", _rows_page(_view(self.register, pk, "figure", "page")), active="returns")

    @expose("/submit/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def submit(self, pk: str) -> Any:
        """报送 or 更正."""
        return _Submitting(self.register, pk).answer()

    @expose("/send_back/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def send_back(self, pk: str) -> Any:
        """退回 with a reason."""
        return _SendingBack(self.register, pk).answer()

    @expose("/figure/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def figure(self, pk: str) -> Any:
        """Another number than the ledger's, with a reason."""
        return _Correcting(self.register, pk).answer()


def _view(register: Register, pk: str, *beside: str) -> SheetView:
    given = allow_arguments("edition", "fresh", *beside)
    number = whole_number(given["edition"]) if given.get("edition") else None
    if (given.get("edition") and (number is None or number > 1000)) or given.get("fresh", "") not in ("", "1"):
        raise BadRequestProblems([problem("A031", name="edition", given=given.get("edition", "")[:40])])
    doing = work()
    return SheetView(doing, Shown(doing, register, key_of(pk)), number, fresh=bool(given.get("fresh")))


def _rows_page(view: SheetView) -> pages.TablePage:
    """As many rows as the figure says; a row that has gone out of sight since is missing."""
    figure = view.drawn.figure(request.args.get("figure", ""))
    if figure is None:
        raise out_of_sight()
    register = register_of(view.doing, figure.key)
    table = view.doing.site.models.table(register.key)
    ids = guarded(select(table.c.id).where(table.c.id.in_(figure.rows)))
    found = CountedRows(view.doing, register, ids, asked_page(request.args),
                        lambda page: with_arguments(view.figure_url(figure), [("page", page)]).replace("?page", "&page"))
    back = sheet_url(view.shown.id, view.edition.number if view.edition else None)
    return pages.TablePage(
        title=_("%(figure)s: %(where)s", figure=figure_words(view.doing, figure.key), where=view.shown.name),
        crumbs=(pages.Link(label=view.shown.name, url=back),), table=found.table(), pager=found.pager(),
        buttons=(pages.Act(key="back", label=_("Back to the sheet"), url=back, icon="back"),))


# -- the forms of the acts ---------------------------------------------------------------------------


class _Form(ABC):
    """One request for the form of an act on a return."""

    act, path, danger = "", "", False

    def __init__(self, register: Register, pk: str) -> None:
        allow_arguments("figure")
        self.doing: Work = work()
        self.shown = Shown(self.doing, register, key_of(pk))
        self.view = SheetView(self.doing, self.shown)
        if not may(self.doing, register, self.act, row_of(self.shown.record)):
            words = self.doing.site.behaviours["returns"].pack.acts[self.act]
            raise Refused([problem("A003", act=words, register=register.label)])

    def answer(self) -> Any:
        """The form, or the act done; where something is wrong the form comes back with everything in it."""
        if request.method == "GET":
            return self.html()
        return act_done(self.shown, self.do, self.html, title=self.title, url=sheet_url(self.shown.id))

    @property
    @abstractmethod
    def title(self) -> str:
        """What the act is called."""

    @abstractmethod
    def do(self) -> None:
        """Do it."""

    @abstractmethod
    def fields(self, faults: tuple[Problem, ...]) -> Iterator[pages.FieldView]:
        """What it asks."""

    def known(self) -> Iterator[tuple[str, str]]:
        """What one must know."""
        yield from ()

    def html(self, faults: tuple[Problem, ...] = ()) -> str:
        fields = tuple(self.fields(faults))
        page = pages.ActPage(
            title=self.title, crumbs=(), about=self.shown.name, action=self.action, cancel_url=sheet_url(self.shown.id),
            button=self.title, danger=self.danger, version=str(self.shown.record.version), shown=tuple(self.known()),
            fields=fields,
            problems=tuple(beside_no_field(faults, (each.name for each in fields), self.doing.language)))
        return render("act.html", page, active="returns")

    @property
    def action(self) -> str:
        """Where it is sent."""
        return act_url(self.shown.register.key, self.path, self.shown.id)

    def reason(self, faults: tuple[Problem, ...], label: str, *, required: bool) -> pages.FieldView:
        """Why."""
        return pages.FieldView(key="reason", name="reason", label=label, control="long_text", required=required, max_length=500,
                               wide=True, value=request.form.get("reason", ""), errors=errors("reason", faults))


class _Submitting(_Form):
    act = path = "submit"

    @property
    def correcting(self) -> bool:
        """Whether it has been handed in already."""
        return self.view.state in (ReturnState.ON_TIME, ReturnState.LATE, ReturnState.ZERO)

    @property
    def title(self) -> str:
        return _("Correct") if self.correcting else _("Hand in")

    def do(self) -> None:
        record = self.shown.record
        hand_in(self.doing, record, draw_sheet(self.doing, record), heading_of(self.doing, record),
                zero=request.form.get("zero") == "yes", reason=request.form.get("reason", "").strip() or None)

    def known(self) -> Iterator[tuple[str, str]]:
        drawn = draw_sheet(self.doing, self.shown.record)
        yield _("This period"), str(len(drawn.own))
        yield _("From earlier periods"), str(len(drawn.supplement))

    def fields(self, faults: tuple[Problem, ...]) -> Iterator[pages.FieldView]:
        chosen = request.form.get("zero", "no")
        options = tuple(pages.Option(key=key, label=label, chosen=key == chosen) for key, label in (("no", _("No")),
                                                                                                    ("yes", _("Yes"))))
        yield pages.FieldView(key="zero", name="zero", label=_("Nothing to report"), control="choice", required=True, wide=True,
                              options=options, value=chosen, errors=errors("zero", faults))
        if self.correcting:
            yield self.reason(faults, _("Why it is corrected"), required=True)


class _SendingBack(_Form):
    act = path = "send_back"
    danger = True

    @property
    def title(self) -> str:
        return _("Send back")

    def do(self) -> None:
        send_back(self.doing, self.shown.record, request.form.get("reason", ""))

    def fields(self, faults: tuple[Problem, ...]) -> Iterator[pages.FieldView]:
        yield self.reason(faults, _("Reason"), required=True)


class _Correcting(_Form):
    act, path = "fill", "figure"

    @property
    def key(self) -> str:
        """The figure of the address."""
        return request.args.get("figure", "")

    @property
    def title(self) -> str:
        return _("Correct a figure")

    @property
    def action(self) -> str:
        return with_arguments(super().action, {"figure": self.key})

    def do(self) -> None:
        drawn = draw_sheet(self.doing, self.shown.record)
        correct_figure(self.doing, self.shown.record, drawn.figure(self.key), self.key, request.form.get("given", ""),
                       request.form.get("reason", ""))

    def known(self) -> Iterator[tuple[str, str]]:
        figure = draw_sheet(self.doing, self.shown.record).figure(self.key)
        if figure is None:
            raise out_of_sight()
        yield figure_words(self.doing, figure.key), str(figure.computed)

    def fields(self, faults: tuple[Problem, ...]) -> Iterator[pages.FieldView]:
        yield pages.FieldView(key="given", name="given", label=_("Right number (empty: the ledger's)"), control="number",
                              value=request.form.get("given", ""), errors=errors("given", faults), wide=True)
        yield self.reason(faults, _("Reason"), required=True)


