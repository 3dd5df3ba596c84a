"""The front-end files: copied, listed with their hashes, and dispensable."""

import hashlib
import json

import pytest

from installation import SetupError, frontend
from installation.commands import Ended
from installation.frontend import MANIFEST, copy_files, fetch_frontend, frontend_is_ready, frontend_was_given_up
from installation.vendored import FILES, FOR_TESTS


@pytest.fixture
def fetched(project):
    """npm has put its packages in place."""
    for name in (*FILES.values(), *FOR_TESTS):
        (project.node_modules / name).parent.mkdir(parents=True, exist_ok=True)
        (project.node_modules / name).write_bytes(name.encode())
    return project


@pytest.fixture
def npm(monkeypatch):
    """Stands in for npm: ends as told, remembers how it was called."""
    calls = []

    def play(status=0, text=""):
        monkeypatch.setattr(frontend, "npm_command", lambda project, tell: ["npm"])
        monkeypatch.setattr(frontend, "run", lambda command, folder: calls.append(command) or Ended(status, text))
        return calls

    return play


def test_the_manifest_lists_every_file_with_its_hash(fetched):
    copy_files(fetched)
    listed = json.loads((fetched.vendor / MANIFEST).read_text())["files"]
    assert set(listed) == set(FILES)
    assert listed["htmx/htmx.min.js"] == hashlib.sha256((fetched.vendor / "htmx/htmx.min.js").read_bytes()).hexdigest()


def test_copied_files_are_ready(fetched):
    copy_files(fetched)
    assert frontend_is_ready(fetched, dev=True)


def test_a_changed_file_is_noticed(fetched):
    copy_files(fetched)
    (fetched.vendor / "htmx/htmx.min.js").write_text("other")
    assert not frontend_is_ready(fetched, dev=False)


def test_a_missing_file_is_noticed(fetched):
    copy_files(fetched)
    (fetched.vendor / "leaflet/images/layers.png").unlink()
    assert not frontend_is_ready(fetched, dev=False)


def test_a_new_lock_asks_for_new_files(fetched):
    copy_files(fetched)
    fetched.npm_lock.write_text('{"other": 1}')
    assert not frontend_is_ready(fetched, dev=False)


def test_tests_need_more_than_the_product(fetched):
    copy_files(fetched)
    (fetched.node_modules / FOR_TESTS[0]).unlink()
    assert frontend_is_ready(fetched, dev=False)
    assert not frontend_is_ready(fetched, dev=True)


def test_files_of_an_earlier_version_do_not_stay(fetched):
    fetched.vendor.mkdir(parents=True)
    (fetched.vendor / "old.js").write_text("old")
    copy_files(fetched)
    assert not (fetched.vendor / "old.js").exists()


def test_a_package_without_a_file_we_name_is_an_error_that_keeps_the_old_files(fetched):
    copy_files(fetched)
    (fetched.node_modules / FILES["htmx/htmx.min.js"]).unlink()
    with pytest.raises(SetupError, match=r"installation/vendored\.py"):
        copy_files(fetched)
    assert frontend_is_ready(fetched, dev=False)


def test_packages_are_fetched_as_locked_and_run_no_scripts(fetched, npm):
    calls = npm()
    assert fetch_frontend(fetched, lambda news: None, dev=False) is None
    assert calls[0][:2] == ["npm", "ci"]
    assert {"--ignore-scripts", "--omit=dev"} < set(calls[0])


def test_without_the_registry_set_up_says_so_and_goes_on(project, npm):
    npm(status=1, text="npm error code ENOTFOUND")
    assert "npm_config_registry" in fetch_frontend(project, lambda news: None, dev=False)
    assert frontend_was_given_up(project)


def test_packages_that_could_be_had_after_all_are_no_longer_given_up(fetched, npm):
    npm(status=1, text="npm error code ENOTFOUND")
    fetch_frontend(fetched, lambda news: None, dev=False)
    npm()
    fetch_frontend(fetched, lambda news: None, dev=False)
    assert not frontend_was_given_up(fetched)
