"""Screens and API. Everything that is shown is listed here, in the order in which it is registered."""

from __future__ import annotations

from typing import Any

from app.views.accounts import AccountView, InvitationView, ProfileView
from app.views.alive import SessionView
from app.views.api import make_api
from app.views.cards import CardsView, PublicCardView
from app.views.escalation import EscalationView
from app.views.exports import ExportsView
from app.views.home import HomeView
from app.views.imports import ImportsView
from app.views.language import LanguageView
from app.views.messages import MessagesView
from app.views.monthly_summary import MonthlySummaryView
from app.views.packages import PackagesView
from app.views.palette import PaletteView
from app.views.policies_desk import PoliciesView
from app.views.reception import ReceptionView
from app.views.register import make_screen
from app.views.requests import web
from app.views.returns_desk import ReturnsView
from app.views.saved import SavedViewsView
from app.views.stock_keeping import StockView
from app.views.style import StyleView
from app.views.system import ApiPageView, AuditView, DeclarationsView, RolesView
from app.views.todo_list import NoticesView, TodoView
from app.views.who_sees import WhoSeesView

#: Pages of their own.
VIEWS: tuple[type, ...] = (
    HomeView, TodoView, NoticesView, SessionView, LanguageView, PaletteView, SavedViewsView, EscalationView, ReturnsView,
    ReceptionView,
    StockView, MonthlySummaryView, ImportsView, ExportsView, PackagesView, PoliciesView, AccountView, ProfileView,
    InvitationView, WhoSeesView, CardsView, PublicCardView, RolesView, AuditView, DeclarationsView, MessagesView, StyleView,
    ApiPageView)


def register_views(appbuilder: Any) -> None:
    """Register every screen and endpoint with FAB."""
    here = web()
    for view in VIEWS:
        appbuilder.add_view_no_menu(view)
    for register in here.site.definition.registers.values():
        model = here.site.models.classes[register.key]
        appbuilder.add_view_no_menu(make_screen(register, model, appbuilder.session))
        appbuilder.add_api(make_api(register, model, appbuilder.session))
