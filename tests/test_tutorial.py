"""docs/tutorial-new-register.md and its Chinese twin: their own blocks are run, in their order, and their results compared.

A block says after its language what it is: a file (``yaml schema/…``, ``csv visits.csv``), a change of one (``diff FILE``),
what a terminal shows (``console``; … stands for anything), or what somebody sees at an address (``text USER ADDRESS``).
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.access import accounts
from app.access.viewer import unscoped
from app.application import build
from app.assembly import make_sessions, read_schema
from app.cli import main
from config import Settings
from tests.sites import ROOT, Town, open_site
from tests.web import Clock, Person, WebTown

PAGES = {"en": ROOT / "docs" / "tutorial-new-register.md", "zh": ROOT / "docs" / "tutorial-new-register.zh.md"}
BLOCK = re.compile(r"^```(?P<kind>\w+) ?(?P<about>[^\n]*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
PEOPLE = {"jrz_clerk": "225", "bx_clerk": "226"}


@dataclass(frozen=True)
class Block:
    """A fenced block of a page."""

    kind: str
    about: str
    text: str


def blocks(language: str) -> Iterator[Block]:
    """The blocks of a page that say what they are."""
    for found in BLOCK.finditer(PAGES[language].read_text(encoding="utf-8")):
        yield Block(found["kind"], found["about"], found["text"])


@dataclass
class Reader:
    """Somebody who does what the page says, in a folder of their own."""

    folder: Path
    town: Town

    def do(self, block: Block) -> None:
        """One block. Raises AssertionError where the page says something else than what happens."""
        {"yaml": self.write, "csv": self.write, "diff": self.change, "console": self.run, "text": self.see}[block.kind](block)

    def write(self, block: Block) -> None:
        (self.folder / block.about).write_text(block.text, encoding="utf-8")

    def change(self, block: Block) -> None:
        path = self.folder / block.about
        text, lines = path.read_text(encoding="utf-8"), block.text.splitlines(keepends=True)
        old = "".join(line[1:] for line in lines if line[0] in " -")
        assert text.count(old) == 1, block.text
        path.write_text(text.replace(old, "".join(line[1:] for line in lines if line[0] in " +")), encoding="utf-8")

    def run(self, block: Block) -> None:
        for command, shown in re.findall(r"^\$ flask (.*)\n((?:(?!\$ ).*\n)*)", block.text, re.MULTILINE):
            said = CliRunner().invoke(main, shlex.split(command)).output
            pattern = re.escape(shown).replace("…", ".*")
            assert re.fullmatch(pattern, said), f"$ flask {command}\n{said}"

    def see(self, block: Block) -> None:
        user, address, *none = block.about.split(" ", 2)
        page = self.browser(user).get(address)
        assert page.status_code == 200
        text = page.get_data(as_text=True)
        assert [line for line in block.text.splitlines() if (line in text) == bool(none)] == [], block.about

    def browser(self, user: str) -> Person:
        """Somebody's browser, of the installation as it is declared now."""
        url = self.town.site.engine.url.render_as_string(hide_password=False)
        site = open_site(url, read_schema(self.folder / "schema"), self.folder, pooled=False)
        town = Town(site, make_sessions(site), now=self.town.now)
        town.units.update(self.town.units)
        clock = Clock(town.now)
        app = build(Settings(instance=site.files.parent), site, clock)
        app.testing, app.test_client_class = True, Person
        with unscoped("test"), site.engine.connect() as connection:
            found = accounts.ids_of_users(connection, [user])[user]
        return WebTown(app, town, clock).browser_of(found)


@pytest.fixture
def reader(town: Town, web: WebTown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    """The small county with two clerks, over a copy of the declarations and of the migrations."""
    for folder in ("schema", "migrations"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
        monkeypatch.setenv(folder.upper(), str(tmp_path / folder))
    monkeypatch.setenv("DATABASE_URL", town.site.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INSTANCE", str(tmp_path / "instance"))
    monkeypatch.chdir(tmp_path)
    for user, unit in PEOPLE.items():
        web.account(user, "village_clerk", unit)
    return Reader(tmp_path, town)


# Both pages take the same steps (below), so in `make test` each takes them on one of the databases.
@pytest.mark.parametrize(("language", "backend"), [
    ("zh", "sqlite"),
    pytest.param("en", "postgres", marks=pytest.mark.postgres),
    pytest.param("en", "sqlite", marks=pytest.mark.prove),
    pytest.param("zh", "postgres", marks=[pytest.mark.prove, pytest.mark.postgres]),
], indirect=["backend"])
def test_what_the_tutorial_says_happens(language: str, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_LANGUAGE", language)
    for block in blocks(language):
        reader.do(block)


def test_both_pages_take_the_same_steps() -> None:
    english, chinese = ([(each.kind, each.about) for each in blocks(language)] for language in PAGES)
    assert english == chinese


@pytest.mark.parametrize("language", PAGES)
def test_the_links_of_the_tutorial_lead_somewhere(language: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", PAGES[language].read_text(encoding="utf-8"))
    assert [link for link in links if not (PAGES[language].parent / link).is_file()] == []
