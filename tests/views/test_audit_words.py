"""What a line of the audit log says, in words."""

from __future__ import annotations

import json

import pytest

from app.views.audit_words import detail_text


@pytest.mark.parametrize(("detail", "said"), [
    ({"method": "GET", "path": "/hazard/void/1", "codes": ["A001", "A002"]}, "GET /hazard/void/1; codes A001, A002"),
    ({"dispute": 304, "stock_movement": 583}, "矛盾纠纷 304; stock_movement 583"),
])
def test_details_are_words_and_registers_have_their_names(detail: dict[str, object], said: str) -> None:
    assert detail_text(json.dumps(detail), {"dispute": "矛盾纠纷"}) == said


@pytest.mark.parametrize("detail", ["", "a plain sentence", "[1]"])
def test_what_is_no_object_stays_as_it_is(detail: str) -> None:
    assert detail_text(detail, {}) == detail
