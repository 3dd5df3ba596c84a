"""The stock page: one line for each lot, or for each item below its minimum."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from flask_babel import gettext as _

from app.access.viewer import acting
from app.records.names import read_names
from app.records.site import Work
from app.reporting.stock import StockAsked, StockLine, StockPage, list_stock, supply_policy
from app.views import page as pages
from app.views.page.parts import Tone
from app.views.stock.asking import ADDRESS, stock_url
from app.views.urls import add_url, list_url, options_url, show_url

_TONES: dict[str, Tone] = {"expired": "danger", "soon": "warning", "later": "info", "far": "plain"}


def stock_page(doing: Work, asked: StockAsked) -> pages.TablePage:
    """The page for one question; as many statements whatever there is."""
    found = list_stock(doing, asked)
    return pages.TablePage(
        title=_("Stock"), crumbs=(), tabs=tuple(_tabs(doing, asked)), table=_table(doing, asked, found), query=_query(doing,
                                                                                                                      asked),
        pager=_pager(asked, found), buttons=tuple(_buttons(doing)), help=_help(doing, asked))


def _help(doing: Work, asked: StockAsked) -> str:
    policy = supply_policy(doing)
    if asked.view == "expiring":
        return _("Red has expired, yellow within %(soon)s days, blue within %(later)s (%(source)s).", soon=policy.soon.value,
                 later=policy.later.value, source=policy.later.source.words.to(doing.language))
    if asked.view == "below":
        return _("The point's own minimum counts, else that of the catalogue where the item has ever been kept.")
    return _("Worked out from the movements; to correct a figure, enter a stock-take.")


def _tabs(doing: Work, asked: StockAsked) -> Iterator[pages.Link]:
    for view, label in (("all", _("What is there")), ("below", _("Below minimum")), ("expiring", _("Expiring"))):
        yield pages.Link(label=label, url=stock_url(asked, view=view), current=asked.view == view)
    until = doing.today + timedelta(days=supply_policy(doing).later.value)
    ending = {"f.kind.eq": "agreement", "f.agreement_valid_to.to": until.isoformat()}
    yield pages.Link(label=_("Agreements that end"), url=list_url("supply_point", ending))


def _buttons(doing: Work) -> Iterator[pages.Act]:
    if doing.site.rights.may(acting(), "stock_movement", "create"):
        yield pages.Act(key="add", label=_("Enter a movement"), url=add_url("stock_movement"), icon="plus", style="main")


# -- lines -----------------------------------------------------------------------------------------


def _table(doing: Work, asked: StockAsked, found: StockPage) -> pages.Table:
    return pages.Table(columns=tuple(_columns(asked)), rows=tuple(_row(doing, asked, line) for line in found.lines),
                       empty=_empty(asked), numbered_from=None)


def _columns(asked: StockAsked) -> Iterator[pages.Column]:
    heads = [("point", _("Point"), "main"), ("unit", _("Unit"), "text"), ("category", _("Category"), "text"),
             ("item", _("Item"), "reference"), ("balance", _("There is"), "figure"), ("minimum", _("Minimum"), "number")]
    if asked.view != "below":
        heads[4:4] = [("batch", _("Batch"), "code"), ("expires_on", _("Expires on"), "choice")]
    for key, label, kind in heads:
        yield pages.Column(key=key, label=label, kind=kind)


def _row(doing: Work, asked: StockAsked, line: StockLine) -> pages.Row:
    lot = () if asked.view == "below" else (
        pages.Cell(kind="code", text=line.batch),
        pages.Cell(kind="choice", text=str(line.expires_on or ""), tone=_TONES[line.expiry]))
    cells = (
        pages.Cell(kind="main", text=line.point_name, url=show_url("supply_point", line.point)),
        pages.Cell(text=doing.site.directory(doing.session).name(line.unit)), pages.Cell(text=_category(doing, line.category)),
        pages.Cell(kind="reference", text=line.item_name, url=show_url("supply_item", line.item)), *lot,
        pages.Cell(kind="figure", text=f"{line.balance} {line.measure}", url=_movements(line)),
        pages.Cell(kind="number", text="" if line.minimum is None else str(line.minimum)))
    return pages.Row(id=f"{line.point}-{line.item}-{line.batch}", cells=cells)


def _movements(line: StockLine) -> str:
    """The movements behind a figure."""
    return list_url("stock_movement", {"f.point.eq": line.point, "f.item.eq": line.item})


def _category(doing: Work, key: str) -> str:
    terms = doing.site.terms(doing.session).get("supply_category")
    return terms.label(key, doing.language) if terms else key


def _empty(asked: StockAsked) -> pages.Empty:
    if asked.view == "below":
        return pages.Empty(text=_("Nothing is below its minimum."))
    if asked.view == "expiring":
        return pages.Empty(text=_("Nothing expires soon."))
    return pages.Empty(text=_("Nothing is in stock yet."), hint=_("Enter what comes in, or import a list of movements."))


# -- filters and pages -------------------------------------------------------------------------------


def _query(doing: Work, asked: StockAsked) -> pages.QueryBar:
    filters = (_reference(doing, "point", "supply_point", asked.point, _("Point")),
               _reference(doing, "item", "supply_item", asked.item, _("Item")), _categories(doing, asked))
    kept = (("view", asked.view),) if asked.view != "all" else ()
    return pages.QueryBar(action=ADDRESS, reset_url=stock_url(StockAsked(view=asked.view)), filters=filters, kept=kept)


def _reference(doing: Work, key: str, register: str, chosen: int | None, label: str) -> pages.Filter:
    names = read_names(doing.session, register, [chosen], doing.wording()) if chosen else {}
    options = tuple(pages.Option(key=str(record), label=name, chosen=True) for (_register, record), name in names.items())
    return pages.Filter(key=key, label=label, control="reference", names=(key,), options=options,
                        options_url=options_url("stock_movement", key))


def _categories(doing: Work, asked: StockAsked) -> pages.Filter:
    field = doing.site.definition.registers["supply_item"].fields["category"]
    options = tuple(pages.Option(key=key, label=label, chosen=key == asked.category)
                    for key, label in field.type.choices(doing.wording()) or ())
    return pages.Filter(key="category", label=_("Category"), control="choice", names=("category",), options=options)


def _pager(asked: StockAsked, found: StockPage) -> pages.Pager:
    return pages.Pager(sizes=(), first_url=stock_url(asked) if asked.page > 1 else "",
                       previous_url=stock_url(asked, page=asked.page - 1) if asked.page > 1 else "",
                       next_url=stock_url(asked, page=asked.page + 1) if found.more else "")
