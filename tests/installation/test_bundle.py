"""The offline bundle holds every package for every Python and system it is for, and installs where there is no network."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from installation.bundle import SCRIPTS, SHIPPED, build_bundle, bundle_name
from installation.failure import SetupError
from installation.project import HERE
from installation.wheels import PYTHONS, SYSTEMS, pins, wanted

WINDOWS, LINUX = SYSTEMS

LOCK = """# made by uv
cffi==2.1.1 ; platform_python_implementation != 'PyPy' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via cryptography
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:cc
deprecated==1.3.1 ; python_full_version < '3.12' \\
    --hash=sha256:dd
deprecated==3.0.1 ; python_full_version >= '3.12' \\
    --hash=sha256:ee
gunicorn==27.0.1 ; sys_platform != 'win32' \\
    --hash=sha256:ff
psycopg[binary]==3.3.9 \\
    --hash=sha256:00
"""


def test_each_system_and_python_gets_what_its_markers_ask_for():
    names = {(system.name, python): re.findall(r"^(\S+)==(\S+)", wanted(LOCK, system, python), re.MULTILINE)
             for system in SYSTEMS for python in ("3.11", "3.14")}
    assert names == {
        ("Windows", "3.11"): [("cffi", "2.1.1"), ("colorama", "0.4.6"), ("deprecated", "1.3.1"), ("psycopg[binary]", "3.3.9")],
        ("Windows", "3.14"): [("cffi", "2.1.1"), ("colorama", "0.4.6"), ("deprecated", "3.0.1"), ("psycopg[binary]", "3.3.9")],
        ("Linux", "3.11"): [("cffi", "2.1.1"), ("deprecated", "1.3.1"), ("gunicorn", "27.0.1"), ("psycopg[binary]", "3.3.9")],
        ("Linux", "3.14"): [("cffi", "2.1.1"), ("deprecated", "3.0.1"), ("gunicorn", "27.0.1"), ("psycopg[binary]", "3.3.9")],
    }
    assert "cffi==2.1.1 --hash=sha256:aa --hash=sha256:bb\n" in wanted(LOCK, LINUX, "3.11")


def test_no_package_of_the_lock_is_overlooked():
    text = HERE.lock("run").read_text("utf-8")
    assert len(list(pins(text))) == len(re.findall(r"^\S+==", text, re.MULTILINE))
    assert all(each.hashes for each in pins(text))


def test_it_is_for_the_pythons_that_the_project_supports():
    stated = (HERE.root / "pyproject.toml").read_text("utf-8")
    assert f'requires-python = ">={PYTHONS[0]}"' in stated
    assert all(python in (HERE.root / "installation/bundled/install.bat").read_text("utf-8") for python in PYTHONS)


def test_what_it_ships_is_there():
    assert [name for name in SHIPPED if not (HERE.root / name).exists()] == []
    assert [name for name in SCRIPTS if not (HERE.root / "installation/bundled" / name).is_file()] == []


def test_without_the_front_end_files_there_is_no_bundle(project):
    with pytest.raises(SetupError, match="make setup"):
        build_bundle(project, project.root / "dist" / "bundle.zip")
    assert not (project.root / "dist").exists()


# -- the whole way, without a network ---------------------------------------------------------------

FIRST_PAGE = """
import sys, time, urllib.request
said = open(sys.argv[1], encoding="utf-8")
until = time.monotonic() + 120
while "is at" not in (text := open(sys.argv[1], encoding="utf-8").read()):
    assert time.monotonic() < until, text
    time.sleep(0.2)
address = text.partition("is at")[2].split()[0]
with urllib.request.urlopen(address + "login/") as answer:
    page = answer.read().decode()
    assert answer.status == 200 and "bootstrap.min.css" in page, page
"""

#: Inside a network of its own that has nothing but itself.
INSIDE = """
set -e
"$PYTHON" -c 'import fcntl, socket, struct
with socket.socket() as s: fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 0x41))'
"$PYTHON" -c 'import socket
try: socket.create_connection(("192.0.2.1", 80), 2)
except OSError: raise SystemExit(0)
raise SystemExit("there is a network")'
./install.sh
./start.sh >said.txt 2>&1 &
server=$!
"$PYTHON" -c "$FIRST_PAGE" said.txt
kill -TERM $server
wait $server
"""


def cut_off():
    """How a program is run without a network, if this system lets us."""
    for command in (["unshare", "-n"], ["unshare", "-rn"]):
        if shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0:
            return command
    return None


@pytest.mark.prove
@pytest.mark.skipif(sys.platform != "linux", reason="cuts the network with unshare")
def test_it_installs_with_the_network_cut_and_the_first_page_appears(tmp_path):
    alone = cut_off()
    if alone is None:
        pytest.skip("unshare -n is not permitted here")
    bundle = build_bundle(HERE, tmp_path / bundle_name(HERE))
    with zipfile.ZipFile(bundle) as opened:
        opened.extractall(tmp_path)
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir())
    for script in folder.glob("*.sh"):
        script.chmod(0o755)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "PYTHON": sys.executable, "FIRST_PAGE": FIRST_PAGE, "PIP_CONFIG_FILE": os.devnull, "DEMO": "0",
                   "PORT": "18557"}
    command = [*alone, "sh", "-c", INSIDE]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr + (folder / "said.txt").read_text("utf-8", "replace")
    assert "4/4" in done.stdout
    assert not list(Path(folder, "wheels").glob("*.tar.gz"))


@pytest.mark.prove
def test_wheels_that_do_not_fit_are_told_and_not_taken_from_elsewhere(tmp_path):
    for name in ("installation", "requirements/run.lock", "package.json", "package-lock.json"):
        source = HERE.root / name
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    (tmp_path / "wheels").mkdir()
    done = subprocess.run([sys.executable, "-m", "installation"], cwd=tmp_path, capture_output=True, text=True, timeout=300,
                          env={"PATH": os.environ["PATH"], "PIP_CONFIG_FILE": os.devnull})
    assert done.returncode == 1
    assert "do not fit this Python" in done.stderr
    assert "Traceback" not in done.stderr
