"""The choice before an export: format, columns, and full numbers with their purpose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from app.definition import Register
from app.exchange.export_files import FORMATS
from app.exchange.exporting import Export, exported_columns
from app.problems import Problem
from app.records.site import Work
from app.views import page as pages
from app.views.errors import errors
from app.views.full_numbers import full_fields
from app.views.listings import read_count
from app.views.register.export_choice import ExportChoice
from app.views.register.lists import asked, count_words
from app.views.urls import list_url, with_arguments


class ExportForm:
    """One request for an export; the rows are those of the query in the address."""

    def __init__(self, doing: Work, register: Register) -> None:
        self.doing, self.register, self.language = doing, register, doing.language
        self.query = asked(register)
        self.all_columns = exported_columns(register)
        self.may_full = self.choice.may_full

    @property
    def format(self) -> str:
        """A key of FORMATS, where the choice has no fault."""
        return request.form.get("format", next(iter(FORMATS)))

    @property
    def choice(self) -> ExportChoice:
        """What was chosen."""
        return ExportChoice(register=self.register, query=self.query, arguments=request.args.to_dict(flat=False),
                            format=self.format, columns=self._columns(), full=self._full(), purpose=self._purpose())

    def faults(self) -> list[Problem]:
        """What is wrong with the choice."""
        return list(self.choice.faults())

    def chosen(self) -> Export:
        """What goes out."""
        return self.choice.export(self.doing)

    def condition(self) -> tuple[ColumnElement[bool], dict[str, Any]]:
        """What the query asks of the rows, with its values."""
        return self.choice.condition()

    def page(self, faults: list[Problem] | None = None) -> pages.ActPage:
        """The form."""
        arguments = {name: values for name, values in request.args.to_dict(flat=False).items()
                     if name not in ("page", "after", "before")}
        count = count_words(read_count(self.register, self.query, "export"))
        return pages.ActPage(
            title=_("Export: %(what)s", what=self.register.label.to(self.language)), crumbs=(), button=_("Export"),
            action=with_arguments(f"/{self.register.key}/export/", arguments),
            cancel_url=list_url(self.register.key, arguments),
            explains=_("%(count)s. The file says who exported it and when; the audit log keeps it too.", count=count),
            fields=tuple(self._fields(faults or [])))

    def _fields(self, faults: list[Problem]) -> Iterator[pages.FieldView]:
        yield pages.FieldView(key="format", name="format", label=_("Format"), control="choice", required=True,
                              errors=errors("format", faults),
                              options=tuple(pages.Option(key=key, label=each.words.to(self.language), chosen=key == self.format)
                                            for key, each in FORMATS.items()))
        chosen = set(self._columns())
        yield pages.FieldView(
            key="columns", name="columns", label=_("Columns"), control="multi_choice", wide=True,
            errors=errors("columns", faults),
            options=tuple(pages.Option(key=key, label=self.register.fields[key].label.to(self.language), chosen=key in chosen)
                          for key in self.all_columns))
        if self.may_full:
            yield from full_fields(self._full(), self._purpose(), faults, hint=_("Otherwise masked."))

    def _columns(self) -> list[str]:
        """Those that were chosen, else those that the list shows by choice, else all."""
        shown = [key for key in self.query.columns if key in self.all_columns]
        return request.form.getlist("columns") or shown or list(self.all_columns)

    def _full(self) -> bool:
        return request.form.get("full") == "yes"

    def _purpose(self) -> str:
        return request.form.get("purpose", "").strip()
