"""The columns that many of the system's tables have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column

from app.fieldtypes.storage import Identity
from app.model.append_only import transaction_number


def own_id() -> Column[Any]:
    """The number of a row."""
    return Column("id", Identity, primary_key=True)


def own_transaction() -> Column[Any]:
    """Which transaction wrote the entry. On PostgreSQL ids are given before a commit, so a seal goes by this instead."""
    return Column("transaction", BigInteger, nullable=False, server_default=transaction_number())
