"""What cases go by: the course with its steps, lowerings that wait, versions of policies; balances of stock."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.fieldtypes.storage import Identity, Moment
from app.model.system.columns import own_id


def case_step(metadata: MetaData) -> Table:
    """What happened to a case, in order; the unique key makes an overdue step happen once (rules.md §1).

    A reopening keeps what it takes from the record: the day of the end, how it had ended, and the due day that had come.
    ``told_unit_id`` and ``told_department_id``: who is told where that is not the holder (to whom it is offered). ``said``:
    what an act chose from a list: the cause of a pause, a card, the result of a follow-up, a grade.
    """
    table = Table(
        "case_step", metadata, own_id(),
        Column("register", String(40), nullable=False),
        Column("record_id", Identity, nullable=False),
        Column("number", Integer, nullable=False),
        Column("kind", String(20), nullable=False),
        Column("at", Moment, nullable=False),
        Column("from_colour", SmallInteger),
        Column("to_colour", SmallInteger),
        Column("from_level", String(10)),
        Column("to_level", String(10)),
        Column("holder_unit_id", Identity, ForeignKey("unit.id")),
        Column("holder_department_id", Identity, ForeignKey("department.id")),
        Column("due_on", Date),
        Column("user_id", Integer),
        Column("reason", String(500)),
        Column("closed_day", Date),
        Column("closed_as", String(20)),
        Column("closed_due", Date),
        Column("told_unit_id", Identity, ForeignKey("unit.id")),
        Column("told_department_id", Identity, ForeignKey("department.id")),
        Column("said", String(20)),
        UniqueConstraint("register", "record_id", "number", name="uq_case_step_number"),
    )
    Index("ix_case_step_kind", *(table.c[name] for name in ("register", "kind", "at", "record_id", "number", "from_colour")))
    return table


def lowering(metadata: MetaData) -> Table:
    """A lowering that waits for, or had, its second person (rules.md §1)."""
    table = Table(
        "lowering", metadata, own_id(),
        Column("register", String(40), nullable=False),
        Column("record_id", Identity, nullable=False),
        Column("to_colour", SmallInteger, nullable=False),
        Column("reason", String(500), nullable=False),
        Column("asked_by", Integer, nullable=False),
        Column("asked_at", Moment, nullable=False),
        Column("answered_by", Integer),
        Column("answered_at", Moment),
        Column("agreed", Boolean),
        Column("answer", String(500)),
    )
    Index("ix_lowering_record", table.c.register, table.c.record_id)
    waiting = table.c.answered_at.is_(None)
    Index("ix_lowering_waiting", table.c.register, table.c.record_id, unique=True, sqlite_where=waiting,
          postgresql_where=waiting)
    return table


def stock_balance(metadata: MetaData) -> Table:
    """What lies at a point, of an item and a batch ('' where there is none); the movements add up to it (rules.md §5).

    ``expires_on``: the earliest day on which some of it expires. Points and items are registers, so there is no foreign key.
    """
    return Table(
        "stock_balance", metadata, own_id(),
        Column("point_id", Identity, nullable=False),
        Column("item_id", Identity, nullable=False),
        Column("batch", String(30), nullable=False),
        Column("balance", Integer, nullable=False),
        Column("expires_on", Date),
        Column("changed_at", Moment),
        UniqueConstraint("point_id", "item_id", "batch"),
        CheckConstraint("balance >= 0", name="not_negative"),
    )


def policy_version(metadata: MetaData) -> Table:
    """A version of a policy that the county has stored; the file is the first. ``document``: JSON of what differs from it.

    Of two that begin on the same day the later one counts; nobody may store one for a day on which another is in force.
    """
    table = Table(
        "policy_version", metadata, own_id(),
        Column("policy", String(40), nullable=False),
        Column("valid_from", Date, nullable=False),
        Column("document", Text, nullable=False),
        Column("source", String(200), nullable=False),
        Column("note", String(500)),
        Column("user_id", Integer),
        Column("user_name", String(130), nullable=False),
        Column("at", Moment, nullable=False),
        info={"append_only": True},
    )
    Index("ix_policy_version_policy", table.c.policy, table.c.id)
    return table


TABLES = (case_step, lowering, stock_balance, policy_version)
