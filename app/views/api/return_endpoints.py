"""REST of returns: the sheet, handing in, sending back, correcting a figure."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify
from flask_appbuilder import expose
from flask_appbuilder.api import protect
from flask_appbuilder.security.decorators import permission_name

from app.behaviours.handing_in import correct_figure, hand_in, send_back
from app.decisions.return_sheet import SheetFigure
from app.model import Record
from app.problems import Problems, problem
from app.records import storing
from app.records.return_states import state_of
from app.records.site import Work
from app.records.storing import row_of
from app.reporting.returns.sheet import draw_sheet, edition_of, heading_of
from app.views.api.asked import json_object, refuse_unknown, version_of
from app.views.api.endpoints import RegisterApi
from app.views.arguments import key_of
from app.views.requests import work


class ReturnApi(RegisterApi):
    """The endpoints of the register of returns."""

    @expose("/<pk>/sheet", methods=["GET"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("get")  # type: ignore[untyped-decorator]
    def sheet(self, pk: str) -> Response:
        """The sheet as of now, and the last one that was handed in.
        ---
        get:
          responses:
            200:
              description: The figures with the ids of their rows
              content:
                application/json:
                  schema:
                    type: object
        """
        doing = work("api")
        record = storing.fetch(doing, self.register, key_of(pk))
        drawn, kept = draw_sheet(doing, record), edition_of(doing, record.id)
        now = {key: _figure(each) for key, each in {**drawn.figures, **drawn.flow}.items()}
        body: dict[str, Any] = {"id": record.id, "version": record.version, "now": now, "narrative": dict(drawn.narrative),
                                "state": state_of(row_of(record), doing.today).value, "handed_in": None}
        if kept:
            body["handed_in"] = {
                "edition": kept.number, "at": kept.at.isoformat(), "zero": kept.zero, "sound": kept.sound,
                "figures": {key: _figure(each) for key, each in {**kept.drawn.figures, **kept.drawn.flow}.items()},
                "narrative": dict(kept.drawn.narrative)}
        return jsonify(body)

    @expose("/<pk>/submit", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("get")  # type: ignore[untyped-decorator]
    def submit(self, pk: str) -> Response:
        """Hand the sheet in as of now; what was handed in already is corrected. Body: version, zero, reason.
        ---
        post:
          responses:
            200:
              description: The return as it stands now
              content:
                application/json:
                  schema:
                    type: object
            422:
              $ref: '#/components/responses/422'
        """
        doing, raw = work("api"), json_object()
        record = self._seen(doing, pk, raw, "zero", "reason")
        if not isinstance(raw.get("zero", False), bool):
            raise Problems([problem("V006", field="zero", given=str(raw["zero"])[:60])])
        hand_in(doing, record, draw_sheet(doing, record), heading_of(doing, record), zero=raw.get("zero", False),
                reason=raw.get("reason"))
        return self._stored(doing, record.id)

    @expose("/<pk>/send_back", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("get")  # type: ignore[untyped-decorator]
    def send_back(self, pk: str) -> Response:
        """Send it back. Body: version, reason.
        ---
        post:
          responses:
            200:
              description: The return as it stands now
              content:
                application/json:
                  schema:
                    type: object
            422:
              $ref: '#/components/responses/422'
        """
        doing, raw = work("api"), json_object()
        record = self._seen(doing, pk, raw, "reason")
        send_back(doing, record, raw.get("reason"))  # type: ignore[arg-type]
        return self._stored(doing, record.id)

    @expose("/<pk>/figure", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("get")  # type: ignore[untyped-decorator]
    def figure(self, pk: str) -> Response:
        """Another number than the ledger's. Body: version, figure, given (null takes it back), reason.
        ---
        post:
          responses:
            200:
              description: The return as it stands now
              content:
                application/json:
                  schema:
                    type: object
            422:
              $ref: '#/components/responses/422'
        """
        doing, raw = work("api"), json_object()
        record = self._seen(doing, pk, raw, "figure", "given", "reason")
        key = str(raw.get("figure", ""))
        correct_figure(doing, record, draw_sheet(doing, record).figure(key), key, raw.get("given"), raw.get("reason"))
        return self._stored(doing, record.id)

    def _seen(self, doing: Work, pk: str, raw: dict[str, Any], *known: str) -> Record:
        """The return at the version that the caller read. Raises OutOfSight, Stale, Problems."""
        record = storing.fetch(doing, self.register, key_of(pk))
        storing.check_version(record, version_of(raw))
        refuse_unknown(raw, known)
        return record


def _figure(figure: SheetFigure) -> dict[str, Any]:
    found: dict[str, Any] = {"own": list(figure.own), "supplement": list(figure.supplement), "computed": figure.computed,
                             "year": figure.year, "value": figure.value}
    return found if figure.given is None else {**found, "given": figure.given, "reason": figure.reason}
