"""``make lock``: pin every package for every Python and system we support, each file with its hash.

``python -m installation.locks [--upgrade]``. Pins that still fit pyproject.toml are kept unless asked to upgrade.
"""

from __future__ import annotations

import shutil
import sys
import tomllib
from pathlib import Path

from installation.commands import run
from installation.failure import SetupError
from installation.node import npm_command
from installation.project import HERE, Project

OLDEST_PYTHON = "3.11"
# What each lock is made from. A later one keeps the versions of the one that constrains it.
SOURCES = {
    "run": ["pyproject.toml"],
    "dev": ["pyproject.toml", "--group", "dev", "--constraints", "requirements/run.lock"],
    "bench": ["--group", "bench", "--constraints", "requirements/dev.lock"],
    "node": ["--group", "node"],
}


def write_locks(project: Project, *flags: str) -> None:
    """Write requirements/*.lock and package-lock.json. Raises SetupError with the resolver's words."""
    uv = _uv(project)
    for name, source in SOURCES.items():
        print(f"requirements/{name}.lock", flush=True)
        _call(project, [uv, *_COMPILE, *source, "--output-file", f"requirements/{name}.lock", *flags])
    print("package-lock.json", flush=True)
    _call(project, [*npm_command(project, print), *_NPM])


# Universal: one file for all systems and Pythons, the differences as environment markers.
_COMPILE = [
    "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST_PYTHON, "--generate-hashes",
    "--custom-compile-command", "make lock",
]
# The addresses are written down even where the user's own settings leave them out: npm then needs no look-up.
_NPM = [
    "install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund",
    "--omit-lockfile-registry-resolved=false",
]


def _uv(project: Project) -> Path:
    """The uv of ``.venv``, installed when missing."""
    wanted = tomllib.loads((project.root / "pyproject.toml").read_text("utf-8"))["dependency-groups"]["lock"]
    _call(project, [project.python, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted])
    found = shutil.which("uv", path=str(project.python.parent))
    if found is None:
        raise SetupError("uv was installed and yet is not in .venv; delete .venv and run `make setup`.")
    return Path(found)


def _call(project: Project, command: list[str | Path]) -> None:
    ended = run(command, folder=project.root)
    if ended.status:
        raise SetupError(f"The lock could not be written:\n{ended.last_words}")


if __name__ == "__main__":
    try:
        write_locks(HERE, *sys.argv[1:])
    except SetupError as error:
        sys.exit(str(error))
