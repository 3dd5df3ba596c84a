"""The child rows of a form. They are judged with their parent, and stored in its transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import RowMapping
from wtforms import Form

from app.access.guard import scoped_select
from app.access.refusal import Refused, Stale
from app.access.viewer import acting
from app.definition import Children, Register
from app.fieldtypes.reading import whole_number
from app.model import Record
from app.problems import Problem, Problems, problem
from app.records import storing
from app.records.draft import Draft
from app.records.preparing import prepare
from app.records.reading import stored_values
from app.records.site import Work
from app.views.arguments import key_of
from app.views.forms import TypedField, raw_values, take_faults, texts_of
from app.views.requests import site


class ChildRows:
    """The child rows of one form; ``record`` is their parent, None while it is not stored."""

    def __init__(self, doing: Work, register: Register, record: Record | None) -> None:
        self.doing, self.register, self.record = doing, register, record

    def fill(self, form: Form) -> None:
        """Put the stored child rows into the form."""
        for child, declared in self.in_form(form):
            for row in self._stored(child, declared):
                entry = form[child.key].append_entry().form
                values = stored_values(declared, row)
                for field in entry:
                    if isinstance(field, TypedField):
                        field.texts = self._texts(field, values)
                entry.row_id.data, entry.row_version.data = str(row["id"]), str(row["version"])

    def _texts(self, field: TypedField, values: Mapping[str, Any]) -> tuple[str, ...]:
        value = values.get(field.declared.key)
        return texts_of(field.declared, value, self.doing.wording())

    def in_form(self, form: Form) -> Iterator[tuple[Children, Register]]:
        """The children that stand in this form, for whoever may create them."""
        for child, declared in site().definition.children_of(self.register):
            if child.key in form and site().rights.may(acting(), declared.key, "create"):
                yield child, declared

    def _stored(self, child: Children, declared: Register) -> list[RowMapping]:
        assert self.record is not None
        table = site().models.table(declared.key)
        mine = (table.c[declared.fields[child.by].column] == self.record.id) & table.c.void_at.is_(None)
        statement = scoped_select(site().rights, declared.key).where(mine).order_by(table.c.id).limit(200)
        return list(self.doing.session.execute(statement).mappings())

    def judge(self, form: Form) -> list[Problem]:
        """What is wrong with the rows of a parent that cannot be stored itself."""
        found = []
        for child, declared in self.in_form(form):
            rows = [entry.form for entry in form[child.key] if not is_empty(entry.form)]
            drafts = [Draft(raw_values(row)) for row in rows]
            prepare(self.doing, declared, drafts)
            for row, draft in zip(rows, drafts, strict=True):
                mine = [fault for fault in draft.faults if fault.field not in (child.by, "unit")]
                found += take_faults(row, mine, self.doing.language)
        return found

    def given(self, form: Form) -> dict[str, list[dict[str, Any]]]:
        """The raw values of the new rows, by the key of the children."""
        return {child.key: [raw_values(row) for row in (entry.form for entry in form[child.key])
                            if not (row.removed.data or is_empty(row))] for child, _declared in self.in_form(form)}

    def store(self, form: Form) -> list[Problem]:
        """Create, change and void rows as the form says; faults are put beside their fields and told again.

        Raises Stale where somebody else has changed or removed one of the rows, and Refused.
        """
        found: list[Problem] = []
        for child, declared in self.in_form(form):
            for entry in form[child.key]:
                try:
                    self._store_row(child, declared, entry.form)
                except (Refused, Stale):
                    raise
                except Problems as bad:
                    take_faults(entry.form, bad.found, self.doing.language)
                    found += bad.found
        return found

    def _store_row(self, child: Children, declared: Register, row: Form) -> None:
        if row.row_id.data:
            self._store_known(declared, row)
        elif not row.removed.data and not is_empty(row):
            assert self.record is not None
            storing.create(self.doing, declared, {**raw_values(row), child.by: self.record.id})

    def _store_known(self, declared: Register, row: Form) -> None:
        record = storing.fetch(self.doing, declared, key_of(row.row_id.data))
        version = whole_number(row.row_version.data or "") or record.version
        if record.void_at is not None:  # type: ignore[attr-defined]
            if not row.removed.data:
                raise Stale(problem("A004"), record.version)
        elif row.removed.data:
            storing.void(self.doing, record, _("Removed from the form"), version)
        else:
            storing.edit(self.doing, declared, record, raw_values(row), version)


def is_empty(row: Form) -> bool:
    """A new row in which nothing was filled in, or only what its defaults say."""
    return all(not field.raw or field.raw == field.declared.default for field in row if isinstance(field, TypedField))
