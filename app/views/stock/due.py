"""What of the stock is due from the viewer: for the first page."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.access.viewer import acting
from app.records.site import Work
from app.reporting.stock import StockAsked, count_due
from app.views import page as pages
from app.views.stock.asking import stock_url

_KEPT = "stock_movement"


def stock_todo(doing: Work) -> Iterator[pages.Todo]:
    """For whoever keeps stock: what is below its minimum and what expires, each opens exactly its rows (rules.md §5)."""
    if _KEPT not in doing.site.definition.registers or not doing.site.rights.may(acting(), _KEPT, "create"):
        return
    due = count_due(doing)
    yield pages.Todo(label=_("Supplies below minimum"), count=due.below, icon="alert", url=stock_url(StockAsked(view="below")),
                     tone="warning" if due.below else "plain")
    yield pages.Todo(label=_("Supplies that expire"), count=due.expiring, icon="clock",
                     url=stock_url(StockAsked(view="expiring")), tone="warning" if due.expiring else "plain")
