"""What Alembic runs. It needs no Flask application: tables come from the declarations, addresses from the settings."""

from alembic import context

from app.assembly import read_schema, site_keys
from app.fieldtypes import sealing
from app.migrating import all_metadata
from app.model import build_models, make_engine
from app.model.migration_running import run_migrations
from config import from_environment


def _run() -> None:
    given = context.config.attributes
    if given.get("connection") is not None:
        run_migrations(given["connection"], (), given.get("now"))
        return
    settings = from_environment()
    sealing.use(site_keys(settings))
    with make_engine(settings.database, pooled=False).connect() as connection:
        run_migrations(connection, all_metadata(build_models(read_schema(settings.schema))))


_run()
