"""Every template with an invented page, in both languages: what is drawn, without a browser."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask, render_template

from app.access.pages import PAGES
from app.definition import Definition
from app.views.frame import HOLES, cut_frame
from app.views.page import Cell
from tests.views.page_reader import Page, faults_of
from tests.views.sample_frame import sample_shell
from tests.views.sample_lists import LIST
from tests.views.sample_pages import SAMPLES
from tests.views.sample_site import APP, sample_site

ICONS = set(re.findall(r'<symbol id="(\w+)"', (APP / "static" / "icons.svg").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def site() -> Flask:
    """The sample pages."""
    return sample_site()


@pytest.fixture
def context(site: Flask) -> Iterator[Flask]:
    """A request, to draw templates in."""
    with site.test_request_context():
        yield site


def drawn(site: Flask, name: str, language: str = "zh") -> Page:
    """A sample page."""
    response = site.test_client().get(f"/p/{name}?language={language}")
    assert response.status_code == 200
    return Page(response.get_data(as_text=True))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_has_nothing_that_no_page_may_have(site: Flask, name: str, language: str) -> None:
    assert faults_of(drawn(site, name, language)) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_a_page_names_its_language_its_title_and_one_main_part(site: Flask, name: str) -> None:
    page = drawn(site, name)
    assert page.all("html")[0].attributes["lang"] == "zh-CN"
    assert (len(page.all("h1")), len(page.all("main")), len(page.all("title"))) == (1, 1, 1)


def test_every_register_and_page_of_the_menu_has_a_drawing_of_its_own(definition: Definition) -> None:
    drawn = [register.icon for register in definition.menu_registers] + [page.icon for page in PAGES.values()]
    assert set(drawn) - ICONS == set()
    assert [icon for icon, times in Counter(drawn).items() if times > 1] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_every_icon_is_in_the_sprite(site: Flask, name: str) -> None:
    used = {element.attributes["href"].partition("#")[2] for element in drawn(site, name).all("use")}
    assert used - ICONS == set()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_form_that_changes_something_carries_the_token(site: Flask, name: str) -> None:
    html = drawn(site, name).html
    forms = re.findall(r"<form\b[^>]*>.*?</form>", html, re.DOTALL)
    assert [form[:80] for form in forms if 'method="post"' in form and 'name="csrf_token"' not in form] == []


@pytest.mark.parametrize("name", SAMPLES)
def test_every_reference_between_elements_leads_somewhere(site: Flask, name: str) -> None:
    page = drawn(site, name)
    there = {element.attributes["id"] for element in page.elements if "id" in element.attributes}
    wanted = {
        each
        for element in page.elements
        for key in ("aria-describedby", "aria-labelledby", "aria-controls", "for", "form")
        for each in element.attributes.get(key, "").split()
    }
    assert wanted - there == set()


def test_text_from_a_record_is_escaped(context: Flask) -> None:
    evil = "<script>alert(1)</script>"
    for kind in (
        "text",
        "main",
        "reference",
        "phone",
        "masked",
        "colour",
        "card",
        "choice",
        "long",
        "yes_no",
        "figure",
    ):
        cell = Cell(kind=kind, text=evil, url="/x", shade="red", tone="info")  # type: ignore[arg-type]
        html = context.jinja_env.get_template("cells.html").module.td(cell, evil)  # type: ignore[attr-defined]
        assert "<script" not in html


#: The contract of cells.html, which the generated row function keeps as well.
CELLS = {
    "text": (Cell(text="甲"), '<td data-label="L">甲</td>'),
    "empty": (Cell(kind="money"), "<td></td>"),
    "main": (Cell(kind="main", text="甲", url="/u"), '<td class="c-main" data-label="L"><a href="/u">甲</a></td>'),
    "code": (Cell(kind="code", text="ZY2026-0001"), '<td class="c-code" data-label="L">ZY2026-0001</td>'),
    "number": (Cell(kind="number", text="3"), '<td class="c-number" data-label="L">3</td>'),
    "money": (Cell(kind="money", text="3.5 万元"), '<td class="c-money" data-label="L">3.5 万元</td>'),
    "date": (Cell(kind="date", text="2026年8月5日"), '<td class="c-date" data-label="L">2026年8月5日</td>'),
    "choice": (Cell(kind="choice", text="甲"), '<td class="c-choice" data-label="L">甲</td>'),
    "choice with a tone": (
        Cell(kind="choice", text="甲", tone="danger"),
        '<td class="c-choice" data-label="L"><span class="tag tag-danger">甲</span></td>',
    ),
    "colour": (
        Cell(kind="colour", text="橙·较大", shade="orange"),
        '<td class="c-colour" data-label="L"><span class="tag t-orange">橙·较大</span></td>',
    ),
    "card": (
        Cell(kind="card", text="黄牌督办", shade="yellow"),
        '<td class="c-card" data-label="L"><span class="flag flag-yellow">黄牌督办</span></td>',
    ),
    "reference": (
        Cell(kind="reference", text="甲", url="/u"),
        '<td class="c-reference" data-label="L"><a href="/u">甲</a></td>',
    ),
    "reference out of sight": (Cell(kind="reference", text="—"), '<td class="c-reference" data-label="L">—</td>'),
    "phones": (
        Cell(kind="phone", text="x", values=("19900000001", "0825-5550101")),
        '<td class="c-phone" data-label="L"><a class="tel" href="tel:19900000001">19900000001</a> '
        '<a class="tel" href="tel:08255550101">0825-5550101</a></td>',
    ),
    "masked": (
        Cell(kind="masked", text="199****0001"),
        '<td class="c-masked" data-label="L"><span class="masked">199****0001</span></td>',
    ),
    "masked that may be shown": (
        Cell(kind="masked", text="199****0001", url="/r"),
        '<td class="c-masked" data-label="L"><span class="masked">199****0001</span>'
        '<a class="reveal" href="/r" data-dialog>显示</a></td>',
    ),
    "yes": (
        Cell(kind="yes_no", text="是", tone="success"),
        '<td class="c-yes_no" data-label="L"><span class="yes">是</span></td>',
    ),
    "no": (Cell(kind="yes_no", text="否"), '<td class="c-yes_no" data-label="L"><span class="no">否</span></td>'),
    "long": (Cell(kind="long", text="甲"), '<td class="c-long" data-label="L"><span>甲</span></td>'),
    "figure": (Cell(kind="figure", text="3", url="/u"), '<td class="c-figure" data-label="L"><a href="/u">3</a></td>'),
}


@pytest.mark.parametrize(("cell", "expected"), CELLS.values(), ids=CELLS)
def test_a_cell_is_drawn_as_its_contract_says(context: Flask, cell: Cell, expected: str) -> None:
    assert context.jinja_env.get_template("cells.html").module.td(cell, "L") == expected  # type: ignore[attr-defined]


def test_the_frame_has_its_holes_and_shows_where_one_is(context: Flask) -> None:
    frame = cut_frame(render_template("frame_with_holes.html", shell=sample_shell("")))
    page = frame.around(active="hazard", title="T", csrf="C", person="P", main="M")
    assert (set(frame.holes), page.count('aria-current="page"'), "<!--hole" in page) == (HOLES, 1, False)


def test_a_page_in_the_cut_frame_is_the_page(context: Flask) -> None:
    shell = sample_shell("dispute")
    whole = render_template("list.html", page=LIST, shell=shell)
    token = re.search(r'name="csrf-token" content="([^"]+)"', whole)
    assert token is not None
    frame = cut_frame(render_template("frame_with_holes.html", shell=sample_shell("")))
    put_together = frame.around(
        active="dispute",
        title=LIST.title,
        csrf=token[1],
        person=render_template("parts/person.html", shell=shell),
        main=render_template("list.html", page=LIST, shell=shell, layout="body.html"),
    )
    assert "".join(put_together.split()) == "".join(whole.split())


def test_the_frame_stays_small(context: Flask) -> None:
    frame = cut_frame(render_template("frame_with_holes.html", shell=sample_shell("")))
    assert len("".join(frame.texts).encode()) < 16_000


def test_no_file_of_ours_speaks_to_another_machine() -> None:
    files = (*APP.glob("templates/**/*.html"), *APP.glob("static/*.*"), *APP.glob("static/js/*.js"))
    address = re.compile(r"""(?:url\(|href=["']|src=["']|fetch\(["'`]|import\(["'`])\s*["']?(?:https?:)?//""")
    assert [path.name for path in files if address.search(path.read_text(encoding="utf-8"))] == []


def test_every_template_of_fab_is_shadowed() -> None:
    import flask_appbuilder

    theirs = Path(flask_appbuilder.__file__).parent / "templates"
    names = {path.relative_to(theirs).as_posix() for path in theirs.rglob("*.html")}
    ours = {
        path.relative_to(APP / "templates").as_posix() for path in (APP / "templates" / "appbuilder").rglob("*.html")
    }
    # These two only pass on to the base template; the last is no page.
    assert names - ours == {"appbuilder/base.html", "appbuilder/_formhelpers.html"}
