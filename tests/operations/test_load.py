"""Backups while people work: each one, restored, is a state that had been committed, with the files that belong to it."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.model import make_engine
from app.records.storing import create
from app.safekeeping import make_backup, restore_backup
from config import Settings
from tests.behaviours.cases import SYSTEM, dispute
from tests.operations.conftest import PASSPHRASE, Office, State, later, state_of

TOGETHER = 3  #: parties that come into being with their case, in one transaction


@dataclass
class Clerks:
    """Threads that write as fast as they can: a case with its parties, a file to it, and now and then an edit."""

    office: Office
    ended: threading.Event = field(default_factory=threading.Event)
    done: int = 0
    errors: list[BaseException] = field(default_factory=list)

    def work(self, number: int) -> None:
        step = 0
        while not self.ended.is_set():
            try:
                self._one(f"{number}-{step}")
            except BaseException as bad:
                self.errors.append(bad)
                return
            step += 1
            self.done += 1
            time.sleep(0.05)

    def _one(self, name: str) -> None:
        with self.office.town.work(SYSTEM) as work:
            registers = work.site.definition.registers
            unit = self.office.town.unit("510923108225")
            raw = {"title": f"纠纷{name}", "category": "neighbours", "description": "两家争吵", "people_involved": 2,
                   "unit": unit}
            case = create(work, registers["dispute"], raw).id
            for party in range(TOGETHER):
                create(work, registers["dispute_party"], {"dispute": case, "name": f"测试{'甲乙丙'[party]}", "side": "other"})
        self.office.case = case
        self.office.attach(f"{name}.txt", name.encode() * 50)


@contextmanager
def at_work(office: Office, count: int) -> Iterator[Clerks]:
    clerks = Clerks(office)
    threads = [threading.Thread(target=clerks.work, args=(number,)) for number in range(count)]
    for each in threads:
        each.start()
    try:
        yield clerks
    finally:
        clerks.ended.set()
        for each in threads:
            each.join()
    assert clerks.errors == []


def faults_of(state: State, files: Path, columns: dict[str, list[str]]) -> Iterator[str]:
    """What is not as any committed state would be."""
    def rows(table: str) -> list[dict[str, Any]]:
        return [dict(zip(columns[table], row, strict=True)) for row in state[table]]

    cases, parties = rows("dispute"), rows("dispute_party")
    for case in cases:
        there = sum(each["dispute_id"] == case["id"] for each in parties)
        if case["title"].startswith("纠纷") and there != TOGETHER:
            yield f"{case['title']} has {there} parties"
    history = {(each["register"], each["record_id"]) for each in rows("history")}
    yield from (f"dispute {each['id']} without its history" for each in cases if ("dispute", each["id"]) not in history)
    for each in rows("attachment"):
        path = files / "attachments" / each["stored_as"][:2] / each["stored_as"]
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != each["sha256"]:
            yield f"attachment {each['name']} is not there"


def ids(state: State) -> set[int]:
    return {row[0] for row in state["dispute"]}


def columns_of(office: Office) -> dict[str, list[str]]:
    """In the order of the database, which is that of ``SELECT *``."""
    inspector = sa.inspect(office.town.site.engine)
    return {name: [each["name"] for each in inspector.get_columns(name)]
            for name in ("dispute", "dispute_party", "history", "attachment")}


@pytest.mark.parametrize("count", [2, pytest.param(50, marks=pytest.mark.prove)])
def test_every_backup_made_while_people_write_is_a_committed_state(
        office: Office, elsewhere: Settings, count: int, tmp_path: Path) -> None:
    dispute(office.town)
    made, columns = [], columns_of(office)
    with at_work(office, 2) as clerks:
        for number in range(count):
            begun = clerks.done
            passphrase = PASSPHRASE if number % 2 else None
            made.append(make_backup(office.settings, "manual", later(number), passphrase=passphrase, keep=0))
            while clerks.done < begun + 2 and not clerks.errors:
                time.sleep(0.01)
    final, before = state_of(office.settings), set[int]()
    (elsewhere.instance / "keys.json").write_bytes((office.settings.instance / "keys.json").read_bytes())
    for number, each in enumerate(made):
        assert not [found for found in each.warnings if found.code == "S034"], "every file of the state was there"
        place = replace(elsewhere, backup_passphrase=PASSPHRASE)
        restore_backup(place, each.kept.path, later(100 + number))
        state = state_of(elsewhere)
        assert sum(len(rows) for rows in state.values()) == each.manifest.rows
        assert list(faults_of(state, elsewhere.instance / "files", columns)) == []
        assert before <= ids(state) <= ids(final), "states follow one another, and what was committed stays"
        before = ids(state)
        _forget(elsewhere)
    assert list(faults_of(final, office.settings.instance / "files", columns)) == []


def _forget(settings: Settings) -> None:
    """An empty database again, so that nothing has to be kept aside."""
    if settings.database.startswith("sqlite"):
        (settings.instance / "zhenzhi.db").unlink()
        return
    engine = make_engine(settings.database, pooled=False)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


def test_the_oracle_sees_half_a_transaction_and_a_file_that_is_missing(office: Office) -> None:
    with at_work(office, 1) as clerks:
        while clerks.done < 2:
            time.sleep(0.01)
    state, columns, files = state_of(office.settings), columns_of(office), office.settings.instance / "files"
    assert list(faults_of(state, files, columns)) == []
    assert list(faults_of({**state, "dispute_party": state["dispute_party"][:-1]}, files, columns)) != []
    next(path for path in (files / "attachments").rglob("*") if path.is_file()).unlink()
    assert len(list(faults_of(state, files, columns))) == 1
