"""The choice before an export: format, columns, and full numbers with their purpose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import ColumnElement

from app.access.viewer import acting
from app.definition import Register
from app.exchange.export_files import FORMATS
from app.exchange.exporting import Export, exported_columns
from app.problems import Problem, problem
from app.records.site import Work
from app.views import page as pages
from app.views.listings import listing_of, read_count
from app.views.register.conditions import conditions_in_words
from app.views.register.lists import asked, count_words
from app.views.requests import site
from app.views.urls import list_url, with_arguments

_LONGEST_PURPOSE = 200


class ExportForm:
    """One request for an export; the rows are those of the query in the address."""

    def __init__(self, doing: Work, register: Register) -> None:
        self.doing, self.register, self.language = doing, register, doing.language
        self.query = asked(register)
        self.all_columns = exported_columns(register)
        self.may_full = site().rights.may(acting(), register.key,
                                          "full_numbers") and any(f.mask for f in register.fields.values())

    @property
    def format(self) -> str:
        """A key of FORMATS, where the choice has no fault."""
        return request.form.get("format", next(iter(FORMATS)))

    def faults(self) -> list[Problem]:
        """What is wrong with the choice."""
        found = []
        if self.format not in FORMATS:
            found.append(problem("A031", field="format", name="format", given=self.format[:20]))
        unknown = [key for key in self._columns() if key not in self.all_columns]
        found += [problem("A031", field="columns", name="columns", given=key[:40]) for key in unknown]
        if self._full() and not self.may_full:
            found.append(problem("A003", field="full", act="full_numbers", register=self.register.label))
        if self._full() and not 2 <= len(self._purpose()) <= _LONGEST_PURPOSE:
            found.append(problem("A050", field="purpose"))
        return found

    def chosen(self) -> Export:
        """What goes out."""
        return Export(register=self.register, columns=tuple(self._columns()), full=self._full(),
                      purpose=self._purpose() or None, filter=conditions_in_words(self.doing, self.register, self.query))

    def condition(self) -> tuple[ColumnElement[bool], dict[str, Any]]:
        """What the query asks of the rows, with its values."""
        reach = site().rights.reach(acting(), self.register.key, "export")
        return listing_of(self.register).condition(self.query, reach)

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
        def errors(name: str) -> tuple[str, ...]:
            return tuple(each.message(self.language) for each in faults if each.field == name)

        yield pages.FieldView(key="format", name="format", label=_("Format"), control="choice", required=True,
                              errors=errors("format"),
                              options=tuple(pages.Option(key=key, label=each.words.to(self.language), chosen=key == self.format)
                                            for key, each in FORMATS.items()))
        chosen = set(self._columns())
        yield pages.FieldView(
            key="columns", name="columns", label=_("Columns"), control="multi_choice", errors=errors("columns"), wide=True,
            options=tuple(pages.Option(key=key, label=self.register.fields[key].label.to(self.language), chosen=key in chosen)
                          for key in self.all_columns))
        if self.may_full:
            yield pages.FieldView(
                key="full", name="full", label=_("Full numbers"), control="choice", errors=errors("full"),
                help=_("Otherwise masked."),
                options=(pages.Option(key="no", label=_("No"), chosen=not self._full()),
                         pages.Option(key="yes", label=_("Yes"), chosen=self._full())))
            yield pages.FieldView(key="purpose", name="purpose", label=_("Purpose"), value=self._purpose(),
                                  errors=errors("purpose"),
                                  max_length=_LONGEST_PURPOSE, help=_("Needed for full numbers; it goes into the audit log."))

    def _columns(self) -> list[str]:
        """Those that were chosen, else those that the list shows by choice, else all."""
        shown = [key for key in self.query.columns if key in self.all_columns]
        return request.form.getlist("columns") or shown or list(self.all_columns)

    def _full(self) -> bool:
        return request.form.get("full") == "yes"

    def _purpose(self) -> str:
        return request.form.get("purpose", "").strip()
