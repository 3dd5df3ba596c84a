"""What a process knows of its installation, and what one piece of work is done with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine

from app.access.audit import AuditLog
from app.access.epoch import RAISED, read_epoch
from app.access.guard import GuardedSession
from app.access.rights import Rights
from app.access.viewer import Deed, Viewer, acting, deed
from app.decisions.calendar import Holidays, local_date
from app.decisions.policies import Policy
from app.definition import Definition, Pack, Register
from app.fieldtypes.reading import Door, Reading
from app.fieldtypes.wording import Wording
from app.model import Models, Record
from app.records.channels import Channels
from app.records.directory import UnitDirectory, read_directory
from app.records.draft import Draft
from app.records.holidays import read_holidays
from app.records.policy_versions import Versions, read_versions
from app.records.terms import TermList, read_terms
from app.words import Language

#: What a pack remembers from row to row, and from chunk to chunk of a file, while it judges.
Known = dict[Any, Any]

#: A stored row before (None: it is new) and after a change, both as columns.
Change = tuple[Mapping[str, Any] | None, Mapping[str, Any]]


class Behaviour(Protocol):
    """A behaviour pack at work: beside what it declares, it says what it keeps of a row."""

    pack: Pack

    def derive(self, work: Work, register: Register, before: Mapping[str, Any] | None,
               values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values of the fields that the pack keeps, for a row with these values (``before`` None: a new row)."""

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """Note the faults that a row has by the state of other things; it writes nothing. The rows come in their order."""

    def before_create(self, work: Work, register: Register, drafts: Sequence[Draft]) -> None:
        """What new rows take or give, just before they are stored and in the same transaction; may set their columns."""

    def before_edit(self, work: Work, record: Record) -> None:
        """What has to happen to a record before somebody changes it."""

    def after_change(self, work: Work, register: Register, changes: Sequence[Change]) -> None:
        """What has to be written down once the rows are stored; a file's rows come here all at once."""


@dataclass
class _Shared:
    """What is the same for every request as long as the epoch stands."""

    epoch: int = -1
    terms: Mapping[str, TermList] = field(default_factory=dict)
    directory: UnitDirectory = field(default_factory=UnitDirectory)
    holidays: Holidays | None = None
    versions: Versions | None = None


@dataclass(frozen=True)
class Site:
    """One installation as a process holds it. Read-only beside what it remembers of the database by epoch."""

    models: Models
    rights: Rights
    engine: Engine
    audit: AuditLog
    published: Holidays  #: the public holidays that the installation brings with it
    behaviours: Mapping[str, Behaviour]
    files: Path  #: where attachments and import files lie, outside the web root
    channels: Channels = field(default_factory=Channels)
    notice_days: int = 90  #: how long notices are kept
    _shared: _Shared = field(default_factory=_Shared, repr=False)

    @property
    def definition(self) -> Definition:
        """What schema/ declares."""
        return self.models.definition

    @property
    def holidays(self) -> Holidays:
        """The calendar as this process last read it (:meth:`catch_up`): what is brought along, and what the county entered."""
        return self._shared.holidays or self.published

    def policies(self, key: str) -> Sequence[Any]:
        """Every version of a policy, from the files and of the county, as this process last read them (:meth:`catch_up`)."""
        if self._shared.versions is not None:
            return self._shared.versions.of(key)
        return [each for each in self.definition.policies.values() if isinstance(each, Policy) and each.key == key]

    def versions(self, session: GuardedSession) -> Versions:
        """The versions of all policies as they are now, with what is told of those that the county has stored."""
        return self._fresh(session).versions or Versions()

    def catch_up(self, session: GuardedSession, epoch: int | None = None) -> None:
        """Read calendar, policies and directory anew where they have changed. ``epoch``: the present one, where it is known:
        then nothing is sent as long as it stands."""
        if epoch is None or epoch != self._shared.epoch:
            self._fresh(session)

    def terms(self, session: GuardedSession) -> Mapping[str, TermList]:
        """The vocabularies as they are now."""
        return self._fresh(session).terms

    def last_terms(self, session: Callable[[], GuardedSession]) -> Mapping[str, TermList]:
        """The vocabularies as this process last read them, without asking whether they have changed; read where never read."""
        return self._shared.terms or self._fresh(session()).terms

    def directory(self, session: GuardedSession) -> UnitDirectory:
        """Units and departments as they are now."""
        return self._fresh(session).directory

    def _fresh(self, session: GuardedSession) -> _Shared:
        if session.info.get(RAISED):  # what this transaction changed is its own until it commits
            if "own_view" not in session.info:
                session.info["own_view"] = self._read(session, -1)
            own: _Shared = session.info["own_view"]
            return own
        epoch = session.info.get("epoch")
        if epoch is None:
            epoch = session.info["epoch"] = read_epoch(session, self.models)
        if self._shared.epoch != epoch:
            fresh = self._read(session, epoch)
            self._shared.terms, self._shared.directory = fresh.terms, fresh.directory
            self._shared.holidays, self._shared.versions, self._shared.epoch = fresh.holidays, fresh.versions, epoch
        return self._shared

    def _read(self, session: GuardedSession, epoch: int) -> _Shared:
        return _Shared(epoch, read_terms(session, self.models), read_directory(session, self.models),
                       read_holidays(session, self.models, self.published), read_versions(session, self.models))


@dataclass(frozen=True, slots=True)
class Work:
    """One piece of work over a session: where, when, through which door, in which language."""

    site: Site
    session: GuardedSession
    now: datetime
    door: Door = "form"
    language: Language = "zh"

    @property
    def today(self) -> date:
        """The calendar day in Asia/Shanghai."""
        return local_date(self.now)

    @property
    def viewer(self) -> Viewer | None:
        """The acting user; None for the system and for nobody."""
        who = acting()
        return who if isinstance(who, Viewer) else None

    @property
    def deed(self) -> Deed:
        """The circumstances of what is done: those under way, else this work's own door and moment."""
        return deed() or Deed(door=self.door, at=self.now)

    def reading(self) -> Reading:
        """The circumstances for reading raw values."""
        return Reading(door=self.door, terms=self.site.terms(self.session), today=self.today, level_of=self.level_of)

    def level_of(self, unit: int) -> str | None:
        """The level of a unit that the acting user sees; None for any other. No statement beside the directory's."""
        node = self.site.directory(self.session).units.get(unit)
        seen = node is not None and self.site.rights.reach(acting(), "unit", "read").includes(node.columns)
        return node.level if node is not None and seen else None

    def wording(self, names: Mapping[tuple[str, int], str] | None = None) -> Wording:
        """The circumstances for showing values; ``names`` are those of the records that the values refer to."""
        return Wording(self.language, self.site.terms(self.session), names or {})
