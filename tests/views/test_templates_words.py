"""Every sentence that a page may show stands in both catalogues."""

from __future__ import annotations

import re

import pytest

from app.translations.collect import catalogue, spoken

CHINESE = re.compile("[\u4e00-\u9fff]")
#: Whose Chinese needs no character of its own.
SAME = {"%(what)s (%(count)s)", "%(used)s of %(most)s", "%(figure)s: %(where)s", "API"}


@pytest.fixture(scope="module")
def sentences() -> set[str]:
    """What views and templates say."""
    return spoken()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_is_missing(language: str, sentences: set[str]) -> None:
    known = catalogue(language)
    assert sorted(text for text in sentences if not (known.get(text) and known[text].string)) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_is_left_over_or_doubtful(language: str, sentences: set[str]) -> None:
    messages = [message for message in catalogue(language) if message.id]
    assert [message.id for message in messages if message.id not in sentences or message.fuzzy] == []


def test_chinese_is_chinese() -> None:
    assert [
        message.id
        for message in catalogue("zh")
        if message.id and message.id not in SAME and not CHINESE.search(message.string)
    ] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_placeholders_are_kept(language: str) -> None:
    names = re.compile(r"%\((\w+)\)s")
    assert [
        message.id
        for message in catalogue(language)
        if message.id and sorted(names.findall(message.id)) != sorted(names.findall(message.string))
    ] == []
