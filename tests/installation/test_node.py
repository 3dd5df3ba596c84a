"""Which npm is used."""

import pytest

from installation import node
from installation.commands import Ended
from installation.environment import STAMP
from installation.node import is_new_enough, node_command, npm_command
from installation.stamps import fingerprint, write_stamp


@pytest.fixture
def system(monkeypatch):
    """Says which programs the system has, and what they answer to --version."""

    def has(**answers):
        monkeypatch.setattr(node.shutil, "which", lambda name: f"/bin/{name}" if name in answers else None)
        monkeypatch.setattr(node, "run", lambda command, folder: answers[command[0].removeprefix("/bin/")])

    return has


@pytest.fixture
def with_node_from_pypi(project):
    """Node.js was installed into .venv before."""
    write_stamp(project.venv / STAMP, {"locks": {"node": fingerprint(project.lock("node"))}})
    return project


@pytest.mark.parametrize(
    ("version", "enough"), [("v18.0.0", True), ("v24.19.0", True), ("v17.9.1", False), ("v8.1.0", False), ("", False)]
)
def test_node_18_is_the_oldest(version, enough):
    assert is_new_enough(version) is enough


def test_the_system_s_npm_is_used_when_its_node_is_new_enough(project, system):
    system(node=Ended(0, "v20.1.0\n"), npm=Ended(0, "10.0.0\n"))
    assert npm_command(project, print) == ["/bin/npm"]
    assert node_command(project, print) == ["node"]


@pytest.mark.parametrize(
    "programs",
    [
        pytest.param({}, id="no Node.js"),
        pytest.param({"node": Ended(0, "v20.1.0\n")}, id="Node.js without npm"),
        pytest.param({"node": Ended(0, "v12.22.0\n"), "npm": Ended(0, "6.0.0\n")}, id="too old"),
        pytest.param({"node": Ended(127, "no version is set\n"), "npm": Ended(0, "10\n")}, id="refusing stand-in"),
    ],
)
def test_otherwise_the_one_from_pypi_is_used(with_node_from_pypi, system, programs):
    system(**programs)
    assert npm_command(with_node_from_pypi, print)[0] == with_node_from_pypi.python
    assert node_command(with_node_from_pypi, print)[0] == with_node_from_pypi.python


def test_node_from_pypi_is_installed_when_first_needed(project, system, monkeypatch):
    system()
    asked = []
    monkeypatch.setattr(node, "install_packages", lambda project, locks, tell: asked.extend(locks))
    npm_command(project, lambda news: None)
    assert asked == ["node"]
