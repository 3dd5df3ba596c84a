"""What is sent when something is wrong: a page or JSON, in the person's language, never a stack trace."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import structlog
from flask import Flask, Response, current_app, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from app.access.refusal import OutOfSight, Refused, Stale
from app.model.faults import FAULTS, fault_of
from app.problems import Problem, Problems, problem
from app.records.likely_same import LikelySame
from app.views.page import ErrorPage, Link
from app.views.requests import audit, language, now, only_read, web
from app.views.shell import shell


class BadRequestProblems(Problems):
    """Problems of the request itself, not of what it says: 400."""


log = structlog.get_logger()


def wants_json() -> bool:
    """The API answers in JSON, and so do the small requests of our own scripts."""
    return request.path.startswith("/api/") or request.accept_mimetypes.best == "application/json"


def install(app: Flask) -> None:
    """Answer every kind of failure."""
    app.register_error_handler(LikelySame, _likely_same)
    app.register_error_handler(Stale, lambda found: answer(409, found.found))
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(BadRequestProblems, lambda found: answer(400, found.found))
    app.register_error_handler(Problems, lambda found: answer(422, found.found))
    app.register_error_handler(CSRFError, lambda _: answer(400, [problem("A034")]))
    app.register_error_handler(HTTPException, _http)
    for each in FAULTS:
        app.register_error_handler(each, _fault)
    app.register_error_handler(Exception, _broken)


def give_up() -> None:
    """End what the request had begun: nothing of it is stored, and the audit log can be written."""
    web().sessions.rollback()


def answer(status: int, found: tuple[Problem, ...] | list[Problem], **more: Any) -> Any:
    """The problems as JSON or as a page with that status."""
    give_up()
    spoken = [each.message(language()) for each in found]
    if wants_json():
        body = {"message": " ".join(spoken), "errors": [each.as_json(language()) for each in found], **more}
        return jsonify(body), status
    return render_template("error.html", page=_page(status, spoken), shell=shell(), title=""), status


def errors(key: str, faults: Iterable[Problem]) -> tuple[str, ...]:
    """What is wrong with one field of a form."""
    return tuple(each.message(language()) for each in faults if each.field == key)


def _page(status: int, sentences: list[str]) -> ErrorPage:
    """What happened, and what one can do about it."""
    home = Link(label=_("To the start page"), url="/", icon="home")
    what, *more = sentences or [""]
    return ErrorPage(status=status, title=_title(status), what=what, steps=tuple(more), acts=(home,),
                     reference=f"{now():%H%M%S}-{status}" if status >= 500 else "")


def _title(status: int) -> str:
    titles = {400: _("This request is not understood"), 401: _("Please log in"), 403: _("Not allowed"), 404: _("Not found"),
              405: _("Not possible here"), 409: _("Changed by somebody else"), 413: _("Too large"),
              422: _("Something is not right yet"), 429: _("Too many requests"), 503: _("The database is away")}
    return titles.get(status, _("Something went wrong"))


def _likely_same(found: LikelySame) -> Any:
    """To an API: the stored records that the new one perhaps means."""
    likely = [{"id": each.record, "name": each.name, "date": each.on.isoformat(), "meets": list(each.meets)}
              for each in found.likely]
    return answer(409, found.found, likely_same=likely)


def _refused(found: Refused) -> Any:
    """A refusal leaves its line in the audit log."""
    give_up()
    codes = sorted({each.code for each in found.found})
    audit("refused", outcome="refused", detail={"path": request.path[:200], "method": request.method, "codes": codes})
    status = OutOfSight.status if isinstance(found, OutOfSight) else found.status
    return answer(status, found.found)


def _http(found: HTTPException) -> Any:
    status = found.code or 500
    if isinstance(found, SecurityError):  # a host that is not ours: no page of ours belongs there
        return Response("Unknown host", 400, mimetype="text/plain")
    give_up()
    if status == 403:
        audit("refused", outcome="refused", detail={"path": request.path[:200], "method": request.method})
    if status < 400 or isinstance(found.response, Response):
        return found.get_response()
    code = f"A1{status % 1000:03d}"
    return answer(status, [problem(code if code in _SPOKEN else "A1400" if status < 500 else "A1500")])


def _fault(found: Exception) -> Any:
    """Disk full, read-only, locked: said in one line; the next request is served as if nothing had been."""
    fault = fault_of(found)
    if fault is None and not isinstance(found, OperationalError):
        return _broken(found)
    log.error("fault", code=fault.code if fault else "S008", error=type(found).__name__)
    with suppress(*FAULTS):
        only_read()  # a page can be drawn while somebody else holds the database
    return answer(503, [fault if fault and fault.code in _SAID else problem("A1503")])


#: What a person at a desk can do something about; the rest is a database that is away.
_SAID = frozenset({"S013", "S014", "S015"})


def _broken(found: Exception) -> Any:
    if current_app.testing and not current_app.config.get("SHOW_ERROR_PAGES"):
        raise found
    log.exception("failure", path=request.path, method=request.method)
    return answer(500, [problem("A1500")])


_SPOKEN = frozenset({"A1400", "A1401", "A1403", "A1404", "A1405", "A1413", "A1415", "A1429", "A1500", "A1503"})
