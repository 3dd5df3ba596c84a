"""The history of a record: who changed what, when, through which door; masked as on the record itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import RowMapping, Select, select

from app.access import history
from app.access.as_of import AsOf, Written, as_of
from app.access.guard import guarded
from app.decisions.calendar import end_of_day
from app.definition import BASE_ACTS, Field, Register
from app.fieldtypes import Attachments, Reference, References
from app.fieldtypes.reading import Reading
from app.fieldtypes.wording import Wording
from app.problems import BadValue, problem
from app.records.names import read_names
from app.records.storing import row_of
from app.views import page as pages
from app.views.arguments import key_of
from app.views.cells import text_of
from app.views.errors import BadRequestProblems
from app.views.register.shown import Shown, grouped
from app.views.requests import site
from app.views.spoken import local_time
from app.views.urls import show_url

_MOST = 100

#: How history calls the doors.
DOORS = {"form": "表单", "api": "接口", "import": "导入", "bulk": "批量", "clock": "时钟", "cli": "命令行", "seed": "初始数据"}


class HistoryTab:
    """The latest entries of one record, and the record as it was on a day."""

    def __init__(self, shown: Shown) -> None:
        self.shown, self.doing, self.register, self.language = shown, shown.doing, shown.register, shown.language
        self.url = show_url(self.register.key, shown.id, "history")

    def body(self, on: str = "", before: str = "") -> pages.History:
        """The entries, newest first, those older than the entry ``before``; ``on``: the day whose record is wanted."""
        if on:
            return pages.History(entries=(), past=self._past(_day(on)), **self._asking(on))
        table = site().models.system.history
        statement = self._mine().order_by(table.c.id.desc()).limit(_MOST + 1)
        if before:
            statement = statement.where(table.c.id < key_of(before))
        rows = self.doing.session.execute(guarded(statement)).mappings().all()
        opened = [(row, history.opened(row["changes"], self._key())) for row in rows[:_MOST]]
        wording = self._wording(changes for _row, changes in opened)
        older = f"{self.url}&before={rows[_MOST - 1]['id']}" if len(rows) > _MOST else ""
        return pages.History(entries=tuple(self._entry(row, changes, wording) for row, changes in opened), older_url=older,
                             **self._asking(on))

    def _mine(self) -> Select[Any]:
        table = site().models.system.history
        return select(table).where(table.c.register == self.register.key, table.c.record_id == self.shown.id)

    def _key(self) -> bytes | None:
        return getattr(self.shown.record, "record_key", None)

    def _asking(self, on: str) -> dict[str, Any]:
        """The little form that asks for a day."""
        return {"ask_url": show_url(self.register.key, self.shown.id), "on": on, "today": self.doing.today.isoformat(),
                "all_url": self.url if on else ""}

    # -- as it was -------------------------------------------------------------------------------

    def _past(self, day: date) -> pages.Past:
        """The record at the end of the day, masked as it is now."""
        table = site().models.system.history
        rows = self.doing.session.execute(guarded(self._mine().order_by(table.c.id))).mappings().all()
        entries = [self._written(row) for row in rows]
        void = getattr(self.shown.record, "void_at", None) is not None
        found = as_of(entries, self._present(), end_of_day(day), voided=void)
        return pages.Past(title=_("As it was at the end of %(day)s", day=day.isoformat()), notes=tuple(self._notes(found, day)),
                          groups=tuple(self._groups(found)) if found.exists else ())

    def _written(self, row: RowMapping) -> Written:
        changes = history.opened(row["changes"], self._key())
        return Written(row["at"], row["act"], changes, sealed=history.is_sealed(row["changes"], self._key()))

    def _present(self) -> dict[str, Any]:
        told = history.changes(self.register, None, row_of(self.shown.record))
        return {**{key: pair[1] for key, pair in told.items()}, **self.shown.linked}

    def _notes(self, found: AsOf, day: date) -> Iterator[str]:
        if found.since is None:
            yield _("This record has no history; these are its present values.")
            return
        yield _("Its history begins on %(moment)s.", moment=local_time(found.since))
        if not found.exists:
            yield _("On %(day)s it had not been entered yet.", day=day.isoformat())
        if found.void:
            yield _("It was void at that time.")
        if found.lost:
            yield _("Personal values of that time have been deleted for good.")
        if found.exists and set(found.values) - found.certain:
            yield _("Values marked with * are older than the history; they are read back from later entries.")

    def _groups(self, found: AsOf) -> Iterator[pages.FactGroup]:
        wording = self._wording([{key: [None, value] for key, value in found.values.items()}])
        for group in grouped(self.register, self.language):
            kept = [field for field in group.fields if field.computed is None and not isinstance(field.type, Attachments)]
            facts = tuple(self._fact(field, found, wording) for field in kept)
            if facts:
                yield pages.FactGroup(label=group.label, facts=facts, folded=group.is_rest)

    def _fact(self, field: Field, found: AsOf, wording: Wording) -> pages.Fact:
        mark = "*" if field.key in found.values and field.key not in found.certain else ""
        text = self._spoken(field, found.values.get(field.key), wording)
        return pages.Fact(label=field.label.to(self.language) + mark, cell=pages.Cell(text=text),
                          wide=field.type.cell == "long" or isinstance(field.type, References))

    # -- the entries -----------------------------------------------------------------------------

    def _wording(self, told: Iterable[Mapping[str, Any]]) -> Wording:
        """One statement per register for the names of all records that the history speaks of."""
        wanted: dict[str, set[int]] = {}
        for changes in told:
            for key, pair in changes.items():
                field = self.register.fields.get(key)
                if field and isinstance(field.type, (Reference, References)):
                    for value in pair:
                        wanted.setdefault(field.type.to, set()).update(value if isinstance(value, list) else [value] if value
                                                                       else [])
        names: dict[tuple[str, int], str] = {}
        for register, ids in wanted.items():
            names.update(read_names(self.doing.session, register, ids, self.doing.wording()))
        return self.doing.wording(names)

    def _entry(self, row: RowMapping, changes: Mapping[str, Any], wording: Wording) -> pages.HistoryEntry:
        told = tuple(change for key, pair in changes.items() if (change := self._change(key, pair, wording)))
        return pages.HistoryEntry(
            title=act_words(self.register, row["act"], self.language), who=row["user_name"], at=local_time(row["at"]),
            machine_at=row["at"].isoformat(), door=DOORS.get(row["door"], row["door"]) if self.language == "zh"
            else row["door"], reason=row["reason"] or "", changes=told,
        )

    def _change(self, key: str, pair: list[Any], wording: Wording) -> pages.Change | None:
        field = self.register.fields.get(key)
        if field is None:  # the declaration no longer has it, so nobody knows whether it was to be masked
            return pages.Change(label=key, old="***" if pair[0] else "", new="***" if pair[1] else "")
        old, new = (self._spoken(field, value, wording) for value in pair)
        return pages.Change(label=field.label.to(self.language), old=old, new=new)

    def _spoken(self, field: Field, value: Any, wording: Wording) -> str:
        if value is None or value == []:
            return ""
        if isinstance(field.type, (Attachments, References)):
            to = field.type.to if isinstance(field.type, References) else ""
            return value if isinstance(value, str) else "、".join(wording.name(to, each) for each in value)
        try:
            known = field.type.parse(value, Reading(door="api", terms=self.doing.site.terms(self.doing.session)))
        except BadValue:  # a value that the declaration no longer takes
            return "***" if field.mask else str(value)
        return text_of(field, known, wording)


def _day(text: str) -> date:
    """The day of an argument. Raises BadRequestProblems."""
    try:
        found = date.fromisoformat(text)
        end_of_day(found)
    except (ValueError, OverflowError) as bad:
        raise BadRequestProblems([problem("A031", name="on", given=text[:20])]) from bad
    return found


def act_words(register: Register, act: str, language: Any) -> str:
    """What history calls an act."""
    behaviours = site().behaviours
    known = {**BASE_ACTS, **{key: words for name in register.behaves for key, words in behaviours[name].pack.acts.items()}}
    own = {"create": _("Entered"), "edit": _("Changed"), "void": _("Voided or restored"), "overdue": _("Overdue step"),
           "kept_ours": _("Kept against a package"), "took_theirs": _("Taken from a package")}
    return own.get(act) or (known[act].to(language) if act in known else act)
