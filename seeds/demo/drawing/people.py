"""Invented people. Nobody can be mistaken for a living person: all are born 1906–1915 under the area code 510923,
which exists only since 1997, and their telephones lie in the series 1990000xxxx (reference/data-and-ux.md §1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

from seeds.demo.drawing.tables import read_words

Sex = Literal["男", "女"]
_SEXES: tuple[Sex, ...] = ("男", "男", "女")

AREA = "510923"
FIRST_BIRTH, LAST_BIRTH = date(1906, 1, 1), date(1915, 12, 31)
PHONES = "1990000"

_WORDS = read_words("names")
SURNAMES: tuple[str, ...] = tuple(_WORDS["surnames"].split())
UNUSUAL: tuple[str, ...] = tuple(_WORDS["unusual"].split())
_GIVEN: dict[str, str] = _WORDS["given"]

_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))


@dataclass(frozen=True)
class Human:
    """An invented human being."""

    name: str
    sex: Sex
    id_number: str
    phone: str


class People:
    """Draws people, each name, number and telephone once."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self._names = set(_WORDS["taken"].split())
        self._numbers: set[str] = set()
        self._phones = rng.sample(range(10_000), 10_000)

    def draw(self, sex: Sex | None = None, surnames: Sequence[str] = (), *, only: bool = False) -> Human:
        """Somebody new; two in three bear one of ``surnames``, or all with ``only``."""
        own = self.rng.choice(_SEXES) if sex is None else sex
        name = self._name(own, surnames or SURNAMES, only)
        return Human(name, own, self._number(own), f"{PHONES}{self._phones.pop():04d}")

    def _name(self, sex: Sex, surnames: Sequence[str], only: bool) -> str:
        while True:
            chance = 0.0 if only else self.rng.random()
            pool = surnames if chance < 0.66 else UNUSUAL if chance > 0.94 else SURNAMES
            name = self.rng.choice(pool) + self._given(sex)
            if name not in self._names:
                self._names.add(name)
                return name

    def _given(self, sex: Sex) -> str:
        kind = "men" if sex == "男" else "women"
        if self.rng.random() < 0.2:
            return self.rng.choice(_GIVEN[f"{kind}_short"])
        first, second = self.rng.choice(_GIVEN[f"{kind}_first"]), self.rng.choice(_GIVEN[f"{kind}_second"])
        return first + second if first != second else self._given(sex)

    def _number(self, sex: Sex) -> str:
        while True:
            born = FIRST_BIRTH + timedelta(days=self.rng.randrange((LAST_BIRTH - FIRST_BIRTH).days + 1))
            serial = 2 * self.rng.randrange(1, 500) - (sex == "男")
            first17 = f"{AREA}{born:%Y%m%d}{serial:03d}"
            number = first17 + check_digit(first17)
            if first17 not in self._numbers and not number.endswith("000"):  # 000 looks like a spreadsheet's rounding
                self._numbers.add(first17)
                return number


def check_digit(first17: str) -> str:
    """The eighteenth place of a citizen number (GB 11643)."""
    return "10X98765432"[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True)) % 11]


def surname(name: str) -> str:
    """The surname of a name drawn here."""
    return next((each for each in UNUSUAL if len(each) == 2 and name.startswith(each)), name[0])
