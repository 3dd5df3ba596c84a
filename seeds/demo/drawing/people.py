"""Invented people. Nobody can be mistaken for a living person: all are born 1906–1915 under the area code 510923,
which exists only since 1997, and their telephones lie in the unused series 1990000xxxx."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Literal

Sex = Literal["男", "女"]

AREA = "510923"
FIRST_BIRTH, LAST_BIRTH = date(1906, 1, 1), date(1915, 12, 31)
PHONES = "1990000"

SURNAMES = """
    王 李 张 刘 陈 杨 黄 周 吴 徐 何 罗 唐 邓 冯 谢 蒋 肖 田 彭 袁 余 廖 夏 熊 谭 胡 苏 龙 文 钟 赖 梁 段 代 漆 向 任 郑 席
    聂 景 吕 卢 姚 邹 汪 杜 魏 蔡 付 江 石 严 黎 游 左 覃 敬 鄢 税 蒲 冉 甘 牟 缪 尹 阳 龚 贺 侯 万 程 傅 沈 韩 秦 许 曹 金
""".split()
#: Surnames that are read otherwise than the character usually is, or have two characters: search must find them.
UNUSUAL = ["曾", "单", "仇", "解", "区", "欧阳", "查", "盖", "尉迟", "令狐", "朴", "冼", "燕"]

_GENERATION = "国建明德光永世成文志兴正天大绍启昌荣祥万学登朝青良必仕昭清全兆显维"
_MEN = "林军华平贵富才福友成云东松海江刚斌勇辉忠义书宽财元均槐坤彬田川银泽武泉奎模"
_MEN_YOUNG = "伟磊涛鹏浩俊超波飞杰凯洋鑫锐旭帆"
_WOMEN_FIRST = "秀玉淑桂素小春晓美丽红燕琼清碧永光天明会兴世德"
_WOMEN = "英芳兰珍琼华蓉梅群芬霞碧容菊莲香萍琴先敏凤云玉珍惠"
_WOMEN_YOUNG = "丽静婷敏雪娟倩玲莉艳欣悦蕾薇"
#: Names that many would read as a well-known person's.
_TAKEN = {"李克强", "刘德华", "张学友", "张德江", "周永康", "李小龙", "杨玉环", "陈天华", "黄兴", "文天祥", "李大江", "刘伟",
          "张国华", "李德", "陈德明", "万里", "江青", "黄永胜", "张国林", "罗大佑"}

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
        self._names: set[str] = set(_TAKEN)
        self._numbers: set[str] = set()
        self._phones = rng.sample(range(10_000), 10_000)

    def draw(self, sex: Sex | None = None, surnames: list[str] | None = None, *, only: bool = False) -> Human:
        """Somebody new; two in three bear one of ``surnames``, or all with ``only``."""
        sex = sex or self.rng.choice(("男", "男", "女"))
        name = self._name(sex, surnames or SURNAMES, only)
        return Human(name, sex, self._number(sex), f"{PHONES}{self._phones.pop():04d}")

    def _name(self, sex: Sex, surnames: list[str], only: bool) -> str:
        while True:
            chance = 0.0 if only else self.rng.random()
            pool = surnames if chance < 0.66 else UNUSUAL if chance > 0.94 else SURNAMES
            name = self.rng.choice(pool) + self._given(sex)
            if name not in self._names:
                self._names.add(name)
                return name

    def _given(self, sex: Sex) -> str:
        choice, chance = self.rng.choice, self.rng.random()
        if sex == "男":
            given = choice(_MEN_YOUNG) if chance < 0.22 else choice(_GENERATION) + choice(_MEN)
        else:
            given = choice(_WOMEN_YOUNG) if chance < 0.2 else choice(_WOMEN_FIRST) + choice(_WOMEN)
        return given if len(given) == 1 or given[0] != given[1] else self._given(sex)

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
