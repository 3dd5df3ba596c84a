"""What a document lists, the program writes; what it shows, works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.problems import CATALOGUE
from docs.build import FOLDER, PAGES, out_of_date
from tests.sites import ROOT
from tests.writing import SCHEMA, define

EXAMPLE = re.search(r"```yaml\n(.*?)```", (SCHEMA / "README.md").read_text("utf-8"), re.DOTALL)
PATROL = EXAMPLE[1] if EXAMPLE else ""


@pytest.mark.parametrize("name", PAGES)
def test_the_generated_pages_are_current(name: str) -> None:
    assert not out_of_date(name), "`python -m docs.build` writes them"


def test_the_reference_holds_no_other_page() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def test_the_index_leads_to_every_page_and_to_none_that_is_not_there() -> None:
    folder = FOLDER.parent
    links = set(re.findall(r"\]\(([^)#]+)\)", (folder / "README.md").read_text("utf-8")))
    assert [link for link in sorted(links) if not (folder / link).exists()] == []
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.md") if "decisions" not in path.parts} - links == {
        "README.md"}


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_what_the_first_pages_link_to_is_there(name: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_worked_example_is_a_sound_declaration() -> None:
    assert len(define(f"=== entities/walk_round.yaml\n{PATROL}", onto=SCHEMA).registers["walk_round"].fields) == 12


def test_what_the_readme_of_the_declarations_links_to_is_there() -> None:
    text = (SCHEMA / "README.md").read_text("utf-8")
    assert all((SCHEMA / link).is_file() for link in re.findall(r"\]\(([^)#]+)\)", text))


def test_no_message_names_a_document_that_is_not_there() -> None:
    sentences = " ".join(each.words.zh + each.words.en for each in CATALOGUE.values())
    named = set(re.findall(r"[\w/.-]+\.md", sentences))
    assert {name for name in named if not Path(ROOT / name).is_file()} == set()
