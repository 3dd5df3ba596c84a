"""The disputes as they are registered: where, between whom, about what, how grave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from seeds.demo.drawing.cast import Cast, Officials
from seeds.demo.drawing.people import Human, People, Sex, surname
from seeds.demo.drawing.places import TOWN, Village
from seeds.demo.drawing.tables import Row
from seeds.demo.drawing.telling import PEOPLE, RISKS, USUAL, USUAL_SMALL, YUAN, Story, in_yuan, rounded, tell

DISPUTES = ("发生单位", "标题", "类别", "简要情况", "发生地点", "来源", "专项行动", "发现日期", "涉及人数", "涉及金额(万元)",
            "有暴力、自伤或民转刑风险", "发展趋势", "责任人")
PARTIES = ("纠纷", "姓名", "身份", "身份证号", "联系电话", "同意调解")

_GROUPS = "一二三四五六七八九十"


@dataclass(frozen=True, kw_only=True)
class Case:
    """A dispute as drawn. ``rank``: its first colour, 0 blue to 3 red; ``risk`` is entered at triage."""

    story: Story
    officials: Officials
    unit: str
    title: str
    text: str
    place: str
    found: date
    rank: int
    risk: str
    people: int
    yuan: int
    via: str
    trend: str
    agreed: str
    sides: tuple[Human, ...]

    @property
    def facts_rank(self) -> int:
        """The colour that its facts alone give, before triage."""
        return 3 if self.story.danger else max(_limit(self.people, PEOPLE), _limit(self.yuan, YUAN))

    @property
    def in_grid(self) -> bool:
        """True where the grid officer registered it."""
        return self.unit.endswith("基本网格")

    @property
    def in_town(self) -> bool:
        """True where it was brought to the town at once."""
        return self.unit == TOWN

    def row(self) -> Row:
        """Its line in dispute.csv."""
        return {"发生单位": self.unit, "标题": self.title, "类别": self.story.category, "简要情况": self.text,
                "发生地点": self.place, "来源": self.via, "发现日期": self.found.isoformat(), "涉及人数": self.people,
                "涉及金额(万元)": f"{self.yuan / 10_000:g}" if self.yuan else "", "发展趋势": self.trend,
                "有暴力、自伤或民转刑风险": "是" if self.story.danger else "", "责任人": self.officials.secretary.name}


def draw_case(rng: Random, people: People, cast: Cast, village: Village, story: Story, rank: int, found: date, *,
              to_town: bool) -> Case:
    """A case of the story with that first colour; ``to_town``: it may be brought to the town at once."""
    heads, yuan, risk = _gravity(rng, story, rank)
    sides = _sides(rng, people, story, village)
    words = _words(rng, story, village, sides, heads, yuan)
    via = rng.choice(USUAL_SMALL if rank == 0 and story.via is USUAL else story.via)
    title, text, place, agreed = (_localised(village, tell(rng, each, words))
                                  for each in (story.title, story.text, story.place, rng.choice(story.agreed)))
    return Case(story=story, officials=cast.villages[village.name], unit=_unit(rng, village, via, rank, to_town), title=title,
                text=text, place=place, found=found, rank=rank, risk=risk, people=heads, yuan=yuan, via=via,
                trend=_trend(rng, rank), agreed=agreed, sides=sides)


def _localised(village: Village, text: str) -> str:
    """A community has a 居委会."""
    return text.replace("村委会", "居委会") if village.is_community else text


def _gravity(rng: Random, story: Story, rank: int) -> tuple[int, int, str]:
    """People, yuan and risk level of which the highest gives the colour, or the danger does."""
    top = 3 if story.danger else rank
    heads = _within(rng, story.people, PEOPLE, top)
    yuan = rounded(_within(rng, story.yuan, YUAN, top)) if story.yuan else 0
    reached = max(_limit(heads, PEOPLE), _limit(yuan, YUAN))
    risks = [risk for risk in story.risk if RISKS.index(risk) <= rank]
    fitting = [risk for risk in risks if reached == rank or RISKS.index(risk) == rank]
    return heads, yuan, rng.choice(fitting or [RISKS[rank]])


def _within(rng: Random, span: tuple[int, int], limits: tuple[int, ...], rank: int) -> int:
    """A number of the span that gives no colour above ``rank``; small ones are likelier."""
    most = min(span[1], limits[rank + 1] - 1) if rank < 3 else span[1]
    return rng.randint(span[0], max(span[0], min(most, rng.randint(span[0], max(span[0], most)) + span[0] // 2)))


def _limit(value: int, limits: tuple[int, ...]) -> int:
    return max(rank for rank, limit in enumerate(limits) if value >= limit)


def _sides(rng: Random, people: People, story: Story, village: Village) -> tuple[Human, ...]:
    """The people whom the story names: 甲, 乙 and perhaps 丙."""
    names = "甲乙丙" if "{丙}" in story.title + story.text else "甲乙"
    sides: list[Human] = []
    for place, name in enumerate(names):
        sex: Sex | None = story.sexes[place] if place < len(story.sexes) else None  # type: ignore[assignment]
        borne = [surname(each.name) for each in sides]
        family = [each for each, other in zip(borne, names, strict=False) if {name, other} <= set(story.kin)]
        others = [each for each in village.surnames if not (story.strangers and each in borne)]
        sides.append(people.draw(sex, family[:1] or others, only=bool(family) or story.strangers))
    return tuple(sides)


def _words(rng: Random, story: Story, village: Village, sides: tuple[Human, ...], heads: int, yuan: int) -> dict[str, str]:
    agreed = rounded(yuan * rng.uniform(0.45, 0.9)) if yuan else 0
    words = {"村": village.name, "组": ordinal_group(rng, village), "款": in_yuan(yuan), "协": in_yuan(agreed),
             "户": str(max(3, heads // 2)), "人": str(heads - 1), "亩": str(rng.randint(6, 60))}
    words.update(zip("甲乙丙", (each.name for each in sides), strict=False))
    return {**words, **{f"pick.{key}": rng.choice(choices) for key, choices in story.pick.items()}}


def ordinal_group(rng: Random, village: Village) -> str:
    """One of its villagers' groups: 三组."""
    number = rng.randrange(village.groups)
    return f"{_GROUPS[number] if number < 10 else '十' + _GROUPS[number - 10]}组"


def _unit(rng: Random, village: Village, via: str, rank: int, to_town: bool) -> str:
    """Small matters that the grid officer found lie in the grid; some visitors go to the town at once."""
    if via == "网格排查" and rank < 2 and rng.random() < 0.75:
        return village.grid
    if to_town and via in ("来访", "热线", "网上") and rng.random() < 0.16:
        return TOWN
    return village.path


def _trend(rng: Random, rank: int) -> str:
    """Never rising at first: a rising trend adds a colour (rules.md §1 ◇)."""
    return rng.choice(["平稳", "平稳", "平稳", "下降"] if rank < 2 else ["平稳"])


def party_rows(rng: Random, case: Case) -> Iterator[Row]:
    """Its lines in dispute_party.csv."""
    count = case.story.parties or len(case.sides)
    for number, human in enumerate(case.sides[:count]):
        yield {"纠纷": case.title, "姓名": human.name, "身份": ("申请方", "被申请方", "其他相关方")[number],
               "身份证号": human.id_number if rng.random() < 0.6 else "", "联系电话": human.phone if rng.random() < 0.9 else "",
               "同意调解": rng.choice(["是", "是", "是", "否", ""])}


def registered(rng: Random, case: Case) -> date:
    """The day on which it is entered: the grid officer's the same day, others up to two days later."""
    return case.found + timedelta(days=rng.choice([0, 0, 1]) if case.in_grid else rng.choice([0, 0, 0, 1, 2]))
