"""``/messages/``: what was sent out of notices, for who runs the system. It says what happened to each, not what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import flash, redirect
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import func, select

from app.access.guard import guarded
from app.fieldtypes.references import id_or_none
from app.problems import problem
from app.records.messages import FAILED, SENT, WAITING, again
from app.records.site import Work
from app.views import page as pages
from app.views.arguments import allow_arguments
from app.views.errors import BadRequestProblems
from app.views.page.parts import Tone
from app.views.requests import audit, work
from app.views.shell import render
from app.views.spoken import local_time
from app.views.urls import with_arguments

ADDRESS = "/messages/"
_SIZE = 50
_TONES: dict[str, Tone] = {WAITING: "info", SENT: "success", FAILED: "danger"}


class MessagesView(BaseView):  # type: ignore[misc]
    """The messages, and another try of one that has failed."""

    route_base = "/messages"
    default_view = "show"
    class_permission_name = "page:messages"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """The newest first."""
        given = allow_arguments("before")
        before = id_or_none(given["before"]) if given.get("before") else None
        if given.get("before") and before is None:
            raise BadRequestProblems([problem("A031", name="before", given=given["before"][:40])])
        return render("table.html", _page(work(), before), active="messages")

    @expose("/again/<message>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def again(self, message: str) -> Any:
        """Begin the tries of a failed message anew."""
        doing, key = work(), id_or_none(message)
        if key and again(doing, key):
            audit("message_again", within=doing.session, detail={"message": key})
            doing.session.commit()
            flash(_("It will be tried again within a minute."), "success")
        return redirect(ADDRESS)


def _page(doing: Work, before: int | None) -> pages.TablePage:
    table, box = doing.site.models.system.outbox_message, doing.site.models.system.outbox
    count = select(func.count()).where(box.c.message_id == table.c.id).scalar_subquery().label("items")
    statement = select(table, count).order_by(table.c.id.desc()).limit(_SIZE + 1)
    asked = statement if before is None else statement.where(table.c.id < before)
    rows = doing.session.execute(guarded(asked)).mappings().all()
    heads = (("made", _("When"), "date"), ("channel", _("Way"), "text"), ("items", _("Notices"), "number"),
             ("state", _("State"), "choice"), ("tries", _("Tries"), "number"), ("next", _("Next try"), "date"),
             ("error", _("Last fault"), "text"), ("token", _("Message id"), "code"))
    shown = pages.Table(columns=tuple(pages.Column(key=key, label=label, kind=kind) for key, label, kind in heads),
                        rows=tuple(_row(row) for row in rows[:_SIZE]), numbered_from=None,
                        empty=pages.Empty(text=_("Nothing was sent."), hint=_("Messages stay here for 30 days.")))
    more = with_arguments(ADDRESS, {"before": str(rows[_SIZE - 1]["id"])}) if len(rows) > _SIZE else ""
    return pages.TablePage(title=_("Messages sent"), crumbs=(), table=shown, help=" · ".join(_channels(doing)),
                           pager=pages.Pager(sizes=(), first_url=ADDRESS if before else "", next_url=more))


def _row(row: Mapping[Any, Any]) -> pages.Row:
    failed = row["state"] == FAILED
    next_at = local_time(row["next_at"]) if row["state"] == WAITING else ""
    cells = (pages.Cell(kind="date", text=local_time(row["made_at"])), pages.Cell(text=_channel(row["channel"])),
             pages.Cell(kind="number", text=str(row["items"])),
             pages.Cell(kind="choice", text=_state(row["state"]), tone=_TONES.get(row["state"], "plain")),
             pages.Cell(kind="number", text=str(row["tries"])), pages.Cell(kind="date", text=next_at),
             pages.Cell(text=_fault(row["error"] or "")), pages.Cell(kind="code", text=row["token"]))
    act = pages.Act(key="again", label=_("Try again"), url=f"{ADDRESS}again/{row['id']}", post=True)
    return pages.Row(id=str(row["id"]), cells=cells, acts=(act,) if failed else ())


def _channel(key: str) -> str:
    return _("webhook") if key == "webhook" else _("e-mail")


def _state(key: str) -> str:
    return {WAITING: _("waiting"), SENT: _("sent"), FAILED: _("failed")}.get(key, _("not needed any more"))


def _fault(code: str) -> str:
    """What went wrong in words; an answer's number as it is."""
    words = {"unknown_host": _("The host name is unknown."), "outside": _("The address lies outside the site."),
             "no_connection": _("No connection."), "not_safe": _("The connection could not be encrypted."),
             "too_slow": _("No answer in time."), "broken_off": _("The connection broke off."),
             "not_let_in": _("User name or password is wrong."), "refused": _("The recipient was refused.")}
    return _("Answer %(number)s", number=code.removeprefix("status_")) if code.startswith("status_") else words.get(code, code)


def _channels(doing: Work) -> Iterator[str]:
    """Where messages go: hosts only."""
    channels = doing.site.channels
    hook = urlsplit(channels.webhook.url).hostname if channels.webhook else ""
    yield _("Webhook: %(host)s", host=hook) if hook else _("Webhook: off (NOTICE_WEBHOOK)")
    yield _("E-mail: %(host)s", host=channels.mail.host) if channels.mail else _("E-mail: off (MAIL_HOST)")
