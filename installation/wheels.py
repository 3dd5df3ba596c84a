"""The wheels of an offline bundle: every pinned package for every Python and system that the bundle is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker

from installation.commands import run
from installation.failure import SetupError
from installation.project import Project

#: Together they are 96 MB; only the C extensions differ between them.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")

Tell = Callable[[str], None]


@dataclass(frozen=True)
class System:
    """``platforms``: the tags of its wheels, newest first; ``facts``: what markers ask about it."""

    name: str
    platforms: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


#: glibc 2.28 is that of Debian 10, RHEL 8, openEuler 20.03 and Kylin V10.
_GLIBC = ("manylinux_2_28", "manylinux_2_27", "manylinux_2_24", "manylinux_2_17", "manylinux2014", "manylinux_2_12",
          "manylinux2010", "manylinux_2_5", "manylinux1")

SYSTEMS = (
    System("Windows", ("win_amd64",), (
        ("sys_platform", "win32"), ("os_name", "nt"), ("platform_system", "Windows"), ("platform_machine", "AMD64"))),
    System("Linux", tuple(f"{each}_x86_64" for each in _GLIBC), (
        ("sys_platform", "linux"), ("os_name", "posix"), ("platform_system", "Linux"), ("platform_machine", "x86_64"))),
)


@dataclass(frozen=True)
class Pin:
    """One package of a lock: ``name==version``, the condition for it, and the hashes of its files."""

    requirement: str
    marker: Marker | None
    hashes: tuple[str, ...]


def pins(lock: str) -> Iterator[Pin]:
    """The packages of a lock that uv wrote."""
    for block in re.split(r"\n(?=[A-Za-z0-9])", lock):
        found = re.match(r"([A-Za-z0-9][\w.\-\[\],]*==[\w.+!]+)(?: ; ([^\\\n]+))?", block)
        if found:
            yield Pin(found[1], Marker(found[2]) if found[2] else None, tuple(re.findall(r"--hash=(\S+)", block)))


def wanted(lock: str, system: System, python: str) -> str:
    """The packages of a lock that this system and Python need, as a file for pip without conditions."""
    about = {**dict(system.facts), "python_version": python, "python_full_version": f"{python}.0", "extra": "",
             "implementation_name": "cpython", "platform_python_implementation": "CPython"}
    chosen = (each for each in pins(lock) if each.marker is None or each.marker.evaluate(about))
    return "".join(f"{each.requirement}{''.join(f' --hash={known}' for known in each.hashes)}\n" for each in chosen)


def fetch_wheels(project: Project, folder: Path, tell: Tell) -> None:
    """Download them into ``folder``, each checked against its hash. Raises SetupError with pip's words."""
    lock = project.lock("run").read_text("utf-8")
    for system in SYSTEMS:
        for python in PYTHONS:
            tell(f"wheels for Python {python} on {system.name}")
            _fetch(project, folder, system, python, wanted(lock, system, python))


def _fetch(project: Project, folder: Path, system: System, python: str, requirements: str) -> None:
    asked = folder.with_name("asked.txt")
    asked.write_text(requirements, "utf-8")
    options = ["--disable-pip-version-check", "--no-input", "--progress-bar=off", "--no-deps", "--require-hashes",
               "--only-binary=:all:", "--implementation", "cp", "--python-version", python]
    platforms = [word for tag in system.platforms for word in ("--platform", tag)]
    pip: list[str | Path] = [project.python, "-I", "-m", "pip", "download", *options, *platforms]
    ended = run([*pip, "--dest", folder, "-r", asked], folder=project.root)
    asked.unlink()
    if ended.status:
        raise SetupError(f"The wheels for Python {python} on {system.name} cannot be had:\n{ended.last_words}")
