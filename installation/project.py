"""Where set-up finds and puts things."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

# `dev` is locked under the versions of `run`, so that who has it has both.
CONTAINS = {"dev": "run"}


@dataclass(frozen=True)
class Project:
    """The places of one checkout."""

    root: Path

    @property
    def venv(self) -> Path:
        """The virtual environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")

    def lock(self, name: str) -> Path:
        """The file that pins the packages of ``name``, one of ``LOCKS``."""
        return self.root / "requirements" / f"{name}.lock"

    @property
    def wheels(self) -> Path:
        """The packages that came along with an offline bundle; elsewhere there is no such folder."""
        return self.root / "wheels"

    @property
    def npm_lock(self) -> Path:
        """The file that pins the npm packages."""
        return self.root / "package-lock.json"

    @property
    def node_modules(self) -> Path:
        """Where npm puts its packages."""
        return self.root / "node_modules"

    @property
    def vendor(self) -> Path:
        """The copied front-end files, which the product serves."""
        return self.root / "app" / "static" / "vendor"

    @property
    def translations(self) -> Path:
        """The message catalogues."""
        return self.root / "app" / "translations"


HERE = Project(Path(__file__).resolve().parent.parent)
