"""The environment: when it must be made anew, and what a failing pip means to a person."""

import sys

import pytest

from installation import SetupError, environment
from installation.commands import Ended, run
from installation.environment import STAMP, environment_is_ready, install_packages, make_environment
from installation.stamps import read_stamp, write_stamp


@pytest.fixture
def pip(monkeypatch):
    """Stands in for pip: ends as told, remembers how it was called."""
    calls = []

    def play(status=0, text=""):
        def answer(command, *, folder, on_line=lambda line: None, environment=None):
            if "-c" in command:
                return Ended(0, "CPython 3 11\n")
            calls.append(command)
            for line in text.splitlines():
                on_line(line)
            return Ended(status, text)

        monkeypatch.setattr(environment, "run", answer)
        return calls

    return play


def test_an_environment_without_an_interpreter_is_not_ready(project):
    write_stamp(project.venv / STAMP, {"python": "CPython 3 11", "locks": {}})
    assert not environment_is_ready(project)


def test_an_environment_whose_interpreter_became_another_is_not_ready(project, pip):
    pip()
    write_stamp(project.venv / STAMP, {"python": "CPython 3 10", "locks": {}})
    assert not environment_is_ready(project)


def test_a_finished_environment_is_ready(project, pip):
    pip()
    write_stamp(project.venv / STAMP, {"python": "CPython 3 11", "locks": {}})
    assert environment_is_ready(project)


def test_an_environment_does_not_renew_itself(monkeypatch, project):
    monkeypatch.setattr(sys, "prefix", str(project.venv))
    with pytest.raises(SetupError, match=r"python3 run\.py"):
        make_environment(project)


def test_a_python_without_ensurepip_is_told_which_package_brings_it(monkeypatch, project):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SetupError, match="apt-get install python3-venv"):
        make_environment(project)


def test_a_nearly_full_disk_is_noticed_before_anything_is_made(monkeypatch, project):
    monkeypatch.setattr(environment, "SPACE_NEEDED", 10**18)
    with pytest.raises(SetupError, match="Make room"):
        make_environment(project)


def test_installed_packages_are_checked_against_their_hashes(project, pip):
    calls = pip()
    install_packages(project, ["run"], lambda news: None)
    assert "--require-hashes" in calls[0]
    assert calls[0][-1] == project.lock("run")


def test_who_has_the_packages_of_dev_has_those_of_run(project, pip):
    pip()
    install_packages(project, ["dev"], lambda news: None)
    assert set(read_stamp(project.venv / STAMP)["locks"]) == {"dev", "run"}


def test_a_failed_installation_leaves_no_stamp(project, pip):
    pip(status=1, text="ERROR: something")
    with pytest.raises(SetupError):
        install_packages(project, ["run"], lambda news: None)
    assert read_stamp(project.venv / STAMP) == {}


@pytest.mark.parametrize(
    ("said", "remedy"),
    [
        pytest.param("Failed to establish a new connection: NewConnectionError", "PIP_INDEX_URL", id="no network"),
        pytest.param("OSError: [Errno 28] No space left on device", "Make room", id="disk full"),
        pytest.param("THESE PACKAGES DO NOT MATCH THE HASHES", "DO NOT MATCH", id="anything else in pip's own words"),
    ],
)
def test_a_failing_pip_is_explained(project, pip, said, remedy):
    pip(status=1, text=said)
    with pytest.raises(SetupError, match=remedy):
        install_packages(project, ["run"], lambda news: None)


def test_a_person_sees_how_far_pip_is(project, pip):
    pip(text="Collecting flask\nCollecting lark\nInstalling collected packages: flask, lark")
    news = []
    install_packages(project, ["run"], news.append)
    assert news == ["1 found", "2 found", "installing 2"]


def test_a_program_s_words_and_status_come_back(tmp_path):
    heard = []
    ended = run([sys.executable, "-c", "print('镇治'); raise SystemExit(3)"], folder=tmp_path, on_line=heard.append)
    assert (ended.status, ended.text.strip(), len(heard)) == (3, "镇治", 1)
