"""数据包 on screen: made by who may export, brought in the background by who may, conflicts settled register by register."""

from __future__ import annotations

import html
import io
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.access.refusal import Refused
from app.access.viewer import unscoped
from app.packages import export_package, import_package
from app.problems import problem
from app.records.storing import edit, fetch
from tests.packages.test_packages import CODE, PASSPHRASE, SYSTEM, rows_of

COUNTY = "510923000000"


def text(response):
    return response.get_data(as_text=True)


@pytest.fixture
def team(web):
    return web.town.add("emergency_team", {"unit": web.town.unit("225"), "name": "金容寨村应急分队", "kind": "detachment"})


@pytest.fixture
def office(web):
    return web.as_role("town_clerk", CODE)


@pytest.fixture
def county(web):
    return web.as_role("county_admin", COUNTY)


def background(web):
    return web.app.extensions["zhenzhi"].background


def change(work, post):
    record = fetch(work, work.site.definition.registers["team_member"], rows_of_member(work))
    edit(work, record.register, record, {"post": post}, record.version)


def rows_of_member(work):
    return work.session.execute(select(work.site.models.table("team_member").c.id)).scalar_one()


@pytest.fixture
def parted(web, team, tmp_path):
    """A package in which a member was changed otherwise than here: its change is packed and then taken back."""
    web.town.add("team_member", {"team": team, "unit": web.town.unit("225"), "name": "曾样甲", "phone": "19900000001",
                                 "post": "队员"})
    path = tmp_path / "there.zip"
    with web.town.work(SYSTEM, now=web.town.now + timedelta(hours=1)) as work:
        change(work, "队长")
        export_package(work, CODE, path, passphrase=PASSPHRASE)  # ends the transaction
        work.session.rollback()
    with web.town.work(SYSTEM, now=web.town.now + timedelta(hours=2)) as work:
        change(work, "副队长")
    return path


def sent(browser, path, **given):
    data = {"file": (io.BytesIO(path.read_bytes()), "镇.zip"), "csrf_token": browser.token(), **given}
    return browser.post("/packages/bring", data=data)


def made(browser, **given):
    return browser.send("/packages/make", {"unit": CODE, **given}, buffered=True)


def test_a_package_of_the_own_unit_is_made_with_masks(web, team, office):
    web.town.add("team_member", {"team": team, "unit": web.town.unit("225"), "name": "曾样甲", "phone": "19900000001"})
    page = text(office.get("/packages/make"))
    assert "金元镇" in page
    assert '<label for="f-registers"' in page, "a list of more than twelve is a control that has a name"
    answer = made(office)
    assert answer.status_code == 200, text(answer)[:2000]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as zipped:
        everything = b"".join(zipped.read(name) for name in zipped.namelist()).decode()
    assert "曾样甲" in everything
    assert "19900000001" not in everything
    assert "package_export" in [event for event, *_rest in web.town.audit_events()]
    assert not [path for path in web.site.files.parent.iterdir() if path.name.startswith("tmp")]


def test_only_chosen_registers_go_out(web, team, office):
    with zipfile.ZipFile(io.BytesIO(made(office, registers=["supply_point"]).data)) as zipped:
        assert "金容寨村应急分队" not in zipped.read("registers/emergency_team.csv").decode()


@pytest.mark.parametrize(("given", "fault"), [
    ({"unit": "510923107000"}, problem("F079", given="510923107000")), ({"unit": "x"}, problem("F079", given="x")),
    ({"registers": "nothing"}, problem("A031", name="registers", given="nothing")),
    ({"passphrase": "short"}, problem("F085", least=12)), ({"full": "yes", "purpose": "核对"}, problem("F085", least=12)),
    ({"full": "yes", "passphrase": PASSPHRASE}, problem("A050"))], ids=lambda each: getattr(each, "code", ""))
def test_a_wish_that_cannot_be_is_refused_in_the_form(office, given, fault):
    answer = made(office, **given)
    assert answer.status_code == 422
    assert fault.message("zh") in html.unescape(text(answer))


def test_full_numbers_go_out_locked_with_a_purpose_and_only_for_who_may_see_them(web, team, office, county):
    web.town.add("team_member", {"team": team, "unit": web.town.unit("225"), "name": "曾样甲", "phone": "19900000001"})
    wish = {"full": "yes", "passphrase": PASSPHRASE, "purpose": "送县里", "registers": ["team_member", "emergency_team"]}
    answer = made(office, **wish)
    assert (answer.status_code, zipfile.is_zipfile(io.BytesIO(answer.data))) == (200, False)
    assert [purpose for event, purpose, _rows in web.town.audit_events() if event == "package_export"] == ["送县里"]
    assert made(county, **wish).status_code == 422, "the county's administrator sees masks"


@pytest.mark.parametrize(("role", "unit"), [("village_clerk", "225"), ("town_leader", CODE), ("auditor", COUNTY)])
def test_who_has_not_the_ability_neither_makes_nor_brings(web, role, unit):
    browser = web.as_role(role, unit)
    for path in ("/packages/", "/packages/make", "/packages/bring"):
        assert browser.get(path).status_code == 403, path
    assert browser.send("/packages/make", {"unit": CODE}).status_code == 403
    assert browser.send("/packages/bring", {}).status_code == 403


def test_the_town_makes_and_does_not_bring(office):
    assert "/packages/bring" not in text(office.get("/packages/"))
    assert office.get("/packages/bring").status_code == 403
    assert office.send("/packages/bring", {}).status_code == 403
    assert office.send(f"/packages/{'0' * 32}/apply", {}).status_code == 403


def test_a_package_is_looked_at_then_brought_in_the_background(web, county, parted):
    answer = sent(county, parted, passphrase=PASSPHRASE)
    assert answer.status_code == 302, text(answer)[:2000]
    url = answer.headers["Location"]
    page = text(county.get(url))
    assert "副队长" in page
    assert "队长" in page
    assert "19900000001" not in page
    assert 'name="side.team_member"' in page
    stopped = county.send(url + "/apply", {"side.team_member": "stop"})
    assert stopped.status_code == 302
    background(web).work_off()
    assert "两边都改过" in text(county.get(url))
    assert rows_of(web.town, "team_member")[0]["post"] == "副队长"
    county.send(url + "/apply", {"side.team_member": "theirs"})
    assert "name=\"side.team_member\"" not in text(county.get(url))
    background(web).work_off()
    assert rows_of(web.town, "team_member")[0]["post"] == "队长"
    assert "已写入" in text(county.get(url))
    assert "镇.zip" in text(county.get("/packages/"))
    assert not list((web.site.files.parent / "packages").rglob("package"))


def test_a_package_of_somebody_else_does_not_exist(web, county, parted):
    url = sent(county, parted, passphrase=PASSPHRASE).headers["Location"]
    other = web.browser_of(web.account("other", "county_admin", COUNTY))
    assert other.get(url).status_code == 404
    for step in ("/apply", "/remove"):
        assert other.send(url + step, {}).status_code == 404
    county.send(url + "/remove", {})
    assert county.get(url).status_code == 404


@pytest.mark.parametrize(("content", "given"), [(b"some text", {}), (b"PK\x03\x04 cut", {}), (None, {}),
                                                (None, {"passphrase": "another one at all"})])
def test_what_cannot_be_opened_is_said_beside_the_file(web, county, parted, content, given):
    if content is not None:
        parted.write_bytes(content)
    assert sent(county, parted, **given).status_code == 422
    assert county.send("/packages/bring", {}).status_code == 422
    assert text(county.get("/packages/")).count("镇.zip") == 0


def test_a_person_brings_only_what_lies_below_the_own_unit(web, parted):
    """The same at the door of the package itself: the ability counts for the units of its duty."""
    with web.town.work(web.town.viewer("town_clerk", CODE)) as work, pytest.raises(Refused):
        import_package(work, parted, passphrase=PASSPHRASE, store=True)


def test_a_right_that_is_taken_meanwhile_stores_nothing(web, county, parted):
    url = sent(county, parted, passphrase=PASSPHRASE).headers["Location"]
    county.send(url + "/apply", {"side.team_member": "theirs"})
    duty = web.site.models.system.duty
    with unscoped("test"), web.site.engine.begin() as connection:
        theirs = update(duty).where(duty.c.role == "county_admin")
        connection.execute(theirs.values(valid_to=web.clock.now.date().replace(year=2025)))
    background(web).work_off()
    assert rows_of(web.town, "team_member")[0]["post"] == "副队长"
