"""物资结存: what lies where, what is below its minimum, what expires (rules.md §5)."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name

from app.views.requests import work
from app.views.shell import render
from app.views.stock.asking import asked_stock
from app.views.stock.drawing import stock_page


class StockView(BaseView):  # type: ignore[misc]
    """``/stock/``, for whoever may read movements of supplies."""

    route_base = "/stock"
    default_view = "show"
    class_permission_name = "page:stock"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """Balances, as the viewer asks for them."""
        return render("table.html", stock_page(work(), asked_stock()), active="stock")
