"""The locks in this repository: complete, checked by hash, free of anyone's own addresses."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installation.locks import SOURCES
from installation.project import HERE

PROJECT = tomllib.loads((HERE.root / "pyproject.toml").read_text("utf-8"))
WANTED = {
    "run": PROJECT["project"]["dependencies"],
    "dev": [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]],
    "bench": PROJECT["dependency-groups"]["bench"],
    "node": PROJECT["dependency-groups"]["node"],
}


def pins(name):
    """Package → its versions (more than one where systems or Pythons differ)."""
    found = {}
    for package, version in re.findall(r"(?m)^([\w.-]+)(?:\[[^]]*\])?==([^\s;\\]+)", HERE.lock(name).read_text()):
        found.setdefault(canonicalize_name(package), set()).add(version)
    return found


@pytest.mark.parametrize("name", SOURCES)
def test_every_dependency_is_pinned_within_its_bounds(name):
    pinned, wishes = pins(name), [Requirement(each) for each in WANTED[name]]
    for wish in wishes:  # a package has several where systems differ: each is met, and each pin is asked for
        versions = pinned.get(canonicalize_name(wish.name), set())
        asked = [each.specifier for each in wishes if each.name == wish.name]
        assert any(map(wish.specifier.contains, versions)), f"{wish} is not in {name}.lock; run `make lock`"
        assert [each for each in versions if not any(bounds.contains(each) for bounds in asked)] == [], wish.name


def test_tests_run_on_the_versions_of_the_product():
    tested = pins("dev")
    assert {package: tested[package] for package in pins("run")} == pins("run")


@pytest.mark.parametrize("name", SOURCES)
def test_every_pin_has_its_hash(name):
    entries = re.split(r"\n(?=[a-z0-9])", HERE.lock(name).read_text())
    assert [entry.split()[0] for entry in entries if "==" in entry and "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("name", SOURCES)
def test_no_lock_names_an_address(name):
    assert "://" not in HERE.lock(name).read_text()


NPM = ("", "bench/lighthouse/")


@pytest.mark.parametrize("folder", NPM)
def test_npm_packages_come_from_the_public_registry_with_their_hashes(folder):
    packages = json.loads((HERE.root / folder / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        if name:
            assert package["resolved"].startswith("https://registry.npmjs.org/"), name
            assert package["integrity"].startswith("sha512-"), name


@pytest.mark.parametrize("folder", NPM)
def test_npm_packages_are_pinned_exactly(folder):
    wanted = json.loads((HERE.root / folder / "package.json").read_text())
    versions = {**wanted["dependencies"], **wanted.get("devDependencies", {})}
    assert [name for name, version in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", version)] == []


def test_htmx_is_of_the_second_line():
    assert json.loads((HERE.root / "package.json").read_text())["dependencies"]["htmx.org"].startswith("2.0.")
