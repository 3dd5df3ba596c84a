"""规则: the policies of the county on screen; changed by who has the ability, looked at by everyone who sees records."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.access.pages import PAGES
from app.access.refusal import out_of_sight, refused
from app.access.viewer import acting
from app.decisions.policies import Policy
from app.fieldtypes.reading import whole_number
from app.policies.proposing import Said, newest, propose
from app.policies.storing import store_version
from app.problems import Problems
from app.records.site import Work
from app.views import page as pages
from app.views.arguments import allow_arguments
from app.views.policies.drawing import in_force, policy_page, policy_table, policy_url
from app.views.policies.form import PolicyForm
from app.views.policies.look import look_page
from app.views.requests import db, site, work
from app.views.shell import render

EDIT = "edit_policies"


class PoliciesView(BaseView):  # type: ignore[misc]
    """``/policies/``"""

    route_base = "/policies"
    default_view = "list"
    class_permission_name = "page:policies"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def list(self) -> Any:
        """Every policy with what is in force."""
        allow_arguments()
        doing = work()
        page = pages.TablePage(
            title=PAGES["policies"].label.to(doing.language), crumbs=(), table=policy_table(doing),
            help=_("What the system counts with: colours, deadlines, returns, routing, targets. Each figure names its source."))
        return render("table.html", page, active="policies")

    @expose("/<policy>/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self, policy: str) -> Any:
        """The version of today, or the one that is asked for."""
        version = allow_arguments("version").get("version", "")
        doing = work()
        page = policy_page(doing, _version(doing, policy, version), may_edit=_may_edit())
        return render("policy.html", page, active="policies")

    @expose("/<policy>/edit", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def edit(self, policy: str) -> Any:
        """The form of a new version; sent, the second look; looked at (``sure``), it is stored."""
        allow_arguments()
        if not _may_edit():
            raise refused("A003", act="edit", register=PAGES["policies"].label)
        doing = work()
        known = newest(doing.site.versions(doing.session), policy)
        if known is None:
            raise out_of_sight()
        if request.method == "GET":
            return render("form.html", PolicyForm(doing, known).page(), active="policies")
        return _sent(doing, known, request.form.to_dict(flat=False))


def _sent(doing: Work, known: Policy, said: Said) -> Any:
    if "back" in said:
        return render("form.html", PolicyForm(doing, known, said).page(), active="policies")
    try:
        proposal = propose(doing, known.key, said)
    except Problems as bad:
        return render("form.html", PolicyForm(doing, known, said, bad.found).page(), active="policies"), 422
    if "sure" not in said:
        return render("policy_look.html", look_page(doing, proposal, said), active="policies")
    seen = whole_number(next(iter(said.get("version", ())), ""))
    store_version(doing, replace(proposal, latest=proposal.latest if seen is None else seen), address=request.remote_addr)
    db().commit()
    flash(_("Stored. It is in force from %(day)s.", day=proposal.policy.version), "success")
    return redirect(policy_url(known.key))


def _version(doing: Work, key: str, version: str) -> Policy:
    versions = doing.site.versions(doing.session)
    named = (each for each in versions.of(key) if each.version == version)
    found = next(named, None) if version else in_force(versions, key, doing)
    if found is None:
        raise out_of_sight()
    return found


def _may_edit() -> bool:
    return site().rights.able(acting(), EDIT)
