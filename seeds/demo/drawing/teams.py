"""Committees with their mediators, teams with their members (S0: 15 committees, a team of 30, 14 teams with 280)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Any

from seeds.demo.drawing.cast import PEACE_OFFICE, Cast, Officials, Post
from seeds.demo.drawing.people import Human, People
from seeds.demo.drawing.places import TOWN, Village
from seeds.demo.drawing.tables import Row, read_words

STAFF = ("单位", "部门", "姓名", "性别", "身份证号", "职务", "联系电话", "分工", "应急管理人员", "最近培训日期")
COMMITTEES = ("单位", "名称", "级别", "类型", "成立时间", "主任", "主任电话", "办公地点", "工作制度", "规范化建设达标")
MEDIATORS = ("调委会", "单位", "姓名", "性别", "身份证号", "联系电话", "专兼职", "来源", "擅长", "聘任时间", "证书编号",
             "最近培训日期", "以奖代补(元)")
TEAMS = ("单位", "队伍名称", "队伍类型", "队长", "队长电话", "应有人数", "组建时间", "装备", "备注")
MEMBERS = ("所在队伍", "单位", "姓名", "性别", "身份证号", "联系电话", "队内职务", "人员来源", "技能特长", "入队时间")

WORDS = read_words("teams")


def staff_rows(cast: Cast, rng: Random) -> Iterator[Row]:
    """The rows of person.csv."""
    for post in cast.staff:
        yield {"单位": post.unit, "部门": post.department, **_human(post.human), "职务": post.post, "分工": post.duties,
               "应急管理人员": "是" if post.emergency else "", "最近培训日期": _trained(rng) if post.emergency else ""}


def _human(human: Human) -> dict[str, object]:
    return {"姓名": human.name, "性别": human.sex, "身份证号": human.id_number, "联系电话": human.phone}


def _trained(rng: Random) -> str:
    return f"2026-0{rng.randint(3, 4)}-{rng.randint(10, 28)}"


# -- mediation -----------------------------------------------------------------------------------


def committee_rows(cast: Cast, rng: Random) -> Iterator[Row]:
    """The town's committee and one of each village."""
    yield _committee(rng, TOWN, f"{TOWN}人民调解委员会", "镇", cast.head_of("司法所"), WORDS["town_hall"])
    for each in cast.villages.values():
        level = "社区" if each.village.is_community else "村"
        office = rng.choice(WORDS["offices"])
        yield _committee(rng, each.village.path, committee_of(each.village), level, each.secretary, office)


def committee_of(village: Village) -> str:
    """The name of a village's committee."""
    return f"{village.name}人民调解委员会"


def _committee(rng: Random, unit: str, name: str, level: str, chair: Post, office: str) -> Row:
    return {"单位": unit, "名称": name, "级别": level, "类型": "人民调解", "主任": chair.name, "主任电话": chair.human.phone,
            "办公地点": office, "成立时间": rng.choice(["2020年5月", "2020年6月", "2021年8月"]),
            "工作制度": rng.choice(WORDS["rules"]), "规范化建设达标": rng.choice(["是", "是", "是", "否"])}


def mediator_rows(cast: Cast, people: People, rng: Random) -> Iterator[Row]:
    """Four to six mediators of each committee."""
    own: list[tuple[Human, str]] = [(post.human, "机关干部") for post in (
        cast.head_of("司法所"), cast.departments["司法所"], cast.head_of("妇联"), cast.departments["派出所"])]
    own += [(people.draw("男"), "专家学者"), (people.draw("女"), "社工")]
    yield from _mediators(rng, TOWN, f"{TOWN}人民调解委员会", own)
    for each in cast.villages.values():
        own = _village_mediators(each, people, rng)
        yield from _mediators(rng, each.village.path, committee_of(each.village), own[: rng.randint(4, 5)])


def _village_mediators(officials: Officials, people: People, rng: Random) -> list[tuple[Human, str]]:
    names = officials.village.surnames
    fifth = rng.choice(["劳动模范", "志愿者", "热心群众", "党员"])
    known = [(post.human, "党员") for post in (officials.secretary, officials.women, officials.clerk)]
    return [*known, (people.draw("男", names), "热心群众"), (people.draw(None, names), fifth)]


def _mediators(rng: Random, unit: str, committee: str, members: list[tuple[Human, str]]) -> Iterator[Row]:
    for number, (human, origin) in enumerate(members):
        year = rng.choice([2020, 2021, 2021, 2023, 2024])
        yield {"调委会": committee, "单位": unit, **_human(human), "来源": origin, "擅长": rng.choice(WORDS["specialities"]),
               "专兼职": "专职" if unit == TOWN and number < 2 else "兼职", "聘任时间": f"{year}年{rng.randint(1, 12)}月",
               "证书编号": f"JYTJ{year}{rng.randint(100, 999)}" if number < 3 else "",
               "最近培训日期": _trained(rng) if rng.random() < 0.8 else "", "以奖代补(元)": 50 * rng.randint(2, 16)}


# -- teams ---------------------------------------------------------------------------------------


def team_rows(cast: Cast, rng: Random) -> Iterator[Row]:
    """The town's team of 30 and fourteen detachments of 20."""
    captain = cast.leader("党委副书记")
    yield _team(rng, TOWN, f"{TOWN}应急队", captain, 应有人数=30, 队伍类型="镇应急队", 装备=WORDS["town_kit"],
                备注=WORDS["town_captain"])
    for each in cast.villages.values():
        yield _team(rng, each.village.path, detachment_of(each.village), each.secretary, 应有人数=20, 队伍类型="村应急分队",
                    装备=rng.choice(WORDS["kits"]), 备注=WORDS["village_captain"])


def detachment_of(village: Village) -> str:
    """The name of a village's detachment."""
    return f"{village.name}应急分队"


def _team(rng: Random, unit: str, name: str, captain: Post, **more: object) -> Row:
    return {"单位": unit, "队伍名称": name, "队长": captain.name, "队长电话": captain.human.phone,
            "组建时间": rng.choice(["2021年8月", "2021年9月"]), **more}


def member_rows(cast: Cast, people: People, rng: Random) -> Iterator[Row]:
    """The rosters: 30 and 14 × 20."""
    yield from _roster(rng, TOWN, f"{TOWN}应急队", _town_members(cast, people))
    for each in cast.villages.values():
        yield from _roster(rng, each.village.path, detachment_of(each.village), _village_members(each, people))


Members = Iterator[tuple[Human, str, str]]  #: who, post in the team, where from


def _town_members(cast: Cast, people: People) -> Members:
    for title, post in (("党委副书记", "队长"), ("人武部部长", "副队长"), ("副镇长(农业农村)", "副队长")):
        yield cast.leader(title).human, post, "机关干部"
    office = [post for post in cast.offices if post.department == PEACE_OFFICE]
    for each in (*office, cast.head_of("规建办"), cast.head_of("经发办")):
        yield each.human, "信息员" if each is cast.town_clerk else "队员", "机关干部"
    for each in cast.offices:
        if each.department == "派出所":
            yield each.human, "警戒组", "派出所"
    yield from _others(people, WORDS["members"]["town"], ())


def _village_members(officials: Officials, people: People) -> Members:
    for post, title in ((officials.secretary, "队长"), (officials.deputy, "副队长"), (officials.clerk, "信息员"),
                        (officials.grid_officer, "预警员")):
        yield post.human, title, "村组干部"
    yield from _others(people, WORDS["members"]["village"], officials.village.surnames)


def _others(people: People, listed: list[list[Any]], surnames: tuple[str, ...]) -> Members:
    for origin, count, post, sex in listed:
        for _ in range(count):
            yield people.draw(sex or None, surnames), post, origin


def _roster(rng: Random, unit: str, team: str, members: Members) -> Iterator[Row]:
    for human, post, origin in members:
        joined = rng.choice(["2021年8月"] * 3 + ["2021年9月", "2022年3月", "2023年5月", "2024年4月", "2025年3月"])
        yield {"所在队伍": team, "单位": unit, **_human(human), "队内职务": post, "人员来源": origin,
               "技能特长": rng.choice(WORDS["skills"]), "入队时间": joined}
