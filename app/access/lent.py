"""Cases that somebody reaches though they lie outside the units of their duties (rules.md §1 "Where a case stands").

A unit holds or is offered a case of another one; a unit or department assists; a member of a special team reads its cases from
the first to the last day. These are few, so a viewer carries their ids; whoever has none asks nothing more than before. What
changes them raises the security epoch, and a snapshot of a viewer never outlives its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, literal, or_, select, union_all

from app.access.guard import guarded
from app.access.viewer import Duty, Loan
from app.definition import Register
from app.model import Models

#: More than this many, and the newest are meant: nobody works on so many cases of others.
MOST = 500

#: The special teams, their members and the field that names their cases.
_TEAM, _MEMBER, _CASES = "special_team", "special_team_member", "disputes"


def loans_of(connection: Connection, models: Models, user_id: int, duties: tuple[Duty, ...], today: date) -> tuple[Loan, ...]:
    """What is lent to somebody with these duties; at most one statement."""
    parts = [part for register in _cases(models) for part in _of_register(models, register, user_id, duties, today)]
    if not parts:
        return ()
    found = union_all(*parts).subquery()
    newest = select(found).distinct().order_by(found.c.record.desc()).limit(MOST)
    return tuple(sorted(Loan(row.register, row.record, row.how) for row in connection.execute(guarded(newest))))


def _cases(models: Models) -> list[str]:
    return [register.key for register in models.definition.registers.values() if register.is_case]


def _of_register(models: Models, register: str, user_id: int, duties: tuple[Duty, ...], today: date) -> Iterator[Select[Any]]:
    table = models.table(register)
    units = sorted({duty.unit_id for duty in duties if duty.department_id is None})  # who acts for the unit as a whole
    departments = sorted({duty.department_id for duty in duties if duty.department_id})

    def lent(how: str, record: Any, source: Any, condition: Any) -> Select[Any]:
        return select(literal(register).label("register"), record.label("record"), literal(how).label("how")).select_from(
            source).where(condition)

    if units:
        live = table.c.void_at.is_(None)
        yield lent("holds", table.c.id, table, table.c.guest_unit_id.in_(units) & live)
        yield lent("offered", table.c.id, table, table.c.offered_unit_id.in_(units) & live & _outside(table, duties))
        helping = models.links[register, "assisting_units"]
        yield lent("reads", helping.c.record_id, helping, helping.c.target_id.in_(units))
    if departments:
        helping = models.links[register, "assisting_departments"]
        yield lent("reads", helping.c.record_id, helping, helping.c.target_id.in_(departments))
    if _have_teams(models, register) and duties:
        yield _of_teams(models, user_id, today, lent)


def _have_teams(models: Models, register: str) -> bool:
    """Whether special teams take up cases of the register."""
    if (_TEAM, _CASES) not in models.links or _MEMBER not in models.definition.registers:
        return False
    return bool(models.definition.registers[_TEAM].fields[_CASES].type.to == register)  # type: ignore[attr-defined]


def _outside(table: Any, duties: tuple[Duty, ...]) -> Any:
    """Not in the subtree of a duty: there one needs no loan."""
    columns = [(table.c[f"{duty.level}_id"], duty.unit_id) for duty in duties]
    return and_(*(or_(column.is_(None), column != unit) for column, unit in columns))


def _of_teams(models: Models, user_id: int, today: date, lent: Any) -> Select[Any]:
    """The cases of the teams of which the account's person is a member today."""
    cases, account = models.links[_TEAM, _CASES], models.system.account
    mine = (account.c.user_id == user_id) & _lasting(models, today)
    found: Select[Any] = lent("reads", cases.c.target_id, _teams(models), mine)
    return found


def _teams(models: Models) -> FromClause:
    """Cases of special teams with the accounts of the members."""
    team, member, cases = models.table(_TEAM), models.table(_MEMBER), models.links[_TEAM, _CASES]
    account = models.system.account
    return (cases.join(team, team.c.id == cases.c.record_id).join(member, member.c.team_id == team.c.id)
            .join(account, account.c.person_id == member.c.person_id))


def _lasting(models: Models, today: date) -> ColumnElement[bool]:
    """A member from the first to the last day, of a team that is at work."""
    team, member = models.table(_TEAM), models.table(_MEMBER)
    return and_(member.c.from_on <= today, member.c.to_on >= today, member.c.void_at.is_(None), team.c.status == "active",
                team.c.void_at.is_(None))


# -- the other way round: to whom a record is lent -----------------------------------------------


@dataclass(frozen=True)
class Lending:
    """To whom one case is lent: units and departments, and the accounts of its special teams."""

    register: str
    record: int
    row: Mapping[str, Any] = field(default_factory=dict)
    units: frozenset[int] = frozenset()
    departments: frozenset[int] = frozenset()
    users: frozenset[int] = frozenset()

    def to(self, user_id: int, duties: tuple[Duty, ...]) -> tuple[Loan, ...]:
        """The loans of somebody with these duties, as ``loans_of`` would find them."""
        whole = {duty.unit_id for duty in duties if duty.department_id is None}
        hows = []
        if self.row and self.row["guest_unit_id"] in whole:
            hows.append("holds")
        if self.row and self.row["offered_unit_id"] in whole and not self._is_inside(duties):
            hows.append("offered")
        mine = {duty.department_id for duty in duties}
        if duties and (self.units & whole or self.departments & mine or user_id in self.users):
            hows.append("reads")
        return tuple(sorted(Loan(self.register, self.record, how) for how in hows))

    def _is_inside(self, duties: tuple[Duty, ...]) -> bool:
        return any(self.row[f"{duty.level}_id"] == duty.unit_id for duty in duties)


def lending_of(connection: Connection, models: Models, register: Register, record: int, today: date) -> Lending:
    """To whom a case is lent, or for a row below a case that case; nothing for any other register. Four statements at most."""
    if register.scope.kind == "through":
        column = register.fields[register.scope.by or ""]
        table = models.table(register.key)
        above = connection.execute(guarded(select(table.c[column.column]).where(table.c.id == record))).scalar()
        parent = models.definition.registers[column.type.to]  # type: ignore[attr-defined]
        return lending_of(connection, models, parent, above or 0, today) if parent.is_case else Lending("", 0)
    if not register.is_case:
        return Lending("", 0)
    table = models.table(register.key)
    row = connection.execute(guarded(select(table).where(table.c.id == record))).mappings().first()
    units, departments = (_helping(connection, models, register.key, record, key)
                          for key in ("assisting_units", "assisting_departments"))
    users = _team_users(connection, models, record, today) if _have_teams(models, register.key) else frozenset()
    return Lending(register.key, record, dict(row or {}), units, departments, users)


def _helping(connection: Connection, models: Models, register: str, record: int, key: str) -> frozenset[int]:
    links = models.links[register, key]
    return frozenset(connection.execute(guarded(select(links.c.target_id).where(links.c.record_id == record))).scalars())


def _team_users(connection: Connection, models: Models, record: int, today: date) -> frozenset[int]:
    cases, account = models.links[_TEAM, _CASES], models.system.account
    statement = select(account.c.user_id).select_from(_teams(models))
    mine = statement.where(cases.c.target_id == record, _lasting(models, today))
    return frozenset(connection.execute(guarded(mine)).scalars())
