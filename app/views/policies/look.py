"""The second look at a new version: what it changes, and what would come of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.decisions.course_policy import CardKind
from app.decisions.period_keys import period_label
from app.decisions.scales import Colour, Level
from app.decisions.village_warning import WarningColour
from app.policies.proposing import NOTE, SOURCE, Proposal, Said, cause_words, figures
from app.policies.trial import Moved, Trial, trial_of
from app.policies.words import COLOUR_WORDS, LEVEL_WORDS
from app.records.site import Work
from app.views import page as pages
from app.views.page.policies import PolicyLook
from app.views.policies.drawing import policy_url
from app.views.policies.form import HOLDS
from app.views.policies.worded import Worded
from app.views.urls import show_url


def look_page(doing: Work, proposal: Proposal, said: Said) -> PolicyLook:
    """The page; nothing is stored."""
    key, language = proposal.policy.key, doing.language
    trial, worded = trial_of(doing, proposal), Worded(doing, cause_words(doing))
    facts = ((_("In force from"), proposal.policy.version), (SOURCE.to(language), proposal.source),
             *(((NOTE.to(language), proposal.note),) if proposal.note else ()))
    holds = HOLDS.get(key)
    return PolicyLook(
        title=_("Please look again: %(policy)s", policy=proposal.policy.words.to(language)), crumbs=(),
        action=f"{policy_url(key)}edit", cancel_url=policy_url(key), facts=facts,
        says=(_("Nothing is stored yet."), *((holds.to(language),) if holds else ())),
        differences=_differences(doing, proposal, worded), trial=_Drawn(doing, worded).table(trial) if trial else None,
        trial_says=_says(key, trial), kept=tuple(_kept(said, proposal)))


def _kept(said: Said, proposal: Proposal) -> Iterator[tuple[str, str]]:
    """The form once more; ``version``: what was stored last when it was looked at."""
    for name, values in said.items():
        if name not in ("version", "csrf_token", "sure", "back"):
            yield from ((name, value) for value in values)
    yield "version", str(proposal.latest)


def _differences(doing: Work, proposal: Proposal, worded: Worded) -> pages.Table:
    heads = {"figure": _("Figure"), "before": _("Until then"), "after": _("From then on")}
    found = worded.differences(proposal.differences, figures(doing, proposal.before), figures(doing, proposal.policy))
    rows = tuple(pages.Row(id=str(number), cells=tuple(pages.Cell(text=text) for text in texts))
                 for number, texts in enumerate(found))
    return pages.Table(columns=tuple(pages.Column(key=key, label=label) for key, label in heads.items()), rows=rows,
                       empty=pages.Empty(text=""))


def _says(key: str, trial: Trial | None) -> str:
    if trial is None:
        return _("No record depends on these figures.")
    if key in ("periods", "returns"):
        return _("Returns of the first period under the new version: %(changed)s of %(looked)s have another due day.",
                 changed=trial.changed, looked=trial.looked)
    if key == "warnings":
        return _("This month so far: %(changed)s of %(looked)s villages would have another colour.",
                 changed=trial.changed, looked=trial.looked)
    if key == "course":
        return _("%(changed)s of %(looked)s open cases would be treated otherwise.",
                 changed=trial.changed, looked=trial.looked)
    parts = {"colour": _("colour"), "due": _("due day"), "holder": _("handling level"), "department": _("department")}
    told = "、".join(f"{parts[name]} {count}" for name, count in trial.by.items() if name in parts)
    text = _("Were they graded or given anew, %(changed)s of %(looked)s open cases would stand otherwise.",
             changed=trial.changed, looked=trial.looked)
    return f"{text} ({told})" if told else text


class _Drawn:
    """The trial as a table."""

    def __init__(self, doing: Work, worded: Worded) -> None:
        self.doing, self.worded, self.language = doing, worded, doing.language
        self.offices = {each.id: each for some in doing.site.directory(doing.session).offices.values() for each in some}

    def table(self, trial: Trial) -> pages.Table:
        """The rows that are named, or the returns."""
        if trial.owed:
            return self._owed(trial)
        heads = {"name": _("Record"), "what": _("What"), "before": _("Until then"), "after": _("From then on")}
        more = trial.changed - len(trial.rows)
        rows = [row for each in trial.rows for row in self._moved(each)]
        if more > 0:
            rows.append(pages.Row(id="more", cells=(pages.Cell(text=_("and %(count)s more", count=more)), *[pages.Cell()] * 3)))
        return pages.Table(columns=_columns(heads), rows=tuple(rows), numbered_from=None,
                           empty=pages.Empty(text=_("Nothing would change.")))

    def _moved(self, each: Moved) -> Iterator[pages.Row]:
        words = {"colour": _("Colour"), "due": _("Due day"), "holder": _("Handling level"), "department": _("Department"),
                 "card": _("Card at the next miss"), "pause": _("Cause of the pause")}
        for aspect, before, after in each.changes:
            yield pages.Row(id=f"{each.record}-{aspect}", cells=(
                pages.Cell(kind="main", text=each.name, url=show_url(each.register, each.record)),
                pages.Cell(text=words[aspect]), self._cell(aspect, before), self._cell(aspect, after)))

    def _cell(self, aspect: str, value: Any) -> pages.Cell:
        if isinstance(value, Colour):
            shade: Any = value.value
            return pages.Cell(kind="colour", text=COLOUR_WORDS[value.value].to(self.language), shade=shade)
        if isinstance(value, WarningColour):
            return pages.Cell(text=COLOUR_WORDS[value.value].to(self.language))
        return pages.Cell(text=self._text(aspect, value))

    def _text(self, aspect: str, value: Any) -> str:
        if value is None:
            return _("no longer a cause") if aspect == "pause" else "—"
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Level):
            return LEVEL_WORDS[value.value].to(self.language)
        if isinstance(value, CardKind):
            return {CardKind.YELLOW: _("yellow card"), CardKind.RED: _("red card")}[value]
        if aspect == "department":
            return self._office(value)
        return self.worded.one("causes", value) if aspect == "pause" else str(value)

    def _office(self, department: int) -> str:
        office = self.offices.get(department)
        if office is None:
            return "—"
        functions = "、".join(self.worded.function(each) for each in sorted(office.functions))
        return f"{self.doing.site.directory(self.doing.session).name(office.unit)} · {functions}"

    def _owed(self, trial: Trial) -> pages.Table:
        heads = {"kind": _("Return"), "period": _("Period"), "before": _("Due until then"), "after": _("Due from then on"),
                 "units": _("Owed by")}
        rows = (pages.Row(id=each.kind, cells=(
            pages.Cell(text=each.words.to(self.language)), pages.Cell(text=period_label(each.period).to(self.language)),
            pages.Cell(kind="date", text=each.before.isoformat() if each.before else ""),
            pages.Cell(kind="date", text=each.after.isoformat() if each.after else ""),
            pages.Cell(kind="number", text=str(each.units)))) for each in trial.owed)
        return pages.Table(columns=_columns(heads), rows=tuple(rows), empty=pages.Empty(text=""), numbered_from=None)


def _columns(heads: dict[str, str]) -> tuple[pages.Column, ...]:
    return tuple(pages.Column(key=key, label=label) for key, label in heads.items())
