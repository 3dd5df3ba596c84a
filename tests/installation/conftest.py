"""A checkout in a temporary folder, as set-up sees it."""

import pytest

from installation.project import Project


@pytest.fixture
def project(tmp_path):
    """An empty project with lock files and nothing installed."""
    project = Project(tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("run", "dev", "bench", "node"):
        project.lock(name).write_text(f"{name}==1\n")
    project.npm_lock.write_text("{}\n")
    project.venv.mkdir()
    return project
