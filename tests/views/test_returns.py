"""The pages of returns: what is due from me, the sheet, completeness, warnings; by form and by REST with one verdict."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import update

from app.access.guard import guarded
from app.access.viewer import unscoped
from tests.behaviours.cases import COUNTY, GRID, OTHER_VILLAGE, TOWN, VILLAGE, at, dispute
from tests.behaviours.returning import HALF, back, owed, report, rows, run, state, submit
from tests.views.test_statement_counts import counting
from tests.views.test_stock import lines, piles, text


def base(record, page="sheet"):
    return f"/periodic_return/{page}/{record}"


@pytest.fixture
def half(web):
    """It is 14 August, the first half of the month is due; two cases, the analysis is written."""
    town = web.town
    run(town, "2026-08-05")
    dispute(town, now=at("2026-08-06"))
    dispute(town, GRID, now=at("2026-08-07"), category="land")
    report(town, "2026-08-01", "2026-08-14")
    web.clock.now = at("2026-08-14")
    return owed(town)


def test_a_clerk_sees_what_is_due_and_opens_its_sheet(web, half):
    clerk = web.as_role("village_clerk", VILLAGE)
    page = text(clerk.get("/returns/?view=today"))
    assert [row[0] for row in lines(page)] == ["金容寨村2026年8月上半月矛盾纠纷分析研判及统计表"]
    assert base(half) in page
    sheet = text(clerk.get(base(half)))
    assert re.search(r"总况 · 排查数</th><td><a [^>]+>2</a></td><td>0</td><td><a [^>]+>2</a></td><td>2</td>", sheet)
    assert "邻里纠纷为主" in sheet
    rows_page = text(clerk.get(f"/periodic_return/sheet_rows/{half}?figure=type.land.found"))
    assert len(lines(rows_page)) == 1


def test_the_first_page_counts_what_is_due_and_each_pile_opens_its_rows(web, half):
    clerk = web.as_role("village_clerk", VILLAGE)
    page = text(clerk.get("/"))
    found = piles(page)
    assert found["今天到期"][0] == 1
    assert found["我的超期"][0] == 3  # two cases, and the week of 3–9 August was due on the 10th
    for label in ("今天到期", "我的超期"):
        count, url = found[label]
        assert text(clerk.get(url)).count('<div class="case">') == count
    person = web.as_role("town_clerk", TOWN)
    count, url = piles(text(person.get("/")))["下级单位缺报"]
    assert text(person.get(url)).count('<div class="case">') == count == 3
    assert sum(each for each, _ in piles(text(web.as_role("auditor", COUNTY).get("/"))).values()) == 0


def test_a_leader_hands_in_the_town_sends_back_and_it_comes_again(web, half):
    leader, town = web.as_role("village_leader", VILLAGE), web.as_role("town_clerk", TOWN)
    assert 'name="zero"' in text(leader.get(base(half, "submit")))
    assert leader.send(base(half, "submit"), {"zero": "no"}).status_code == 302
    assert state(web.town, half)[:2] == ("on_time", 1)
    assert town.send(base(half, "send_back"), {"reason": ""}).status_code == 422
    assert town.send(base(half, "send_back"), {"reason": "调处数不符"}).status_code == 302
    page = text(leader.get("/returns/?view=returned"))
    assert "退回：调处数不符" in page
    assert "调处数不符" in text(leader.get(base(half)))
    assert leader.send(f"{base(half, 'figure')}?figure=all.mediated", {"given": "1", "reason": "口头调解"}).status_code == 302
    assert leader.send(base(half, "submit"), {"zero": "no"}).status_code == 302
    assert state(web.town, half)[:2] == ("on_time", 2)
    sheet = text(leader.get(base(half)))
    assert "口头调解" in sheet
    assert [each in sheet for each in ("第 1 版", "第 2 版")] == [True, True]


def test_a_wrong_act_says_what_is_wrong(web, half):
    leader = web.as_role("village_leader", VILLAGE)
    answer = leader.send(base(half, "submit"), {"zero": "yes"})
    assert (answer.status_code, "台账在本期有 2 件" in answer.get_data(as_text=True)) == (422, True)
    clerk = web.as_role("village_clerk", VILLAGE)
    assert clerk.send(base(half, "submit"), {"zero": "no"}).status_code == 403
    assert clerk.get(base(half, "send_back")).status_code == 403
    assert web.as_role("village_leader", OTHER_VILLAGE).get(base(half)).status_code == 404
    assert leader.get(f"{base(half)}?edition=7").status_code == 404
    assert leader.get(f"{base(half)}?edition=x").status_code == 400
    assert leader.get(f"{base(half, 'sheet_rows')}?figure=none").status_code == 404
    assert leader.get(f"{base(half, 'figure')}?figure=none").status_code == 404


def test_a_frozen_sheet_prints_exports_and_shows_what_changed(web, half):
    leader = web.as_role("village_leader", VILLAGE)
    leader.send(base(half, "submit"), {"zero": "no"})
    paper = text(leader.get(f"{base(half, 'sheet_paper')}?edition=1"))
    assert all(each in paper for each in ("签发人", "总况 · 排查数", "第 1 版", "截至 2026-08-14 10:00"))
    book = leader.get(base(half, "sheet_book"))
    assert (book.status_code, book.data[:2]) == (200, b"PK")
    cases = web.town.site.models.table("dispute")
    with unscoped("test"), web.town.sessions() as session:
        session.execute(guarded(update(cases).where(cases.c.category == "land").values(people_involved=60)))
        session.commit()
    page = text(leader.get(base(half)))
    assert page.count("已变动") == 3  # the notice, and the two bands
    assert len(lines(text(leader.get(f"{base(half, 'sheet_rows')}?figure=type.land.found&edition=1")))) == 1


def test_by_rest_the_same_with_the_same_verdict(web, half):
    leader, clerk = web.as_role("village_leader", VILLAGE), web.as_role("village_clerk", VILLAGE)
    url = f"/api/v1/periodic_return/{half}"
    body = clerk.get(f"{url}/sheet").get_json()
    assert (body["state"], body["now"]["all.found"]["value"], body["handed_in"]) == ("to_do", 2, None)
    version = body["version"]
    assert clerk.call("POST", f"{url}/submit", {"version": version}).status_code == 403
    refused = leader.call("POST", f"{url}/submit", {"version": version, "zero": True})
    assert (refused.status_code, refused.get_json()["errors"][0]["code"]) == (422, "A091")
    assert leader.call("POST", f"{url}/submit", {"version": version, "sero": True}).status_code == 422
    assert leader.call("POST", f"{url}/submit", {"version": version}).status_code == 200
    assert leader.call("POST", f"{url}/submit", {"version": version, "reason": "再报"}).status_code == 409
    handed = clerk.get(f"{url}/sheet").get_json()
    assert handed["handed_in"]["figures"]["all.found"]["own"] == body["now"]["all.found"]["own"]
    town = web.as_role("town_clerk", TOWN)
    said = {"version": handed["version"], "reason": "核对"}
    assert town.call("POST", f"{url}/send_back", said).status_code == 200
    fixed = {"version": handed["version"] + 1, "figure": "all.mediated", "given": 1, "reason": "口头"}
    assert clerk.call("POST", f"{url}/figure", fixed).status_code == 200
    assert clerk.get(f"{url}/sheet").get_json()["now"]["all.mediated"]["value"] == 1


# -- completeness ----------------------------------------------------------------------------------


def counted(page):
    """The board's rows: unit → its states and its five counts, and the address of each."""
    found = {}
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    for row in re.findall(r"<tr.*?</tr>", body, re.S):
        name = re.sub("<[^>]+>", "", re.search(r"<th.*?</th>", row, re.S)[0])
        links = [(html.unescape(url), label)
                 for url, label in re.findall(r'<a (?:class="[^"]+" )?href="([^"]+)">([^<]+)</a>', row)]
        found[name] = ([re.sub("<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", row, re.S)], links)
    return found


def test_the_board_counts_what_brute_force_counts_and_each_figure_opens_its_rows(web, half):
    town = web.town
    submit(town, half, now=at("2026-08-14"))
    other, third = owed(town, unit=OTHER_VILLAGE), owed(town, unit="510923108001")
    report(town, "2026-08-01", "2026-08-14", OTHER_VILLAGE)
    submit(town, other, now=at("2026-08-16"))
    run(town, "2026-08-20")
    back(town, half, now=at("2026-08-20", "09:00"))
    web.clock.now = at("2026-08-20")
    clerk = web.as_role("town_clerk", TOWN)
    page = text(clerk.get(f"/returns/board/?kind={HALF}"))
    board = counted(page)
    assert board["金容寨村"][0] == ["退回", "未到期", "2", "0", "0", "0", "2"]
    assert board["宝祥村"][0] == ["迟报", "未到期", "2", "0", "1", "0", "1"]
    assert board["金元社区"][0] == ["缺报", "未到期", "2", "0", "0", "1", "1"]
    assert "象山村" not in board
    for _cells, links in board.values():
        for url, label in links:
            if label.isdigit():
                assert len(lines(text(clerk.get(url)))) == int(label), url
    assert third


def test_the_board_does_not_wait_for_the_clock(web, half):
    web.clock.now = at("2026-08-15", "00:00")
    assert rows(web.town, "state", id=half) == [("not_due",)]
    board = counted(text(web.as_role("town_clerk", TOWN).get(f"/returns/board/?kind={HALF}")))
    assert board["金容寨村"][0][0] == "缺报"


def test_pages_ask_as_many_questions_for_many_rows_as_for_few(web, half):
    clerk, counts = web.as_role("town_clerk", TOWN), []
    urls = ("/", "/returns/?view=all", "/returns/?view=today", f"/returns/board/?kind={HALF}",
            "/returns/warnings/?month=2026-08", base(half))
    for day, extra in (("2026-08-14", 0), ("2026-11-20", 12)):
        run(web.town, day)
        for _ in range(extra):
            dispute(web.town, now=at("2026-08-14"), found_on="2026-08-10")
        counts.append([])
        for url in urls:
            clerk.get(url)
            with counting(web.site.engine) as sent:
                text(clerk.get(url))
            counts[-1].append(len(sent))
    assert counts[0] == counts[1]


def test_who_reads_no_returns_has_no_such_page(web, half):
    auditor = web.as_role("auditor", COUNTY)
    assert auditor.get("/returns/").status_code == auditor.get("/returns/board/").status_code == 403
    assert "/returns/" not in text(auditor.get("/"))
    clerk = web.as_role("town_clerk", TOWN)
    assert clerk.get("/returns/?view=none").status_code == clerk.get("/returns/board/?kind=none").status_code == 400
    assert clerk.get("/returns/?period=2026-99").status_code == 400
    assert clerk.get("/returns/warnings/?month=2026-08a").status_code == 400
