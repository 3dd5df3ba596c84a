"""From files to a definition: what is accepted, and no fault that is only the echo of another."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from time import process_time
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.assembly import read_schema
from app.fieldtypes import ALL
from tests.definition.kinds import EVERY_KIND, VISIT
from tests.writing import SCHEMA, define, found_in, problems_of

MINIMAL = """
=== entities/visit.yaml
label: {zh: 走访, en: Visits}
scope: {kind: shared}
names_itself: "{name}"
fields: {name: {type: text, label: {zh: 名称, en: Name}}}
list: [name]
grants: {village_clerk: clerk}
"""


def test_every_file_in_schema_loads() -> None:
    definition = read_schema(SCHEMA)
    assert set(definition.registers) == {path.stem for path in SCHEMA.glob("entities/*.yaml")}
    assert set(definition.vocabularies) == {path.stem for path in SCHEMA.glob("vocabularies/*.yaml")}
    assert len(definition.roles) == 11


def test_a_field_of_every_type_is_declared_and_its_options_arrive() -> None:
    register = define(EVERY_KIND).registers["every_kind"]
    assert {field.type.kind for field in register.fields.values()} == {kind.kind for kind in ALL}
    assert register.fields["size"].type == dataclasses.replace(register.fields["size"].type, min=1, max=9)
    assert register.fields["amount"].type.unit == "wan"
    assert register.fields["note"].type.max_length == 500
    assert register.fields["state"].type.of["open"].synonyms == ("办理中",)
    assert register.fields["topics"].type.vocabulary == "topic"
    assert register.fields["unit"].type.where == "level = 'village'"
    assert register.fields["files"].type.extensions[:1] == ("jpg",)


def test_what_a_register_declares_is_what_it_says() -> None:
    visit = define(VISIT).registers["visit"]
    assert (visit.one.en, visit.label.zh) == ("Visit", "走访")
    assert [(order.field, order.descending) for order in visit.orders] == [("visited_on", True), ("title", False)]
    assert visit.importing is not None
    assert visit.importing.match_on == (("unit", "visited_on", "title"),)
    assert visit.grants["village_clerk"] == {"read", "create", "edit"}
    assert visit.fields["reason"].required_if is not None
    assert visit.fields["reason"].required_if.uses == {"urgent"}
    assert visit.fields["days_open"].computed is not None
    assert not visit.fields["days_open"].stored
    assert visit.fields["phone"].mask
    assert visit.fields["phone"].secret


def test_two_declarations_are_equal_when_they_mean_the_same() -> None:
    assert define(MINIMAL) == define(MINIMAL.replace("names_itself", "\n# a remark\nnames_itself"))
    assert define(MINIMAL) != define(MINIMAL.replace("Visits", "Calls"))


# -- no echoes -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("case", "expected"), [
    pytest.param(MINIMAL + "=== roles.yaml\nsets: 5\n", ["roles.yaml:1: D102", "roles.yaml:1: D103"], id="roles.yaml broken"),
    pytest.param(MINIMAL + "=== roles.yaml is missing\n", ["roles.yaml:1: D005"], id="roles.yaml missing"),
    pytest.param(MINIMAL + "=== vocabularies/topic.yaml\nterms: {}\n", ["vocabularies/topic.yaml:1: D102"], id="vocabulary"),
    pytest.param(MINIMAL + "=== menu.yaml\ngroups: [a]\n", ["menu.yaml:1: D103"], id="menu.yaml broken"),
    pytest.param(MINIMAL + "=== menu.yaml is missing\n", ["menu.yaml:1: D005"], id="menu.yaml missing"),
])
def test_a_broken_file_is_reported_once_and_not_by_those_who_name_it(case: str, expected: list[str]) -> None:
    assert problems_of(case) == expected


NAMES_A_BROKEN_ONE = """
=== entities/broken.yaml
labels: {zh: 坏, en: Broken}
=== entities/visit.yaml
label: {zh: 走访, en: Visits}
scope: {kind: through, by: other}
names_itself: "{name}"
fields:
  name: {type: text, label: {zh: 名称, en: Name}, visible_if: "count(rows) > 1"}
  other: {type: reference, to: broken, where: "size > 1", required: true, label: {zh: 其他, en: Other}}
  topic: {type: vocabulary, of: topic, default: 土地, label: {zh: 话题, en: Topic}}
children: {rows: {label: {zh: 下级, en: Rows}, register: broken, by: visit}}
list: [name]
grants: {village_clerk: clerk}
=== menu.yaml
groups: {work: {label: {zh: 工作, en: Work}, icon: house, entries: [{register: broken}, {register: visit}]}}
=== vocabularies/topic.yaml
label: {zh: 话题}
terms: {}
"""


def test_naming_a_register_or_vocabulary_whose_own_file_is_broken_is_no_second_fault() -> None:
    # What is missing in the broken file is reported there: five required keys and one unknown one.
    found = [each for each in problems_of(NAMES_A_BROKEN_ONE) if not each.startswith("entities/broken.yaml")]
    assert found == ["vocabularies/topic.yaml:1: D104"]


@pytest.mark.parametrize(("extra", "expected"), [
    ("=== role.yaml\nroles: {}\n", ["role.yaml:1: D006"]),
    ("=== entities/visit.yml\nlabel: {}\n", ["entities/visit.yml:1: D006"]),
    ("=== entity/visit.yaml\nlabel: {}\n", ["entity:1: D006"]),
    ("=== policies/colours.yaml\npolicy: [\n", ["policies/colours.yaml:2: D001"]),
    ("=== entities/seal.yaml\n" + MINIMAL.partition("visit.yaml\n")[2], ["entities/seal.yaml:1: D237"]),
    ("=== entities/a__b.yaml\n" + MINIMAL.partition("visit.yaml\n")[2], ["entities/a__b.yaml:1: D237"]),
])
def test_a_file_that_would_be_passed_over_in_silence_is_reported(extra: str, expected: list[str]) -> None:
    assert problems_of(MINIMAL + extra) == expected


@pytest.mark.parametrize(("field", "expected"), [
    ("name_index: {type: text, label: {zh: 甲, en: A}}", ["D205"]),
    ("register: {type: text, label: {zh: 甲, en: A}}", ["D204"]),
    ("today: {type: text, label: {zh: 甲, en: A}}", ["D204"]),
    ("topic: {type: vocabulary, of: topic, default: 土地, label: {zh: 甲, en: A}}", []),
    ("topic: {type: vocabulary, of: topic, default: 火星, label: {zh: 甲, en: A}}", ["D219"]),
    ("topics: {type: multi_choice, vocabulary: topic, default: [land], label: {zh: 甲, en: A}}", ["D103"]),
    ("topics: {type: multi_choice, vocabulary: topic, default: 土地、水利, label: {zh: 甲, en: A}}", []),
    ("half: {type: decimal, computed: \"size * 0.5\", label: {zh: 甲, en: A}}", []),
    ("half: {type: integer, computed: \"size * 0.5\", label: {zh: 甲, en: A}}", ["E015"]),
])
def test_a_field_beside_a_secret_name_and_a_size(field: str, expected: list[str]) -> None:
    base = MINIMAL.replace("fields: {name: {type: text, label: {zh: 名称, en: Name}}}", f"""fields:
  name: {{type: text, encrypted: true, label: {{zh: 名称, en: Name}}}}
  size: {{type: integer, label: {{zh: 大小, en: Size}}}}
  {field}""").replace('"{name}"', '"{size}"')
    assert [each.rpartition(" ")[2] for each in problems_of(base)] == expected


# -- whatever is written, the answer is a problem and never a stack trace --------------------------

LEAVES = st.sampled_from([
    None, True, 0, -1, 3.5, "", "x", "a b", "5", [], {}, [[]], ["x"], {"x": "y"}, {"zh": "甲"}, "name > 1"])


def _places(data: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    parts = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place, *(inner for key, value in parts for inner in _places(value, (*place, key)))]


def _spoilt(data: Any, place: tuple[Any, ...], leaf: Any) -> Any:
    if not place:
        return leaf
    copy = dict(data) if isinstance(data, dict) else list(data)
    copy[place[0]] = _spoilt(copy[place[0]], place[1:], leaf)
    return copy


FILES = [path.relative_to(SCHEMA).as_posix() for path in sorted(SCHEMA.rglob("*.yaml"))]
SAMPLES = {file: yaml.safe_load((SCHEMA / file).read_text(encoding="utf-8")) for file in FILES}
PLACES = {file: _places(data) for file, data in SAMPLES.items()}


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_file_spoilt_anywhere_gives_problems_with_places(data: st.DataObject) -> None:
    file = data.draw(st.sampled_from(FILES))
    spoilt = _spoilt(SAMPLES[file], data.draw(st.sampled_from(PLACES[file])), data.draw(LEAVES))
    text = f"=== {file}\n{yaml.safe_dump(spoilt, allow_unicode=True, default_flow_style=True, width=10**6)}"
    found = found_in(text, onto=SCHEMA)  # anything but Problems would come through
    assert all(each.mark and each.mark.line for each in found)


# -- speed ---------------------------------------------------------------------------------------


def test_70_registers_load_in_a_second(tmp_path: Path) -> None:
    shutil.copytree(SCHEMA, tmp_path / "schema")
    source = (SCHEMA / "entities" / "team_member.yaml").read_text(encoding="utf-8")
    plain = source.replace("parent: team\n", "").replace("behaves", "# behaves")
    for number in range(70 - len(list(SCHEMA.glob("entities/*.yaml")))):
        (tmp_path / "schema" / "entities" / f"copy_{number}.yaml").write_text(plain, encoding="utf-8")
    read_schema(tmp_path / "schema")  # parsers are made once a process
    begun = process_time()
    definition = read_schema(tmp_path / "schema")
    assert len(definition.registers) == 70
    assert process_time() - begun < 1
