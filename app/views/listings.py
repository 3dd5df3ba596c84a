"""Pages of rows for screens and API: one statement for the rows, names, and the security epoch (fast-path.md §1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, g
from sqlalchemy import RowMapping, select

from app.access.listing import Listing
from app.access.query import Key, ListQuery
from app.access.rights import Rights
from app.access.viewer import Viewer
from app.decisions.calendar import local_date
from app.definition import Act, Register
from app.records.selecting import Selection
from app.views.requests import current_login, identify, now, remember, site, snapshot, web

_EPOCH = "security.epoch"


@dataclass(frozen=True, slots=True)
class RowPage:
    """The rows of a page in reading order, whether there are more behind and before, and how they are read."""

    rows: Sequence[RowMapping]
    selection: Selection
    more: bool
    before: bool
    order_column: str

    @property
    def first_key(self) -> Key | None:
        """The key of the first row."""
        return self._key(self.rows[0]) if self.rows else None

    @property
    def last_key(self) -> Key:
        """The key of the last row."""
        return self._key(self.rows[-1])

    def _key(self, row: RowMapping) -> Key:
        return row[self.order_column], row["id"]


def listing_of(register: Register) -> Listing:
    """The remembered statements of a register."""
    listings: dict[str, Listing] = web().listings
    if register.key not in listings:
        listings[register.key] = Listing(site().models, register, site().engine.dialect.name)
    return listings[register.key]


def read_page(register: Register, query: ListQuery, selection: Selection, act: Act = "read") -> RowPage:
    """The page as the present viewer sees it.

    The statement reads the security epoch along with the rows: where somebody's rights have changed since the viewer was
    remembered, the rows are thrown away, the viewer is read anew, and the question asked again.
    """
    listing = listing_of(register)
    found = _rows(listing, query, selection, act)
    if found and found[0][_EPOCH] != _viewer().epoch:
        _look_again(register, act)
        found = _rows(listing, query, selection, act)
    more = len(found) > query.size
    rows = found[: query.size]
    if query.backwards:
        rows = rows[::-1]
    after, before = (True, more) if query.backwards else (more, query.after is not None or query.page > 1)
    return RowPage(rows, selection, after, before, listing.order_column(query))


def _rows(listing: Listing, query: ListQuery, selection: Selection, act: Act) -> list[RowMapping]:
    rights, who, here = site().rights, _viewer(), web()
    reach = rights.reach(who, listing.register.key, act)
    if reach.nothing:
        return []
    extra = _asked_by_edits(listing, rights, who)
    statement, parameters = listing.page(query, reach,
                                         f"{selection.shape(rights, who)}{extra}", lambda: _columns(listing, selection, extra),
                                         _with_epoch(selection, rights, who))
    parameters.update(selection.parameters(rights, who, local_date(now())))
    with here.readings.connect() as connection:
        return list(connection.execute(statement, parameters).mappings())


def _asked_by_edits(listing: Listing, rights: Rights, who: Viewer) -> tuple[str, ...]:
    """The columns that tell which of the rows the viewer may change."""
    reach = rights.reach(who, listing.register.key, "edit")
    return tuple(dict.fromkeys(column for branch in reach.branches for column, _ in branch.conditions))


def _columns(listing: Listing, selection: Selection, extra: tuple[str, ...]) -> list[Any]:
    columns = selection.columns()
    have = {column.key for column in columns}
    return [*columns, *(listing.table.c[name] for name in extra if name not in have)]


def _with_epoch(selection: Selection, rights: Rights, who: Viewer) -> Any:
    join = selection.dress(rights, who)
    epoch = site().models.system.security_epoch

    def dress(rows: Any) -> Any:
        return join(rows).add_columns(select(epoch.c.value).scalar_subquery().label(_EPOCH))

    return dress


def _viewer() -> Viewer:
    who = identify()
    if not isinstance(who, Viewer):
        abort(403)
    return who


def _look_again(register: Register, act: Act) -> None:
    """Read the viewer anew; its rights may be gone."""
    token, user = current_login()
    g.pop("epoch", None)
    remember(token or "", None)
    g.viewer = snapshot(token, user) if token else None
    if not isinstance(g.viewer, Viewer) or not site().rights.may(g.viewer, register.key, act):
        abort(403)


def read_count(register: Register, query: ListQuery, act: Act = "read") -> int:
    """How many rows the query has for the viewer, counted up to COUNT_CAP + 1."""
    listing, here = listing_of(register), web()
    reach = site().rights.reach(_viewer(), register.key, act)
    if reach.nothing:
        return 0
    statement, parameters = listing.count(query, reach)
    with here.readings.connect() as connection:
        return int(connection.execute(statement, parameters).scalar_one())
