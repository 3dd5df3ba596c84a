"""What the style page is made of: files of macros, the macros, and the states in which each is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from types import MappingProxyType
from typing import Any, Literal

from app.views.page import FieldView, Option
from app.words import Words

#: What a macro must stand in: ``cell`` of a table, ``heading`` of one, ``control`` under a label, ``fact`` of a list,
#: ``text`` of an attribute.
Around = Literal["block", "cell", "heading", "control", "fact", "text"]

HERE = "/style/"

_NUMBERS = count(1)
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class State:
    """One call of a macro, with what it shows."""

    words: Words
    arguments: tuple[Any, ...]
    named: Mapping[str, Any]


@dataclass(frozen=True)
class Piece:
    """A macro in its states."""

    name: str
    states: tuple[State, ...]
    around: Around = "block"


@dataclass(frozen=True)
class MacroFile:
    """A file of app/templates with its macros. ``context``: what the file itself reads beside its macros."""

    path: str
    pieces: tuple[Piece, ...]
    context: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)


def state(zh: str, en: str, *arguments: Any, **named: Any) -> State:
    """A state with its words in both languages."""
    return State(Words(zh, en), arguments, named)


def usual(*arguments: Any, **named: Any) -> State:
    """The state that most pages show."""
    return state("通常", "usual", *arguments, **named)


def a_field(label: str = "标题", **more: Any) -> FieldView:
    """A field with a name of its own, since a page holds each id once."""
    name = f"style{next(_NUMBERS)}"
    return FieldView(key=name, name=name, label=label, **more)


def options(*labels: str, chosen: str = "") -> tuple[Option, ...]:
    """Options, of which one may be chosen."""
    return tuple(Option(key=str(number), label=label, chosen=label == chosen) for number, label in enumerate(labels, start=1))
