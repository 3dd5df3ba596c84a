"""What somebody has said of the columns under a row of headings, remembered for the next file of the same unit.

A row of headings is known by its words in their order, without stars and blanks: a template of the county that every village
sends is matched by hand once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from sqlalchemy import delete, exists, insert, select

from app.access.guard import guarded
from app.definition import Register
from app.exchange.looking import known_of
from app.exchange.reading.grid import is_blank
from app.exchange.reading.headings import LINE_HEADING, REASON_HEADING, SEARCHED, folded
from app.exchange.reading.source import Source, Unreadable
from app.exchange.reading.table import ImportOptions, Table, lay_out
from app.records.site import Work


def heading_digest(cells: Sequence[Any]) -> str:
    """By what a row of headings is known."""
    words = [folded(cell) if not is_blank(cell) else "" for cell in cells]
    while words and words[-1] in ("", LINE_HEADING, REASON_HEADING):  # a workbook of refused rows is known, too
        words.pop()
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()


def remember(work: Work, register: Register, table: Table, columns: Mapping[int, str | None]) -> None:
    """Keep what the columns of a file are, where it has headings. The caller commits."""
    unit = _unit(work, register)
    cells = next((cells for line, cells in islice(table.grid.lines(), SEARCHED) if line == table.header.first), None)
    if unit is None or cells is None or table.header.guessed or not columns:
        return
    kept = work.site.models.system.import_matching
    key = {"register": register.key, "unit_id": unit, "headings": heading_digest(cells)}
    told = json.dumps({str(number): columns[number] for number in sorted(columns)})
    mine = [kept.c[name] == value for name, value in key.items()]
    work.session.execute(guarded(delete(kept).where(*mine)))
    row = {**key, "columns": told, "user_id": work.viewer.user_id if work.viewer else 0, "changed_at": work.now}
    work.session.execute(guarded(insert(kept).values(row)))


def recall(work: Work, register: Register, source: Source, options: ImportOptions) -> ImportOptions:
    """The options with what was said of the same headings before; as they are where nothing was, or the file is no table."""
    unit = _unit(work, register)
    kept = work.site.models.system.import_matching
    mine = (kept.c.register == register.key) & (kept.c.unit_id == unit)
    if unit is None or options.columns or not work.session.execute(guarded(select(exists().where(mine)))).scalar():
        return options
    try:
        table = lay_out(source, register, options, known_of(work, register))
        lines = {heading_digest(cells): line for line, cells in reversed(list(islice(table.grid.lines(), SEARCHED)))}
    except Unreadable:
        return options
    asked = select(kept.c.headings, kept.c.columns).where(mine, kept.c.headings.in_(list(lines)))
    found = {lines[headings]: columns for headings, columns in work.session.execute(guarded(asked))}
    if not found:
        return options
    line = min(found)
    header = options.header if line == table.header.first and not table.header.guessed else line
    return replace(options, header=header, columns=_known_columns(register, found[line]))


def _known_columns(register: Register, told: str) -> dict[int, str | None]:
    """The columns that were kept; a field that is no longer declared is not read."""
    return {int(number): key if key in register.fields else None for number, key in json.loads(told).items()}


def _unit(work: Work, register: Register) -> int | None:
    """The unit for which the acting user imports: that of the first duty that may."""
    duties = work.viewer.duties if work.viewer else ()
    granted = [duty for duty in duties if "import" in register.grants.get(duty.role, ())]
    return granted[0].unit_id if granted else None
