"""``/accounts/``: only accounts whose duties all lie in the viewer's own units are seen (app/access/managing.py)."""

from __future__ import annotations

from flask_appbuilder.baseviews import BaseView

from app.views.account.changing import AccountActs
from app.views.account.handing_over import HandOverPages
from app.views.account.invited import InvitationView
from app.views.account.listing import AccountLists
from app.views.account.showing import AccountPages, ProfileView


class AccountView(AccountLists, AccountPages, AccountActs, HandOverPages, BaseView):  # type: ignore[misc]
    """The pages of accounts."""

    route_base = "/accounts"
    default_view = "list"
    class_permission_name = "page:accounts"


__all__ = ["AccountView", "InvitationView", "ProfileView"]
