"""The one error of set-up."""

from __future__ import annotations


class SetupError(Exception):
    """Set-up cannot go on; the text is one or two sentences: what is wrong, and what to do."""
