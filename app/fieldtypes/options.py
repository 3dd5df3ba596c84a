"""Grammar of the options that field types take in YAML: marshmallow fields that answer with problem codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from marshmallow import ValidationError, fields

from app.problems import BadValue, nearest
from app.words import Words

Coded = dict[str, Any]


def messages(expected: Words) -> Coded:
    """What a marshmallow field says, as catalogue codes instead of sentences."""
    wrong = BadValue("D103", expected=expected)
    return {"required": BadValue("D102"), "null": wrong, "invalid": wrong, "type": wrong,
            "too_large": wrong, "special": wrong, "not_a_multiple_of": wrong, "validator_failed": wrong}


WORD = Words("一段文字", "a text")
NUMBER = Words("一个整数", "a whole number")
YES_NO = Words("true 或 false", "true or false")
LIST = Words("一个列表", "a list")
FILLED_LIST = Words("一个至少有一项的列表", "a list with at least one item")
MAPPING = Words("一组“键: 值”", "a mapping of keys to values")


class Word(fields.String):
    """A text; numbers and booleans are refused rather than spelled out."""


class Flag(fields.Boolean):
    """``true`` or ``false`` and nothing else."""

    truthy = {True}
    falsy = {False}

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not isinstance(value, bool):  # 1 == True, so the sets alone would take it
            raise self.make_error("invalid", input=value)
        return value


def text(**kwargs: Any) -> fields.Field[Any]:
    """A text that is not empty."""
    return Word(error_messages=messages(WORD), validate=_filled, **kwargs)


def flag(**kwargs: Any) -> fields.Field[Any]:
    """``true`` or ``false``."""
    return Flag(error_messages=messages(YES_NO), **kwargs)


def whole(low: int, high: int, **kwargs: Any) -> fields.Field[Any]:
    """A whole number from ``low`` to ``high``."""
    return fields.Integer(strict=True, error_messages=messages(NUMBER), validate=Between(low, high), **kwargs)


def number(**kwargs: Any) -> fields.Field[Any]:
    """A number with or without decimals, kept exact."""
    return fields.Decimal(error_messages=messages(Words("一个数", "a number")), **kwargs)


def one_of(allowed: tuple[str, ...], **kwargs: Any) -> fields.Field[Any]:
    """One of these words."""
    return Word(error_messages=messages(WORD), validate=Among(allowed), **kwargs)


def listed(item: fields.Field[Any], *, least: int = 0, **kwargs: Any) -> fields.Field[Any]:
    """A list of ``item``."""
    return fields.List(item, error_messages=messages(LIST), validate=AtLeast(least), **kwargs)


class Mapped(fields.Field[dict[str, Any]]):
    """A mapping of keys to ``value``. Faults stand at the key itself, without marshmallow's "value" level."""

    default_error_messages = messages(MAPPING)

    def __init__(self, value: fields.Field[Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.value = value

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        loaded, faults = {}, {}
        for word, item in value.items():
            try:
                check_key(word)
                loaded[word] = self.value.deserialize(item, word, value)
            except ValidationError as bad:
                faults[word] = bad.messages
        if faults:
            raise ValidationError(faults)
        return loaded


def mapping(value: fields.Field[Any], **kwargs: Any) -> fields.Field[Any]:
    """A mapping of keys to ``value``; the order is kept."""
    return Mapped(value, **kwargs)


def key(**kwargs: Any) -> fields.Field[Any]:
    """A key: small letters, digits and underscores, at most 40."""
    return Word(error_messages=messages(WORD), validate=check_key, **kwargs)


class Bilingual(fields.Field[Words]):
    """``{zh: …, en: …}``; both are required."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Words:
        ok = isinstance(value, dict) and set(value) == {"zh", "en"}
        if not ok or not all(isinstance(word, str) and word.strip() for word in value.values()):
            raise ValidationError([BadValue("D104")])
        return Words(value["zh"], value["en"])


def words(**kwargs: Any) -> fields.Field[Any]:
    """A text in both languages."""
    return Bilingual(error_messages=messages(Words("{zh: …, en: …}", "{zh: …, en: …}")), **kwargs)


def _filled(value: str) -> None:
    if not value.strip():
        raise ValidationError([BadValue("D103", expected=WORD)])


@dataclass(frozen=True, slots=True)
class Between:
    """Refuses a number outside ``low`` to ``high``; the published JSON Schema reads the limits."""

    low: int
    high: int

    def __call__(self, value: int) -> None:
        if not self.low <= value <= self.high:
            raise ValidationError([BadValue("D105", low=self.low, high=self.high, given=value)])


@dataclass(frozen=True, slots=True)
class AtLeast:
    """Refuses a list with fewer than ``count`` items."""

    count: int

    def __call__(self, value: list[Any]) -> None:
        if len(value) < self.count:
            raise ValidationError([BadValue("D103", expected=FILLED_LIST)])


@dataclass(frozen=True, slots=True)
class Among:
    """Refuses any other word than the ``allowed``; the published JSON Schema reads them."""

    allowed: tuple[str, ...]

    def __call__(self, value: str) -> None:
        if value not in self.allowed:
            near = nearest(value, self.allowed)
            raise ValidationError([BadValue("D106", given=value, allowed=self.allowed, near=near)])


#: What a key looks like, for editors.
KEY_PATTERN = "^[a-z][a-z0-9_]{0,39}$"


def is_key(word: Any) -> bool:
    """True for a key: small letters, digits and underscores, a letter first, at most 40."""
    if not isinstance(word, str) or not 0 < len(word) <= 40 or not word[0].isalpha():
        return False
    return word.isascii() and word.replace("_", "a").isalnum() and word == word.lower()


def check_key(value: Any) -> None:
    """Refuses what is no key (D107)."""
    if not is_key(value):
        raise ValidationError([BadValue("D107", given=value)])
