"""Yes/no, choices, vocabularies, colours, codes, references, map points and files."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.fieldtypes import Named, Point
from tests.fieldtypes.specimens import SPECIMENS, found, verdict, wording

CELLS = [
    ("yes_no", "是", True),
    ("yes_no", "√", True),
    ("yes_no", "Ｙ", True),
    ("yes_no", 1, True),
    ("yes_no", 0, False),
    ("yes_no", "没有", False),
    ("yes_no", "也许", "V040"),
    ("choice", "在办", "open"),
    ("choice", "办理中", "open"),
    ("choice", "CLOSED", "closed"),
    ("choice", "已办", "V041"),
    ("multi_choice", "在办、已办结", ("open", "closed")),
    ("multi_choice", "在办，在办", ("open",)),
    ("multi_choice", ["open", "closed"], ("open", "closed")),
    ("multi_choice", [], None),
    ("multi_choice", "在办|停办", "V041"),
    ("multi_terms", "土地纠纷/欠薪", ("land", "wage")),
    ("vocabulary", "土地纠纷", "land"),
    ("vocabulary", "land", "land"),
    ("vocabulary", "水", "V042"),
    ("colour", "红", "red"),
    ("colour", "橙色", "orange"),
    ("colour", "黄·一般", "yellow"),
    ("colour", "绿", "V041"),
    ("unit_code", "510923108225", "510923108225"),
    ("unit_code", 510923108225.0, "510923108225"),
    ("unit_code", "5109 2310 8225", "510923108225"),
    ("unit_code", "510923108225001", "510923108225001"),
    ("unit_code", "510923", "V051"),
    ("unit_code", "٥" * 12, "V051"),
    ("auto_number", "x" * 41, "V020"),
    ("reference", "金容寨村", Named("金容寨村")),
    ("references", "金容寨村、盘龙村", (Named("金容寨村"), Named("盘龙村"))),
    ("geo_point", "30.61, 105.21", Point(30.61, 105.21)),
    ("geo_point", "30.61，105.21", Point(30.61, 105.21)),
    ("geo_point", {"lat": 30.61, "lon": 105.21}, Point(30.61, 105.21)),
    ("geo_point", {"lat": None, "lon": None}, None),
    ("geo_point", "105.21, 30.61", "V053"),
    ("geo_point", "30.61", "V052"),
    ("geo_point", "东经105度", "V052"),
    ("geo_point", {"lat": [], "lon": 5}, "V052"),
    ("geo_point", [10**400, 5], "V052"),
    ("geo_point", "nan, nan", "V053"),
    ("attachments", "照片.jpg", "V054"),
]


@pytest.mark.parametrize(("key", "cell", "expected"), CELLS)
def test_a_cell(key: str, cell: Any, expected: Any) -> None:
    assert verdict(SPECIMENS[key].field, cell) == expected


@pytest.mark.parametrize("door", ["form", "api"])
@pytest.mark.parametrize(
    ("raw", "expected"),
    [(7, 7), ("7", 7), (" 7 ", 7), ("七", "V050"), (0, "V050"), (-7, "V050"), (2**63, "V050"), (10**400, "V050"),
     (7.5, "V050"), (True, "V050"), ("٧", "V050"), ([7], "V050"), ("\ud800", "V050")],
)  # fmt: skip
def test_a_reference_is_an_id_in_forms_and_in_the_api(door: Any, raw: Any, expected: Any) -> None:
    assert verdict(SPECIMENS["reference"].field, raw, door) == expected


QUESTIONS = [
    ("yes_no", False, "eq", "否", True),
    ("choice", "open", "in", ["在办", "已办结"], True),
    ("multi_choice", ("open", "closed"), "has", "已办结", True),
    ("multi_choice", ("open",), "has", "已办结", False),
    ("multi_choice", None, "empty", None, True),
    ("colour", "red", "from", "橙", True),
    ("colour", "yellow", "from", "橙", False),
    ("colour", "red", "in", ["红", "橙"], True),
    ("geo_point", Point(1.0, 2.0), "filled", None, True),
    ("geo_point", None, "empty", None, True),
    ("reference", 7, "in", [7, 8], True),
]


@pytest.mark.parametrize(("key", "held", "operator", "asked", "is_found"), QUESTIONS)
def test_a_filter(key: str, held: Any, operator: str, asked: Any, is_found: bool, value_engine: sa.Engine) -> None:
    assert found(value_engine, key, held, operator, asked) is is_found


def test_a_colour_is_never_shown_without_its_word() -> None:
    assert SPECIMENS["colour"].field.show("red", wording("zh")) == "红·重大"


def test_a_record_out_of_sight_is_a_dash() -> None:
    assert SPECIMENS["reference"].field.show(7, wording()) == "—"
    assert SPECIMENS["references"].field.show((7, 8), wording()) == "—、—"
