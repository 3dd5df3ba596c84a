"""The log of returns, the rows that went out with them, corrected figures."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

from app.fieldtypes.storage import Identity, Moment
from app.model.system.columns import own_id


def return_step(metadata: MetaData) -> Table:
    """What was done with a return (报送), in order: ``submitted``, ``corrected`` (更正) with its frozen sheet, ``sent_back``.

    ``sheet`` is the JSON of what was handed in as of ``drawn_at``, ``digest`` the SHA-256 over it (decisions/return_sheet.py).
    The register of returns is declared, so there is no foreign key.
    """
    return Table(
        "return_step", metadata, own_id(),
        Column("return_id", Identity, nullable=False),
        Column("number", Integer, nullable=False),
        Column("kind", String(10), nullable=False),
        Column("edition", Integer, nullable=False),
        Column("at", Moment, nullable=False),
        Column("user_id", Integer),
        Column("reason", String(500)),
        Column("zero", Boolean, nullable=False),
        Column("sheet", Text),
        Column("digest", LargeBinary(32)),
        UniqueConstraint("return_id", "number", name="uq_return_step_number"),
        info={"append_only": True},
    )


def return_row(metadata: MetaData) -> Table:
    """Which case goes out with which sheet that stands: with one of each kind of return and department (0: the unit's own)."""
    table = Table(
        "return_row", metadata,
        Column("kind", String(40), primary_key=True),
        Column("department_id", Identity, primary_key=True, autoincrement=False),
        Column("record_id", Identity, primary_key=True, autoincrement=False),
        Column("return_id", Identity, nullable=False),
    )
    Index("ix_return_row_return_id", table.c.return_id)
    return table


def return_correction(metadata: MetaData) -> Table:
    """A figure of a sheet as a person says it is, beside what the ledger said then; of one figure the last line counts.

    ``given`` empty: the correction is taken back.
    """
    table = Table(
        "return_correction", metadata, own_id(),
        Column("return_id", Identity, nullable=False),
        Column("figure", String(60), nullable=False),
        Column("computed", Integer, nullable=False),
        Column("given", Integer),
        Column("reason", String(500), nullable=False),
        Column("user_id", Integer),
        Column("at", Moment, nullable=False),
        info={"append_only": True},
    )
    Index("ix_return_correction_return_id", table.c.return_id, table.c.id)
    return table


TABLES = (return_step, return_row, return_correction)
