"""Which rows go into a sheet, and which into its 上期补报 (rules.md §2), so that the sum of sheets is the ledger.

The second half-month is due before some months end, and rows are entered late. A sheet is drawn as of a moment (截至):

- *own*: rows whose day lies in the period, entered by the moment, that no other sheet carries;
- *supplement*: rows of earlier periods that no sheet carries, where their own period's sheet has been drawn already (or was
  never owed). A period whose sheet is still missing keeps its rows: they go out when it is handed in, not twice.

What a sheet that stands carries never changes. A sheet that is sent back lets go of its rows and is drawn anew.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.decisions.periods import Period, containing


@dataclass(frozen=True)
class LedgerRow:
    """A row of the ledger: the day that decides its period (found_on) and the moment at which it was entered."""

    id: Hashable
    day: date
    entered_at: datetime


@dataclass(frozen=True)
class Sheet:
    """A sheet as drawn: ids of rows, in the order of the ledger."""

    period: Period
    drawn_at: datetime
    own: tuple[Hashable, ...]
    supplement: tuple[Hashable, ...]

    @property
    def rows(self) -> tuple[Hashable, ...]:
        """Everything that it carries."""
        return self.own + self.supplement


def draw(rows: Iterable[LedgerRow], period: Period, drawn_at: datetime, standing: Mapping[Period, Sheet],
         owed_since: date | None = None, elsewhere: Collection[Hashable] = ()) -> Sheet:
    """The sheet of ``period`` as of ``drawn_at``.

    ``standing`` are the sheets of the same return and unit that stand (an older one of ``period`` is drawn anew and counts as
    let go). ``owed_since``: the first day of the first period that was owed; rows before it are supplement of the next sheet.
    ``elsewhere``: rows that sheets of units carry which were merged into this one.
    """
    others = {each: sheet for each, sheet in standing.items() if each != period}
    carried = {row for sheet in others.values() for row in sheet.rows}.union(elsewhere)
    free = [row for row in rows if row.entered_at <= drawn_at and row.id not in carried]
    return Sheet(period, drawn_at, own=tuple(row.id for row in free if period.has_day(row.day)),
                 supplement=tuple(row.id for row in free if _is_late(row.day, period, others, owed_since)))


def _is_late(day: date, period: Period, others: Mapping[Period, Sheet], owed_since: date | None) -> bool:
    if day >= period.first:
        return False
    return containing(period.kind, day) in others or (owed_since is not None and day < owed_since)


def waiting(rows: Iterable[LedgerRow], standing: Mapping[Period, Sheet]) -> tuple[Hashable, ...]:
    """The rows that no sheet carries yet: what the next sheet, or a missing one, brings."""
    carried = {row for sheet in standing.values() for row in sheet.rows}
    return tuple(row.id for row in rows if row.id not in carried)
