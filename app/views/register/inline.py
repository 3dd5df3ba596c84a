"""One cell of a list changed where it stands: the field's control, then the row as it is after saving."""

from __future__ import annotations

from typing import Any

from flask import make_response, render_template, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name

from app.access.reach import EVERYWHERE, NOWHERE
from app.access.refusal import Refused, Stale, out_of_sight
from app.definition import Field, Register
from app.fieldtypes.reading import whole_number
from app.problems import Problem, Problems, problem
from app.records import storing
from app.records.reading import stored_value
from app.views import page as pages
from app.views.arguments import key_of
from app.views.cells import changeable_fields
from app.views.errors import BadRequestProblems, give_up
from app.views.fastpath import rows_html
from app.views.forms import TypedField, posted, raw_values, take_faults
from app.views.listings import RowPage
from app.views.register.editing import form_class
from app.views.register.form_views import FormViews
from app.views.register.lists import asked, list_selection
from app.views.register.shown import Shown, read_row
from app.views.requests import work
from app.views.urls import show_url

#: What the address says beside the list's own arguments: the number of the row.
_BESIDE = ("no",)


class CellPages:
    """``/<register>/cell/<pk>/<field>``"""

    register: Register

    @expose("/cell/<pk>/<field>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("edit")  # type: ignore[untyped-decorator]
    def cell(self, pk: str, field: str) -> Any:
        """The control in a form; posted, the row as it stands then, or the form with what is wrong."""
        if field not in changeable_fields(self.register):
            raise out_of_sight()
        cell = _Cell(self.register, key_of(pk), self.register.fields[field])
        return cell.save() if request.method == "POST" else cell.form()


class _Cell:
    """One cell in one request."""

    def __init__(self, register: Register, record_id: int, field: Field) -> None:
        self.doing, self.register, self.field, self.id = work(), register, field, record_id
        self.query = asked(register, _BESIDE)
        self.number = request.args.get("no", "1")
        if not (self.number.isascii() and self.number.isdigit() and len(self.number) < 9):
            raise BadRequestProblems([problem("A031", name="no", given=self.number[:20])])
        self.record = storing.fetch(self.doing, register, record_id)
        self.shown = Shown(self.doing, register, record_id)
        if not self.shown.may("edit") or self.record.void_at is not None:  # type: ignore[attr-defined]
            raise Refused([problem("A003", act="edit", register=register.label)])

    def form(self) -> Any:
        """The control with the stored value."""
        form = form_class(self.register)()
        value = stored_value(self.field, storing.row_of(self.record))
        form[self.field.key].process_data(value)
        return self._drawn(form[self.field.key], form, str(self.record.version))

    def save(self) -> Any:
        """The row after saving; 422 with what is wrong, 409 where somebody else was first."""
        unknown = sorted(set(request.form) - {"csrf_token", "version", self.field.key})
        version = whole_number(request.form.get("version", ""))
        if unknown or version is None:
            raise BadRequestProblems([problem("A030", name=name[:60]) for name in unknown] or [problem("A036")])
        form = posted(form_class(self.register), request.form)
        try:
            storing.edit(self.doing, self.register, self.record, raw_values(form, [self.field.key]), version)
            self.doing.session.commit()
        except Refused:
            raise
        except Stale as late:
            return self._again(form, str(version), late.found, 409)
        except Problems as bad:
            return self._again(form, str(version), bad.found, 422)
        return self._row()

    def _again(self, form: Any, version: str, found: Any, status: int) -> Any:
        give_up()
        left: list[Problem] = take_faults(form, found, self.doing.language)
        form[self.field.key].errors = (*form[self.field.key].errors, *(each.message(self.doing.language) for each in left))
        return self._drawn(form[self.field.key], form, version, stale=status == 409), status

    def _drawn(self, field: TypedField, form: Any, version: str, stale: bool = False) -> str:
        view = FormViews(self.doing, self.register, form).one(field)
        page = pages.CellForm(field=view, action=request.full_path.rstrip("?"), version=version,
                              record_url=show_url(self.register.key, self.id) if stale else "")
        return render_template("cell.html", page=page)

    def _row(self) -> Any:
        selection = list_selection(self.register, self.query.columns)
        row = read_row(self.doing, selection, self.id)
        found = RowPage((row,), selection, more=False, before=False, order_column="id")
        edits = EVERYWHERE if Shown(self.doing, self.register, self.id).may("edit") else NOWHERE
        html = rows_html(self.doing, self.register, found, start=int(self.number) - 1, checks=True, edits=edits)
        return make_response(html)
