"""Who can see a record, and why: the access decision asked for every duty that somebody holds, and answered by the database.

There is no second rule in here. For each duty in force ``Rights.reach`` says which rows it lets in, and each branch of that
reach is put to the database as the criterion that limits lists, over the one record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, literal_column, or_, select

from app.access.accounts import AB_USER, duties_in_force, duty_of
from app.access.guard import guarded
from app.access.lent import lending_of
from app.access.reach import Branch, Reach
from app.access.rights import Rights
from app.access.viewer import Duty, Loan, Viewer
from app.definition import Act, Register
from app.model import Models

#: What is told of everybody: looking, changing, numbers in full.
ACTS: tuple[Act, ...] = ("read", "edit", "full_numbers")

#: Criteria in one statement: databases limit columns and parameters.
_AT_ONCE = 150


@dataclass(frozen=True, slots=True)
class Way:
    """One way by which a duty reaches the record for an act: ``branch`` of the reach, its parent record, or all rows."""

    act: Act
    duty: Duty
    branch: Branch | None = None
    through: Reach | None = None


@dataclass(frozen=True, slots=True)
class Seer:
    """Somebody who can see the record."""

    user_id: int
    username: str
    name: str
    ways: tuple[Way, ...]

    def may(self, act: Act) -> bool:
        """Whether one of the ways allows the act."""
        return any(way.act == act for way in self.ways)


def who_sees(connection: Connection, rights: Rights, register: Register, record: int, *, today: date) -> list[Seer]:
    """Everybody with an account in use who reaches the record for reading, each with every way, by user name.

    Statements: one for the duties, at most five for those to whom a case is lent, one for every 150 different criteria.
    """
    users: dict[int, tuple[Mapping[Any, Any], list[Duty]]] = {}
    for user, duty in _people(connection, rights.models, today):
        users.setdefault(user["id"], (user, []))[1].append(duty)
    lending = lending_of(connection, rights.models, register, record, today)
    known = {user["id"]: (tuple(held), lending.to(user["id"], tuple(held))) for user, held in users.values()}
    asked = {each: list(_ways(rights, register, *each)) for each in set(known.values())}
    holding = _holding(connection, rights.models, register, record, [way for ways in asked.values() for way in ways])
    seers = (Seer(user["id"], user["username"], user["first_name"] or user["username"],
                  tuple(way for way in asked[known[user["id"]]] if way in holding)) for user, _held in users.values())
    return [each for each in seers if each.may("read")]


def covers(rights: Rights, register: Register, who: Viewer, abilities: Iterable[str]) -> ColumnElement[bool]:
    """The records about which ``who`` may ask: those in the units where an ability is held, and those of no unit."""
    table, roles = rights.models.table(register.key), rights.definition.roles
    tops = [duty for duty in who.duties if duty.role in roles and roles[duty.role].abilities & set(abilities)]
    if register.scope.kind == "shared":
        return table.c.id.is_not(None) if tops else false()
    return or_(false(), *(table.c[f"{duty.level}_id"] == duty.unit_id for duty in tops))


def is_there(connection: Connection, rights: Rights, register: Register, record: int, criterion: ColumnElement[bool]) -> bool:
    """Whether the record exists within the criterion."""
    table = rights.models.table(register.key)
    return connection.execute(guarded(select(table.c.id).where(table.c.id == record, criterion))).first() is not None


# -- asking --------------------------------------------------------------------------------------


def _people(connection: Connection, models: Models, today: date) -> Iterator[tuple[Mapping[Any, Any], Duty]]:
    """Every duty in force of an account in use."""
    duty = models.system.duty
    statement = duties_in_force(models, today).add_columns(AB_USER.c.id, AB_USER.c.username, AB_USER.c.first_name)
    used = statement.join(AB_USER, AB_USER.c.id == duty.c.user_id).where(AB_USER.c.active.is_(True))
    ordered = used.order_by(None).order_by(AB_USER.c.username, duty.c.id)
    for row in connection.execute(guarded(ordered)).mappings():
        yield row, duty_of(row)


def _ways(rights: Rights, register: Register, duties: tuple[Duty, ...], lent: tuple[Loan, ...]) -> Iterator[Way]:
    """The branches of the reach of somebody with these duties, each under the duties that give it.

    What only all duties together give (a parent record seen by another duty) stands under each duty that has the act.
    """
    def parts(held: tuple[Duty, ...]) -> set[tuple[Branch | None, Reach | None]]:
        return set(_parts(rights.reach(Viewer(0, "", held, lent=lent), register.key, act)))

    for act in ACTS:
        whole = parts(duties)
        alone = {duty: parts((duty,)) & whole for duty in duties}
        shared = whole - {part for found in alone.values() for part in found}
        for duty, found in alone.items():
            yield from (Way(act, duty, *part) for part in found)
            if act in register.grants.get(duty.role, ()):
                yield from (Way(act, duty, *part) for part in shared)


def _parts(reach: Reach) -> Iterator[tuple[Branch | None, Reach | None]]:
    """The alternatives of a reach: all rows, each branch, the parent record."""
    if reach.everything:
        yield None, None
    yield from ((branch, None) for branch in reach.branches)
    if reach.through is not None and not reach.through[2].nothing:
        yield None, Reach(through=reach.through)


def _holding(connection: Connection, models: Models, register: Register, record: int, ways: Sequence[Way]) -> set[Way]:
    """The ways whose criterion holds for the record. Each different criterion is asked once."""
    table = models.table(register.key)
    groups: dict[Any, list[Way]] = {}
    for way in ways:
        groups.setdefault((way.branch, way.through), []).append(way)
    keys, found = list(groups), set[Way]()
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        rows = connection.execute(guarded(_asking(table, record, part))).scalars().all()
        for number in rows:
            found.update(groups[part[number]])
    return found


def _asking(table: Any, record: int, keys: Sequence[Any]) -> Any:
    """The numbers of the criteria that let the record in: one limited select each, as a list would be limited."""
    parts: list[Any] = []
    for number, key in enumerate(keys):
        plain: Any = select(literal_column(str(number)).label("number")).select_from(table)
        parts.append(plain.where(table.c.id == record, _criterion(table, *key)))
    return parts[0].union_all(*parts[1:]) if len(parts) > 1 else parts[0]


def _criterion(table: Any, branch: Branch | None, through: Reach | None) -> ColumnElement[bool]:
    if branch is not None:
        return branch.criterion(table)
    return (through or Reach(everything=True)).criterion(table)
