"""What becomes of a case: who does what with it, and when.

The rules work out colours, deadlines and holders when the acts are replayed, in whatever weeks the demo is moved to. So
every act here keeps a distance from a deadline that no holiday bridges, and is done by somebody who may do it on
either side of one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from seeds.demo.drawing import sayings
from seeds.demo.drawing.cast import Cast, Post
from seeds.demo.drawing.disputes import Case
from seeds.demo.drawing.tables import Row

ACTS = ("时间", "纠纷", "动作", "经办人", "风险程度", "四色等级", "结果", "化解方式", "包案领导", "说明")


@dataclass
class Course:
    """The acts on one case, in order of time. ``day`` is the day of the last one."""

    case: Case
    cast: Cast
    rng: Random
    day: date
    last: date
    lines: list[Row] = field(default_factory=list)
    at: datetime | None = None

    def act(self, act: str, by: Post, note: str = "", **more: str) -> None:
        """An act on the present day, after the one before it."""
        self.at = self._moment()
        self.lines.append({"时间": f"{self.at:%Y-%m-%d %H:%M}", "纠纷": self.case.title, "动作": act, "经办人": by.name,
                           "说明": note, **more})

    def _moment(self) -> datetime:
        """Some time in office hours; not long after the act before it on the same day."""
        first, last = datetime.combine(self.day, time(8, 40)), datetime.combine(self.day, time(17, 20))
        if self.at is None or self.at.date() < self.day:
            return first + timedelta(minutes=self.rng.randint(0, (last - first).seconds // 60))
        room = max(0, int((last - self.at).total_seconds()) // 60 - 25)
        return self.at + timedelta(minutes=25 + self.rng.randint(0, room // 3))

    def wait(self, least: int, most: int) -> None:
        """Let days pass; acts avoid Sundays where there is another day."""
        day = self.day + timedelta(days=self.rng.randint(least, most))
        self.day = day - timedelta(days=1) if day.weekday() == 6 and least < most and day > self.day else day

    # -- people ----------------------------------------------------------------------------------

    @property
    def at_town(self) -> bool:
        """True where the town has the case from the start."""
        return self.case.in_town or self.case.facts_rank >= 2

    @property
    def registrar(self) -> Post:
        """Who enters it."""
        own = self.case.officials
        return own.grid_officer if self.case.in_grid else self.cast.town_clerk if self.case.in_town else own.clerk

    @property
    def grader(self) -> Post:
        """Who grades it."""
        return self.cast.town_clerk if self.at_town else self.case.officials.secretary

    @property
    def department(self) -> Post:
        """Who acts for the department that leads its category."""
        return self.cast.departments[self.case.story.department]

    @property
    def leader(self) -> Post:
        """The town leader who takes it (领导包案)."""
        if self.case.rank == 3:
            return self.cast.leader(self.rng.choice(["党委书记", "党委副书记、镇长"]))
        return self.cast.leader(sayings.leader_of(self.case.story.category))

    # -- acts ------------------------------------------------------------------------------------

    def registered(self) -> None:
        """登记."""
        self.act("登记", self.registrar)

    def graded(self) -> None:
        """研判定级; a case of the town also gets its leader."""
        self.act("研判定级", self.grader, sayings.graded(self.rng, self.case), 风险程度=self.case.risk)
        if self.case.rank >= 2:
            self.taken()

    def taken(self) -> None:
        """落实包案领导."""
        leader = self.leader
        note = f"由{leader.post}{leader.name}包案，{self.case.story.department}牵头办理。"
        self.act("落实责任", self.cast.town_clerk, note, 包案领导=leader.name)

    def resolved(self, by: Post) -> None:
        """化解; after the follow-up it is closed."""
        outcome = "部分成功" if self.rng.random() < 0.09 else "成功"
        method = sayings.method(self.rng, by.role)
        self.act("化解", by, self.case.agreed, 结果=outcome, 化解方式=method)

    def closed(self, by: Post) -> None:
        """结案, thirty days after the resolution, where that day has come."""
        self.wait(30, 37)
        if self.day <= self.last and self.rng.random() < 0.88:
            self.act("结案", by, sayings.said(self.rng, "closed"))

    def ended(self, by: Post, outcome: str) -> None:
        """终止."""
        self.act("终止", by, sayings.ended(self.rng, outcome), 结果=outcome)


def on_time(course: Course) -> None:
    """Graded and resolved within the days of its colour."""
    rank, village = course.case.rank, course.case.officials
    course.wait(0, 1)
    course.graded()
    course.wait(1 if rank else 0, (1, 5, 10, 12)[rank])
    by = course.department if rank >= 2 or course.case.in_town else course.rng.choice([village.clerk, village.secretary])
    course.resolved(by)
    course.closed(course.cast.town_clerk if rank >= 2 or course.case.in_town else village.secretary)


def late(course: Course) -> None:
    """Overdue once; the village then settles it."""
    course.graded()
    course.wait(7, 9)
    course.resolved(course.case.officials.secretary)
    course.closed(course.case.officials.secretary)


def climbed(course: Course) -> None:
    """Overdue in the village; the town's department settles it."""
    course.wait(0, 1)
    course.graded()
    course.wait(16, 22)
    course.resolved(course.department)
    course.closed(course.cast.town_clerk)


def handed_up(course: Course) -> None:
    """The village reports it to the town."""
    course.wait(0, 1)
    course.graded()
    course.wait(2, 4)
    course.act("上报", course.case.officials.secretary, sayings.handed_up(course.rng, course.case))
    course.wait(3, 6)
    course.resolved(course.department)
    course.closed(course.cast.town_clerk)


def raised(course: Course) -> None:
    """It grows worse: the village raises it to orange, a town leader takes it."""
    course.graded()
    course.wait(1, 3)
    course.act("上调", course.case.officials.secretary, sayings.said(course.rng, "raised"), 四色等级="橙")
    course.wait(0, 1)
    course.taken()
    course.wait(4, 11)
    course.resolved(course.department)
    course.closed(course.cast.town_clerk)


def relapsed(course: Course) -> None:
    """Resolved, but the follow-up finds it again; resolved a second time."""
    village = course.case.officials
    course.wait(0, 1)
    course.graded()
    course.wait(2, 4)
    course.resolved(village.clerk)
    course.wait(26, 33)
    course.act("反复重启", village.secretary, sayings.said(course.rng, "relapsed"))
    course.wait(3, 6)
    course.resolved(village.secretary)


def lowered(course: Course) -> None:
    """The danger passes: the town asks for a lowering, the leader in charge agrees."""
    course.graded()
    course.wait(3, 5)
    course.act("申请下调", course.cast.town_clerk, sayings.said(course.rng, "asked"), 四色等级="黄")
    course.wait(1, 2)
    course.act("同意下调", course.cast.leader("政法委员"), sayings.said(course.rng, "agreed"))
    course.wait(2, 5)
    course.resolved(course.department)
    course.closed(course.cast.town_clerk)


def kept(course: Course) -> None:
    """A lowering is asked for and refused."""
    course.graded()
    course.wait(3, 4)
    course.act("申请下调", course.cast.town_clerk, sayings.said(course.rng, "asked"), 四色等级="黄")
    course.wait(1, 1)
    course.act("不同意下调", course.cast.leader("政法委员"), sayings.said(course.rng, "refused"))
    course.wait(4, 7)
    course.resolved(course.department)
    course.closed(course.cast.town_clerk)


def ended_as(outcome: str) -> Callable[[Course], None]:
    """A course that ends without a resolution."""

    def course_of(course: Course) -> None:
        course.wait(0, 1)
        course.graded()
        course.wait(1 if course.case.rank else 0, 1 if course.case.rank == 0 else 5)
        town = course.case.rank >= 2 or course.case.in_town
        course.ended(course.cast.town_clerk if town else course.case.officials.clerk, outcome)

    return course_of


def to_the_county(course: Course) -> None:
    """The town cannot settle it and reports it to the county, which does."""
    course.graded()
    course.wait(2, 3)
    course.act("上报", course.cast.town_clerk, sayings.WORDS["to_county"])
    course.wait(9, 14)
    county = course.cast.county[0]
    course.resolved(county)
    course.closed(county)


def fresh(course: Course) -> None:
    """Still open: entered in the last days."""
    course.wait(0, 1)
    if course.day <= course.last and (course.case.rank >= 2 or course.rng.random() < 0.6):
        course.graded()


def forgotten(course: Course) -> None:
    """Graded and left: the clock takes it up the levels."""
    course.wait(0, 1)
    course.graded()


def doubled(course: Course) -> None:
    """Entered a second time by mistake, and voided."""
    course.wait(0, 1)
    course.act("作废", course.case.officials.secretary, sayings.said(course.rng, "doubled"))
