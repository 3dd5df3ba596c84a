"""Initial data and invented records, through the same way as the files of users (seeds/README.md)."""

from app.seeding.seeds import SEEDS, Seeded, seed

__all__ = ["SEEDS", "Seeded", "seed"]
