"""Rows of a sheet that are no data: repeated headings, totals, signatures, frames, the example of a template."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.definition import Register
from app.exchange.examples import example_cells
from app.exchange.reading.grid import is_blank
from app.exchange.reading.headings import Header, folded
from app.fieldtypes import PersonName, Reference, References
from app.words import Words

#: Why a row was passed over.
REASONS: Mapping[str, Words] = {
    "title": Words("表头上方的标题或说明", "title or note above the headings"),
    "header": Words("重复的表头", "headings repeated"),
    "total": Words("合计行", "total"),
    "signature": Words("填表、审核等落款或备注行", "signature or foot note"),
    "blank": Words("空行", "blank row"),
    "example": Words("示例行", "example row"),
    "parent": Words("只填了上级登记簿内容的行，已按上级读取", "row of the register above alone; read as such"),
    "exists": Words("记录已存在，按选择跳过", "record exists, skipped as chosen"),
}

_BLANKS = re.compile(r"\s+")
_TOTALS = "合计|小计|总计|共计|累计|总数|总人数|合计人数|本页合计|total|共[0-9]+[人名户件个条]"
_TOTAL = re.compile(rf"(?:{_TOTALS})(?:[:：].*|[0-9.]*[人名户件个条]?)", re.I)

_WHOSE = "填表|制表|填报|填写|审核|审批|复核|校核|分管|主要|单位|村|社区|镇|签发|导出|打印"
_WHAT = ("负责人|领导|经办人|责任人|联系人|填表人|制表人|填报人|审核人|审批人|复核人|签发人|导出人|打印人|人|单位|签字|签名|"
         "盖章|时间|日期|电话|联系电话|意见|条件|说明|注|备注")
_SIGNATURES = (rf"[(（]?(?:{_WHOSE})?(?:{_WHAT})(?:[(（][^()（）]{{1,6}}[)）])?[:：].*", "Exported by: .*",
               "注[0-9]?[:：.、].*", "[(（]?(?:盖章|公章|签章)[)）]?.*")
_SIGNATURE = re.compile("|".join(_SIGNATURES), re.S)
_EXAMPLE = re.compile(r"[(（]?(?:示例|样例|例|范例|填写示例|example)[)）]?[:：]?", re.I)
#: How all of these begin, for a quick no.
_PERHAPS = re.compile(r"\s*[(（]?[合小总共累本填制审复校分主单村社镇签导打负领经责联盖公人时日电意条说备注示样例范tTeE]")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was passed over, and why (a key of REASONS); ``sheet`` where several are read."""

    line: int
    why: str
    sheet: str = ""


class SkipRules:
    """Tells the rows of one table that are no data."""

    def __init__(self, register: Register, header: Header) -> None:
        self.header = header
        self.columns = [(column.number, column.field) for column in header.columns if column.field]
        self.naming = [number for number, key in self.columns if isinstance(register.fields[key].type, PersonName)]
        self.heads = {word for row in header.written for word in row if word}
        self.rows = [frozenset(map(folded, row)) - {""} for row in header.written]
        self.pointers = {key for _, key in self.columns if isinstance(register.fields[key].type, (Reference, References))}
        self.examples = example_cells(register)

    def why(self, cells: Sequence[Any], raw: Mapping[str, Any]) -> str | None:
        """Why the row is passed over; None for data. ``raw``: its cells by field."""
        first = next((cell for cell in cells if cell != "" and not is_blank(cell)), None)
        if first is None:
            return "blank"
        if first.__class__ is str and not first.isdigit():
            if first in self.heads and self._repeats(cells):
                return "header"
            if sort := _sort_of(first, alone=True):
                return sort
        named = [cells[number] for number in self.naming if cells[number].__class__ is str and cells[number]]
        for name in named:
            if sort := _sort_of(name, alone=False):
                return sort
        if not any(map(str.strip, named)) and self._is_frame(cells):
            return "blank"
        return "example" if self._is_example(raw) else None

    def _repeats(self, cells: Sequence[Any]) -> bool:
        """More than half of the filled cells are headings, all of one row of them."""
        words = [folded(cell) for cell in cells if not is_blank(cell)]
        return len(words) > 1 and any(2 * sum(word in row for word in words) > len(words) for row in self.rows)

    def _is_frame(self, cells: Sequence[Any]) -> bool:
        """Nothing but what a frame is printed with: line number, and perhaps the village."""
        wanted = [number for number, key in self.columns if key not in self.pointers] or [number for number, _ in self.columns]
        return all(is_blank(cells[number]) for number in wanted)

    def _is_example(self, raw: Mapping[str, Any]) -> bool:
        """The row that our template shows, also where its mark was taken away."""
        first = next((key for key in self.examples if raw.get(key)), None)
        if first is None or raw[first] != self.examples[first]:
            return False
        known = [(raw[key], shown) for key, shown in self.examples.items() if raw.get(key)]
        return len(known) > 2 and all(str(cell).strip() == shown for cell, shown in known)


def _sort_of(text: str, *, alone: bool) -> str | None:
    """What a cell at the head of a row makes of the row."""
    if not _PERHAPS.match(text):
        return None
    word = text.strip() if len(text) > 12 else _BLANKS.sub("", text)
    if len(word) <= 12 and _TOTAL.fullmatch(word):
        return "total"
    if _SIGNATURE.fullmatch(word):
        return "signature"
    return "example" if alone and _EXAMPLE.fullmatch(word) else None
