"""Answers in gzip: for who takes it, whole, and kept for good where they are files."""

from __future__ import annotations

import gzip
from typing import Any

import pytest

from app.serving.compressing import packed
from tests.web import WebTown

TAKES = {"Accept-Encoding": "gzip, deflate"}


@pytest.mark.parametrize("hidden", [0, 1, 99])
@pytest.mark.parametrize("body", [b"", b"a", "镇治".encode() * 9999])
def test_what_is_packed_is_unpacked(body: bytes, hidden: int) -> None:
    assert gzip.decompress(packed(body, 5, hidden)) == body
    assert len(packed(body, 5, hidden)) == len(packed(body, 5)) + hidden


def test_a_page_is_small_for_who_takes_it_and_plain_for_who_does_not(web: WebTown) -> None:
    small, plain = (web.stranger().get("/login/", headers=headers) for headers in (TAKES, {}))
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert len(small.data) < len(plain.data) / 2
    assert gzip.decompress(small.data).startswith(b"<!doctype html>")
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in (small, plain))
    assert small.content_length == len(small.data)


def test_the_same_page_has_many_lengths(web: WebTown) -> None:
    stranger = web.stranger()
    assert len({len(stranger.get("/login/", headers=TAKES).data) for _ in range(20)}) > 5


def asset(web: WebTown, name: str, **headers: str) -> Any:
    address = web.app.jinja_env.globals["asset"](name)
    return web.stranger().get(address, headers=headers, buffered=True)


def test_a_file_is_small_and_kept_for_good_by_everybody(web: WebTown) -> None:
    answer = asset(web, "app.css", **TAKES)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "text/css"
    assert b"--accent" in gzip.decompress(answer.data)
    assert asset(web, "app.css", **TAKES, **{"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert asset(web, "app.css").headers["Cache-Control"] == answer.headers["Cache-Control"]


def test_a_picture_stays_as_it_is_and_what_is_not_there_is_not_found(web: WebTown) -> None:
    assert "Content-Encoding" not in asset(web, "tick.svg").headers
    assert asset(web, "nothing.css", **TAKES).status_code == 404
    assert asset(web, "../application.py", **TAKES).status_code == 404


def test_an_answer_with_a_tag_keeps_its_bytes(web: WebTown) -> None:
    assert "Content-Encoding" not in web.stranger().get("/static/app.css", headers=TAKES, buffered=True).headers
