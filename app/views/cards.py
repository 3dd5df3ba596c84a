"""``/cards/…``: printing contact cards and their public addresses; ``/card/<token>``: the card that a code opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import abort, current_app, flash, make_response, redirect, render_template, request
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import select

from app.access import accounts
from app.access.card_links import (
    CARD,
    DAYS,
    CardRow,
    Link,
    card_statement,
    cards_of,
    make_link,
    public_card,
    read_links,
    revoke_links,
)
from app.access.guard import scoped
from app.access.refusal import out_of_sight
from app.access.viewer import acting
from app.decisions.calendar import local_date
from app.fieldtypes.wording import Wording
from app.problems import Problems, problem
from app.views import page as pages
from app.views.arguments import allow_arguments, key_of
from app.views.card.drawing import drawn
from app.views.card.making import prefilled
from app.views.errors import BadRequestProblems
from app.views.page.cards import CardSheet, CardView
from app.views.requests import audit, db, language, now, site, viewer, web, work
from app.views.shell import render
from app.views.spoken import local_time
from app.views.urls import list_url, show_url

MOST = 100
PAPERS = ("a4", "a6")
_TO_A_PAGE = {"a4": 4, "a6": 1}


class CardsView(BaseView):  # type: ignore[misc]
    """Whoever may change a card may print and so publish it; each print and each revocation leaves a line."""

    route_base = "/cards"
    default_view = "links"
    class_permission_name = CARD

    @expose("/ask/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("edit")  # type: ignore[untyped-decorator]
    def ask(self, pk: str) -> Any:
        """On which paper one card is to be printed."""
        allow_arguments()
        return ask_paper([key_of(pk)])

    @expose("/print", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("edit")  # type: ignore[untyped-decorator]
    def print(self) -> Any:
        """The cards on paper, each with a new public address in its code."""
        paper, ids = request.form.get("paper", "a4"), chosen_ids()
        if paper not in PAPERS:
            raise BadRequestProblems([problem("A031", name="paper", given=paper[:20])])
        cards, wording = _cards(ids), work().wording()
        views = tuple(drawn(card, wording, _address(_new_link(card))) for card in cards)
        purpose = _("Print of contact cards")
        for card in cards:
            audit("card_printed", within=db(), register=CARD, record_id=card["id"], rows=1, purpose=purpose)
        db().commit()
        sheet = CardSheet(title=_("Contact cards"), back_url=list_url(CARD), paper=paper, pages=tuple(_pages(views, paper)))
        return render_template("card/print.html", page=sheet)

    @expose("/links/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("edit")  # type: ignore[untyped-decorator]
    def links(self, pk: str) -> Any:
        """The public addresses of a card: since when, until when, whether they are open."""
        allow_arguments()
        card = _cards([key_of(pk)])[0]
        found = read_links(db(), site().models, card["id"])
        open_ones = any(each.is_open(now()) for each in found)
        buttons = (pages.Act(key="revoke", label=_("Close all public pages"), url=f"/cards/revoke/{card['id']}", post=True,
                             style="danger", confirm=_("The codes on all printed copies stop working. Close them?")),)
        crumbs = (pages.Link(label=card["title"], url=show_url(CARD, card["id"])),)
        page = pages.TablePage(title=_("Public pages of this card"), crumbs=crumbs, table=_links_table(found),
                               buttons=buttons if open_ones else (),
                               help=_("Each print makes a new address, good for %(days)s days at most.", days=DAYS))
        return render("table.html", page, active=CARD)

    @expose("/revoke/<pk>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("edit")  # type: ignore[untyped-decorator]
    def revoke(self, pk: str) -> Any:
        """Close every public address of a card; printed codes open nothing from now on. A void card can be closed, too."""
        card = key_of(pk)
        table, reach = site().models.table(CARD), site().rights.reach(acting(), CARD, "edit")
        if db().execute(scoped(select(table.c.id).where(table.c.id == card), table, reach)).first() is None:
            raise out_of_sight()
        closed = revoke_links(db(), site().models, [card], by=viewer().user_id, now=now())
        audit("card_revoked", within=db(), register=CARD, record_id=card, rows=closed)
        db().commit()
        flash(_("%(count)s public pages closed.", count=closed), "success")
        return redirect(f"/cards/links/{card}")

    @expose("/make/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("create")  # type: ignore[untyped-decorator]
    def make(self, pk: str) -> Any:
        """The form of a new card, filled in from a grid officer: the risks of the grid, its shelter and route."""
        allow_arguments()
        return redirect(prefilled(work(), key_of(pk)))


class PublicCardView(BaseView):  # type: ignore[misc]
    """``/card/<token>``: read-only, for whoever holds the paper, without a log-in; it holds no more than the paper."""

    route_base = "/card"
    default_view = "show"

    @expose("/<token>", methods=["GET"])  # type: ignore[untyped-decorator]
    def show(self, token: str) -> Any:
        """The card of the code. 404 alike for an unknown, closed or old code. One statement."""
        with web().readings.connect() as connection:
            card = public_card(connection, site().models, token, now=now(), today=local_date(now()))
        if card is None:
            abort(404)
        wording = Wording(language(), site().last_terms(db))
        response = make_response(render_template("card/public.html", card=drawn(card, wording), language=language()))
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response


# -- choosing and printing -----------------------------------------------------------------------


def chosen_ids() -> list[int]:
    """The cards of this form. Raises Problems A064."""
    ids = list(dict.fromkeys(key_of(text) for text in request.form.getlist("id")))
    if not 0 < len(ids) <= MOST:
        raise Problems([problem("A064", most=MOST)])
    return ids


def ask_paper(ids: Sequence[int]) -> str:
    """On which paper these cards are to be printed. Raises OutOfSight where one of them is not there to print."""
    cards = _cards(ids)
    labels = {"a4": _("A4, four to a page"), "a6": _("A6, one to a page")}
    papers = tuple(pages.Option(key=key, label=labels[key], chosen=key == "a4") for key in PAPERS)
    hidden = (pages.FieldView(key="id", name="id", label="", control="hidden", value=str(each["id"])) for each in cards)
    page = pages.ActPage(
        title=_("Print contact cards"), crumbs=(), about="、".join(each["title"] for each in cards[:5]), action="/cards/print",
        cancel_url=list_url(CARD), button=_("Print"),
        explains=_("The card shows the officer's telephone in full, and so does the public page that its code opens."),
        fields=(*hidden, pages.FieldView(key="paper", name="paper", label=_("Paper"), control="choice", options=papers,
                                         required=True)))
    return render("act.html", page, active=CARD)


def _cards(ids: Sequence[int]) -> list[CardRow]:
    """The cards that the viewer may change, in the given order. Raises OutOfSight where one is missing."""
    table = site().models.table(CARD)
    statement = card_statement(site().models).where(table.c.id.in_(ids))
    reach = site().rights.reach(acting(), CARD, "edit")
    found = {card["id"]: card for card in cards_of(db().execute(scoped(statement, table, reach)).mappings().all())}
    if len(found) != len(set(ids)):
        raise out_of_sight()
    return [found[each] for each in ids]


def _new_link(card: CardRow) -> str:
    return make_link(db(), site().models, card, by=viewer().user_id, now=now())


def _address(token: str) -> str:
    base = (current_app.config["SETTINGS"].site_url or request.host_url).rstrip("/")
    return f"{base}/card/{token}"


def _pages(cards: Sequence[CardView], paper: str) -> Iterator[tuple[CardView, ...]]:
    count = _TO_A_PAGE[paper]
    for start in range(0, len(cards), count):
        yield tuple(cards[start : start + count])


# -- public addresses ----------------------------------------------------------------------------


def _links_table(found: Sequence[Link]) -> pages.Table:
    with web().readings.connect() as connection:
        names = accounts.names_of_users(connection, [each.made_by for each in found if each.made_by])
    heads = (("made", _("Printed")), ("by", _("By")), ("ends", _("Valid to")), ("state", _("State")))
    return pages.Table(columns=tuple(pages.Column(key=key, label=label) for key, label in heads),
                       rows=tuple(_link_row(each, names) for each in found),
                       empty=pages.Empty(text=_("This card has not been printed with a code yet.")))


def _link_row(each: Link, names: dict[int, str]) -> pages.Row:
    state = _("open") if each.is_open(now()) else _("closed") if each.revoked_at else _("over")
    by = names.get(each.made_by or 0, _("the system"))
    cells = (pages.Cell(kind="date", text=local_time(each.made_at)), pages.Cell(text=by),
             pages.Cell(kind="date", text=local_time(each.expires_at)),
             pages.Cell(kind="choice", text=state, tone="success" if each.is_open(now()) else "plain"))
    return pages.Row(id=each.id[:8], cells=cells)
