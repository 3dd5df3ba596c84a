"""The fast path writes what the templates write: every kind of field, every register, hostile values, both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html.parser import HTMLParser
from typing import Any, get_args, get_type_hints
from uuid import UUID

import pytest
from flask import Flask, render_template_string
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape
from sqlalchemy import Date

from app.access.reach import EVERYWHERE, NOWHERE
from app.assembly import read_schema
from app.definition import Definition, Field, Register
from app.fieldtypes import ALL, PartialDate, Point, Reference
from app.fieldtypes.choices import COLOURS
from app.fieldtypes.wording import Wording
from app.model import Models, build_models
from app.records.selecting import Selection
from app.records.storing import edit, fetch
from app.views import fastpath, page
from app.views.cells import cell_of
from tests.behaviours.cases import SYSTEM, change, dispute
from tests.sites import Town
from tests.views.sample_site import sample_site
from tests.web import Person, WebTown
from tests.writing import SCHEMA, define

#: One register with every kind of field that has a value of its own.
EVERYTHING = """
=== entities/thing.yaml
label: {zh: '物<b>', en: Things}
scope: {kind: unit, by: unit}
names_itself: "{title}"
fields:
  unit: {type: reference, to: unit, label: {zh: 单位, en: 'Unit "<'}, required: true}
  title: {type: text, label: {zh: '标题"&', en: Title}}
  notes: {type: long_text, label: {zh: 说明, en: Notes}}
  count: {type: integer, label: {zh: 数量, en: Count}}
  size: {type: decimal, places: 2, label: {zh: 大小, en: Size}}
  cost: {type: money, label: {zh: 金额, en: Cost}}
  done: {type: yes_no, label: {zh: 完成, en: Done}}
  kind: {type: choice, of: {a: {zh: '甲<i>', en: "A'"}, b: {zh: 乙, en: B}}, label: {zh: 种类, en: Kind}}
  kinds: {type: multi_choice, of: {a: {zh: '甲<i>', en: "A'"}, b: {zh: 乙, en: B}}, label: {zh: 各类, en: Kinds}}
  topic: {type: vocabulary, of: topic, label: {zh: 话题, en: Topic}}
  colour: {type: colour, label: {zh: 颜色, en: Colour}}
  day: {type: date, label: {zh: 日期, en: Day}}
  month: {type: partial_date, label: {zh: 月份, en: Month}}
  moment: {type: datetime, label: {zh: 时刻, en: Moment}}
  name: {type: person_name, label: {zh: 姓名, en: Name}}
  id_number: {type: id_number, label: {zh: 证件, en: ID}}
  open_number: {type: id_number, mask: false, label: {zh: 证件全号, en: Full ID}}
  phone: {type: phones, label: {zh: 电话, en: Phone}}
  open_phone: {type: phones, mask: false, label: {zh: 电话全号, en: Full phone}}
  code: {type: unit_code, label: {zh: 代码, en: Code}}
  number: {type: auto_number, label: {zh: 编号, en: Number}}
  place: {type: geo_point, label: {zh: 坐标, en: Place}}
list: [unit, title]
grants: {village_clerk: [read]}
"""

NAUGHTY = ("<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "&lt;b&gt;", "{{ 7*7 }}",
           "%s%(x)s{0}", "</td></tr></table>", "javascript:alert(1)", "\u202e\u0000\x1b", "-", " ", "", "0", "\ue0f0rows\ue0f1",
           "𠮷 ﷽", "\\")
TEXT = st.one_of(st.sampled_from(NAUGHTY), st.text(max_size=20))
MOMENTS = st.datetimes(max_value=datetime.fromisoformat("2100-01-01"), timezones=st.just(UTC))

#: What each kind of field may hold, hostile where it is text.
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "text": TEXT, "long_text": TEXT, "person_name": TEXT, "id_number": TEXT, "unit_code": TEXT, "auto_number": TEXT,
    "choice": TEXT | st.sampled_from(("a", "b", "open")), "vocabulary": TEXT | st.just("land"),
    "multi_choice": st.lists(TEXT, max_size=3).map(tuple), "colour": st.sampled_from(sorted(COLOURS)), "yes_no": st.booleans(),
    "integer": st.integers(), "decimal": st.decimals(-10**6, 10**6, places=2), "money": st.decimals(0, 10**9, places=2),
    "date": st.dates(date(1900, 1, 1)), "datetime": MOMENTS, "reference": st.integers(1, 2**40),
    "partial_date": st.sampled_from([PartialDate("2021"), PartialDate("2021-08"), PartialDate("2021-08-05")]),
    "phones": st.lists(TEXT, max_size=3).map(tuple), "geo_point": st.builds(Point, st.floats(-90, 90), st.floats(-180, 180)),
}

ROW = '{% import "cells.html" as cells %}{% for cell in row %}{{ cells.td(cell, labels[loop.index0]) }}{% endfor %}'


class Topics:
    """A vocabulary whose labels are not friendly."""

    def label(self, key: str, language: str) -> str:
        return f"<{language}>{key}&\""

    def items(self, language: str) -> list[tuple[str, str]]:
        return [(key, self.label(key, language)) for key in ("land", "water")]


@cache
def app() -> Flask:
    return sample_site()


@cache
def product() -> Models:
    return build_models(read_schema(SCHEMA))


@cache
def everything() -> Models:
    return build_models(define(EVERYTHING))


def vocabularies(definition: Definition) -> dict[str, Topics]:
    return dict.fromkeys(definition.vocabularies, Topics())


def shown_fields(register: Register) -> tuple[Field, ...]:
    """What a list could show: everything that is stored in the row."""
    fields = register.fields.values()
    return tuple(field for field in fields if field.stored and field.type.kind in VALUES and not field.computed)


def selection_of(models: Models, register: Register) -> Selection:
    fields = shown_fields(register)
    return Selection(models, register, fields, tuple(field for field in fields if isinstance(field.type, Reference)))


@st.composite
def rows(draw: st.DrawFn, selection: Selection) -> dict[str, Any]:
    """A row as the database gives it, names of its references included."""
    row: dict[str, Any] = {"id": draw(st.integers(1, 2**40)), "version": 1}
    for field in selection.fields:
        value = draw(st.none() | VALUES[field.type.kind])
        row.update({field.key: value} if field.encrypted else field.type.write(field.key, value))
    for number, field in enumerate(selection.named):  # records of their own: one record has one name, in whatever column
        if row[field.column] is not None:
            row[field.column] = row[field.column] * 100 + number
        row.update({name: draw(st.none() | naming(selection, field, name)) for name in selection.name_keys(field)})
    return row


def naming(selection: Selection, field: Field, name: str) -> st.SearchStrategy[Any]:
    """What the column holds by which a record names itself: mostly text, a day in a register of days."""
    column = selection.models.table(field.type.to).c[name.removeprefix(f"{field.key}.")]  # type: ignore[attr-defined]
    return VALUES["date"] if isinstance(column.type, Date) else TEXT


def by_template(selection: Selection, row: Mapping[str, Any], wording: Wording) -> str:
    """The cells of the row as templates/cells.html draws them."""
    named = Wording(wording.language, wording.labels, selection.names(row, wording))
    main = fastpath.main_field(selection)
    cells = []
    for field in selection.fields:
        cell = cell_of(field, selection.value(field, row), named, past=field.type.is_past(row))
        if field.key == main:
            cell = page.Cell(kind="main", text=cell.text or f"#{row['id']}", url=f"/{selection.register.key}/show/{row['id']}")
        cells.append(cell)
    labels = [field.label.to(wording.language) for field in selection.fields]
    return render_template_string(ROW, row=cells, labels=labels)


def test_every_kind_of_field_has_values_here() -> None:
    kinds = {each.kind for each in ALL} - {"references", "attachments"}  # kept in tables of their own, never in a list
    assert set(VALUES) == kinds == {field.type.kind for field in everything().definition.registers["thing"].fields.values()}


CASES = [pytest.param(models, key, id=f"{models.__name__}-{key}") for models, keys in
         ((product, read_schema(SCHEMA).registers), (everything, ("thing",))) for key in keys]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("models", "key"), CASES)
def test_a_row_is_what_the_template_draws(models: Any, key: str, language: Any) -> None:
    selection = selection_of(models(), models().definition.registers[key])
    wording = Wording(language, vocabularies(models().definition))
    writer = fastpath.RowWriter(selection.register, selection, wording, checks=True)

    @settings(max_examples=40, deadline=None)
    @given(row=rows(selection))
    def holds(row: dict[str, Any]) -> None:
        assert "".join(write(row) for write in writer.cells) == by_template(selection, row, wording)
        assert Outline.of(writer.one(row, 1, EVERYWHERE)) == Outline.of(writer.one(calm(selection, row), 1, EVERYWHERE))

    with app().test_request_context():
        holds()


@pytest.mark.parametrize(("language", "words"), [("zh", "选择第 7 行|查看|修改"), ("en", "Choose row 7|Open|Edit")])
def test_around_the_cells_stand_number_box_and_links(language: Any, words: str) -> None:
    choose, show, change = words.split("|")
    models, register = everything(), everything().definition.registers["thing"]
    one = Selection(models, register, (register.fields["title"],))
    writer = fastpath.RowWriter(register, one, Wording(language), checks=True)
    row = {"id": 5, "version": 1, "title": "x"}
    html = writer.one(row, 7, EVERYWHERE)
    box = '<input class="form-check-input" type="checkbox" name="id" value="5" form="bulk" aria-label='
    assert html.startswith(f'<tr><td class="c-check">{box}"{choose}"></td><td class="c-no">7</td>')
    assert html.endswith(f'<td class="c-ops"><a href="/thing/show/5">{show}</a><a href="/thing/edit/5">{change}</a></td></tr>')
    assert "/thing/edit/" not in writer.one(row, 7, NOWHERE)


TONES = ("plain", "info", "success", "warning", "danger")
CELLS = st.builds(
    page.Cell, kind=st.sampled_from(get_args(get_type_hints(page.Cell)["kind"])),
    text=TEXT, url=TEXT, shade=TEXT, tone=st.sampled_from(TONES), values=st.lists(TEXT, max_size=3).map(tuple))


@settings(max_examples=400, deadline=None)
@given(cell=CELLS, label=TEXT)
def test_a_cell_of_any_kind_is_what_the_template_draws(cell: page.Cell, label: str) -> None:
    with app().test_request_context():
        drawn = render_template_string('{% import "cells.html" as cells %}{{ cells.td(cell, label) }}', cell=cell, label=label)
        assert fastpath.td(cell, str(escape(label))) == drawn


def test_a_main_column_that_is_masked_stays_masked() -> None:
    models = everything()
    register = models.definition.registers["thing"]
    selection = Selection(models, register, (register.fields["phone"],))
    writer = fastpath.RowWriter(register, selection, Wording("zh"), checks=False)
    assert "19900000001" not in writer.one({"id": 1, "version": 1, "phone": ("19900000001",)}, 1, NOWHERE)


# -- what a browser makes of it ------------------------------------------------------------------


class Outline(HTMLParser):
    """Elements and the names of their attributes, but for the elements that values themselves decide upon."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Any] = []

    @classmethod
    def of(cls, html: str) -> list[Any]:
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader.seen

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, [name for name, _ in attributes]))

    def handle_endtag(self, tag: str) -> None:
        self.seen.append(tag)


def calm(selection: Selection, row: Mapping[str, Any]) -> dict[str, Any]:
    """The same row with a plain letter for every text."""
    return {name: _calm(value) for name, value in row.items()}


def _calm(value: Any) -> Any:
    if isinstance(value, tuple) and not isinstance(value, Point):
        return tuple(map(_calm, value))
    if isinstance(value, str) and not isinstance(value, PartialDate) and value not in COLOURS:
        return "x" if value.strip() else value
    return value


# -- whole pages ---------------------------------------------------------------------------------

ADDRESSES = ("/dispute/list/", "/dispute/list/?q=<script>&size=50", "/dispute/list/?q=\ue0f0rows\ue0f1", "/dispute/add")


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_kept_page_is_the_page_that_was_drawn(web: WebTown, address: str) -> None:
    dispute(web.town, title="\ue0f0rows\ue0f1 <script>alert(1)</script>")
    clerk = web.as_role("village_clerk")
    drawn, kept = (seen_by(clerk, address) for _ in range(2))
    assert drawn == kept
    assert "<script>" not in kept
    web.app.extensions["zhenzhi"].texts.clear()
    assert seen_by(clerk, address) == kept


def seen_by(reader: Person, address: str) -> str:
    """A page without its tokens, which name the second in which they were signed, and without the id of its sending."""
    drawn = reader.get(address).get_data(as_text=True)
    return re.sub(r'(name="(?:csrf.token|sending)" (?:value|content)=")[^"]+', r"\1", drawn)


def sendings_in(html: str) -> list[str]:
    return re.findall(r'name="sending" value="([^"]*)"', html)


def test_every_opened_form_has_an_id_of_its_own_the_kept_one_too(web: WebTown) -> None:
    first, second = web.as_role("village_clerk"), web.as_role("village_clerk")
    opened = [sendings_in(who.get("/dispute/add").get_data(as_text=True)) for who in (first, first, second, first)]
    assert [len(ids) for ids in opened] == [1, 1, 1, 1]
    assert {str(UUID(each)) for ids in opened for each in ids} == {each for ids in opened for each in ids}
    assert len({each for ids in opened for each in ids}) == 4


def test_a_kept_form_names_the_account_that_opens_it(web: WebTown) -> None:
    accounts = [web.account(name, "village_clerk", "225", shown="张三样") for name in ("one", "two")]
    pages = [web.browser_of(each).get("/dispute/add").get_data(as_text=True) for each in accounts]
    assert [f'data-who="{each}"' in html for each, html in zip(accounts, pages, strict=True)] == [True, True]
    assert fastpath.SENDING not in "".join(pages)
    assert fastpath.WHO not in "".join(pages)


def test_a_kept_page_holds_the_token_of_its_own_reader(web: WebTown) -> None:
    first, second = web.as_role("village_clerk"), web.as_role("village_clerk")
    pages = [who.get("/dispute/add").get_data(as_text=True) for who in (first, second)]
    assert len({html.split('name="csrf_token" value="')[1].split('"')[0] for html in pages}) == 2
    assert second.send("/dispute/add", {}).status_code == 422  # refused for what is missing, not for the token


def test_names_are_those_of_today(web: WebTown) -> None:
    case = dispute(web.town)
    clerk = web.as_role("village_clerk")
    assert "边界争议" in clerk.get("/dispute/list/").get_data(as_text=True)
    rename(web.town, "unit", web.town.unit("225"), {"name": "新<b>村"})
    change(web.town, case, {"title": "另一件"})
    seen = clerk.get("/dispute/list/").get_data(as_text=True)
    assert [text in seen for text in ("新&lt;b&gt;村", "另一件", "边界争议")] == [True, True, False]
    assert "新&lt;b&gt;村" in clerk.get("/dispute/add").get_data(as_text=True)


def test_what_somebody_is_called_is_text(web: WebTown) -> None:
    user = web.account("<img src=x>", "village_clerk", "225")
    for address in ("/dispute/list/", "/dispute/add"):
        seen = web.browser_of(user).get(address).get_data(as_text=True)
        assert ("&lt;img src=x&gt;" in seen, "<img src=x>" in seen) == (True, False)


def test_the_form_of_another_day_has_its_own_date(web: WebTown) -> None:
    clerk = web.as_role("village_clerk")
    assert 'value="2026-08-05"' in clerk.get("/dispute/add").get_data(as_text=True)
    web.clock.now += timedelta(days=1)
    assert 'value="2026-08-06"' in web.as_role("village_clerk").get("/dispute/add").get_data(as_text=True)


def rename(town: Town, register: str, record: int, raw: dict[str, Any]) -> None:
    with town.work(SYSTEM) as work:
        found = fetch(work, work.site.definition.registers[register], record)
        edit(work, found.register, found, raw, found.version)
