"""``.venv`` and the Python packages in it."""

from __future__ import annotations

import errno
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from installation.commands import Ended, run
from installation.failure import SetupError
from installation.project import CONTAINS, Project
from installation.stamps import fingerprint, read_stamp, write_stamp

SPACE_NEEDED = 1_000_000_000
STAMP = "installed.json"
NO_NETWORK = (
    "NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "ReadTimeoutError", "ProxyError", "SSLError",
    "Connection reset", "Connection refused", "Network is unreachable",
)
NO_SPACE = ("No space left on device", "not enough space on the disk")

Tell = Callable[[str], None]


def environment_is_ready(project: Project) -> bool:
    """True when ``.venv`` was finished and its interpreter is still the one it was made with."""
    made_with = read_stamp(project.venv / STAMP).get("python")
    return made_with is not None and made_with == _version(project)


def make_environment(project: Project) -> None:
    """Make ``.venv`` anew with the Python that runs this.

    Raises SetupError when this Python cannot, or the disk is full.
    """
    _refuse_to_saw_off_the_branch(project)
    _check_space(project)
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "This Python has no `ensurepip`, so it cannot make an environment. "
            "On Debian and Ubuntu: `apt-get install python3-venv`; then start again."
        )
    try:
        venv.create(project.venv, clear=True, symlinks=os.name != "nt", with_pip=True)
    except OSError as error:
        raise _full_or_unwritable(project, error) from error
    except subprocess.CalledProcessError as error:
        raise SetupError(f"Python could not put pip into .venv ({error}). Use a complete Python.") from error
    _stamp(project, {})


def _refuse_to_saw_off_the_branch(project: Project) -> None:
    if os.path.realpath(sys.prefix) == os.path.realpath(project.venv):
        raise SetupError(
            "`.venv` is out of date and cannot be renewed by its own Python. Start again with the system's, "
            "for example `python3 run.py`."
        )


def _check_space(project: Project) -> None:
    free = shutil.disk_usage(project.root).free
    if free < SPACE_NEEDED:
        raise SetupError(
            f"The disk of {project.root} has {free // 1_000_000} MB free; set-up needs {SPACE_NEEDED // 1_000_000} MB. "
            "Make room and start again."
        )


def _full_or_unwritable(project: Project, error: OSError) -> SetupError:
    if error.errno == errno.ENOSPC:
        return SetupError(f"The disk of {project.root} is full. Make room and start again.")
    return SetupError(f"{project.venv} cannot be written ({error.strerror}). Check who owns it and start again.")


def packages_are_ready(project: Project, locks: Sequence[str]) -> bool:
    """True when the packages of these locks are installed as the lock files say now."""
    installed = read_stamp(project.venv / STAMP).get("locks", {})
    return all(installed.get(name) == fingerprint(project.lock(name)) for name in locks)


def install_packages(project: Project, locks: Sequence[str], tell: Tell) -> None:
    """Install the packages of these locks into ``.venv``, each file checked against its hash.

    Raises SetupError when the index cannot be reached, a file does not match, or the disk is full.
    """
    for name in locks:
        _pip_install(project, name, tell)
    satisfied = [*locks, *(CONTAINS[name] for name in locks if name in CONTAINS)]
    installed = read_stamp(project.venv / STAMP).get("locks", {})
    _stamp(project, {**installed, **{name: fingerprint(project.lock(name)) for name in satisfied}})


def _pip_install(project: Project, name: str, tell: Tell) -> None:
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar=off", "--require-hashes"]
    # -I: neither PYTHONPATH nor the user's own site-packages may stand in for a locked package.
    source: list[str | Path] = ["--no-index", "--find-links", project.wheels] if project.wheels.is_dir() else []
    pip: list[str | Path] = [project.python, "-I", "-m", "pip", "install", *options, *source, "-r", project.lock(name)]
    ended = run(pip, folder=project.root, on_line=_counting(tell))
    if ended.status:
        raise _failure_of_pip(project, ended)


def _counting(tell: Tell) -> Tell:
    found = 0

    def count(line: str) -> None:
        nonlocal found
        if line.startswith(("Collecting ", "Requirement already satisfied")):
            found += 1
            tell(f"{found} found")
        elif line.startswith("Installing collected packages"):
            tell(f"installing {line.count(',') + 1}")

    return count


def _failure_of_pip(project: Project, ended: Ended) -> SetupError:
    if ended.says(*NO_SPACE):
        return SetupError("The disk filled up while pip was installing. Make room and start again.")
    if project.wheels.is_dir():
        return SetupError(
            f"The packages in {project.wheels} do not fit this Python ({sys.version.split()[0]}) and system, or are damaged. "
            f"Unpack the bundle again, or use one of the Pythons that it is for. pip's last words:\n{ended.last_words}"
        )
    if ended.says(*NO_NETWORK):
        return SetupError(
            "pip cannot reach its package index. Connect this machine to the internet for the set-up, or name a "
            "mirror it can reach in PIP_INDEX_URL; then start again."
        )
    return SetupError(f"pip could not install the packages. Its last words:\n{ended.last_words}")


def _stamp(project: Project, locks: dict[str, Any]) -> None:
    write_stamp(project.venv / STAMP, {"python": _version(project), "locks": locks})


def _version(project: Project) -> str | None:
    """Asked of the interpreter itself: after an upgrade of the system, `.venv/bin/python` may be another one."""
    question = "import platform; print(platform.python_implementation(), *platform.python_version_tuple()[:2])"
    try:
        ended = run([project.python, "-I", "-c", question], folder=project.root)
    except OSError:
        return None
    return ended.text.strip() if ended.status == 0 else None
