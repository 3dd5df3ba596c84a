"""All duties of somebody who leaves go to a successor."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import Connection

from app.access.handing_over import Named, hand_over, judge, named_in, staff_of
from app.access.managing import Account, managed_account
from app.fieldtypes.references import record_id
from app.problems import BadValue, Problem
from app.records.names import read_names
from app.views import page as pages
from app.views.account.people import crumbs, duty_words, managed, need, note, spoken, today
from app.views.arguments import key_of
from app.views.errors import errors
from app.views.requests import db, language, now, site, viewer, work
from app.views.shell import render

_ABILITY = "hand_over_duties"


class HandOverPages:
    """``/accounts/hand_over/<pk>``"""

    @expose("/hand_over/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def hand_over(self, pk: str) -> Any:
        """What would pass, and to whom; then the act itself, in one transaction."""
        need(_ABILITY)
        faults: list[Problem] = []
        with site().engine.begin() as connection:
            leaver = managed(connection, key_of(pk), _ABILITY)
            if request.method == "POST":
                successor = _successor(connection)
                faults = list(judge(site().definition, viewer(), leaver, successor))
                if successor is not None and not faults:
                    _pass_on(connection, leaver, successor)
                    return redirect(f"/accounts/show/{successor.id}")
            chosen, persons = _successor(connection), staff_of(connection, site().models, leaver)
        return render("act.html", _page(leaver, chosen, persons, faults), active="accounts"), 422 if faults else 200


def _successor(connection: Connection) -> Account | None:
    """The account that was chosen, where the viewer manages it."""
    try:
        user = record_id(request.form.get("successor", ""))
    except BadValue:
        return None
    return managed_account(connection, site().models, viewer(), user, today=today(), abilities=(_ABILITY,))


def _pass_on(connection: Connection, leaver: Account, successor: Account) -> None:
    disable = request.form.get("disable", "yes") != "no"
    passed = hand_over(connection, site().models, leaver, successor, by=viewer().user_id, now=now(), today=today(),
                       disable=disable)
    note(connection, "hand_over", leaver=leaver.id, successor=successor.id, ended=list(passed.ended),
         granted=list(passed.granted), disabled=disable)
    flash(_("%(count)s duties of %(leaver)s have passed to %(successor)s.", count=len(passed.ended), leaver=leaver.name,
            successor=successor.name), "success")


def _page(leaver: Account, chosen: Account | None, persons: list[int], faults: list[Problem]) -> pages.ActPage:
    options = (pages.Option(key=str(chosen.id), label=f"{chosen.name} ({chosen.username})", chosen=True),) if chosen else ()
    disable = request.form.get("disable", "yes")
    answers = tuple(pages.Option(key=key, label=label, chosen=key == disable)
                    for key, label in (("yes", _("Yes")), ("no", _("No"))))
    fields = (pages.FieldView(key="successor", name="successor", label=_("Successor"), control="reference", required=True,
                              options=options, options_url="/accounts/options/user", errors=errors("successor", faults)),
              pages.FieldView(key="disable", name="disable", label=_("Disable the account of who leaves"), control="yes_no",
                              options=answers, required=True))
    return pages.ActPage(
        title=_("Hand over all duties"), crumbs=crumbs(), about=leaver.name, action=f"/accounts/hand_over/{leaver.id}",
        cancel_url=f"/accounts/show/{leaver.id}", button=_("Hand over"), fields=fields, problems=spoken(faults), danger=True,
        explains=_("The duties end today for who leaves and begin today for the successor; all sessions of who leaves end. "
                   "Records that name the person as responsible are listed here: change them where needed."),
        shown=(*((_("Duty"), duty_words(each)) for each in leaver.duties), *_named(persons)))


def _named(persons: list[int]) -> Iterator[tuple[str, str]]:
    """Register and fields, with the names of the records that still name the leaver."""
    found = named_in(db(), site().rights, persons)
    groups: dict[tuple[str, tuple[str, ...]], list[Named]] = {}
    for each in found:
        groups.setdefault((each.register.key, each.fields), []).append(each)
    for (key, fields), named in groups.items():
        register = named[0].register
        names = read_names(db(), key, [each.record for each in named], work().wording())
        label = "、".join(register.fields[field].label.to(language()) for field in fields)
        yield f"{register.one.to(language())} · {label}", "；".join(names.values())
