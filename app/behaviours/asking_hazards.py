"""What each act on a hazard asks of the person; what a hazard shares with a dispute is asked in the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from app.behaviours import hazards
from app.behaviours.asking import ASKED, DEPARTMENT_OF_HOLDER, NOTE, REASON, Ask, Asked, Given
from app.decisions.hazard_acts import HAZARD_ACTS
from app.decisions.scales import Colour
from app.definition import Register
from app.model import Record
from app.records.site import Work
from app.words import Words

_LOWER = Ask(name="colour", allowed=lambda state: (each.value for each in Colour if Colour.BLUE < each < state.colour))


def _assign(work: Work, record: Record, given: Given) -> None:
    hazards.assign(work, record, department=given.get("department"), due_on=given.get("due_on"), note=given.get("reason"))


def _rectify(work: Work, record: Record, given: Given) -> None:
    hazards.rectify(work, record, on=given.get("rectified_on"), by=given.get("rectified_by"), measures=given.get("measures"))


def _verify(work: Work, record: Record, given: Given) -> None:
    hazards.verify(work, record, on=given.get("verified_on"), by=given.get("verified_by"), note=given.get("reason"))


def _shared(act: str, **changed: object) -> Asked:
    """As a dispute is asked, with the hazard's own act."""
    return replace(ASKED[act], act=HAZARD_ACTS[act], **changed)  # type: ignore[arg-type]


def _own(act: str, zh: str, en: str, do: object, *asks: Ask) -> Asked:
    return Asked(act=HAZARD_ACTS[act], asks=asks, explains=Words(zh, en), do=do)  # type: ignore[arg-type]


#: Every act of ``hazard_acts.HAZARD_ACTS`` with what it asks for, but for void: that is a door of every register.
HAZARD_ASKED: Mapping[str, Asked] = MappingProxyType({each.act.key: each for each in (
    _own("assign", "交给承办单位或其部门整改；时限按颜色，或按交办的日期，推迟的须说明。",
         "The unit that holds it, or a department of it, puts it right; by the day of its colour, or as ordered. Say why a "
         "day is later.", _assign, DEPARTMENT_OF_HOLDER, Ask(name="due_on", required=False, blank=True), NOTE),
    _shared("transfer"), _shared("accept"), _shared("return"), _shared("withdraw"), _shared("assist"), _shared("hand_up"),
    _shared("supervise"),
    _shared("progress", explains=Words("整改进展记入办理经过。", "It stands in the course of the hazard.")),
    _own("begin", "整改已开始；时限不变。", "It is being put right; the deadline stays.",
         lambda work, record, given: hazards.begin(work, record, given.get("reason")), NOTE),
    _own("rectify", "整改完成后须由另一人复查，复查时限另计。", "Another person verifies it; the days for that start now.",
         _rectify, Ask(name="rectified_on"), Ask(name="rectified_by"), Ask(name="measures", required=False)),
    _own("verify", "复查合格即销号；整改人和填报整改完成的人不能复查。复查人不填为本人。",
         "It is struck off. Not by whoever put it right or reported it so. Without a name it is you who verify.", _verify,
         Ask(name="verified_on"), Ask(name="verified_by", required=False), NOTE),
    _own("reject", "复查不合格，退回整改，按颜色重新计时。", "It goes back to be put right, with the days of its colour anew.",
         lambda work, record, given: hazards.reject(work, record, given.get("reason") or ""), REASON),
    _shared("raise"), _shared("lower", asks=(_LOWER, REASON)), _shared("confirm_lowering"),
    _own("reopen", "隐患复发的重新办理，保留原有经过。", "It has come back: it is found anew, with its history.",
         lambda work, record, given: hazards.reopen(work, record, given.get("reason") or ""), REASON),
)})

_BY_PACK = MappingProxyType({"escalates": ASKED, "rectifies": HAZARD_ASKED})


def asked_of(register: Register) -> Mapping[str, Asked]:
    """What the acts on a record of the register ask for; nothing where its rows are no cases."""
    return next((_BY_PACK[each] for each in register.behaves if each in _BY_PACK), MappingProxyType({}))
