"""Pages of the running application, as each role sees them: accessible, within the screen, headers kept, HTML in order, and
with no request that leaves the site."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import Unscoped, unscoped
from app.definition import Definition
from app.packages import export_package
from app.records.storing import edit, fetch
from tests.live import SIZES, Live, served
from tests.views.page_reader import Page as Parts
from tests.views.page_reader import faults_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Response

HERE, TOWN, COUNTY = "510923108225", "510923108000", "510923000000"
PEOPLE = {
    "clerk": ("village_clerk", HERE),
    "leader": ("village_leader", HERE),
    "town": ("town_leader", TOWN),
    "admin": ("county_admin", COUNTY),
    "auditor": ("auditor", COUNTY),
    "system": ("system_admin", COUNTY),
}
#: Who looks at what. ``{case}`` is a dispute of the village, ``{check}`` an import that was checked, ``{done}`` one stored.
PAGES = {
    "log-in": ("", "/login/"),
    "home": ("clerk", "/"),
    "to-do list": ("town", "/todo/"),
    "notices": ("town", "/notices/"),
    "list": ("leader", "/dispute/list/"),
    "list, nothing found": ("clerk", "/team_member/list/?q=zzzz"),
    "void records": ("leader", "/dispute/list/?recycled=1"),
    "form": ("clerk", "/dispute/add"),
    "form with rules": ("clerk", "/hazard/add"),
    "facts": ("leader", "/dispute/show/{case}"),
    "parties": ("clerk", "/dispute/show/{case}?tab=parties"),
    "files": ("clerk", "/dispute/show/{case}?tab=files"),
    "course": ("clerk", "/dispute/show/{case}?tab=course"),
    "history": ("clerk", "/dispute/show/{case}?tab=history"),
    "an act": ("leader", "/dispute/case/raise/{case}"),
    "void": ("leader", "/dispute/void/{case}"),
    "import": ("clerk", "/team_member/import/"),
    "import, checked": ("clerk", "{check}"),
    "import, stored": ("clerk", "{done}/result"),
    "imports": ("clerk", "/imports/"),
    "export": ("clerk", "/team_member/export/"),
    "board": ("town", "/board/"),
    "cell of the board": ("town", "/board/?colour=orange"),
    "summary": ("town", "/summary/"),
    "summary by category and colour": ("town", "/summary/?rows=cross"),
    "chart": ("town", "/dispute/chart/"),
    "stacked chart": ("town", "/dispute/chart/by_month"),
    "profile": ("clerk", "/profile/"),
    "password": ("clerk", "/password/"),
    "accounts": ("admin", "/accounts/"),
    "new account": ("admin", "/accounts/add"),
    "roles": ("system", "/roles/"),
    "audit": ("auditor", "/audit/"),
    "declarations": ("system", "/declarations/"),
    "one declaration": ("system", "/declarations/dispute"),
    "style": ("system", "/style/"),
    "list on paper": ("clerk", "/dispute/print/"),
    "record on paper": ("clerk", "/dispute/paper/{case}"),
    "not found": ("clerk", "/dispute/show/999999"),
    "not allowed": ("clerk", "/audit/"),
    "not understood": ("clerk", "/dispute/list/?sort=nothing"),
    "packages": ("admin", "/packages/"),
    "make a package": ("admin", "/packages/make"),
    "bring a package": ("admin", "/packages/bring"),
    "a package that clashes": ("admin", "{package}"),
    "policies": ("admin", "/policies/"),
    "a policy": ("admin", "/policies/colours/"),
    "change of a policy": ("admin", "/policies/colours/edit"),
    "change of the routing": ("admin", "/policies/routing/edit"),
    "holidays": ("town", "/holiday/list/"),
}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, definition: Definition) -> Iterator[Live]:
    """One running application for all these pages, which change nothing."""
    with served(tmp_path_factory.mktemp("live"), definition) as live:
        for user, (role, unit) in PEOPLE.items():
            live.person(user, user, role, unit)
        yield live


@pytest.fixture(scope="module")
def logged_in(browser: Browser, live: Live) -> dict[str, Any]:
    """What the browser of each person keeps."""
    return {"": None, **{user: live.kept_by(browser, user) for user in PEOPLE}}


@pytest.fixture(scope="module")
def places(live: Live, browser: Browser, logged_in: dict[str, Any]) -> dict[str, str]:
    """The addresses that only now are known."""
    with browser.new_context(storage_state=logged_in["clerk"]) as context:
        check, done = (bring(live, context, phone) for phone in ("138", "19900000001"))
        page = context.new_page()
        page.goto(live.address + done)
        page.click("button[name=mode]")
        page.wait_for_selector(".notice-success")
    table = live.web.site.models.table("dispute")
    statement = select(table.c.id).where(table.c.unit_id == live.web.town.unit(HERE), table.c.status == "open",
                                         table.c.void_at.is_(None))
    with unscoped("test"), live.web.town.sessions() as session:
        case = session.execute(guarded(statement)).scalars().first()
    return {"case": str(case), "check": check, "done": done, "package": clashing(live, browser, logged_in["admin"])}


def clashing(live: Live, browser: Browser, admin: Any) -> str:
    """A package with a case that was changed otherwise here, brought to be looked at; its address."""
    path, town = live.web.site.files.parent / "there.zip", live.web.town

    def change(work: Any, title: str) -> None:
        table = work.site.models.table("dispute")
        case = work.session.execute(guarded(select(table.c.id).where(table.c.void_at.is_(None)).limit(1))).scalar_one()
        record = fetch(work, work.site.definition.registers["dispute"], case)
        edit(work, record.register, record, {"title": title}, record.version)

    with town.work(Unscoped("test"), now=town.now + timedelta(hours=1)) as work:
        change(work, "那边改的标题")
        export_package(work, TOWN, path)  # ends the transaction
    with town.work(Unscoped("test"), now=town.now + timedelta(hours=2)) as work:
        change(work, "这边改的标题")
    with browser.new_context(storage_state=admin) as context:
        page = context.new_page()
        page.goto(f"{live.address}/packages/bring")
        page.set_input_files("#f-file", path)
        page.click("form.act [type=submit]")
        page.wait_for_selector("[name='side.dispute']")
        return page.url.removeprefix(live.address)


def bring(live: Live, context: BrowserContext, phone: str) -> str:
    """Upload a roster of two people, one with this telephone; the address of its check."""
    book, out = Workbook(), io.BytesIO()
    for row in (("姓名", "手机", "职务"), ("曾样甲", phone, "队员"), ("单样乙", "19900000002", "队长")):
        book.active.append(row)
    book.save(out)
    page = context.new_page()
    page.goto(f"{live.address}/team_member/import/")
    page.set_input_files("#f-file", {"name": "名册.xlsx", "mimeType": "application/vnd.ms-excel", "buffer": out.getvalue()})
    page.click("form.card [type=submit]")
    page.wait_for_selector(".fates")
    return page.url.removeprefix(live.address).partition("?")[0]


@pytest.fixture(params=SIZES)
def size(request: pytest.FixtureRequest) -> str:
    """A desk, and a phone."""
    return str(request.param)


def look(page: Page, url: str) -> tuple[Response, list[str]]:
    """Open a page; its answer, and what the console complains about beside the answer's own status."""
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: complaints.append(f"asks {asked.url}") if leaves(asked.url, url) else None)
    answer = page.goto(url)
    assert answer is not None
    page.wait_for_load_state("networkidle")
    own = f"status of {answer.status}"
    return answer, [text for text in complaints if answer.ok or own not in text]


def leaves(asked: str, url: str) -> bool:
    """Whether a request of the page at ``url`` goes to anybody else; what a page holds in itself goes nowhere."""
    return not asked.startswith(("data:", "blob:", urljoin(url, "/")))


def serious(page: Page, axe: str) -> list[tuple[str, str]]:
    """What axe calls serious or critical: the rule, and where."""
    page.evaluate(axe)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(each["id"], node["html"][:160]) for each in found if each["impact"] in ("serious", "critical")
            for node in each["nodes"]]


def looks() -> Iterator[Any]:
    """Every page at both sizes: in turn at a desk and on a phone in ``make test``, the others in ``make prove``."""
    for number, name in enumerate(PAGES):
        for place, size in enumerate(SIZES):
            yield pytest.param(name, size, marks=() if number % 2 == place else pytest.mark.prove)


@pytest.mark.parametrize(("name", "size"), [*looks()], indirect=["size"])
def test_a_page_is_in_order(
    browser: Browser, axe_script: str, live: Live, logged_in: dict[str, Any], places: dict[str, str], name: str, size: str
) -> None:
    user, path = PAGES[name]
    status = {"not found": 404, "not allowed": 403, "not understood": 400}.get(name, 200)
    with browser.new_context(**SIZES[size], storage_state=logged_in[user], locale="zh-CN") as context:
        page = context.new_page()
        answer, complaints = look(page, live.address + path.format(**places))
        assert (answer.status, complaints) == (status, [])
        assert faults_of(Parts(answer.text())) == []
        assert serious(page, axe_script) == []
        if size == "390":
            page.set_viewport_size({"width": 360, "height": 740})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_bulk_change_asks_shows_and_is_done(browser: Browser, axe_script: str, live: Live, logged_in: dict[str, Any]) -> None:
    with browser.new_context(**SIZES["1280"], storage_state=logged_in["leader"], locale="zh-CN") as context:
        page = context.new_page()
        page.goto(f"{live.address}/team_member/list/")
        page.check("tbody tr:nth-child(1) .c-check input")
        page.check("tbody tr:nth-child(2) .c-check input")
        page.click("#bulk [value=set]")
        page.select_option("#f-field", "skills")
        page.fill("#f-value", "冲锋舟驾驶")
        page.click("form.act [type=submit]")
        page.wait_for_selector(".fates")
        assert serious(page, axe_script) == []
        page.click(".savebar [type=submit]")
        page.wait_for_selector(".notice-success")
        page.goto(f"{live.address}/team_member/list/?q=冲锋舟")
        assert page.locator("tbody tr").count() == 2


#: What a thumb has to hit; a link inside a text may be smaller.
TARGETS = (".bar a, .btn, .form-control, .form-select:not(.tomselected), .ts-wrapper, .tel, .floats, .tabs a, .toggle label, "
           ".segments a")


@pytest.mark.parametrize("name", ["form", "list", "facts", "import", "summary", "an act", "log-in"])
def test_what_a_thumb_has_to_hit_is_large_enough(
    browser: Browser, live: Live, logged_in: dict[str, Any], places: dict[str, str], name: str
) -> None:
    user, path = PAGES[name]
    with browser.new_context(**SIZES["390"], storage_state=logged_in[user], locale="zh-CN") as context:
        page = context.new_page()
        look(page, live.address + path.format(**places))
        small = page.evaluate(
            """(targets) => [...document.querySelectorAll(targets)]
                .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
                .filter(([, box]) => box.width > 0 && box.height < 47.5).map(([html, box]) => [html, box.height])""",
            TARGETS,
        )
    assert small == []


def test_a_refused_choice_says_why_beside_the_field(browser: Browser, live: Live, logged_in: dict[str, Any]) -> None:
    with browser.new_context(**SIZES["390"], storage_state=logged_in["clerk"], locale="zh-CN") as context:
        page = context.new_page()
        look(page, f"{live.address}/dispute/add")
        page.evaluate("document.querySelector('form[method=post].form, main form[method=post]').noValidate = true")
        page.fill("#f-title", "水渠")
        page.click(".savebar [type=submit]")
        page.wait_for_selector("[data-field=category] .error")
        field = page.locator("[data-field=category]")
        box, error = field.locator(".ts-wrapper").bounding_box(), field.locator(".error").bounding_box()
        assert box is not None
        assert error is not None
        assert 0 <= error["y"] - (box["y"] + box["height"]) < 16
        assert page.input_value("#f-title") == "水渠", "nothing typed is lost"


def test_who_types_and_chooses_quickly_is_not_called_back(browser: Browser, live: Live, logged_in: dict[str, Any]) -> None:
    with browser.new_context(**SIZES["1280"], storage_state=logged_in["clerk"], locale="zh-CN") as context:
        page = context.new_page()
        look(page, f"{live.address}/dispute/add")
        page.click("[data-field=category] .ts-control")
        page.keyboard.type("邻里")
        page.keyboard.press("Enter")
        page.fill("#f-title", "水渠")
        page.wait_for_timeout(500)  # as long as Tom Select would wait by itself
        assert page.evaluate("document.activeElement.id") == "f-title"
        assert "邻里" in page.inner_text("[data-field=category] .item")
