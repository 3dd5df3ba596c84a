"""Moments and sizes as people say them."""

from __future__ import annotations

from datetime import datetime

from app.decisions.calendar import SHANGHAI


def local_time(moment: datetime) -> str:
    """A moment as people in China write it."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def size_words(size: int) -> str:
    """A file size in KB or MB."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"
