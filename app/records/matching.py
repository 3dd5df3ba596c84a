"""Which stored record a row means, and whether its unique values are free."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from app.access.guard import guarded, scoped
from app.access.viewer import acting
from app.definition import Register
from app.fieldtypes import AutoNumber
from app.fieldtypes.wording import Wording
from app.problems import problem
from app.records.draft import Draft
from app.records.reading import ColumnWriter, mask_fits, stored_value
from app.records.seen import Seen
from app.records.site import Work

_CHUNK = 1000  #: keys of one look-up
_COMBINATIONS = 20_000  #: of the first two columns of a key, in one look-up
_MOST = 1_000_000
_NAMESAKES = 200  #: records of one key that are compared with a row

Key = tuple[Any, ...]
Names = tuple[str, ...]  #: the fields of a key
Claims = Seen  #: records that rows mean already, each with the line of its row


def find_existing(work: Work, register: Register, drafts: Sequence[Draft], keys: Iterable[Names],
                  claims: Claims | None = None, writer: ColumnWriter | None = None) -> None:
    """Set ``before`` of each row that means a stored record: the first key all of whose fields it fills decides.

    Only live records that the viewer reaches are met. A record is meant by one row: of several records of one key a row
    takes the one that is most like it and that no other row (``claims``) means. A later key does not join a row to a
    record whose earlier key says otherwise: two people of one name with different ID numbers are two people.
    F043: the record that the row names by its first key is meant by another row.
    """
    matching = _Matching(work, register, Claims() if claims is None else claims, writer or ColumnWriter(register))
    for field in register.fields.values():
        if isinstance(field.type, AutoNumber):
            matching.meet(drafts, (field.key,), decisive=True)
    for place, key in enumerate(keys):
        matching.meet(drafts, key, decisive=not place)
        matching.earlier.append((key, matching.writer.key(key)))
    matching.claims.release()


class _Matching:
    """Rows of one register against what is stored."""

    def __init__(self, work: Work, register: Register, claims: Claims, writer: ColumnWriter) -> None:
        self.work, self.register, self.claims, self.writer = work, register, claims, writer
        self.table = work.site.models.table(register.key)
        self.earlier: list[tuple[Names, Callable[[Mapping[str, Any]], Key | None]]] = []

    def meet(self, drafts: Sequence[Draft], key: Names, *, decisive: bool) -> None:
        """Join the rows that no key has joined yet."""
        wanted: dict[tuple[bool, ...], dict[Key, list[Draft]]] = {}
        key_of = self.writer.key(key)
        for draft in drafts:
            if draft.record_id is None and not draft.faults and (values := key_of(draft.values)):
                known_by = tuple([earlier_key(draft.values) is not None for _, earlier_key in self.earlier])
                wanted.setdefault(known_by, {}).setdefault(values, []).append(draft)
        for known_by, waiting in wanted.items():
            stored = self._stored(key, list(waiting), known_by)
            self.claims.recall(row["id"] for rows in stored.values() for row in rows)
            for values, rows in stored.items():
                self._join(waiting[values], rows, decisive)

    def _stored(self, key: Names, wanted: list[Key], known_by: tuple[bool, ...]) -> dict[Key, list[Mapping[str, Any]]]:
        """The records of each key, the oldest first. Of rows that are known by earlier keys, and were not found by them,
        only records without those keys can be meant."""
        columns = self._columns(key)
        without = [or_(*(column.is_(None) for column in self._columns(earlier)))
                   for (earlier, _), known in zip(self.earlier, known_by, strict=True) if known]
        reach = self.work.site.rights.reach(acting(), self.register.key, "read")
        found: dict[Key, list[Mapping[str, Any]]] = {}
        asked = set(wanted)
        for batch in _batches(wanted):
            # The limit keeps the criteria apart: a planner without statistics would walk the viewer's whole county.
            mine = select(self.table).where(self.table.c.void_at.is_(None), _among(columns, batch),
                                            *without).limit(_MOST).subquery()
            statement = scoped(select(mine), mine, reach).order_by(mine.c.id)
            for row in self.work.session.execute(statement).mappings():
                values = tuple(row[column.key] for column in columns)
                if values in asked:  # not merely a combination of two
                    found.setdefault(values, []).append(dict(row))
        return found

    def _columns(self, key: Names) -> list[Any]:
        return [self.table.c[self.register.fields[name].column] for name in key]

    def _may_mean(self, draft: Draft, row: Mapping[str, Any]) -> bool:
        wording = Wording()
        if any(not mask_fits(self.register.fields[name], draft, row, wording) for name in draft.masked):
            return False
        return not any(self._differs(draft, row, key, key_of(draft.values)) for key, key_of in self.earlier)

    def _differs(self, draft: Draft, row: Mapping[str, Any], key: Names, given: Key | None) -> bool:
        stored = tuple(row[self.register.fields[name].column] for name in key)
        return given is not None and None not in stored and stored != given

    def _join(self, drafts: Sequence[Draft], rows: list[Mapping[str, Any]], decisive: bool) -> None:
        """Give each row the record that it means among the records of its key."""
        free = [row for row in rows if row["id"] not in self.claims]
        for draft in drafts:
            place = self._most_like(draft, free)
            if place is not None:
                row = free.pop(place)
                draft.before, draft.record_id, draft.action = row, row["id"], "update"
                self.claims[row["id"]] = draft.mark.line if draft.mark else 0
            elif decisive and (taken := next((row for row in rows[:_NAMESAKES] if self._may_mean(draft, row)), None)):
                draft.fault(problem("F043", line=self.claims[taken["id"]]))

    def _most_like(self, draft: Draft, rows: list[Mapping[str, Any]]) -> int | None:
        """The place of the record that the row means; of equals the oldest."""
        meant = list(islice((place for place, row in enumerate(rows) if self._may_mean(draft, row)), _NAMESAKES))
        if len(meant) < 2:
            return meant[0] if meant else None
        return max(meant, key=lambda place: self._likeness(draft, rows[place]))

    def _likeness(self, draft: Draft, row: Mapping[str, Any]) -> int:
        """In how many fields row and record agree."""
        fields = self.register.fields
        return sum(fields[key].stored and stored_value(fields[key], row) == draft.values[key] for key in draft.given)


def key_values(register: Register, draft: Draft, key: Names) -> Key:
    """The columns of a key as the row has them; the row fills it."""
    return ColumnWriter(register).key(key)(draft.values) or ()


def _batches(keys: list[Key]) -> Iterator[list[Key]]:
    """The keys in batches of which each is one look-up: its first two columns meet in few combinations."""
    batch: list[Key] = []
    firsts: set[Any] = set()
    for key in sorted(keys, key=lambda each: str(each[0])) if keys and len(keys[0]) > 1 else keys:
        if batch and (len(batch) == _CHUNK or (len(key) > 1 and (len(firsts) + 1) * len(batch) > _COMBINATIONS)):
            yield batch
            batch, firsts = [], set()
        batch.append(key)
        firsts.add(key[0])
    if batch:
        yield batch


def _among(columns: list[Any], keys: list[Key]) -> ColumnElement[bool]:
    """The rows of these keys and of their combinations. Row values in a list would not use an index of SQLite."""
    return and_(*(column.in_(sorted({key[place] for key in keys}, key=str)) for place, column in enumerate(columns)))


def unique_keys(register: Register) -> list[Names]:
    """The keys that no two live records share."""
    keys = [(field.key,) for field in register.fields.values() if field.unique and field.stored]
    return list(dict.fromkeys([*keys, register.natural_key] if register.natural_key else keys))


def check_unique(work: Work, register: Register, drafts: Sequence[Draft]) -> None:
    """V003 where another live record has the value already. The sentence never says whose: it may be out of sight."""
    writer = ColumnWriter(register)
    for key in unique_keys(register):
        key_of = writer.key(key)
        wanted = {id(draft): values for draft in drafts if (values := key_of(draft.values))}
        if wanted:
            _check_key(work, register, drafts, wanted, key)


def _check_key(work: Work, register: Register, drafts: Sequence[Draft], wanted: Mapping[int, Key], key: Names) -> None:
    table = work.site.models.table(register.key)
    columns = [table.c[register.fields[name].column] for name in key]
    taken: dict[Key, int] = {}
    for batch in _batches(list(dict.fromkeys(wanted.values()))):
        statement = select(table.c.id, *columns).where(table.c.void_at.is_(None), _among(columns, batch))
        for found in work.session.execute(guarded(statement)).all():
            taken[tuple(found[1:])] = found[0]
    for draft in drafts:
        owner = taken.get(wanted.get(id(draft), ()))
        if owner is not None and owner != draft.record_id:
            draft.fault(problem("V003", field=key[-1], label=_labels(register, key)))


def _labels(register: Register, key: Names) -> Any:
    labels: Sequence[Any] = [register.fields[name].label for name in key]
    return labels[0] if len(labels) == 1 else labels


def same_as_stored(draft: Draft) -> bool:
    """Whether the row changes nothing of the record it means."""
    before: Mapping[str, Any] = draft.before or {}
    return all(before.get(name) == value for name, value in draft.columns.items())
