"""The chain over the logs finds every way of tampering (reference/assurance.md C07)."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, insert, select, update

from app.access import seals
from app.access.history import digest
from app.access.viewer import unscoped
from tests.sites import NOW
from tests.templates import take_protection_off


@pytest.fixture
def sealed(town):
    """A site whose history has been sealed in two runs, in the hands of somebody who can take the triggers off."""
    with unscoped("test"):
        take_protection_off(town.site.engine)
    seal(town)
    for number in range(5):
        town.add("info_channel", {"unit": town.unit("225"), "name": f"广播{number}", "kind": "broadcast"})
    seal(town)
    return town


def seal(town):
    """Seal what there is. PostgreSQL leaves what is younger than any open transaction, of other tests' databases too."""
    sealed, until = 0, time.monotonic() + 30
    while True:
        with unscoped("test"), town.site.engine.begin() as connection:
            sealed += seals.seal(connection, town.site.models, NOW)
        if not unsealed(town) or time.monotonic() > until:
            return sealed
        time.sleep(0.1)


def unsealed(town):
    """How many entries of the history no seal covers."""
    system = town.site.models.system
    with unscoped("test"), town.site.engine.connect() as connection:
        last = connection.execute(select(func.max(system.seal.c.last_id)).where(system.seal.c.log == "history")).scalar()
        return connection.execute(select(func.count()).where(system.history.c.id > (last or 0))).scalar_one()


def broken(town, anchor=None):
    with unscoped("test"), town.site.engine.connect() as connection:
        return [each.what for each in seals.verify(connection, town.site.models, anchor)]


def run(town, statement):
    with unscoped("test"), town.site.engine.begin() as connection:
        return connection.execute(statement)


def last_entry(town):
    history = town.site.models.system.history
    with town.site.engine.connect() as connection:
        return connection.execute(select(history).order_by(history.c.id.desc())).mappings().first()


def test_untouched_logs_verify_and_sealing_again_adds_nothing(sealed):
    assert broken(sealed) == []
    assert seal(sealed) == 0


def test_a_changed_entry_is_named(sealed):
    entry, history = last_entry(sealed), sealed.site.models.system.history
    run(sealed, update(history).where(history.c.id == entry["id"]).values(user_name="别人"))
    assert broken(sealed) == [f"entry {entry['id']} changed"]


def test_a_deleted_entry_is_found(sealed):
    entry, history = last_entry(sealed), sealed.site.models.system.history
    run(sealed, delete(history).where(history.c.id == entry["id"]))
    assert broken(sealed) == ["entries missing, added or changed"]


def test_an_inserted_entry_is_found(sealed):
    entry, history = dict(last_entry(sealed)), sealed.site.models.system.history
    run(sealed, delete(history).where(history.c.id == entry["id"]))
    run(sealed, insert(history).values({**entry, "reason": "忽然"}))
    assert broken(sealed) == [f"entry {entry['id']} changed"]


def test_a_forged_entry_with_its_own_digest_is_found(sealed):
    entry, history = dict(last_entry(sealed)), sealed.site.models.system.history
    forged = {**entry, "user_name": "别人"}
    values = {"user_name": "别人", "digest": digest(forged)}
    run(sealed, update(history).where(history.c.id == entry["id"]).values(values))
    assert broken(sealed) == ["entries missing, added or changed"]


def test_cutting_the_newest_seal_is_found_by_the_anchor(sealed):
    seal_table, history = sealed.site.models.system.seal, sealed.site.models.system.history
    with sealed.site.engine.connect() as connection:
        of_history = select(seal_table).where(seal_table.c.log == "history").order_by(seal_table.c.number)
        rows = connection.execute(of_history).mappings().all()
    newest = rows[-1]
    run(sealed, delete(seal_table).where(seal_table.c.id == newest["id"]))
    run(sealed, delete(history).where(history.c.id > rows[0]["last_id"]))
    assert broken(sealed) == []
    assert broken(sealed, {"history": newest["digest"]}) == ["cut"]


def test_entries_of_later_transactions_are_sealed_later(town):
    first = seal(town)
    town.add("info_channel", {"unit": town.unit("225"), "name": "村村响", "kind": "village_speakers"},
             now=NOW + timedelta(hours=1))
    assert first > 0
    assert seal(town) == 1
