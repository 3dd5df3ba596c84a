"""The small forms of the acts on a case: one for each of ``app/behaviours/asking.py``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import abort, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.behaviours.asking import Ask, Asked
from app.behaviours.asking_hazards import asked_of
from app.behaviours.course import check_right
from app.behaviours.lowering import open_lowering
from app.behaviours.state import state_of_record
from app.definition import Field, Register
from app.fieldtypes import ColourGrade, LongText
from app.fieldtypes.choices import COLOURS
from app.problems import Problem
from app.records.site import Work
from app.views import page as pages
from app.views.arguments import key_of
from app.views.errors import errors
from app.views.register.act_done import act_done, beside_no_field
from app.views.register.cases import offer_words
from app.views.register.shown import Shown
from app.views.requests import work
from app.views.shell import render
from app.views.urls import case_url, show_url


class CasePages:
    """``/<register>/case/<act>/<pk>`` of a register whose rows are cases."""

    register: Register

    @expose("/case/<act>/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("case")  # type: ignore[untyped-decorator]
    def case(self, act: str, pk: str) -> Any:
        """Ask what the act needs, and do it."""
        asked = asked_of(self.register).get(act)
        if asked is None:
            abort(404)
        doing = work()
        shown = Shown(doing, self.register, key_of(pk))
        check_right(doing, shown.record, act)
        form = _CaseForm(doing, shown, asked)
        return form.html() if request.method == "GET" else form.done()


class _CaseForm:
    """One request for the form of an act."""

    def __init__(self, doing: Work, shown: Shown, asked: Asked) -> None:
        self.doing, self.shown, self.asked = doing, shown, asked
        self.language, self.register = doing.language, shown.register
        self.label = asked.act.words.to(self.language)

    def done(self) -> Any:
        """Do the act; where something is wrong the form comes back with everything in it."""
        given = {ask.name: request.form.get(ask.name, "") for ask in self.asked.asks}
        return act_done(self.shown, lambda: self.asked.do(self.doing, self.shown.record, given), self.html, title=self.label,
                        url=show_url(self.register.key, self.shown.id))

    def html(self, faults: tuple[Problem, ...] = ()) -> str:
        """The form; faults stand beside their questions, the rest above."""
        page = pages.ActPage(
            title=self.label, crumbs=(), about=self.shown.name, explains=self.asked.explains.to(self.language),
            action=case_url(self.register.key, self.asked.act.key, self.shown.id),
            cancel_url=show_url(self.register.key, self.shown.id),
            button=self.label, danger=self.asked.act.key == "end", version=str(self.shown.record.version),
            shown=tuple(self._known()), fields=tuple(self._view(ask, faults) for ask in self.asked.asks),
            problems=tuple(beside_no_field(faults, (ask.name for ask in self.asked.asks), self.language)))
        return render("act.html", page, active=self.register.key)

    def _known(self) -> Iterator[tuple[str, str]]:
        """What the one who answers must know: the lowering that waits."""
        waiting = open_lowering(self.doing, self.shown.record) if self.asked.act.key == "confirm_lowering" else None
        if waiting:
            yield _("To"), ColourGrade().show(list(COLOURS)[waiting["to_colour"] - 1], self.shown.wording)
            yield _("Reason"), waiting["reason"]
            yield _("Asked by"), self.shown.user_name(waiting["asked_by"])
        if self.asked.act.key in ("accept", "return", "withdraw"):
            yield from offer_words(self.shown)

    def _view(self, ask: Ask, faults: tuple[Problem, ...]) -> pages.FieldView:
        declared = None if ask.words else self.register.fields[ask.name]
        value = request.form.get(ask.name, "" if ask.blank else _default(self.doing, declared))
        label = (ask.words or declared.label).to(self.language)  # type: ignore[union-attr]
        return pages.FieldView(
            key=ask.name, name=ask.name, label=label, required=ask.required, wide=True, value=value,
            control=_control(ask, declared), max_length=_most(ask, declared),  # type: ignore[arg-type]
            errors=errors(ask.name, faults),
            options=tuple(self._options(ask, declared, value)))

    def _options(self, ask: Ask, declared: Field | None, chosen: str) -> Iterator[pages.Option]:
        if ask.options is not None:
            for key, label in ask.options(self.doing, self.shown.record):
                yield pages.Option(key=key, label=label, chosen=key == chosen)
            return
        choices = [("yes", _("Yes")), ("no", _("No"))] if ask.yes_no else (declared.type.choices(self.shown.wording)
                                                                           or ()) if declared else ()
        allowed = None if ask.allowed is None else set(ask.allowed(state_of_record(self.shown.record)))
        for key, label in choices:
            if allowed is None or key in allowed:
                yield pages.Option(key=key, label=label, chosen=key == chosen)


def _control(ask: Ask, declared: Field | None) -> str:
    if ask.yes_no or ask.options is not None:
        return "choice"
    return "long_text" if declared is None else "choice" if isinstance(declared.type, ColourGrade) else declared.type.control


def _most(ask: Ask, declared: Field | None) -> int | None:
    if declared is None:
        return None if ask.yes_no or ask.options is not None else 500
    return declared.type.max_length if isinstance(declared.type, LongText) else None


def _default(doing: Work, declared: Field | None) -> str:
    """A day is today unless another is given."""
    return doing.today.isoformat() if declared is not None and declared.type.kind == "date" else ""
