"""Notices of the acting viewer's units: those of one record and kind are one line with its count, read or not.

A notice to a department is for its clerks and for whoever has a duty at the whole unit; only records in the viewer's reach are
told of. One statement counts, one lists, and one for each register names the records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, String, Subquery, case, func, literal, or_, select, union_all

from app.access.guard import guarded, scoped
from app.access.viewer import Viewer, acting
from app.definition import Register
from app.records.names import read_names
from app.records.notice_reads import EVERYTHING
from app.records.return_states import RETURN
from app.records.site import Work

SIZE = 50


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """The notices of one record and kind. ``last``: id of the newest; ``at`` and ``due_on`` are the newest's."""

    register: str
    record: int
    kind: str
    name: str
    unit: int
    times: int
    last: int
    at: datetime
    due_on: date | None
    unread: bool


def count_unread(work: Work) -> int:
    """How many lines have something that was not read: one statement."""
    lines = _lines(work)
    if lines is None:
        return 0
    return int(work.session.execute(guarded(select(func.count()).select_from(lines).where(lines.c.unread == 1))).scalar_one())


def newest(work: Work) -> int:
    """The id of the newest notice of the installation; 0 for none."""
    table = work.site.models.system.notice
    return work.session.execute(guarded(select(func.max(table.c.id)))).scalar() or 0


def list_notices(work: Work, *, unread: bool = False, page: int = 1) -> tuple[tuple[NoticeLine, ...], bool]:
    """A page of the lines, the newest first, and whether more follow."""
    lines = _lines(work)
    if lines is None:
        return (), False
    statement = select(lines).order_by(lines.c.last.desc()).limit(SIZE + 1).offset(SIZE * (page - 1))
    if unread:
        statement = statement.where(lines.c.unread == 1)
    rows = work.session.execute(guarded(statement)).mappings().all()
    return tuple(_named(work, rows[:SIZE])), len(rows) > SIZE


def _named(work: Work, rows: Any) -> Iterator[NoticeLine]:
    names: dict[tuple[str, int], str] = {}
    for register in dict.fromkeys(row["register"] for row in rows):
        names |= read_names(work.session, register, {row["record_id"] for row in rows if row["register"] == register},
                            work.wording())
    for row in rows:
        yield _line(row, names.get((row["register"], row["record_id"]), "—"))


def _line(row: Mapping[Any, Any], name: str) -> NoticeLine:
    return NoticeLine(row["register"], row["record_id"], row["kind"], name, row["unit_id"], row["times"], row["last"],
                      row["at"], row["due_on"], bool(row["unread"]))


# -- statements ----------------------------------------------------------------------------------------


def _lines(work: Work) -> Subquery | None:
    """The folded notices with ``unread`` 1 or 0; None for who is told nothing."""
    who = acting()
    registers = [register for register in work.site.definition.registers.values()
                 if (register.is_case or register.key == RETURN) and work.site.rights.may(who, register.key, "read")]
    if not isinstance(who, Viewer) or not registers:
        return None
    folded = union_all(*(_folded(work, who, register) for register in registers)).subquery("folded")
    notice, read = work.site.models.system.notice, work.site.models.system.notice_read
    own, every = read.alias("own"), read.alias("every")
    same = ((own.c.user_id == who.user_id) & (own.c.register == folded.c.register) & (own.c.record_id == folded.c.record_id)
            & (own.c.kind == folded.c.kind))
    all_read = (every.c.user_id == who.user_id) & (every.c.register == EVERYTHING) & (every.c.record_id == 0)
    is_read = or_(folded.c.last <= own.c.upto, folded.c.last <= every.c.upto)
    columns = (folded, notice.c.at, notice.c.unit_id, notice.c.due_on, case((is_read, 0), else_=1).label("unread"))
    joined = folded.join(notice, notice.c.id == folded.c.last).outerjoin(own, same).outerjoin(every, all_read)
    return select(*columns).select_from(joined).subquery("lines")


def _folded(work: Work, who: Viewer, register: Register) -> Select[Any]:
    notice, table = work.site.models.system.notice, work.site.models.table(register.key)
    mine = or_(*(_for(notice, duty) for duty in who.duties))
    statement = (select(literal(register.key, String).label("register"), notice.c.record_id, notice.c.kind,
                        func.max(notice.c.id).label("last"), func.count().label("times"))
                 .join(table, table.c.id == notice.c.record_id)
                 .where(notice.c.register == register.key, mine, table.c.void_at.is_(None))
                 .group_by(notice.c.record_id, notice.c.kind))
    return scoped(statement, table, work.site.rights.reach(who, register.key, "read"))


def _for(notice: Any, duty: Any) -> Any:
    at = notice.c.unit_id == duty.unit_id
    return at if duty.department_id is None else at & (notice.c.department_id == duty.department_id)


def notice_of(work: Work, notice: int) -> NoticeLine | None:
    """The line that ends with a notice, None where it is not the acting viewer's; its name is left out."""
    lines = _lines(work)
    if lines is None:
        return None
    row = work.session.execute(guarded(select(lines).where(lines.c.last == notice))).mappings().first()
    return _line(row, "") if row else None
