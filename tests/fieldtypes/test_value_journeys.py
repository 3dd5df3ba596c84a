"""Values come back as they went: through exported files, the REST API and both databases."""

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fieldtypes.specimens import SPECIMENS, reading, stored, wording

FEW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# Names of records are looked up when the row is resolved; files come by their own door.
IN_CELLS = [key for key, each in SPECIMENS.items() if each.field.kind not in ("reference", "references", "attachments")]
IN_JSON = [key for key, each in SPECIMENS.items() if each.field.kind != "attachments"]
IN_COLUMNS = [key for key, each in SPECIMENS.items() if each.field.columns(key)]


@FEW
@given(data=st.data())
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", IN_CELLS)
def test_an_exported_cell_is_read_back(key: str, language: Any, data: st.DataObject) -> None:
    field = SPECIMENS[key].field
    value = data.draw(SPECIMENS[key].values())
    assert field.parse(field.as_cell(value, wording(language)), reading("file")) == value


@FEW
@given(data=st.data())
@pytest.mark.parametrize("key", IN_JSON)
def test_a_json_value_is_read_back(key: str, data: st.DataObject) -> None:
    field = SPECIMENS[key].field
    value = data.draw(SPECIMENS[key].values("api"))
    assert field.parse(field.as_json(value), reading("api")) == value


@FEW
@given(data=st.data())
@pytest.mark.parametrize("key", IN_COLUMNS)
def test_a_stored_value_is_read_back(key: str, value_engine: sa.Engine, data: st.DataObject) -> None:
    value = data.draw(SPECIMENS[key].values("api"))
    back = stored(value_engine, key, value)
    assert back == value
    assert type(back) is type(value)


@FEW
@given(data=st.data())
@pytest.mark.parametrize("key", [key for key in IN_CELLS if SPECIMENS[key].field.kind not in ("money", "geo_point")])
def test_a_value_is_a_raw_that_gives_itself(key: str, data: st.DataObject) -> None:
    """What was cleaned once needs no cleaning."""
    value = data.draw(SPECIMENS[key].values("api"))
    assert SPECIMENS[key].field.parse(value, reading("api")) == value
