"""What the keys of policy files are called on screens. A key that stands nowhere here is shown as it is written."""

from __future__ import annotations

from collections.abc import Mapping

from app.decisions.scales import Leader, Level
from app.words import Words

LEVEL_WORDS: Mapping[str, Words] = {
    Level.GRID.value: Words("网格", "grid"), Level.VILLAGE.value: Words("村（社区）", "village"),
    Level.TOWN.value: Words("镇", "town"), Level.COUNTY.value: Words("县", "county")}

LEADER_WORDS: Mapping[str, Words] = {
    Leader.VILLAGE_SECRETARY.value: Words("村（社区）书记", "village secretary"),
    Leader.NAMED_TOWN_LEADER.value: Words("指定的镇领导", "a named town leader"),
    Leader.MAIN_TOWN_LEADER.value: Words("镇主要领导", "the main town leader")}

COLOUR_WORDS: Mapping[str, Words] = {
    "blue": Words("蓝", "blue"), "yellow": Words("黄", "yellow"), "orange": Words("橙", "orange"), "red": Words("红", "red"),
    "green": Words("绿", "green")}

#: What a single value is.
FIGURES: Mapping[str, Words] = {
    "handler": Words("由哪级办理", "handled by"), "without_grid": Words("无在岗网格员时由", "without a grid officer"),
    "days": Words("办理期限（工作日）", "working days"), "verify_days": Words("复查期限（工作日）", "working days to verify"),
    "progress_days": Words("填报进展间隔（日历日）", "progress every (calendar days)"),
    "progress_on_rest_days": Words("休息日也要填报进展", "progress on rest days too"),
    "leader": Words("包案领导", "leader in charge"),
    "county_told_hours": Words("报县时限（小时）", "county told within (hours)"),
    "plan_hours": Words("方案时限（小时）", "plan within (hours)"), "plan_required": Words("须有三定一包方案", "plan required"),
    "adds": Words("上升几级", "levels added"), "red_goes_to": Words("红色超期后由", "a red one overdue goes to"),
    "any": Words("有此情形即为", "gives"), "gives": Words("定为", "gives"), "at_least": Words("起", "from"),
    "answer_days": Words("答复期限（工作日）", "working days to answer"),
    "ahead_days": Words("提前几天列入待办（日历日）", "on the to-do list so many days ahead"),
    "misses": Words("连续漏报几次", "misses in a row"), "days_after": Words("期末后第几日", "days after the period"),
    "days_of_month": Words("每月的两个日子", "two days of the month"),
    "resubmit_days": Words("退回后重报期限（工作日）", "working days to send again"),
    "first_report_hours": Words("首报时限（小时）", "first report within (hours)"),
    "put_right_days": Words("整改期限（工作日）", "working days to put right"),
    "put_right": Words("须整改", "must be put right"),
    "soon": Words("临期：最后一日前几天", "soon: days before the last day"),
    "later": Words("提醒：最后一日前几天", "later: days before the last day"),
    "target": Words("不低于（%）", "at least (%)"), "working_days": Words("期限（工作日）", "working days"),
    "functions": Words("牵头职能", "leading function"), "causes": Words("可以暂停的原因", "causes of a pause"),
    "source": Words("依据", "source")}

#: Where the key alone says too little: (the key of the policy's part, the key) → what it is.
FIGURES_OF: Mapping[tuple[str, str], Words] = {
    ("follow_ups", "days"): Words("化解后第几天（日历日）", "calendar days after the resolution")}

#: The parts of the files, as headings.
PARTS: Mapping[str, Words] = {
    "lines": Words("分级标准", "Lines"), "trend": Words("趋势", "Trend"), "overdue": Words("超期", "Overdue"),
    "pause_causes": Words("暂停计时", "Pauses"), "transfer": Words("转办", "Transfers"),
    "supervision": Words("督办", "Supervision"), "reviews": Words("评查", "Reviews"),
    "follow_ups": Words("回头看", "Follow-ups"), "cards": Words("督办牌", "Cards"), "periods": Words("报送期限", "Due days"),
    "resubmit_days": Words("退回重报", "Sent back"), "returns": Words("各项报送", "Returns"), "daily": Words("每日", "Daily"),
    "at_once": Words("即时报告", "At once"), "scale": Words("颜色", "Colours"),
    "put_right_days": Words("整改", "Putting right"),
    "rates": Words("目标", "Targets"), "terms": Words("期限", "Terms"), "expiry": Words("临期", "Expiry"),
    "instead": Words("无部门承担该职能时，依次由", "Where nobody holds the function, in this order"),
    "categories": Words("各类纠纷的牵头职能", "Lead function of each category")}


def figure_words(path: tuple[str, ...], key: str) -> Words:
    """What the value of ``key`` at a place is called."""
    own = FIGURES_OF.get((path[0], key)) if path else None
    return own or FIGURES.get(key) or COLOUR_WORDS.get(key) or Words(key, key)


def part_words(key: str) -> Words:
    """What a part of a file is called."""
    return PARTS.get(key) or COLOUR_WORDS.get(key) or Words(key, key)
