"""How names of organisation units are written: usual endings, blanks and separators (rules.md §6 row "unit").

The official list has eight endings of villages and communities; people write any of them, or none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

_FAMILIES = {
    "village": ("村 村委 村委会 村民委员会 村村委会 村村民委员会",
                "社区 居委会 居民委员会 社区居委会 社区居民委员会 社区委员会",
                "嘎查 嘎查委员会 嘎查村委会 嘎查村民委员会 嘎查嘎查委员会",
                "生活区 生活区居委会"),
    "town": ("镇 镇政府 镇人民政府", "乡 乡政府 乡人民政府", "街道 街道办 街道办事处", "苏木 苏木人民政府"),
    "county": ("县 县政府 县人民政府", "区 区政府 区人民政府", "市 市政府 市人民政府"),
}
#: ending → (level, the first ending of its family)
ENDINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {ending: (level, family.split()[0])
     for level, families in _FAMILIES.items() for family in families for ending in family.split()})
LONGEST_ENDING = max(map(len, ENDINGS))
REGIONS = ("省", "市", "区", "州", "盟")  #: how the name of a province or prefecture ends

# Blanks, zero-width characters and the signs that part the levels of a path.
_LEFT_OUT = re.compile(r"[\s/\\>＞→›»|,，\u200b-\u200d\u2060\ufeff]+")


def tidy(text: str) -> str:
    """``text`` in one width, without blanks and separators."""
    return _LEFT_OUT.sub("", unicodedata.normalize("NFKC", text))


def ending_of(name: str) -> str:
    """The longest usual ending of a tidy name; "" for none. A name that is all ending has none."""
    if name in ENDINGS:
        return ""
    for length in range(min(LONGEST_ENDING, len(name) - 1), 0, -1):
        if name[-length:] in ENDINGS:
            return name[-length:]
    return ""


def stem_of(name: str) -> str:
    """A tidy name without its usual ending."""
    return name.removesuffix(ending_of(name))


SAME, SAME_FAMILY, BARE, OTHER_FAMILY = range(4)  #: how far a written name is from a unit's own


def distance(written: str, ending: str, own: str) -> int | None:
    """How far ``written`` (tidy, with ``ending``) is from the ``own`` name of the same stem.

    None where the endings belong to different levels: 金元镇 is never 金元社区.
    """
    if written == own:
        return SAME
    mine, theirs = ENDINGS.get(ending), ENDINGS.get(ending_of(own))
    if mine is None or theirs is None:
        return BARE
    if mine[0] != theirs[0]:
        return None
    return SAME_FAMILY if mine == theirs else OTHER_FAMILY


def lies_under(prefix: str, path: tuple[str, ...]) -> bool:
    """True where ``prefix`` spells part of ``path`` (top first), levels left out or shortened as people do.

    Province and prefecture may stand before a path that begins with the county.
    """
    rest, top_matched = prefix, not path
    for name in reversed(path):
        shorter = _without_tail(rest, tidy(name))
        top_matched, rest = shorter != rest, shorter
        if not rest:
            return True
    return top_matched and rest.endswith(REGIONS)


def _without_tail(text: str, name: str) -> str:
    """``text`` without ``name`` at its end: as it is, with another usual ending of its level, or bare."""
    if text.endswith(name):
        return text.removesuffix(name)
    stem, ending = stem_of(name), ending_of(text)
    if _level(ending) == _level(ending_of(name)) and text.endswith(stem + ending):
        return text.removesuffix(stem + ending)
    return text.removesuffix(stem)


def _level(ending: str) -> str | None:
    return ENDINGS[ending][0] if ending in ENDINGS else None
