"""Which invented records stay when the others are removed, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select

from app.definition import Register
from app.fieldtypes import Reference, References
from app.records.site import Work

_CHUNK = 500
_MOVEMENT = "stock_movement"

#: Changed by a person; named by a record of theirs or by one that stays; part of one that stays, or of the same goods.
Why = Literal["edited", "referred", "belongs"]

Ids = Mapping[str, set[int]]  #: register → records
Found = tuple[str, int, Why]


@dataclass(frozen=True, slots=True)
class Kept:
    """An invented record that stays."""

    register: str
    record_id: int
    name: str
    why: Why


def keep(work: Work, born: Ids, runs: list[int]) -> dict[str, dict[int, Why]]:
    """The records of ``born`` that stay: register → record → why."""
    found: dict[str, dict[int, Why]] = {register: {} for register in born}
    fresh: list[Found] = [*_edited(work, born, runs), *_named_by_others(work, born), *_same_goods(work, born)]
    while fresh:
        for register, record_id, why in fresh:
            found[register].setdefault(record_id, why)
        fresh = [each for each in _drawn_in(work, born, found) if each[1] not in found[each[0]]]
    return found


def _edited(work: Work, born: Ids, runs: list[int]) -> Iterator[Found]:
    """What a person has touched: an entry of history that is neither of the demo nor of the clock."""
    history = work.site.models.system.history
    ours = history.c.run_id.in_(runs)
    for register, ids in born.items():
        for chunk in _chunks(ids):
            theirs = history.c.record_id.in_(chunk) & (history.c.register == register) & (history.c.door != "clock")
            statement = select(history.c.record_id).where(theirs, history.c.run_id.is_(None) | ~ours).distinct()
            for record_id in work.session.execute(statement).scalars():
                yield register, record_id, "edited"


def _named_by_others(work: Work, born: Ids) -> Iterator[Found]:
    """What records refer to that are not invented."""
    for register in work.site.definition.registers.values():
        own = born.get(register.key, set())
        for target, pairs in _references(work, register, born):
            for record_id, named in pairs:
                if record_id not in own:
                    yield target, named, "referred"


def _same_goods(work: Work, born: Ids) -> Iterator[Found]:
    """Movements of goods that people have moved too: without them what people took out would never have come in."""
    own = born.get(_MOVEMENT, set())
    table = work.site.models.table(_MOVEMENT) if own else None
    if table is None:
        return
    columns = (table.c.id, table.c.point_id, table.c.to_point_id, table.c.item_id, table.c.batch)
    rows = work.session.execute(select(*columns)).all()
    lots = {row[0]: {(point, *row[3:]) for point in row[1:3] if point is not None} for row in rows}
    touched = {lot for record_id, its in lots.items() if record_id not in own for lot in its}
    while fresh := {each for each in own if lots[each] & touched}:
        own = own - fresh
        touched |= {lot for each in fresh for lot in lots[each]}
        yield from ((_MOVEMENT, each, "belongs") for each in sorted(fresh))


def _drawn_in(work: Work, born: Ids, kept: Mapping[str, Mapping[int, Why]]) -> Iterator[Found]:
    """What the records that stay refer to, and what is part of them."""
    for key in born:
        register = work.site.definition.registers[key]
        for target, pairs in _references(work, register, born):
            part = register.scope.kind == "through" and target == _parent(register)
            for record_id, named in pairs:
                if record_id in kept[key]:
                    yield target, named, "referred"
                elif part and record_id in born[key] and named in kept[target]:
                    yield key, record_id, "belongs"


def _parent(register: Register) -> str:
    kind = register.fields[register.scope.by or ""].type
    return kind.to if isinstance(kind, Reference) else ""


def _references(work: Work, register: Register, born: Ids) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Target register, and (record, invented record that it names) for each reference field of a register."""
    models = work.site.models
    table = models.table(register.key)
    for field in register.fields.values():
        target = field.type.to if isinstance(field.type, (Reference, References)) else ""
        if target in born:
            link = models.links.get((register.key, field.key))
            column, owner = (table.c[field.column], table.c.id) if link is None else (link.c.target_id, link.c.record_id)
            yield target, [pair for chunk in _chunks(born[target]) for pair in _pairs(work, owner, column, chunk)]


def _pairs(work: Work, owner: Any, column: Any, ids: list[int]) -> list[tuple[int, int]]:
    rows = work.session.execute(select(owner, column).where(column.in_(ids))).all()
    return [(record_id, named) for record_id, named in rows]


def _chunks(ids: set[int]) -> Iterator[list[int]]:
    ordered = sorted(ids)
    return (ordered[start : start + _CHUNK] for start in range(0, len(ordered), _CHUNK))
