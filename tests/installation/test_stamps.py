"""What has been done is written down, and nothing half-written counts."""

import json

from installation.environment import STAMP, packages_are_ready
from installation.stamps import fingerprint, read_stamp, write_stamp


def installed(project, *locks):
    return {"python": "CPython 3 11", "locks": {name: fingerprint(project.lock(name)) for name in locks}}


def test_a_stamp_is_read_as_it_was_written(tmp_path):
    write_stamp(tmp_path / "stamp.json", {"python": "CPython 3 11"})
    assert read_stamp(tmp_path / "stamp.json") == {"python": "CPython 3 11"}


def test_a_missing_stamp_says_nothing(tmp_path):
    assert read_stamp(tmp_path / "stamp.json") == {}


def test_a_stamp_cut_off_half_way_says_nothing(tmp_path):
    (tmp_path / "stamp.json").write_text('{"python": "CPy')
    assert read_stamp(tmp_path / "stamp.json") == {}


def test_a_stamp_that_is_not_a_list_of_facts_says_nothing(tmp_path):
    (tmp_path / "stamp.json").write_text(json.dumps(["python"]))
    assert read_stamp(tmp_path / "stamp.json") == {}


def test_line_ends_of_windows_do_not_change_a_fingerprint(tmp_path):
    (tmp_path / "unix").write_bytes(b"flask==3.1.3\n")
    (tmp_path / "windows").write_bytes(b"flask==3.1.3\r\n")
    assert fingerprint(tmp_path / "unix") == fingerprint(tmp_path / "windows")


def test_packages_are_ready_while_the_lock_is_the_one_installed(project):
    write_stamp(project.venv / STAMP, installed(project, "run"))
    assert packages_are_ready(project, ["run"])


def test_a_changed_lock_makes_packages_stale(project):
    write_stamp(project.venv / STAMP, installed(project, "run"))
    project.lock("run").write_text("run==2\n")
    assert not packages_are_ready(project, ["run"])


def test_packages_of_another_lock_are_not_ready(project):
    write_stamp(project.venv / STAMP, installed(project, "run"))
    assert not packages_are_ready(project, ["dev"])


def test_nothing_is_ready_without_a_stamp(project):
    assert not packages_are_ready(project, ["run"])
