"""``python -m installation [--dev] [--bench]``: set-up alone, without starting the product."""

from __future__ import annotations

import argparse
import sys

from installation import SetupError, prepare


def main() -> None:
    """Prepare the checkout; ends with status 1 and one sentence when that is not possible."""
    reader = argparse.ArgumentParser(prog="python -m installation", description=__doc__)
    reader.add_argument("--dev", action="store_true", help="also what tests and checks need")
    reader.add_argument("--bench", action="store_true", help="also what the comparison with peers needs")
    wish = reader.parse_args()
    try:
        prepare(dev=wish.dev, bench=wish.bench, insist=True)
    except SetupError as error:
        sys.exit(f"\nSet-up stopped: {error}")
    except KeyboardInterrupt:
        sys.exit("\nSet-up was interrupted; it goes on where it was when you start it again.")


if __name__ == "__main__":
    main()
