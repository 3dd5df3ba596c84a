"""待办 and 通知 over HTTP: piles open their lines, the bell counts, notices are read, mail is asked for, sending is watched."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import insert, select, update

from app.access.viewer import unscoped
from app.behaviours.notice_clock import run_notices
from app.records.channels import Channels, Mail
from app.records.messages import FAILED
from tests.behaviours.cases import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, at, dispute, run
from tests.behaviours.returning import run as run_returns
from tests.views.test_statement_counts import FEW, MANY, copy_rows, counting, statements
from tests.views.test_stock import lines, piles, text


def cases(page: str) -> list[str]:
    """The names of the lines of the list."""
    return re.findall(r'<div class="what"><a href="[^"]+">([^<]+)</a>', page)


def bell(page: str) -> tuple[int, int]:
    """What is due, and what is not read."""
    due, unread = re.search(r'bell-due">(\d+)', page), re.search(r'bell-new">(\d+)', page)
    return int(due[1]) if due else 0, int(unread[1]) if unread else 0


def test_each_pile_of_the_first_page_opens_exactly_its_lines(web):
    run_returns(web.town, "2026-08-05")
    for _ in range(3):
        dispute(web.town)
    web.clock.now = at("2026-08-11")
    for role, unit in (("village_clerk", VILLAGE), ("town_clerk", TOWN)):
        person = web.as_role(role, unit)
        found = {label: each for label, each in piles(text(person.get("/"))).items() if "/todo/" in each[1]}
        assert sum(count for count, _ in found.values()) >= 3
        for count, url in found.values():
            assert len(cases(text(person.get(url)))) == count


def test_a_line_opens_its_record(web):
    case = dispute(web.town, title="墙界案")
    web.clock.now = at("2026-08-10")
    person = web.as_role("village_clerk", VILLAGE)
    page = text(person.get("/todo/"))
    assert f'<a href="/dispute/show/{case}">' in page
    assert "墙界案" in text(person.get(f"/dispute/show/{case}"))
    assert "墙界案" not in text(web.as_role("village_clerk", OTHER_VILLAGE).get("/todo/"))


def test_the_bell_counts_what_is_due_and_what_was_not_read(web):
    for _ in range(2):
        dispute(web.town, people_involved=5)
    run(web.town, at("2026-08-20"))
    web.clock.now = at("2026-08-20")
    clerk = web.as_role("town_clerk", TOWN)
    answer = clerk.get("/todo/count/")
    assert bell(text(answer)) == (2, 4)  # of each case that it climbed and that progress was missed
    assert answer.headers["Cache-Control"] == "private, max-age=30"
    assert "Cookie" in answer.headers["Vary"]
    assert 'hx-get="/todo/count/"' in text(clerk.get("/"))
    assert 'hx-get="/todo/count/"' not in text(web.as_role("auditor", COUNTY).get("/"))
    assert web.as_role("auditor", COUNTY).get("/todo/count/").status_code == 403
    assert web.stranger().get("/todo/").status_code in (302, 401)


def test_a_red_case_with_a_card_every_day_is_one_line_with_a_count(web):
    dispute(web.town, people_involved=50)
    for day in range(6, 20):
        run(web.town, at(f"2026-08-{day:02}"))
    run_notices(web.site, web.town.sessions, at("2026-08-19"))
    web.clock.now = at("2026-08-19")
    found = lines(text(web.as_role("town_clerk", TOWN).get("/notices/")))
    kinds = [row[1] for row in found]
    assert len(kinds) == len(set(kinds)) == 3  # cards, county not told, no plan
    assert [row[5] for row in found if row[1] == "逾期未报进展"] == ["×13"]


def test_notices_are_read_one_by_one_and_all_at_once(web):
    first, second = dispute(web.town), dispute(web.town)
    run(web.town, at("2026-08-12"))
    web.clock.now = at("2026-08-12")
    mine, other = web.as_role("village_clerk", VILLAGE), web.as_role("village_leader", VILLAGE)
    page = text(mine.get("/notices/"))
    assert len(lines(page)) == 2
    reads = re.findall(r'action="(/notices/read/\d+)"', page)
    assert mine.send(reads[0]).status_code == 302
    assert bell(text(mine.get("/todo/count/")))[1] == 1
    assert len(lines(text(mine.get("/notices/?unread=1")))) == 1
    assert bell(text(other.get("/todo/count/")))[1] == 2  # what one has read another has not
    everything = re.search(r'action="(/notices/read_all/\d+)"', page)
    assert everything
    mine.send(everything[1])
    assert bell(text(mine.get("/todo/count/")))[1] == 0
    assert len(lines(text(mine.get("/notices/")))) == 2
    run(web.town, at("2026-08-21"))
    web.clock.now = at("2026-08-21")
    assert first != second
    assert bell(text(web.as_role("town_clerk", TOWN).get("/todo/count/")))[1] == 2


def test_reading_what_is_not_theirs_writes_nothing(web):
    dispute(web.town)
    run(web.town, at("2026-08-12"))
    read = web.site.models.system.notice_read
    stranger = web.as_role("village_clerk", OTHER_VILLAGE)
    for url in ("/notices/read/1", "/notices/read/99999", "/notices/read/x", "/notices/read_all/0"):
        assert stranger.send(url).status_code == 302
    with unscoped("test"), web.town.sessions() as session:
        assert session.execute(select(read)).all() == []
    assert stranger.post("/notices/read/1").status_code == 400  # without its token


def test_reading_all_reads_nothing_that_came_later(web):
    dispute(web.town)
    run(web.town, at("2026-08-12"))
    mine = web.as_role("village_clerk", VILLAGE)
    everything = re.search(r'action="(/notices/read_all/\d+)"', text(mine.get("/notices/")))
    dispute(web.town, now=at("2026-08-05"))
    run(web.town, at("2026-08-13"))
    assert everything
    mine.send(everything[1])
    assert bell(text(mine.get("/todo/count/")))[1] == 1


@pytest.mark.parametrize("url", ["/todo/?pile=nothing", "/todo/?page=0", "/todo/?x=1", "/notices/?unread=2", "/notices/?page=x",
                                 "/messages/?before=x"])
def test_arguments_that_nobody_knows_are_refused(web, url):
    role, unit = ("system_admin", COUNTY) if "messages" in url else ("village_clerk", VILLAGE)
    assert web.as_role(role, unit).get(url).status_code == 400


def test_to_do_list_and_notices_ask_no_more_for_more_rows(web, grown):
    counted = []
    for rows in (FEW, MANY):
        for key in ("dispute", "hazard", "work_task", "petition"):
            copy_rows(web.town, web.site.definition.registers[key], grown.ids[key]["own"], rows)
        run(web.town, at("2026-09-30"))
        web.clock.now = at("2026-09-30")
        counted.append(statements(web, ["/todo/", "/todo/?pile=overdue", "/todo/count/", "/notices/"]))
    few, many = counted
    assert few == many
    assert many["/todo/count/"] <= 3
    assert max(many.values()) <= 16, many


def test_the_bell_asks_three_statements(web):
    clerk = web.as_role("town_clerk", TOWN)
    clerk.get("/todo/count/")
    with counting(web.site.engine) as sent:
        clerk.get("/todo/count/")
    assert len(sent) == 3  # the epoch, the piles, the notices


# -- mail and what was sent --------------------------------------------------------------------------------


def test_where_the_site_sends_no_mail_nobody_is_asked(web):
    person = web.as_role("village_clerk", VILLAGE)
    assert "/profile/mail" not in text(person.get("/profile/"))
    assert person.get("/profile/mail").status_code == 404
    assert person.send("/profile/mail", {"mail_to": "a@town.test"}).status_code == 404


def test_whoever_wants_mail_says_where_and_may_end_it(web):
    mail = Mail(host="127.0.0.1", port=25, sender="zhenzhi@town.test")
    object.__setattr__(web.app.extensions["zhenzhi"].site, "channels", Channels(mail=mail))
    person, account = web.as_role("village_clerk", VILLAGE), web.site.models.system.account

    def kept() -> set[str]:
        with unscoped("test"), web.town.sessions() as session:
            return {each for each in session.execute(select(account.c.mail_to)).scalars() if each}

    assert kept() == set()
    for bad in ("nobody", "a@b\r\nBcc: c@d", "a b@town.test", "a@town.test,b@town.test", "x" * 250 + "@town.test"):
        answer = person.send("/profile/mail", {"mail_to": bad})
        assert (answer.status_code, "不是电子邮箱地址" in answer.get_data(as_text=True)) == (422, True), f"V084 {bad}"
    assert kept() == set()
    assert person.send("/profile/mail", {"mail_to": " mine@town.test "}).status_code == 302
    assert kept() == {"mine@town.test"}
    assert "mine@town.test" in text(person.get("/profile/"))
    person.send("/profile/mail", {"mail_to": ""})
    assert kept() == set()
    assert [event for event, *_ in web.town.audit_events()].count("mail_wanted") == 2


def test_what_was_sent_is_for_who_runs_the_system(web):
    message = web.site.models.system.outbox_message
    row = {"token": "0" * 36, "channel": "webhook", "made_at": web.clock.now, "state": FAILED, "tries": 6,
           "next_at": web.clock.now, "ended_at": web.clock.now, "error": "status_503"}
    with unscoped("test"), web.site.engine.begin() as connection:
        connection.execute(insert(message).values(row))
    admin = web.as_role("system_admin", COUNTY)
    page = text(admin.get("/messages/"))
    assert [row[3:5] + row[6:7] for row in lines(page)] == [["失败", "6", "对方应答 503"]]
    again = unescape(re.findall(r'action="(/messages/again/\d+)"', page)[0])
    for role, unit in (("village_clerk", VILLAGE), ("town_clerk", TOWN), ("county_admin", COUNTY), ("auditor", COUNTY)):
        assert web.as_role(role, unit).get("/messages/").status_code == 403
        assert web.as_role(role, unit).send(again).status_code == 403
    assert admin.send(again).status_code == 302
    with unscoped("test"), web.town.sessions() as session:
        assert session.execute(select(message.c.state, message.c.tries)).one() == ("waiting", 0)
    with unscoped("test"), web.site.engine.begin() as connection:
        connection.execute(update(message).values(state="sent"))
    assert "/messages/again/" not in text(admin.get("/messages/"))
