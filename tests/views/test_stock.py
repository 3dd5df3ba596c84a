"""The stock page: what is there, what is below its minimum, what expires, each behind its own figures."""

from __future__ import annotations

import html
import re

import pytest

from app.problems import problem
from tests.behaviours.supplies import TOWN, VILLAGE, depots
from tests.views.test_statement_counts import counting

COUNTY = "510923000000"


def text(response):
    assert response.status_code == 200, response.get_data(as_text=True)[:300]
    return response.get_data(as_text=True)


def lines(page):
    """The rows of the table as texts."""
    body = page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""
    return [[re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>|<td></td>", row, re.S)]
            for row in re.findall(r"<tr.*?</tr>", body, re.S)]


@pytest.fixture
def stocked(web):
    own = depots(web.town)
    web.town.add("supply_minimum", {"point": own.depot, "item": own.tents, "minimum": 30})
    own.move("in", 20, batch="A")
    own.move("in", 5, batch="B")
    own.move("transfer", 12, batch="A", to_point=own.depot)
    own.move("in", 50, item=own.rice, expires_on="2026-08-20")
    own.move("in", 50, item=own.rice, batch="远", expires_on="2027-08-20")
    own.move("in", 7, point=own.other)
    return own


def test_what_is_there_is_listed_by_lot_with_its_expiry(web, stocked):
    page = text(web.as_role("town_clerk", TOWN).get("/stock/"))
    assert sorted((row[0], row[3], row[4], row[5], row[6]) for row in lines(page)) == sorted([
        ("金容寨村库", "救灾帐篷", "A", "", "8 顶"), ("金容寨村库", "救灾帐篷", "B", "", "5 顶"),
        ("宝祥村库", "救灾帐篷", "", "", "7 顶"),
        ("镇应急物资库", "救灾帐篷", "A", "", "12 顶"), ("金容寨村库", "大米", "", "2026-08-20", "50 公斤"),
        ("金容寨村库", "大米", "远", "2027-08-20", "50 公斤")])


def test_what_is_below_its_minimum_takes_the_lots_together(web, stocked):
    web.town.add("supply_minimum", {"point": stocked.village, "item": stocked.tents, "minimum": 13})
    web.town.add("supply_minimum", {"point": stocked.other, "item": stocked.rice, "minimum": 10})
    clerk = web.as_role("town_clerk", TOWN)
    found = [(row[0], row[3], row[4], row[5]) for row in lines(text(clerk.get("/stock/?view=below")))]
    assert sorted(found) == sorted([("镇应急物资库", "救灾帐篷", "12 顶", "30"), ("宝祥村库", "大米", "0 公斤", "10")])


def test_what_expires_within_ninety_days_is_listed(web, stocked):
    page = text(web.as_role("town_clerk", TOWN).get("/stock/?view=expiring"))
    assert [row[5] for row in lines(page)] == ["2026-08-20"]
    assert "tag-warning" in page


def test_a_village_sees_what_lies_at_its_own_points_and_not_what_the_town_holds(web, stocked):
    for role in ("village_clerk", "village_leader"):
        for view in ("all", "below", "expiring"):
            page = text(web.as_role(role, VILLAGE).get(f"/stock/?view={view}"))
            assert {row[0] for row in lines(page)} <= {"金容寨村库"}
            assert "镇应急物资库" not in page
        assert len(lines(text(web.as_role(role, VILLAGE).get("/stock/")))) == 4


def test_a_grid_officer_who_sees_no_movement_of_the_village_sees_none_of_its_figures(web, stocked):
    officer = web.as_role("grid_officer", "510923108225001")
    for asked in ("", "?view=below", "?view=expiring", f"?point={stocked.village}", f"?item={stocked.tents}"):
        assert lines(text(officer.get(f"/stock/{asked}"))) == []


def test_filters_and_figures_lead_to_their_lines_and_movements(web, stocked):
    clerk = web.as_role("town_clerk", TOWN)
    page = text(clerk.get(f"/stock/?item={stocked.rice}&point={stocked.village}"))
    assert [row[3] for row in lines(page)] == ["大米", "大米"]
    assert f"/stock_movement/list/?f.point.eq={stocked.village}&amp;f.item.eq={stocked.rice}" in page
    assert text(clerk.get(f"/stock_movement/list/?f.point.eq={stocked.village}&f.item.eq={stocked.rice}")).count("<tr") == 3
    assert lines(text(clerk.get("/stock/?category=lighting"))) == []
    assert clerk.get("/stock/?view=other").status_code == clerk.get("/stock/?page=0").status_code == 400


def test_whoever_reads_no_movements_has_no_such_page(web, stocked):
    assert web.as_role("department_clerk", TOWN, department="司法所").get("/stock/").status_code == 403
    assert "/stock/" not in text(web.as_role("auditor", "510923000000").get("/"))


def test_the_page_asks_as_many_questions_for_many_lines_as_for_few(web, stocked):
    clerk, counts = web.as_role("town_clerk", TOWN), []
    for extra in (0, 30):
        for number in range(extra):
            stocked.move("in", 1, batch=f"L{number}", expires_on="2026-08-30")
        clerk.get("/stock/")
        counts.append([])
        for view in ("all", "below", "expiring"):
            with counting(web.site.engine) as sent:
                text(clerk.get(f"/stock/?view={view}"))
            counts[-1].append(len(sent))
    assert counts[0] == counts[1]


def test_a_movement_is_entered_by_form_and_by_rest_with_one_verdict(web, stocked):
    clerk = web.as_role("village_clerk", VILLAGE)
    raw = {"point": str(stocked.village), "kind": "out", "item": str(stocked.tents), "batch": "B", "quantity": "6",
           "handled_by": "余清泉", "moved_on": "2026-08-05"}
    said = clerk.send("/stock_movement/add", raw)
    assert "现有 5 顶" in said.get_data(as_text=True)
    answer = clerk.call("POST", "/api/v1/stock_movement/", {**raw, "quantity": 6})
    assert answer.status_code == 422
    assert "A070" in answer.get_data(as_text=True)
    assert clerk.send("/stock_movement/add", {**raw, "quantity": "5"}).status_code in (302, 303)
    assert stocked.balances()[stocked.village, stocked.tents, "B"] == 0


# -- what still holds stock --------------------------------------------------------------------------


@pytest.mark.parametrize(("key", "code"), [("supply_point", "A072"), ("supply_item", "A073")])
def test_a_point_or_an_item_in_stock_is_voided_by_no_door(web, stocked, key, code):
    admin, record = web.as_role("county_admin", COUNTY), stocked.village if key == "supply_point" else stocked.tents
    said = problem(code, name="金容寨村库" if key == "supply_point" else "救灾帐篷").message("zh")
    form = admin.send(f"/{key}/void/{record}", {"reason": "撤并", "version": "1"})
    assert form.status_code == 422
    assert said in form.get_data(as_text=True)
    body = admin.call("DELETE", f"/api/v1/{key}/{record}", {"reason": "撤并", "version": 1})
    assert (body.status_code, code in body.get_data(as_text=True)) == (422, True)
    empty = _empty(web, key)
    preview = text(admin.send(f"/{key}/bulk/", {"act": "void", "id": [str(record), str(empty)]}))
    assert said in preview
    bulk = admin.send(f"/{key}/bulk/", {"act": "void", "id": [str(record), str(empty)], "sure": "1", "reason": "撤并"})
    assert bulk.status_code in (302, 303)
    assert web.town.record(key, record).void_at is None
    assert web.town.record(key, empty).void_at is not None


def _empty(web, key):
    if key == "supply_item":
        return web.town.add(key, {"name": "应急灯", "category": "lighting", "measure": "盏"})
    return web.town.add(key, {"unit": web.town.unit(VILLAGE), "name": "旧库", "kind": "village", "place": "二组",
                              "keeper": "余清泉"})


# -- the first page ----------------------------------------------------------------------------------


def piles(page):
    """Label → count and address of the piles of the first page."""
    found = re.findall(r'<a class="pile[^"]*" href="([^"]+)"><span>([^<]+)</span><b>(\d+)</b>', page)
    return {label: (int(count), html.unescape(url)) for url, label, count in found}


@pytest.mark.parametrize(("role", "unit", "below", "expiring"), [
    ("town_clerk", TOWN, 2, 1), ("village_clerk", VILLAGE, 0, 1), ("village_leader", VILLAGE, 0, 1)])
def test_whoever_keeps_stock_has_its_piles_on_the_first_page(web, stocked, role, unit, below, expiring):
    web.town.add("supply_minimum", {"point": stocked.other, "item": stocked.rice, "minimum": 10})
    person = web.as_role(role, unit)
    found = piles(text(person.get("/")))
    assert [found[label][0] for label in ("低于最低储备的物资", "临期和过期物资")] == [below, expiring]
    for label in ("低于最低储备的物资", "临期和过期物资"):
        count, url = found[label]
        assert len(lines(text(person.get(url)))) == count


def test_whoever_keeps_none_has_no_such_piles(web, stocked):
    for role, unit in (("grid_officer", "510923108225001"), ("town_leader", TOWN), ("auditor", COUNTY)):
        assert "物资" not in "".join(piles(text(web.as_role(role, unit).get("/"))))


def test_the_first_page_asks_as_many_questions_for_many_lots_as_for_few(web, stocked):
    clerk, counts = web.as_role("town_clerk", TOWN), []
    for extra in (0, 30):
        for number in range(extra):
            stocked.move("in", 1, batch=f"L{number}", expires_on="2026-08-30")
        clerk.get("/")
        with counting(web.site.engine) as sent:
            text(clerk.get("/"))
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12
