"""Many clerks at once against a running server: what each of them does, what they were told, how long it took.

A thread a clerk, with a connection and a session of its own. Whatever a clerk writes bears a mark that nothing else bears;
what the server has acknowledged is kept, to be looked for afterwards.
"""

from __future__ import annotations

import http.client
import io
import json
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import quantiles
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.web import PASSWORD

PATIENCE = 120.0  #: seconds until an answer must have come
_KEPT = 1.0  #: seconds for which a connection is used again; gunicorn keeps it for two


@dataclass(frozen=True)
class Acknowledged:
    """A write that the server has said is stored. ``version``: of the record after it, where it was told; ``read`` before."""

    kind: str
    mark: str
    record: int = 0
    version: int = 0
    read: int = 0


@dataclass
class Office:
    """What all clerks share."""

    port: int
    cases: Mapping[str, list[int]]  #: whose unit → cases that are held there
    old: list[int]  #: cases that the clock is busy with
    returns: Mapping[str, list[int]]
    codes: Mapping[str, str]
    think: float  #: seconds between two requests of a clerk, on average
    ended: threading.Event = field(default_factory=threading.Event)
    acknowledged: list[Acknowledged] = field(default_factory=list)
    tried: list[tuple[str, str]] = field(default_factory=list)
    times: list[tuple[str, float]] = field(default_factory=list)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    @property
    def has_worked(self) -> bool:
        """Whether edits and acts were stored, or something failed."""
        return bool(self.failures) or {"edit", "act"} <= {one.kind for one in self.acknowledged}

    def table(self) -> str:
        """Requests, p50 and p95 in milliseconds of each kind."""
        by_kind: dict[str, list[float]] = {}
        for kind, seconds in self.times:
            by_kind.setdefault(kind, []).append(seconds * 1000)
        lines = []
        for kind, taken in sorted({**by_kind, "all": [seconds * 1000 for _, seconds in self.times]}.items()):
            parts = quantiles(taken, n=20) if len(taken) > 1 else taken * 19
            told = ", ".join(f"{status}: {count}" for (its, status), count in sorted(self.statuses.items()) if its == kind)
            lines.append(f"  {kind:<10} {len(taken):>6}  p50 {parts[9]:>7.0f} ms  p95 {parts[18]:>7.0f} ms  {told}")
        return "\n".join(lines)


class Clerk:
    """One of them. ``unit``: key of ``Office.cases``."""

    def __init__(self, office: Office, number: int, user: str, role: str, unit: str) -> None:
        self.office, self.number, self.user, self.role, self.unit = office, number, user, role, unit
        self.chance = random.Random(number)  # noqa: S311
        self.cookies: dict[str, str] = {}
        self.token, self.step = "", 0
        self.connection = http.client.HTTPConnection("127.0.0.1", office.port, timeout=PATIENCE)

    def run(self) -> None:
        """Log in, then one thing after the other until it is over."""
        try:
            time.sleep(self.chance.uniform(0, self.office.think * 4))  # not all of them come at eight sharp
            self._log_in()
            while not self.office.ended.is_set():
                self.step += 1
                self._task()()
                self.office.ended.wait(self.chance.expovariate(1 / self.office.think))
        except Exception as bad:
            self.office.failures.append(f"{self.user}: {type(bad).__name__}: {bad}")
        finally:
            self.connection.close()

    def _task(self) -> Any:
        mine = {self._list: 5, self._open: 5, self._edit: 5, self._act: 4, self._enter: 1}
        if self.role in ("village_leader", "town_clerk"):
            mine[self._return] = 2
        if self.role in ("village_clerk", "village_leader", "town_clerk"):
            mine[self._bring] = 1
        if self.role == "county_supervisor":
            mine = {self._list: 3, self._open: 3, self._act: 6}
        return self.chance.choices(list(mine), list(mine.values()))[0]

    def _mark(self) -> str:
        return f"{self.number}记{self.step}号"

    # -- what they do ----------------------------------------------------------------------------------

    def _log_in(self) -> None:
        _, page = self._ask("log in", "GET", "/login/")
        self._keep_token(page)
        form = urlencode({"username": self.user, "password": PASSWORD, "csrf_token": self.token})
        status, page = self._ask("log in", "POST", "/login/", form, "application/x-www-form-urlencoded")
        while status == 503 and not self.office.ended.is_set():  # the database was busy: as people do, once more
            status, page = self._ask("log in", "POST", "/login/", form, "application/x-www-form-urlencoded")
        if status not in (302, 503):
            raise AssertionError(f"log-in: {status} {page[:200]}")
        self._keep_token(self._ask("home", "GET", "/")[1])

    def _keep_token(self, page: str) -> None:
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found, page[:300]
        self.token = found[1]

    def _list(self) -> None:
        path = self.chance.choice(["/dispute/list/", "/board/", "/dispute/list/?f.status.eq=open", "/"])
        self._ask("list", "GET", path)

    def _open(self) -> None:
        self._ask("open", "GET", f"/dispute/show/{self._case()}")

    def _case(self) -> int:
        """One of the unit's; half of the time the one that everybody looks at."""
        if self.role == "county_supervisor":
            return self.chance.choice(self.office.old)
        mine = self.office.cases[self.unit]
        return mine[0] if self.chance.random() < 0.5 else self.chance.choice(mine)

    def _edit(self) -> None:
        """Read, think, write: who was late is told so."""
        case, mark = self._case(), self._mark()
        version = self._version("dispute", case)
        self.office.ended.wait(self.chance.uniform(0, 1.5))
        status, _ = self._send("edit", "PUT", f"/api/v1/dispute/{case}", {"remarks": mark, "version": version}, mark)
        if status == 200:
            self.office.acknowledged.append(Acknowledged("edit", mark, case, self.seen, version))

    def _act(self) -> None:
        """Progress, by REST or by the form."""
        case, mark = self._case(), self._mark()
        if self.chance.random() < 0.5:
            version = self._version("dispute", case)
            status, _ = self._send("act", "POST", f"/api/v1/dispute/{case}/acts/progress", {"reason": mark, "version": version},
                                   mark)
        else:
            self.office.tried.append(("act", mark))
            form = urlencode({"reason": mark, "csrf_token": self.token})
            status, _ = self._ask("act", "POST", f"/dispute/case/progress/{case}", form, "application/x-www-form-urlencoded")
        if status in (200, 302):
            self.office.acknowledged.append(Acknowledged("act", mark, case))

    def _return(self) -> None:
        """The village hands in or corrects, the town sends back."""
        record, mark = self.chance.choice(self.office.returns[self.unit]), self._mark()
        act = "submit" if self.role == "village_leader" else "send_back"
        version = self._version("periodic_return", record)
        path = f"/api/v1/periodic_return/{record}/{act}"
        status, _ = self._send("return", "POST", path, {"reason": mark, "version": version}, mark)
        if status == 200:
            self.office.acknowledged.append(Acknowledged("return", mark, record, self.seen))

    def _enter(self) -> None:
        mark = self._mark()
        body = {"title": mark, "category": "land", "description": "田埂之争", "people_involved": 2,
                "unit": int(self.office.codes[f"id {self.unit}"])}
        status, answer = self._send("enter", "POST", "/api/v1/dispute/", body, mark)
        if status == 201:
            self.office.acknowledged.append(Acknowledged("enter", mark, json.loads(answer)["id"]))

    def _bring(self) -> None:
        """A file of three cases."""
        mark, code = self._mark(), self.office.codes[self.unit]
        rows = "".join(f"{code},{mark}之{number},邻里纠纷,滴水之争,{number + 2}\n" for number in range(3))
        content = f"发生单位,标题,类别,简要情况,涉及人数\n{rows}".encode("utf-8-sig")
        boundary, body = encode_multipart({"file": FileStorage(io.BytesIO(content), "台账.csv")})
        status, answer = self._ask("import", "POST", "/api/v1/dispute/import", body,
                                   f"multipart/form-data; boundary={boundary}")
        if status != 201:
            return
        status, answer = self._send("import", "POST", f"/api/v1/dispute/import/{json.loads(answer)['run']}/apply",
                                    {"mode": "all"}, mark)
        if status == 200:
            self.office.acknowledged.append(Acknowledged("import", mark))

    # -- asking ----------------------------------------------------------------------------------------

    seen = 0  #: the version that the last answer told
    answered = 0.0  #: when that was

    def _version(self, register: str, record: int) -> int:
        self._ask("open", "GET", f"/api/v1/{register}/{record}")
        return self.seen

    def _send(self, kind: str, method: str, path: str, body: Mapping[str, Any], mark: str) -> tuple[int, str]:
        self.office.tried.append((kind, mark))
        return self._ask(kind, method, path, json.dumps(body), "application/json")

    def _ask(self, kind: str, method: str, path: str, body: str | bytes | None = None, sort: str = "") -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers |= {"Content-Type": sort, "X-CSRFToken": self.token}
        begun = time.perf_counter()
        if begun - self.answered > _KEPT:
            self.connection.close()  # the server may have closed it by now; it is opened anew
        self.connection.request(method, path, body.encode() if isinstance(body, str) else body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        self.answered = time.perf_counter()
        self.office.times.append((kind, self.answered - begun))
        self.office.statuses[kind, answer.status] += 1
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        self.seen = int((answer.headers.get("ETag") or '"0"').strip('W/"') or 0) if answer.status in (200, 201) else 0
        if answer.status >= 500 and answer.status != 503:
            self.office.failures.append(f"{method} {path}: {answer.status} {text[:300]}")
        return answer.status, text
