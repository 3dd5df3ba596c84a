"""Bad input at the doors: naughty texts through a form and an API field of every type, and in every place of an address.

A clear message with a 4xx, nothing changed, never a 500 (assurance.md 0.1). ``make test`` sends a seeded sample; ``make prove``
everything.
"""

from __future__ import annotations

import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import func, select

from app.access.guard import guarded
from app.fieldtypes import ALL
from tests.fieldtypes.naughty import TEXTS, VALUES
from tests.shelf import lent
from tests.sites import build_town, make_site
from tests.web import Clock, Person, WebTown
from tests.writing import SCHEMA, define

#: A register with a field of every type.
SPECIMEN = """
=== entities/specimen.yaml
label: {zh: 样本, en: Specimens}
scope: {kind: unit, by: unit}
names_itself: "{text}"
fields:
  unit: {type: reference, to: unit, label: {zh: 单位, en: Unit}, required: true}
  text: {type: text, max_length: 60, pinyin: true, label: {zh: 文本, en: Text}, searchable: true}
  long_text: {type: long_text, label: {zh: 长文本, en: Long text}, searchable: true}
  integer: {type: integer, label: {zh: 整数, en: Integer}}
  decimal: {type: decimal, places: 2, label: {zh: 小数, en: Decimal}}
  money: {type: money, label: {zh: 金额, en: Money}}
  yes_no: {type: yes_no, label: {zh: 是否, en: Yes or no}}
  choice: {type: choice, of: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B}}, label: {zh: 单选, en: Choice}}
  multi_choice: {type: multi_choice, of: {a: {zh: 甲, en: A}, b: {zh: 乙, en: B}}, label: {zh: 多选, en: Several}}
  vocabulary: {type: vocabulary, of: hazard_kind, label: {zh: 词表, en: Vocabulary}}
  date: {type: date, label: {zh: 日期, en: Date}}
  partial_date: {type: partial_date, label: {zh: 年月, en: Partial date}}
  datetime: {type: datetime, label: {zh: 时间, en: Moment}}
  person_name: {type: person_name, label: {zh: 姓名, en: Name}, searchable: true}
  id_number: {type: id_number, label: {zh: 身份证号, en: ID number}}
  phones: {type: phones, label: {zh: 电话, en: Phones}}
  reference: {type: reference, to: department, label: {zh: 引用, en: Reference}}
  references: {type: references, to: department, label: {zh: 多引用, en: References}}
  unit_code: {type: unit_code, label: {zh: 区划代码, en: Unit code}}
  auto_number: {type: auto_number, label: {zh: 编号, en: Number}}
  geo_point: {type: geo_point, label: {zh: 位置, en: Place}}
  attachments: {type: attachments, label: {zh: 附件, en: Files}}
list: [text, integer, date, person_name, choice]
filters: [choice, date, integer, reference]
import: {match_on: [[text]]}
grants:
  village_clerk: [read, create, edit, void, import, export]
"""

KINDS = [kind.kind for kind in ALL if kind.kind not in ("auto_number", "attachments", "colour")]
#: A form sends text; what HTTP cannot carry at all is not sent.
SENDABLE = [text for text in TEXTS if text.encode("utf-8", "ignore").decode() == text]
def _as_json(value: object) -> bool:
    """Whether JSON can carry the value at all."""
    try:
        return len(json.dumps(value, ensure_ascii=False).encode()) < 2_000_000
    except (TypeError, ValueError, UnicodeEncodeError):
        return False


JSON_VALUES = [*filter(_as_json, VALUES), *SENDABLE]


@pytest.fixture(scope="module")
def specimens(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebTown]:
    """The application with a register that has a field of every type. One for the module: nearly all is refused."""
    folder: Path = tmp_path_factory.mktemp("specimens")
    town = build_town(make_site(f"sqlite:///{folder / 'site.db'}", define(SPECIMEN, onto=SCHEMA), folder))
    clock = Clock(town.now)
    with lent(town.site, clock) as app:
        yield WebTown(app, town, clock)
    town.site.engine.dispose()


def count(web: WebTown) -> int:
    table = web.site.models.table("specimen")
    with web.site.engine.connect() as connection:
        return int(connection.execute(guarded(select(func.count()).select_from(table))).scalar_one())


def some(values: list, key: str, most: int) -> list:
    """A sample that is the same in every run, another for every kind."""
    return random.Random(f"{key} 2026").sample(values, min(most, len(values)))  # noqa: S311


def check_form(web: WebTown, clerk: Person, kind: str, text: str) -> None:
    before = count(web)
    answer = clerk.send("/specimen/add", {"unit": str(web.town.unit("225")), kind: text})
    assert answer.status_code in (302, 413, 422), (kind, text[:60], answer.status_code)
    if answer.status_code == 302:
        assert clerk.get(answer.headers["Location"]).status_code == 200, (kind, text[:60])
        assert count(web) == before + 1
    else:
        page = answer.get_data(as_text=True)
        assert "Traceback" not in page
        said = any(sign in page for sign in (f'id="{kind}-error"', "is-invalid", "problem"))
        assert answer.status_code == 413 or said, (kind, text[:60])
        assert count(web) == before


def check_call(web: WebTown, clerk: Person, kind: str, value: object) -> None:
    before = count(web)
    answer = clerk.call("POST", "/api/v1/specimen/", {"unit": web.town.unit("225"), kind: value})
    assert answer.status_code in (201, 400, 413, 422), (kind, str(value)[:60], answer.status_code,
                                                        answer.get_data(as_text=True)[:200])
    assert count(web) == before + (answer.status_code == 201)


@pytest.mark.parametrize("kind", KINDS)
def test_a_form_answers_naughty_texts_in_words(specimens: WebTown, kind: str) -> None:
    clerk = specimens.as_role("village_clerk")
    for text in some(SENDABLE, kind, 25):
        check_form(specimens, clerk, kind, text)


@pytest.mark.parametrize("kind", KINDS)
def test_the_api_answers_naughty_values_in_words(specimens: WebTown, kind: str) -> None:
    clerk = specimens.as_role("village_clerk")
    for value in some(JSON_VALUES, kind, 25):
        check_call(specimens, clerk, kind, value)


@pytest.mark.prove
@pytest.mark.parametrize("kind", KINDS)
def test_every_naughty_text_and_value_at_every_kind(specimens: WebTown, kind: str) -> None:
    clerk = specimens.as_role("village_clerk")
    for text in SENDABLE:
        check_form(specimens, clerk, kind, text)
    for value in JSON_VALUES:
        check_call(specimens, clerk, kind, value)


def test_what_was_taken_is_listed_exported_and_shown_by_the_api(specimens: WebTown) -> None:
    clerk = specimens.as_role("village_clerk")
    for text in some([each for each in SENDABLE if len(each) < 60], "taken", 60):
        clerk.send("/specimen/add", {"unit": str(specimens.town.unit("225")), "text": text, "person_name": "曾样甲"})
    for address in ("/specimen/list/?size=100", "/specimen/print/", "/api/v1/specimen/", "/specimen/list/?q=zyj"):
        assert clerk.get(address).status_code == 200, address
    for sheet in ("xlsx", "csv"):
        assert clerk.send("/specimen/export/", {"format": sheet, "columns": ["text", "person_name"]}).status_code == 200


PLACES = ["/specimen/show/{}", "/specimen/edit/{}", "/specimen/history/{}", "/specimen/files/{}", "/specimen/chart/{}",
          "/specimen/import/{}", "/api/v1/specimen/import/{}", "/specimen/import/1?show={}",
          "/api/v1/specimen/import/1?page={}", "/exports/{}/file", "/packages/{}",
          "/specimen/options/{}", "/{}/list/", "/api/v1/specimen/{}", "/api/v1/{}/", "/specimen/list/?q={}",
          "/specimen/list/?sort={}",
          "/specimen/list/?page={}", "/specimen/list/?size={}", "/specimen/list/?after={}", "/specimen/list/?f.integer.from={}",
          "/specimen/list/?f.date.to={}", "/specimen/list/?f.{}.eq=1", "/specimen/list/?f.reference.eq={}",
          "/specimen/list/?{}=1",
          "/specimen/options/reference?q={}", "/api/v1/specimen/?q={}", "/board/?colour={}", "/summary/?period={}",
          "/summary/?unit={}", "/specimen/count/?f.choice.eq={}", "/specimen/print/?q={}"]


def check_place(clerk: Person, place: str, text: str) -> None:
    answer = clerk.get(place.replace("{}", quote(text, safe="")))
    assert answer.status_code < 500, (place, text[:60])
    assert "Traceback" not in answer.get_data(as_text=True)


def test_a_file_may_be_called_and_be_read_as_anything(specimens: WebTown) -> None:
    clerk = specimens.as_role("village_clerk")
    heads = {"X-CSRFToken": clerk.token()}
    for text in some([each for each in SENDABLE if 0 < len(each) < 500], "file", 12):
        for told in ({"sheet": text}, {"encoding": text}, {"header": text}, {"columns": text}, {"when_exists": text}, {}):
            named = text.replace("\0", "") or "a" if not told else "名册.csv"
            sent = {"file": (io.BytesIO("文字\n甲\n".encode()), named), **told}
            answer = clerk.post("/api/v1/specimen/import", data=sent, headers=heads)
            assert answer.status_code in (201, 400, 413, 422), (told, text[:60], answer.status_code)
        answer = clerk.call("POST", "/api/v1/specimen/export", {"format": text, "columns": [text], "purpose": text})
        assert answer.status_code in (400, 422), text[:60]


@pytest.mark.parametrize("place", PLACES)
def test_an_address_may_say_anything(specimens: WebTown, place: str) -> None:
    clerk = specimens.as_role("village_clerk")
    for text in some([each for each in SENDABLE if 0 < len(each) < 2000], place, 20):
        check_place(clerk, place, text)


#: Texts of digits that ``int`` refuses, or that are larger than a database counts.
ENDLESS = ["0000001" + "9" * 50, "9" * 19, "9" * 4500, "²", "１２"]


@pytest.mark.parametrize("place", PLACES)
def test_a_number_without_end_breaks_no_address(specimens: WebTown, place: str) -> None:
    clerk = specimens.as_role("village_clerk")
    for text in ENDLESS:
        check_place(clerk, place, text)


@pytest.mark.parametrize(("role", "unit", "address"), [
    ("village_clerk", "225", "/specimen/list/?page={}"), ("village_clerk", "225", "/dispute/list/?page={}"),
    ("town_leader", "510923108000", "/summary/rows/?figure=found&page={}"),
    ("town_leader", "510923108000", "/dispute/chart/by_unit/rows?page={}"), ("auditor", "510923000000", "/audit/?before={}"),
])
def test_a_number_without_end_is_refused_where_a_number_is_read(specimens: WebTown, role: str, unit: str, address: str) -> None:
    reader = specimens.as_role(role, unit)
    assert reader.get(address.replace("{}", "1")).status_code == 200
    assert {reader.get(address.replace("{}", quote(text))).status_code for text in ENDLESS} == {400}


@pytest.mark.prove
@pytest.mark.parametrize("place", PLACES)
def test_every_naughty_text_in_every_place_of_an_address(specimens: WebTown, place: str) -> None:
    clerk = specimens.as_role("village_clerk")
    for text in (each for each in SENDABLE if 0 < len(each) < 5000):
        check_place(clerk, place, text)


@pytest.mark.parametrize("body", [b"", b"{", b"\x00", b"[]", b"null", b'"x"', b"{}" * 3, b'{"unit": ' + b"[" * 5000,
                                  "｛｝".encode(), b"\xff\xfe"])
def test_a_body_that_is_no_record_is_refused(specimens: WebTown, body: bytes) -> None:
    clerk = specimens.as_role("village_clerk")
    headers = {"X-CSRFToken": clerk.token(), "Content-Type": "application/json"}
    assert clerk.post("/api/v1/specimen/", data=body, headers=headers).status_code in (400, 415, 422)


def test_a_form_that_is_too_large_is_refused(specimens: WebTown) -> None:
    clerk = specimens.as_role("village_clerk")
    answer = clerk.send("/specimen/add", {"unit": str(specimens.town.unit("225")), "long_text": "张" * 3_000_000})
    assert answer.status_code in (413, 422)
