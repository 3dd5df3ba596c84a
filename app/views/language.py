"""Choosing the language, by POST like everything that changes something."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request, session
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.utils.base import get_safe_redirect

from app.words import LANGUAGES


class LanguageView(BaseView):  # type: ignore[misc]
    """Remembers the language in the session."""

    route_base = "/language"
    default_view = "choose"

    @expose("/", methods=["POST"])  # type: ignore[untyped-decorator]
    def choose(self) -> Any:
        chosen = request.form.get("language", "")
        if chosen not in LANGUAGES:
            abort(400)
        session["locale"] = chosen
        return redirect(get_safe_redirect(request.form.get("next", "")))
