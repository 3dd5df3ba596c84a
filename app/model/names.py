"""Names of tables, constraints and indexes: explicit, stable, at most 63 characters (PostgreSQL's limit)."""

from __future__ import annotations

import hashlib

from sqlalchemy import MetaData

LONGEST = 63


def new_metadata() -> MetaData:
    """Metadata whose unnamed constraints get stable names, so that migrations can name them."""
    return MetaData(naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    })


def index_name(table: str, *columns: str) -> str:
    """``ix_<table>_<columns>``, its tail replaced by a digest where it would be too long."""
    return shortened("_".join(("ix", table, *columns)))


def shortened(name: str) -> str:
    """The name itself, its tail replaced by a digest where it would be too long."""
    if len(name) <= LONGEST:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"{name[: LONGEST - 9]}_{digest}"


def link_table(register: str, field: str) -> str:
    """The table that holds a many-references field."""
    return shortened(f"{register}__{field}")


def reference(table: str, column: str) -> str:
    """The name of a foreign key."""
    return shortened(f"fk_{table}_{column}")


def search_table(register: str) -> str:
    """The table that holds the search index of a register."""
    return f"find_{register}"
