"""Initial data and invented records, through the same way as the files of users (seeds/README.md)."""

from app.seeding.demo import Loaded, load_demo
from app.seeding.seeds import SEEDS, Seeded, seed

__all__ = ["SEEDS", "Loaded", "Seeded", "load_demo", "seed"]
