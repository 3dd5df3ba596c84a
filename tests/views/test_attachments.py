"""Files of a record: several at once, judged by content, shown small, kept outside the web root, removed with a reason."""

from __future__ import annotations

import io
import re

import pytest

from tests.views.test_register_screens import CASE, add_case, text

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 40
PDF = b"%PDF-1.7\n" + b"\0" * 40


@pytest.fixture
def clerk(web):
    return web.as_role("village_clerk", "225")


@pytest.fixture
def case(web, clerk):
    return add_case(web, clerk)


def files(*named):
    return [(io.BytesIO(content), name) for name, content in named]


def send(clerk, address, form, *named):
    data = {**form, "csrf_token": clerk.token(), "files": files(*named)}
    answer = clerk.post(address, data=data, content_type="multipart/form-data")
    answer.get_data()
    answer.request.environ["wsgi.input"].close()  # the test client keeps what it sends in a file, and leaves it open
    return answer


def stored(web):
    return [path for path in (web.site.files / "attachments").rglob("*") if path.is_file()]


def kept(clerk, case):
    return clerk.get(f"/api/v1/dispute/{case}/files").json["result"]


def test_several_photos_and_scans_come_with_a_new_record_under_their_chinese_names(web, clerk):
    form = {**CASE, "unit": str(web.town.unit("225"))}
    answer = send(clerk, "/dispute/add", form, ("现场照片①.png", PNG), ("协议书（扫描件）.pdf", PDF), ("拍照.JPG", JPEG))
    assert answer.status_code == 302
    found = kept(clerk, 1)
    assert [each["name"] for each in found] == ["现场照片①.png", "协议书（扫描件）.pdf", "拍照.JPG"]
    with clerk.get(f"/dispute/file/1/{found[1]['id']}") as sent:
        assert sent.data == PDF
        assert "filename*=UTF-8''%E5%8D%8F%E8%AE%AE%E4%B9%A6" in sent.headers["Content-Disposition"]
    assert len(stored(web)) == 3
    assert all(re.fullmatch(r"[0-9a-f]{32}", path.name) for path in stored(web)), "no name that somebody chose"


@pytest.mark.parametrize(("name", "content", "code"), [
    pytest.param("木马.exe", b"MZ", "的类型不允许", id="a kind that is not taken"),
    pytest.param("照片.png", b"<html><script>", "内容与扩展名不符", id="a page called a picture"),
    pytest.param("照片.jpg", PNG, "内容与扩展名不符", id="another picture than it says"),
    pytest.param("大.png", PNG + b"\0" * (10 << 20), "超过 10 MB", id="too large"),
])
def test_a_file_that_is_not_what_it_says_refuses_the_form_and_nothing_is_kept(web, clerk, name, content, code):
    form = {**CASE, "unit": str(web.town.unit("225"))}
    answer = send(clerk, "/dispute/add", form, ("好的.png", PNG), (name, content))
    assert answer.status_code == 422
    assert code in text(answer)
    assert web.town.record_count("dispute") == 0
    assert stored(web) == []


def test_limits_and_the_camera_stand_in_the_form_before_anything_is_sent(clerk):
    page = text(clerk.get("/dispute/add"))
    assert 'data-mb="10" data-most-files="20"' in page
    assert 'capture="environment" data-camera="f-files"' in page
    assert "每个不超过 10 MB" in page


def test_pictures_are_shown_small_and_large_ones_are_not_loaded_by_themselves(web, clerk, case):
    send(clerk, f"/dispute/edit/{case}", {**CASE, "unit": str(web.town.unit("225")), "version": "1"},
         ("小.png", PNG), ("大.png", PNG + b"\0" * (4 << 20)), ("文.pdf", PDF))
    small, large, paper = kept(clerk, case)
    for page in (text(clerk.get(f"/dispute/show/{case}?tab=files")), text(clerk.get(f"/dispute/edit/{case}"))):
        assert f'src="/dispute/file/{case}/{small["id"]}?look=1"' in page
        assert f"/{large['id']}?look=1" not in page
        assert f"/{paper['id']}?look=1" not in page


def test_a_picture_is_shown_only_to_whoever_sees_its_record(web, clerk, case):
    send(clerk, f"/dispute/edit/{case}", {**CASE, "unit": str(web.town.unit("225")), "version": "1"}, ("小.png", PNG))
    url = f"/dispute/file/{case}/{kept(clerk, case)[0]['id']}?look=1"
    with clerk.get(url) as seen:
        assert (seen.status_code, seen.mimetype, seen.headers["X-Content-Type-Options"]) == (200, "image/png", "nosniff")
    assert web.as_role("village_clerk", "226").get(url).status_code == 404
    assert web.stranger().get(url).status_code == 302


def test_a_file_is_removed_with_a_reason_that_stays_in_the_history(web, clerk, case):
    form = {**CASE, "unit": str(web.town.unit("225")), "version": "1"}
    send(clerk, f"/dispute/edit/{case}", form, ("甲.png", PNG), ("乙.png", PNG))
    first, second = (each["id"] for each in kept(clerk, case))
    asked = clerk.get(f"/dispute/detach/{case}/{first}")
    assert "甲.png" in text(asked)
    assert clerk.send(f"/dispute/detach/{case}/{first}", {"reason": " "}).status_code == 422
    assert clerk.send(f"/dispute/detach/{case}/{first}", {"reason": "拍到了无关的人"}).status_code == 302
    version = str(web.town.record("dispute", case).version)
    form = {**CASE, "unit": str(web.town.unit("225")), "version": version, "files.remove": str(second)}
    assert clerk.send(f"/dispute/edit/{case}", form).status_code == 422
    assert clerk.send(f"/dispute/edit/{case}", {**form, "files.reason": "重复了"}).status_code == 302
    assert kept(clerk, case) == []
    told = text(clerk.get(f"/dispute/show/{case}?tab=history"))
    assert "拍到了无关的人" in told
    assert "重复了" in told
    assert len(stored(web)) == 2, "they stay in the archive"


def test_somebody_who_may_only_read_removes_nothing(web, clerk, case):
    send(clerk, f"/dispute/edit/{case}", {**CASE, "unit": str(web.town.unit("225")), "version": "1"}, ("甲.png", PNG))
    file = kept(clerk, case)[0]["id"]
    reader = web.as_role("auditor", "510923000000")
    for method, url in (("GET", f"/dispute/detach/{case}/{file}"), ("POST", f"/dispute/detach/{case}/{file}")):
        form = {"reason": "看不顺眼", "csrf_token": reader.token()}
        assert reader.open(url, method=method, data=form).status_code in (403, 404)
    assert len(kept(clerk, case)) == 1


# -- map points ----------------------------------------------------------------------------------


def test_the_sketch_knows_the_points_in_reach_and_no_others(web, clerk):
    here, there = str(web.town.unit("225")), str(web.town.unit("226"))
    for unit, title in ((here, "后山滑坡"), (there, "邻村塌方")):
        web.town.add("hazard", {"unit": unit, "title": title, "kind": "geological", "place": "后山", "severity": "general",
                                "location": "30.61, 105.21", "found_on": "2026-08-01"})
    found = clerk.get("/dispute/points").json["points"]
    assert [(each["name"], each["lat"], each["lon"]) for each in found] == [("H108225-2026-0001 后山滑坡", 30.61, 105.21)]
    assert clerk.get("/team_member/points").status_code == 404
    assert web.stranger().get("/dispute/points").status_code in (302, 401)


@pytest.mark.parametrize(("typed", "code"), [("91, 105", 422), ("30, 181", 422), ("三十, 一百", 422), ("30.61", 422), ("", 302),
                                             ("-90, -180", 302), ("30.61，105.21", 302), ("３０.６１ １０５.２１", 302)])
def test_coordinates_must_lie_on_earth(web, clerk, typed, code):
    assert clerk.send("/dispute/add", {**CASE, "unit": str(web.town.unit("225")), "location": typed}).status_code == code
