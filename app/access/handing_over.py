"""Handing over: all duties of somebody who leaves go to a successor, in one transaction (rules.md §8 "hands over duties").

The leaver's duties were in force until yesterday, the successor's are from today; the leaver's sessions end, and whoever
decides on what somebody may see learns of it with the commit (the security epoch).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, or_, select, update

from app.access import accounts
from app.access.guard import guarded, scoped_select
from app.access.managing import Account, Held, read_held
from app.access.refusal import Stale
from app.access.rights import Rights
from app.access.viewer import Viewer
from app.definition import Definition, Register
from app.fieldtypes import Reference
from app.model import Models
from app.problems import Problem, problem


@dataclass(frozen=True, slots=True)
class Passed:
    """What a hand-over did: the duties that ended, and those of them that the successor did not hold already."""

    ended: tuple[int, ...]
    granted: tuple[int, ...]


def judge(definition: Definition, who: Viewer, leaver: Account, successor: Account | None) -> Iterator[Problem]:
    """Why the duties cannot pass: A062 nobody to pass them to, A063 nothing to pass, A028 to or from oneself, A025 roles that
    one person cannot hold together."""
    if successor is None or successor.id == leaver.id or not successor.active:
        yield problem("A062", field="successor")
        return
    if who.user_id in (successor.id, leaver.id):
        yield problem("A028", field="successor")
    if not leaver.duties:
        yield problem("A063")
    for role, other in _clashes(definition, leaver.duties, successor.duties):
        yield problem("A025", field="successor", role=definition.roles[role].label, other=definition.roles[other].label)


def _clashes(definition: Definition, passing: Iterable[Held], kept: Sequence[Held]) -> list[tuple[str, str]]:
    roles = definition.roles
    pairs = dict.fromkeys((mine.role, theirs.role) for mine in passing for theirs in kept
                          if mine.role in roles and theirs.role in roles)
    return [(mine, theirs) for mine, theirs in pairs
            if theirs in roles[mine].excludes or mine in roles[theirs].excludes]


def hand_over(connection: Connection, models: Models, leaver: Account, successor: Account, *, by: int, now: datetime,
              today: date, disable: bool) -> Passed:
    """Pass every duty on. The caller has asked ``judge``. Raises Stale where a duty has ended meanwhile."""
    duty = models.system.duty
    ids = [each.id for each in leaver.duties]
    mine = duty.c.id.in_(ids) & or_(duty.c.valid_to.is_(None), duty.c.valid_to >= today)
    ended = connection.execute(update(duty).where(mine).values(valid_to=_the_day_before(today)))
    if ended.rowcount != len(ids):
        raise Stale(problem("A004"), 0)
    known = {_place(each) for each in read_held(connection, models, [successor.id], today).get(successor.id, ())}
    fresh = [each for each in leaver.duties if _place(each) not in known]
    for each in fresh:
        row = {"user_id": successor.id, "role": each.role, "unit_id": each.unit_id, "department_id": each.department_id,
               "valid_from": max(today, each.valid_from), "valid_to": each.valid_to, "granted_by": by, "granted_at": now}
        connection.execute(insert(duty).values(row))
    if disable:
        accounts.set_active(connection, models, leaver.id, False, now=now)
    else:
        accounts.end_logins(connection, models, leaver.id, now=now, because="handed over")
    return Passed(tuple(ids), tuple(each.id for each in fresh))


def _place(each: Held) -> tuple[str, int, int | None]:
    return each.role, each.unit_id, each.department_id


def _the_day_before(today: date) -> date:
    return date.fromordinal(today.toordinal() - 1)


# -- what still names the leaver -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """An open record that names the leaver: register, id, and the fields that do."""

    register: Register
    record: int
    fields: tuple[str, ...]


def named_in(session: Any, rights: Rights, persons: Iterable[int], most: int = 200) -> list[Named]:
    """The records not yet done that name one of the staff as responsible, as far as the acting viewer reaches them."""
    wanted, found = sorted(set(persons)), []
    for register in rights.definition.registers.values() if wanted else ():
        fields = [each for each in register.references if isinstance(each.type, Reference) and each.type.to == "person"]
        if fields and register.key != "person":
            found += _named(session, rights, register, fields, wanted, most)
    return found


def _named(session: Any, rights: Rights, register: Register, fields: list[Any], persons: list[int], most: int) -> list[Named]:
    table = rights.models.table(register.key)
    columns = [table.c[each.column] for each in fields]
    statement = scoped_select(rights, register.key, table.c.id, *columns).where(
        table.c.void_at.is_(None), or_(*(column.in_(persons) for column in columns)), *_not_done(register, table))
    rows = session.execute(statement.order_by(table.c.id.desc()).limit(most)).mappings().all()
    return [Named(register, row["id"], tuple(each.key for each in fields if row[each.column] in persons)) for row in rows]


def _not_done(register: Register, table: Any) -> list[Any]:
    """A case that is open; registers without a course have no end."""
    return [table.c.status == "open"] if register.is_case else []


def staff_of(connection: Connection, models: Models, account: Account) -> list[int]:
    """The staff entries of an account: the one that it is tied to, else those of its name in the units of its duties."""
    if account.person_id is not None:
        return [account.person_id]
    person = models.table("person")
    statement = select(person.c.id).where(person.c.name == account.name, person.c.void_at.is_(None),
                                          person.c.unit_id.in_([each.unit_id for each in account.duties]))
    return list(connection.execute(guarded(statement)).scalars())
