"""Message catalogues: each ``messages.po`` compiled to the ``.mo`` beside it."""

from __future__ import annotations

from pathlib import Path

from installation.commands import run
from installation.failure import SetupError
from installation.project import Project


def stale_catalogues(project: Project) -> list[Path]:
    """The catalogues whose compiled form is missing or older than they are."""
    return [path for path in sorted(project.translations.glob("*/LC_MESSAGES/messages.po")) if _is_stale(path)]


def compile_catalogues(project: Project) -> None:
    """Compile what is stale. Raises SetupError naming the catalogue that cannot be read."""
    for path in stale_catalogues(project):
        _compile(project, path)


def _is_stale(path: Path) -> bool:
    compiled = path.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime


def _compile(project: Project, path: Path) -> None:
    babel = [str(project.python), "-I", "-m", "babel.messages.frontend", "compile"]
    ended = run([*babel, "-i", str(path), "-o", str(path.with_suffix(".mo"))], folder=project.root)
    if ended.status:
        raise SetupError(f"{path} cannot be compiled; correct it. Babel's last words:\n{ended.last_words}")
