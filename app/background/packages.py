"""Packages that somebody brings: laid aside, looked at, and brought in the background by the one person who has asked for it.

Each has a folder of its own below ``instance/packages``: the file as it came, and what is known of it. A passphrase lies there
sealed under the keys of the site, and only until the package is brought. A day later all of it is gone.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from app.background.folders import DONE, FAILED, WAITING, Folders, Kept, viewer
from app.background.tasks import Tasks
from app.fieldtypes.sealing import site_keys
from app.packages import Brought, import_package
from app.packages.meeting import Side
from app.records.site import Work
from app.words import Language

LOOKED = "looked"  #: nobody has said yet that it shall be brought
_FILE = "package"
_PIECE = 1 << 20
_MOST_TOLD = 200  #: problems and conflicts that a page shows of each kind


@dataclass(frozen=True, kw_only=True)
class KeptPackage(Kept):
    """One package and what became of it. ``told``: what it would do, or has done (``as_told``)."""

    name: str
    at: datetime
    state: str = LOOKED
    sealed: str = ""  #: the passphrase under the keys of the site
    settle: Mapping[str, Side] = field(default_factory=dict)
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def since(self) -> datetime:
        """When it was laid aside."""
        return self.at

    @property
    def passphrase(self) -> str | None:
        """What opens it."""
        return site_keys().open(bytes.fromhex(self.sealed)).decode() if self.sealed else None

    @classmethod
    def _typed(cls, raw: dict[str, Any]) -> dict[str, Any]:
        return {**raw, "at": datetime.fromisoformat(raw["at"])}


def as_told(done: Brought, language: Language) -> dict[str, Any]:
    """What a package would do, or has done, as JSON; of many problems and conflicts the first."""
    conflicts = [{**asdict(each), "differences": [asdict(one) for one in each.differences]} for each in done.conflicts]
    return {"unit": done.manifest.unit_name, "made_by": done.manifest.made_by, "made_at": done.manifest.made_at,
            "clear": done.manifest.clear, "counts": done.counts, "files": done.files, "changes": done.changes,
            "stored": done.stored, "problems": [each.message(language) for each in done.problems[:_MOST_TOLD]],
            "open": sorted({each.register for each in done.conflicts}), "all_problems": len(done.problems),
            "others": sum(each.code != "F075" for each in done.problems),
            "warnings": [each.message(language) for each in done.warnings[:_MOST_TOLD]], "conflicts": conflicts[:_MOST_TOLD]}


class PackageTasks(Folders[KeptPackage]):
    """The packages among the tasks."""

    NAME, PREFIX, BROKEN = "bring_package", "package", "F058"
    PLACE, KEEPS = "packages", KeptPackage

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks, self.bring)

    # -- for the pages -------------------------------------------------------------------------

    def look(self, work: Work, name: str, stream: IO[bytes], passphrase: str | None) -> KeptPackage:
        """Lay a package aside and say what it would do; nothing is stored. Raises Problems, Refused."""
        sealed = site_keys().seal(passphrase.encode()).hex() if passphrase else ""
        kept = KeptPackage(id=secrets.token_hex(16), user_id=viewer().user_id, name=name[-200:], language=work.language,
                           at=work.now, sealed=sealed)
        path = self._file(kept)
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

    def remove(self, kept: KeptPackage) -> None:
        """Take one away, unless it is being brought."""
        if self.is_free(kept.id):
            self._take_away(kept.id)

    # -- the work ------------------------------------------------------------------------------

    def bring(self, key: str) -> None:
        """Bring one package, unless another process is at it or it is no longer wanted."""
        self.do_alone(key)

    def _do(self, asked: KeptPackage) -> KeptPackage:
        """Bring it as the person who has asked, with the duties of this moment. Raises Problems: F054, A003, F070 to F074."""
        with self.work_for(asked.user_id, asked.language) as work:
            done = import_package(work, self._file(asked), passphrase=asked.passphrase, store=True, settle=asked.settle)
        told = as_told(done, asked.language)
        if not done.stored:
            return replace(asked, state=FAILED, told=told)
        self._file(asked).unlink(missing_ok=True)
        return replace(asked, state=DONE, told=told, sealed="")

    def _file(self, kept: KeptPackage) -> Path:
        return self.folder / kept.id / _FILE
