"""Readings of Chinese characters, so that a name is found by its pinyin (rules.md §6: index all readings).

A surname has several readings (曾 zēng/céng, 单 shàn/dān): every reading of the first character counts.
Further characters count by their common readings only, or a search would find whom nobody meant.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from app.fieldtypes.surnames import COMPOUND

_MOST = 8  # combinations of readings per name

# Characters with more than one common reading within a name, or whose first reading in the dictionary is rare.
_SEVERAL_READINGS = """
    乐le/yue 长chang/zhang 重zhong/chong 行xing/hang 朝chao/zhao 茜xi/qian
    晟sheng/cheng 盛sheng 娜na/nuo 柏bai/bo 藏zang/cang 传chuan/zhuan 率shuai/lv
    省sheng/xing 降jiang/xiang 校xiao/jiao 调tiao/diao 曾zeng/ceng 贾jia 厦xia/sha
    纶lun/guan 琢zhuo 阿a/e 堡bao/pu/bu 泊bo/po 薄bo/bao 伽jia/qie/ga 仔zai/zi 纤xian
    莞guan/wan 拓tuo/ta 澄cheng 桔ju/jie 还huan/hai 都du/dou 宿su/xiu 屏ping 卜bu/bo
    吁yu/xu 解xie/jie 区qu/ou 单dan/shan 查cha/zha 会hui/kuai 炅jiong/gui 莘xin/shen
    蔚wei/yu 菀wan/yu 玢bin/fen 筠yun/jun 什shi/shen 蚌beng/bang 六liu/lu 番fan/pan
    车che 石shi 似si 佛fo 牟mou/mu 缪miao/mou 尉wei/yu 翟zhai/di 褚chu 俟qi/si
    参can/shen 弹tan/dan 强qiang 和he 宁ning 燕yan 曲qu 种zhong/chong 侗dong/tong
    隗wei/kui 折zhe/she 卡ka/qia 扎zha/za 给gei/ji
"""
_COMMON = {
    word[0]: tuple(word[1:].split("/"))
    for word in _SEVERAL_READINGS.split()
}
#: Readings as a surname that the dictionary lacks.
_SURNAME_ALSO = {"黑": ("he",), "谌": ("shen",), "费": ("bi",)}


@cache
def _dictionary() -> dict[str, str]:
    """pypinyin's characters by code point, read without importing the package (its phrases cost 0.25 s)."""
    package = find_spec("pypinyin")
    if package is None or package.origin is None:
        return {}
    found: dict[str, str] = json.loads(Path(package.origin).with_name("pinyin_dict.json").read_text("utf-8"))
    return found


def _toneless(reading: str) -> str:
    """``lǚ`` as ``lv``, the way it is typed."""
    bare = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in bare if letter.isascii())


def _all_readings(character: str) -> tuple[str, ...]:
    if character.isascii():
        return (character.lower(),) if character.isalnum() else ()
    found = _dictionary().get(str(ord(character)), "")
    return tuple(dict.fromkeys(_toneless(reading) for reading in found.split(",") if reading))


def _surname_readings(character: str) -> tuple[str, ...]:
    common = _COMMON.get(character, ())
    return tuple(dict.fromkeys((*common, *_all_readings(character), *_SURNAME_ALSO.get(character, ()))))


def _given_readings(character: str) -> tuple[str, ...]:
    return _COMMON.get(character) or _all_readings(character)[:1]


def _first_letters(readings: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reading[0] for reading in readings))


class _Known(dict[str, tuple[str, ...]]):
    """What each character gives, worked out when it first comes."""

    def __init__(self, give: Callable[[str], tuple[str, ...]]) -> None:
        super().__init__()
        self._give = give

    def __missing__(self, character: str) -> tuple[str, ...]:
        found = self[character] = self._give(character)
        return found


_SYLLABLES = _Known(_surname_readings), _Known(_given_readings)
_INITIALS = (
    _Known(lambda character: _first_letters(_surname_readings(character))),
    _Known(lambda character: _first_letters(_given_readings(character))),
)


def initials(text: str) -> tuple[str, ...]:
    """``曾样甲`` as ``("zyj", "cyj")``: every string of initials, at most eight."""
    found = _combined(text, *_INITIALS)
    proper = COMPOUND.get(text[:2])
    if proper is None:
        return found
    return _also(found, proper[0][0] + proper[1][0], _combined(text[2:], _INITIALS[1], _INITIALS[1]))


def syllables(text: str) -> tuple[str, ...]:
    """``曾样甲`` as ``("zengyangjia", "cengyangjia")``: every string of joined syllables, at most eight."""
    found = _combined(text, *_SYLLABLES)
    proper = COMPOUND.get(text[:2])
    if proper is None:
        return found
    return _also(found, "".join(proper), _combined(text[2:], _SYLLABLES[1], _SYLLABLES[1]))


def found_by(text: str) -> tuple[str, ...]:
    """The text itself with its initials and its syllables: what a search index holds of a name."""
    return tuple(dict.fromkeys((text, *initials(text), *syllables(text))))


def _combined(text: str, first: _Known, further: _Known) -> tuple[str, ...]:
    """Every combination; the first characters have their choice before the cap is reached."""
    if not text:
        return ()
    found = first[text[0]] or ("",)
    for options in map(further.__getitem__, text[1:]):
        if len(options) == 1:
            only = options[0]
            found = tuple([start + only for start in found])
        elif options:
            taken = options[: max(1, _MOST // len(found))]
            found = tuple([start + reading for reading in taken for start in found])
    return found[:_MOST] if found != ("",) else ()


def _also(found: tuple[str, ...], surname: str, given: tuple[str, ...]) -> tuple[str, ...]:
    """The readings with a compound surname read properly, then those read by the character."""
    proper = [surname + rest for rest in given or ("",)]
    return tuple(dict.fromkeys((*proper, *found)))[:_MOST]
