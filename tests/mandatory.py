"""What a machine may lack: a skip with its remedy, and a failure where the run demands it."""

import os
from typing import NoReturn

import pytest


def missing(what: str, remedy: str, *, demanded_by: str) -> NoReturn:
    """Skip the test, saying what is missing and how to get it; fail instead when ``demanded_by`` is 1."""
    sentence = f"{what} {remedy}"
    if os.environ.get(demanded_by) == "1":
        pytest.fail(f"{sentence} ({demanded_by}=1 makes it mandatory.)", pytrace=False)
    pytest.skip(sentence)
