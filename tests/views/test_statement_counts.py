"""A page asks the database the same few questions however many rows there are; a worker on a ready database asks none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, insert, select

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.assembly import read_schema
from app.definition import Register
from app.fieldtypes import References
from app.preparation import prepare
from app.serving.starting import get_ready
from config import Settings
from tests.matrix.growing import Grown
from tests.sites import Town
from tests.web import WebTown
from tests.writing import SCHEMA

MOST = 12
FEW, MANY = 5, 60
REGISTERS = read_schema(SCHEMA).registers


@contextmanager
def counting(engine: Any) -> Iterator[list[str]]:
    """The statements that are sent within the block, transactions left out."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements(web: WebTown, addresses: list[str]) -> dict[str, int]:
    """How many statements each page takes once the process is warm; pages that are not for a town's clerk are left out."""
    reader, counted = web.as_role("town_clerk", "510923108000"), {}
    for address in addresses:
        if reader.get(address).status_code == 403:
            continue
        with counting(web.site.engine) as sent:
            assert reader.get(address).status_code == 200, address
        counted[address] = len(sent)
    return counted


def copy_rows(town: Town, register: Register, record: int, upto: int) -> None:
    """Copies of a record until the register has ``upto`` rows beside it; what must be unique is numbered."""
    table = town.site.models.table(register.key)
    unique = {register.fields[name].column for name in register.natural_key} | {
        field.column for field in register.fields.values() if field.unique and field.stored}
    numbered = {name for name in unique if table.c[name].type.python_type is str}
    free = {name for name in unique if table.c[name].nullable and table.c[name].foreign_keys}  # empty is never twice the same
    sealed = {name for field in register.fields.values() if field.encrypted for name in (field.key, f"{field.key}_index")}
    dated = set() if numbered or free else {name for name in unique if table.c[name].type.python_type is date}
    others = {} if numbered or free or dated else {
        name: _others(town, register, name, record, upto) for name in list(unique)[-1:]}
    with unscoped("test"), town.sessions() as session:
        last = session.execute(guarded(select(func.max(table.c.id)))).scalar_one()
        there = session.execute(guarded(select(func.count()).select_from(table))).scalar_one()
        row = dict(session.execute(guarded(select(table).where(table.c.id == record))).mappings().one())
        rows = [{**row, **dict.fromkeys(sealed | free), "id": number,
                 **{name: f"{number:015}"[-(table.c[name].type.length or 15):] for name in numbered},
                 **dict.fromkeys(dated, date.fromordinal(700_000 + number)),
                 **{name: ids[number - last - 1] for name, ids in others.items()}}
                for number in range(last + 1, last + 1 + max(0, upto - there))]
        if rows:
            session.execute(guarded(insert(table)), rows)
        session.commit()


def _others(town: Town, register: Register, column: str, record: int, upto: int) -> list[int]:
    """Targets of their own for copies that may not share one."""
    field = next(each for each in register.references if each.column == column)
    target = REGISTERS[field.type.to]  # type: ignore[attr-defined]
    table, named = town.site.models.table(register.key), town.site.models.table(target.key)
    with unscoped("test"), town.sessions() as session:
        there = session.execute(guarded(select(table.c[column]).where(table.c.id == record))).scalar_one()
        used = set(session.execute(guarded(select(table.c[column]))).scalars())
    copy_rows(town, target, there, 2 * upto + 2)
    with unscoped("test"), town.sessions() as session:
        return [each for each in session.execute(guarded(select(named.c.id))).scalars() if each not in used]


def pages_of(register: Register, record: int) -> list[str]:
    """The pages of a register that show rows, and those of one record."""
    key = register.key
    lists = [f"/{key}/list/", f"/{key}/list/?size=100", f"/{key}/list/?page=2", f"/{key}/count/", f"/{key}/print/",
             f"/api/v1/{key}/", f"/api/v1/{key}/?q=(page_size:100)"]
    record_pages = [f"/{key}/show/{record}", f"/{key}/show/{record}?tab=history", f"/api/v1/{key}/{record}",
                    f"/{key}/edit/{record}", *(f"/{key}/show/{record}?tab={child.key}" for child in register.children.values())]
    return [*lists, *record_pages, f"/{key}/add", *(f"/{key}/chart/{chart}" for chart in register.charts)]


@pytest.mark.parametrize("key", REGISTERS)
def test_no_page_of_a_register_asks_more_for_more_rows(web: WebTown, grown: Grown, key: str) -> None:
    register = REGISTERS[key]
    record = grown.ids[key]["own"]
    counted = []
    for rows in (FEW, MANY):
        for each in (key, *(child.register for child in register.children.values())):
            copy_rows(web.town, REGISTERS[each], grown.ids[each]["own"], rows)
        counted.append(statements(web, pages_of(register, record)))
    few, many = counted
    assert f"/{key}/list/" in many
    assert few == many
    lists = sum(isinstance(field.type, References) for field in register.fields.values())  # each is a table of its own
    assert {address: count for address, count in many.items() if count > MOST + lists} == {}


def test_board_summary_and_first_page_ask_no_more_for_more_rows(web: WebTown, grown: Grown) -> None:
    addresses = ["/", "/board/", "/board/?colour=blue&held=1", "/summary/?period=2026-08",
                 "/summary/?period=2026-08&rows=cross", "/dispute/options/unit?q=金", "/dispute/options/lead_department"]
    counted = []
    for rows in (FEW, MANY):
        copy_rows(web.town, REGISTERS["dispute"], grown.ids["dispute"]["own"], rows)
        counted.append(statements(web, addresses))
    few, many = counted
    assert few == many
    assert max(many.values()) <= 20  # the summary: one statement along each index (reporting/ledger.py)
    assert {address: count for address, count in many.items() if count > MOST and not address.startswith("/summary/")} == {}


def test_a_list_takes_two_statements_the_epoch_and_the_rows(web: WebTown, grown: Grown) -> None:
    assert grown.ids["dispute"]
    assert statements(web, ["/dispute/list/", "/dispute/add", "/dispute/options/unit?q=金"]) == {
        "/dispute/list/": 2, "/dispute/add": 1, "/dispute/options/unit?q=金": 2}


def test_a_worker_on_a_prepared_database_only_looks_whether_it_is_ours_and_sound(database_url: str, tmp_path: Any) -> None:
    settings = Settings(database_url=database_url, instance=tmp_path / "instance")
    prepare(settings, now=datetime(2026, 8, 5, 2, 0, tzinfo=UTC)).site.engine.dispose()
    with counting(Engine) as sent:
        app = get_ready(settings)
    app.extensions["zhenzhi"].site.engine.dispose()
    asked = [text.split()[0] for text in sent]
    assert asked in (["PRAGMA", "SELECT", "PRAGMA", "SELECT"], ["SELECT"] * 3), sent
