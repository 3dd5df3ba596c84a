"""What the page of a case shows beside its fields: colour with reasons, days left, course, acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from sqlalchemy import select

from app.access.guard import guarded
from app.behaviours.course import possible_acts
from app.behaviours.owed import course_of, urgent_parts
from app.decisions.course_policy import CardKind
from app.decisions.deadlines import days_left
from app.decisions.scales import Colour
from app.decisions.step_kinds import StepKind
from app.decisions.urgent import UrgentState
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


def is_case(register: Register) -> bool:
    """True for a register whose rows have a holder, a level and a clock."""
    return register.is_case


#: Where a case stands in its course, what people call the steps of it, and the days of those that have one.
Course = tuple[int, tuple[str, ...], Mapping[int, date | None]]


def case_parts(shown: Shown) -> dict[str, Any]:
    """Colour, course and tags of a case, as fields of the page."""
    if not is_case(shown.register):
        return {}
    return {"grade": grade_of(shown), "steps": tuple(_course(shown)), "tags": tuple(_tags(shown)),
            "key_facts": tuple(_held(shown))}


def case_acts(shown: Shown) -> Iterator[pages.Act]:
    """The acts that the viewer may do on the case as it stands."""
    if not is_case(shown.register):
        return
    for act in possible_acts(shown.doing, shown.record, lambda: shown.lowering):
        yield pages.Act(key=act.key, label=act.words.to(shown.language), icon=_ICONS[act.key], dialog=True,
                        url=case_url(shown.register.key, act.key, shown.id))


_ICONS = {"triage": "search", "hand_up": "up", "raise": "up", "lower": "down", "confirm_lowering": "check", "resolve": "check",
          "end": "close", "close": "lock", "reopen": "undo", "assign": "user", "transfer": "right", "accept": "check",
          "return": "undo", "withdraw": "undo", "assist": "users", "tell_county": "alert", "supervise": "alert",
          "progress": "edit", "pause": "late", "resume": "clock", "follow_up": "revisit", "review": "review", "begin": "right",
          "rectify": "check", "verify": "lock", "reject": "undo"}


# -- the colour ----------------------------------------------------------------------------------


def grade_of(shown: Shown) -> pages.Grade:
    """Why the record has its colour, under which rules, and how long there is."""
    record: Any = shown.record
    values = stored_values(shown.register, shown.row)
    verdict = grading_of(shown.doing.site, shown.register, values, shown.doing.today)
    rules = rules_for(shown.doing.site, shown.register, record.graded_under, shown.doing.today)
    runs = clock_runs(row_of(shown.record))
    days, late = days_words(record.due_on, shown.doing) if runs else ("", False)
    return pages.Grade(
        shade="done" if shown.register.fields["colour"].type.is_past(shown.row) else record.colour,
        word=rules.label(Colour(record.colour)).to(shown.language), days=days, late=late,
        reasons=tuple(reason.to(shown.language) for reason in verdict.reasons),
        due=_("Due on %(day)s", day=record.due_on) if runs and record.due_on else "",
        rule=_("By the rules in force since %(day)s", day=record.graded_under))


def clock_runs(row: Mapping[str, Any]) -> bool:
    """True while the record has a deadline that counts: a paused case has none (its tag says so)."""
    return row["status"] == "open" and row.get("paused_at") is None and row["void_at"] is None


def days_words(due: date | None, doing: Work) -> tuple[str, bool]:
    """How long there is, and whether it is late."""
    if due is None:
        return "", False
    left = days_left(due, doing.today, doing.site.holidays)
    return days_said(left), left.calendar < 0


# -- the course ----------------------------------------------------------------------------------


def _course(shown: Shown) -> Iterator[pages.Step]:
    """登记 → 研判 → 办理 → 化解 → 结案; of a hazard 发现 → 交办 → 整改 → 复查 → 销号."""
    record: Any = shown.record
    at, labels, day_of = _of_hazard(shown) if "rectifies" in shown.register.behaves else _of_dispute(record)
    late = clock_runs(row_of(record)) and record.due_on is not None and record.due_on < shown.doing.today
    for number, label in enumerate(labels):
        over = number < at or (number == at and record.status != "open")
        yield pages.Step(label=label, state="done" if over else "todo" if number > at else "late" if late else "now",
                         note=f"{day_of[number]}" if day_of.get(number) else "")


def _of_dispute(record: Any) -> Course:
    stages = ["registered", "triage", "handling"]
    at = stages.index(record.stage) if record.status == "open" else {"resolved": 3, "ended": 3, "closed": 4}[record.status]
    labels = (_("Registered"), _("Triage"), _("In handling"), _("Ended") if record.status == "ended" else _("Resolved"),
              _("Closed"))
    return at, labels, {0: record.registered_on, 3: record.resolved_on or record.ended_on, 4: record.closed_on}


def _of_hazard(shown: Shown) -> Course:
    record: Any = shown.record
    choices = dict(shown.register.fields["stage"].type.choices(shown.wording) or ())
    days = {0: record.found_on, 2: record.rectified_on, 4: record.verified_on}
    return list(choices).index(record.stage), tuple(choices.values()), days


def _tags(shown: Shown) -> Iterator[pages.Tag]:
    record: Any = shown.record
    tone = "info" if record.status == "open" else "plain"
    yield pages.Tag(text=text_of(shown.register.fields["status"], record.status, shown.wording),
                    tone=tone)  # type: ignore[arg-type]
    waiting = shown.lowering
    if waiting:
        colour = list(COLOURS.values())[waiting["to_colour"] - 1].to(shown.language)
        yield pages.Tag(text=_("A lowering to %(colour)s waits for a second person", colour=colour), tone="warning")


    yield from _tags_of_clock(shown, record)


def _tags_of_clock(shown: Shown, record: Any) -> Iterator[pages.Tag]:
    """What stands still, waits for somebody, or was missed. Cards are another language than the colours (rules.md §1 ◇)."""
    if record.status != "open":
        return
    if getattr(record, "paused_at", None):
        cause = text_of(shown.register.fields["pause_cause"], record.pause_cause, shown.wording)
        yield pages.Tag(text=_("Paused: %(cause)s", cause=cause), tone="info")
    if record.offered_at:
        text = _("Offered to %(who)s until %(day)s", who=_offered_to(shown), day=record.offer_due)
        yield pages.Tag(text=text, tone="warning")
    course = course_of(shown.doing.site, shown.doing.today)
    card = course.card_for(getattr(record, "progress_missed", None) or 0)
    if card is not None:
        yield pages.Tag(text=course.cards[card].words.to(shown.language), tone="danger" if card is CardKind.RED else "warning")
    yield from _ordered(shown)
    for each in urgent_parts(shown.doing, record):
        state = each.state(shown.doing.now)
        if state in (UrgentState.WAITING, UrgentState.MISSED):
            text = _("%(what)s by %(moment)s", what=each.kind.words.to(shown.language), moment=local_time(each.due))
            yield pages.Tag(text=text, tone="danger" if state is UrgentState.MISSED else "warning")


def _ordered(shown: Shown) -> Iterator[pages.Tag]:
    """The latest order to whoever holds the case that is not released, with its card; who sees the case sees that.

    The tab of the history has it among its lines, and costs enough.
    """
    orders = shown.doing.site.definition.registers.get("supervision")
    if orders is None or shown.register.key not in orders.fields or request.args.get("tab") == "history":
        return
    table = shown.doing.site.models.table(orders.key)
    mine = (table.c[orders.fields[shown.register.key].column] == shown.id) & (table.c.status == "issued")
    last = select(table.c.card, table.c.due_on).where(mine, table.c.void_at.is_(None)).order_by(table.c.id.desc()).limit(1)
    row = shown.doing.session.execute(guarded(last)).first()
    if row is not None:
        card = text_of(orders.fields["card"], row.card, shown.wording) if row.card else orders.one.to(shown.language)
        yield pages.Tag(text=_("Supervised: %(card)s, answer by %(day)s", card=card, day=row.due_on),
                        tone="danger" if row.card == "red" else "warning")


def offer_words(shown: Shown) -> Iterator[tuple[str, str]]:
    """What whoever answers an offer must know: to whom, why, by whom, until when."""
    steps, record = shown.doing.site.models.system.case_step, shown.record
    mine = (steps.c.register == shown.register.key) & (steps.c.record_id == shown.id) & (steps.c.kind == StepKind.OFFERED.value)
    last = select(steps).where(mine).order_by(steps.c.number.desc()).limit(1)
    row = shown.doing.session.execute(guarded(last)).mappings().first()
    if row is None or record.offered_at is None:  # type: ignore[attr-defined]
        return
    shown.read_users([row["user_id"]])
    yield _("To"), _offered_to(shown)
    yield _("Reason"), row["reason"] or ""
    yield _("Offered by"), shown.user_name(row["user_id"]) if row["user_id"] else ""
    yield _("To be answered by"), f"{record.offer_due}"  # type: ignore[attr-defined]


def _offered_to(shown: Shown) -> str:
    """Unit and department of the offer that waits, as far as the viewer sees them."""
    fields = (shown.register.fields[key] for key in ("offered_unit", "offered_department"))
    return " ".join(text for field in fields if (text := shown.fact(field).cell.text) not in ("", "—"))


def _held(shown: Shown) -> Iterator[pages.Fact]:
    for key in ("level", "holder_unit", "holder_department", "due_on", "people_involved", "people_threatened"):
        if key in shown.register.fields:
            yield shown.fact(shown.register.fields[key])
