"""Tables of the system itself: people, what records leave, cases, returns, notices, files."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import MetaData, Table

from app.model.system import cases, files, notices, people, records, returns


@dataclass(frozen=True)
class System:
    """The system's tables by name."""

    account: Table
    duty: Table
    login: Table
    invitation: Table
    card_link: Table
    security_epoch: Table
    history: Table
    audit_entry: Table
    seal: Table
    attachment: Table
    number_series: Table
    import_run: Table
    import_matching: Table
    case_step: Table
    lowering: Table
    stock_balance: Table
    notice: Table
    notice_read: Table
    outbox: Table
    outbox_message: Table
    return_step: Table
    return_row: Table
    return_correction: Table
    retired_column: Table
    former_name: Table
    purge_permit: Table
    sending: Table
    saved_view: Table
    policy_version: Table


def system_tables(metadata: MetaData) -> System:
    """All of them in ``metadata``."""
    made = {make.__name__: make(metadata) for make in _MADE}
    return System(**made)


_MADE = (*people.TABLES, *records.TABLES, *files.TABLES, *cases.TABLES, *notices.TABLES, *returns.TABLES)
