"""Tasks that lie in a folder of their own each, for the one person who has asked; a day later all of it is gone.

Beside the file of the task lies ``asked.json``: what was asked, and what became of it. It gets its name once it is whole.
"""

from __future__ import annotations

import json
import shutil
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

from app.access.refusal import out_of_sight
from app.access.viewer import Viewer, acting
from app.background.kinds import Attempt, Kind
from app.background.tasks import Tasks
from app.words import Language

KEPT = timedelta(hours=24)  #: that one is kept
WAITING, DONE, FAILED = "waiting", "done", "failed"
_ASKED = "asked.json"


@dataclass(frozen=True, kw_only=True)
class Kept(ABC):
    """What every folder says: whose it is, in which language they are told, how far it is, why there is nothing."""

    id: str
    user_id: int
    language: Language
    state: str = WAITING
    reason: str = ""

    @property
    @abstractmethod
    def since(self) -> datetime:
        """When it was asked for."""

    @property
    def expires_at(self) -> datetime:
        """When it goes."""
        return self.since + KEPT

    def as_json(self) -> str:
        """As it lies in its folder."""
        return json.dumps(asdict(self), ensure_ascii=False, default=datetime.isoformat)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The way back. Raises ValueError, KeyError, TypeError for anything else."""
        return cls(**cls._typed(json.loads(text)))

    @classmethod
    @abstractmethod
    def _typed(cls, raw: dict[str, Any]) -> dict[str, Any]:
        """The values of the fields, from what JSON holds of them."""


Own = TypeVar("Own", bound=Kept)


class Folders(Kind[str, Own]):
    """A kind of task whose wishes lie below ``instance/<PLACE>``."""

    PLACE: ClassVar[str]
    KEEPS: type[Own]

    def __init__(self, tasks: Tasks, deed: Callable[[str], None]) -> None:
        super().__init__(tasks, deed)
        self.folder = tasks.folder / self.PLACE

    # -- for the pages -------------------------------------------------------------------------

    def own(self) -> list[Own]:
        """Those of the acting viewer that are not over, the newest first."""
        mine = (each for each in self._all() if each.user_id == viewer().user_id and each.expires_at > self.tasks.clock())
        return sorted(mine, key=lambda each: each.since, reverse=True)

    def own_one(self, key: str) -> Own:
        """One of the acting viewer's. Raises OutOfSight for everybody else's."""
        found = next((each for each in self.own() if each.id == key), None)
        if found is None:
            raise out_of_sight()
        return found

    # -- the work ------------------------------------------------------------------------------

    def tidy(self) -> None:
        """What is over goes, with whatever lies there without being one of them."""
        known = {each.id: each for each in self._all()}
        for folder in self._folders():
            if self._is_over(folder, known.get(folder.name)) and self.is_free(folder.name):
                self._take_away(folder.name)

    def _is_over(self, folder: Path, kept: Own | None) -> bool:
        if kept is not None:
            return kept.expires_at <= self.tasks.clock()
        return time.time() - folder.stat().st_mtime > KEPT.total_seconds()

    def _waiting(self) -> set[str]:
        return {each.id for each in self._all() if each.state == WAITING}

    def _wanted(self, key: str) -> Own | None:
        kept = self._read(key)
        return kept if kept is not None and kept.state == WAITING else None

    def _conclude(self, asked: Own, attempt: Attempt[Own]) -> None:
        if attempt.cancelled:
            self._take_away(asked.id)
            return
        ended = attempt.done or replace(asked, state=FAILED, reason=attempt.reason(asked.language))
        with self.tasks.calm(self.NAME):
            self._write(self._ended(ended))

    def _ended(self, kept: Own) -> Own:
        """As it is written when it has ended, well or not."""
        return kept

    # -- the folder ------------------------------------------------------------------------------

    def _all(self) -> Iterator[Own]:
        return (kept for folder in self._folders() if (kept := self._read(folder.name)) is not None)

    def _folders(self) -> Iterator[Path]:
        return self.folder.iterdir() if self.folder.is_dir() else iter(())

    def _read(self, key: str) -> Own | None:
        try:
            return self.KEEPS.from_json((self.folder / key / _ASKED).read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
            return None

    def _write(self, kept: Own) -> None:
        half = self.folder / kept.id / f"{_ASKED}.half"
        half.write_text(kept.as_json(), encoding="utf-8")
        half.replace(self.folder / kept.id / _ASKED)

    def _take_away(self, key: str) -> None:
        shutil.rmtree(self.folder / key, ignore_errors=True)
        self.forget(key)


def viewer() -> Viewer:
    """Who acts. Raises OutOfSight for nobody and for the system."""
    who = acting()
    if not isinstance(who, Viewer):
        raise out_of_sight()
    return who
