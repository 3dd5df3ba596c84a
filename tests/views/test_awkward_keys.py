"""Fields and registers may be called by words of SQL, Python and HTML: names are identity, never code."""

from __future__ import annotations

import keyword
from pathlib import Path

import pytest

from app.assembly import read_schema
from app.definition import Definition
from app.definition.checks.fields import RESERVED_KEYS
from tests.views.test_new_register import text, web
from tests.web import WebTown
from tests.writing import SCHEMA, write_schema

__all__ = ["web"]

SQL = ("select", "from", "where", "order", "group", "table", "column", "index", "primary", "references", "user", "limit",
       "default", "check", "union", "values", "rowid", "oid", "current_date", "end",
       "all")
PYTHON = tuple(word for word in keyword.kwlist if word.islower() and word not in RESERVED_KEYS)
OTHER = ("count", "keys", "items", "get", "name", "type", "self", "cls", "register_key", "metadata", "registry", "mro", "label",
         "length", "then", "empty", "days", "submit", "action", "elements", "style", "page", "sort", "q", "filters", "search")
KEYS = tuple(dict.fromkeys(("name", *SQL, *PYTHON, *OTHER)))


@pytest.fixture(scope="module")
def wider(tmp_path_factory: pytest.TempPathFactory) -> Definition:
    """A register called ``order`` whose fields bear every such word."""
    fields = "\n".join(f'  "{key}": {{type: text, label: {{zh: 项{number}, en: Item {number}}}, visible_if: "\'x\' = \'x\'"}}'
                       for number, key in enumerate(KEYS))
    folder: Path = write_schema(tmp_path_factory.mktemp("awkward") / "schema", f"""
=== entities/order.yaml
label: {{zh: 别扭的名字, en: Awkward}}
scope: {{kind: unit, by: unit}}
names_itself: "{{name}}"
fields:
  unit: {{type: reference, to: unit, label: {{zh: 单位, en: Unit}}, required: true}}
{fields}
list: [{", ".join(f'"{key}"' for key in KEYS)}]
filters: [{", ".join(f'"{key}"' for key in KEYS)}]
import: {{match_on: [[unit, name]]}}
grants: {{village_leader: leader_plain}}
""", SCHEMA)
    return read_schema(folder)


def test_words_of_languages_are_keys_like_others(web: WebTown) -> None:
    leader, values = web.as_role("village_leader", "225"), {key: f"值{number}" for number, key in enumerate(KEYS)}
    made = leader.call("POST", "/api/v1/order/", {**values, "unit": web.town.unit("225")})
    assert made.status_code == 201, text(made)
    record = made.json["id"]  # type: ignore[index]
    read = leader.get(f"/api/v1/order/{record}").json["result"]  # type: ignore[index]
    assert {key: read[key] for key in KEYS} == values
    changed = {key: f"新{number}" for number, key in enumerate(KEYS)}
    done = leader.send(f"/order/edit/{record}", {**changed, "unit": str(web.town.unit("225")), "version": str(read["version"])})
    assert done.status_code == 302, text(done)
    pages = [text(leader.get(url)) for url in ("/order/list/", f"/order/show/{record}", f"/order/show/{record}?tab=history")]
    assert [value for value in changed.values() if not all(value in page for page in pages)] == []
    assert leader.get("/order/list/", query_string={f"f.{key}.contains": "新" for key in KEYS}).status_code == 200
    assert leader.send("/order/export/", {"format": "csv"}).status_code == 200
