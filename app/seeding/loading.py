"""Rows of seed files → records. Everything that seeds and demo store goes through ``store_rows``."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert

from app.access.guard import guarded
from app.definition import Register
from app.fieldtypes import References
from app.model import Record
from app.problems import Problems
from app.records.draft import Draft
from app.records.numbering import give_numbers
from app.records.preparing import note_changes, prepare
from app.records.site import Work
from app.records.storing import row_of
from app.seeding.files import Line


def prepare_rows(work: Work, register: Register, lines: Sequence[Line], match_on: Sequence[tuple[str, ...]] = ()) -> list[Draft]:
    """The rows with their values. Raises Problems with every fault of every row: a seed file has none."""
    drafts = [Draft(line.cells, mark=line.mark) for line in lines]
    prepare(work, register, drafts, match_on=match_on)
    faults = [fault for draft in drafts for fault in draft.faults]
    if faults:
        raise Problems(faults)
    return drafts


def store_rows(work: Work, register: Register, drafts: Sequence[Draft]) -> list[Record]:
    """New records from prepared rows, in one flush."""
    give_numbers(work, register, drafts)
    records = [_record(work, register, draft) for draft in drafts]
    work.session.add_all(records)
    work.session.flush()
    for record, draft in zip(records, drafts, strict=True):
        _link(work, register, record, draft)
    note_changes(work, register, [(None, row_of(record)) for record in records])
    return records


def _record(work: Work, register: Register, draft: Draft) -> Record:
    record = work.site.models.classes[register.key]()
    for name, value in draft.columns.items():
        setattr(record, name, value)
    return record


def _link(work: Work, register: Register, record: Record, draft: Draft) -> None:
    for key in draft.given:
        if isinstance(register.fields[key].type, References) and draft.values[key]:
            rows = [{"record_id": record.id, "target_id": target} for target in draft.values[key]]
            work.session.execute(guarded(insert(work.site.models.links[register.key, key])), rows)
