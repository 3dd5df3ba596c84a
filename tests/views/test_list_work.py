"""What one does in a list at the desk: choose columns, look at a record at the side, change a cell where it stands."""

from __future__ import annotations

import re

import pytest

from app.access.query import listed_columns
from app.assembly import read_schema
from app.views.cells import changeable_fields
from tests.behaviours.cases import OTHER_VILLAGE, TOWN, dispute
from tests.views.test_statement_counts import counting, statements
from tests.web import Person, WebTown
from tests.writing import SCHEMA

REGISTERS = read_schema(SCHEMA).registers


def headings(browser: Person, address: str) -> list[str]:
    """The keys of the columns."""
    return re.findall(r'<th scope="col"[^>]* data-key="([^"]+)"', browser.get(address).get_data(as_text=True))


# -- columns -------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", ["cols=title&cols=found_on&cols=unit", "cols=title,found_on,unit"])
def test_columns_are_shown_in_the_order_they_are_named(web: WebTown, arguments: str) -> None:
    dispute(web.town)
    clerk = web.as_role("village_clerk")
    assert headings(clerk, f"/dispute/list/?{arguments}") == ["title", "found_on", "unit"]
    assert headings(clerk, "/dispute/list/") == list(REGISTERS["dispute"].list_columns)


def test_the_same_columns_in_another_order_are_another_page(web: WebTown) -> None:
    dispute(web.town)
    clerk = web.as_role("village_clerk")
    assert headings(clerk, "/dispute/list/?cols=title,unit") == ["title", "unit"]
    assert headings(clerk, "/dispute/list/?cols=unit,title") == ["unit", "title"]


@pytest.mark.parametrize("columns", ["nothing", "title,title", "title,record_key", "void_by", "title;unit", "id"])
def test_what_is_no_column_is_refused(web: WebTown, columns: str) -> None:
    assert web.as_role("village_clerk").get(f"/dispute/list/?cols={columns}").status_code == 400


def test_masked_values_stay_masked_in_a_chosen_column(web: WebTown) -> None:
    web.town.add("person", {"name": "曾样甲", "unit": web.town.unit("225"), "phone": "19900000001"})
    page = web.as_role("village_clerk").get("/person/list/?cols=name,phone").get_data(as_text=True)
    assert "曾样甲" in page
    assert "19900000001" not in page or not REGISTERS["person"].fields["phone"].mask


@pytest.mark.parametrize("role", ["village_clerk", "department_clerk"])
def test_every_column_of_every_register_can_be_shown(web: WebTown, role: str) -> None:
    """Also where the reach has several branches, which PostgreSQL has to compare."""
    unit, department = ("225", None) if role == "village_clerk" else (TOWN, "司法所")
    reader = web.as_role(role, unit, department)
    answers = {key: reader.get(f"/{key}/list/?cols={','.join(listed_columns(register))}").status_code
               for key, register in REGISTERS.items()}
    assert set(answers.values()) <= {200, 403}
    assert answers["dispute"] == 200


def test_the_chosen_columns_stay_in_links_print_and_query(web: WebTown) -> None:
    dispute(web.town)
    page = web.as_role("village_clerk").get("/dispute/list/?cols=title&cols=unit").get_data(as_text=True)
    assert "size=50&amp;" in page or "cols=title&amp;cols=unit&amp;size=50" in page
    assert page.count('<input type="hidden" name="cols" value="title">') == 1
    assert "/dispute/print/?cols=title&amp;cols=unit" in page


# -- the record at the side ----------------------------------------------------------------------


def test_a_record_at_the_side_is_its_facts_without_the_frame(web: WebTown) -> None:
    case = dispute(web.town, title="水渠争议")
    panel = web.as_role("village_clerk").get(f"/dispute/show/{case}?panel=1").get_data(as_text=True)
    assert ("水渠争议" in panel, "<html" in panel, f'href="/dispute/show/{case}"' in panel) == (True, False, True)


def test_a_record_out_of_sight_is_not_there_at_the_side_either(web: WebTown) -> None:
    case = dispute(web.town, OTHER_VILLAGE)
    assert web.as_role("village_clerk").get(f"/dispute/show/{case}?panel=1").status_code == 404


# -- cells ---------------------------------------------------------------------------------------


def test_a_cell_is_changed_and_the_row_comes_back(web: WebTown) -> None:
    case = dispute(web.town, title="水渠争议")
    clerk = web.as_role("village_clerk")
    form = clerk.get(f"/dispute/cell/{case}/title").get_data(as_text=True)
    assert 'name="title"' in form
    version = re.search(r'name="version" value="(\d+)"', form)
    assert version
    answer = clerk.send(f"/dispute/cell/{case}/title?no=7&cols=title&cols=unit", {"title": "水井争议", "version": version[1]})
    row = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert row.startswith("<tr")
    assert ("水井争议" in row, '<td class="c-no">7</td>' in row) == (True, True)
    assert web.town.record("dispute", case).title == "水井争议"  # type: ignore[attr-defined]


def test_the_row_that_comes_back_is_that_of_the_list(web: WebTown) -> None:
    case = dispute(web.town, title="水渠争议")
    clerk = web.as_role("village_clerk")
    row = clerk.send(f"/dispute/cell/{case}/title?no=1", {"title": "水井争议", "version": "1"}).get_data(as_text=True)
    assert row in clerk.get("/dispute/list/").get_data(as_text=True)


def test_a_wrong_value_comes_back_with_what_is_wrong(web: WebTown) -> None:
    case = dispute(web.town)
    answer = web.as_role("village_clerk").send(f"/dispute/cell/{case}/title", {"title": "", "version": "1"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)


def test_a_cell_that_somebody_else_has_changed_is_not_overwritten(web: WebTown) -> None:
    case = dispute(web.town, title="水渠争议")
    clerk = web.as_role("village_clerk")
    clerk.send(f"/dispute/cell/{case}/title", {"title": "甲争议", "version": "1"})
    late = clerk.send(f"/dispute/cell/{case}/title", {"title": "乙争议", "version": "1"})
    assert late.status_code == 409
    assert f'href="/dispute/show/{case}"' in late.get_data(as_text=True)
    assert web.town.record("dispute", case).title == "甲争议"  # type: ignore[attr-defined]


def test_a_change_in_a_cell_stands_in_the_history(web: WebTown) -> None:
    case = dispute(web.town, title="水渠争议")
    clerk = web.as_role("village_clerk")
    clerk.send(f"/dispute/cell/{case}/title", {"title": "水井争议", "version": "1"})
    assert "水井争议" in clerk.get(f"/dispute/show/{case}?tab=history").get_data(as_text=True)


@pytest.mark.parametrize("field", ["nothing", "number", "colour", "status", "void_at", "id"])
def test_a_field_that_people_do_not_write_is_no_cell(web: WebTown, field: str) -> None:
    case = dispute(web.town)
    clerk = web.as_role("village_clerk")
    assert clerk.get(f"/dispute/cell/{case}/{field}").status_code == 404
    assert clerk.send(f"/dispute/cell/{case}/{field}", {field: "1", "version": "1"}).status_code == 404


def test_cells_of_others_are_not_changed(web: WebTown) -> None:
    case = dispute(web.town, OTHER_VILLAGE, title="水渠争议")
    send = {"title": "改", "version": "1"}
    assert web.as_role("village_clerk").send(f"/dispute/cell/{case}/title", send).status_code == 404
    assert web.as_role("auditor", "510923000000").send(f"/dispute/cell/{case}/title", send).status_code == 403
    assert web.town.record("dispute", case).title == "水渠争议"  # type: ignore[attr-defined]


@pytest.mark.parametrize("form", [{"title": "甲"}, {"title": "甲", "version": "x"},
                                  {"title": "甲", "version": "1", "unit": "5"}])
def test_a_cell_sends_its_own_field_and_its_version_alone(web: WebTown, form: dict[str, str]) -> None:
    case = dispute(web.town)
    assert web.as_role("village_clerk").send(f"/dispute/cell/{case}/title", form).status_code == 400


@pytest.mark.parametrize("number", ["x", "-1", "1" * 12])
def test_the_number_of_a_row_is_a_number(web: WebTown, number: str) -> None:
    case = dispute(web.town)
    assert web.as_role("village_clerk").get(f"/dispute/cell/{case}/title?no={number}").status_code == 400


def test_masked_fields_and_files_are_no_cells() -> None:
    for register in REGISTERS.values():
        chosen = [register.fields[key] for key in changeable_fields(register)]
        assert [field.key for field in chosen if field.mask or field.encrypted or not field.written] == []


# -- statements ----------------------------------------------------------------------------------


def test_columns_panel_and_cell_ask_few_statements(web: WebTown) -> None:
    case = dispute(web.town)
    counted = statements(web, ["/dispute/list/?cols=title&cols=unit", f"/dispute/list/?under={web.town.unit('225')}",
                               f"/dispute/show/{case}?panel=1", f"/dispute/cell/{case}/title", "/saved/?register=dispute", "/"])
    assert counted["/dispute/list/?cols=title&cols=unit"] == 2
    assert {address: count for address, count in counted.items() if count > 12} == {}


def test_saving_a_cell_asks_few_statements(web: WebTown) -> None:
    case = dispute(web.town)
    clerk = web.as_role("village_clerk")
    clerk.send(f"/dispute/cell/{case}/title", {"title": "甲", "version": "1"})
    with counting(web.site.engine) as sent:
        clerk.send(f"/dispute/cell/{case}/title", {"title": "乙", "version": "2"})
    assert len(sent) <= 30


# -- records that are named by another one -------------------------------------------------------


def test_a_record_that_is_named_by_another_says_that_name_in_the_list_its_page_and_a_bulk_act(web: WebTown) -> None:
    unit = web.town.unit("225")
    task = {"unit": web.town.unit(TOWN), "year": 2026, "origin": "other", "seq": 7, "name": "清淤样", "content": "清一遍",
            "category": next(iter(read_schema(SCHEMA).vocabularies["task_category"].terms)), "deadline": "2026-09"}
    row = web.town.add("work_task_progress", {"task": web.town.add("work_task", task), "unit": unit})
    clerk = web.as_role("village_clerk")
    named = [clerk.get("/work_task_progress/list/"), clerk.get(f"/work_task_progress/show/{row}"),
             clerk.send("/work_task_progress/bulk/", {"act": "void", "id": [row]}),
             clerk.send("/work_task_progress/bulk/", {"act": "set", "id": [row], "field": "reported_by", "value": "曾样甲"})]
    link = re.compile(rf'<a href="/work_task_progress/show/{row}">([^<]+)</a>')
    links = [link.findall(page.get_data(as_text=True)) for page in named]
    assert [page.status_code for page in named] == [200] * 4
    assert "2026-7 清淤样" in named[1].get_data(as_text=True)
    assert [links[0][0], *links[2], *links[3]] == ["2026-7 清淤样"] * 3
