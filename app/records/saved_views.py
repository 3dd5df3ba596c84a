"""Saved views (常用查询): a question to a list under a name, its owner's alone or shared with a role of one of their units.

A view holds no row: whoever opens one asks its question again, inside their own reach.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, and_, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from app.access.guard import guarded
from app.access.refusal import Refused, out_of_sight
from app.access.viewer import Viewer
from app.definition import Register
from app.fieldtypes.reading import clean_text
from app.problems import BadValue, Problems, problem
from app.records.site import Work

MOST = 30  #: of one person in one register
LONGEST_NAME = 40
LONGEST_QUERY = 2000

#: With whom a view is shared: a role at a unit.
Circle = tuple[str, int]


@dataclass(frozen=True, slots=True)
class SavedView:
    """One view. ``query`` is the query string of the list without the page; ``mine``: the acting user saved it."""

    id: int
    register: str
    name: str
    query: str
    circle: Circle | None
    mine: bool


def views_of(work: Work, register: Register) -> list[SavedView]:
    """The views of a register that the acting user may open: own ones first, then by name. One statement."""
    table, who = work.site.models.system.saved_view, _viewer(work)
    mine = table.c.user_id == who.user_id
    statement = select(table).where(table.c.register == register.key, or_(mine, _shared_with(work, who)))
    rows = work.session.execute(guarded(statement.order_by(table.c.name, table.c.id))).mappings()
    return sorted((_view(row, who) for row in rows), key=lambda view: not view.mine)


def view_in_sight(work: Work, view_id: int) -> SavedView:
    """A view that the acting user may open. Raises OutOfSight."""
    table, who = work.site.models.system.saved_view, _viewer(work)
    statement = select(table).where(table.c.id == view_id, or_(table.c.user_id == who.user_id, _shared_with(work, who)))
    row = work.session.execute(guarded(statement)).mappings().first()
    if row is None or not work.site.rights.may(who, row["register"], "read"):
        raise out_of_sight()
    return _view(row, who)


def save_view(work: Work, register: Register, name: str, query: str, circle: Circle | None = None) -> int:
    """Keep a question; its id. The caller has read ``query`` and commits.

    Raises Problems: A080 no name, A081 the name is taken, A082 too many, A083 a circle that is not theirs, A085 too long.
    """
    table, who = work.site.models.system.saved_view, _viewer(work)
    if len(query) > LONGEST_QUERY:
        raise Problems([problem("A085", field="query")])
    if circle is not None and circle not in circles(work):
        raise Problems([problem("A083", field="share", role=circle[0])])
    if len([view for view in views_of(work, register) if view.mine]) >= MOST:
        raise Problems([problem("A082", most=MOST)])
    row = {"user_id": who.user_id, "register": register.key, "name": _name(work, register.key, name), "query": query,
           "role": circle and circle[0], "unit_id": circle and circle[1], "changed_at": work.now}
    try:
        made = work.session.execute(guarded(insert(table).values(row)))
    except IntegrityError as clash:
        raise Problems([problem("A081", field="name", name=name)]) from clash
    return int(made.inserted_primary_key[0])  # type: ignore[attr-defined]


def rename_view(work: Work, view_id: int, name: str) -> SavedView:
    """Give an own view another name. Raises OutOfSight, Refused A084, Problems A080, A081. The caller commits."""
    view = _own(work, view_id)
    table = work.site.models.system.saved_view
    fresh = _name(work, view.register, name, but=view.id)
    work.session.execute(guarded(update(table).where(table.c.id == view.id).values(name=fresh, changed_at=work.now)))
    return view


def delete_view(work: Work, view_id: int) -> SavedView:
    """Delete an own view. Raises OutOfSight, Refused A084. The caller commits."""
    view = _own(work, view_id)
    table = work.site.models.system.saved_view
    work.session.execute(guarded(delete(table).where(table.c.id == view.id)))
    return view


def circles(work: Work) -> list[Circle]:
    """With whom the acting user may share: the roles that are held at the level of each of their units."""
    who, roles = _viewer(work), work.site.definition.roles.values()
    return list(dict.fromkeys((role.key, duty.unit_id) for duty in who.duties for role in roles
                              if role.level == duty.level and role.rows != "none"))


def _own(work: Work, view_id: int) -> SavedView:
    view = view_in_sight(work, view_id)
    if not view.mine:
        raise Refused([problem("A084")])
    return view


def _name(work: Work, register: str, given: str, but: int = 0) -> str:
    try:
        name = clean_text(given)
    except BadValue:
        name = None
    if not name or len(name) > LONGEST_NAME:
        raise Problems([problem("A080", field="name")])
    table = work.site.models.system.saved_view
    same = and_(table.c.user_id == _viewer(work).user_id, table.c.register == register, table.c.name == name, table.c.id != but)
    if work.session.execute(guarded(select(func.count()).select_from(table).where(same))).scalar_one():
        raise Problems([problem("A081", field="name", name=name)])
    return name


def _shared_with(work: Work, who: Viewer) -> ColumnElement[bool]:
    table = work.site.models.system.saved_view
    held = {(duty.role, duty.unit_id) for duty in who.duties}
    return or_(*_each(table.c.role, table.c.unit_id, held)) if held else table.c.id.is_(None)


def _each(role: ColumnElement[str], unit: ColumnElement[int], held: set[Circle]) -> Iterator[ColumnElement[bool]]:
    yield from (and_(role == key, unit == at) for key, at in sorted(held))


def _viewer(work: Work) -> Viewer:
    if work.viewer is None:
        raise out_of_sight()
    return work.viewer


def _view(row: RowMapping, who: Viewer) -> SavedView:
    circle = (row["role"], row["unit_id"]) if row["role"] else None
    return SavedView(row["id"], row["register"], row["name"], row["query"], circle, row["user_id"] == who.user_id)
