"""The rows behind a number: of a summary, of a chart. As many stand there as the number says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import RowMapping, Select, func, select

from app.access.guard import guarded, scoped_select
from app.access.viewer import acting
from app.definition import Register
from app.fieldtypes.reading import whole_number
from app.problems import problem
from app.records.selecting import Selection, select_fields
from app.records.site import Work
from app.views import page as pages
from app.views.errors import BadRequestProblems
from app.views.linked import linked_cells
from app.views.urls import show_url

SIZE = 50
FARTHEST = 100_000  #: page that an address may name


@dataclass(frozen=True)
class CountedRows:
    """One page of the rows whose ids a statement gives; a row that counts more than once stands there as often."""

    doing: Work
    register: Register
    ids: Select[Any]
    page: int
    url: Callable[[int], str]

    @cached_property
    def selection(self) -> Selection:
        """The columns of the register's list."""
        return select_fields(self.doing.site.models, self.register, self.register.list_columns)

    @cached_property
    def count(self) -> int:
        """How many there are in all."""
        counted = select(func.count()).select_from(self.ids.subquery("counted"))
        return int(self.doing.session.execute(guarded(counted)).scalar_one())

    def _rows(self) -> Sequence[RowMapping]:
        rights, table = self.doing.site.rights, self.doing.site.models.table(self.register.key)
        counted = self.ids.subquery("counted")
        inner = scoped_select(rights, self.register.key, *self.selection.columns()).join(counted, counted.c.id == table.c.id)
        limited = inner.order_by(table.c.id.desc()).limit(SIZE).offset((self.page - 1) * SIZE).subquery("k")
        statement = guarded(self.selection.dress(rights, acting())(limited).order_by(limited.c.id.desc()))
        parameters = self.selection.parameters(rights, acting(), self.doing.today)
        return self.doing.session.execute(statement, parameters).mappings().all()

    def table(self) -> pages.Table:
        """The rows of the page."""
        language, wording, key = self.doing.language, self.doing.wording(), self.register.key
        columns = (pages.Column(key=field.key, label=field.label.to(language), kind=field.type.cell)
                   for field in self.selection.fields)
        rows = (pages.Row(id=str(row["id"]), cells=linked_cells(self.selection, row, wording),
                          acts=(pages.Act(key="show", label=_("Open"), url=show_url(key, row["id"])),)) for row in self._rows())
        return pages.Table(columns=tuple(columns), rows=tuple(rows), numbered_from=(self.page - 1) * SIZE + 1,
                           empty=pages.Empty(text=_("No rows behind this figure.")))

    def pager(self) -> pages.Pager:
        """The pages around this one."""
        before, beyond = self.page > 1, self.page * SIZE < self.count
        return pages.Pager(
            sizes=(), count=_("%(count)s records in all", count=self.count), first_url=self.url(1) if before else "",
            previous_url=self.url(self.page - 1) if before else "", next_url=self.url(self.page + 1) if beyond else "")


def asked_page(asked: Mapping[str, str]) -> int:
    """The page of an address. Raises BadRequestProblems (A031)."""
    text = asked.get("page", "1")
    number = whole_number(text)
    if not number or number > FARTHEST:
        raise BadRequestProblems([problem("A031", name="page", given=text[:40])])
    return number
