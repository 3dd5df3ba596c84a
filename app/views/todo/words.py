"""Piles and what is owed, in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import gettext as _

from app.reporting.todo.owing import Pile, What
from app.views.page.parts import Tone

#: Icon and tone of each pile.
LOOKS: Mapping[Pile, tuple[str, Tone]] = MappingProxyType({
    Pile.OVERDUE: ("late", "danger"), Pile.TODAY: ("clock", "warning"), Pile.SOON: ("clock", "info"),
    Pile.RETURNED: ("undo", "warning"), Pile.ACCEPT: ("inbox", "warning"), Pile.MISSING: ("owed", "danger"),
    Pile.FOLLOW_UPS: ("revisit", "info"), Pile.TASKS: ("checks", "info")})


def pile_words() -> dict[Pile, str]:
    """The headings."""
    return {Pile.OVERDUE: _("Overdue with me"), Pile.TODAY: _("Due today"), Pile.SOON: _("Due soon"),
            Pile.RETURNED: _("Returned to me"), Pile.ACCEPT: _("Waiting for my answer"),
            Pile.MISSING: _("Missing from units below"), Pile.FOLLOW_UPS: _("Follow-ups due"), Pile.TASKS: _("Tasks due")}


def what_words() -> dict[What, str]:
    """What is owed."""
    return {What.HANDLING: _("handle"), What.PROGRESS: _("report progress"), What.TOLD: _("tell the county"),
            What.PLAN: _("plan 三定一包"), What.TRANSFER: _("transfer came back"), What.OFFER: _("accept or return"),
            What.FOLLOW_UP: _("follow up"), What.RETURN: _("hand in"), What.TASK: _("task"),
            What.ANSWER: _("answer the order"), What.RECTIFYING: _("put right")}
