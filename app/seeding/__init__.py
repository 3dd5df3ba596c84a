"""Initial data and invented records, through the same way as the files of users (seeds/README.md)."""

from app.seeding.actors import DemoAccount, demo_accounts
from app.seeding.demo import Loaded, load_demo
from app.seeding.keeping import Kept
from app.seeding.removal import Removed, remove_demo
from app.seeding.seeds import SEEDS, Seeded, seed

__all__ = [
    "SEEDS", "DemoAccount", "Kept", "Loaded", "Removed", "Seeded", "demo_accounts", "load_demo", "remove_demo", "seed",
]  # fmt: skip
