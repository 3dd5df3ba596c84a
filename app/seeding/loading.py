"""Rows of seed files → records, by the same steps as the files of users."""

from __future__ import annotations

from collections.abc import Sequence

from app.definition import Register
from app.records import bulk
from app.records.draft import Draft
from app.records.preparing import prepare
from app.records.site import Work
from app.seeding.files import Line


def prepare_rows(work: Work, register: Register, lines: Sequence[Line], *, joins: bool = False) -> list[Draft]:
    """The rows with their values and faults; with ``joins`` a row may mean a record that is there."""
    drafts = [Draft(line.cells, mark=line.mark) for line in lines]
    keys = register.importing.match_on if joins and register.importing else ()
    prepare(work, register, drafts, match_on=keys)
    return drafts


def store_rows(work: Work, register: Register, drafts: Sequence[Draft]) -> list[int]:
    """The ids of new records from prepared rows."""
    bulk.store(work, register, drafts)
    return [draft.record_id for draft in drafts if draft.record_id is not None]
