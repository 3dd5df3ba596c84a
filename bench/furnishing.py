"""What a database of the bench has besides its cases: vocabularies, units found by name, accounts that can log in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_appbuilder.security.sqla.models import Model
from sqlalchemy import insert, select

from app.access import accounts
from app.access.search_index import index_rows
from app.access.viewer import Deed, performing, unscoped
from app.assembly import make_sessions
from app.records.site import Site, Work
from app.seeding.files import read_lines
from app.seeding.lists import SeedFile
from app.seeding.loading import prepare_rows, store_rows

PASSWORD = "Tian-Qi-59"  # noqa: S105  (of invented accounts over invented records)


@dataclass(frozen=True)
class Account:
    """Somebody who looks at the pages: name, role, code of the unit."""

    name: str
    role: str
    unit: str


SUPERVISOR = Account("supervisor", "county_supervisor", "510923000000")
CLERK = Account("clerk", "town_clerk", "510923108000")


def furnish(site: Site, now: datetime, people: Iterable[Account] = (SUPERVISOR, CLERK)) -> None:
    """Put it all into a database whose units are there."""
    _add_terms(site, now)
    _index_names(site)
    Model.metadata.create_all(site.engine)
    for account in people:
        _add_account(site, account, now)


def _add_terms(site: Site, now: datetime) -> None:
    with unscoped("bench"), performing(Deed(door="seed", at=now)), make_sessions(site)() as session:
        work, register = Work(site, session, now, door="file"), site.definition.registers["vocabulary_item"]
        store_rows(work, register, prepare_rows(work, register,
                                                read_lines(SeedFile(register=register.key, path=None), site.definition)))
        session.commit()


def _index_names(site: Site) -> None:
    with unscoped("bench"), make_sessions(site)() as session:
        for key in ("unit", "department"):
            rows = session.execute(select(site.models.table(key))).mappings().all()
            index_rows(session, site.models, site.definition.registers[key], rows, new=True)
        session.commit()


def _add_account(site: Site, account: Account, now: datetime) -> None:
    unit, duty = site.models.table("unit"), site.models.system.duty
    with unscoped("bench"), site.engine.begin() as connection:
        user = accounts.create_account(connection, site.models, username=account.name, name=account.name, password=PASSWORD,
                                       must_change=False, now=now)
        at = connection.execute(select(unit.c.id).where(unit.c.code == account.unit)).scalar_one()
        connection.execute(insert(duty).values(user_id=user, role=account.role, unit_id=at, valid_from=now.date(),
                                               granted_at=now))
        accounts.raise_epoch_on(connection, site.models)
