"""Who works in the town and in its villages, and who of them has an account or acts on cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seeds.demo.drawing.people import Human, People, Sex
from seeds.demo.drawing.places import COUNTY, TOWN, Village


@dataclass(frozen=True)
class Post:
    """A member of staff. ``role`` None: nobody who acts in the invented records."""

    human: Human
    unit: str
    post: str
    department: str = ""
    duties: str = ""
    role: str | None = None
    emergency: bool = False

    @property
    def name(self) -> str:
        """The person's name."""
        return self.human.name


@dataclass(frozen=True)
class Officials:
    """Those of one village who act."""

    village: Village
    secretary: Post
    deputy: Post
    clerk: Post
    women: Post
    grid_officer: Post


@dataclass
class Cast:
    """All staff. ``departments`` gives the one who acts for each department of the town."""

    leaders: list[Post] = field(default_factory=list)
    offices: list[Post] = field(default_factory=list)
    villages: dict[str, Officials] = field(default_factory=dict)
    county: list[Post] = field(default_factory=list)
    departments: dict[str, Post] = field(default_factory=dict)

    @property
    def staff(self) -> Iterator[Post]:
        """Everybody, the town first."""
        yield from self.leaders
        yield from self.offices
        for each in self.villages.values():
            yield from (each.secretary, each.deputy, each.clerk, each.women, each.grid_officer)
        yield from self.county

    @property
    def town_clerk(self) -> Post:
        """Who keeps the town's ledger of disputes."""
        return next(post for post in self.offices if post.role == "town_clerk")

    def leader(self, post: str) -> Post:
        """The town leader who holds the post."""
        return next(each for each in self.leaders if each.post == post)


_LEADERS: tuple[tuple[str, str, Sex], ...] = (
    ("党委书记", "主持镇党委全面工作，安全生产和应急管理第一责任人", "男"),
    ("党委副书记、镇长", "主持镇政府全面工作，应急管理第一责任人", "男"),
    ("人大主席", "主持镇人大工作，联系司法所、信访接待", "男"),
    ("党委副书记", "分管应急管理、基层组织，兼任镇应急队队长", "男"),
    ("政法委员", "统筹平安建设、矛盾纠纷多元化解、综治中心", "女"),
    ("纪委书记", "负责纪检监察、督查问责", "男"),
    ("组织委员", "负责组织人事、干部培训", "女"),
    ("宣传委员", "负责宣传、舆论引导、应急科普", "女"),
    ("人武部部长", "负责民兵、征兵，兼任镇应急队副队长", "男"),
    ("副镇长(农业农村)", "分管农业农村、水利、森林防灭火", "男"),
    ("副镇长(规划建设)", "分管规划建设、交通、场镇管理", "男"),
)

#: department → (post, duties, role) of its people; the first with a role acts for it.
_OFFICES: Mapping[str, tuple[tuple[str, str, str | None], ...]] = {
    "社会治理和应急管理办": (("主任", "平安建设、应急管理、综治", None), ("干部", "矛盾纠纷台账、综治中心受理", "town_clerk"),
                   ("干部", "承办交通运输类纠纷、应急值守", "department_clerk"), ("干部", "隐患台账、物资装备", None)),
    "司法所": (("所长", "人民调解、社区矫正、镇调委会主任", None), ("司法助理员", "邻里、土地、债务纠纷调处", "department_clerk")),
    "派出所": (("所长", "治安、110警情联动", None), ("民警", "纠纷警情移交、法治教育", "department_clerk"), ("民警", "社区警务", None)),
    "劳保所": (("所长", "就业、社保", None), ("干部", "劳动就业类纠纷承办", "department_clerk")),
    "教管中心": (("主任", "辖区学校管理", None), ("干部", "教育培训类纠纷承办", "department_clerk")),
    "民社办": (("主任", "民政、卫生健康", None), ("干部", "医疗卫生、养老机构类纠纷承办", "department_clerk")),
    "规建办": (("主任", "规划建设、征地拆迁", None), ("干部", "征地拆迁、房地产物业类纠纷承办", "department_clerk"),
            ("干部", "农房安全、自建房巡查", None)),
    "经发办": (("主任", "产业发展、企业服务", None), ("干部", "涉企、集资类纠纷承办", "department_clerk")),
    "妇联": (("主席", "妇女儿童维权、家庭教育", None), ("干部", "婚姻家庭类纠纷承办", "department_clerk")),
}

_VILLAGE: tuple[tuple[str, str, Sex | None, str | None], ...] = (
    ("党支部书记、主任", "村(社区)全面工作，应急分队队长，调委会主任", None, "village_leader"),
    ("副主任", "农业、水利、林业，应急分队副队长", "男", None),
    ("综治专干", "纠纷登记、台账报送、应急信息报告", None, "village_clerk"),
    ("妇女主任", "妇女儿童、婚姻家庭调解", "女", None),
    ("网格员", "网格排查、灾害信息、入户走访", None, "grid_officer"),
)


def draw_cast(people: People, villages: list[Village]) -> Cast:
    """Everybody on the staff of the town, its departments and villages, and one supervisor of the county."""
    cast = Cast()
    cast.leaders = [Post(people.draw(sex), TOWN, post, "", duties, "town_leader") for post, duties, sex in _LEADERS]
    for department, posts in _OFFICES.items():
        for number, (post, duties, role) in enumerate(posts):
            emergency = department == "社会治理和应急管理办" and number != 1
            drawn = people.draw("女" if department == "妇联" else None)
            cast.offices.append(Post(drawn, TOWN, post, department, duties, role, emergency))
    cast.departments = {post.department: post for post in cast.offices if post.role == "department_clerk"}
    cast.villages = {village.name: _officials(people, village) for village in villages}
    cast.county = [Post(people.draw("男"), COUNTY, "基层治理科干部", "县委政法委", "平安建设督导，接收升级到县的纠纷", "county_supervisor")]
    return cast


def _officials(people: People, village: Village) -> Officials:
    posts = []
    for post, duties, sex, role in _VILLAGE:
        unit = village.grid if role == "grid_officer" else village.path
        human = people.draw(sex, list(village.surnames))
        emergency = role in ("village_clerk", "grid_officer")
        posts.append(Post(human, unit, post.replace("党支部", "党总支") if village.is_community else post, "", duties, role, emergency))
    return Officials(village, *posts)
