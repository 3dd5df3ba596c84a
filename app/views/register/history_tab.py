"""The history of a record: who changed what, when, through which door; masked as on the record itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import RowMapping, select

from app.access import history
from app.access.guard import guarded
from app.definition import BASE_ACTS, Field, Register
from app.fieldtypes import Attachments, Reference, References
from app.fieldtypes.reading import Reading
from app.fieldtypes.wording import Wording
from app.problems import BadValue
from app.records.names import read_names
from app.views import page as pages
from app.views.cells import text_of
from app.views.register.shown import Shown
from app.views.requests import site
from app.views.spoken import local_time

_MOST = 100

#: How history calls the doors.
DOORS = {"form": "表单", "api": "接口", "import": "导入", "bulk": "批量", "clock": "时钟", "cli": "命令行", "seed": "初始数据"}


class HistoryTab:
    """The latest entries of one record."""

    def __init__(self, shown: Shown) -> None:
        self.shown, self.doing, self.register, self.language = shown, shown.doing, shown.register, shown.language

    def body(self) -> pages.History:
        """The entries, newest first."""
        table = site().models.system.history
        mine = (table.c.register == self.register.key) & (table.c.record_id == self.shown.id)
        statement = select(table).where(mine).order_by(table.c.id.desc()).limit(_MOST)
        rows = self.doing.session.execute(guarded(statement)).mappings().all()
        opened = [(row, history.opened(row["changes"], getattr(self.shown.record, "record_key", None))) for row in rows]
        wording = self._wording(opened)
        return pages.History(entries=tuple(self._entry(row, changes, wording) for row, changes in opened))

    def _wording(self, opened: Any) -> Wording:
        """One statement per register for the names of all records that the history speaks of."""
        wanted: dict[str, set[int]] = {}
        for _row, changes in opened:
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


def act_words(register: Register, act: str, language: Any) -> str:
    """What history calls an act."""
    behaviours = site().behaviours
    known = {**BASE_ACTS, **{key: words for name in register.behaves for key, words in behaviours[name].pack.acts.items()}}
    own = {"create": _("Entered"), "edit": _("Changed"), "void": _("Voided or restored"), "overdue": _("Overdue step")}
    return own.get(act) or (known[act].to(language) if act in known else act)
