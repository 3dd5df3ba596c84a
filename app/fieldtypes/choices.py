"""Values from a list: yes/no, choices of the declaration, terms of a vocabulary, the four colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Boolean, Column, String

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.operators import like_pattern
from app.fieldtypes.options import Bilingual, Coded, listed, mapping, text
from app.fieldtypes.reading import Reading, clean_text, narrow
from app.fieldtypes.storage import Keys, Ranked
from app.fieldtypes.wording import Wording
from app.problems import BadValue, nearest
from app.words import Words

_YES = frozenset({"是", "有", "对", "√", "✓", "y", "yes", "true", "1"})
_NO = frozenset({"否", "无", "没有", "不是", "×", "✗", "n", "no", "false", "0"})


@dataclass(frozen=True, kw_only=True)
class YesNo(FieldType):
    """Yes, no, or not known."""

    kind = "yes_no"
    words = Words("是否", "yes or no")
    cell = "yes_no"
    summary = Words("是或否；不填表示不知道", "yes or no; empty means not known")
    control = "yes_no"
    operator_keys = ("eq", "empty", "filled")
    groupable = True

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, Boolean),)

    def parse(self, raw: Any, reading: Reading) -> bool | None:
        if raw is None or isinstance(raw, bool):
            return raw
        word = clean_text(raw)
        if word is None:
            return None
        word = narrow(word).lower()
        if word in _YES or word in _NO:
            return word in _YES
        raise BadValue("V040", given=word[:40])

    def show(self, value: Any, wording: Wording) -> str:
        return dict(self._labels(wording))["yes" if value else "no"]

    def choices(self, wording: Wording) -> list[tuple[str, str]]:
        return self._labels(wording)

    def _labels(self, wording: Wording) -> list[tuple[str, str]]:
        return [("yes", "是"), ("no", "否")] if wording.language == "zh" else [("yes", "Yes"), ("no", "No")]

    def json_schema(self) -> dict[str, Any]:
        return {"type": "boolean"}

    def rule_kind(self) -> Kind:
        return kinds.YESNO

    def example(self, number: int = 1) -> str:
        return "是" if number % 2 else "否"


@dataclass(frozen=True, kw_only=True)
class Option:
    """One choice of a declaration: its words and what else a file may call it."""

    words: Words
    synonyms: tuple[str, ...] = ()


class OptionGrammar(Bilingual):
    """``{zh, en}`` or ``{zh, en, synonyms: [..]}``."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Option:  # type: ignore[override]
        also = value.get("synonyms", []) if isinstance(value, dict) else []
        bare = {k: v for k, v in value.items() if k != "synonyms"} if isinstance(value, dict) else value
        if not isinstance(also, list) or not all(isinstance(word, str) for word in also):
            raise self.make_error("invalid")
        return Option(words=super()._deserialize(bare, attr, data, **kwargs), synonyms=tuple(also))


def _of(**kwargs: Any) -> Any:
    coded: Coded = {"invalid": BadValue("D104")}
    return mapping(OptionGrammar(error_messages=coded), **kwargs)


def _spellings(of: Mapping[str, Option]) -> dict[str, str]:
    """Every way to write each option, folded: key, labels, synonyms."""
    return {
        narrow(spelling).lower(): key
        for key, option in of.items()
        for spelling in (key, option.words.zh, option.words.en, *option.synonyms)
    }


@dataclass(frozen=True, kw_only=True)
class Choice(FieldType):
    """One of the options that the declaration lists."""

    kind = "choice"
    words = Words("单选", "choice")
    cell = "choice"
    summary = Words("从声明中列出的选项里选一个", "one of the options listed in the declaration")
    control = "choice"
    options = {"of": _of(required=True)}
    operator_keys = ("eq", "in", "empty", "filled")
    sortable = True
    groupable = True

    of: Mapping[str, Option]
    _known: dict[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_known", _spellings(self.of))

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, String(40)),)

    def parse(self, raw: Any, reading: Reading) -> str | None:
        word = clean_text(raw)
        if word is None:
            return None
        found = self._known.get(narrow(word).lower())
        if found is None:
            raise BadValue("V041", given=word[:40], allowed=[option.words for option in self.of.values()],
                           near=nearest(word[:40], self._known))
        return found

    def show(self, value: Any, wording: Wording) -> str:
        option = self.of.get(value)
        return option.words.to(wording.language) if option else str(value)

    def choices(self, wording: Wording) -> list[tuple[str, str]]:
        return [(key, option.words.to(wording.language)) for key, option in self.of.items()]

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.of)}

    def rule_kind(self) -> Kind:
        return kinds.key(tuple(self.of))

    def example(self, number: int = 1) -> str:
        return list(self.of.values())[number % len(self.of)].words.zh


def split_several(raw: Any) -> list[Any]:
    """The parts of a value that may name several things: a list, or a text split at 、，,；;|/ and line breaks."""
    if isinstance(raw, (list, tuple)):
        return [part for part in raw if part not in (None, "")]
    whole = clean_text(raw, lines=True)
    if whole is None:
        return []
    for sign in "，,；;|/\n":
        whole = whole.replace(sign, "、")
    return [part.strip() for part in whole.split("、") if part.strip()]


@dataclass(frozen=True, kw_only=True)
class MultiChoice(FieldType):
    """Several of the options that the declaration, or a vocabulary, lists."""

    kind = "multi_choice"
    words = Words("多选", "multiple choice")
    cell = "choice"
    summary = Words(
        "从选项或词表里选几个",
        "several of the options of the declaration (of) or of a vocabulary (vocabulary)",
    )
    control = "multi_choice"
    options = {"of": _of(), "vocabulary": text()}
    operator_keys = ("has", "empty", "filled")

    of: Mapping[str, Option] | None = None
    vocabulary: str | None = None

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, Keys(1000)),)

    def parse(self, raw: Any, reading: Reading) -> tuple[str, ...] | None:
        one = self._one
        found = dict.fromkeys(one.parse(part, reading) for part in split_several(raw))
        return tuple(key for key in found if key) or None

    @property
    def _one(self) -> FieldType:
        if self.vocabulary:
            return Vocabulary(of=self.vocabulary)
        return Choice(of=self.of or {})

    def operand(self, operator: str, raw: Any, reading: Reading) -> Any:
        return like_pattern(f"|{self._one.operand('eq', raw, reading)}|")

    def show(self, value: Any, wording: Wording) -> str:
        one = self._one
        return "、".join(one.show(key, wording) for key in value)

    def as_json(self, value: Any) -> Any:
        return list(value)

    def choices(self, wording: Wording) -> list[tuple[str, str]] | None:
        return self._one.choices(wording)

    def json_schema(self) -> dict[str, Any]:
        return {"type": "array", "items": {"type": "string"}}

    def rule_kind(self) -> Kind:
        return kinds.keys(tuple(self.of) if self.of else None)

    def example(self, number: int = 1) -> str:
        return self._one.example(number)


@dataclass(frozen=True, kw_only=True)
class Vocabulary(FieldType):
    """A term of a vocabulary that the county may extend."""

    kind = "vocabulary"
    words = Words("词表", "vocabulary")
    cell = "choice"
    summary = Words(
        "从 schema/vocabularies/ 的词表里选一个，县级可增补",
        "a term of a vocabulary in schema/vocabularies/ that the county may extend",
    )
    control = "choice"
    options = {"of": text(required=True)}
    operator_keys = ("eq", "in", "empty", "filled")
    sortable = True
    groupable = True

    of: str

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, String(40)),)

    def parse(self, raw: Any, reading: Reading) -> str | None:
        word = clean_text(raw)
        if word is None:
            return None
        terms = reading.terms.get(self.of)
        found = terms.key_of(word) if terms else None
        if found is None:
            raise BadValue("V042", given=word[:40], vocabulary=self.of)
        return found

    def show(self, value: Any, wording: Wording) -> str:
        return wording.term(self.of, value)

    def choices(self, wording: Wording) -> list[tuple[str, str]]:
        labels = wording.labels.get(self.of)
        return labels.items(wording.language) if labels else []

    def rule_kind(self) -> Kind:
        return kinds.key(None)

    def example(self, number: int = 1) -> str:
        return ""


COLOURS: Mapping[str, Words] = {
    "blue": Words("蓝·苗头隐患", "blue · sign of trouble"),
    "yellow": Words("黄·一般", "yellow · ordinary"),
    "orange": Words("橙·较大", "orange · serious"),
    "red": Words("红·重大", "red · major"),
}


@dataclass(frozen=True, kw_only=True)
class ColourGrade(FieldType):
    """One of the four risk colours, never shown without its word; grey once it counts no more (rules.md §1)."""

    kind = "colour"
    words = Words("四色等级", "colour grade")
    cell = "colour"
    options = {"counts_while": mapping(listed(text(), least=1))}
    summary = Words(
        "蓝、黄、橙、红四级，颜色总与文字同时出现",
        "blue, yellow, orange, red; a colour is never shown without its word",
    )
    control = "choice"
    operator_keys = ("eq", "in", "from", "empty", "filled")
    sortable = True
    groupable = True

    counts_while: Mapping[str, Sequence[str]] = field(default_factory=dict)  #: choice fields → values; else it is grey

    def beside(self) -> tuple[str, ...]:
        return tuple(self.counts_while)

    def is_past(self, row: Mapping[Any, Any]) -> bool:
        return any(row[key] not in values for key, values in self.counts_while.items())

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(key, Ranked(tuple(COLOURS))),)

    def parse(self, raw: Any, reading: Reading) -> str | None:
        word = clean_text(raw)
        if word is None:
            return None
        found = _COLOUR_SPELLINGS.get(narrow(word).lower())
        if found is None:
            raise BadValue("V041", given=word[:40], allowed=list(COLOURS.values()), near=None)
        return found

    def show(self, value: Any, wording: Wording) -> str:
        return COLOURS[value].to(wording.language)

    def choices(self, wording: Wording) -> list[tuple[str, str]]:
        return [(key, label.to(wording.language)) for key, label in COLOURS.items()]

    def json_schema(self) -> dict[str, Any]:
        return {"type": "string", "enum": list(COLOURS)}

    def rule_kind(self) -> Kind:
        return kinds.ranked(tuple(COLOURS))

    def example(self, number: int = 1) -> str:
        return "蓝黄橙红"[number % 4]


_COLOUR_SPELLINGS = {
    spelling: key
    for key, label in COLOURS.items()
    for spelling in (key, label.zh, label.en, label.zh[0], label.zh[0] + "色")
}

__all__ = ["COLOURS", "Choice", "ColourGrade", "MultiChoice", "Option", "Vocabulary", "YesNo", "split_several"]
