"""Moments and sizes as people say them."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _

from app.decisions.calendar import SHANGHAI
from app.decisions.deadlines import DaysLeft


def local_time(moment: datetime) -> str:
    """A moment as people in China write it."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def size_words(size: int) -> str:
    """A file size in KB or MB."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"


def days_said(left: DaysLeft) -> str:
    """剩 3 个工作日, 今天到期, 超期 2 天."""
    if left.calendar < 0:
        return _("%(days)s days late", days=-left.calendar)
    return _("Due today") if left.calendar == 0 else _("%(days)s working days left", days=left.working)
