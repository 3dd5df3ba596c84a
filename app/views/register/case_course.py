"""The course of a case: the lines of its log, newest first, each with what it moved; at the end the registration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.access.guard import guarded
from app.behaviours.giving import ASSISTING
from app.behaviours.handling import REVIEW_GRADES
from app.behaviours.looking_back import RESULTS
from app.behaviours.owed import course_of
from app.decisions.step_kinds import STEP_WORDS, StepKind
from app.fieldtypes.choices import COLOURS
from app.records.names import read_names
from app.views import page as pages
from app.views.cells import text_of
from app.views.register.shown import Shown
from app.views.spoken import local_time
from app.words import Language, Words

_MOST = 200  #: lines that are shown

#: What a line chose from a list is called.
_SAID: Mapping[StepKind, Words] = {
    StepKind.PAUSED: Words("暂停原因", "Cause"), StepKind.CARD: Words("牌别", "Card"),
    StepKind.SUPERVISED: Words("牌别", "Card"),
    StepKind.FOLLOWED_UP: Words("回访结果", "Result"), StepKind.REVIEWED: Words("评查结论", "Conclusion"),
    StepKind.ASSISTED: Words("协办", "Assistance"),
}


def case_log(shown: Shown) -> pages.History:
    """Who handed what to whom, when and why."""
    steps = shown.doing.site.models.system.case_step
    mine = (steps.c.register == shown.register.key) & (steps.c.record_id == shown.id)
    newest = select(steps).where(mine).order_by(steps.c.number.desc()).limit(_MOST + 1)
    rows = shown.doing.session.execute(guarded(newest)).mappings().all()
    shown.read_users([*(row["user_id"] for row in rows), shown.record.created_by])  # type: ignore[attr-defined]
    return pages.History(entries=tuple(_Course(shown, rows).entries()))


class _Course:
    """The lines of one case, with the names that they need."""

    def __init__(self, shown: Shown, rows: Sequence[Mapping[Any, Any]]) -> None:
        self.shown, self.rows, self.language = shown, rows, shown.language
        self.units = shown.doing.site.directory(shown.doing.session)
        columns = ("holder_department_id", "told_department_id")
        wanted = {row[column] for row in rows for column in columns} - {None}
        self.offices = read_names(shown.doing.session, "department", wanted, shown.wording)

    def entries(self) -> Iterator[pages.HistoryEntry]:
        """The lines, newest first; the registration where all of them are shown."""
        older: tuple[Mapping[Any, Any], ...] = () if len(self.rows) > _MOST else ({},)
        for row, before in pairwise((*self.rows, *older)):
            yield self._entry(row, before)
        if older:
            yield self._registration()

    def _entry(self, row: Mapping[Any, Any], before: Mapping[Any, Any]) -> pages.HistoryEntry:
        return pages.HistoryEntry(
            title=STEP_WORDS[StepKind(row["kind"])].to(self.language), who=self._who(row["user_id"]), at=local_time(row["at"]),
            machine_at=row["at"].isoformat(), door="", reason=row["reason"] or "", changes=tuple(self._moves(row, before)),
            tag=_tag(row, self.language))

    def _registration(self) -> pages.HistoryEntry:
        record: Any = self.shown.record
        return pages.HistoryEntry(title=_("Registered"), who=self._who(record.created_by), at=local_time(record.created_at),
                                  machine_at=record.created_at.isoformat(), door="", reason="", changes=())

    def _who(self, user: int | None) -> str:
        return self.shown.user_name(user) if user else _("the clock")

    def _moves(self, row: Mapping[Any, Any], before: Mapping[Any, Any]) -> Iterator[pages.Change]:
        """What the line says, and what it changed: colour, level, holder, deadline."""
        yield from self._said(row)
        yield from self._scales(row)
        holder, held = self._office(row, "holder"), self._office(before, "holder")
        if holder != held:
            yield self._change("holder_unit", held, holder)
        if row["due_on"] and row["due_on"] != before.get("due_on"):
            yield self._change("due_on", f"{before.get('due_on') or ''}", f"{row['due_on']}")

    def _said(self, row: Mapping[Any, Any]) -> Iterator[pages.Change]:
        kind = StepKind(row["kind"])
        if row["said"]:
            label = _SAID[kind].to(self.language) if kind in _SAID else ""
            yield pages.Change(label=label, old="", new=said_words(kind, row["said"], self.shown))
        if row["told_unit_id"]:
            yield pages.Change(label=_("Told"), old="", new=self._office(row, "told"))

    def _scales(self, row: Mapping[Any, Any]) -> Iterator[pages.Change]:
        level = self.shown.register.fields["level"]
        colours = tuple(_colour(row[name], self.language) for name in ("from_colour", "to_colour"))
        levels = tuple(text_of(level, row[name], self.shown.wording) for name in ("from_level", "to_level"))
        for key, (old, new) in (("colour", colours), ("level", levels)):
            if old != new:
                yield self._change(key, old, new)

    def _office(self, row: Mapping[Any, Any], role: str) -> str:
        """Unit and department; empty for none."""
        unit, department = row.get(f"{role}_unit_id"), row.get(f"{role}_department_id")
        names = (self.units.name(unit) if unit else "", self.offices.get(("department", department or 0), ""))
        return " ".join(name for name in names if name)

    def _change(self, key: str, old: str, new: str) -> pages.Change:
        return pages.Change(label=self.shown.register.fields[key].label.to(self.language), old=old, new=new)


def said_words(kind: StepKind, said: str, shown: Shown) -> str:
    """What an act chose from a list, in words."""
    course = course_of(shown.doing.site, shown.doing.today)
    causes = {key: each.words for key, each in course.pause_causes.items()}
    cards = {each.value: rule.words for each, rule in course.cards.items()}
    known = {StepKind.PAUSED: causes, StepKind.CARD: cards, StepKind.SUPERVISED: cards, StepKind.FOLLOWED_UP: RESULTS,
             StepKind.REVIEWED: REVIEW_GRADES, StepKind.ASSISTED: ASSISTING}.get(kind, {})
    return known[said].to(shown.language) if said in known else said


def _colour(rank: int, language: Language) -> str:
    return list(COLOURS.values())[rank - 1].to(language)


def _tag(row: Mapping[Any, Any], language: Language) -> pages.Tag:
    return pages.Tag(text=_colour(row["to_colour"], language), shade=list(COLOURS)[row["to_colour"] - 1])
