"""Draws the invented year of 金元镇: ``python -m seeds.demo.draw`` writes the CSV files beside this one.

The same seed gives the same files, which a test checks. Change a story or a number here, run it, commit both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from random import Random

from seeds.demo.drawing import (
    accounts,
    courses,
    disputes,
    grids,
    hazards,
    notes,
    owing,
    peace,
    petitions,
    readiness,
    supplies,
    sweeping,
    teams,
    winter,
)
from seeds.demo.drawing.cast import Cast, draw_cast
from seeds.demo.drawing.courses import Course
from seeds.demo.drawing.disputes import Case, draw_case
from seeds.demo.drawing.people import People
from seeds.demo.drawing.places import Village, villages
from seeds.demo.drawing.tables import Row, write_table
from seeds.demo.drawing.telling import Story, read_stories

WORDS = readiness.WORDS
HERE = Path(__file__).resolve().parent
SEED = 510923108
FIRST, LAST = date(2025, 11, 17), date(2026, 11, 15)  #: 52 weeks, Monday to Sunday; demo.yaml: drawn_on
SUMMER = date(2026, 5, 18)  #: the second half begins; all cases that are still open were found in it

Span = tuple[date, date]
Told = tuple[int, Callable[[Course], None], int, int, int | None]

#: (first colour, course, how many, days that the course needs, days before the end at which it must be entered)
PLAN: tuple[Told, ...] = (
    (0, courses.on_time, 45, 6, None),
    (0, courses.ended_as("撤回"), 3, 6, None),
    (0, courses.late, 2, 14, None),
    (0, courses.fresh, 3, 0, 1),
    (0, courses.forgotten, 2, 0, 9),
    (1, courses.on_time, 51, 12, None),
    (1, courses.handed_up, 6, 16, None),
    (1, courses.climbed, 4, 28, None),
    (1, courses.raised, 3, 20, None),
    (1, courses.relapsed, 3, 50, None),
    (1, courses.ended_as("转诉讼"), 3, 12, None),
    (1, courses.ended_as("不成功"), 2, 12, None),
    (1, courses.ended_as("移送"), 2, 12, None),
    (1, courses.fresh, 5, 0, 5),
    (1, courses.forgotten, 3, 0, 21),
    (1, courses.forgotten, 1, 0, 76),
    (2, courses.on_time, 3, 18, None),
    (2, courses.lowered, 2, 20, None),
    (2, courses.kept, 1, 20, None),
    (2, courses.ended_as("转诉讼"), 1, 14, None),
    (2, courses.fresh, 1, 0, 9),
    (3, courses.on_time, 1, 20, None),
    (3, courses.ended_as("转刑事"), 1, 14, None),
    (3, courses.to_the_county, 1, 28, None),
    (3, courses.fresh, 1, 0, 6),
)
#: The same of the winter half: everything that was found in it is over.
WINTER: tuple[Told, ...] = (
    (0, courses.on_time, 38, 6, None),
    (0, courses.ended_as("撤回"), 3, 6, None),
    (0, courses.late, 5, 14, None),
    (1, courses.on_time, 55, 12, None),
    (1, courses.handed_up, 8, 16, None),
    (1, courses.climbed, 6, 28, None),
    (1, courses.raised, 4, 20, None),
    (1, courses.relapsed, 4, 50, None),
    (1, courses.ended_as("转诉讼"), 8, 12, None),
    (1, courses.ended_as("不成功"), 6, 12, None),
    (1, courses.ended_as("移送"), 3, 12, None),
    (2, courses.on_time, 4, 18, None),
    (2, courses.lowered, 2, 20, None),
    (2, courses.kept, 1, 20, None),
    (2, courses.ended_as("转诉讼"), 1, 14, None),
    (3, courses.on_time, 1, 20, None),
    (3, courses.to_the_county, 1, 28, None),
)
#: The market town and the two villages whose clerks have accounts have more to show.
_WEIGHTS = {"金元社区": 11, "金容寨村": 15, "宝祥村": 12}

#: Courses whose acts the village must be able to do.
IN_VILLAGE = {courses.late, courses.handed_up, courses.climbed, courses.raised, courses.relapsed, courses.forgotten}


def main(folder: Path = HERE) -> None:
    """Write every file of the demo into ``folder``."""
    rng = Random(SEED)  # noqa: S311  # invented records; nothing here is secret
    places = villages(rng, HERE.parent / "01-unit.csv")
    people = People(rng)
    cast = draw_cast(people, places)
    write_table(folder / "person.csv", teams.STAFF, teams.staff_rows(cast, rng))
    write_table(folder / "mediation_committee.csv", teams.COMMITTEES, teams.committee_rows(cast, rng))
    write_table(folder / "mediator.csv", teams.MEDIATORS, teams.mediator_rows(cast, people, rng))
    write_table(folder / "emergency_team.csv", teams.TEAMS, teams.team_rows(cast, rng))
    write_table(folder / "team_member.csv", teams.MEMBERS, teams.member_rows(cast, people, rng))
    told = list(_told(rng, people, cast, places, PLAN, (SUMMER, LAST)))
    parties = _party_rows(rng, told)
    found = hazards.draw_hazards(rng, cast, places, SUMMER, LAST)
    accounts.write_actors(folder / "actors.csv", cast)
    accounts.write_accounts(folder / "accounts.yaml", cast, people)
    _write_readiness(folder, Random(SEED + 1), cast)  # noqa: S311  # its own, so that the files above stay as they are
    rng = Random(SEED + 2)  # noqa: S311  # the winter half its own too
    before = list(_told(rng, people, cast, places, WINTER, (FIRST, SUMMER)))
    _write_disputes(folder, [*before, *told], [*_party_rows(rng, before), *parties])
    dangers = [*hazards.draw_earlier(rng, cast, places, (FIRST, SUMMER), LAST, found), *found]
    _write_hazards(folder, dangers)
    write_table(folder / "dispute_event.csv", notes.NOTES, notes.note_rows(Random(SEED + 3), [*before, *told]))  # noqa: S311
    _write_governance(folder, Random(SEED + 5), cast, [*before, *told], dangers)  # noqa: S311


def _write_readiness(folder: Path, rng: Random, cast: Cast) -> None:
    incidents, reports = readiness.incident_rows(rng, cast, WORDS["incident"], SUMMER, LAST)
    earlier = Random(SEED + 4)  # noqa: S311
    past, past_reports = readiness.incident_rows(earlier, cast, WORDS["incident_before"], FIRST, SUMMER, over=True)
    tables: dict[str, tuple[Sequence[str], Iterable[Row]]] = {
        "grid_officer": (grids.OFFICERS, grids.officer_rows(rng, cast, LAST)),
        "shelter": (readiness.SHELTERS, readiness.shelter_rows(rng, cast, LAST)),
        "evacuation_route": (readiness.ROUTES, readiness.route_rows(rng, cast, LAST)),
        "contact_card": (grids.CARDS, grids.card_rows(rng, cast, SUMMER)),
        "plan": (readiness.PLANS, readiness.plan_rows(rng, cast, LAST)),
        "drill": (readiness.DRILLS, chain(winter.drill_rows(earlier, cast, FIRST), readiness.drill_rows(rng, cast, LAST))),
        "drill_finding": (readiness.FINDINGS, chain(winter.finding_rows(earlier, cast, FIRST),
                                                   readiness.finding_rows(rng, cast, LAST))),
        "incident": (readiness.INCIDENTS, [*past, *incidents]),
        "incident_report": (readiness.REPORTS, [*past_reports, *reports]),
        "supply_point": (supplies.POINTS, supplies.point_rows(cast, LAST)),
        "supply_minimum": (supplies.MINIMUMS, supplies.minimum_rows(cast)),
        "stock_movement": (supplies.MOVEMENTS, [*winter.movement_rows(earlier, cast, FIRST, SUMMER),
                                                  *supplies.movement_rows(rng, cast, SUMMER, LAST)]),
        "work_task": (grids.TASKS, grids.task_rows()),
        "work_task_progress": (grids.PROGRESS, grids.progress_rows(rng, cast)),
    }
    for register, (headings, rows) in tables.items():
        write_table(folder / f"{register}.csv", headings, rows)


def _write_governance(folder: Path, rng: Random, cast: Cast, told: list[Course], dangers: list[hazards.Drawn]) -> None:
    """Petitions, campaign, returns, what follows a resolution, peace and order."""
    asked = petitions.petition_rows(rng, cast, SUMMER, LAST)
    orders = list(petitions.order_rows(cast, told, dangers, asked, LAST))
    tables: dict[str, tuple[Sequence[str], Iterable[Row]]] = {
        "petition": (petitions.PETITIONS, asked),
        "reception_log": (petitions.RECEPTIONS, petitions.reception_rows(rng, cast, LAST)),
        "meeting": (petitions.MEETINGS, petitions.meeting_rows(cast, LAST)),
        "meeting_decision": (petitions.DECISIONS, petitions.decision_rows(cast, LAST)),
        "supervision": (petitions.ORDERS, orders),
        "supervision_answer": (petitions.ANSWERS, petitions.answer_rows(cast, orders, LAST)),
        "campaign": (sweeping.CAMPAIGNS, sweeping.campaign_rows()),
        "sweep": (sweeping.SWEEPS, sweeping.sweep_rows(rng, cast, LAST)),
        "analysis_report": (sweeping.ANALYSES, sweeping.analysis_rows(rng, cast, LAST)),
        "follow_up": (sweeping.FOLLOW_UPS, sweeping.follow_up_rows(rng, told, LAST)),
        "support_measure": (sweeping.SUPPORT, sweeping.support_rows(rng, told, LAST)),
        "case_review": (sweeping.REVIEWS, sweeping.review_rows(rng, cast, told, LAST)),
        "special_team": (sweeping.TEAMS, sweeping.team_rows(cast, told, LAST)),
        "special_team_member": (sweeping.MEMBERS, sweeping.member_rows(cast, LAST)),
        "returns": (owing.RETURNS, owing.return_rows(Random(SEED + 6), cast)),  # noqa: S311
        "warnings": (owing.WARNINGS, owing.warning_rows(cast)),
        "hotspot": (peace.SPOTS, peace.spot_rows(cast)),
        "risk_assessment": (peace.RISKS, peace.risk_rows(cast)),
        "court_figures": (peace.COURT, peace.court_rows(rng)),
        "legal_publicity": (peace.PUBLICITY, peace.publicity_rows(rng, cast, FIRST, LAST)),
        "mediation_venue": (peace.VENUES, peace.venue_rows(cast)),
        "patrol": (peace.PATROLS, peace.patrol_rows(rng, cast, dangers, LAST)),
    }
    for register, (headings, rows) in tables.items():
        write_table(folder / f"{register}.csv", headings, rows)


def _party_rows(rng: Random, told: list[Course]) -> list[Row]:
    """The parties of the cases, which are put in order of time."""
    told.sort(key=lambda course: str(course.lines[0]["时间"]))
    return [row for course in told for row in disputes.party_rows(rng, course.case)]


def _write_disputes(folder: Path, told: list[Course], parties: list[Row]) -> None:
    acts = sorted((line for course in told for line in course.lines), key=lambda line: str(line["时间"]))
    write_table(folder / "dispute.csv", disputes.DISPUTES, (_dispute_row(course.case) for course in told))
    write_table(folder / "dispute_party.csv", disputes.PARTIES, parties)
    write_table(folder / "acts.csv", courses.ACTS, acts)


def _dispute_row(case: Case) -> Row:
    return {**case.row(), "专项行动": sweeping.campaign_of(case.found, case.via)}


def _write_hazards(folder: Path, drawn: list[hazards.Drawn]) -> None:
    acts: list[Row] = sorted((act for each in drawn for act in each.acts), key=lambda act: str(act["时间"]))
    write_table(folder / "hazard.csv", hazards.HAZARDS, (each.row for each in drawn))
    write_table(folder / "hazard_acts.csv", hazards.ACTS, acts)


def _told(rng: Random, people: People, cast: Cast, places: list[Village], plan: Sequence[Told], span: Span) -> Iterator[Course]:
    """Every case with its course, and two that were entered twice."""
    stories = _Stories(rng, read_stories(HERE / "stories"))
    drawn = []
    for rank, course_of, count, days, before_end in sorted(plan, key=lambda each: -each[0]):
        for _ in range(count):
            found = _found(rng, span, days, before_end)
            story = stories.take(rank, found)
            case = draw_case(rng, people, cast, _village(rng, places, story), story, rank, found,
                             to_town=course_of not in IN_VILLAGE)
            drawn.append(_course(rng, cast, case, course_of))
    yield from drawn
    yield from (_course(rng, cast, _again(case), courses.doubled) for case in _seen_twice(drawn))


def _found(rng: Random, span: Span, days: int, before_end: int | None) -> date:
    if before_end is not None:
        return LAST - timedelta(days=before_end - (rng.randrange(before_end) if before_end < 7 else 0))
    return span[0] + timedelta(days=rng.randrange((span[1] - span[0]).days - days))


def _village(rng: Random, places: list[Village], story: Story) -> Village:
    if story.only:
        return next(village for village in places if village.is_community)
    return rng.choices(places, weights=[_WEIGHTS.get(village.name, 7) + village.groups % 4 for village in places])[0]


def _course(rng: Random, cast: Cast, case: Case, course_of: Callable[[Course], None]) -> Course:
    course = Course(case, cast, rng, min(disputes.registered(rng, case), LAST), LAST)
    course.registered()
    course_of(course)
    return course


def _seen_twice(drawn: list[Course]) -> list[Case]:
    return [course.case for course in drawn if not course.case.in_town and course.case.rank == 0][5:25:15]


def _again(case: Case) -> Case:
    """The same dispute as it was entered a second time."""
    return replace(case, title=f"{case.title}·110转来", via="110", unit=case.officials.village.path)


class _Stories:
    """Hands out stories, each as often as it says at most, no two alike close together."""

    def __init__(self, rng: Random, stories: list[Story]) -> None:
        self.rng, self.left = rng, {id(story): story.uses for story in stories}
        self.stories = stories

    def take(self, rank: int, found: date) -> Story:
        """A story that can have the colour and that happens at that time of the year."""
        fitting = [story for story in self.stories if self.left[id(story)] and rank in story.colours()
                   and (not story.season or found.month in story.season)]
        story = self.rng.choices(fitting, weights=[self.left[id(each)] ** 2 * _bonus(each, rank) for each in fitting])[0]
        self.left[id(story)] -= 1
        return story


def _bonus(story: Story, rank: int) -> int:
    """Stories that can be nothing else first, so that the others stay for the other colours."""
    return 30 if list(story.colours()) == [rank] else 1


if __name__ == "__main__":
    main()
