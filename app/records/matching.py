"""Which stored record a row means, and whether its unique values are free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select, tuple_

from app.access.guard import guarded, scoped
from app.access.viewer import acting
from app.definition import Register
from app.problems import problem
from app.records.draft import Draft
from app.records.reading import columns_of
from app.records.site import Work

_CHUNK = 400

Key = tuple[Any, ...]


def find_existing(work: Work, register: Register, drafts: Sequence[Draft], keys: Iterable[tuple[str, ...]]) -> None:
    """Set ``before`` of each row that means a stored record: the first key all of whose fields it fills decides.

    Only live records that the viewer reaches are met.
    """
    for key in keys:
        open_rows = [draft for draft in drafts if draft.record_id is None and not draft.refused and _filled(key, draft)]
        if open_rows:
            _meet(work, register, open_rows, key)


def _filled(key: tuple[str, ...], draft: Draft) -> bool:
    return all(draft.values.get(name) is not None for name in key)


def _meet(work: Work, register: Register, drafts: Sequence[Draft], key: tuple[str, ...]) -> None:
    table = work.site.models.table(register.key)
    columns = [table.c[register.fields[name].column] for name in key]
    reach = work.site.rights.reach(acting(), register.key, "read")
    wanted: dict[Key, list[Draft]] = {}
    for draft in drafts:
        wanted.setdefault(key_values(register, draft, key), []).append(draft)
    for chunk in _chunks(list(wanted)):
        statement = select(table).where(table.c.void_at.is_(None), _one_of(columns, chunk)).order_by(table.c.id.desc())
        for row in work.session.execute(scoped(statement, table, reach)).mappings():
            for draft in wanted[tuple(row[column.key] for column in columns)]:
                draft.before, draft.record_id, draft.action = dict(row), row["id"], "update"


def key_values(register: Register, draft: Draft, key: tuple[str, ...]) -> Key:
    """The columns of a key as the row has them."""
    columns = columns_of(register, {name: draft.values[name] for name in key})
    return tuple(columns[register.fields[name].column] for name in key)


def _one_of(columns: list[Any], keys: list[Key]) -> Any:
    return columns[0].in_([key[0] for key in keys]) if len(columns) == 1 else tuple_(*columns).in_(keys)


def check_unique(work: Work, register: Register, drafts: Sequence[Draft]) -> None:
    """V003 where another live record has the value already. The sentence never says whose: it may be out of sight."""
    keys = [(field.key,) for field in register.fields.values() if field.unique and field.stored]
    if register.natural_key:
        keys.append(register.natural_key)
    for key in dict.fromkeys(keys):
        _check_key(work, register, [draft for draft in drafts if _filled(key, draft)], key)


def _check_key(work: Work, register: Register, drafts: Sequence[Draft], key: tuple[str, ...]) -> None:
    table = work.site.models.table(register.key)
    columns = [table.c[register.fields[name].column] for name in key]
    taken: dict[Key, int] = {}
    wanted = {key_values(register, draft, key) for draft in drafts}
    for chunk in _chunks(list(wanted)):
        statement = select(table.c.id, *columns).where(table.c.void_at.is_(None), _one_of(columns, chunk))
        for found in work.session.execute(guarded(statement)).all():
            taken[tuple(found[1:])] = found[0]
    for draft in drafts:
        owner = taken.get(key_values(register, draft, key))
        if owner is not None and owner != draft.record_id:
            draft.fault(problem("V003", field=key[-1], label=_labels(register, key)))


def _labels(register: Register, key: tuple[str, ...]) -> Any:
    labels: Sequence[Any] = [register.fields[name].label for name in key]
    return labels[0] if len(labels) == 1 else labels


def _chunks(items: list[Any]) -> Iterable[list[Any]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))


def same_as_stored(draft: Draft) -> bool:
    """Whether the row changes nothing of the record it means."""
    before: Mapping[str, Any] = draft.before or {}
    return all(before.get(name) == value for name, value in draft.columns.items())
