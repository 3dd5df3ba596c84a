"""四色看板: open cases by colour and level with days left and reasons (rules.md §1).

What can be done with a case stands on its page (app/views/register/case_acts.py).
"""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name

from app.views.board.asking import asked_board, board_tree
from app.views.board.drawing import board_page
from app.views.requests import work
from app.views.shell import render
from app.views.tree import answered


class EscalationView(BaseView):  # type: ignore[misc]
    """``/board/``, for whoever may read a register whose rows escalate."""

    route_base = "/board"
    default_view = "show"
    class_permission_name = "page:board"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """Four colours by level, and the cases of the chosen cell."""
        return render("board.html", board_page(asked_board(work())), active="board")

    @expose("/tree/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def tree(self) -> Any:
        """The units with their open cases; ``open``: those below one unit."""
        tree, opened = board_tree(asked_board(work(), "open")), request.args.get("open", "")
        return render_template("tree.html", page=answered(tree, opened))
