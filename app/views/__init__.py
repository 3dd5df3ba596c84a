"""Screens and API. Everything that is shown is listed here, in the order in which it is registered."""

from __future__ import annotations

from typing import Any

from app.views.accounts import AccountView, ProfileView
from app.views.api import make_api
from app.views.escalation import EscalationView
from app.views.home import HomeView
from app.views.imports import ImportsView
from app.views.language import LanguageView
from app.views.monthly_summary import MonthlySummaryView
from app.views.register import make_screen
from app.views.requests import web
from app.views.system import ApiPageView, AuditView, DeclarationsView, RolesView

#: Pages of their own.
VIEWS: tuple[type, ...] = (
    HomeView, LanguageView, EscalationView, MonthlySummaryView, ImportsView, AccountView, ProfileView, RolesView, AuditView,
    DeclarationsView, ApiPageView)


def register_views(appbuilder: Any) -> None:
    """Register every screen and endpoint with FAB."""
    here = web()
    for view in VIEWS:
        appbuilder.add_view_no_menu(view)
    for register in here.site.definition.registers.values():
        model = here.site.models.classes[register.key]
        appbuilder.add_view_no_menu(make_screen(register, model, here.sessions))
        appbuilder.add_api(make_api(register, model, here.sessions))
