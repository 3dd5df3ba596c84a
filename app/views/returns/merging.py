"""The merged sheet of a town: figures × departments, with the states of the parts and the sums."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext as _

from app.access.viewer import acting
from app.decisions.period_keys import period_key, period_label
from app.decisions.periods import Period, next_period, previous_period
from app.records.return_states import RETURN
from app.records.site import Work
from app.reporting.returns.merged import Merged, Part, merge, merges
from app.views import page as pages
from app.views.returns.asking import sheet_url
from app.views.returns.drawing import MERGED, tabs
from app.views.returns.words import TONES, figure_words, state_words
from app.views.urls import with_arguments

ADDRESS = "/returns/merged/"


def merged_towns(doing: Work) -> list[int]:
    """The towns whose monthly returns the viewer may put together, by their codes."""
    reach = doing.site.rights.reach(acting(), RETURN, "read")
    units = doing.site.directory(doing.session).units.values()
    return [unit.id for unit in units if unit.level == "town"
            and (reach.includes({**unit.columns, "unit_id": unit.id}) or merges(doing, MERGED, unit.id))]


def merged_url(month: Period, town: int | None = None) -> str:
    """The merged sheet of a town and month."""
    return with_arguments(ADDRESS, {**({"town": str(town)} if town else {}), "month": period_key(month)})


def merged_page(doing: Work, month: Period, town: int | None) -> pages.TablePage:
    """The page; without a town nothing is owed."""
    found = merge(doing, MERGED, town, period_key(month)) if town else Merged(())
    heads = (("figure", _("Figure"), "main"), ("sum", _("Town"), "number"),
             *((f"d{part.department}", part.name, "number") for part in found.parts))
    came = sum(part.came for part in found.parts)
    table = pages.Table(
        columns=tuple(pages.Column(key=key, label=label, kind=kind) for key, label, kind in heads), numbered_from=None,
        rows=tuple(_rows(doing, found, town)) if found.parts and town else (),
        empty=pages.Empty(text=_("No monthly returns of departments in this month.")))
    name = doing.site.directory(doing.session).name(town) if town else ""
    return pages.TablePage(
        title=_("Merged monthly analysis: %(month)s", month=period_label(month).to(doing.language)), crumbs=(), table=table,
        tabs=tabs(doing, "merged"), buttons=tuple(_buttons(doing, month, town)),
        help=_("%(town)s: %(came)s of %(all)s departments have handed in; the sums count these.", town=name, came=came,
               all=len(found.parts)) if found.parts else "")


def _rows(doing: Work, found: Merged, town: int) -> Iterator[pages.Row]:
    yield pages.Row(id="state", cells=(pages.Cell(kind="main", text=_("State")), pages.Cell(),
                                       *(_state(doing, part, town) for part in found.parts)))
    for key in found.keys:
        parts = (part.figures.get(key) for part in found.parts)
        yield pages.Row(id=key, cells=(
            pages.Cell(kind="main", text=figure_words(doing, key)), pages.Cell(kind="number", text=str(found.total(key))),
            *(pages.Cell(kind="number", text="—" if each is None else str(each.value)) for each in parts)))


def _state(doing: Work, part: Part, town: int) -> pages.Cell:
    """Whoever merges by their department's function reads the figures of the others, not the rows behind them."""
    own = any(duty.department_id == part.department for duty in (doing.viewer.duties if doing.viewer else ()))
    return pages.Cell(kind="choice", text=state_words(doing, part.state), tone=TONES[part.state],
                      url=sheet_url(part.id) if own or not merges(doing, MERGED, town) else "")


def _buttons(doing: Work, month: Period, town: int | None) -> Iterator[pages.Act]:
    before, after = previous_period(month), next_period(month)
    yield pages.Act(key="before", label=period_label(before).to(doing.language), icon="left", url=merged_url(before, town))
    if after.first <= doing.today:
        yield pages.Act(key="after", label=period_label(after).to(doing.language), icon="right", url=merged_url(after, town))
    towns = merged_towns(doing)
    for each in towns if len(towns) > 1 else ():
        if each != town:
            name = doing.site.directory(doing.session).name(each)
            yield pages.Act(key=f"town{each}", label=name, url=merged_url(month, each))
