"""The monthly summary over HTTP: its figures, the rows behind them, the workbook, and who sees which units."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from openpyxl import load_workbook

CASE = {"title": "边界争议", "category": "neighbours", "description": "两家因地界争吵", "people_involved": "2",
        "found_on": "2026-08-01"}


def text(response):
    return response.get_data(as_text=True)


@pytest.fixture
def cases(web):
    """Three cases of August: two in one village, one in another."""
    for unit, title in (("225", "甲案"), ("225", "乙案"), ("226", "丙案")):
        web.town.add("dispute", {**CASE, "title": title, "unit": web.town.unit(unit)})


@pytest.mark.usefixtures("cases")
def test_every_figure_opens_as_many_rows_as_it_says(web):
    clerk = web.as_role("town_clerk", "510923108000")
    for cut in ("unit", "category", "colour", "cross"):
        page = text(clerk.get(f"/summary/?period=2026-08&rows={cut}"))
        figures = re.findall(r'<a href="(/summary/rows/[^"]+)">([0-9]+)</a>', page)
        assert figures
        for url, figure in figures:
            rows = text(clerk.get(unescape(url)))
            assert rows.count("/dispute/show/") >= int(figure)
            assert f"共 {figure} 条" in rows or f"{figure} records" in rows


@pytest.mark.usefixtures("cases")
def test_a_village_clerk_sees_the_own_village_alone(web):
    clerk = web.as_role("village_clerk", "225")
    page = text(clerk.get("/summary/?period=2026-08"))
    assert "金容寨村" in page
    assert "宝祥村" not in page
    assert clerk.get(f"/summary/?unit={web.town.unit('226')}").status_code == 404
    assert clerk.get(f"/summary/?unit={web.town.unit('510923108000')}").status_code == 404
    rows = text(clerk.get("/summary/rows/?period=2026-08&figure=found"))
    assert "甲案" in rows
    assert "丙案" not in rows
    assert "丙案" not in text(clerk.get(f"/summary/rows/?period=2026-08&figure=found&place={web.town.unit('226')}"))


@pytest.mark.usefixtures("cases")
def test_the_workbook_holds_the_figures_of_the_page(web):
    answer = web.as_role("town_clerk", "510923108000").get("/summary/workbook/?period=2026-08")
    book = load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[0]
    lines = {row[0].strip(): row[1:] for row in sheet.iter_rows(min_row=5, values_only=True)}
    assert "金元镇 2026年8月 矛盾纠纷汇总" in sheet["A1"].value
    assert lines["金容寨村"][1] == 2
    assert lines["宝祥村"][1] == 1
    assert [name for name in lines if lines[name][1] == 3] != []
    assert ("export", None, None) in web.town.audit_events()


@pytest.mark.parametrize("arguments", ["period=2026-13", "period=2026-W01", "rows=all", "unit=abc", "unit=999999", "page=2",
                                       "x=1", "period=%00", "unit=-1"])
def test_an_unknown_argument_is_refused(web, arguments):
    assert web.as_role("town_clerk", "510923108000").get(f"/summary/?{arguments}").status_code in (400, 404)


@pytest.mark.parametrize("arguments", ["figure=all", "category=cats", "colour=pink", "page=0", "page=x", "place=0",
                                       "figure=found&page=99999999"])
def test_an_unknown_cell_is_refused(web, arguments):
    assert web.as_role("town_clerk", "510923108000").get(f"/summary/rows/?{arguments}").status_code in (400, 404)


def test_who_may_not_see_summaries_is_refused(web):
    assert web.as_role("grid_officer", "225001").get("/summary/").status_code == 403
    assert web.as_role("auditor", "510923000000").get("/summary/").status_code == 403
