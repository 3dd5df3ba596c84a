"""The rows behind one figure of the summary: as many as the figure says."""

from __future__ import annotations

from flask_babel import gettext as _

from app.decisions.period_keys import period_label
from app.fieldtypes.choices import COLOURS
from app.reporting.figures import FIGURES
from app.reporting.summary import rows_of
from app.views import page as pages
from app.views.counted import CountedRows
from app.views.summary.asking import FigureQuery


def rows_page(asked: FigureQuery) -> pages.TablePage:
    """A page of the rows; a case that counts more than once in the period stands there as often."""
    query, figure = asked.of, FIGURES[asked.figure]
    found = _counted(asked)
    title = _("%(figure)s: %(where)s", figure=figure.words.to(query.doing.language), where=_where(asked))
    return pages.TablePage(
        title=title, crumbs=(pages.Link(label=query.title, url=query.url()),), table=found.table(), pager=found.pager(),
        help=figure.meaning.to(query.doing.language),
        buttons=(pages.Act(key="back", label=_("Back to the summary"), url=query.url(), icon="back"),))


def _counted(asked: FigureQuery) -> CountedRows:
    query, address = asked.of, asked.of.figure_url(asked.figure, asked.cell)
    ids = rows_of(query.doing, query.register, query.period, query.unit.id, asked.figure, asked.cell,
                  present_units=query.present_units)
    return CountedRows(query.doing, query.register, ids, asked.page, lambda page: f"{address}&page={page}")


def _where(asked: FigureQuery) -> str:
    query, cell, language = asked.of, asked.cell, asked.of.doing.language
    directory = query.doing.site.directory(query.doing.session)
    parts = [directory.name(cell.unit) if cell.unit else query.unit.name, period_label(query.period).to(language)]
    if cell.category:
        parts.append(query.register.fields["category"].type.show(cell.category, query.doing.wording()))
    if cell.colour:
        parts.append(list(COLOURS.values())[cell.colour - 1].to(language))
    return " · ".join(parts)
