"""What an address or a form says beside the fields: arguments, keys, versions, reasons; unknown ones are refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request

from app.access.query import LONGEST_SEARCH
from app.access.refusal import out_of_sight
from app.fieldtypes.reading import clean_text, whole_number
from app.fieldtypes.references import record_id
from app.model import Record
from app.problems import BadValue, Problems, problem
from app.views.errors import BadRequestProblems


def allow_arguments(*names: str) -> dict[str, str]:
    """The arguments of this request; one that the page does not know is refused."""
    unknown = [name for name in request.args if name not in names]
    if unknown:
        raise BadRequestProblems([problem("A030", name=name[:60]) for name in unknown])
    return request.args.to_dict()


def searched_words(arguments: Mapping[str, str]) -> str | None:
    """What ``q`` searches for; "" or None where it says nothing. Refused where it is longer than a search may be."""
    text = arguments.get("q", "")
    try:
        words = clean_text(text[: LONGEST_SEARCH + 1])
    except BadValue:
        words = None
    if text.strip() and (words is None or len(words) > LONGEST_SEARCH):
        raise BadRequestProblems([problem("A031", name="q", given=text[:60])])
    return words


def key_of(text: str) -> int:
    """The key of a record; anything that is none is a record that does not exist."""
    try:
        return record_id(text)
    except BadValue as bad:
        raise out_of_sight() from bad


def sent_json() -> Any:
    """The JSON body of this request; None where it is none, or one that is nested without end."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def required_reason() -> str:
    """The reason that was given. Raises Problems A014."""
    reason = request.form.get("reason", "").strip()
    if not reason or len(reason) > 200:
        raise Problems([problem("A014", field="reason")])
    return reason


def version_of(record: Record) -> int:
    """The version that the form showed; without one the act stands on the record as it is."""
    given = whole_number(request.form.get("version", ""))
    return record.version if given is None else given
