"""The JSON Schema for editors says what the loader says, as far as one file can tell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from app.definition.document import read_file, read_text
from app.definition.publish import PUBLISHED, json_schemas, publish, stale
from tests.definition.kinds import EVERY_KIND, VISIT
from tests.writing import BASE, SCHEMA, files_of

FILES = [path for path in sorted(SCHEMA.rglob("*.yaml")) if path.parent.name != "policies"]


def schema_for(path: str) -> dict[str, Any]:
    """The schema that a file of this path is written by."""
    folders = {"entities": "register", "vocabularies": "vocabulary"}
    folder, _, name = path.rpartition("/")
    return json_schemas()[f"{folders.get(folder.rpartition('/')[2]) or name.removesuffix('.yaml')}.schema.json"]


def faults(path: str, data: Any) -> list[str]:
    checker = jsonschema.Draft7Validator(schema_for(path))
    return sorted("/".join(map(str, each.absolute_path)) for each in checker.iter_errors(data))


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_files_are_current(name: str) -> None:
    assert not stale(SCHEMA / name, json_schemas()[name]), "`flask schema publish` brings them up to date"


@pytest.mark.parametrize("name", PUBLISHED)
def test_they_are_json_schemas(name: str) -> None:
    jsonschema.Draft7Validator.check_schema(json_schemas()[name])


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_file_of_the_product_is_valid_and_names_its_schema(path: Path) -> None:
    shown = path.relative_to(SCHEMA.parent).as_posix()
    assert faults(shown, read_file(path, shown).data) == []
    first = path.read_text("utf-8").partition("\n")[0]
    named = (path.parent / first.removeprefix("# yaml-language-server: $schema=")).resolve()
    assert named.parent == SCHEMA
    assert named.name in PUBLISHED


@pytest.mark.parametrize("text", [BASE, EVERY_KIND, VISIT])
def test_what_the_loader_takes_is_valid(text: str) -> None:
    for path, content in files_of(text).items():
        assert faults(path, read_text(content or "", path).data) == []


GOOD = files_of(VISIT)["entities/visit.yaml"] or ""


@pytest.mark.parametrize(("old", "new", "place"), [
    ("type: text, max_length: 80", "type: txt", "fields/title/type"),
    ("max_length: 80", "max_length: 0", "fields/title/max_length"),
    ("max_length: 80", "max_lenght: 80", "fields/title"),
    ("{type: money, label", "{type: money, places: 3, label", "fields/cost"),
    ("label: {zh: 走访, en: Visits}", "label: {zh: 走访}", "label"),
    ("kind: unit, by: unit}", "kind: everywhere}", "scope/kind"),
    ("names_itself: \"{visited_on} {title}\"\n", "", ""),
    ("  people: ", "  People: ", "fields"),
    ("list: [unit, title, visited_on, result]", "list: []", "list"),
    ("kind: bar, group_by: visited_on", "kind: pie, group_by: visited_on", "charts/by_month/kind"),
    ("when_exists: update", "when_exists: maybe", "import/when_exists"),
    ("required: true, default: today", "required: 'yes', default: today", "fields/visited_on/required"),
])
def test_what_the_grammar_refuses_the_editor_marks_too(old: str, new: str, place: str) -> None:
    assert old in GOOD
    spoilt = read_text(GOOD.replace(old, new, 1), "visit.yaml").data
    assert place in faults("entities/visit.yaml", spoilt)


def test_publishing_writes_what_changed_and_nothing_else(tmp_path: Path) -> None:
    assert len(publish(tmp_path)) == len(PUBLISHED)
    (tmp_path / "menu.schema.json").write_text("{}")
    assert [path.name for path in publish(tmp_path)] == ["menu.schema.json"]
