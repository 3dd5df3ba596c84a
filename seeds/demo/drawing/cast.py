"""Who works in the town and in its villages, and who of them acts on cases (words/posts.toml)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from seeds.demo.drawing.people import Human, People
from seeds.demo.drawing.places import COUNTY, TOWN, Village
from seeds.demo.drawing.tables import read_words

PEACE_OFFICE = "社会治理和应急管理办"


@dataclass(frozen=True)
class Post:
    """A member of staff. ``role`` "": nobody who acts in the invented records."""

    human: Human
    unit: str
    post: str
    duties: str
    role: str
    department: str = ""
    emergency: bool = False

    @property
    def name(self) -> str:
        """The person's name."""
        return self.human.name


@dataclass(frozen=True)
class Officials:
    """Those of one village."""

    village: Village
    secretary: Post
    deputy: Post
    clerk: Post
    women: Post
    grid_officer: Post

    @property
    def all(self) -> tuple[Post, ...]:
        """The five."""
        return self.secretary, self.deputy, self.clerk, self.women, self.grid_officer


@dataclass
class Cast:
    """All staff. ``departments`` gives the one who acts for each department of the town."""

    leaders: list[Post] = field(default_factory=list)
    offices: list[Post] = field(default_factory=list)
    villages: dict[str, Officials] = field(default_factory=dict)
    county: list[Post] = field(default_factory=list)

    @property
    def staff(self) -> Iterator[Post]:
        """Everybody, the town first."""
        yield from self.leaders
        yield from self.offices
        for each in self.villages.values():
            yield from each.all
        yield from self.county

    @property
    def town_clerk(self) -> Post:
        """Who keeps the town's ledger of disputes."""
        return next(post for post in self.offices if post.role == "town_clerk")

    @property
    def departments(self) -> Mapping[str, Post]:
        """Who acts for each department."""
        return {post.department: post for post in self.offices if post.role == "department_clerk"}

    def head_of(self, department: str) -> Post:
        """The head of a department."""
        return next(post for post in self.offices if post.department == department)

    def leader(self, post: str) -> Post:
        """The town leader who holds the post."""
        return next(each for each in self.leaders if each.post == post)


def draw_cast(people: People, villages: list[Village]) -> Cast:
    """Everybody on the staff of the town, its departments and villages, and one supervisor of the county."""
    words = read_words("posts")
    cast = Cast()
    cast.leaders = [_post(people, TOWN, listed) for listed in words["leaders"]]
    for department, posts in words["offices"].items():
        cast.offices += [_post(people, TOWN, listed, department=department, emergency=_is_emergency(department, listed))
                         for listed in posts]
    cast.villages = {village.name: _officials(people, village, words["village"]) for village in villages}
    cast.county = [_post(people, COUNTY, words["county"], department="县委政法委")]
    return cast


def _is_emergency(department: str, listed: Sequence[str]) -> bool:
    """The town's managers of emergencies: its office, but for the clerk of disputes (S2 2: at least two)."""
    return department == PEACE_OFFICE and listed[3] != "town_clerk"


def _officials(people: People, village: Village, posts: Sequence[Sequence[str]]) -> Officials:
    """One manager of emergencies in the village and one in the grid (S2 2)."""
    drawn = []
    for listed in posts:
        unit = village.grid if listed[3] == "grid_officer" else village.path
        post = _post(people, unit, listed, village.surnames, emergency=listed[3] in ("village_clerk", "grid_officer"))
        drawn.append(post)
    return Officials(village, *drawn)


def _post(people: People, unit: str, listed: Sequence[str], surnames: Sequence[str] = (), *, department: str = "",
          emergency: bool = False) -> Post:
    title, duties, sex, role = listed
    human = people.draw(sex or None, surnames)  # type: ignore[arg-type]
    return Post(human, unit, title, duties, role, department, emergency)
