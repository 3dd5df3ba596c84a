"""The catalogue of problems is whole: every code is said in both languages, raised somewhere, and met by a test."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from app.problems import CATALOGUE
from tests.sites import ROOT

HERE = Path(__file__).resolve()

#: The sentences of an answer's status: 1000 and the status, raised by number (app/views/errors.py).
STATUSES = {code for code in CATALOGUE if len(code) == 5}


def _text(*folders: str) -> str:
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return "\n".join(path.read_text("utf-8") for path in paths if "catalogue" not in path.parts and path != HERE)


def test_every_code_is_raised_in_the_product() -> None:
    raised = set(re.findall(r'"([A-Z]\d{3})"', _text("app")))
    assert set(CATALOGUE) - STATUSES - raised == set()


def test_every_code_that_is_raised_has_its_sentence() -> None:
    raised = set(re.findall(r'(?:problem|fault|warning|BadValue|Misfit|Unreadable)\(\s*"([A-Z]\d{3})"', _text("app")))
    assert raised - set(CATALOGUE) == set()


def test_every_code_is_met_by_a_test() -> None:
    met = set(re.findall(r"\b([A-Z]\d{3})\b", _text("tests")))
    assert set(CATALOGUE) - STATUSES - met == set()


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_both_languages_speak_of_the_same_values(code: str) -> None:
    words = CATALOGUE[code].words
    chinese, english = ({name for _, name, _, _ in Formatter().parse(each) if name} for each in (words.zh, words.en))
    assert chinese == english


@pytest.mark.parametrize("code", sorted(set(CATALOGUE) - {"V005"}))
def test_a_sentence_ends_as_sentences_do(code: str) -> None:
    words = CATALOGUE[code].words
    assert words.zh.endswith(("。", "}"))
    assert words.en.endswith((".", "}"))
