"""Initial data and invented records, through the same way as the files of users (seeds/README.md)."""

from app.seeding.demo import Loaded, load_demo
from app.seeding.keeping import Kept
from app.seeding.removal import Removed, remove_demo
from app.seeding.seeds import SEEDS, Seeded, seed

__all__ = ["SEEDS", "Kept", "Loaded", "Removed", "Seeded", "load_demo", "remove_demo", "seed"]
