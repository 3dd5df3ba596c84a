"""Definition → tables and mapped classes. SQLAlchemy only."""

from app.model.build import Models, Record, build_models
from app.model.engine import looking, make_engine, reading, renew_statistics, upsert_into

__all__ = ["Models", "Record", "build_models", "looking", "make_engine", "reading", "renew_statistics", "upsert_into"]
