"""``make bundle``: one zip from which an office without internet installs: program, wheels, front-end files, translations.

``python -m installation.bundle [FILE]``. Who unpacks it runs ``install.bat`` or ``install.sh``; Python itself must be there.
"""

from __future__ import annotations

import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from installation.failure import SetupError
from installation.frontend import frontend_is_ready
from installation.project import HERE, Project
from installation.translations import stale_catalogues
from installation.wheels import fetch_wheels

#: What the product needs to run, update and explain itself; tests and measurements stay at home.
SHIPPED = (
    "app", "config.py", "docs", "installation", "migrations", "package.json", "package-lock.json", "pyproject.toml",
    "requirements/run.lock", "run.py", "schema", "seeds", "service", "CHANGELOG.md", "README.md", "README.zh.md",
)

#: In installation/bundled/; they lie at the top of the bundle.
SCRIPTS = ("install.sh", "install.bat", "start.sh", "start.bat")

_LEFT_OUT = ("__pycache__", "vendor.new")


def build_bundle(project: Project, target: Path) -> Path:
    """Write the bundle. Raises SetupError where set-up has not been done, or wheels cannot be had."""
    _refuse_unready(project)
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f"{target.name}.part")
    with tempfile.TemporaryDirectory() as folder:
        wheels = Path(folder) / "wheels"
        wheels.mkdir()
        fetch_wheels(project, wheels, lambda line: print(line, flush=True))
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as bundle:
            for name, path in _members(project, wheels):
                _add(bundle, f"{_top(project)}/{name}", path)
    half.replace(target)
    return target


def bundle_name(project: Project) -> str:
    """What the file is called."""
    return f"{_top(project)}-offline.zip"


def _top(project: Project) -> str:
    stated = tomllib.loads((project.root / "pyproject.toml").read_text("utf-8"))
    return f"zhenzhi-{stated['project']['version']}"


def _refuse_unready(project: Project) -> None:
    if not frontend_is_ready(project, dev=False) or stale_catalogues(project):
        raise SetupError("The front-end files or the translations are not ready; run `make setup` first.")


def _members(project: Project, wheels: Path) -> Iterator[tuple[str, Path]]:
    for name in SHIPPED:
        for path in _files(project.root / name):
            yield path.relative_to(project.root).as_posix(), path
    for name in SCRIPTS:
        yield name, project.root / "installation" / "bundled" / name
    for path in sorted(wheels.iterdir()):
        yield f"wheels/{path.name}", path


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for each in sorted(path.rglob("*")):
        if each.is_file() and not any(part in _LEFT_OUT for part in each.parts):
            yield each


def _add(bundle: zipfile.ZipFile, name: str, path: Path) -> None:
    content = path.read_bytes()
    if path.suffix == ".bat":  # cmd.exe reads no other line ends for certain
        content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    about = zipfile.ZipInfo.from_file(path, name)
    about.compress_type = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
    about.external_attr = (0o100755 if path.suffix == ".sh" else 0o100644) << 16
    bundle.writestr(about, content)


if __name__ == "__main__":
    try:
        made = build_bundle(HERE, Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.root / "dist" / bundle_name(HERE))
        print(f"{made} ({made.stat().st_size / 1e6:.0f} MB)")
    except SetupError as error:
        sys.exit(str(error))
