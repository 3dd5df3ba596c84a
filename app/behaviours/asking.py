"""What each act on a case asks of the person, and the act done with what was given: the same for form, dialog and API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.behaviours import acts
from app.decisions.case_acts import Act
from app.decisions.scales import Colour
from app.decisions.steps import CaseState
from app.fieldtypes import YesNo
from app.model import Record
from app.problems import BadValue, Problems, problem
from app.records.site import Work
from app.words import Words

Given = Mapping[str, Any]
Allowed = Callable[[CaseState], Iterable[str]]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One thing that an act asks for.

    ``name`` is what it is sent under and what a fault names. ``words`` None: a field of the register by that name, of which
    ``allowed`` may say which options there are; otherwise a reason, or with ``yes_no`` a question.
    """

    name: str
    words: Words | None = None
    yes_no: bool = False
    required: bool = True
    allowed: Allowed | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An act with what it asks for and a sentence on what it does."""

    act: Act
    asks: tuple[Ask, ...]
    explains: Words
    do: Callable[[Work, Record, Given], None]


def _asked(act: str, zh: str, en: str, do: Callable[[Work, Record, Given], None], *asks: Ask) -> Asked:
    return Asked(act=acts.ACTS[act], asks=asks, explains=Words(zh, en), do=do)


_REASON = Ask(name="reason", words=Words("理由", "Reason"))
_NOTE = Ask(name="reason", words=Words("说明", "Note"), required=False)
_HIGHER = Ask(name="colour", allowed=lambda state: (colour.value for colour in Colour if colour > state.colour))
_LOWER = Ask(name="colour", allowed=lambda state: (colour.value for colour in Colour if colour < state.colour))


def _one_of(*options: str) -> Allowed:
    return lambda _state: options


def _triage(work: Work, record: Record, given: Given) -> None:
    acts.triage(work, record, given.get("risk_level"), given.get("reason"))


def _hand_up(work: Work, record: Record, given: Given) -> None:
    acts.hand_up(work, record, given.get("reason") or "")


def _raise(work: Work, record: Record, given: Given) -> None:
    acts.raise_colour(work, record, _colour(work, record, given), given.get("reason") or "")


def _lower(work: Work, record: Record, given: Given) -> None:
    acts.ask_lowering(work, record, _colour(work, record, given), given.get("reason") or "")


def _answer(work: Work, record: Record, given: Given) -> None:
    acts.answer_lowering(work, record, _yes(work, "agreed", given), given.get("reason") or "")


def _resolve(work: Work, record: Record, given: Given) -> None:
    acts.resolve(work, record, outcome=given.get("outcome"), method=given.get("method"), agreement=given.get("agreement"),
                 on=given.get("resolved_on"))


def _end(work: Work, record: Record, given: Given) -> None:
    acts.end(work, record, outcome=given.get("outcome"), why=given.get("unresolved_reason"), on=given.get("ended_on"))


def _close(work: Work, record: Record, given: Given) -> None:
    acts.close(work, record, given.get("reason"))


def _reopen(work: Work, record: Record, given: Given) -> None:
    acts.reopen(work, record, given.get("reason") or "", relapsed=_yes(work, "relapsed", given))


#: Every act of ``case_acts.ACTS`` with what it asks for, but for void: that is a door of every register.
ASKED: Mapping[str, Asked] = MappingProxyType({each.act.key: each for each in (
    _asked("triage", "研判后的风险程度可能提高颜色，不会降低。", "The risk level may raise the colour; it never lowers it.",
           _triage, Ask(name="risk_level"), _NOTE),
    _asked("hand_up", "上报到上一级；办理时限重新计算。", "The level above takes over; the clock starts again.", _hand_up,
           _REASON),
    _asked("raise", "上调后由新颜色对应的层级办理，时限重新计算。",
           "The handler of the new colour takes over; the clock starts again.", _raise, _HIGHER, _REASON),
    _asked("lower", "下调须由办理层级或上级的另一人确认。", "A second person of the handling level or above has to confirm it.",
           _lower, _LOWER, _REASON),
    _asked("confirm_lowering", "同意后按较低颜色重新计时；申请人本人不能确认。",
           "If you agree the clock of the lower colour starts. Whoever asked cannot confirm.", _answer,
           Ask(name="agreed", words=Words("是否同意", "Do you agree?"), yes_no=True), _REASON),
    _asked("resolve", "化解后 30 天回头看。", "A follow-up is due 30 days later.", _resolve,
           Ask(name="outcome", allowed=_one_of(*acts.RESOLVED_AS)), Ask(name="method"), Ask(name="resolved_on"),
           Ask(name="agreement")),
    _asked("end", "未化解而终止：撤回、移送、转诉讼、转刑事或不成功。",
           "It ends unresolved: withdrawn, referred, to court, or failed.", _end,
           Ask(name="outcome", allowed=_one_of(*acts.ENDED_AS)), Ask(name="ended_on"), Ask(name="unresolved_reason")),
    _asked("close", "已化解的纠纷结案。", "A resolved case is closed.", _close, _NOTE),
    _asked("reopen", "反复的重新定级；误结的从原处继续。",
           "A relapse is graded anew; one closed by mistake goes on where it stood.", _reopen,
           Ask(name="relapsed", words=Words("是否反复", "Has it come back?"), yes_no=True), _REASON),
)})


def _colour(work: Work, record: Record, given: Given) -> Colour:
    declared = record.register.fields["colour"]
    try:
        value = declared.type.parse(given.get("colour"), work.reading())
    except BadValue as bad:
        raise Problems([bad.at("colour")]) from bad
    if value is None:
        raise Problems([problem("V001", field="colour", label=declared.label)])
    return Colour(value)


def _yes(work: Work, name: str, given: Given) -> bool:
    """The answer to a question of yes or no."""
    try:
        value = YesNo().parse(given.get(name), work.reading())
    except BadValue as bad:
        raise Problems([bad.at(name)]) from bad
    if value is None:
        question = next(ask.words for asked in ASKED.values() for ask in asked.asks if ask.name == name)
        raise Problems([problem("V001", field=name, label=question)])
    return value
