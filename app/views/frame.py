"""The frame of a page as finished text with holes, so that a page costs its own content alone.

The frame is the same for all who share roles, language and menu. It is drawn once by ``frame_with_holes.html`` and cut
at the holes; a page is then drawn by its own template with ``layout="body.html"`` and put into the hole ``main``::

    frame = cut_frame(render_template("frame_with_holes.html", shell=shell))
    frame.around(active="dispute", title=escape(title), csrf=token, person=person_html, main=body)
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HOLE = re.compile(r"<!--hole:([a-z]+)-->")

#: What differs from request to request: the title, the token, who is logged in, and the page itself.
HOLES = frozenset({"title", "csrf", "person", "main"})


@dataclass(frozen=True, slots=True)
class Frame:
    """Texts and, between them, the names of the holes."""

    texts: tuple[str, ...]
    holes: tuple[str, ...]

    def around(self, *, active: str, **parts: str) -> str:
        """The page. ``parts`` are HTML, already escaped, one for each hole; ``active`` is the key of a menu entry."""
        filled = [_marked(self.texts[0], active)]
        for hole, text in zip(self.holes, self.texts[1:], strict=True):
            filled += (parts[hole], _marked(text, active))
        return "".join(filled)


def _marked(text: str, active: str) -> str:
    return text.replace(f'data-entry="{active}"', f'data-entry="{active}" aria-current="page"') if active else text


def cut_frame(html: str) -> Frame:
    """The frame from a page drawn with holes. Raises ValueError where a hole is missing or unknown."""
    pieces = _HOLE.split(html)
    texts, holes = tuple(pieces[::2]), tuple(pieces[1::2])
    if set(holes) != HOLES:
        raise ValueError(f"the frame has the holes {sorted(holes)}, not {sorted(HOLES)}")
    return Frame(texts, holes)
