"""Keys of a long file: found again whether they are held or were put aside."""

import pytest

from app.records import seen
from app.records.seen import Seen


def chunks(count, size=100):
    """Keys as a file has them, a chunk at a time; each comes twice, the second time far from the first."""
    keys = [(number % 7, f"张样{number}") for number in range(count)]
    return [(keys + keys)[start : start + size] for start in range(0, 2 * count, size)]


@pytest.mark.parametrize("held", [0, 1, 150, 10_000])
def test_a_key_is_where_it_stood_first(monkeypatch, held):
    monkeypatch.setattr(seen, "HELD", held)
    known, line, first = Seen(), 0, {}
    for chunk in chunks(1000):
        known.recall(chunk)
        for key in chunk:
            line += 1
            assert known.setdefault(key, line) == first.setdefault(key, line)
        known.release()


def test_no_more_than_a_few_are_held(monkeypatch):
    monkeypatch.setattr(seen, "HELD", 200)
    known = Seen()
    for chunk in chunks(5000):
        known.recall(chunk)
        known.update(dict.fromkeys(chunk, 1))
        assert len(known) <= 300
        known.release()


def test_a_changed_place_is_the_one_that_is_found(monkeypatch):
    monkeypatch.setattr(seen, "HELD", 0)
    known = Seen()
    for place in ("王家村 3", 4):
        known.recall(["张样甲"])
        known["张样甲"] = place
        known.release()
    known.recall(["张样甲", "李样乙"])
    assert dict(known) == {"张样甲": 4}
