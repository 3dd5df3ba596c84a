"""What each act on a case asks of the person, and the act done with what was given: the same for form, dialog and API."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.behaviours import acts
from app.behaviours.giving import (
    DEPARTMENT,
    PERSON,
    UNIT,
    Choice,
    departments_of,
    helpers_of,
    offices_of,
    persons_of,
    receivers_of,
)
from app.behaviours.handling import REVIEW_GRADES
from app.behaviours.looking_back import RESULTS
from app.behaviours.owed import course_of
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
Options = Callable[[Work, Record], Iterable[tuple[str, str]]]


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One thing that an act asks for.

    ``name`` is what it is sent under and what a fault names. ``words`` None: a field of the register by that name, of which
    ``allowed`` may say which options there are; otherwise a reason, with ``yes_no`` a question, or one of ``options``: (what is
    sent, what people read), as the case stands. ``blank``: a day for which today is not offered.
    """

    name: str
    words: Words | None = None
    yes_no: bool = False
    required: bool = True
    allowed: Allowed | None = None
    options: Options | None = None
    blank: bool = False


@dataclass(frozen=True, kw_only=True)
class Asked:
    """An act with what it asks for and a sentence on what it does."""

    act: Act
    asks: tuple[Ask, ...]
    explains: Words
    do: Callable[[Work, Record, Given], None]


def _asked(act: str, zh: str, en: str, do: Callable[[Work, Record, Given], None], *asks: Ask) -> Asked:
    return Asked(act=acts.ACTS[act], asks=asks, explains=Words(zh, en), do=do)


REASON = Ask(name="reason", words=Words("理由", "Reason"))
NOTE = Ask(name="reason", words=Words("说明", "Note"), required=False)
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


def _assign(work: Work, record: Record, given: Given) -> None:
    acts.assign(work, record, department=given.get("department"), person=given.get("person"), note=given.get("reason"))


def _offer(work: Work, record: Record, given: Given) -> None:
    acts.offer(work, record, unit=given.get("unit"), department=given.get("department"), reason=given.get("reason") or "")


def _assist(work: Work, record: Record, given: Given) -> None:
    leaves = bool(given.get("leaves")) and _yes(work, "leaves", given)
    acts.assist(work, record, unit=given.get("unit"), department=given.get("department"), leaves=leaves,
                remark=given.get("reason"))


def _noted(do: Callable[[Work, Record, str | None], None]) -> Callable[[Work, Record, Given], None]:
    """An act that asks for nothing but a word on it."""
    return lambda work, record, given: do(work, record, given.get("reason"))


def _supervise(work: Work, record: Record, given: Given) -> None:
    acts.supervise(work, record, given.get("card"), given.get("reason") or "", given.get("demand"))


def _pause(work: Work, record: Record, given: Given) -> None:
    acts.pause(work, record, given.get("pause_cause"), given.get("reason") or "")


def _follow_up(work: Work, record: Record, given: Given) -> None:
    acts.follow_up(work, record, given.get("result"), given.get("reason"))


def _review(work: Work, record: Record, given: Given) -> None:
    acts.review(work, record, given.get("grade"), given.get("reason") or "", given.get("cause"), given.get("improvement"))


def _chosen_from(choices: Callable[[Work, Record], Iterable[Choice]]) -> Options:
    return lambda work, record: ((str(each.id), each.name) for each in choices(work, record))


def _of_holder(work: Work, record: Record) -> Iterable[Choice]:
    return departments_of(work, record.holder_unit_id)  # type: ignore[attr-defined]


def _of_receivers(work: Work, record: Record) -> Iterable[Choice]:
    """The departments of all who may take the case; whether department and unit belong together is asked with the act."""
    return [each for unit in receivers_of(work, record) for each in departments_of(work, unit.id)]


def _worded(words: Callable[[Work], Mapping[str, Words]]) -> Options:
    return lambda work, record: ((key, each.to(work.language)) for key, each in words(work).items())


def _cards(work: Work) -> Mapping[str, Words]:
    return {kind.value: rule.words for kind, rule in course_of(work.site, work.today).cards.items()}


DEPARTMENT_OF_HOLDER = Ask(name="department", words=DEPARTMENT, required=False, options=_chosen_from(_of_holder))
_UNIT = Ask(name="unit", words=UNIT, required=False, options=_chosen_from(receivers_of))
_HELPER = Ask(name="unit", words=UNIT, required=False, options=_chosen_from(helpers_of))
_RECEIVING = Ask(name="department", words=DEPARTMENT, required=False, options=_chosen_from(_of_receivers))


#: Every act on a dispute (``case_acts.ACTS``) with what it asks for, but for void: that is a door of every register.
ASKED: Mapping[str, Asked] = MappingProxyType({each.act.key: each for each in (
    _asked("triage", "研判后的风险程度可能提高颜色，不会降低。", "The risk level may raise the colour; it never lowers it.",
           _triage, Ask(name="risk_level"), NOTE),
    _asked("assign", "交给承办单位内的部门或责任人；时限不变。",
           "To a department or a person of the unit that holds the case; the deadline stays.", _assign,
           DEPARTMENT_OF_HOLDER, Ask(name="person", words=PERSON, required=False, options=_chosen_from(persons_of)), NOTE),
    _asked("transfer", "对方接收前仍由本单位承办；逾期未接收即退回；时限不变。",
           "You hold it until it is accepted; not answered in time it is back. The deadline stays.", _offer,
           _UNIT, _RECEIVING, REASON),
    _asked("accept", "接收后由本单位承办；时限不变。", "Your unit holds it from now on; the deadline stays.",
           _noted(acts.accept), NOTE),
    _asked("return", "说明理由，退回转出的单位。", "It stays with the sender; say why.",
           lambda work, record, given: acts.send_back(work, record, given.get("reason") or ""), REASON),
    _asked("withdraw", "撤回尚未接收的转办。", "You take back an offer that nobody has answered.", _noted(acts.withdraw),
           NOTE),
    _asked("assist", "协办单位和部门可以查看；承办单位不变。",
           "Units and departments that assist may read the case; the holder stays.", _assist, _HELPER,
           Ask(name="department", words=DEPARTMENT, required=False, options=_chosen_from(offices_of)),
           Ask(name="leaves", words=Words("是否退出协办", "Does it cease to assist?"), yes_no=True, required=False), NOTE),
    _asked("tell_county", "红色纠纷须在时限内报告县级。",
           "A red case is told to the county in time.",
           _noted(acts.tell_county), NOTE),
    _asked("supervise", "督办承办单位，由其在“督办与问责”中按期答复；亮牌不改变颜色。",
           "An order to the holder, to be answered in time among the supervision orders; a card never changes the colour.",
           _supervise,
           Ask(name="card", words=Words("牌别", "Card"), required=False, options=_worded(_cards)), REASON,
           Ask(name="demand", words=Words("督办要求", "What is demanded"), required=False)),
    _asked("progress", "写明进展后，进展时限重新计日。", "Once written, the days until the next progress count anew.",
           lambda work, record, given: acts.write_progress(work, record, given.get("reason") or ""),
           Ask(name="reason", words=Words("进展", "Progress"))),
    _asked("pause", "只限所列原因；暂停期间不计时。", "For these causes only; the clock stands still.", _pause,
           Ask(name="pause_cause"), REASON),
    _asked("resume", "恢复计时，扣除暂停的整工作日。", "The whole working days of the pause are given back.",
           _noted(acts.resume), NOTE),
    _asked("follow_up", "稳定的完成本次回头看；反复的重新办理。", "Stable answers this round; relapsed opens the case again.",
           _follow_up, Ask(name="result", words=Words("回访结果", "Result"), options=_worded(lambda work: RESULTS)), NOTE),
    _asked("review", "评查结论记入办理经过，并在“评查与复盘”中留下一条；未化解的写原因，不规范的写改进措施。",
           "The conclusion stands in the course of the case and among the reviews; the cause is asked for where it is not "
           "resolved, the improvement where the handling was poor.", _review,
           Ask(name="grade", words=Words("评查结论", "Conclusion"), options=_worded(lambda work: REVIEW_GRADES)),
           Ask(name="reason", words=Words("评查发现", "Findings")),
           Ask(name="cause", words=Words("原因分析", "Cause"), required=False),
           Ask(name="improvement", words=Words("改进措施", "Improvement"), required=False)),
    _asked("hand_up", "上报到上一级；办理时限重新计算。", "The level above takes over; the clock starts again.", _hand_up,
           REASON),
    _asked("raise", "上调后由新颜色对应的层级办理，时限重新计算。",
           "The handler of the new colour takes over; the clock starts again.", _raise, _HIGHER, REASON),
    _asked("lower", "下调须由办理层级或上级的另一人确认。", "A second person of the handling level or above has to confirm it.",
           _lower, _LOWER, REASON),
    _asked("confirm_lowering", "同意后按较低颜色重新计时；申请人本人不能确认。",
           "If you agree the clock of the lower colour starts. Whoever asked cannot confirm.", _answer,
           Ask(name="agreed", words=Words("是否同意", "Do you agree?"), yes_no=True), REASON),
    _asked("resolve", "化解后按办理规程回头看。", "Follow-ups are due as the course of a case says.", _resolve,
           Ask(name="outcome", allowed=_one_of(*acts.RESOLVED_AS)), Ask(name="method"), Ask(name="resolved_on"),
           Ask(name="agreement")),
    _asked("end", "未化解而终止：撤回、移送、转诉讼、转刑事或不成功。",
           "It ends unresolved: withdrawn, referred, to court, or failed.", _end,
           Ask(name="outcome", allowed=_one_of(*acts.ENDED_AS)), Ask(name="ended_on"), Ask(name="unresolved_reason")),
    _asked("close", "已化解的纠纷结案。", "A resolved case is closed.", _close, NOTE),
    _asked("reopen", "反复的重新定级；误结的从原处继续。",
           "A relapse is graded anew; one closed by mistake goes on where it stood.", _reopen,
           Ask(name="relapsed", words=Words("是否反复", "Has it come back?"), yes_no=True), REASON),
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
