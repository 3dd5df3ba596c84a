"""Which member of staff an account belongs to: by that the account reads the cases of special teams (lent.py), and its duties
are handed over with the person's (handing_over.py). A person has one account; nobody links the own one.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, or_, select, update

from app.access.accounts import raise_epoch_on
from app.access.guard import guarded
from app.access.managing import Account
from app.access.reach import Reach
from app.model import Models

PERSON = "person"

#: More than this many in one unit, and the first by name are offered.
_MOST = 500


def staff_for(connection: Connection, models: Models, account: Account, reach: Reach) -> dict[int, str]:
    """The people whom the account may belong to, by name: staff of the units of its duties without another account.

    ``reach``: the staff that whoever links may read; of other people those alone who are called as the account is.
    """
    if PERSON not in models.definition.registers:
        return {}
    person, other = models.table(PERSON), models.system.account
    taken = select(other.c.person_id).where(other.c.person_id.is_not(None), other.c.user_id != account.id)
    units = sorted({duty.unit_id for duty in account.duties})
    statement = (
        select(person.c.id, person.c.name, person.c.post).where(
            person.c.void_at.is_(None), person.c.unit_id.in_(units), person.c.id.not_in(taken),
            or_(reach.criterion(person), person.c.name == account.name))
        .order_by(person.c.name != account.name, person.c.name, person.c.id).limit(_MOST)
    )
    return {row.id: _spoken(row) for row in connection.execute(guarded(statement))}


def person_of(connection: Connection, models: Models, account: Account) -> str:
    """What the account's person is called, with the post; "" for none."""
    if account.person_id is None or PERSON not in models.definition.registers:
        return ""
    person = models.table(PERSON)
    row = connection.execute(guarded(select(person.c.name, person.c.post).where(person.c.id == account.person_id))).first()
    return _spoken(row) if row else ""


def link_person(connection: Connection, models: Models, user_id: int, person: int | None, offered: Collection[int]) -> bool:
    """Say whose account it is, from the next request on; None for nobody's. False for somebody who is not ``offered``."""
    if person is not None and person not in offered:
        return False
    account = models.system.account
    connection.execute(update(account).where(account.c.user_id == user_id).values(person_id=person))
    raise_epoch_on(connection, models)
    return True


def _spoken(row: object) -> str:
    return " · ".join(filter(None, (row.name, row.post)))  # type: ignore[attr-defined]
