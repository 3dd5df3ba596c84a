"""The next return of the viewer: for the first page."""

from __future__ import annotations

from app.decisions.deadlines import days_left
from app.records.return_states import RETURN, mine
from app.records.site import Work
from app.reporting.returns.board import Returns
from app.views import page as pages
from app.views.returns.asking import sheet_url
from app.views.spoken import days_said


def next_return(doing: Work) -> pages.Link | None:
    """距半月报 3 天: the next return of mine."""
    if RETURN not in doing.site.definition.registers or not _has_own(doing):
        return None
    found = Returns(doing).next_due()
    if found is None:
        return None
    record, title, until = found
    return pages.Link(label=f"{title} · {days_said(days_left(until, doing.today, doing.site.holidays))}", url=sheet_url(record))


def _has_own(doing: Work) -> bool:
    return mine(doing, doing.site.definition.registers[RETURN], doing.site.models.table(RETURN)) is not None
