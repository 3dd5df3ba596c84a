"""The verdict on the rows of a file, a chunk at a time: typed, resolved, matched, judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any, Protocol

from app.definition import LEVELS, Register
from app.exchange.duplicates import FileDuplicates
from app.exchange.plan import Plan
from app.exchange.reading.skipping import Skipped
from app.exchange.reading.table import Table, WhenExists, sheet_of
from app.problems import problem
from app.records import bulk
from app.records.draft import Draft
from app.records.likely_same import warn_of_likely
from app.records.preparing import Preparation
from app.records.site import Work


class Run(Protocol):
    """What the judge must know of the run that it serves."""

    work: Work
    register: Register
    plan: Plan
    when_exists: WhenExists

    def stage(self, name: str) -> AbstractContextManager[None]:
        """Add the time of what is done within to the stage."""

    def note(self, draft: Draft) -> None:
        """Count a row and keep what the report needs of it."""


class Judge:
    """The steps of one chunk."""

    def __init__(self, run: Run, table: Table, fixed: dict[str, Any]) -> None:
        self.run, self.fixed = run, fixed
        work, register = run.work, run.register
        match_on = register.importing.match_on if register.importing else ()
        reading = replace(work.reading(), door="file", epoch_1904=table.grid.epoch_1904)
        self.steps = Preparation(work, register, match_on=match_on, reading=reading)
        self.duplicates = FileDuplicates(register, match_on)
        self.identity = {name for key in match_on for name in key}
        self.chunks = 0
        self.is_read: set[int] = set()

    def chunk(self, drafts: list[Draft]) -> None:
        """Bring the rows to their verdict and count them; rows to be skipped leave the list."""
        self.chunks += 1
        run, stage = self.run, self.run.stage
        with stage("type"):
            self._read(drafts)
        with stage("resolve"):
            self.steps.resolve(drafts)
        with stage("match"):
            self.duplicates.check(drafts)
            self.steps.match(drafts)
            self.duplicates.refuse()
        with stage("judge"):
            self._keep_identity(drafts)
            self.steps.settle(drafts)
            drafts[:] = [draft for draft in drafts if not self._exists(draft)]
            moving = [draft for draft in drafts if not draft.faults and draft.action != "same"]
            bulk.refuse_unreached(run.work, run.register, moving)
            warn_of_likely(run.work, run.register, moving)
            for draft in drafts:
                run.note(draft)

    def _read(self, drafts: list[Draft]) -> None:
        self.steps.read([draft for draft in drafts if id(draft) not in self.is_read] if self.is_read else drafts)
        for draft in drafts if self.fixed else ():
            draft.values.update(self.fixed)
            draft.given.update(self.fixed)

    def _keep_identity(self, drafts: list[Draft]) -> None:
        """An empty cell never takes from a record what it is known by."""
        for draft in drafts:
            if draft.before is not None:
                for key in self.identity:
                    if key in draft.given and draft.values.get(key) is None:
                        del draft.values[key]
                        draft.given.discard(key)

    def _exists(self, draft: Draft) -> bool:
        """What the person chose for records that are there already; True for a row that is passed over."""
        if draft.faults or draft.action != "update":
            return False
        if self.run.when_exists == "skip":
            self.run.plan.skip(Skipped(draft.mark.line if draft.mark else 0, "exists", sheet_of(draft.mark)))
            return True
        if self.run.register.append_only:
            draft.fault(problem("A074", register=self.run.register.label))
            return False
        if self.run.when_exists == "refuse":
            draft.fault(problem("F044"))
            return False
        for key in sorted(draft.given):
            field = self.run.register.fields[key]
            if draft.values.get(key) is None and field.stored and (draft.before or {}).get(field.column) is not None:
                draft.warn(problem("F034", field=key, label=field.label))
        return False

    def by_level(self, chunks: Iterable[list[Draft]]) -> Iterator[list[Draft]]:
        """Rows of units, counties before towns before villages, so that each finds its parent."""
        drafts = [draft for chunk in chunks for draft in chunk]
        self.steps.read(drafts)
        self.is_read = {id(draft) for draft in drafts}
        levels: dict[Any, list[Draft]] = {level: [] for level in (None, *LEVELS)}
        for draft in drafts:
            levels.setdefault(draft.values.get("level"), []).append(draft)
        yield from filter(None, levels.values())
