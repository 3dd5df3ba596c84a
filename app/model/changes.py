"""What a changed declaration does to the database: one change, one sentence, its doubts and its steps.

A plan is made of changes. Each kind of change is a class that can say what it is (zh and en), name the rows that would not
fit (doubts), and write its steps for a migration file, forth and back. The kinds are in ``migration_tables`` (registers and
tables), ``migration_fields`` (fields) and ``migration_indexes``; ``migration_comparing`` finds them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from sqlalchemy import Connection, text

from app.words import Language, Words


class Phase(IntEnum):
    """In which order changes are made; the way back goes through it in reverse."""

    PROTECTION_GOES = -1
    INDEXES_GO = 0
    NAMES = 1
    NEW_TABLES = 2
    FIELDS = 3
    RETIREMENTS = 4
    REQUIREMENTS = 5
    SCOPES = 6
    GOING = 7
    INDEXES_COME = 8
    SEARCH = 9
    PROTECTION = 10


@dataclass(frozen=True, kw_only=True)
class Doubt:
    """Rows that a change touches: ``query`` counts them as the database is now; ``words`` say ``{rows}`` of them.

    A doubt that ``refuses`` stops the plan where there is such a row, here and wherever the migration runs later.
    """

    query: str
    words: Words
    refuses: bool = True


@dataclass(frozen=True, kw_only=True)
class Change(ABC):
    """One difference between the database and the declarations."""

    phase: ClassVar[Phase] = Phase.FIELDS

    @abstractmethod
    def says(self) -> Words:
        """What will happen, in one sentence."""

    def refusal(self) -> Words | None:
        """Why this cannot be done, whatever rows there are, and what to do instead."""
        return None

    def doubts(self) -> Sequence[Doubt]:
        """The rows to look at first."""
        return ()

    @abstractmethod
    def upgrade(self) -> Sequence[str]:
        """The steps, as lines of a migration file."""

    @abstractmethod
    def downgrade(self) -> Sequence[str]:
        """The way back."""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """What was found about a change in a database."""

    words: Words
    refuses: bool


@dataclass(frozen=True, kw_only=True)
class Planned:
    """A change with what was found about it."""

    change: Change
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Plan:
    """Everything that is to be done, in order."""

    planned: tuple[Planned, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.planned)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The changes alone."""
        return tuple(each.change for each in self.planned)

    @property
    def refused(self) -> bool:
        """True where something must be settled first."""
        return any(remark.refuses for each in self.planned for remark in each.remarks)

    def lines(self, language: Language) -> list[str]:
        """The plan in words: a numbered sentence a change, its remarks below it."""
        return [line for number, each in enumerate(self.planned, 1) for line in _lines(number, each, language)]


def _lines(number: int, each: Planned, language: Language) -> Iterable[str]:
    yield f"{number}. {each.change.says().to(language)}"
    signs = {True: Words("✗ 不能执行：", "✗ refused: "), False: Words("· ", "· ")}
    yield from (f"   {signs[remark.refuses].to(language)}{remark.words.to(language)}" for remark in each.remarks)


def plan_of(changes: Iterable[Change], connection: Connection | None = None) -> Plan:
    """The plan of these changes. With a connection the rows are counted; without one only what is certain is said."""
    return Plan(tuple(Planned(change=each, remarks=tuple(_remarks(each, connection)))
                      for each in sorted(changes, key=lambda change: change.phase)))


def _remarks(change: Change, connection: Connection | None) -> Iterable[Remark]:
    refusal = change.refusal()
    if refusal:
        yield Remark(words=refusal, refuses=True)
    for doubt in change.doubts() if connection is not None else ():
        rows = connection.execute(text(doubt.query)).scalar_one()  # type: ignore[union-attr]
        if rows:
            yield Remark(words=Words(doubt.words.zh.format(rows=rows), doubt.words.en.format(rows=rows)), refuses=doubt.refuses)
