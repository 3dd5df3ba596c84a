"""Notes on cases (words/notes.toml): what was talked about between the acts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from random import Random

from seeds.demo.drawing.courses import Course
from seeds.demo.drawing.tables import Row, read_words
from seeds.demo.drawing.telling import tell

NOTES = ("纠纷", "记录类别", "日期", "地点", "主持或经办人", "参加人", "经过", "结果", "下次安排")

_WORDS = read_words("notes")
_DONE = ("化解", "终止")


def note_rows(rng: Random, told: Iterable[Course]) -> Iterator[Row]:
    """The notes of every case, in order of time within a case; none of a case that was entered twice."""
    for course in told:
        acts = {str(line["动作"]): date.fromisoformat(str(line["时间"])[:10]) for line in course.lines}
        if "作废" not in acts and "研判定级" in acts:
            notes = _Notes(rng, course)
            yield from sorted(notes.of(acts), key=lambda row: str(row["日期"]))


class _Notes:
    """The notes of one case."""

    def __init__(self, rng: Random, course: Course) -> None:
        self.rng, self.course, self.case = rng, course, course.case

    def of(self, acts: dict[str, date]) -> Iterator[Row]:
        """What was noted while it was handled and after it was settled."""
        begun, settled = acts["研判定级"], next((acts[act] for act in _DONE if act in acts), None)
        yield from self._handling(begun, settled or min(begun + timedelta(days=9), self.course.last))
        if "化解" in acts:
            yield from self._afterwards(acts["化解"], acts.get("结案", self.course.last))

    def _handling(self, begun: date, until: date) -> Iterator[Row]:
        own, rank = self.case.officials, self.case.rank
        first = self._day(begun, until)
        yield self._note("调解", first, own.secretary.name, "first", result="有进展", next_on=first + timedelta(days=3))
        if rank and self.rng.random() < 0.55:
            yield self._note("调解", self._day(first, until), own.clerk.name, "second", result="有进展")
        if rank and self.rng.random() < 0.3:
            yield self._note("走访稳控", self._day(begun, until), own.grid_officer.name, "visit", result="稳定")
        if rank >= 2:
            department = self.course.department
            yield self._note("研判会商", self._day(begun, until), self.course.cast.leader("政法委员").name, "discussion")
            yield self._note("进展", self._day(begun, until), department.name, "progress")
        if rank == 3:
            yield self._note("督办", self._day(begun, until), self.course.cast.county[0].name, "supervision")

    def _afterwards(self, settled: date, until: date) -> Iterator[Row]:
        day, host = settled + timedelta(days=self.rng.randint(6, 20)), self.case.officials.grid_officer.name
        if day <= until and self.rng.random() < 0.7:
            yield self._note("回访", day, host, "follow_up", result="稳定")
        elif day <= until and self.rng.random() < 0.2:
            yield self._note("回访", day, host, "doubtful", result="有反复苗头", next_on=day + timedelta(days=10))

    def _day(self, first: date, last: date) -> date:
        return first + timedelta(days=self.rng.randint(0, max(0, (last - first).days)))

    def _note(self, kind: str, day: date, host: str, about: str, *, result: str = "", next_on: date | None = None) -> Row:
        sides = [each.name for each in self.case.sides]
        words = {"甲": sides[0], "乙": sides[1], "部": self.case.story.department, "村": self.case.officials.village.name,
                 "网": self.case.officials.grid_officer.name}
        text, place = (tell(self.rng, self.rng.choice(_WORDS[each]), words) for each in (about, "places"))
        return {"纠纷": self.case.title, "记录类别": kind, "日期": str(day), "地点": place, "主持或经办人": host,
                "参加人": "、".join(sides), "经过": text, "结果": result, "下次安排": str(next_on or "")}
