"""Names of people (rules.md §6, row "name")."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, String

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.operators import like_pattern
from app.fieldtypes.pinyin import found_by
from app.fieldtypes.reading import NOTHING, UNCHANGED, Reading, Unchanged, clean_text, narrow, quoted
from app.fieldtypes.surnames import COMPOUND, SURNAMES
from app.problems import BadValue
from app.words import Words

_LONGEST = 50
_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ee5d\U00030000-\U000323af\ue000-\uf8ff"
_UNIFIED = "\u3400-\u4dbf\u4e00-\u9fff"

#: A name that needs no second look: up to four characters, or a minority name joined by ·
_GOOD = re.compile(f"[{_UNIFIED}]{{2,4}}|[{_UNIFIED}]{{1,11}}(?:·[{_UNIFIED}]{{1,11}}){{1,3}}")
_MASK = re.compile(r".\*\*\*")
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_DOT = re.compile(rf"\s*[·•・‧∙⋅⸱]\s*|(?<=[{_HAN}])\s*\.\s*(?=[{_HAN}])")
_NOTE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕)$")
_SEVERAL = re.compile(r"[、,;/|\\&]")
_AND = re.compile("[和与及]")
_HAN_PART = re.compile(f"[{_HAN}·]+")


@dataclass(frozen=True, kw_only=True)
class PersonName(FieldType):
    """The name of one person, Han, minority or foreign. Found by the pinyin of every reading of its surname."""

    kind = "person_name"
    words = Words("姓名", "name of a person")
    summary = Words(
        "一个人的姓名，可用拼音首字母或全拼查找",
        "the name of one person, found by initials and full pinyin too",
    )
    operator_keys = ("contains", "eq", "empty", "filled")
    sortable = True
    encryptable = True
    pinyin = True

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, String(_LONGEST)),)

    def parse(self, raw: Any, reading: Reading) -> str | Unchanged | None:
        """The name without inner blanks. Raises V060 digit, V061 other sign, V062 several people, V020 too long."""
        if raw.__class__ is str and _GOOD.fullmatch(raw) and raw not in NOTHING:
            return str(raw)
        text = clean_text(raw, lines=True)
        if text is None or text in NOTHING:
            return None
        if _MASK.fullmatch(text):
            return UNCHANGED
        return _checked(_one_person(_without_notes(_tidied(_not_too_long(text)), reading), reading), reading)

    def operand(self, operator: str, raw: Any, reading: Reading) -> Any:
        """Part of a name for ``contains``, else a whole name."""
        if operator != "contains":
            return super().operand(operator, raw, reading)
        text = _not_too_long(clean_text(raw) or "")
        part = _tidied(text)
        if not part:
            raise BadValue("V010", given=quoted(text))
        return like_pattern(part)

    def search_texts(self, value: Any) -> tuple[str, ...]:
        return found_by(value)

    def rule_kind(self) -> Kind:
        return kinds.TEXT

    def example(self, number: int = 1) -> str:
        """An invented person: 样 stands for "sample"."""
        return f"{'张王李赵陈刘杨黄'[number % 8]}样{'甲乙丙丁戊己庚辛壬癸'[number // 8 % 10]}"


def _not_too_long(text: str) -> str:
    """The text itself; the patterns are not made for very long ones."""
    if len(text) > 10 * _LONGEST:
        raise BadValue("V020", limit=_LONGEST, length=len(text))
    return text


def _tidied(text: str) -> str:
    """Narrow letters, one sign for the dot in minority names, nothing invisible, nothing loose at the ends."""
    bare = _INVISIBLE.sub("", narrow(text)).replace("’", "'")
    return _DOT.sub("·", bare).strip(" 、,;。·'")


def _without_notes(text: str, reading: Reading) -> str:
    """``张甲（组长）`` as ``张甲``, with warning V063."""
    name = text
    while (found := _NOTE.search(name)) and found.start():
        name = name[: found.start()]
    if name != text:
        reading.warn("V063")
    return name


def _one_person(text: str, reading: Reading) -> str:
    """The name without the blanks within a Han name. Raises BadValue V062 where it looks like several people."""
    parts = text.split()
    if _SEVERAL.search(text) or _look_like_several(parts):
        raise BadValue("V062")
    if not all(_HAN_PART.fullmatch(part) for part in parts):
        return " ".join(parts)
    if len(parts) > 1 and min(map(len, parts)) > 1 and parts[0] not in COMPOUND:
        reading.warn("V064")
    return "".join(parts)


def _look_like_several(parts: list[str]) -> bool:
    if len(parts) == 1:
        only = parts[0]
        return any(_is_whole(only[: at.start()]) and _is_whole(only[at.end() :]) for at in _AND.finditer(only))
    if len(parts) > 2 and all(len(part) == 1 for part in parts):
        return "".join(parts[:2]) not in COMPOUND and (len(parts) > 3 or parts[0] not in SURNAMES)
    if len(parts) == 2 and parts[0] in COMPOUND:
        return False
    return sum(map(_is_whole, parts)) > 1


def _is_whole(part: str) -> bool:
    """True for what is probably a complete name: a surname and more, or a minority name with its dot."""
    return "·" in part or (2 <= len(part) <= 4 and (part[0] in SURNAMES or part[:2] in COMPOUND))


def _checked(name: str, reading: Reading) -> str:
    """The name, each of whose signs may stand in a name."""
    for sign in name:
        kind = unicodedata.category(sign)
        if kind[0] == "N" and sign != "〇":
            raise BadValue("V060")
        if kind[0] not in "LM" and kind != "Co" and sign not in "·'-. 〇":
            raise BadValue("V061", sign=quoted(sign))
        if kind == "Co":
            reading.warn("V066", character=f"U+{ord(sign):04X}")
    if not name or not unicodedata.category(name[0]).startswith(("L", "Co", "Nl")):
        raise BadValue("V061", sign=quoted(name[:1]))
    if len(name) > _LONGEST:
        raise BadValue("V020", limit=_LONGEST, length=len(name))
    return name
