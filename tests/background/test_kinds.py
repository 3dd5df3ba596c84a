"""What every kind of task shares: how an attempt ends, and what an installation holds from before an upgrade."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.background import Background
from app.background.exports import Asked
from app.background.kinds import Attempt
from app.background.packages import KeptPackage
from app.background.tasks import TRIES, BrokenOff, Cancelled
from app.problems import Problems, problem
from tests.sites import Town


@pytest.fixture
def background(town: Town) -> Iterator[Background]:
    """The work of a process."""
    made = Background(town.site, lambda: datetime(2026, 8, 5, 2, tzinfo=UTC))
    yield made
    made.close()


def ends_with(error: Exception | None) -> int:
    """A deed that ends with an error, or well."""
    if error is not None:
        raise error
    return 7


@pytest.mark.parametrize(("error", "attempt"), [
    (None, Attempt(done=7)), (BrokenOff(), None), (Cancelled(), Attempt()),
    (Problems([problem("F054", name="#1"), problem("A003")]), Attempt(fault=problem("A003"))),
    (RuntimeError("broken"), None), (OSError(28, "No space left on device"), None)],
    ids=["done", "broken_off", "cancelled", "problems", "ours", "disk"])
def test_an_attempt_ends_in_one_way_or_goes_on_waiting(background: Background, error: Exception | None,
                                                       attempt: Attempt[int] | None) -> None:
    assert background.imports.attempted(1, lambda: ends_with(error)) == attempt


@pytest.mark.parametrize(("error", "code"), [(RuntimeError("broken"), "F063"), (OSError(28, "No space left"), "S013")])
def test_an_error_that_stays_is_said_after_some_tries(background: Background, error: Exception, code: str) -> None:
    for _ in range(TRIES - 1):
        assert background.exports.attempted("a", lambda: ends_with(error)) is None
    ended = background.exports.attempted("a", lambda: ends_with(error))
    assert ended is not None
    assert ended.fault is not None
    assert ended.fault.code == code


def test_who_is_told_nothing_has_cancelled_it() -> None:
    assert (Attempt().cancelled, Attempt().reason("zh")) == (True, "")
    failed = Attempt[int](fault=problem("F058"))
    assert (failed.cancelled, failed.reason("zh")) == (False, problem("F058").message("zh"))


def test_what_lies_in_the_queue_before_an_upgrade_is_known_after_it(background: Background) -> None:
    assert set(background.tasks.huey._registry._registry) == {
        "app.background.imports.apply_import", "app.background.exports.write_export", "app.background.packages.bring_package",
        "app.background.outgoing.send_messages"}


def test_what_lies_in_a_folder_before_an_upgrade_is_read_after_it() -> None:
    moment = datetime(2026, 8, 5, 2, tzinfo=UTC)
    asked = {"id": "a", "register": "team_member", "user_id": 3, "language": "zh", "columns": ["name"], "full": False,
             "purpose": None, "filter": "全部", "arguments": {"q": ["张"]}, "count": 1, "asked_at": moment.isoformat(),
             "state": "done", "rows": 1, "reason": "", "ended_at": moment.isoformat(), "duties": [["town_clerk", 4, None]]}
    kept = {"id": "b", "user_id": 3, "name": "镇.zip", "language": "zh", "at": moment.isoformat(), "state": "looked",
            "sealed": "", "settle": {"team_member": "ours"}, "told": {}, "reason": ""}
    export, package = Asked.from_json(json.dumps(asked)), KeptPackage.from_json(json.dumps(kept))
    assert (export.columns, export.duties, export.ended_at) == (("name",), (("town_clerk", 4, None),), moment)
    assert (package.at, package.settle) == (moment, {"team_member": "ours"})
    assert (json.loads(export.as_json()), json.loads(package.as_json())) == (asked, kept)
