"""Committees with their mediators, teams with their members (S0: 15 committees, a team of 30, 14 teams with 280)."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from seeds.demo.drawing.cast import Cast, Officials, Post
from seeds.demo.drawing.people import Human, People, Sex
from seeds.demo.drawing.places import TOWN, Village
from seeds.demo.drawing.tables import Row

STAFF = ["单位", "部门", "姓名", "性别", "身份证号", "职务", "联系电话", "分工", "兼任单位", "应急管理人员", "最近培训日期"]
COMMITTEES = ["单位", "名称", "级别", "类型", "成立时间", "主任", "主任电话", "办公地点", "工作制度", "规范化建设达标"]
MEDIATORS = ["调委会", "单位", "姓名", "性别", "身份证号", "联系电话", "专兼职", "来源", "擅长", "聘任时间", "证书编号", "最近培训日期", "以奖代补(元)"]
TEAMS = ["单位", "队伍名称", "队伍类型", "队长", "队长电话", "应有人数", "组建时间", "装备", "备注"]
MEMBERS = ["所在队伍", "单位", "姓名", "性别", "身份证号", "联系电话", "队内职务", "人员来源", "技能特长", "入队时间", "备注"]

_SPECIALITIES = ["婚姻家庭", "邻里、宅基地", "山林土地", "债务、合同", "劳资、务工", "交通事故", "婆媳、赡养", "水利、放水", "各类民间纠纷"]
_SKILLS = ["驾驶(C1)", "驾驶农用车", "电工证", "油锯操作", "风力灭火机", "急救员证", "水性好、会划船", "挖掘机操作", "无人机航拍", "熟悉山路地形",
           "焊工", "水泵维修", "广播操作", "退役军人", "炊事保障", "摩托车驾驶", ""]
_OFFICES = ["村党群服务中心一楼调解室", "原村小东侧办公室", "便民服务站旁调解室", "村委会二楼“老娘舅”工作室", "文化大院调解点"]
_RULES = ["登记受理、调解回访、学习培训、档案管理四项制度上墙", "例会、登记、回访、统计报送制度", "首问负责、限时办结、回访制度"]
_KITS = ["风力灭火机2台、二号工具20把、对讲机4部", "救生衣10件、救生圈6个、绳索100米、手电20把", "油锯1台、铁锹15把、对讲机3部、喊话器2个",
         "消防水带5盘、灭火器12具、头灯20个", "应急照明灯2台、雨衣20套、铁锹10把、警戒带3卷"]


def staff_rows(cast: Cast, rng: Random) -> Iterator[Row]:
    """The rows of person.csv."""
    for post in cast.staff:
        yield {"单位": post.unit, "部门": post.department, **_human(post.human), "职务": post.post, "分工": post.duties,
               "应急管理人员": "是" if post.emergency else "",
               "最近培训日期": f"2026-0{rng.randint(3, 4)}-{rng.randint(10, 28)}" if post.emergency else ""}


def _human(human: Human) -> dict[str, object]:
    return {"姓名": human.name, "性别": human.sex, "身份证号": human.id_number, "联系电话": human.phone}


# -- mediation -----------------------------------------------------------------------------------


def committee_rows(cast: Cast, rng: Random) -> Iterator[Row]:
    """The town's committee and one of each village."""
    chair = _of(cast, "司法所")
    yield _committee(rng, TOWN, f"{TOWN}人民调解委员会", "镇", chair, "镇综治中心一楼调解大厅")
    for each in cast.villages.values():
        level = "社区" if each.village.is_community else "村"
        yield _committee(rng, each.village.path, committee_of(each.village), level, each.secretary, rng.choice(_OFFICES))


def committee_of(village: Village) -> str:
    """The name of a village's committee."""
    return f"{village.name}人民调解委员会"


def _committee(rng: Random, unit: str, name: str, level: str, chair: Post, office: str) -> Row:
    return {"单位": unit, "名称": name, "级别": level, "类型": "人民调解", "成立时间": rng.choice(["2020年5月", "2020年6月", "2021年8月"]),
            "主任": chair.name, "主任电话": chair.human.phone, "办公地点": office, "工作制度": rng.choice(_RULES),
            "规范化建设达标": rng.choice(["是", "是", "是", "否"])}


def mediator_rows(cast: Cast, people: People, rng: Random) -> Iterator[Row]:
    """Five or six mediators of each committee."""
    town = [(_of(cast, "司法所").human, "机关干部"), (cast.departments["司法所"].human, "机关干部"), (_of(cast, "妇联").human, "机关干部"),
            (cast.departments["派出所"].human, "机关干部"), (people.draw("男"), "专家学者"), (people.draw("女"), "社工")]
    yield from _mediators(rng, TOWN, f"{TOWN}人民调解委员会", town)
    for each in cast.villages.values():
        names = list(each.village.surnames)
        own = [(each.secretary.human, "党员"), (each.women.human, "党员"), (each.clerk.human, "党员"), (people.draw("男", names), "热心群众"),
               (people.draw(None, names), rng.choice(["劳动模范", "志愿者", "热心群众", "党员"]))]
        yield from _mediators(rng, each.village.path, committee_of(each.village), own[: rng.randint(4, 5)])


def _mediators(rng: Random, unit: str, committee: str, members: list[tuple[Human, str]]) -> Iterator[Row]:
    for number, (human, origin) in enumerate(members):
        year = rng.choice([2020, 2021, 2021, 2023, 2024])
        yield {"调委会": committee, "单位": unit, **_human(human), "专兼职": "专职" if unit == TOWN and number < 2 else "兼职", "来源": origin,
               "擅长": rng.choice(_SPECIALITIES), "聘任时间": f"{year}年{rng.randint(1, 12)}月",
               "证书编号": f"JYTJ{year}{rng.randint(100, 999)}" if number < 3 else "",
               "最近培训日期": f"2026-0{rng.randint(3, 4)}-{rng.randint(10, 28)}" if rng.random() < 0.8 else "",
               "以奖代补(元)": 50 * rng.randint(2, 16)}


# -- teams ---------------------------------------------------------------------------------------


def team_rows(cast: Cast, rng: Random) -> Iterator[Row]:
    """The town's team of 30 and fourteen detachments of 20."""
    yield _team(rng, TOWN, f"{TOWN}应急队", "镇应急队", cast.leader("党委副书记"), 30,
                "冲锋舟1艘、救生衣30件、风力灭火机6台、油锯3台、卫星电话1部、对讲机12部、发电机2台", "S0 二(二)1：由镇党政领导兼任队长")
    for each in cast.villages.values():
        yield _team(rng, each.village.path, detachment_of(each.village), "村应急分队", each.secretary, 20, rng.choice(_KITS),
                    "S0 二(二)2：由党支部书记兼任队长")


def detachment_of(village: Village) -> str:
    """The name of a village's detachment."""
    return f"{village.name}应急分队"


def _team(rng: Random, unit: str, name: str, kind: str, captain: Post, size: int, kit: str, remarks: str) -> Row:
    return {"单位": unit, "队伍名称": name, "队伍类型": kind, "队长": captain.name, "队长电话": captain.human.phone, "应有人数": size,
            "组建时间": rng.choice(["2021年8月", "2021年9月"]), "装备": kit, "备注": remarks}


def member_rows(cast: Cast, people: People, rng: Random) -> Iterator[Row]:
    """The rosters: 30 and 14 × 20."""
    yield from _roster(rng, TOWN, f"{TOWN}应急队", _town_members(cast, people))
    for each in cast.villages.values():
        yield from _roster(rng, each.village.path, detachment_of(each.village), _village_members(each, people))


Members = Iterator[tuple[Human, str, str]]


def _town_members(cast: Cast, people: People) -> Members:
    yield cast.leader("党委副书记").human, "队长", "机关干部"
    yield cast.leader("人武部部长").human, "副队长", "机关干部"
    yield cast.leader("副镇长(农业农村)").human, "副队长", "机关干部"
    office = [post for post in cast.offices if post.department == "社会治理和应急管理办"]
    for number, post in enumerate([*office, _of(cast, "规建办"), _of(cast, "经发办")]):
        yield post.human, "信息员" if number == 1 else "队员", "机关干部"
    for post in [post for post in cast.offices if post.department == "派出所"]:
        yield post.human, "警戒组", "派出所"
    others: tuple[tuple[str, int, str, Sex | None], ...] = (
        ("民兵", 6, "抢险组", "男"), ("医务", 3, "救护组", None), ("电力通信", 3, "保障组", "男"), ("公益性岗位", 3, "队员", None),
        ("企业", 3, "保障组", "男"))
    for origin, count, post_in_team, sex in others:
        for _ in range(count):
            yield people.draw(sex), post_in_team, origin


def _village_members(officials: Officials, people: People) -> Members:
    names = list(officials.village.surnames)
    yield officials.secretary.human, "队长", "村组干部"
    yield officials.deputy.human, "副队长", "村组干部"
    yield officials.clerk.human, "信息员", "村组干部"
    yield officials.grid_officer.human, "预警员", "村组干部"
    others: tuple[tuple[str, int, str, Sex | None], ...] = (
        ("村民小组长", 3, "巡查组", None), ("民兵", 4, "抢险组", "男"), ("卫生所", 1, "救护员", None), ("公益性岗位", 1, "巡查组", None),
        ("志愿者", 1, "转移安置组", "女"), ("村(居)民", 6, "队员", None))
    for origin, count, post, sex in others:
        for _ in range(count):
            yield people.draw(sex, names), post, origin


def _roster(rng: Random, unit: str, team: str, members: Members) -> Iterator[Row]:
    for human, post, origin in members:
        joined = rng.choice(["2021年8月", "2021年8月", "2021年9月", "2022年3月", "2023年5月", "2024年4月", "2025年3月"])
        yield {"所在队伍": team, "单位": unit, **_human(human), "队内职务": post, "人员来源": origin, "技能特长": rng.choice(_SKILLS),
               "入队时间": joined}


def _of(cast: Cast, department: str) -> Post:
    """The head of a department."""
    return next(post for post in cast.offices if post.department == department)
