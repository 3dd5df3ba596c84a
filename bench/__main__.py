"""``python -m bench NAME… [--option…]``: run benchmarks by name, each a module with ``main(arguments)``.

Without a name: those that stand beside a reference.
"""

from __future__ import annotations

import importlib
import sys

#: Benchmarks in the order in which ``make bench`` runs them: the module and what it measures.
BENCHES = {"pages": "pages over 1,000,000 disputes beside a bare reference",
           "board": "the board over 1,000,000 disputes in 20 towns beside its bare SQL",
           "import": "a roster of 100,000 people beside django-import-export"}

#: Run only when named: no peer stands beside them, and Lighthouse needs Chromium and packages of its own.
ALONE = {"export": "200,000 disputes as CSV and JSON: first byte, time, memory of the server",
         "lighthouse": "Lighthouse's scores of log-in, home, a list and a form on a phone"}

_MODULES = {"import": "importing", "export": "exporting"}  # import is a word that no module may be called


def main(arguments: list[str]) -> int:
    """Run what is named; the exit code tells whether a target was missed."""
    names = [each for each in arguments if not each.startswith("-")]
    options = [each for each in arguments if each.startswith("-")]
    unknown = [name for name in names if name not in BENCHES | ALONE]
    if unknown:
        there = "; ".join(f"{name} ({what})" for name, what in (BENCHES | ALONE).items())
        sys.exit(f"There is no bench {', '.join(unknown)}. There are: {there}")
    return max(_run(name, options) for name in names or BENCHES)


def _run(name: str, options: list[str]) -> int:
    return int(importlib.import_module(f"bench.{_MODULES.get(name, name)}").main(options) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
