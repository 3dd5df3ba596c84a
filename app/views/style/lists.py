"""What lists, boards, summaries, imports and cards are made of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from markupsafe import Markup

from app.views.page import (
    Act,
    Chip,
    ColumnChooser,
    Count,
    Figure,
    FigureRow,
    Filter,
    Heading,
    Link,
    Match,
    Pager,
    QueryBar,
    Rate,
    Reading,
    ReturnFigure,
    RowFate,
    SheetLine,
    UnitLine,
    UnitPlace,
    UnitTree,
)
from app.views.page.cards import CardView, Part
from app.views.style.pieces import HERE, MacroFile, Piece, options, state, usual

_CONTROLS = ("choice", "choices", "reference", "dates", "numbers", "text")


def _filter(control: Any, where: str) -> Filter:
    names = (f"{where}.{control}.from", f"{where}.{control}.to") if control in ("dates", "numbers") else (f"{where}.{control}",)
    return Filter(key=f"{where}-{control}", label=f"筛选 {control}", control=control, names=names,
                  options=options("办理中", "已化解", chosen="办理中"), options_url=f"{HERE}part/options")


QUERY = MacroFile("parts/query.html", (
    Piece("filter", (
        *(state(each, each, _filter(each, "one"), False) for each in _CONTROLS),
        state("收起", "folded away", _filter("text", "folded"), True))),
    Piece("bar", (usual(QueryBar(
        action=HERE, reset_url=HERE, search_hint="标题、编号、拼音首字母", search="wy", kept=(("sort", "-due_on"),),
        filters=tuple(_filter(each, "bar") for each in _CONTROLS))),)),
    Piece("chips", (
        usual((Chip(label="四色", text="红", url_without=HERE), Chip(label="单位", text="样例一村", url_without=HERE)), HERE),
        state("没有", "none", (), HERE))),
    Piece("chooser", (
        usual(ColumnChooser(action=HERE, options=options("编号", "标题", "到期", chosen="标题"))),
        state("已改", "changed", ColumnChooser(action=HERE, options=options("编号", "标题"), reset_url=HERE)))),
))

_SIZES = (Link(label="20", url=HERE, current=True), Link(label="50", url=HERE))

PAGER = MacroFile("parts/pager.html", (
    Piece("pager", (
        usual(Pager(sizes=_SIZES, first_url=HERE, previous_url=HERE, next_url=HERE, shown="第 21–40 条，", count="共 128 条")),
        state("一页", "one page", Pager(sizes=(), count="共 3 条")))),
    Piece("count", (
        usual(Pager(sizes=(), count="共 128 条")),
        state("随后取来", "asked afterwards", Pager(sizes=(), count_url=f"{HERE}part/count")))),
))

_LINES = (UnitLine(name="样例镇", url=HERE, count=128, current=True, below=(
    UnitLine(name="样例一村", url=HERE, count=31, more_url=f"{HERE}part/tree"), UnitLine(name="样例二村", url=HERE, count=0))),)
_PLACE = UnitPlace(path=(Link(label="样例县", url=HERE), Link(label="样例镇", url=HERE, current=True)),
                   tree_url=f"{HERE}part/tree")

UNITS = MacroFile("parts/units.html", (
    Piece("path", (usual(_PLACE), state("没有", "none", None))),
    Piece("aside", (usual(_PLACE), state("没有", "none", None))),
))
TREE_PAGE = UnitTree(lines=_LINES)
TREE = MacroFile("tree.html", (Piece("branch", (usual(_LINES),)),), {"page": UnitTree(lines=())})

_HEADS = ((Heading(text="登记"), Heading(text="红", shade="red", help="重大"), Heading(text="化解率")),)
_ROWS = (
    FigureRow(label="样例镇", total=True, figures=(Figure(text="128", url=HERE), Figure(text="3", tone="danger"), Figure(
        text="86.4%", parts="38/44", url=HERE))),
    FigureRow(label="样例一村", depth=1, url=HERE, figures=(Figure(text="31", url=HERE), Figure(text="0"), Figure(text="—"))))
_RATES = (
    usual(Rate(label="化解率", text="86.4%", parts="38/44", url=HERE, target="目标 ≥ 80%", met=True, percent=86.4)),
    state("未达到", "not met", Rate(label="按期率", text="61.0%", parts="25/41", target="目标 ≥ 90%", met=False, percent=61.0)),
    state("没有分母", "nothing to divide by", Rate(label="回访率", text="—", parts="", note="本月没有到期的回访")))

FIGURES = MacroFile("parts/figures.html", (
    Piece("figures", (usual(_HEADS, "单位", _ROWS, "样例汇总"),)), Piece("rate", _RATES), Piece("rate_inside", _RATES),
))

_FATES: tuple[tuple[RowFate, str, int], ...] = (
    ("new", "新增", 12), ("changed", "有改动", 3), ("same", "相同", 40), ("refused", "退回", 2), ("skipped", "跳过", 1))
_COUNTS = tuple(Count(fate=fate, label=label, count=number, url=HERE, current=fate == "new") for fate, label, number in _FATES)

STAGES = MacroFile("parts/stages.html", (
    Piece("stages", (state("第一步", "first", 1), state("第二步", "second", 2), state("第三步", "third", 3))),
    Piece("fates", (usual(_COUNTS), state("不链接", "without links", _COUNTS, links=False))),
))

_NUMBERS = (usual(Figure(text="12", url=HERE)), state("没有", "none", Figure(text="0")))
_LINE = ReturnFigure(label="样例", own=Figure(text="2"), supplement=Figure(text="1"), both=Figure(text="3"), year="31")

SHEET = MacroFile("parts/sheet.html", (
    Piece("number", _NUMBERS),
    Piece("figure", (*_NUMBERS, state("缺报", "missing", Figure(text="3", url=HERE, tone="danger"))), around="cell"),
    Piece("given", (state("更正", "corrected", replace(_LINE, given="4", reason="口头调解一件")),
                    state("已变动", "changed since", replace(_LINE, changed=True)),
                    state("可更正", "may be corrected", replace(_LINE, correct=Act(key="correct", label="更正", url=HERE))))),
))

_MATCHES = (Match(number=1, heading="姓名*", options=options("姓名", "不导入", chosen="姓名"), sample="赵样甲"),
            Match(number=2, heading="帮扶金（万元）", options=options("姓名", "不导入"), sample="0.5", unread=True))
_SHEETS = (SheetLine(name="名单", verdict="已读取", read=True), SheetLine(name="说明", verdict="没有数据行", read=False))
_READING = Reading(action=HERE, how=("工作簿（XLSX）", "工作表：名单", "表头在第 2 行"), choices=(), matches=_MATCHES,
                   header="2", unread=1, sheets=_SHEETS)

READING = MacroFile("parts/reading.html", (
    Piece("reading", (
        usual(_READING), state("待确认", "to be confirmed", replace(_READING, confirm=True, sheets=()), opened=True))),
))

_CARD = CardView(
    title="样例一村应急明白卡", unit="样例一村", kind="明白卡", hotline=("0825-0000000",), issued="2026-05-20 印发",
    code=Markup('<svg class="icon" viewBox="0 0 2 2" aria-hidden="true"><path d="M0 0h1v1H0zM1 1h1v1H1z"/></svg>'),
    parts=(Part(key="officer", label="网格员", lines=("赵样甲",), phones=("19900000000",)),
           Part(key="risks", label="主要风险", lines=("听到铜锣立即离开河边。", "不要回家取东西。"))))

CARD = MacroFile("card/face.html", (
    Piece("phone", (usual("0825-0000000"),)), Piece("face", (usual(_CARD, 4),)),
))
