"""The front-end files: fetched with npm, copied to where the product serves them.

``app/static/vendor/manifest.json`` lists them with their SHA-256.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

from installation.commands import Ended, run
from installation.failure import SetupError
from installation.node import npm_command
from installation.project import Project
from installation.stamps import fingerprint, read_stamp, write_stamp
from installation.vendored import FILES, FOR_TESTS

MANIFEST = "manifest.json"
GIVEN_UP = "frontend-given-up.json"
REACH_IT = "Connect to the internet, or name a mirror in npm_config_registry."
GO_ON = "The pages work without these files, only plainer; `python -m installation` tries again."

Tell = Callable[[str], None]


def frontend_is_ready(project: Project, *, dev: bool) -> bool:
    """True when every file is there, unchanged, from the packages that package-lock.json pins now."""
    manifest = read_stamp(project.vendor / MANIFEST)
    if manifest.get("lock") != fingerprint(project.npm_lock) or manifest.get("files") != _present(project.vendor):
        return False
    return not dev or all((project.node_modules / name).exists() for name in FOR_TESTS)


def frontend_was_given_up(project: Project) -> bool:
    """True when these packages could not be had before; asking again may cost minutes behind a firewall."""
    return read_stamp(project.venv / GIVEN_UP).get("lock") == fingerprint(project.npm_lock)


def fetch_frontend(project: Project, tell: Tell, *, dev: bool) -> str | None:
    """Fetch and copy the files. Returns None, or a sentence on why they are missing: the pages work without them."""
    try:
        _npm_ci(project, tell, dev=dev)
    except SetupError as error:
        write_stamp(project.venv / GIVEN_UP, {"lock": fingerprint(project.npm_lock)})
        return f"{error}\n      {GO_ON}"
    copy_files(project)
    (project.venv / GIVEN_UP).unlink(missing_ok=True)
    return None


def _npm_ci(project: Project, tell: Tell, *, dev: bool) -> None:
    npm = npm_command(project, tell)
    tell("fetching packages")
    # One more try, soon: npm's own habit is to wait up to a minute before it says that there is no network.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    ended = run([*npm, "ci", *options, *([] if dev else ["--omit=dev"])], folder=project.root)
    if ended.status:
        raise _failure_of_npm(ended)


def _failure_of_npm(ended: Ended) -> SetupError:
    if ended.says("ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "ECONNREFUSED", "ECONNRESET", "ENETUNREACH"):
        return SetupError(f"npm cannot reach its registry. {REACH_IT}")
    return SetupError(f"npm could not fetch the packages. Its last words:\n{ended.last_words}")


def copy_files(project: Project) -> None:
    """Copy the named files and write their manifest; the old folder is replaced in one act.

    Raises SetupError when a package lacks a file we name.
    """
    fresh = project.vendor.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    for ours, theirs in FILES.items():
        _copy(project.node_modules / theirs, fresh / ours)
    write_stamp(fresh / MANIFEST, {"lock": fingerprint(project.npm_lock), "files": _present(fresh)})
    shutil.rmtree(project.vendor, ignore_errors=True)
    fresh.rename(project.vendor)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        shutil.copyfile(source, target)
    except FileNotFoundError as error:
        raise SetupError(f"{source} is not in its package; correct installation/vendored.py.") from error


def _present(folder: Path) -> dict[str, str]:
    """The named files that are there, with their SHA-256, byte for byte."""
    there = {name: folder / name for name in FILES if (folder / name).is_file()}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in there.items()}
