"""Style sheets as they are sent: Bootstrap without the rules that no page of ours names, and none with its comments.

Bootstrap is 31 kB on the wire and 232 kB for a phone to go through; what our pages name of it is a quarter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import flask_appbuilder

FOLDER = Path(__file__).resolve().parents[1]

#: Where names of classes stand: our pages, scripts, style sheet and views, and the pages and forms of FAB.
_SOURCES = (*(FOLDER / part for part in ("templates", "static/js", "static/app.css", "views")),
            *(Path(flask_appbuilder.__path__[0]) / part for part in ("templates", "fieldwidgets.py", "widgets.py")))
_KINDS = frozenset({".html", ".js", ".css", ".py"})

_WORD = re.compile(r"[A-Za-z][\w-]*")
_BEGINNING = re.compile(r"""([A-Za-z][\w-]*-)(?=[{$%]|["'`]\s*[~+])""")  # tag-{{ tone }}, `btn-${style}`, "text-" ~ shade
_COMMA = re.compile(r",(?![^()]*\))")
_NOT = re.compile(r":not\([^)]*\)")
_CLASS = re.compile(r"\.((?:[\w-]|\\.)+)")
_COMMENT = re.compile(r"/\*[^!].*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Names:
    """Every word that could be a class, and the beginnings of those that are put together."""

    words: frozenset[str]
    beginnings: tuple[str, ...]

    def know(self, name: str) -> bool:
        """Whether a page may use this class."""
        return name in self.words or name.startswith(self.beginnings)


def as_sent(name: str, content: bytes) -> bytes:
    """The file ``name`` of app/static/ with nothing in it that no page needs."""
    if not name.endswith(".css"):
        return content
    css = content.decode("utf-8")
    if name.startswith("vendor/bootstrap/"):
        css = named_rules(css, names_in(_SOURCES))
    return re.sub(r"\n\s+", "\n", _COMMENT.sub("", css)).encode()


@cache
def names_in(sources: tuple[Path, ...]) -> Names:
    """What stands in the files ``sources`` and in those below the folders among them."""
    text = "\n".join(path.read_text("utf-8") for path in _files(sources))
    return Names(frozenset(_WORD.findall(text)), tuple(sorted(set(_BEGINNING.findall(text)))))


def _files(sources: Iterable[Path]) -> Iterator[Path]:
    for source in sources:
        for path in sorted(source.rglob("*")) if source.is_dir() else [source]:
            if path.suffix in _KINDS and path.is_file():
                yield path


def named_rules(css: str, names: Names) -> str:
    """``css`` without the selectors that name a class which ``names`` do not know."""
    return "".join(_rule(block, names) for block in _blocks(css))


def _rule(block: str, names: Names) -> str:
    head, brace, body = block.partition("{")
    if head.startswith(("@media", "@supports")):
        inside = named_rules(body[:-1], names)
        return f"{head}{{{inside}}}" if inside else ""
    if head.startswith("@") or not brace:
        return block
    kept = [each for each in _COMMA.split(head) if all(map(names.know, _CLASS.findall(_NOT.sub("", each))))]
    return f"{','.join(kept)}{brace}{body}" if kept else ""


def _blocks(css: str) -> Iterator[str]:
    """The rules one by one, each with the blocks inside it."""
    start = depth = 0
    for found in re.finditer(r"[{}]", css):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            yield css[start:found.end()]
            start = found.end()
    yield css[start:]
