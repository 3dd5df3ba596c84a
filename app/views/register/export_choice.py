"""What somebody wants to export: format, columns, rows, full numbers with a purpose. The form and the REST API ask for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response
from sqlalchemy import ColumnElement

from app.access.query import ListQuery
from app.access.viewer import acting
from app.definition import Register
from app.exchange.export_files import FORMATS, streamed
from app.exchange.exporting import Export, exported_columns, stored_rows
from app.problems import Problem, problem
from app.records.site import Work
from app.views.full_numbers import purpose_faults
from app.views.listings import listing_of
from app.views.register.conditions import spoken_conditions
from app.views.register.downloads import attachment, file_name
from app.views.requests import only_read, site


@dataclass(frozen=True, kw_only=True)
class ExportChoice:
    """One wish. ``arguments``: the words of the query, for the file's footer."""

    register: Register
    query: ListQuery
    arguments: Mapping[str, Sequence[str]]
    format: str
    columns: Sequence[str]
    full: bool
    purpose: str

    @property
    def may_full(self) -> bool:
        """Whether full numbers can be asked for at all."""
        masked = any(field.mask for field in self.register.fields.values())
        return masked and site().rights.may(acting(), self.register.key, "full_numbers")

    def faults(self) -> Iterator[Problem]:
        """What is wrong with the choice."""
        if self.format not in FORMATS:
            yield problem("A031", field="format", name="format", given=self.format[:20])
        known = exported_columns(self.register)
        for key in self.columns:
            if key not in known:
                yield problem("A031", field="columns", name="columns", given=key[:40])
        if self.full and not self.may_full:
            yield problem("A003", field="full", act="full_numbers", register=self.register.label)
        if self.full:
            yield from purpose_faults(self.purpose)

    def export(self, doing: Work) -> Export:
        """What goes out."""
        spoken = spoken_conditions(doing, self.register, self.query, self.arguments)
        return Export(register=self.register, columns=tuple(self.columns), full=self.full, purpose=self.purpose or None,
                      filter="；".join(f"{each.label}: {each.text}" for each in spoken))

    def condition(self) -> tuple[ColumnElement[bool], dict[str, Any]]:
        """What the query asks of the rows, with its values."""
        reach = site().rights.reach(acting(), self.register.key, "export")
        return listing_of(self.register).condition(self.query, reach)


def streamed_answer(doing: Work, choice: ExportChoice) -> Response:
    """The file of a choice without faults, of every format that is written while it is read."""
    only_read()
    export, made = choice.export(doing), FORMATS[choice.format]
    condition, values = choice.condition()
    rows = stored_rows(doing, export, [condition], values)
    name = file_name(choice.register, doing, made.ending, "")
    return Response(streamed(doing, export, rows, choice.format), content_type=made.media_type,
                    headers={"Content-Disposition": attachment(name)})
