"""PostgreSQL plans with what a transaction has brought so far."""

from __future__ import annotations

from sqlalchemy import func, select, text

from app.access.guard import guarded
from app.access.viewer import unscoped
from app.model import renew_statistics


def test_the_planner_knows_the_rows_that_a_transaction_has_brought(town):
    units = town.site.models.table("unit")
    with unscoped("test"), town.site.engine.begin() as connection:
        renew_statistics(connection, units)
        if connection.dialect.name == "postgresql":
            known = connection.execute(guarded(text("SELECT reltuples FROM pg_class WHERE relname = 'unit'"))).scalar_one()
            assert known == connection.execute(guarded(select(func.count()).select_from(units))).scalar_one() > 0
