"""Trying attacks as somebody, and noting whatever they achieve."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from werkzeug.test import TestResponse

from tests.matrix.aims import Attack
from tests.matrix.answers import Canaries, text_of
from tests.matrix.growing import Grown
from tests.matrix.refusing import UPLOADS, uploaded
from tests.matrix.viewers import browser_of, seen
from tests.matrix.watching import mark_of, refusals
from tests.web import WebTown


@dataclass
class Siege:
    """What was tried, as (register, role, attack, place); what was wrong, in words; and which attacks changed something."""

    tried: set[tuple[str, str, str, str]] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    gained: Counter[str] = field(default_factory=Counter)

    def __iadd__(self, other: Siege) -> Siege:
        self.tried |= other.tried
        self.faults += other.faults
        self.gained += other.gained
        return self

    def __str__(self) -> str:
        return f"{len(self.tried)} combinations of register, role, attack and place, {len(self.faults)} faults"


class Attacker:
    """One role's person who tries what is not granted."""

    def __init__(self, web: WebTown, grown: Grown, role: str) -> None:
        self.site, self.role, self.canaries = web.site, role, Canaries(grown)
        self.browser = browser_of(web, role)
        self.token = self.browser.token()
        self.seen = seen(grown, role)

    def run(self, attacks: Iterable[Attack]) -> Siege:
        """Try each."""
        siege, before = Siege(), mark_of(self.site)
        for attack in attacks:
            lines = refusals(self.site)
            answer = self.send(attack)
            siege.tried.add((attack.register or "-", self.role, attack.name, attack.place))
            after = mark_of(self.site)
            wrong = [*self._wrong(attack, answer), *self._unlogged(answer, refusals(self.site) - lines)]
            if after != before or (attack.what == "full numbers" and answer.status_code < 400):
                siege.gained[attack.name] += 1
                wrong.append("changed something, or showed it")
            siege.faults += [f"{self.role} {attack.method} {attack.url} ({attack.what}): {what}" for what in wrong]
            before = after
        return siege

    def send(self, attack: Attack) -> TestResponse:
        """The request; a file that was taken is applied as well."""
        answer = self._open(attack)
        address = answer.headers.get("Location", "")
        if attack.kind == "view.upload" and answer.status_code == 302 and "/import/" in address:
            return self.browser.post(f"{address}/apply", data={"mode": "good", "csrf_token": self.token})
        if attack.kind == "api.bring" and answer.status_code == 201:
            return self.browser.call("POST", f"{attack.url}/{answer.get_json()['run']}/apply", {"mode": "good"})
        return answer

    def _open(self, attack: Attack) -> TestResponse:
        how: dict[str, Any] = {"method": attack.method, "headers": {"X-CSRFToken": self.token}, "buffered": True}
        if attack.body is not None:
            return self.browser.open(attack.url, json=dict(attack.body), **how)
        return self.browser.open(attack.url, data=uploaded(attack), **how)

    def _wrong(self, attack: Attack, answer: TestResponse) -> Iterator[str]:
        if answer.status_code >= 500 or (answer.status_code < 400 and not self._tells_of_it(attack)):
            yield f"answered {answer.status_code}"
        told = self.canaries.found(text_of(answer)) - self.seen if attack.file is None else ()
        yield from (f"tells of {each}" for each in sorted(told))

    def _tells_of_it(self, attack: Attack) -> bool:
        """Rows of a file are refused one by one, and so are records in sight that a bulk act may not touch."""
        return attack.kind in UPLOADS or (attack.kind == "view.bulk" and (attack.register, attack.place) in self.seen)

    def _unlogged(self, answer: TestResponse, lines: int) -> Iterator[str]:
        """A refusal leaves its line in the audit log (app/views/errors.py)."""
        if answer.status_code in (403, 404) and lines != 1:
            yield f"left {lines} lines in the audit log for a refusal"
