"""The security epoch: one number, raised with every change that decides what somebody may see.

A snapshot of a viewer is good as long as the epoch it was read at is the database's. The number is raised in the
transaction of the change, so a change counts from the moment it is committed (fast-path.md §1, technique 3).
"""

from __future__ import annotations

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.access.guard import guarded
from app.model import Models

#: ``session.info`` key: this transaction has raised the epoch.
RAISED = "epoch_raised"

#: Registers whose rows decide what is seen or said everywhere; of a special team's, who reads its cases (lent.py).
RAISING = frozenset({"holiday", "unit", "department", "vocabulary_item", "special_team", "special_team_member"})


def raise_epoch(session: Session, models: Models) -> None:
    """Make every snapshot out of date once this transaction commits."""
    table = models.system.security_epoch
    session.info[RAISED] = True
    session.info.pop("own_view", None)
    session.execute(guarded(update(table).values(value=table.c.value + 1)))


def read_epoch(session: Session, models: Models) -> int:
    """The present epoch."""
    return int(session.execute(select(models.system.security_epoch.c.value)).scalar_one())
