"""The commands that documents name are there."""

import re

from installation.project import HERE

PROMISED = {"setup", "run", "test", "check", "prove", "lock", "lint", "types", "bench", "clean"}
DOCUMENTS = ("README.md", "CONTRIBUTING.md")


def targets():
    return set(re.findall(r"^([a-z]+):", (HERE.root / "Makefile").read_text("utf-8"), re.MULTILINE))


def named_in(document):
    path = HERE.root / document
    return set(re.findall(r"`make ([a-z]+)", path.read_text("utf-8"))) if path.exists() else set()


def test_the_promised_targets_are_there():
    assert targets() >= PROMISED


def test_documents_name_only_targets_that_are_there():
    assert set().union(*map(named_in, DOCUMENTS)) <= targets()


def test_continuous_integration_runs_the_readme_s_own_command():
    script = (HERE.root / ".ci" / "run").read_text("utf-8")
    assert "\nmake test\n" in script
    assert "REQUIRE_BROWSER=1 REQUIRE_POSTGRES=1" in script
