"""The pack ``stock``: movements of supplies, and the balances that they leave (rules.md §5).

A balance is kept for each point, item and batch. It changes by one conditional UPDATE in the transaction that stores the
movement, so two keepers at once cannot take more than there is, and the database itself refuses a balance below nothing.
A transfer (调拨) changes two balances, and so is written down twice: as the keeper entered it, and as what arrived (its
``from_point`` says from where) in the unit of the other point. Whoever reads the movements of a point sees all that its
balance is made of. A stock-take (盘点) sets what was counted, and the movement keeps the difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.access.history import actor_name
from app.access.viewer import Unscoped, acting, acting_as
from app.behaviours.shelves import Carried, Move, Shelf, Stocked, carry_out, lay_out, move_of, read_shelves, read_stocked
from app.definition import Pack, Register
from app.model import Record
from app.problems import Problem, Problems, problem
from app.records.bulk import store
from app.records.draft import Draft
from app.records.reading import ColumnWriter
from app.records.site import Change, Known, Work
from app.words import Words

_REFERENCE, _WHOLE = ("reference",), ("integer",)


class Stock:
    """Keeps ``change`` and ``balance_after`` of a movement, and the balances themselves."""

    pack = Pack(
        key="stock",
        label=Words("出入库", "stock"),
        needs=MappingProxyType({
            "unit": _REFERENCE, "point": _REFERENCE, "to_point": _REFERENCE, "item": _REFERENCE, "kind": ("choice",),
            "from_point": _REFERENCE, "quantity": _WHOLE, "batch": ("text",), "expires_on": ("date",),
            "moved_on": ("date",), "change": _WHOLE, "balance_after": _WHOLE,
        }),
    )

    def derive(self, work: Work, register: Register, before: Mapping[str, Any] | None,
               values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Nothing before it is stored: what a movement leaves is known only once the balance is taken."""
        return {}

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """A070 for each row that takes more than is there, A071 where the unit is not that of the point.

        ``known`` holds the balances as the rows before would leave them, so that a file is judged in its order.
        """
        fresh = [draft for draft in drafts if draft.before is None and not draft.faults]
        moves = [move_of(draft.values) for draft in fresh]
        stocked = read_stocked(work, moves)
        shelves: dict[Shelf, int] = known
        missing = {shelf for move in moves for shelf in move.shelves if shelf not in shelves}
        shelves.update({**dict.fromkeys(missing, 0), **read_shelves(work, missing)})
        for draft, move in zip(fresh, moves, strict=True):
            fault = _misplaced(draft, move, stocked) or _foresee(shelves, move, stocked)
            if fault:
                draft.fault(fault)

    def before_edit(self, work: Work, record: Record) -> None:
        """Movements are never edited."""

    def before_create(self, work: Work, register: Register, drafts: Sequence[Draft]) -> None:
        """Change the balances, and note what arrives elsewhere. Raises Problems (A070), and nothing is stored, where somebody
        was faster."""
        moves = [(draft, move_of(draft.values)) for draft in drafts if draft.values.get("from_point") is None]
        lay_out(work, {shelf for _, move in moves for shelf in move.shelves})
        arrivals = []
        for draft, move in moves:
            done = carry_out(work, move)
            if done is None:
                there = read_shelves(work, [move.at]).get(move.at, 0)
                raise Problems([_short(move, there, read_stocked(work, [move]))])
            draft.columns.update(change=done.change, balance_after=done.left)
            if move.to is not None:
                arrivals.append((draft, move, done))
        _note_arrivals(work, register, arrivals)

    def after_change(self, work: Work, register: Register, changes: Sequence[Change]) -> None:
        """The balances are changed already."""


#: Of a transfer, what the other point is told. Its voucher is unique where it was written; incident and remarks are its own.
_TOLD = ("item", "batch", "quantity", "kind", "moved_on", "handled_by", "purpose")


@dataclass(frozen=True, slots=True)
class Bringing(Unscoped):
    """Writes what arrives in a unit in which the person who sends it writes nothing."""

    user_id: int | None = None


def _note_arrivals(work: Work, register: Register, arrivals: Sequence[tuple[Draft, Move, Carried]]) -> None:
    if not arrivals:
        return
    stocked, writer = read_stocked(work, [move for _, move, _ in arrivals]), ColumnWriter(register)
    drafts = [_arrival(draft.values, move, done, stocked) for draft, move, done in arrivals]
    for draft in drafts:
        draft.columns = writer.columns(draft.values)
    work.session.flush()  # what waits is written as who acts now
    with acting_as(Bringing(f"transfer by {actor_name(acting())}", getattr(acting(), "user_id", None))):
        store(work, register, drafts)


def _arrival(values: Mapping[str, Any], move: Move, done: Carried, stocked: Stocked) -> Draft:
    assert move.to is not None
    own = {"point": move.to.point, "from_point": move.at.point, "unit": stocked.unit_of(move.to.point), "change": move.quantity,
           "balance_after": done.arrived, "expires_on": done.expires_on}
    return Draft({}, values={**{key: values.get(key) for key in _TOLD}, **own})


def _misplaced(draft: Draft, move: Move, stocked: Stocked) -> Problem | None:
    own = stocked.unit_of(move.at.point)
    if own is None or own == draft.values.get("unit"):
        return None
    return problem("A071", field="unit", point=stocked.point(move.at.point), unit=stocked.unit_name(own))


def _foresee(shelves: dict[Shelf, int], move: Move, stocked: Stocked) -> Problem | None:
    """Do the movement in thought."""
    change = move.change(shelves[move.at])
    if shelves[move.at] + change < 0:
        return _short(move, shelves[move.at], stocked)
    shelves[move.at] += change
    if move.to is not None:
        shelves[move.to] += move.quantity
    return None


def _short(move: Move, there: int, stocked: Stocked) -> Problem:
    """What is there, and that it does not suffice."""
    item, measure = stocked.item(move.at.item)
    return problem("A070", field="quantity", point=stocked.point(move.at.point), item=item, batch=move.at.batch or "—",
                   there=there, wanted=move.quantity, measure=measure)
