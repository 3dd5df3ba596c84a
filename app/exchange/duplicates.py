"""Rows of one file that meet each other (rules.md §6): the same ID number, the same key, the same name in a unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.definition import Register
from app.exchange.reading.table import sheet_of
from app.fieldtypes import AutoNumber, IdNumber, PersonName
from app.problems import Problem, problem
from app.records.draft import Draft
from app.records.matching import Names, unique_keys
from app.records.seen import Seen

Place = int | str  #: the line; with its sheet, where several are read


class FileDuplicates:
    """Remembers the keys of the rows that have gone by, in a file of any length."""

    def __init__(self, register: Register, match_on: Sequence[Names]) -> None:
        self.register = register
        deciding = [*match_on[:1], *unique_keys(register)]
        self.strong = [key for key in dict.fromkeys(deciding) if not _given_by_us(register, key)]
        weak = [*match_on[1:], *_unit_and_name(register)]
        self.weak = [key for key in dict.fromkeys(weak) if key not in self.strong]
        self.seen = {key: Seen() for key in (*self.strong, *self.weak)}
        self.without_id = {key: Seen() for key in self.weak}
        self.other_keys = [key for key in match_on[1:] if key in self.weak]
        self.later: list[tuple[Draft, Problem]] = []

    def check(self, drafts: Sequence[Draft]) -> None:
        """Note the later rows of a deciding key, for ``refuse``; warning F042 for one that only looks like an earlier one."""
        self.later.clear()
        self._recall(drafts)
        for draft in drafts:
            line = _place(draft)
            identified = self._check_strong(draft, line)
            if not draft.faults and not (self.later and self.later[-1][0] is draft):
                self._check_weak(draft, line, identified)
        for remembered in (*self.seen.values(), *self.without_id.values()):
            remembered.release()

    def _recall(self, drafts: Sequence[Draft]) -> None:
        """Have at hand what was said of the keys of these rows."""
        for key, seen in self.seen.items():
            if seen.is_long:
                values = {_values(draft.values, key) for draft in drafts}
                seen.recall(values)
                if key in self.without_id:
                    self.without_id[key].recall(values)

    def refuse(self) -> None:
        """F040 or F041 for the later rows, once all rows have been matched.

        One human may stand on several rosters (rules.md §6): a later row that is a stored record of its own stays.
        """
        for draft, found in self.later:
            if not self._is_known(draft):
                draft.faults[:] = [each for each in draft.faults if each.code != "F043"]  # it says less
                draft.fault(found)

    def _is_known(self, draft: Draft) -> bool:
        """Whether the row means a record that all its other keys mean too."""
        stored = draft.before
        if stored is None or draft.faults or not self.other_keys:
            return False
        columns = [(name, self.register.fields[name].column) for key in self.other_keys for name in key]
        return all(draft.values.get(name) in (None, stored[column]) for name, column in columns)

    def _check_strong(self, draft: Draft, line: Place) -> bool:
        """Whether the row fills a deciding key, perhaps behind a mask."""
        identified = False
        for key in self.strong:
            values = _values(draft.values, key)
            if values is not None:
                identified = True
                first = self.seen[key].setdefault(values, line)
                if first != line:
                    self.later.append((draft, self._repeated(key, first)))
            elif draft.masked and not draft.masked.keys().isdisjoint(key):
                identified = True
        return identified

    def _check_weak(self, draft: Draft, line: Place, identified: bool) -> None:
        """Two rows of one name are one person or two; where both have ID numbers, those tell."""
        for key in self.weak:
            values = _values(draft.values, key)
            if values is None:
                continue
            first = self.seen[key].setdefault(values, line)
            if not identified:
                self.without_id[key][values] = line
            if first != line and values in self.without_id[key]:
                draft.warn(problem("F042", field=key[-1], line=first))
                return

    def _repeated(self, key: Names, first: Place) -> Problem:
        labels = [self.register.fields[name].label for name in key]
        if len(key) == 1:
            return problem("F040", field=key[0], line=first, label=labels[0])
        return problem("F041", field=key[-1], line=first, label=labels)


def _place(draft: Draft) -> Place:
    sheet = sheet_of(draft.mark)
    line = draft.mark.line if draft.mark else 0
    return f"{sheet} {line}" if sheet else line


def _values(values: Mapping[str, Any], key: Names) -> Any:
    """What a row has for a key; None where one of its fields is empty."""
    if len(key) == 1:
        return values.get(key[0])
    found = tuple([values.get(name) for name in key])
    return None if None in found else found


def _given_by_us(register: Register, key: Names) -> bool:
    return any(isinstance(register.fields[name].type, AutoNumber) for name in key)


def _unit_and_name(register: Register) -> list[Names]:
    """The unit and the name of a person, where ID numbers could tell two of a name apart."""
    kinds = {type(field.type): field.key for field in reversed(register.written_fields)}
    unit = register.scope.by if register.scope.kind == "unit" else None
    if unit is None or IdNumber not in kinds or PersonName not in kinds:
        return []
    return [(unit, kinds[PersonName])]
