"""Packages that somebody brings: laid aside, looked at, and brought in the background by the one person who has asked for it.

Each has a folder of its own below ``instance/packages``: the file as it came, and what is known of it. A passphrase lies there
sealed under the keys of the site, and only until the package is brought. A day later all of it is gone.
"""

from __future__ import annotations

import json
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any

from filelock import Timeout

from app.access.refusal import out_of_sight
from app.access.viewer import Deed, Viewer, acting, acting_as, performing
from app.background.tasks import BrokenOff, Tasks
from app.fieldtypes.sealing import site_keys
from app.packages import Brought, import_package
from app.packages.meeting import Side
from app.problems import Problems, problem
from app.records.site import Work
from app.words import Language

KEPT = timedelta(hours=24)  #: that one is kept
LOOKED, WAITING, DONE, FAILED = "looked", "waiting", "done", "failed"
_NAME = "bring_package"
_ASKED, _FILE = "asked.json", "package"
_PIECE = 1 << 20
_MOST_TOLD = 200  #: problems and conflicts that a page shows of each kind


@dataclass(frozen=True, kw_only=True)
class KeptPackage:
    """One package and what became of it. ``told``: what it would do, or has done (``as_told``)."""

    id: str
    user_id: int
    name: str
    language: Language
    at: datetime
    state: str = LOOKED
    sealed: str = ""  #: the passphrase under the keys of the site
    settle: Mapping[str, Side] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""

    @property
    def expires_at(self) -> datetime:
        """When it goes."""
        return self.at + KEPT

    @property
    def passphrase(self) -> str | None:
        """What opens it."""
        return site_keys().open(bytes.fromhex(self.sealed)).decode() if self.sealed else None

    def as_json(self) -> str:
        """As it lies in its folder."""
        return json.dumps(asdict(self), ensure_ascii=False, default=datetime.isoformat)

    @classmethod
    def from_json(cls, text: str) -> KeptPackage:
        """The way back."""
        raw = json.loads(text)
        return cls(**{**raw, "at": datetime.fromisoformat(raw["at"])})


def as_told(done: Brought, language: Language) -> dict[str, Any]:
    """What a package would do, or has done, as JSON; of many problems and conflicts the first."""
    conflicts = [{**asdict(each), "differences": [asdict(one) for one in each.differences]} for each in done.conflicts]
    return {"unit": done.manifest.unit_name, "made_by": done.manifest.made_by, "made_at": done.manifest.made_at,
            "clear": done.manifest.clear, "counts": done.counts, "files": done.files, "changes": done.changes,
            "stored": done.stored, "problems": [each.message(language) for each in done.problems[:_MOST_TOLD]],
            "open": sorted({each.register for each in done.conflicts}), "all_problems": len(done.problems),
            "others": sum(each.code != "F075" for each in done.problems),
            "warnings": [each.message(language) for each in done.warnings[:_MOST_TOLD]], "conflicts": conflicts[:_MOST_TOLD]}


class PackageTasks:
    """The packages among the tasks."""

    def __init__(self, tasks: Tasks) -> None:
        self.tasks, self.site, self.folder = tasks, tasks.site, tasks.folder / "packages"
        self.task = tasks.huey.task(name=_NAME)(self.bring)

    # -- for the pages -------------------------------------------------------------------------

    def look(self, work: Work, name: str, stream: IO[bytes], passphrase: str | None) -> KeptPackage:
        """Lay a package aside and say what it would do; nothing is stored. Raises Problems, Refused."""
        sealed = site_keys().seal(passphrase.encode()).hex() if passphrase else ""
        kept = KeptPackage(id=secrets.token_hex(16), user_id=_viewer().user_id, name=name[-200:], language=work.language,
                           at=work.now, sealed=sealed)
        path = self._path(kept)
        path.parent.mkdir(mode=0o700, parents=True)
        try:
            with path.open("wb") as out:
                shutil.copyfileobj(stream, out, _PIECE)
            kept = replace(kept, told=as_told(import_package(work, path, passphrase=passphrase), work.language))
        except BaseException:
            shutil.rmtree(path.parent, ignore_errors=True)
            raise
        self._write(kept)
        return kept

    def put(self, kept: KeptPackage, settle: Mapping[str, Side]) -> None:
        """Have one brought, as long as it waits for that."""
        if kept.state in (LOOKED, FAILED):
            self._write(replace(kept, state=WAITING, settle=dict(settle), reason=""))
            self.tasks.queue(self.task, kept.id)

    def own(self) -> list[KeptPackage]:
        """Those of the acting viewer, the newest first."""
        mine = (each for each in self._all() if each.user_id == _viewer().user_id and each.expires_at > self.tasks.clock())
        return sorted(mine, key=lambda each: each.at, reverse=True)

    def own_one(self, key: str) -> KeptPackage:
        """One of the acting viewer's. Raises OutOfSight for everybody else's."""
        found = next((each for each in self.own() if each.id == key), None)
        if found is None:
            raise out_of_sight()
        return found

    def remove(self, kept: KeptPackage) -> None:
        """Take one away, unless it is being brought."""
        if self.tasks.is_free(_key(kept.id)):
            shutil.rmtree(self.folder / kept.id, ignore_errors=True)

    @property
    def at_work(self) -> bool:
        """Whether there is anybody who will do what waits."""
        return self.tasks.anybody_works

    # -- the work ------------------------------------------------------------------------------

    def find_lost(self) -> list[str]:
        """Put in again what waits, and neither lies in the queue nor is at work: its process has died."""
        waiting = {each.id for each in self._all() if each.state == WAITING} - self.tasks.waiting(_NAME)
        lost = [key for key in sorted(waiting) if self.tasks.is_free(_key(key))]
        for key in lost:
            self.task(key)
        return lost

    def tidy(self) -> None:
        """What is over goes, with whatever lies there without being a package."""
        now, known = self.tasks.clock(), {each.id: each for each in self._all()}
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            kept = known.get(folder.name)
            is_over = kept.expires_at <= now if kept else time.time() - folder.stat().st_mtime > KEPT.total_seconds()
            if is_over and self.tasks.is_free(_key(folder.name)):
                shutil.rmtree(folder, ignore_errors=True)

    def bring(self, key: str) -> None:
        """Bring one package, unless another process is at it or it is no longer wanted."""
        try:
            with self.tasks.lock(_key(key)).acquire(timeout=0):
                kept = self._read(key)
                if kept is not None and kept.state == WAITING:
                    self._bring(kept)
        except Timeout:
            return

    def _bring(self, kept: KeptPackage) -> None:
        try:
            ended = self._brought(kept)
        except BrokenOff:
            return  # it goes on waiting
        except Problems as found:
            ended = replace(kept, state=FAILED, reason=found.found[0].message(kept.language))
        except Exception as error:
            failed = self.tasks.failed(_key(kept.id), _NAME, error, "F058")
            if failed is None:
                return  # it goes on waiting: find_lost puts it in again
            ended = replace(kept, state=FAILED, reason=failed.message(kept.language))
        with self.tasks.calm(_NAME):
            self._write(ended)
        self.tasks.forget(_key(kept.id), "tries")

    def _brought(self, kept: KeptPackage) -> KeptPackage:
        """Bring it as the person who has asked, with the duties of this moment. Raises Problems: F054, A003, F070 to F074."""
        now, viewer = self.tasks.clock(), self.tasks.viewer(kept.user_id)
        if viewer is None:
            raise Problems([problem("F054", name=f"#{kept.user_id}")])
        with acting_as(viewer), performing(Deed(door="form", at=now)), self.tasks.sessions() as session:
            work = Work(self.site, session, now, "form", kept.language)
            done = import_package(work, self._path(kept), passphrase=kept.passphrase, store=True, settle=kept.settle)
        told = as_told(done, kept.language)
        if not done.stored:
            return replace(kept, state=FAILED, told=told)
        self._path(kept).unlink(missing_ok=True)
        return replace(kept, state=DONE, told=told, sealed="")

    # -- the folder ------------------------------------------------------------------------------

    def _path(self, kept: KeptPackage) -> Path:
        return self.folder / kept.id / _FILE

    def _all(self) -> Iterator[KeptPackage]:
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            kept = self._read(folder.name)
            if kept is not None:
                yield kept

    def _read(self, key: str) -> KeptPackage | None:
        try:
            return KeptPackage.from_json((self.folder / key / _ASKED).read_text("utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError, KeyError, TypeError):
            return None

    def _write(self, kept: KeptPackage) -> None:
        half = self.folder / kept.id / f"{_ASKED}.half"
        half.write_text(kept.as_json(), encoding="utf-8")
        half.replace(self.folder / kept.id / _ASKED)


def _viewer() -> Viewer:
    who = acting()
    if not isinstance(who, Viewer):
        raise out_of_sight()
    return who


def _key(key: str) -> str:
    return f"package-{key}"
