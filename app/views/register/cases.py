"""What the page of a graded record shows beside its fields: colour with reasons, days left, course, acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import RowMapping, select

from app.access.guard import guarded
from app.behaviours.course import possible_acts
from app.behaviours.lowering import open_lowering
from app.decisions.deadlines import days_left
from app.decisions.scales import Colour
from app.decisions.step_kinds import STEP_WORDS, StepKind
from app.definition import Register
from app.fieldtypes.choices import COLOURS
from app.records.grading import grading_of, rules_for
from app.records.reading import stored_values
from app.records.site import Work
from app.records.storing import row_of
from app.views import page as pages
from app.views.cells import text_of
from app.views.register.shown import Shown
from app.views.spoken import days_said, local_time
from app.views.urls import case_url


def is_graded(register: Register) -> bool:
    """True for a register whose rows have a colour by rule."""
    return "graded" in register.behaves or is_case(register)


def is_case(register: Register) -> bool:
    """True for a register whose rows escalate."""
    return "escalates" in register.behaves


def case_parts(shown: Shown) -> dict[str, Any]:
    """Colour, course and tags of a graded record, as fields of the page."""
    if not is_graded(shown.register):
        return {}
    parts: dict[str, Any] = {"grade": grade_of(shown)}
    if is_case(shown.register):
        parts.update(steps=tuple(_course(shown)), tags=tuple(_tags(shown)), key_facts=tuple(_held(shown)))
    return parts


def case_acts(shown: Shown) -> Iterator[pages.Act]:
    """The acts that the viewer may do on the case as it stands."""
    if not is_case(shown.register):
        return
    waits = open_lowering(shown.doing, shown.record) is not None
    for act in possible_acts(shown.doing, shown.record):
        if (act.key == "confirm_lowering" and not waits) or (act.key == "lower" and waits):
            continue
        if act.key == "lower" and shown.record.colour == Colour.BLUE.value:  # type: ignore[attr-defined]
            continue
        yield pages.Act(key=act.key, label=act.words.to(shown.language), icon=_ICONS[act.key], dialog=True,
                        url=case_url(shown.register.key, act.key, shown.id))


_ICONS = {"triage": "search", "hand_up": "up", "raise": "up", "lower": "down", "confirm_lowering": "check", "resolve": "check",
          "end": "close", "close": "lock", "reopen": "undo"}


# -- the colour ----------------------------------------------------------------------------------


def grade_of(shown: Shown) -> pages.Grade:
    """Why the record has its colour, under which rules, and how long there is."""
    record: Any = shown.record
    values = stored_values(shown.register, shown.row)
    verdict = grading_of(shown.doing.site, shown.register, values, shown.doing.today)
    rules = rules_for(shown.doing.site, shown.register, record.graded_under, shown.doing.today)
    runs = clock_runs(shown.register, row_of(shown.record))
    days, late = days_words(record.due_on, shown.doing) if runs else ("", False)
    return pages.Grade(
        shade="done" if shown.register.fields["colour"].type.is_past(shown.row) else record.colour,
        word=rules.label(Colour(record.colour)).to(shown.language), days=days, late=late,
        reasons=tuple(reason.to(shown.language) for reason in verdict.reasons),
        due=_("Due on %(day)s", day=record.due_on) if runs and record.due_on else "",
        rule=_("By the rules in force since %(day)s", day=record.graded_under))


def clock_runs(register: Register, row: Mapping[str, Any]) -> bool:
    """True while the record has a deadline that counts."""
    open_status = row["status"] == "open" if is_case(register) else row.get("status") != "struck_off"
    return open_status and row["void_at"] is None


def days_words(due: date | None, doing: Work) -> tuple[str, bool]:
    """How long there is, and whether it is late."""
    if due is None:
        return "", False
    left = days_left(due, doing.today, doing.site.holidays)
    return days_said(left), left.calendar < 0


# -- the course ----------------------------------------------------------------------------------


def _course(shown: Shown) -> Iterator[pages.Step]:
    """登记 → 研判 → 办理 → 化解 → 结案."""
    record: Any = shown.record
    stages = ["registered", "triage", "handling"]
    at = stages.index(record.stage) if record.status == "open" else {"resolved": 3, "ended": 3, "closed": 4}[record.status]
    labels = (_("Registered"), _("Triage"), _("In handling"), _("Ended") if record.status == "ended" else _("Resolved"),
              _("Closed"))
    late = record.status == "open" and record.due_on is not None and record.due_on < shown.doing.today
    for number, label in enumerate(labels):
        over = number < at or (number == at and record.status != "open")
        yield pages.Step(label=label, state="done" if over else "todo" if number > at else "late" if late else "now",
                         note=_day(record, number))


def _day(record: Any, number: int) -> str:
    day = {0: record.registered_on, 3: record.resolved_on or record.ended_on, 4: record.closed_on}.get(number)
    return f"{day}" if day else ""


def _tags(shown: Shown) -> Iterator[pages.Tag]:
    record: Any = shown.record
    tone = "info" if record.status == "open" else "plain"
    yield pages.Tag(text=text_of(shown.register.fields["status"], record.status, shown.wording),
                    tone=tone)  # type: ignore[arg-type]
    waiting = open_lowering(shown.doing, record)
    if waiting:
        colour = list(COLOURS.values())[waiting["to_colour"] - 1].to(shown.language)
        yield pages.Tag(text=_("A lowering to %(colour)s waits for a second person", colour=colour), tone="warning")


def _held(shown: Shown) -> Iterator[pages.Fact]:
    for key in ("level", "holder_unit", "holder_department", "due_on", "people_involved"):
        yield shown.fact(shown.register.fields[key])


def case_log(shown: Shown) -> pages.History:
    """The lines of the case's log, newest first: who handed what to whom, and why."""
    steps = shown.doing.site.models.system.case_step
    mine = (steps.c.register == shown.register.key) & (steps.c.record_id == shown.id)
    newest = select(steps).where(mine).order_by(steps.c.number.desc()).limit(200)
    rows = shown.doing.session.execute(guarded(newest)).mappings().all()
    shown.read_users(row["user_id"] for row in rows)
    return pages.History(entries=tuple(_entry(shown, row) for row in rows))


def _entry(shown: Shown, row: RowMapping) -> pages.HistoryEntry:
    kind, language = StepKind(row["kind"]), shown.language
    return pages.HistoryEntry(
        title=STEP_WORDS[kind].to(language), who=shown.user_name(row["user_id"]) if row["user_id"] else _("the clock"),
        at=local_time(row["at"]), machine_at=row["at"].isoformat(), door="", reason=row["reason"] or "",
        changes=tuple(_moves(shown, row)), tag=_tag(shown, row))


def _tag(shown: Shown, row: RowMapping) -> pages.Tag:
    shade = list(COLOURS)[row["to_colour"] - 1]
    return pages.Tag(text=COLOURS[shade].to(shown.language), shade=shade)


def _moves(shown: Shown, row: RowMapping) -> Iterator[pages.Change]:
    fields, wording = shown.register.fields, shown.wording
    colours = [COLOURS[list(COLOURS)[row[name] - 1]].to(shown.language) for name in ("from_colour", "to_colour")]
    levels = [text_of(fields["level"], row[name], wording) for name in ("from_level", "to_level")]
    for key, (old, new) in (("colour", colours), ("level", levels)):
        if old != new:
            yield pages.Change(label=fields[key].label.to(shown.language), old=old, new=new)
    directory = shown.doing.site.directory(shown.doing.session)
    yield pages.Change(label=fields["holder_unit"].label.to(shown.language), old="", new=directory.name(row["holder_unit_id"]))
    if row["due_on"]:
        yield pages.Change(label=fields["due_on"].label.to(shown.language), old="", new=f"{row['due_on']}")
