"""What somebody typed for a figure, as it would stand in a file. What is no number stays as it was typed: the checks of the
files say what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from app.decisions.policy_changes import Path
from app.policies.figures import Kind, PolicyFigure

_WHOLE, _DECIMAL = re.compile(r"[0-9]{1,7}", re.ASCII), re.compile(r"[0-9]{1,9}(\.[0-9]{1,4})?", re.ASCII)
_APART = re.compile(r"[\s,，、;；]+")


def entered(figure: PolicyFigure, said: Sequence[str], source: str) -> Iterator[tuple[Path, Any]]:
    """The places that change, with their new values; none where the figure stays. ``source``: the key of the county's."""
    special = _SPECIAL.get(figure.kind)
    if special is not None:
        yield from special(figure, [each.strip() for each in said if each.strip()], source)
        return
    value = _READ.get(figure.kind, str)(next(iter(said), "").strip())
    if value != figure.value or isinstance(value, bool) is not isinstance(figure.value, bool):
        yield figure.path, value


def _whole(text: str) -> Any:
    return int(text) if _WHOLE.fullmatch(text) else text


def _number(text: str) -> Any:
    if not _DECIMAL.fullmatch(text):
        return text
    return int(text) if "." not in text else float(text)


def _days(text: str) -> Any:
    return [_whole(each) for each in _APART.split(text) if each]


_TRUTH: Mapping[str, bool] = {"yes": True, "no": False}

_READ: Mapping[Kind, Callable[[str], Any]] = {
    "whole": _whole, "number": _number, "days": _days, "yes_no": lambda text: _TRUTH.get(text, text)}


# -- several at once --------------------------------------------------------------------------------


def _causes(figure: PolicyFigure, said: Sequence[str], source: str) -> Iterator[tuple[Path, Any]]:
    """Causes are taken away or brought back; the words that the register has for them come later (proposing.py)."""
    for key in figure.value:
        if key not in said:
            yield (*figure.path, key), None
    for key in said:
        if key not in figure.value:
            yield (*figure.path, key), {"words": {"zh": key, "en": key}, "source": source}


def _functions(figure: PolicyFigure, said: Sequence[str], source: str) -> Iterator[tuple[Path, Any]]:
    if tuple(said) != figure.value:
        yield figure.path, [{"function": each, "source": source} for each in said]


def _function(figure: PolicyFigure, said: Sequence[str], source: str) -> Iterator[tuple[Path, Any]]:
    wanted = next(iter(said), "")
    if wanted != figure.value:
        yield figure.path, {"function": wanted, "source": source} if wanted else None


_SPECIAL: Mapping[Kind, Callable[[PolicyFigure, Sequence[str], str], Iterator[tuple[Path, Any]]]] = {
    "causes": _causes, "functions": _functions, "function": _function}
