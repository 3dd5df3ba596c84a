"""待办 and 通知: what is due from me, and what my units were told."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, redirect, render_template
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name

from app.fieldtypes.references import id_or_none
from app.records.notice_reads import mark_read
from app.reporting.notices import count_unread, newest, notice_of
from app.reporting.todo.listing import count_todo
from app.reporting.todo.owing import Pile
from app.views.arguments import allow_arguments
from app.views.requests import work
from app.views.shell import render
from app.views.todo.asking import NOTICES, asked_notices, asked_todo
from app.views.todo.drawing import notices_page, todo_page

#: For so many seconds a browser does not ask again what its bell shows.
BELL_SECONDS = 30

#: What is due soon is no call for the bell.
_QUIET = (Pile.SOON,)


class TodoView(BaseView):  # type: ignore[misc]
    """``/todo/``, for whoever may read any register."""

    route_base = "/todo"
    default_view = "show"
    class_permission_name = "page:todo"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """Everything that is due, in piles; or a page of one."""
        return render("todo.html", todo_page(work(), asked_todo()), active="todo")

    @expose("/count/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def count(self) -> Response:
        """Two figures for the bell, which asks once the page is there."""
        allow_arguments()
        doing = work()
        due = sum(count for pile, count in count_todo(doing).items() if pile not in _QUIET)
        answer = make_response(render_template("bell.html", due=due, unread=count_unread(doing)))
        answer.headers["Cache-Control"] = f"private, max-age={BELL_SECONDS}"
        answer.vary.add("Cookie")
        return answer


class NoticesView(BaseView):  # type: ignore[misc]
    """``/notices/``, for the same people."""

    route_base = "/notices"
    default_view = "show"
    class_permission_name = "page:todo"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self) -> Any:
        """The newest first."""
        return render("table.html", notices_page(work(), asked_notices()), active="todo")

    @expose("/read/<notice>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def read(self, notice: str) -> Any:
        """The line that ends with this notice has been read; of one that is not theirs nothing is said and nothing written."""
        doing, key = work(), id_or_none(notice)
        line = notice_of(doing, key) if key else None
        if line is not None:
            mark_read(doing, line.last, line.register, line.record, line.kind)
            doing.session.commit()
        return redirect(NOTICES)

    @expose("/read_all/<notice>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def read_all(self, notice: str) -> Any:
        """Everything up to this notice has been read, nothing that came after the page was drawn."""
        doing, key = work(), id_or_none(notice)
        upto = min(key or 0, newest(doing))
        if upto:
            mark_read(doing, upto)
            doing.session.commit()
        return redirect(NOTICES)
