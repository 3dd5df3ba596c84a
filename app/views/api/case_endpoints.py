"""The acts on a case over REST: one endpoint, the same questions as the forms (``app/behaviours/asking.py``)."""

from __future__ import annotations

from flask import Response
from flask_appbuilder.api import expose
from flask_appbuilder.security.decorators import permission_name, protect

from app.access.refusal import out_of_sight
from app.behaviours.asking_hazards import asked_of
from app.behaviours.course import check_right
from app.records import storing
from app.views.api.asked import json_object, refuse_unknown, version_of
from app.views.api.endpoints import RegisterApi
from app.views.arguments import key_of
from app.views.requests import work


class CaseApi(RegisterApi):
    """The endpoints of a register whose rows are cases."""

    @expose("/<pk>/acts/<act>", methods=["POST"])  # type: ignore[untyped-decorator]
    @protect()  # type: ignore[untyped-decorator]
    @permission_name("case")  # type: ignore[untyped-decorator]
    def case(self, pk: str, act: str) -> Response:
        """Do an act on a case: triage, assign, transfer, accept, return, withdraw, assist, hand_up, tell_county, supervise,
        progress, pause, resume, raise, lower, confirm_lowering, resolve, end, follow_up, close, reopen, review; on a hazard
        also begin, rectify, verify, reject.

        The body holds ``version`` and what the act asks for (reason, colour, outcome, method, resolved_on, agreement, unit,
        department, person, pause_cause, card, result, grade …).
        ---
        post:
          responses:
            200:
              description: The case as it stands now
              content:
                application/json:
                  schema:
                    type: object
            400:
              $ref: '#/components/responses/400'
            422:
              $ref: '#/components/responses/422'
        """
        asked, doing, raw = asked_of(self.register).get(act), work("api"), json_object()
        if asked is None:
            raise out_of_sight()
        record = storing.fetch(doing, self.register, key_of(pk))
        check_right(doing, record, act)
        storing.check_version(record, version_of(raw))
        refuse_unknown(raw, {ask.name for ask in asked.asks})
        asked.do(doing, record, raw)
        return self._stored(doing, record.id)
