"""Everything from a fresh checkout to a served site: ``python3 run.py`` (``PORT=8080``, ``DEMO=0``, ``DATABASE_URL=…``).

Uses the standard library alone until set-up has made ``.venv``, then goes on with the Python in there.
"""

import os
import subprocess
import sys

from installation import SetupError, prepare


def main() -> int:
    """Set up what is missing, then serve; the status of the server."""
    try:
        python = prepare()
    except SetupError as error:
        print(f"\nSet-up stopped: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nSet-up was interrupted; it goes on where it was when you start it again.", file=sys.stderr)
        return 1
    command = [str(python), "-m", "app.serving"]
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606  # one process for whoever stops it
    return _serve_on_windows(command)


def _serve_on_windows(command: list[str]) -> int:
    """Windows has no exec: the server is a child, and Ctrl+C reaches both."""
    server = subprocess.Popen(command)  # noqa: S603
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    sys.exit(main())
