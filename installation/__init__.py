"""Set-up: everything between a fresh checkout and a first start, with the standard library alone.

``prepare()`` makes ``.venv``, installs the locked packages, fetches the front-end files and compiles the
translations; what is already there is left alone, so that the second call needs no network.
"""

import sys

# This file alone must be readable by any Python, so that an old one gets the sentence and not a SyntaxError.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "This Python is " + sys.version.split()[0] + "; 3.11 or newer is needed. Install one "
        "(https://www.python.org/downloads/, or `apt-get install python3` on Debian 12 or newer) "
        "and start again with it."
    )

from installation.failure import SetupError
from installation.preparation import prepare

__all__ = ["SetupError", "prepare"]
