"""The rows behind one figure of the summary: as many as the figure says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.guard import guarded, scoped_select
from app.access.viewer import acting
from app.decisions.period_keys import period_label
from app.fieldtypes.choices import COLOURS
from app.records.selecting import Selection, select_fields
from app.reporting.figures import FIGURES
from app.reporting.summary import rows_of
from app.views import page as pages
from app.views.cells import cells_of
from app.views.summary.asking import FigureQuery
from app.views.urls import show_url

_SIZE = 50


def rows_page(asked: FigureQuery) -> pages.TablePage:
    """A page of the rows; a case that counts more than once in the period stands there as often."""
    query, words = asked.of, FIGURES[asked.figure].words.to(asked.of.doing.language)
    found = _read(asked)
    title = _("%(figure)s: %(where)s", figure=words, where=_where(asked))
    return pages.TablePage(
        title=title, crumbs=(pages.Link(label=query.title, url=query.url()),), table=_table(asked, found),
        help=FIGURES[asked.figure].meaning.to(query.doing.language), pager=_pager(asked, found.count),
        buttons=(pages.Act(key="back", label=_("Back to the summary"), url=query.url(), icon="back"),))


@dataclass(frozen=True)
class _Rows:
    """The rows of one page, and how many there are in all."""

    selection: Selection
    rows: Sequence[Mapping[str, Any]]
    count: int


def _read(asked: FigureQuery) -> _Rows:
    query, doing = asked.of, asked.of.doing
    counted = rows_of(doing, query.register, query.period, query.unit.id, asked.figure, asked.cell, present_units=query.present_units)
    ids = counted.subquery("counted")
    count = doing.session.execute(guarded(select(func.count()).select_from(ids))).scalar_one()
    rights, table = doing.site.rights, doing.site.models.table(query.register.key)
    selection = select_fields(doing.site.models, query.register, query.register.list_columns)
    inner = scoped_select(rights, query.register.key, *selection.columns()).join(ids, ids.c.id == table.c.id)
    limited = inner.order_by(table.c.id.desc()).limit(_SIZE).offset((asked.page - 1) * _SIZE).subquery("k")
    statement = guarded(selection.dress(rights, acting())(limited).order_by(limited.c.id.desc()))
    rows = doing.session.execute(statement, selection.parameters(rights, acting(), doing.today)).mappings().all()
    return _Rows(selection, rows, count)


def _table(asked: FigureQuery, found: _Rows) -> pages.Table:
    doing, key, selection = asked.of.doing, asked.of.register.key, found.selection
    language = doing.language
    return pages.Table(
        columns=tuple(pages.Column(key=field.key, label=field.label.to(language), kind=field.type.cell) for field in selection.fields),
        rows=tuple(pages.Row(id=str(row["id"]), cells=cells_of(selection, row, doing.wording()),
                             acts=(pages.Act(key="show", label=_("Open"), url=show_url(key, row["id"])),)) for row in found.rows),
        empty=pages.Empty(text=_("No rows behind this figure.")), numbered_from=(asked.page - 1) * _SIZE + 1)


def _pager(asked: FigureQuery, count: int) -> pages.Pager:
    def url(page: int) -> str:
        return f"{asked.of.figure_url(asked.figure, asked.cell)}&page={page}"

    first = (asked.page - 1) * _SIZE
    return pages.Pager(sizes=(), count=_("%(count)s records in all", count=count), first_url=url(1) if asked.page > 1 else "",
                       previous_url=url(asked.page - 1) if asked.page > 1 else "", next_url=url(asked.page + 1) if first + _SIZE < count else "")


def _where(asked: FigureQuery) -> str:
    query, cell, language = asked.of, asked.cell, asked.of.doing.language
    directory = query.doing.site.directory(query.doing.session)
    parts = [directory.name(cell.unit) if cell.unit else query.unit.name, period_label(query.period).to(language)]
    if cell.category:
        parts.append(dict(query.register.fields["category"].type.choices(query.doing.wording()) or ())[cell.category])
    if cell.colour:
        parts.append(list(COLOURS.values())[cell.colour - 1].to(language))
    return " · ".join(parts)
