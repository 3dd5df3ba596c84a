"""What Alembic runs. It needs no Flask application: tables come from the declarations, addresses from the settings."""

from alembic import context

from app.assembly import site_keys
from app.fieldtypes import sealing
from app.model import make_engine
from app.model.migration_running import run_migrations
from app.preparation import all_metadata
from config import from_environment


def _run() -> None:
    given = context.config.attributes
    if given.get("connection") is not None:
        run_migrations(given["connection"], (), given.get("now"))
        return
    settings = from_environment()
    sealing.use(site_keys(settings))
    with make_engine(settings.database, pooled=False).connect() as connection:
        run_migrations(connection, all_metadata(settings), None)


_run()
