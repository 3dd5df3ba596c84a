"""Every file of the corpus comes to what is declared beside it: good rows, refused ones with their reasons, skipped ones."""

from collections import Counter

import pytest

from app.exchange.reading.table import sheet_of
from tests.exchange.corpus import books, headed, lines, meaning, texts
from tests.exchange.corpus.case import Case
from tests.exchange.files import bytes_file

CORPUS: list[Case] = [*texts.CASES, *headed.CASES, *lines.CASES, *books.CASES, *meaning.CASES]


@pytest.fixture
def backend() -> str:
    """Reading asks the database nothing that differs between the two."""
    return "sqlite"


def place_of(line, sheet):
    return f"{sheet} {line}" if sheet else line


def add_unit(town, *, parent="510923108000", merged_into=None, **unit):
    target = town.unit(merged_into) if merged_into else None
    added = town.add("unit", {"level": "village", "parent": town.unit(parent), "merged_into": target, **unit})
    town.units[unit["code"]] = added


def refused_of(done):
    found = {}
    for each in done.rejected:
        found.setdefault(place_of(each.mark.line, sheet_of(each.mark)), []).append(f"{each.field or ''} {each.code}")
    return {place: ", ".join(sorted(each)) for place, each in found.items()}


def named(rows):
    return {place_of(row.line, row.sheet): row.values.get("name") or row.values.get("title") for row in rows}


@pytest.mark.parametrize("case", CORPUS, ids=lambda case: case.trap)
def test_a_file_of_the_corpus_comes_to_what_is_declared_beside_it(rosters, case):
    who = rosters.clerk if case.who == "village" else rosters.town_clerk
    for unit in case.units:
        add_unit(rosters.town, **unit)
    source = bytes_file(rosters.folder, case.content(), name=case.name)
    done = rosters.look(source, who, case.register, **case.options)
    assert (done.reason.code if done.reason else "") == case.rejected
    if case.rejected:
        assert (done.rows, done.stored) == ([], False)
        return
    assert named(done.rows) == dict(case.accepted)
    assert refused_of(done) == dict(case.refused)
    assert {place_of(row.line, row.sheet): row.why for row in done.skipped} == dict(case.skipped)
    assert sorted({each.code for each in done.warnings}) == sorted(case.told)
    assert named(done.parents.rows if done.parents else []) == dict(case.parents)
    given = {place_of(row.line, row.sheet): row.values for row in done.rows}
    assert {place: {key: given[place][key] for key in values} for place, values in case.values.items()} == dict(case.values)


def test_the_corpus_has_a_file_for_each_of_more_than_sixty_traps():
    assert len(CORPUS) >= 60
    assert max(Counter(case.trap for case in CORPUS).values()) == 1
