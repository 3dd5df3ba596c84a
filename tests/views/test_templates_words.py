"""Every sentence that a page may show stands in both catalogues."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

APP = Path(__file__).resolve().parent.parent.parent / "app"
CHINESE = re.compile("[\u4e00-\u9fff]")
#: Names that are the same in both languages.
SAME = {"%(used)s of %(most)s", "API"}


@pytest.fixture(scope="module")
def sentences() -> set[str]:
    """What views and templates say."""
    with (APP / "translations" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"_": None, "gettext": None, "lazy_gettext": None}
    found = extract_from_dir(str(APP), methods, options, keywords=keywords)
    return {message for _, _, message, _, _ in found if isinstance(message, str) and message}


def catalogue(language: str) -> Catalog:
    """The catalogue of a language."""
    content = (APP / "translations" / language / "LC_MESSAGES" / "messages.po").read_bytes()
    return read_po(BytesIO(content), locale=language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_is_missing(language: str, sentences: set[str]) -> None:
    known = catalogue(language)
    assert sorted(text for text in sentences if not (known.get(text) and known[text].string)) == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_sentence_is_left_over_or_doubtful(language: str, sentences: set[str]) -> None:
    messages = [message for message in catalogue(language) if message.id]
    assert [message.id for message in messages if message.id not in sentences or message.fuzzy] == []


def test_chinese_is_chinese() -> None:
    assert [message.id for message in catalogue("zh") if message.id and message.id not in SAME and not CHINESE.search(message.string)] == []


@pytest.mark.parametrize("language", ["zh", "en"])
def test_placeholders_are_kept(language: str) -> None:
    names = re.compile(r"%\((\w+)\)s")
    assert [message.id for message in catalogue(language)
            if message.id and sorted(names.findall(message.id)) != sorted(names.findall(message.string))] == []
