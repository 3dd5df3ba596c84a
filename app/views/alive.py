"""Whether the session lives: what a form asks before it is sent, so that nothing typed is lost to a log-in page."""

from __future__ import annotations

from typing import Any

from flask import jsonify
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_wtf.csrf import generate_csrf

from app.access.viewer import Viewer
from app.views.arguments import allow_arguments
from app.views.requests import identify


class SessionView(BaseView):  # type: ignore[misc]
    """``GET /session/``: the id of the account ("" for nobody) and a token for its forms; read by our own scripts only."""

    route_base = "/session"
    default_view = "now"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    def now(self) -> Any:
        """Open to everybody: it tells a browser about its own session and nobody else's."""
        allow_arguments()
        who = identify()
        return jsonify(user=str(who.user_id) if isinstance(who, Viewer) else "", token=generate_csrf())
