"""The pack ``warned``: what a village is warned of is the system's to say (S3 9), how it puts things right the village's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.access.viewer import Unscoped, acting
from app.definition import Pack, Register
from app.model import Record
from app.problems import problem
from app.records.draft import Draft
from app.records.reading import stored_value
from app.records.site import Change, Known, Work
from app.words import Words

#: What a village writes; whether it is put right is checked by those above.
RECTIFICATION = frozenset({"problem", "measures", "responsible", "rectified_on"})

_ABOVE = frozenset({"town", "county"})


class Warned:
    """Refuses what a village changes of its warning beside the rectification."""

    pack = Pack(
        key="warned",
        label=Words("三色预警", "warned"),
        needs=MappingProxyType({"colour": ("choice",), "due_on": ("date",), "problem": ("long_text",),
                                "measures": ("long_text",), "responsible": ("person_name",), "rectified_on": ("date",)}),
    )

    def derive(self, work: Work, register: Register, before: Mapping[str, Any] | None,
               values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Nothing is kept beside what is written."""
        return {}

    def judge(self, work: Work, register: Register, drafts: Sequence[Draft], known: Known) -> None:
        """A051 for each field that is not the village's to change."""
        if isinstance(acting(), Unscoped) or self._edits_above(work, register):
            return
        for draft in drafts:
            for key in sorted(draft.given - RECTIFICATION) if draft.before is not None else ():
                field = register.fields[key]
                if field.stored and draft.values.get(key) != stored_value(field, draft.before or {}):
                    draft.fault(problem("A051", field=key, label=field.label))

    def _edits_above(self, work: Work, register: Register) -> bool:
        duties = work.viewer.duties if work.viewer else ()
        return any(duty.level in _ABOVE and "edit" in register.grants.get(duty.role, ()) for duty in duties)

    def before_create(self, work: Work, register: Register, drafts: Sequence[Draft]) -> None:
        """Nothing is taken from anywhere."""

    def before_edit(self, work: Work, record: Record) -> None:
        """Nothing falls due by itself."""

    def after_change(self, work: Work, register: Register, changes: Sequence[Change]) -> None:
        """Nothing else is written."""
