"""A date that is known to the day, the month or the year."""

from __future__ import annotations

from calendar import monthrange
from datetime import date


class PartialDate(str):
    """``2021-08-05``, ``2021-08`` or ``2021``. As a text it sorts, compares and lies in JSON as what it says."""

    __slots__ = ()

    @property
    def is_full(self) -> bool:
        """True where the day is known."""
        return len(self) == 10

    def first_day(self) -> date:
        """The earliest day it can mean."""
        return date.fromisoformat((self + "-01-01")[:10])

    def last_day(self) -> date:
        """The latest day it can mean: what is due in a month is due on its last day."""
        if len(self) == 10:
            return date.fromisoformat(self)
        year, month = int(self[:4]), int(self[5:7] or 12)
        return date(year, month, monthrange(year, month)[1])
