"""The form of a new version: every figure under its heading, the day from which it counts, its source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from flask_babel import gettext as _

from app.decisions.policies import Policy
from app.policies.figures import FUNCTION_ROWS, PolicyFigure
from app.policies.proposing import (
    FROM,
    FURTHEST,
    NOTE,
    NOTE_LENGTH,
    SOURCE,
    SOURCE_LENGTH,
    Said,
    cause_words,
    earliest_start,
    figures,
    latest_of,
    row_name,
)
from app.policies.words import COLOUR_WORDS, LEADER_WORDS, LEVEL_WORDS
from app.problems import Problem
from app.records.site import Work
from app.views import page as pages
from app.views.policies.drawing import policy_url
from app.views.policies.worded import Worded
from app.words import Words

#: From when and for what a new version of each policy counts.
HOLDS: Mapping[str, Words] = {
    "colours": Words("自生效日起新登记的事项按新版本分级；在办事项继续适用研判时的版本，颜色和期限都不变。",
                     "What is registered from that day on is graded by the new version. Open cases keep the version under "
                     "which they were graded, with colour and due day."),
    "course": Words("自生效日起对在办事项适用；已经写入的督办牌、回头看日期和转办、答复、整改期限不变。",
                    "It counts for open cases from that day on. Cards, follow-up days, offers and due days that are "
                    "written already stay."),
    "routing": Words("自生效日起新登记、改类别或升级时适用；在办事项仍由现在的部门办理。",
                     "It counts for new cases, corrected categories and cases that climb. Open cases stay with their "
                     "department."),
    "periods": Words("从生效日以后开始的第一个周期起适用；已经产生的报送任务期限不变。",
                     "It counts from the first period that begins under it. Returns that are owed already keep their due day."),
    "returns": Words("从生效日以后开始的第一个周期起适用；已经产生的报送任务不变。",
                     "It counts from the first period that begins under it. Returns that are owed already stay."),
    "warnings": Words("从生效日所在月份起适用：每月按月末的版本评定，已评定的月份不变。",
                      "It counts from the month of that day on: a month is graded by the version at its end. Earlier months "
                      "stay."),
    "targets": Words("指标按统计期末日的版本对照；期限适用于生效日以后收到的事项。",
                     "Rates are compared with the version of the period's last day; terms count for what is received from that "
                     "day on."),
    "supplies": Words("自生效日起按新的天数列出，没有期限随之改变。", "Lists go by it from that day on; no due day changes.")}


class PolicyForm:
    """One form over the version that begins last. ``said``: what was sent; None for a fresh form."""

    def __init__(self, doing: Work, policy: Policy, said: Said | None = None, faults: Sequence[Problem] = ()) -> None:
        self.doing, self.policy, self.said, self.faults = doing, policy, said, faults
        self.versions = doing.site.versions(doing.session)
        self.causes = cause_words(doing)
        self.worded = Worded(doing, self.causes)

    def page(self) -> pages.FormPage:
        """The page."""
        language, known = self.doing.language, figures(self.doing, self.policy)
        below = (pages.FormGroup(key=f"g{number}", label=group.to(language), fields=tuple(
            field for each in some for field in self._fields(each)))
                 for number, (group, some) in enumerate(groupby(known, key=lambda each: each.group)))
        groups = (self._head(), *below)
        names = {field.name for group in groups for field in group.fields}
        lost = tuple(each for each in self.faults if each.field not in names)
        return pages.FormPage(
            title=_("Change: %(policy)s", policy=self.policy.words.to(language)), crumbs=(),
            action=f"{policy_url(self.policy.key)}edit", cancel_url=policy_url(self.policy.key),
            save_label=_("Look at what changes"), groups=groups, version=str(latest_of(self.versions, self.policy.key)),
            problems=tuple(self._problems(known, lost)), help=self._help())

    def _help(self) -> str:
        holds = HOLDS.get(self.policy.key)
        first = _("Nothing is stored before you have seen what it would change.")
        return f"{first} {holds.to(self.doing.language)}" if holds else first

    def _problems(self, known: Sequence[PolicyFigure], lost: Sequence[Problem]) -> Iterator[pages.Problem]:
        for each in self.faults:
            yield pages.Problem(text=each.message(self.doing.language), anchor="" if each in lost else f"f-{each.field}")

    def _head(self) -> pages.FormGroup:
        first, today = earliest_start(self.versions, self.policy, self.doing.today), self.doing.today
        return pages.FormGroup(key="head", label=_("The new version"), fields=(
            pages.FieldView(key="from", name="from", label=FROM.to(self.doing.language), control="date", required=True,
                            value=self._one("from", first.isoformat()), errors=self._errors("from"), least=first.isoformat(),
                            most=(today + FURTHEST).isoformat(), help=_("Not in the past: what was graded stays as it was.")),
            pages.FieldView(key="source", name="source", label=SOURCE.to(self.doing.language), required=True,
                            value=self._one("source", ""), errors=self._errors("source"), max_length=SOURCE_LENGTH, wide=True,
                            help=_("The decision or document that says so; shown beside each figure that changes.")),
            pages.FieldView(key="note", name="note", label=NOTE.to(self.doing.language), value=self._one("note", ""),
                            errors=self._errors("note"), max_length=NOTE_LENGTH, wide=True)))

    # -- fields ----------------------------------------------------------------------------------

    def _fields(self, figure: PolicyFigure) -> Iterator[pages.FieldView]:
        label = self.worded.label(figure)
        if figure.kind == "functions":
            for number in range(FUNCTION_ROWS):
                name, stored = row_name(figure, number), dict(enumerate(figure.value)).get(number, "")
                yield self._choice(name, f"{label} {number + 1}", self.worded.functions(), self._one(name, stored))
        elif figure.kind == "function":
            yield self._choice(figure.name, label, self.worded.functions(), self._one(figure.name, figure.value),
                               placeholder=self.worded.by_vocabulary(figure.path[-1]))
        elif figure.kind == "causes":
            chosen = set(self.said.get(figure.name, ()) if self.said is not None else figure.value)
            options = tuple(pages.Option(key=key, label=words.to(self.doing.language), chosen=key in chosen)
                            for key, words in self.causes.items())
            yield pages.FieldView(key=figure.name, name=figure.name, label=label, control="multi_choice", options=options,
                                  wide=True, errors=self._errors(figure.name))
        elif figure.kind in _CHOICES:
            yield self._choice(figure.name, label, self._options(figure), self._one(figure.name, _posted(figure.value)),
                               required=True)
        else:
            yield pages.FieldView(key=figure.name, name=figure.name, label=label, control="text" if figure.kind == "days" else
                                  "number", required=True, value=self._one(figure.name, _typed(figure.value)),
                                  errors=self._errors(figure.name), max_length=20, help=self._source(figure))

    def _choice(self, name: str, label: str, options: Sequence[tuple[str, str]], chosen: str, *, required: bool = False,
                placeholder: str = "") -> pages.FieldView:
        return pages.FieldView(key=name, name=name, label=label, control="choice", required=required, errors=self._errors(name),
                               placeholder=placeholder or ("" if required else _("none")),
                               options=tuple(pages.Option(key=key, label=text, chosen=key == chosen) for key, text in options))

    def _options(self, figure: PolicyFigure) -> list[tuple[str, str]]:
        if figure.kind == "yes_no":
            return [("yes", _("Yes")), ("no", _("No"))]
        return [(key, words.to(self.doing.language)) for key, words in _CHOICES[figure.kind].items() if key != "green"]

    def _source(self, figure: PolicyFigure) -> str:
        return _("default of this system ◇") if figure.is_default else self.worded.source(figure, self.policy.raw)

    def _one(self, name: str, stored: str) -> str:
        return stored if self.said is None else next(iter(self.said.get(name, ())), "")

    def _errors(self, name: str) -> tuple[str, ...]:
        return tuple(each.message(self.doing.language) for each in self.faults if each.field == name)


_CHOICES: Mapping[str, Mapping[str, Words]] = {
    "yes_no": {}, "colour": COLOUR_WORDS, "level": LEVEL_WORDS, "leader": LEADER_WORDS}


def _posted(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _typed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
