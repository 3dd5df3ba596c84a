"""The files of the invented year: drawn by a script, of nobody who lives."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.definition import Definition
from app.fieldtypes.id_number import check_digit
from app.fieldtypes.id_number import sex as sex_of
from app.seeding.lists import read_demo_list
from seeds.demo import draw

DEMO = draw.HERE
DRAWN = sorted(path.name for path in (*DEMO.glob("*.csv"), DEMO / "accounts.yaml"))
NOTES = "dispute_event.csv"
ROSTERS = ("person.csv", "mediator.csv", "team_member.csv", "dispute_party.csv")


def test_the_script_draws_the_files_that_are_committed(tmp_path: Path) -> None:
    draw.main(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == DRAWN
    assert [name for name in DRAWN if (tmp_path / name).read_bytes() != (DEMO / name).read_bytes()] == []


def test_the_year_ends_on_the_sunday_that_the_list_names() -> None:
    listed = read_demo_list(DEMO)
    assert (listed.drawn_on, listed.drawn_on.weekday(), (draw.LAST - draw.FIRST).days) == (draw.LAST, 6, 52 * 7 - 1)
    times = [row["时间"] for name in ("acts.csv", "hazard_acts.csv") for row in _rows(name)]
    assert (str(draw.FIRST) <= min(times), max(times) < f"{draw.LAST} 24") == (True, True)


@pytest.mark.parametrize("name", ROSTERS)
def test_no_citizen_number_can_be_a_living_persons(name: str) -> None:
    numbers = [row["身份证号"] for row in _rows(name) if row["身份证号"]]
    assert all(re.fullmatch(r"510923(190[6-9]|191[0-5])\d{7}[\dX]", number) for number in numbers)
    assert all(check_digit(number[:17]) == number[17] for number in numbers)


@pytest.mark.parametrize("name", DRAWN)
def test_every_telephone_is_of_the_invented_series(name: str) -> None:
    numbers = re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", (DEMO / name).read_text("utf-8"))
    assert [number for number in numbers if not number.startswith("1990000")] == []


def test_the_sex_of_a_roster_is_that_of_the_number() -> None:
    rows = [row for name in ROSTERS[:3] for row in _rows(name)]
    assert [row for row in rows if {"男": "male", "女": "female"}[row["性别"]] != sex_of(row["身份证号"])] == []


def test_a_number_belongs_to_one_name_on_all_rosters() -> None:
    named = {(row["身份证号"], row["姓名"]) for name in ROSTERS for row in _rows(name) if row["身份证号"]}
    assert len({number for number, _ in named}) == len(named)


def test_names_have_the_surnames_that_search_must_find() -> None:
    names = [row["姓名"] for name in ROSTERS for row in _rows(name)]
    for surname in ("曾", "单", "仇", "解", "区", "欧阳"):
        assert any(name.startswith(surname) for name in names), surname


def test_no_two_disputes_have_the_same_title_and_hardly_any_the_same_description() -> None:
    rows = _rows("dispute.csv")
    assert len({row["标题"] for row in rows}) == len(rows)
    told = Counter(_without_names(row["简要情况"]) for row in rows)
    assert max(told.values()) <= 3  # one of them entered twice by mistake
    assert len(told) > 0.9 * len(rows)


def test_a_note_lies_between_the_first_act_on_its_case_and_the_end_of_the_year() -> None:
    begun = {row["标题"]: row["发现日期"] for row in _rows("dispute.csv")}
    notes = _rows(NOTES)
    assert {row["纠纷"] for row in notes} <= set(begun)
    assert all(begun[row["纠纷"]] <= row["日期"] <= str(draw.LAST) for row in notes)


def test_what_is_open_at_the_end_was_found_in_the_second_half() -> None:
    settled = {row["纠纷"] for row in _rows("acts.csv") if row["动作"] in ("化解", "终止", "作废")}
    assert {row["标题"] for row in _rows("dispute.csv") if row["发现日期"] < str(draw.SUMMER)} <= settled


def test_no_slot_or_choice_is_left_in_a_text() -> None:
    assert [name for name in DRAWN if name.endswith("csv") and re.search(r"[\[\]{}|]", (DEMO / name).read_text("utf-8"))] == []


def test_there_is_an_account_for_every_role(definition: Definition) -> None:
    accounts: list[dict[str, Any]] = yaml.safe_load((DEMO / "accounts.yaml").read_text("utf-8"))["accounts"]
    assert {each["role"] for each in accounts} == set(definition.roles)
    assert [each["unit"] for each in accounts if each["role"] == "village_clerk"] == ["510923108225", "510923108226"]
    assert next(each["department"] for each in accounts if each["role"] == "department_clerk") == "司法所"


def _without_names(text: str) -> str:
    names = {row["姓名"] for row in _rows("dispute_party.csv")}
    for name in sorted((name for name in names if name in text), key=len, reverse=True):
        text = text.replace(name, "某")
    return text


def _rows(name: str) -> list[dict[str, str]]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
