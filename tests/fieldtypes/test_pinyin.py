"""Readings of names (rules.md §6: surnames have several, index all)."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fieldtypes.pinyin import found_by, initials, syllables
from app.fieldtypes.texts import Text

SURNAMES = """
    曾zeng 曾ceng 单shan 单dan 仇qiu 仇chou 解xie 解jie 区ou 区qu 查zha 查cha 盖ge 盖gai 朴piao 朴pu 任ren
    华hua 纪ji 尉wei 尉yu 员yun 乐yue 乐le 缪miao 翟zhai 翟di 秘bi 冼xian 召shao 折she 黑he 黑hei 繁po 覃qin
    覃tan 种chong 祭zhai 逄pang 么yao 牟mu 牟mou 宓fu 郇xun 郗xi 郗chi 隗wei 隗kui 石shi 长zhang 万wan 谌chen
    谌shen 费fei 费bi 吕lv 阚kan 撒sa 那na 藏zang
"""


@pytest.mark.parametrize("surname", SURNAMES.split())
def test_every_reading_of_a_surname_counts(surname: str) -> None:
    name, reading = surname[0] + "样", surname[1:] + "yang"
    assert reading in syllables(name)
    assert reading[0] + "y" in initials(name)


@pytest.mark.parametrize(
    ("name", "short", "full"),
    [
        ("欧阳样甲", "oyyj", "ouyangyangjia"),
        ("司马样", "smy", "simayang"),
        ("尉迟样", "ycy", "yuchiyang"),
        ("长孙样", "zsy", "zhangsunyang"),
        ("万俟样", "mqy", "moqiyang"),
        ("澹台样", "tty", "tantaiyang"),
        ("单于样", "cyy", "chanyuyang"),
        ("令狐样", "lhy", "linghuyang"),
        ("尉迟", "yc", "yuchi"),
        ("阿样·测试", "aycs", "ayangceshi"),
        ("样娜", "yn", "yangnuo"),
        ("样琢", "yz", "yangzhuo"),
        ("金容寨村", "jrzc", "jinrongzhaicun"),
        ("重庆", "cq", "chongqing"),
        ("Abc 3号", "abc3h", "abc3hao"),
        ("莫𡐓村", "mkc", "mokangcun"),
    ],
)
def test_a_name_is_found_by(name: str, short: str, full: str) -> None:
    assert short in initials(name)
    assert full in syllables(name)


@pytest.mark.parametrize("text", ["", "·", "（）", "\ue170", "😀"])
def test_what_has_no_reading_gives_none(text: str) -> None:
    assert initials(text) == syllables(text) == ()


@given(st.text(max_size=200) | st.text("乐行重长解单", max_size=200))
def test_there_are_at_most_eight_of_each(text: str) -> None:
    assert len(initials(text)) <= 8
    assert len(syllables(text)) <= 8
    assert all(found.isascii() and found == found.lower() for found in initials(text) + syllables(text))


def test_a_text_with_pinyin_is_found_by_it() -> None:
    assert Text(pinyin=True).search_texts("盘龙") == found_by("盘龙") == ("盘龙", "pl", "panlong")
    assert Text().search_texts("盘龙") == ("盘龙",)


def test_a_hundred_thousand_names_take_a_moment() -> None:
    names = [surname + "样" + given for surname in "张王李赵陈曾欧单" for given in "甲乙丙丁戊己庚辛"]
    initials(names[0])  # reads the dictionary
    started = time.perf_counter()
    for _ in range(100_000 // len(names)):
        for name in names:
            initials(name)
    assert time.perf_counter() - started < 2  # 0.16 s when measured; the margin is for a loaded machine
