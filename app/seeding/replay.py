"""The acts of the invented records, done one after the other through the behaviours, so that colours, steps, holders and
figures come from the rules and not from typed columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from app.behaviours import acts, hazards
from app.behaviours.handing_in import correct_figure, hand_in, send_back
from app.decisions.calendar import SHANGHAI
from app.decisions.scales import Colour
from app.model import Record
from app.problems import Mark, Problems, problem
from app.records.site import Work
from app.records.storing import edit, void
from app.reporting.returns.sheet import draw_sheet, heading_of
from app.seeding.files import read_table
from app.seeding.lists import SeedFile

REGISTER = "登记"
#: Of a return: handed in, with 零报告 where there is truly nothing; sent back; a number corrected, and the sheet after it.
HAND_IN, HAND_IN_OR_NOTHING, SEND_BACK, COUNT, CORRECT = "报送", "零报告", "退回报送", "改数", "更正"
#: The cells of the line are written into the record.
WRITE = "填写"
_SWEEPS = "sweeps.count"

_COLUMNS = {
    "时间": "at", "纠纷": "record", "隐患": "record", "动作": "act", "经办人": "by", "风险程度": "risk_level",
    "四色等级": "colour", "结果": "outcome", "化解方式": "method", "包案领导": "lead_leader", "整改人": "person",
    "复查人": "person", "部门": "department", "单位": "unit", "暂停原因": "pause_cause", "牌别": "card", "说明": "note",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of an acts file: when, on which record, what, by whom. ``given`` are the other cells."""

    mark: Mark
    register: str
    at: datetime
    record: str
    act: str
    by: str
    note: str
    given: Mapping[str, str]


def read_acts(file: SeedFile, moved: timedelta) -> list[Told]:
    """The lines of an acts file, moved in time."""
    lines = read_table(file.path, _COLUMNS) if file.path else []
    return [_told(file.register, line.mark, dict(line.cells), moved) for line in lines]


def _told(register: str, mark: Mark, cells: dict[str, str], moved: timedelta) -> Told:
    at = datetime.fromisoformat(cells.pop("at")).replace(tzinfo=SHANGHAI) + moved
    record, act, by, note = (cells.pop(key, "") for key in ("record", "act", "by", "note"))
    return Told(mark, register, at, record, act, by, note, cells)


def do(work: Work, record: Record, told: Told) -> None:
    """One act on a stored record. Raises Problems: V041 for an act that nobody knows, and what the act itself refuses."""
    act = _ACTS.get(told.act)
    if act is None:
        raise Problems([problem("V041", told.mark, field="act", given=told.act, allowed=list(_ACTS))])
    act(work, record, told)


def _triage(work: Work, record: Record, told: Told) -> None:
    acts.triage(work, record, told.given["risk_level"], told.note)


def _hand_up(work: Work, record: Record, told: Told) -> None:
    acts.hand_up(work, record, told.note)


def _raise(work: Work, record: Record, told: Told) -> None:
    acts.raise_colour(work, record, _colour(work, record, told), told.note)


def _ask_lowering(work: Work, record: Record, told: Told) -> None:
    acts.ask_lowering(work, record, _colour(work, record, told), told.note)


def _colour(work: Work, record: Record, told: Told) -> Colour:
    return Colour(record.register.fields["colour"].type.parse(told.given["colour"], work.reading()))


def _answer_lowering(agreed: bool) -> Callable[[Work, Record, Told], None]:
    return lambda work, record, told: acts.answer_lowering(work, record, agreed, told.note)


def _resolve(work: Work, record: Record, told: Told) -> None:
    acts.resolve(work, record, outcome=told.given["outcome"], method=told.given["method"], agreement=told.note, on=work.today)


def _end(work: Work, record: Record, told: Told) -> None:
    acts.end(work, record, outcome=told.given["outcome"], why=told.note, on=work.today)


def _close(work: Work, record: Record, told: Told) -> None:
    acts.close(work, record, told.note)


def _relapse(work: Work, record: Record, told: Told) -> None:
    acts.reopen(work, record, told.note, relapsed=True)


def _offer(work: Work, record: Record, told: Told) -> None:
    acts.offer(work, record, unit=told.given.get("unit"), department=told.given.get("department"), reason=told.note)


def _give(work: Work, record: Record, told: Told) -> None:
    acts.assign(work, record, department=told.given.get("department"), note=told.note)


def _assist(work: Work, record: Record, told: Told) -> None:
    acts.assist(work, record, unit=told.given.get("unit"), department=told.given.get("department"), remark=told.note)


def _pause(work: Work, record: Record, told: Told) -> None:
    acts.pause(work, record, told.given.get("pause_cause"), told.note)


def _supervise(work: Work, record: Record, told: Told) -> None:
    acts.supervise(work, record, told.given.get("card"), told.note)


def _noted(act: Callable[[Work, Record, str], None]) -> Callable[[Work, Record, Told], None]:
    return lambda work, record, told: act(work, record, told.note)


def _followed_up(result: str) -> Callable[[Work, Record, Told], None]:
    return lambda work, record, told: acts.follow_up(work, record, result, told.note)


def _void(work: Work, record: Record, told: Told) -> None:
    void(work, record, told.note, record.version)


def _assign(work: Work, record: Record, told: Told) -> None:
    """落实责任: the plan 三定一包 gets its leader."""
    _edit(work, record, {"lead_leader": told.given["lead_leader"], "remarks": told.note})


def _give_to_put_right(work: Work, record: Record, told: Told) -> None:
    hazards.assign(work, record, department=told.given.get("department"), due_on=told.given.get("due_on"), note=told.note)


def _rectify(work: Work, record: Record, told: Told) -> None:
    hazards.rectify(work, record, on=work.today.isoformat(), by=told.given.get("person"), measures=told.note)


def _verify(work: Work, record: Record, told: Told) -> None:
    hazards.verify(work, record, on=work.today.isoformat(), by=told.given.get("person"), note=told.note)


def _hand_in(work: Work, record: Record, told: Told) -> None:
    hand_in(work, record, draw_sheet(work, record), heading_of(work, record), reason=told.note or None)


def _hand_in_or_nothing(work: Work, record: Record, told: Told) -> None:
    """零报告 where the sheet is empty."""
    drawn = draw_sheet(work, record)
    hand_in(work, record, drawn, heading_of(work, record), zero=drawn.is_empty)


def _send_back(work: Work, record: Record, told: Told) -> None:
    send_back(work, record, told.note)


def _count(work: Work, record: Record, told: Told) -> None:
    """One sweep more than the ledger has."""
    figure = draw_sheet(work, record).figure(_SWEEPS)
    correct_figure(work, record, figure, _SWEEPS, figure and figure.computed + 1, told.note)


def _fill_in(work: Work, record: Record, told: Told) -> None:
    _edit(work, record, told.given)


def _edit(work: Work, record: Record, raw: Mapping[str, Any]) -> None:
    edit(work, record.register, record, raw, record.version)


_ACTS: Mapping[str, Callable[[Work, Record, Told], None]] = MappingProxyType({
    "研判定级": _triage, "上报": _hand_up, "上调": _raise, "申请下调": _ask_lowering, "同意下调": _answer_lowering(True),
    "不同意下调": _answer_lowering(False), "化解": _resolve, "终止": _end, "结案": _close, "反复重启": _relapse, "作废": _void,
    "转办": _offer, "接收": _noted(acts.accept), "退回": _noted(acts.send_back), "撤回转办": _noted(acts.withdraw),
    "交给部门": _give, "协办": _assist, "进展": _noted(acts.write_progress), "暂停计时": _pause,
    "恢复计时": _noted(acts.resume),
    "督办": _supervise, "报告县级": _noted(acts.tell_county), "回头看稳定": _followed_up("stable"),
    "回头看反复": _followed_up("relapsed"),
    "落实责任": _assign, "交办": _give_to_put_right, "开始整改": _noted(hazards.begin), "整改完成": _rectify,
    "复查销号": _verify, "复查不合格": _noted(hazards.reject), "隐患重启": _noted(hazards.reopen),
    HAND_IN: _hand_in, HAND_IN_OR_NOTHING: _hand_in_or_nothing, SEND_BACK: _send_back, COUNT: _count, CORRECT: _hand_in,
    WRITE: _fill_in,
})
