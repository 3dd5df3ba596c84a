"""The steps together: order, what a person reads, two at a time."""

import os
import threading
import time

import pytest

from installation import SetupError, preparation
from installation.frontend import GIVEN_UP
from installation.preparation import Task, _carry_out, prepare
from installation.progress import Step
from installation.stamps import fingerprint, write_stamp
from installation.translations import stale_catalogues
from installation.turn import one_at_a_time


def test_a_step_says_how_long_it_took(capsys):
    with Step("[2/4] Python packages"):
        pass
    assert capsys.readouterr().out == "[2/4] Python packages … 0 s\n"


def test_a_step_that_is_done_is_left_alone(capsys):
    done = Task("Translations", lambda: True, lambda step: 1 / 0)
    with Step("[4/4] Translations") as step:
        _carry_out(done, step)
    assert capsys.readouterr().out == "[4/4] Translations … ready\n"


def test_a_remark_stands_below_its_step(capsys):
    with Step("[3/4] Front-end files") as step:
        step.outcome, step.remark = "missing", "npm cannot reach its registry."
    assert capsys.readouterr().out == "[3/4] Front-end files … missing\n      npm cannot reach its registry.\n"


def test_a_log_file_gets_no_running_news(capsys):
    with Step("[2/4] Python packages") as step:
        step.tell("7 found")
    assert "7 found" not in capsys.readouterr().out


@pytest.fixture
def done(monkeypatch):
    """Says which steps find nothing to do; the front-end step is the one a test plays with."""

    def are(*, frontend):
        answers = {"environment_is_ready": True, "packages_are_ready": True, "frontend_is_ready": frontend}
        for name, answer in answers.items():
            monkeypatch.setattr(preparation, name, lambda *parts, answer=answer, **options: answer)

    return are


def test_a_prepared_checkout_is_only_looked_at(project, done, capsys):
    done(frontend=True)
    project.root.chmod(0o555)
    assert prepare(project=project) == project.python
    assert capsys.readouterr().out == "Set-up … ready\n"
    assert not (project.root / ".setup.lock").exists()


def test_files_that_could_not_be_had_are_asked_for_again_only_on_demand(project, done, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(preparation, "fetch_frontend", lambda *parts, **options: asked.append("npm") or "no registry")
    done(frontend=False)
    write_stamp(project.venv / GIVEN_UP, {"lock": fingerprint(project.npm_lock)})
    prepare(project=project)
    assert "tries again" in capsys.readouterr().out
    assert asked == []
    prepare(project=project, insist=True)
    assert asked == ["npm"]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(SetupError, match="owner of the folder"), one_at_a_time(tmp_path / "missing" / "lock"):
        pass


def test_two_set_ups_take_turns(tmp_path, capsys):
    order = []

    def second():
        with one_at_a_time(tmp_path / "lock"):
            order.append("second")

    with one_at_a_time(tmp_path / "lock"):
        other = threading.Thread(target=second)
        other.start()
        time.sleep(0.2)
        order.append("first")
    other.join()
    assert order == ["first", "second"]
    assert "waiting" in capsys.readouterr().out


def catalogue(project, language):
    folder = project.translations / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.po").write_text("")
    return folder / "messages.po"


def test_a_catalogue_that_was_never_compiled_is_stale(project):
    path = catalogue(project, "zh")
    assert stale_catalogues(project) == [path]


def test_a_compiled_catalogue_is_stale_only_when_older(project):
    path = catalogue(project, "zh")
    path.with_suffix(".mo").write_bytes(b"")
    assert stale_catalogues(project) == []
    newer = path.with_suffix(".mo").stat().st_mtime + 5
    os.utime(path, (newer, newer))
    assert stale_catalogues(project) == [path]


def test_a_product_without_catalogues_has_nothing_to_compile(project):
    assert stale_catalogues(project) == []
