"""Reads schema/policies/notices.yaml: what counts as due soon on the to-do list (rules.md §2 ◇ our default)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.decisions.calendar import Holidays, add_working_days
from app.decisions.declared import Declared
from app.decisions.policies import Figure, Policy
from app.decisions.policy_parts import HEADING, at_least_one, read_figure, read_heading, read_sources


@dataclass(frozen=True, kw_only=True)
class NoticePolicy(Policy):
    """``due_soon``: working days."""

    due_soon: Figure[int]

    def soon(self, today: date, holidays: Holidays) -> date:
        """The last day that is due soon: what is due on it or before, and after ``today``."""
        return add_working_days(today, self.due_soon.value, holidays)


def read_notices(file: Declared) -> NoticePolicy:
    """The policy; faults go to ``file.found``."""
    file.only(*HEADING, "due_soon")
    sources, soon = read_sources(file.at("sources")), file.at("due_soon")
    soon.only("days")
    return NoticePolicy(**read_heading(file), due_soon=read_figure(soon.at("days"), sources, at_least_one))
