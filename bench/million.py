"""A SQLite database with many believable disputes in one county: 10 towns, 197 villages, two grids in each; more towns on wish.

``make(path, rows)`` writes it, ``cached(rows)`` keeps one per content in the temporary folder. Five years of cases up to
``TODAY``; about a fifth have lines in the step log, every fiftieth was reopened. All people and places are invented.
"""

from __future__ import annotations

import csv
import hashlib
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, event, insert, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from app.access.guard import GuardedSession
from app.access.viewer import Duty, Viewer, unscoped
from app.assembly import build_site, make_sessions, read_schema
from app.behaviours.state import RANKS
from app.definition import LEVELS
from app.model import build_models, make_engine
from app.model.search import scope_words, sqlite_words
from app.records.site import Site
from bench.furnishing import furnish
from config import Settings

ROOT = Path(__file__).resolve().parent.parent
TODAY = date(2026, 10, 20)
FIRST = date(2021, 10, 21)
MIDNIGHT = datetime(2026, 10, 20, 2, 0, tzinfo=UTC)  #: 10:00 in China on TODAY
CHUNK = 20_000
TOWNS = 10  #: of the county as it is
_VILLAGES = 20  #: of a town that is added to them

_FUNCTIONS = ("peace", "justice", "labour", "planning", "civil_health")
_CATEGORIES = {"neighbours": 28, "family": 20, "land": 14, "labour": 9, "dealings": 8, "housing": 6, "expropriation": 5,
               "traffic": 4, "medical": 2, "education": 1, "enterprise": 1, "fundraising": 1, "elder_care": 1}
_COLOURS = {"blue": 42, "yellow": 38, "orange": 15, "red": 5}
_DAYS = {"blue": 3, "yellow": 9, "orange": 21, "red": 28}
_LEVEL = {"blue": "grid", "yellow": "village", "orange": "town", "red": "town"}
_OUTCOMES = {"success": 68, "partial": 14, "failed": 6, "withdrawn": 5, "referred": 3, "litigation": 3, "criminal": 1}
_METHODS = ("mediation", "mediation", "mediation", "administrative", "judicial", "other")
_SURNAMES = "陈林黄张李王吴刘杨周徐孙马朱胡郭何高罗郑梁谢宋唐许韩冯邓曹彭"
_MATTERS = ("因田边水沟排水发生争吵", "为宅基地界线各执一词", "赡养老人的分摊谈不拢", "果树越界遮挡房屋采光",
            "借款到期未还引起纠纷",
            "工资结算数目对不上", "房屋漏水责任不清", "山林承包四至不明", "车辆刮擦赔偿分歧", "婚后财物返还发生争执")
_PLACES = ("一组老井旁", "二组晒坝", "三组水塘边", "四组公路口", "五组祠堂前", "村小学门口", "场镇老街", "河坝机耕道")


@dataclass(frozen=True)
class Place:
    """A unit where cases arise, with its ancestor columns and its departments by function."""

    id: int
    code: str
    level: str
    path: dict[str, int | None]
    department: int


@dataclass
class County:
    """The units and departments of the bench, and what writes its rows."""

    places: list[Place] = field(default_factory=list)
    units: list[dict[str, Any]] = field(default_factory=list)
    departments: list[dict[str, Any]] = field(default_factory=list)


def cached(rows: int = 1_000_000, towns: int = TOWNS) -> Path:
    """The database of this content, made at the first call."""
    path = Path(tempfile.gettempdir()) / "zhenzhi-bench" / f"disputes-{rows}-{towns}-{_content_key(rows)}.db"
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        half = path.with_suffix(".half")
        half.unlink(missing_ok=True)
        make(half, rows, towns=towns)
        half.rename(path)
    return path


def _content_key(rows: int) -> str:
    """Changes with the tables, the indexes, the vocabularies and what writes the rows."""
    metadata = build_models(read_schema(ROOT / "schema")).metadata
    tables = [str(CreateTable(table).compile(dialect=sqlite.dialect())) for table in metadata.sorted_tables]
    indexes = [str(CreateIndex(index).compile(dialect=sqlite.dialect()))
               for table in metadata.sorted_tables for index in sorted(table.indexes, key=lambda index: str(index.name))
               if table.info.get("search") is None]
    sources = [Path(__file__), Path(__file__).with_name("furnishing.py"),
               *sorted((ROOT / "schema" / "vocabularies").glob("*.yaml"))]
    written = [path.read_text(encoding="utf-8") for path in sources]
    return hashlib.sha256("\n".join([str(rows), *tables, *indexes, *written]).encode()).hexdigest()[:16]


def open_site(path: Path, *, pooled: bool = True) -> Site:
    """The installation over a database of the bench; its keys lie beside it."""
    settings = settings_of(path)
    return build_site(settings, read_schema(ROOT / "schema"), make_engine(settings.database, pooled=pooled))


def settings_of(path: Path) -> Settings:
    """The settings of an installation over a database of the bench."""
    return Settings(database_url=f"sqlite:///{path}", instance=path.parent / "instance")


def viewer_of(site: Site, role: str, code: str = "510923000000", user_id: int = 1) -> Viewer:
    """A user with one duty at the unit of a code."""
    with unscoped("bench"), make_sessions(site)() as session:
        unit = next(node for node in site.directory(session).units.values() if node.code == code)
    path = tuple((level, unit.path[level]) for level in LEVELS if level in unit.path)
    return Viewer(user_id, role, (Duty(role, unit.id, unit.level, path),))  # type: ignore[arg-type]


def make(path: Path, rows: int = 1_000_000, *, seed: int = 20261020, towns: int = TOWNS) -> None:
    """Write ``rows`` disputes with everything around them; indexes are built at the end."""
    site = open_site(path, pooled=False)
    county = _county(towns)
    with unscoped("bench"):
        _bulk_settings(site)
        with site.engine.begin() as connection, _without_indexes(connection, site):
            connection.execute(insert(site.models.system.security_epoch).values(id=1, value=1))
            connection.execute(insert(site.models.table("unit")), county.units)
            connection.execute(insert(site.models.table("department")), county.departments)
            for chunk in _chunks(county, rows, random.Random(seed)):  # noqa: S311
                _write(connection, site, chunk)
        furnish(site, MIDNIGHT)
        with site.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
    site.engine.dispose()


def _bulk_settings(site: Site) -> None:
    def faster(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("PRAGMA cache_size=-262144")

    event.listen(site.engine, "connect", faster)


@contextmanager
def _without_indexes(connection: Connection, site: Site) -> Iterator[None]:
    """All tables without their indexes; the indexes at the end."""
    site.models.metadata.create_all(connection)
    indexes = [index for table in site.models.metadata.tables.values() for index in table.indexes
               if table.name in ("dispute", "case_step")]
    for index in indexes:
        index.drop(connection)
    yield
    for index in indexes:
        index.create(connection)


# -- the county ----------------------------------------------------------------------------------


def _county(towns: int) -> County:
    with (ROOT / "tests/decisions/units-510923.csv").open(encoding="utf-8") as file:
        rows = [*csv.DictReader(file), *_invented(towns - TOWNS)]
    county = County()
    ids: dict[str, int] = {}
    paths: dict[int, dict[str, int | None]] = {}
    for row in [*rows, *_grids(rows)]:
        unit, parent = len(ids) + 1, ids.get(row["parent_code"])
        ids[row["code"]] = unit
        above = paths[parent] if parent else dict.fromkeys((f"{level}_id" for level in LEVELS), None)
        paths[unit] = {**above, f"{row['level']}_id": unit}
        county.units.append({**_stamps(), "id": unit, "code": row["code"], "name": row["name"], "level": row["level"],
                             "kind": "ordinary", "parent_id": parent, **paths[unit]})
        if row["level"] in ("county", "town"):
            _add_departments(county, unit, paths[unit])
        if row["level"] != "county":
            town = paths[unit]["town_id"]
            first = next(each["id"] for each in county.departments if each["unit_id"] == town)
            county.places.append(Place(unit, row["code"], row["level"], paths[unit], first))
    return county


def _invented(towns: int) -> Iterator[dict[str, str]]:
    """Towns beside those of the county."""
    for town in range(towns):
        code = f"510923{500 + town}000"
        yield {"code": code, "name": f"虚拟第{town + 1}镇", "level": "town", "parent_code": "510923000000"}
        for village in range(200, 200 + _VILLAGES):
            yield {"code": f"{code[:9]}{village}", "name": f"虚拟{village}村", "level": "village", "parent_code": code}


def _grids(rows: list[dict[str, str]]) -> Iterator[dict[str, str]]:
    for row in rows:
        if row["level"] == "village":
            for number in (1, 2):
                yield {"code": f"{row['code']}{number:03}", "name": f"第{'一二'[number - 1]}网格", "level": "grid",
                       "parent_code": row["code"]}


def _add_departments(county: County, unit: int, path: dict[str, int | None]) -> None:
    for function in _FUNCTIONS:
        county.departments.append({**_stamps(), "id": len(county.departments) + 1, "unit_id": unit, "name": f"{function}办",
                                   "functions": (function,), **path})


def _stamps(day: date = FIRST) -> dict[str, Any]:
    at = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    return {"version": 1, "created_at": at, "changed_at": at}


# -- the cases -----------------------------------------------------------------------------------


@dataclass
class Chunk:
    """Rows of the three tables."""

    cases: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)


def _chunks(county: County, rows: int, chance: random.Random) -> Iterator[Chunk]:
    places, weights = county.places, [{"town": 4, "village": 6, "grid": 2}[place.level] for place in county.places]
    span = (TODAY - FIRST).days
    for first in range(0, rows, CHUNK):
        chunk = Chunk()
        count = min(CHUNK, rows - first)
        chosen = zip(chance.choices(places, weights, k=count),
                     chance.choices(list(_CATEGORIES), list(_CATEGORIES.values()), k=count),
                     chance.choices(list(_COLOURS), list(_COLOURS.values()), k=count),
                     chance.choices(list(_OUTCOMES), list(_OUTCOMES.values()), k=count), strict=True)
        for number, (place, category, colour, outcome) in enumerate(chosen, first + 1):
            # Registered in order of time, as a ledger grows; entered up to 20 days late.
            found = FIRST + timedelta(days=min(span, number * span // rows + chance.randrange(-20, 1) + 5))
            _case(chunk, chance, number, place, category, colour, outcome, max(found, FIRST))
        yield chunk


def _case(chunk: Chunk, chance: random.Random, number: int, place: Place, category: str, colour: str, outcome: str,
          found: date) -> None:
    level = max(_LEVEL[colour], place.level, key=("grid", "village", "town", "county").index)
    due = found + timedelta(days=_DAYS[colour])
    case = {**_stamps(found), **place.path, "id": number, "unit_id": place.id, "category": category, "found_on": found,
            **_facts(chance, number, place, colour, found), "colour": colour, "base_colour": colour, "added_steps": 0,
            "steps_by_hand": 0, "due_on": due, "level": level, "status": "open", "stage": "handling",
            "clock_started_on": found, "registered_on": found, "graded_under": date(2021, 1, 1), "step_number": 0,
            "relapses": 0, **_nothing()}
    fate = chance.random()
    if fate < 0.12:
        _overdue(chunk, case)
    elif fate < 0.18:
        _hand_up(chunk, case, found + timedelta(days=1))
    ended = max(found, case["clock_started_on"]) + timedelta(days=int(chance.expovariate(1 / 9)))
    if fate > 0.98 and ended + timedelta(days=40) < TODAY:
        ended = _reopen(chunk, chance, case, outcome, ended)
    if ended <= TODAY and chance.random() < 0.985:
        _end(case, outcome, ended)
    _hold(case, place)
    chunk.cases.append(case)


def _facts(chance: random.Random, number: int, place: Place, colour: str, found: date) -> dict[str, Any]:
    matter, surnames = chance.choice(_MATTERS), chance.sample(_SURNAMES, 2)
    return {
        "number": f"{place.code[6:]}-{found.year}-{number:07d}", "title": f"{surnames[0]}某与{surnames[1]}某{matter}",
        "form_type": "civil", "description": f"双方{matter}，邻里劝解未果，村干部到场了解情况后登记。",
        "place": chance.choice(_PLACES),
        "reported_by": "grid", "people_involved": {"blue": 2, "yellow": 5, "orange": 14, "red": 55}[colour], "trend": "steady",
        "risk_level": {"blue": "emerging", "yellow": "general", "orange": "serious", "red": "major"}[colour],
        "lead_department_id": place.department,
    }


def _nothing() -> dict[str, Any]:
    return dict.fromkeys(("method", "outcome", "resolved_on", "agreement", "unresolved_reason", "follow_up_due", "ended_on",
                          "closed_on"))


def _step(chunk: Chunk, case: dict[str, Any], kind: str, day: date, **more: Any) -> None:
    case["step_number"] += 1
    at = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
    line = {"register": "dispute", "record_id": case["id"], "number": case["step_number"], "kind": kind, "at": at,
            "from_colour": RANKS[case["colour"]], "to_colour": RANKS[case["colour"]], "from_level": case["level"],
            "to_level": case["level"], "holder_unit_id": case["unit_id"], "due_on": case["due_on"], "closed_day": None,
            "closed_as": None, "closed_due": None, **more}
    chunk.steps.append(line)


def _overdue(chunk: Chunk, case: dict[str, Any]) -> None:
    """One or two due days were missed."""
    for _ in range(1 + case["id"] % 2):
        day = case["due_on"] + timedelta(days=1)
        if day > TODAY:
            return
        colour = {"blue": "yellow", "yellow": "orange", "orange": "red", "red": "red"}[case["colour"]]
        level = max(case["level"], _LEVEL[colour], key=("grid", "village", "town", "county").index)
        due = day + timedelta(days=_DAYS[colour])
        _step(chunk, case, "overdue", day, to_colour=RANKS[colour], to_level=level, due_on=due)
        case.update(colour=colour, level=level, due_on=due, clock_started_on=day, added_steps=case["added_steps"] + 1)


def _hand_up(chunk: Chunk, case: dict[str, Any], day: date) -> None:
    above = {"grid": "village", "village": "town", "town": "county", "county": "county"}[case["level"]]
    if day <= TODAY and above != case["level"]:
        due = day + timedelta(days=_DAYS[case["colour"]])
        _step(chunk, case, "handed_up", day, to_level=above, due_on=due)
        case.update(level=above, clock_started_on=day, due_on=due)


def _reopen(chunk: Chunk, chance: random.Random, case: dict[str, Any], outcome: str, ended: date) -> date:
    """The case came back some weeks after its end; gives the day of the next one."""
    day = ended + timedelta(days=chance.randrange(1, 40))
    came = case["due_on"] if case["due_on"] < day else None
    due = day + timedelta(days=_DAYS[case["colour"]])
    _step(chunk, case, "reopened", day, due_on=due, closed_day=ended, closed_as=outcome, closed_due=came)
    case.update(relapses=1, clock_started_on=day, due_on=due)
    return day + timedelta(days=int(chance.expovariate(1 / 12)))


def _end(case: dict[str, Any], outcome: str, day: date) -> None:
    if outcome in ("success", "partial"):
        case.update(status="resolved", outcome=outcome, method=_METHODS[case["id"] % 6], resolved_on=day,
                    agreement="双方互谅互让，当场握手言和。", follow_up_due=day + timedelta(days=30))
        if day + timedelta(days=35) <= TODAY:
            case.update(status="closed", closed_on=day + timedelta(days=35))
    else:
        case.update(status="ended", outcome=outcome, ended_on=day, unresolved_reason="见附件")


def _hold(case: dict[str, Any], place: Place) -> None:
    unit = place.path.get(f"{case['level']}_id") or place.id
    case.update(holder_unit_id=unit, holder_department_id=place.department if case["level"] == "town" else None)


def _write(connection: Connection, site: Site, chunk: Chunk) -> None:
    connection.execute(insert(site.models.table("dispute")), chunk.cases)
    if chunk.steps:
        connection.execute(insert(site.models.system.case_step), chunk.steps)
    found: Table = site.models.search["dispute"]
    connection.execute(insert(found), [{"rowid": case["id"], "words": _words(case)} for case in chunk.cases])


def _words(case: dict[str, Any]) -> str:
    return sqlite_words((case["number"], case["title"], case["place"]), scope_words(case))


def sessions(site: Site) -> Any:
    """A maker of guarded sessions."""
    made: Any = make_sessions(site)
    assert issubclass(made.class_, GuardedSession)
    return made


if __name__ == "__main__":
    began = time.perf_counter()
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    print(cached(wanted), f"{time.perf_counter() - began:.0f} s")
