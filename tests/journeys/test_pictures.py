"""Pictures of every screen at a desk and on a phone, for docs/pictures/; collected where ``PICTURES=1`` is set.

The registers are those of the menu, so a new one is pictured, too. Each picture is also a small test: the page answers, is
not wider than the window, and shows no value of the program's in place of a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

import app.views.card.drawing as drawing
from app.access.guard import guarded
from app.access.viewer import unscoped
from app.assembly import read_schema
from app.definition import Definition
from tests.journeys.conftest import Picture
from tests.journeys.test_dispute_climbs import HERE, TOWN
from tests.live import SIZES, Live, served
from tests.sites import ROOT
from tests.web import Person

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COUNTY = "510923000000"
PEOPLE = {
    "grid": ("余清泉", "grid_officer", "510923108225001"),
    "village": ("严洋", "village_clerk", HERE),
    "town": ("严明川", "town_clerk", TOWN),
    "leader": ("许明玉", "town_leader", TOWN),
    "admin": ("廖志友", "county_admin", COUNTY),
    "system": ("左绍平", "system_admin", COUNTY),
    "security": ("魏旭", "security_admin", COUNTY),
    "auditor": ("覃波", "auditor", COUNTY),
}
IDS: dict[str, int] = {}  #: the accounts of these people
REGISTERS = tuple(register.key for register in read_schema(ROOT / "schema").menu_registers)
#: Registers of which one record is shown whole.
WHOLE = ("dispute", "mediation_committee", "emergency_team", "hazard", "incident", "plan", "drill", "shelter",
         "evacuation_route", "contact_card", "supply_point", "grid_officer", "work_task", "unit", "petition", "periodic_return",
         "reception_log", "special_team", "case_review", "supervision", "village_warning", "meeting")
#: What a phone does not offer.
DESK_ONLY = ("inline-edit", "column-chooser", "api")
#: Words of the program that no reader should meet.
RAW = re.compile(r"\b(None|null|undefined|NaN|True|False)\b|\{[a-z_]+\}|%\([a-z_]+\)")
#: How much of a long page is kept.
TALL = {"1280": 1200, "390": 1500}

Screen = Callable[["Page", Live], None]


def at(path: str) -> Screen:
    """The page at an address."""
    def screen(page: Page, live: Live) -> None:
        page.goto(live.address + path)
    return screen


def record_of(register: str, tab: str = "") -> Screen:
    """The record with the most to show."""
    def screen(page: Page, live: Live) -> None:
        page.goto(f"{live.address}/{register}/show/{fullest(live, register)}" + (f"?tab={tab}" if tab else ""))
    return screen


def with_record(path: str, register: str) -> Screen:
    """The page of that record at another address."""
    def screen(page: Page, live: Live) -> None:
        page.goto(f"{live.address}{path}/{fullest(live, register)}")
    return screen


def fullest(live: Live, register: str) -> int:
    """The live record to which most rows of its children belong."""
    models, definition = live.web.site.models, live.web.site.definition
    table, counts = models.table(register), []
    for children in definition.registers[register].children.values():
        rows = models.table(children.register)
        by = rows.c[f"{children.by}_id"]
        # A dozen of one kind say no more than six do; some of each kind is what makes a full page.
        count = select(func.count()).where(by == table.c.id, rows.c.void_at.is_(None)).scalar_subquery()
        counts.append(func.min(count, 6))
    most = sum(counts[1:], counts[0]).desc() if counts else table.c.id
    with unscoped("test"), live.web.town.sessions() as session:
        statement = select(table.c.id).where(table.c.void_at.is_(None)).order_by(most, table.c.id.desc()).limit(1)
        found: int = session.execute(guarded(statement)).scalar_one()
    return found


def palette(page: Page, live: Live) -> None:
    """What the palette finds for three letters."""
    at("/")(page, live)
    page.wait_for_load_state("networkidle")
    page.click("[data-palette]")
    page.wait_for_selector("#palette [role=option]")
    page.keyboard.type("yj")
    page.wait_for_selector("#palette [role=option]:has-text('应急')")
    page.wait_for_timeout(400)


def tree(page: Page, live: Live) -> None:
    """The units; on a phone in a dialog."""
    at("/dispute/list/")(page, live)
    if narrow(page):
        page.click(".unit-path [data-dialog]")
        page.wait_for_selector("#dialog[open] a:has-text('金容寨村')")
        return
    page.click("[data-units-body] li:has(> a:has-text('金容寨村')) > [data-unit-fold]")
    page.wait_for_selector("[data-units-body] li li li a")


def side_panel(page: Page, live: Live) -> None:
    """A record beside its list; a phone opens the whole page."""
    at("/dispute/list/")(page, live)
    page.wait_for_load_state("networkidle")
    page.click("tbody tr:nth-child(2) " + (".c-main a" if narrow(page) else ".c-no"))
    page.wait_for_selector("#panel h2, h1#record")


def inline_edit(page: Page, live: Live) -> None:
    """A cell of the list as a form."""
    at("/hazard/list/")(page, live)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_selector("[data-cell-form]")


def saved_views(page: Page, live: Live) -> None:
    """Views of one's own, and the form of a new one."""
    at("/dispute/list/?f.status.eq=open&sort=due_on")(page, live)
    page.click("[data-saved] summary")
    page.fill("[data-saved] [name=name]", "手机上看的在办纠纷" if narrow(page) else "按时限排的在办纠纷")
    page.click("[data-saved] .saved-form [type=submit]")
    page.wait_for_selector("[data-saved] .chip[aria-current]")
    page.click("[data-saved] summary")


def column_chooser(page: Page, live: Live) -> None:
    """Which columns, and in what order."""
    at("/dispute/list/")(page, live)
    page.click(".columns-chooser summary")


def bulk(page: Page, live: Live) -> None:
    """Three rows chosen."""
    at("/hazard/list/")(page, live)
    page.wait_for_load_state("networkidle")
    for row in (1, 2, 3):
        page.check(f"tbody tr:nth-child({row}) .c-check input")


def filters(page: Page, live: Live) -> None:
    """Every filter of a list."""
    at("/dispute/list/?f.status.eq=open&f.colour.in=red&f.colour.in=orange")(page, live)
    page.click("[data-query-more]")


def stale(page: Page, live: Live) -> None:
    """Somebody was quicker: both sides."""
    hazard = fullest(live, "hazard")
    at(f"/hazard/edit/{hazard}")(page, live)
    page.wait_for_selector("form[data-drafting]")
    page.fill("#f-title", "三组后山滑坡(已加警示牌)")
    with page.context.new_page() as other:
        other.set_default_timeout(15_000)
        other.goto(f"{live.address}/hazard/edit/{hazard}")
        other.fill("#f-title", "三组后山滑坡(雨后裂缝加宽)")
        other.click(".savebar [type=submit]")
        other.wait_for_selector("h1#record")
    page.click(".savebar [type=submit]")
    page.wait_for_selector(".twosides")


def print_cards(paper: str) -> Screen:
    """Contact cards on paper."""
    def screen(page: Page, live: Live) -> None:
        at("/contact_card/list/?size=50")(page, live)
        page.wait_for_load_state("networkidle")
        for row in range(1, 5):
            page.check(f"tbody tr:nth-child({row}) .c-check input")
        page.click("#bulk [value=cards]")
        page.check(f'[name=paper][value="{paper}"]', force=True)
        page.click("form.act [type=submit]")
        page.wait_for_selector(".face")
    return screen


def public_card(page: Page, live: Live) -> None:
    """What the code on a card opens, for somebody who is not logged in."""
    clerk, seen = live.web.browser_of(IDS["town"]), []
    real, drawing.code_of = drawing.code_of, lambda url: (seen.append(url), real(url))[1]
    try:
        clerk.send("/cards/print", {"id": str(fullest(live, "contact_card")), "paper": "a6"})
    finally:
        drawing.code_of = real
    page.goto(live.address + re.sub(r"^https?://[^/]+", "", seen[0]))


def api(page: Page, live: Live) -> None:
    """The description of the API, once it is drawn."""
    at("/swagger/v1")(page, live)
    page.wait_for_selector(".swagger-ui .opblock-tag")


def hand_over(page: Page, live: Live) -> None:
    """All duties of somebody who leaves."""
    at("/accounts/?q=village")(page, live)
    account = page.get_attribute("td.c-main a", "href") or ""
    page.goto(f"{live.address}/accounts/hand_over/{account.rpartition('/')[2]}")


def account(page: Page, live: Live) -> None:
    """One person's account."""
    at("/accounts/?q=village")(page, live)
    page.click("td.c-main a")


def as_of(page: Page, live: Live) -> None:
    """A case as it was on a day, before it was closed."""
    page.goto(f"{live.address}/dispute/show/{fullest(live, 'dispute')}?tab=history&on=2026-08-20")


SCREENS: dict[str, tuple[str, Screen]] = {
    "login": ("", at("/login/")),
    "home-grid": ("grid", at("/")),
    "home-village": ("village", at("/")),
    "home-town": ("town", at("/")),
    "home-admin": ("admin", at("/")),
    "tree": ("town", tree),
    "palette": ("town", palette),
    "side-panel": ("town", side_panel),
    "inline-edit": ("town", inline_edit),
    "filters": ("town", filters),
    "bulk": ("town", bulk),
    "saved-views": ("town", saved_views),
    "column-chooser": ("town", column_chooser),
    "stale": ("town", stale),
    "dispute-parties": ("town", record_of("dispute", "parties")),
    "dispute-course": ("town", record_of("dispute", "course")),
    "dispute-history": ("town", record_of("dispute", "history")),
    "dispute-files": ("town", record_of("dispute", "files")),
    "as-of": ("town", as_of),
    "void": ("town", with_record("/hazard/void", "hazard")),
    "committee-form": ("town", with_record("/mediation_committee/edit", "mediation_committee")),
    "stock": ("town", at("/stock/")),
    "stock-below": ("town", at("/stock/?view=below")),
    "stock-expiring": ("town", at("/stock/?view=expiring")),
    "movement-form": ("town", at("/stock_movement/add")),
    "card-a4": ("town", print_cards("a4")),
    "card-a6": ("town", print_cards("a6")),
    "card-links": ("town", with_record("/cards/links", "contact_card")),
    "card-public": ("", public_card),
    "accounts": ("admin", at("/accounts/")),
    "account": ("admin", account),
    "hand-over": ("admin", hand_over),
    "who-sees": ("admin", with_record("/who/dispute", "dispute")),
    "who-choose": ("auditor", at("/who/")),
    "profile": ("village", at("/profile/")),
    "roles": ("system", at("/roles/")),
    "audit": ("auditor", at("/audit/")),
    "declarations": ("system", at("/declarations/")),
    "declaration": ("system", at("/declarations/dispute")),
    "api": ("system", api),
    "imports": ("town", at("/imports/")),
    "style": ("system", at("/style/")),
    "export-form": ("town", at("/team_member/export/")),
    "list-print": ("town", at("/emergency_team/print/")),
    "record-print": ("town", with_record("/dispute/paper", "dispute")),
    "task-progress-form": ("town", at("/work_task_progress/add")),
    "board-hazards": ("leader", at("/board/?register=hazard")),
    "todo": ("town", at("/todo/")),
    "notices": ("town", at("/notices/")),
    "returns": ("village", at("/returns/")),
    "returns-board": ("leader", at("/returns/board/")),
    "returns-merged": ("town", at("/returns/merged/")),
    "village-warnings": ("leader", at("/returns/warnings/")),
    "return-sheet": ("town", with_record("/periodic_return/sheet", "periodic_return")),
    "reception": ("town", at("/reception/")),
    "quick": ("village", at("/dispute/quick")),
    "policies": ("admin", at("/policies/")),
    "policy": ("admin", at("/policies/colours/")),
    "policy-edit": ("admin", at("/policies/colours/edit")),
    "messages": ("system", at("/messages/")),
    "not-found": ("town", at("/dispute/show/999999")),
}


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, definition: Definition) -> Iterator[Live]:
    """One running application for all pictures, with people of every kind."""
    with served(tmp_path_factory.mktemp("pictures"), definition) as live:
        live.web.app.test_client_class = Person
        IDS.update((user, live.web.account(user, role, unit, shown=shown)) for user, (shown, role, unit) in PEOPLE.items())
        yield live


@pytest.fixture(scope="module")
def kept(browser: Browser, live: Live) -> dict[str, Any]:
    """What the browser of each person keeps."""
    return {"": None, **{user: live.kept_by(browser, user) for user in PEOPLE}}


@pytest.fixture
def see(browser: Browser, live: Live, kept: dict[str, Any], size: str, picture: Picture) -> Callable[[str, Screen, str], None]:
    """Open a screen as somebody, see that it is in order, and keep its picture."""
    def see(user: str, screen: Screen, name: str, tall: bool = False) -> None:
        chinese: dict[str, Any] = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}
        with browser.new_context(**SIZES[size], **chinese, storage_state=kept[user]) as context:
            page = context.new_page()
            page.set_default_timeout(15_000)
            screen(page, live)
            page.wait_for_load_state("networkidle")
            if tall:
                grow(page, TALL[size])
            picture(page, name)
            assert page.locator("#main, .face, main").count()
            assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
            assert RAW.findall(page.inner_text("body")) == []
    return see


@pytest.mark.parametrize("register", REGISTERS)
def test_the_list_of_a_register(see: Any, register: str) -> None:
    see("town", at(f"/{register}/list/"), f"list-{register}")


@pytest.mark.parametrize("register", WHOLE)
def test_a_record_of_a_register(see: Any, register: str) -> None:
    see("town", record_of(register), f"record-{register}", tall=True)


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen(see: Any, name: str, size: str) -> None:
    if size == "390" and name in DESK_ONLY:
        return
    user, screen = SCREENS[name]
    see(user, screen, name)


def narrow(page: Page) -> bool:
    """Whether this is a phone."""
    return bool(page.viewport_size and page.viewport_size["width"] < 600)


def grow(page: Page, most: int) -> None:
    """Make the window as high as what it shows, within bounds."""
    size = page.viewport_size
    assert size is not None
    height = max(size["height"], min(most, page.evaluate("document.documentElement.scrollHeight")))
    page.set_viewport_size({"width": size["width"], "height": height})
