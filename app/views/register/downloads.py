"""Files that are handed out under a name that says what they are."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import quote

from flask import send_file
from werkzeug.http import dump_options_header

from app.definition import Register
from app.records.site import Work

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"


def file_name(register: Register, doing: Work, kind: str, what: str) -> str:
    """矛盾纠纷-模板-2026-08-05.xlsx"""
    parts = [register.label.to(doing.language), what, f"{doing.today}"]
    return "-".join(part for part in parts if part) + f".{kind}"


def attachment(name: str) -> str:
    """The header by which a browser keeps the answer under a name."""
    return dump_options_header("attachment", {"filename*": f"UTF-8''{quote(name, safe='')}"})  # a header is Latin-1


def download(content: io.BytesIO, register: Register, doing: Work, kind: str, what: str) -> Any:
    """A whole file: a workbook (``xlsx``) or a text."""
    return send_file(content, mimetype=XLSX if kind == "xlsx" else CSV, as_attachment=True, max_age=0,
                     download_name=file_name(register, doing, kind, what))
