"""What the catalogue says of one code."""

from __future__ import annotations

from dataclasses import dataclass

from app.words import Words


@dataclass(frozen=True, slots=True)
class Detail:
    """The sentence of a code (fault, then remedy; ``{name}`` is filled in) and whether it only warns."""

    words: Words
    warning: bool = False


def fault(zh: str, en: str) -> Detail:
    """A fault: the value or file is refused."""
    return Detail(Words(zh, en))


def warning(zh: str, en: str) -> Detail:
    """A warning: the value is taken, the person should look."""
    return Detail(Words(zh, en), warning=True)
