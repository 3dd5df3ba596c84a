"""What a call that brings or takes a file says: how the file is to be read, which rows, which columns, for what purpose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import request

from app.definition import Register
from app.exchange.export_files import FORMATS
from app.exchange.exporting import exported_columns
from app.exchange.importing import MODES, Mode
from app.exchange.looking import fields_to_choose
from app.exchange.reading.delimited import ENCODINGS
from app.exchange.reading.source import unreadable
from app.exchange.reading.table import ImportOptions
from app.fieldtypes.reading import whole_number
from app.problems import Problems, problem
from app.views.api.asked import refuse_unknown
from app.views.errors import BadRequestProblems

_MOST_HEADER = 10_000
_LOOK = frozenset({"encoding", "sheet", "header", "columns"})


def export_asked(register: Register, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Format, columns, full and purpose of an export. Raises Problems A031, V006, A035."""
    refuse_unknown(raw, {"format", "columns", "full", "purpose"})
    columns, purpose, full = raw.get("columns"), raw.get("purpose", ""), raw.get("full", False)
    if columns is not None and not (isinstance(columns, list) and all(isinstance(each, str) for each in columns)):
        raise BadRequestProblems([problem("A035", what="columns")])
    if not isinstance(full, bool) or not isinstance(purpose, str):
        raise BadRequestProblems([problem("A035", what="full" if not isinstance(full, bool) else "purpose")])
    chosen = one_of("format", raw.get("format", "csv"), tuple(key for key in FORMATS if key != "xlsx"))
    return {"format": chosen, "columns": tuple(columns or exported_columns(register)), "full": full, "purpose": purpose.strip()}


def asked_mode(raw: Mapping[str, Any]) -> Mode:
    """Which rows are to be stored. Raises Problems A031, V006."""
    refuse_unknown(raw, {"mode"})
    return MODES[one_of("mode", raw.get("mode"), tuple(MODES))]


def one_of(name: str, given: Any, known: tuple[str, ...]) -> str:
    """The value, which is one of those known. Raises Problems (A031)."""
    if given not in known:
        raise Problems([problem("A031", field=name, name=name, given=str(given)[:40])])
    return str(given)


def said_in_form() -> dict[str, Any]:
    """How the file is to be read, as the parts of a form say it."""
    said: dict[str, Any] = {name: request.form[name] for name in ("encoding", "sheet", "header") if request.form.get(name)}
    if "header" in said:
        line = whole_number(said["header"])
        said["header"] = -1 if line is None else line
    if request.form.get("columns"):
        try:
            said["columns"] = json.loads(request.form["columns"])
        except (ValueError, RecursionError) as bad:
            raise BadRequestProblems([problem("A035", what="columns")]) from bad
    return said


def read_as(register: Register, options: ImportOptions, said: Mapping[str, Any]) -> ImportOptions:
    """The options with what was said; what was not stays. Raises Problems A035, V006, Unreadable (F026)."""
    refuse_unknown(said, _LOOK)
    encoding, sheet, header = (said.get(name, getattr(options, name)) for name in ("encoding", "sheet", "header"))
    whole = isinstance(header, int) and not isinstance(header, bool) and 0 <= header <= _MOST_HEADER
    wrong = {"encoding": encoding is not None and encoding not in ENCODINGS,
             "sheet": sheet is not None and not isinstance(sheet, str), "header": header is not None and not whole}
    if any(wrong.values()):
        raise BadRequestProblems([problem("A035", what=name) for name, is_wrong in wrong.items() if is_wrong])
    columns = _columns(register, said["columns"]) if said.get("columns") is not None else options.columns
    return replace(options, encoding=encoding, sheet=sheet, header=header, columns=columns)


def _columns(register: Register, given: Any) -> dict[int, str | None]:
    """Place → field. Raises Unreadable (F026)."""
    if not isinstance(given, dict):
        raise BadRequestProblems([problem("A035", what="columns")])
    offered, found = {each.key for each in fields_to_choose(register)}, {}
    for place, key in given.items():
        number = whole_number(str(place), 5)
        if not number or not (key is None or (isinstance(key, str) and key in offered)):
            raise unreadable("F026", given=str(key)[:40])
        found[number] = key
    return found
