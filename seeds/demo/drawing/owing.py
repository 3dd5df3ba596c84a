"""How villages hand in what they owe, and how they put right what a month's colour asks for (S3 9; S4 四(二)).

Periods, due days and colours are those of the day on which the demo is loaded: here only how many periods ago it was, and how
it went.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from seeds.demo.drawing.cast import Cast, Officials
from seeds.demo.drawing.petitions import WORDS
from seeds.demo.drawing.places import TOWN
from seeds.demo.drawing.tables import Row

RETURNS = ("报送单位", "报送部门", "报送种类", "几期前", "报送情况", "时刻", "填报人", "报送人", "审签人", "退回人", "原因",
           "说明", "主要特点", "易发多发领域", "重点难点问题", "可以就地化解", "需要集中攻坚", "可能上行外溢", "下一步打算")
WARNINGS = ("村(社区)", "几期前", "存在问题", "整改措施", "整改责任人", "整改天数", "核查人")

_HALF, _PROGRESS, _MONTHLY = "半月分析研判及统计表", "专项推进情况", "每月研判"
_HOT = ("邻里、山林土地", "劳动就业、经济往来", "山林土地", "涉企、交通运输", "婚姻家庭、邻里")
_AGO = {_HALF: 4, _PROGRESS: 1}

#: Kind, village or department, periods ago → how it went; all others hand in on time.
_COURSES = {
    (_HALF, "松林沟村", 0): "缺报", (_HALF, "峡码口村", 0): "缺报",
    (_HALF, "盘龙村", 2): "迟报", (_HALF, "洞坡村", 1): "迟报",
    (_HALF, "宝祥村", 1): "退回重报", (_HALF, "金元社区", 2): "更正",
    (_PROGRESS, "洞坡村", 0): "迟报",
    (_HALF, "高金村", 2): "零报告", (_HALF, "斑竹山村", 1): "零报告",
    (_MONTHLY, "经发办", 0): "迟报",
}
_REASONS = {"退回重报": ("重点难点问题写得不具体，请与台账逐件核对后重报。", "已逐件核对台账。"),
            "更正": ("漏登一次院坝会排查。", "")}


def return_rows(rng: Random, cast: Cast) -> Iterator[Row]:
    """The last four half-months and the last month of every village, and of the departments that lead something."""
    for kind, count in _AGO.items():
        for ago in range(count):
            for own in cast.villages.values():
                yield _return(rng, cast, own, kind, ago)
    for office in cast.departments:
        yield _monthly(rng, cast, office, 0)


def _return(rng: Random, cast: Cast, own: Officials, kind: str, ago: int) -> Row:
    course = _COURSES.get((kind, own.village.name, ago), "按时")
    why, note = _REASONS.get(course, ("", ""))
    row = {"报送单位": own.village.path, "报送种类": kind, "几期前": ago, "报送情况": course, "时刻": _time(rng),
           "填报人": own.clerk.name, "报送人": own.secretary.name, "审签人": own.secretary.name,
           "退回人": cast.town_clerk.name if course == "退回重报" else "", "原因": why, "说明": note}
    return {**row, **_narration(rng, "half_month")} if kind == _HALF and course != "缺报" else row


def _monthly(rng: Random, cast: Cast, office: str, ago: int) -> Row:
    clerk = cast.departments[office].name
    return {"报送单位": TOWN, "报送部门": office, "报送种类": _MONTHLY, "几期前": ago,
            "报送情况": _COURSES.get((_MONTHLY, office, ago), "按时"), "时刻": _time(rng), "填报人": clerk, "报送人": clerk,
            "审签人": cast.head_of(office).name, **_narration(rng, "month")}


def _time(rng: Random) -> str:
    """In working hours, most in the afternoon."""
    return f"{rng.choice((10, 11, 14, 15, 15, 15, 16, 16)):02d}:{rng.randrange(0, 60, 5):02d}"


def _narration(rng: Random, kind: str) -> Row:
    words = WORDS[kind]
    return {"主要特点": rng.choice(words["features"]), "易发多发领域": rng.choice(_HOT),
            "重点难点问题": rng.choice(words["problems"]), "可以就地化解": rng.choice(words["local"]),
            "需要集中攻坚": rng.choice(words["concentrated"]), "可能上行外溢": rng.choice(words["upward"]),
            "下一步打算": rng.choice(words["steps"])}


def warning_rows(cast: Cast) -> Iterator[Row]:
    """Two months of every village: what was found in the older one is put right, in the newer one here and there."""
    words = WORDS["putting_right"]
    for ago in (1, 0):
        for number, own in enumerate(cast.villages.values()):
            row = {"村(社区)": own.village.path, "几期前": ago, "存在问题": words["problems"][number % 3],
                   "整改措施": words["measures"][number % 3], "整改责任人": own.secretary.name}
            done = ago == 1 or number % 4 == 1
            yield {**row, "整改天数": 6 + number % 3, "核查人": cast.town_clerk.name} if done else row
