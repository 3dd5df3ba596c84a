"""Who acts: a user with duties, a named task of the system, or nobody. Nobody reaches no rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime

from app.definition import LEVELS, Act, Level
from app.words import Language


@dataclass(frozen=True, slots=True)
class Duty:
    """A role held at a unit. ``path`` holds the unit and its ancestors as (level, id), the county first."""

    role: str
    unit_id: int
    level: Level
    path: tuple[tuple[Level, int], ...]
    department_id: int | None = None

    @property
    def levels_below(self) -> tuple[Level, ...]:
        """The duty's own level and those under it."""
        return LEVELS[LEVELS.index(self.level):]


@dataclass(frozen=True, slots=True, order=True)
class Loan:
    """A case outside the units of one's duties: ``holds``, ``offered`` or ``reads`` it (app/access/lent.py)."""

    register: str
    record: int
    how: str


@dataclass(frozen=True, slots=True)
class Viewer:
    """A user as plain data: what access is decided from. ``epoch`` is the security epoch it was read at."""

    user_id: int
    name: str
    duties: tuple[Duty, ...] = ()
    language: Language = "zh"
    epoch: int = 0
    must_change_password: bool = False
    abilities: frozenset[str] = frozenset()
    lent: tuple[Loan, ...] = ()

    @property
    def units(self) -> tuple[int, ...]:
        """The units of the duties, each once."""
        return tuple(dict.fromkeys(duty.unit_id for duty in self.duties))


@dataclass(frozen=True, slots=True)
class Unscoped:
    """A task of the system that must see every row, and why (``unscoped("nightly clock")``)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Deed:
    """Under what circumstances something is changed: door, time, reason. Nothing is written without one.

    ``act`` names the act where it is more than create, edit or void; ``run_id`` the import that it belongs to. ``grant``:
    the act that is enough to void records that one has entered oneself: an import is taken back by who may change its rows.
    """

    door: str
    at: datetime
    act: str | None = None
    reason: str | None = None
    run_id: int | None = None
    address: str | None = None
    grant: Act | None = None


Acting = Viewer | Unscoped | None
_acting: ContextVar[Acting | Callable[[], Acting]] = ContextVar("acting", default=None)
_deed: ContextVar[Deed | None] = ContextVar("deed", default=None)


def acting() -> Acting:
    """Who acts now. FAB knows a token's user only inside its decorator, so a web request is asked lazily."""
    current = _acting.get()
    return current() if callable(current) else current


def deed() -> Deed | None:
    """The circumstances of a change that is under way."""
    return _deed.get()


@contextmanager
def acting_as(who: Acting | Callable[[], Acting]) -> Iterator[None]:
    """Act as ``who`` (or as whom the function names when asked) within the block."""
    token = _acting.set(who)
    try:
        yield
    finally:
        _acting.reset(token)


@contextmanager
def unscoped(reason: str) -> Iterator[None]:
    """See and write every row within the block; the reason is for the reader and for the log."""
    with acting_as(Unscoped(reason)):
        yield


@contextmanager
def performing(what: Deed) -> Iterator[None]:
    """Change things under these circumstances within the block."""
    token = _deed.set(what)
    try:
        yield
    finally:
        _deed.reset(token)
