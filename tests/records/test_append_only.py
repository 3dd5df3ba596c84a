"""A register that is only added to (只增不改) is so at every door, whoever asks and whatever is granted.

The registers are those whose declaration says ``append_only``, the doors those by which a record can be changed. The access
decision says yes to everything here, so that what refuses is not a missing grant.
"""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.access.guard import guarded
from app.access.reach import EVERYWHERE
from app.access.rights import Rights
from app.access.viewer import Unscoped, unscoped
from app.assembly import read_schema
from app.exchange.importing import apply
from app.exchange.reading.table import ImportOptions
from app.fieldtypes import Attachments
from app.model.append_only import permitted, placing
from app.problems import Problems
from app.records import storing
from app.records.attachments import add_file, kept_files, remove_file
from app.records.bulk import store
from app.records.draft import Draft
from app.records.preparing import prepare
from tests.behaviours.supplies import depots
from tests.exchange.files import text_file
from tests.matrix.growing import raw_values
from tests.writing import SCHEMA

ADDED = [key for key, register in read_schema(SCHEMA).registers.items() if register.append_only]
REFUSED = "A074"
#: A text that every such register has, by which a change is tried.
NEW = "改动"


def test_the_registers_of_the_domain_that_are_only_added_to_are_declared_so():
    assert {"stock_movement", "incident_report", "dispute_event"} <= set(ADDED)


def text_of(register):
    """A text field that anybody may write."""
    return next(each for each in register.written_fields if each.type.kind in ("text", "long_text") and not each.unique
                and each.visible_if is None and each.key not in register.natural_key)


# -- doors of the program ----------------------------------------------------------------------------


def _edit(work, register, record):
    storing.edit(work, register, record, {text_of(register).key: NEW}, record.version)


def _void(work, register, record):
    storing.void(work, record, "记错了", record.version)


def _restore(work, register, record):
    storing.restore(work, register, record, record.version)


def _store_changed(work, register, record):
    draft = Draft({text_of(register).key: NEW}, before=storing.row_of(record), record_id=record.id, action="update")
    prepare(work, register, [draft])
    storing.store_changed(work, register, record, draft)


def _store_in_bulk(work, register, record):
    draft = Draft({text_of(register).key: NEW}, before=storing.row_of(record), record_id=record.id, action="update")
    prepare(work, register, [draft])
    store(work, register, [draft])


def _flush(work, register, record):
    setattr(record, text_of(register).column, NEW)
    work.session.flush()


def _void_by_hand(work, register, record):
    record.void_at = work.now
    work.session.flush()


DOORS = (_edit, _void, _restore, _store_changed, _store_in_bulk, _flush, _void_by_hand)


@pytest.mark.parametrize("key", ADDED)
def test_no_door_of_the_program_changes_a_record(grown, key):
    town, register = grown.town, grown.definition.registers[key]
    before = state(town, key)
    for door in DOORS:
        with pytest.raises(Problems) as bad, town.work(Unscoped("test")) as work:
            door(work, register, storing.fetch(work, register, grown.ids[key]["own"]))
        assert [each.code for each in bad.value.found] == [REFUSED], door.__name__
    assert state(town, key) == before


@pytest.mark.parametrize("key", [key for key in ADDED if any(
    isinstance(each.type, Attachments) for each in read_schema(SCHEMA).registers[key].fields.values())])
def test_files_come_with_the_record_and_never_later(grown, key):
    town, register = grown.town, grown.definition.registers[key]
    field = next(each for each in register.fields.values() if isinstance(each.type, Attachments))
    with town.work(Unscoped("test")) as work:
        record = storing.create(work, register, raw_values(grown, register, "own", "雀甲乙尾"))
        file_id = add_file(work, record, field, "单据.txt", io.BytesIO("调拨单".encode()))
        made, before = record.id, storing.row_of(record)
    with pytest.raises(Problems) as bad, town.work(Unscoped("test")) as work:
        add_file(work, storing.fetch(work, register, made), field, "补.txt", io.BytesIO(b"x"))
    assert [each.code for each in bad.value.found] == [REFUSED]
    with pytest.raises(Problems) as bad, town.work(Unscoped("test")) as work:
        remove_file(work, storing.fetch(work, register, made), file_id, "多余")
    assert [each.code for each in bad.value.found] == [REFUSED]
    with town.work(Unscoped("test")) as work:
        record = storing.fetch(work, register, made)
        assert [each["name"] for each in kept_files(work, record, field.key)] == ["单据.txt"]
        assert storing.row_of(record) == before


# -- doors over HTTP ---------------------------------------------------------------------------------


@pytest.fixture
def granted(web, monkeypatch):
    """An application whose access decision says yes to everything."""
    monkeypatch.setattr(Rights, "reach", lambda _self, _who, _register, _act: EVERYWHERE)
    return web.as_role("town_clerk", "510923108000")


@pytest.mark.parametrize("key", ADDED)
def test_no_door_over_http_changes_a_record_even_where_everything_is_granted(granted, grown, web, key):
    register, record = grown.definition.registers[key], grown.ids[key]["own"]
    field, before = text_of(register).key, state(web.town, key)
    raw = raw_values(grown, register, "own", "雀甲乙尾")
    full = {name: value for name, value in raw.items() if isinstance(value, str | int)}
    asked = {
        "edit": granted.send(f"/{key}/edit/{record}", {**full, field: NEW, "version": "1"}),
        "void": granted.send(f"/{key}/void/{record}", {"reason": "记错了", "version": "1"}),
        "restore": granted.send(f"/{key}/restore/{record}", {"version": "1"}),
        "attach": granted.send(f"/{key}/attach/{record}", {"file": (io.BytesIO(b"x"), "a.txt")}),
        "bulk void": granted.send(f"/{key}/bulk/", {"act": "void", "id": str(record), "reason": "错"}),
        "bulk set": granted.send(f"/{key}/bulk/", {"act": "set", "id": str(record), "field": field, "value": NEW}),
        "PUT": granted.call("PUT", f"/api/v1/{key}/{record}", {field: NEW, "version": 1}),
        "DELETE": granted.call("DELETE", f"/api/v1/{key}/{record}", {"reason": "错", "version": 1}),
        "API restore": granted.call("POST", f"/api/v1/{key}/{record}/restore", {"version": 1}),
    }
    silent = [door for door, answer in asked.items()
              if not {"只增不改", REFUSED} & {word for word in ("只增不改", REFUSED) if word in answer.get_data(as_text=True)}]
    assert silent == []
    assert {door: answer.status_code for door, answer in asked.items() if answer.status_code != 422} == {
        "bulk void": 200, "bulk set": 200}  # previews that list the refusal
    for act in ({"act": "void", "reason": "错"}, {"act": "set", "field": field, "value": NEW}):
        granted.send(f"/{key}/bulk/", {**act, "id": str(record), "sure": "1"})
    assert state(web.town, key) == before


# -- files -------------------------------------------------------------------------------------------


def test_only_these_take_files_of_rows():
    assert [key for key in ADDED if read_schema(SCHEMA).registers[key].importing] == ["stock_movement"]


@pytest.mark.parametrize(("when_exists", "code"), [("update", REFUSED), ("refuse", REFUSED), ("skip", None), (None, None)])
def test_a_file_adds_rows_and_changes_none(town, tmp_path, when_exists, code):
    own, register = depots(town), town.site.definition.registers["stock_movement"]
    rows = "储备点,方式,物资,数量,经手人,单据号,事由\n金容寨村库,入库,救灾帐篷,{},余清泉,金-1,{}\n"
    clerk = town.viewer("village_clerk")
    for text in (rows.format(5, "采购"), rows.format(6, "改动")):
        with town.work(clerk, door="file") as work:
            done = apply(work, register, text_file(tmp_path, text), ImportOptions(when_exists=when_exists))
    assert [each.code for each in done.rejected] == ([code] if code else [])
    assert (done.counts.skipped, done.stored) == (0 if code else 1, False)
    assert [(row.quantity, row.purpose) for row in own.movements()] == [(5, "采购")]


# -- the database itself -----------------------------------------------------------------------------


@pytest.mark.parametrize("key", ADDED)
def test_the_database_itself_refuses(grown, key):
    town = grown.town
    table, before = town.site.models.table(key), state(town, key)
    for statement in (sa.update(table).values(version=9), sa.update(table).values(village_id=None),
                      sa.delete(table), sa.text(f"DELETE FROM {key}")):  # noqa: S608
        with unscoped("test"), town.sessions() as session, pytest.raises(DBAPIError, match="append-only"):
            session.execute(statement)
    if town.site.engine.dialect.name == "postgresql":
        with unscoped("test"), town.sessions() as session, pytest.raises(DBAPIError, match="append-only"):
            session.execute(sa.text(f"TRUNCATE {key} CASCADE"))
    assert state(town, key) == before


@pytest.mark.parametrize("key", ADDED)
def test_a_permit_lets_rows_move_with_their_unit_and_change_nothing_else(grown, key):
    town, register = grown.town, grown.definition.registers[key]
    table, system = town.site.models.table(key), town.site.models.system
    with unscoped("test"), town.sessions() as session:
        with placing(session.connection(), system, register):
            session.execute(guarded(sa.update(table).values(village_id=town.unit("510923108226"))))
        session.commit()
    assert {row["village_id"] for row in state(town, key)} == {town.unit("510923108226")}
    with unscoped("test"), town.sessions() as session, pytest.raises(DBAPIError, match="append-only"), \
            placing(session.connection(), system, register):
        session.execute(guarded(sa.update(table).values(version=table.c.version + 1)))
    with unscoped("test"), town.sessions() as session, pytest.raises(DBAPIError, match="append-only"), \
            permitted(session.connection(), system, key, before=town.now - timedelta(days=1)):
        session.execute(guarded(sa.delete(table)))
    with unscoped("test"), town.sessions() as session:
        assert session.execute(sa.select(system.purge_permit)).all() == []


def state(town, key):
    """The rows of a register as they lie in the table."""
    table = town.site.models.table(key)
    with unscoped("test"), town.sessions() as session:
        return [dict(row) for row in session.execute(guarded(sa.select(table).order_by(table.c.id))).mappings()]
