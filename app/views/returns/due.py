"""What of the returns is due from the viewer: for the first page."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.access.viewer import acting
from app.decisions.deadlines import days_left
from app.records.return_states import RETURN, mine
from app.records.site import Work
from app.reporting.returns.board import Returns, ReturnsAsked
from app.views import page as pages
from app.views.page.parts import Tone
from app.views.returns.asking import returns_url, sheet_url
from app.views.spoken import days_said

_OWN = ("today", "soon", "overdue", "returned")
_TONES: dict[str, Tone] = {"today": "warning", "soon": "info", "overdue": "danger", "returned": "warning", "missing": "danger"}


def returns_todo(doing: Work) -> Iterator[pages.Todo]:
    """Due today, soon, overdue and sent back of mine, and for whoever sends back what is missing from the villages."""
    rights = doing.site.rights
    if RETURN not in doing.site.definition.registers or not rights.may(acting(), RETURN, "read"):
        return
    views = list(_OWN) if _has_own(doing) else []
    if rights.may(acting(), RETURN, "send_back"):
        views.append("missing")
    labels = {"today": _("Returns due today"), "soon": _("Returns due soon"), "overdue": _("Returns overdue"),
              "returned": _("Returns sent back to me"), "missing": _("Returns missing in sight")}
    counts = Returns(doing).counts(views) if views else {}
    for view in views:
        if counts[view] or view in ("today", "overdue", "missing"):
            yield pages.Todo(label=labels[view], count=counts[view], icon="return", url=returns_url(ReturnsAsked(view=view)),
                             tone=_TONES[view] if counts[view] else "plain")


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
