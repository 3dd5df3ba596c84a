"""References of rows: names of files become ids, ids of forms are looked at, and what a row leaves open is found.

Everything is asked through the viewer's own reach, so a record outside it is simply "not found" (style.md §8.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, func, select, true

from app.access.guard import scoped
from app.access.viewer import Viewer, acting
from app.access.writes import CHOSEN
from app.decisions.units import Ambiguous, Dissolved, Found, Scope
from app.definition import Field, Register
from app.expressions import Names, Rule, read_rule
from app.fieldtypes import Reference, References
from app.fieldtypes.references import Named
from app.problems import Problem, problem
from app.records.draft import Draft
from app.records.rule_columns import RegisterColumns
from app.records.site import Work
from app.records.spellings import Candidates, NameFinder
from app.words import Words

_CHUNK = 500


def resolve(work: Work, register: Register, drafts: Sequence[Draft]) -> None:
    """Turn every reference of the rows into an id that the viewer reaches, or into a fault (V008, V009, V016)."""
    steps = [_Resolution(work, register, field) for field in _units_first(register)]
    for step in steps:
        step.read_names(drafts)
    for step in steps:
        step.fill(drafts)
    for step in steps:
        step.follow(drafts)  # again: what it follows may only just have been filled
    for step in steps:
        step.see(drafts)


def _units_first(register: Register) -> list[Field]:
    """The reference fields, units before what may be narrowed by the row's unit."""
    fields = [field for field in register.written_fields if isinstance(field.type, (Reference, References))]
    return sorted(fields, key=lambda field: field.type.to != "unit")  # type: ignore[attr-defined]


class _Resolution:
    """One reference field over many rows."""

    def __init__(self, work: Work, register: Register, field: Field) -> None:
        assert isinstance(field.type, (Reference, References))
        self.work, self.register, self.field, self.kind = work, register, field, field.type
        self.target = work.site.definition.registers[self.kind.to]
        self.table = work.site.models.table(self.kind.to)
        self.notes: dict[str, Problem] = {}

    def read_names(self, drafts: Sequence[Draft]) -> None:
        """Names → ids."""
        waiting: dict[str, list[Draft]] = {}
        for draft in drafts:
            for item in self._items(draft):
                if item.__class__ is Named:
                    waiting.setdefault(item.text, []).append(draft)
        if waiting:
            self._put(waiting, self._look_up(sorted(waiting)))

    def _put(self, waiting: Mapping[str, list[Draft]], candidates: Mapping[str, Candidates | Problem]) -> None:
        if isinstance(self.kind, References):
            for draft in {id(draft): draft for group in waiting.values() for draft in group}.values():
                self._replace(draft, candidates)
            return
        for text, group in waiting.items():
            meant = candidates[text]
            only = next(iter(meant)) if isinstance(meant, dict) and len(meant) == 1 else None
            for draft in group:
                if only is None:
                    self._replace(draft, candidates)
                else:
                    draft.values[self.field.key] = only
                    self._note(text, draft)

    def _note(self, text: str, draft: Draft) -> None:
        """What the reader should know of a unit that was found under another name."""
        if text in self.notes:
            draft.warn(self.notes[text])

    def _items(self, draft: Draft) -> tuple[Any, ...]:
        """What a row gives for the field, as a tuple in both kinds."""
        key = self.field.key
        value = draft.values.get(key)
        if value is None or (key not in draft.given and key not in draft.filled):
            return ()
        return value if isinstance(value, tuple) else (value,)

    # -- names ---------------------------------------------------------------------------------

    def _look_up(self, texts: list[str]) -> dict[str, Candidates | Problem]:
        if self.target.scope.kind == "tree":
            return {text: self._unit(text) for text in texts}
        matches = NameFinder(self.work, self.target, self._choosable()).find(texts)
        return {text: matches.get(text, {}) for text in texts}

    def _unit(self, text: str) -> Candidates | Problem:
        """A unit by name, path or code (rules.md §6); retired ones give their successor."""
        directory = self.work.site.directory(self.work.session)
        found = directory.index.find(text, self.work.today)
        if isinstance(found, Found):
            return self._found_unit(text, found)
        if isinstance(found, Ambiguous):
            return self._among_mine(text, found)
        code = "V016" if isinstance(found, Dissolved) else "V008"
        near = None if isinstance(found, (Dissolved, Ambiguous)) else next(iter(found.near), None)
        return problem(code, field=self.field.key, label=self.field.label, given=text[:40], near=near)

    def _found_unit(self, text: str, found: Found) -> Candidates:
        """The unit, with a warning where it is not quite the one that was written (rules.md §6)."""
        if found.retired:
            self.notes[text] = problem("V017", field=self.field.key, given=found.retired.name, unit=found.unit.name)
        elif found.other_ending:
            self.notes[text] = problem("V018", field=self.field.key, given=text[:40], unit=found.unit.name)
        return {found.unit.id: None}

    def _among_mine(self, text: str, found: Ambiguous) -> Candidates | Problem:
        """Of several units of that name, the one inside the viewer's own units."""
        directory = self.work.site.directory(self.work.session)
        who = acting()
        mine = set()
        for unit in who.units if isinstance(who, Viewer) else ():
            inside = _scope_of(directory.units[unit].code, directory.units[unit].level)
            match = directory.index.find(text, self.work.today, inside)
            if isinstance(match, Found):
                mine.add(match.unit.id)
                self._found_unit(text, match)
        if len(mine) == 1:
            return {mine.pop(): None}
        return problem("V009", field=self.field.key, label=self.field.label, given=text[:40], count=found.count)

    def _only(self, text: str, candidates: Candidates, draft: Draft) -> int | Problem:
        """The one record meant; of several, the one of the row's own unit."""
        if len(candidates) > 1:
            unit = draft.values.get("unit")
            near = {record: owner for record, owner in candidates.items() if owner == unit}
            candidates = near if len(near) == 1 else candidates
        if len(candidates) == 1:
            return next(iter(candidates))
        code = "V009" if candidates else "V008"
        return problem(code, field=self.field.key, label=self.field.label, given=text[:40], count=len(candidates))

    def _replace(self, draft: Draft, candidates: Mapping[str, Candidates | Problem]) -> None:
        ids = []
        for item in self._items(draft):
            meant = candidates[item.text] if isinstance(item, Named) else item
            meant = self._only(item.text, meant, draft) if isinstance(meant, dict) else meant
            if isinstance(meant, Problem):
                draft.fault(meant)
            else:
                ids.append(meant)
                if isinstance(item, Named):
                    self._note(item.text, draft)
        if self.field.key in draft.given:
            draft.values[self.field.key] = (tuple(ids) or None) if isinstance(self.kind, References) else next(iter(ids), None)

    # -- what a row leaves open ----------------------------------------------------------------

    def fill(self, drafts: Sequence[Draft]) -> None:
        """``follows``, ``default: sole`` and ``default: my_unit`` for new rows that leave the field empty."""
        self.follow(drafts)
        empty = self._empty(drafts) if self.field.default in ("sole", "my_unit") else []
        if empty and self.field.default == "sole":
            self._take_sole(empty)
        elif empty:
            self._take_my_unit(empty)

    def follow(self, drafts: Sequence[Draft]) -> None:
        """The unit of what another field names, for new rows that leave this one empty."""
        empty = self._empty(drafts) if self.field.follows else []
        if empty:
            self._follow(empty)

    def _empty(self, drafts: Sequence[Draft]) -> list[Draft]:
        key = self.field.key
        return [draft for draft in drafts
                if draft.values.get(key) is None and draft.before is None and not draft.is_faulty(key)]

    def _give(self, draft: Draft, record: int) -> None:
        draft.values[self.field.key] = record
        draft.filled.add(self.field.key)

    def _follow(self, drafts: list[Draft]) -> None:
        """The unit of the record that another field names."""
        leader = self.register.fields[self.field.follows or ""]
        assert isinstance(leader.type, Reference)
        table = self.work.site.models.table(leader.type.to)
        wanted = sorted({draft.values[leader.key] for draft in drafts if isinstance(draft.values.get(leader.key), int)})
        units: dict[int, int] = {}
        reach = self.work.site.rights.reach(acting(), leader.type.to, "read")
        for chunk in _chunks(wanted):
            statement = scoped(select(table.c.id, table.c.unit_id).where(table.c.id.in_(chunk)), table, reach)
            units.update((record, unit) for record, unit in self.work.session.execute(statement).all())
        for draft in drafts:
            if draft.values.get(leader.key) in units:
                self._give(draft, units[draft.values[leader.key]])

    def _take_sole(self, drafts: list[Draft]) -> None:
        """The only record that could be meant: of the row's unit, or of all that the viewer reaches."""
        sole = self._sole_of({unit for draft in drafts if (unit := draft.values.get("unit"))})
        if any(draft.values.get("unit") is None for draft in drafts):
            sole[None] = self._sole_of_all()
        for draft in drafts:
            found = sole.get(draft.values.get("unit"))
            if found is not None:
                self._give(draft, found)

    def _sole_of(self, units: set[Any]) -> dict[Any, int | None]:
        """The record of each unit that has exactly one."""
        found: dict[Any, int | None] = {}
        unit, record = self.table.c.unit_id, self.table.c.id
        for chunk in _chunks(sorted(each for each in units if isinstance(each, int))):
            statement = select(unit, func.min(record)).where(unit.in_(chunk), self._choosable()).group_by(unit)
            statement = statement.having(func.count() == 1)
            found.update((owner, sole) for owner, sole in self.work.session.execute(self._reached(statement)).all())
        return found

    def _sole_of_all(self) -> int | None:
        statement = select(self.table.c.id).where(self._choosable()).limit(2)
        ids = list(self.work.session.execute(self._reached(statement)).scalars())
        return ids[0] if len(ids) == 1 else None

    def _take_my_unit(self, drafts: list[Draft]) -> None:
        who = acting()
        if isinstance(who, Viewer) and len(who.units) == 1:
            for draft in drafts:
                self._give(draft, who.units[0])

    # -- sight ---------------------------------------------------------------------------------

    def see(self, drafts: Sequence[Draft]) -> None:
        """V008 for every id that the viewer does not reach or that ``where`` leaves out."""
        wanted = {item for draft in drafts for item in self._items(draft)}
        seen: set[int] = set()
        for chunk in _chunks(sorted(wanted)):
            statement = select(self.table.c.id).where(self.table.c.id.in_(chunk), self._choosable())
            seen.update(self.work.session.execute(self._reached(statement)).scalars())
        for draft in drafts if wanted - seen else ():
            if any(item not in seen for item in self._items(draft)) and not self._unchanged(draft):
                draft.fault(problem("V008", field=self.field.key, label=self.field.label,
                                    given=self._written(draft)))

    def _written(self, draft: Draft) -> str | Words:
        """What a file calls a record that is out of reach; forms and the API name it by its id, which says nothing."""
        raw = draft.raw.get(self.field.key)
        return raw.strip()[:40] if self.work.door == "file" and isinstance(raw, str) and raw.strip() else CHOSEN

    def _unchanged(self, draft: Draft) -> bool:
        """A reference that stays what it was is not looked at again: it may have left sight since."""
        if draft.before is None or not isinstance(self.kind, Reference):
            return False
        return bool(draft.before[self.field.column] == draft.values[self.field.key])

    def _choosable(self) -> ColumnElement[bool]:
        live = self.table.c.void_at.is_(None)
        return live & where_rule(self.target, self.kind.where, self.table, self.work)

    def _reached(self, statement: Any) -> Any:
        rights = self.work.site.rights
        return scoped(statement, self.table, rights.reach(acting(), self.target.key, "read"))


def where_rule(target: Register, where: str | None, table: Table, work: Work) -> ColumnElement[bool]:
    """The ``where`` of a reference as SQL over the target's table."""
    if where is None:
        return true()
    names = Names({key: each.type.rule_kind() for key, each in target.fields.items()}, {})
    rule: Rule = read_rule(where, names, expect="yesno")
    return rule.sql(RegisterColumns(work.site.models, target, table), today=work.today)


def _scope_of(code: str, level: str) -> Scope:
    digits = {"county": 6, "town": 9, "village": 12, "grid": 15}[level]
    return Scope(within=code[:digits])


def _chunks(items: list[Any]) -> Iterable[list[Any]]:
    return (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))

