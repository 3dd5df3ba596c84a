"""parts/macros.html, cells.html: buttons, notices, tags, cells, tables."""

from __future__ import annotations

from app.views.page import Act, CaseLine, Cell, Column, Empty, Link, Problem, Row, Table, Tag
from app.views.style.pieces import HERE, MacroFile, Piece, state, usual

_MAIN = Act(key="add", label="登记", url=HERE, icon="plus", style="main")
_PLAIN = Act(key="export", label="导出", url=HERE, icon="export")
_DANGER = Act(key="void", label="作废", url=HERE, icon="trash", style="danger")
_REFUSED = Act(key="close", label="结案", url=HERE, why_not="还没有到回头看的日子")
_POSTED = Act(key="read", label="全部已读", url=HERE, post=True, confirm="全部标为已读吗？")
_LINKS = (Link(label="基本情况", url=HERE, current=True), Link(label="当事人", url=HERE, icon="people"),
          Link(label="历史", url=HERE))
_EMPTY = Empty(text="还没有纠纷", hint="登记第一件，或者导入一份台账。", act=_MAIN)


def _case(**more: object) -> CaseLine:
    return CaseLine(**{"title": "样甲与样乙屋檐滴水纠纷", "url": HERE, "shade": "yellow", "word": "黄·一般", "unit": "样例一村",
                       "holder": "样例一村委会", "days": "还有 3 天", "number": "样-0001", "stage": "办理", **more})  # type: ignore[arg-type]


PARTS = MacroFile("parts/macros.html", (
    Piece("csrf", (state("不可见", "not visible"),)),
    Piece("button", (
        usual(_PLAIN), state("主要", "main", _MAIN), state("浮动", "floats on phones", _MAIN, floats=True),
        state("危险", "danger", _DANGER), state("现在不能", "not possible now", _REFUSED),
        state("直接提交", "posts at once", _POSTED),
        state("小", "small", _PLAIN, small=True))),
    Piece("buttons", (
        usual((_MAIN, _PLAIN, _DANGER)), state("其余收起", "the others folded", (_MAIN, _PLAIN, _POSTED, _DANGER), shown=2),
        state("没有", "none", ()))),
    Piece("tabs", (usual(_LINKS, "样例页签"), state("没有", "none", (), "样例页签"))),
    Piece("segments", (usual(_LINKS, "样例分段"), state("没有", "none", (), "样例分段"))),
    Piece("notice", (
        state("提示", "info", "info", "今天有 2 件到期。"), state("成功", "success", "success", "已保存。"),
        state("注意", "warning", "warning", "明年的节假日表还没有。"), state("错误", "danger", "danger", "没有保存。"))),
    Piece("problems", (
        usual((Problem(text="标题：必填。", anchor="styles"), Problem(text="另有一人已改过。"))), state("没有", "none", ()))),
    Piece("kept", (state("不可见", "not visible", (("sort", "-due_on"),)),)),
    Piece("case", (
        usual(_case()),
        state("超期", "late", _case(shade="red", word="红·重大", days="超 2 天", late=True,
                                    reasons=("超期升级 1 次",))),
        state("带牌", "with tags", _case(shade="orange", word="橙·较大", tags=(
            Tag(text="黄牌督办", card="yellow"), Tag(text="反复", tone="warning"))))),
    ),
))

_COLUMNS = (Column(key="number", label="编号", kind="code"), Column(key="title", label="标题"),
            Column(key="people", label="人数", kind="number"))


def _row(number: str, title: str, people: str, **more: object) -> Row:
    cells = (Cell(kind="code", text=number), Cell(kind="main", text=title, url=HERE), Cell(kind="number", text=people))
    return Row(id=number, cells=cells, **more)  # type: ignore[arg-type]


_ROWS = (_row("样-0001", "屋檐滴水", "2", acts=(_PLAIN, _POSTED)), _row("样-0002", "欠薪", "12", shade="orange"))

_CELLS = (
    Cell(text="文字"), Cell(kind="main", text="打开的名称", url=HERE), Cell(kind="code", text="样-0001"),
    Cell(kind="number", text="12"), Cell(kind="money", text="3.5 万元"), Cell(kind="date", text="2026-11-15"),
    Cell(kind="choice", text="办理中"), Cell(kind="choice", text="成功", tone="success"),
    Cell(kind="colour", text="橙·较大", shade="orange"),
    Cell(kind="card", text="黄牌督办", shade="yellow"), Cell(kind="reference", text="样例一村", url=HERE),
    Cell(kind="phone", values=("0825-0000000", "19900000000")), Cell(kind="masked", text="510923********0010", url=HERE),
    Cell(kind="masked", text="199****0000"), Cell(kind="yes_no", text="是", tone="success"), Cell(kind="yes_no", text="否"),
    Cell(kind="long", text="一段较长的说明，列表里只显示开头，其余在记录里看。"),
    Cell(kind="figure", text="38", url=HERE), Cell())

_EACH_CELL = tuple(state(each.kind, each.kind, each) for each in _CELLS)
_EACH_TD = tuple(state(each.kind, each.kind, each, "样例") for each in _CELLS)

CELLS = MacroFile("cells.html", (
    Piece("colour", tuple(state(text, shade, shade, text) for shade, text in (
        ("blue", "蓝·苗头"), ("yellow", "黄·一般"), ("orange", "橙·较大"), ("red", "红·重大"), ("done", "已化解")))),
    Piece("tag", (
        usual(Tag(text="网格")),
        *(state(tone, tone, Tag(text=tone, tone=tone)) for tone in ("info", "success", "warning", "danger")),
        state("颜色", "a colour", Tag(text="红·重大", shade="red")),
        state("黄牌", "yellow card", Tag(text="黄牌督办", card="yellow")),
        state("红牌", "red card", Tag(text="红牌督办", card="red")))),
    Piece("phone", (usual("0825-0000000"),)),
    Piece("inside", _EACH_CELL),
    Piece("td", _EACH_TD, "cell"),
    Piece("row_act", (usual(_PLAIN), state("直接提交", "posts at once", _POSTED))),
    Piece("heading", (
        usual(Column(key="a", label="标题")), state("可排序", "can be sorted", Column(key="b", label="人数", sort_url=HERE)),
        state("升序", "ascending", Column(key="c", label="到期", sort_url=HERE, sorted="asc")),
        state("降序", "descending", Column(key="d", label="登记", sort_url=HERE, sorted="desc")),
        state("有说明", "with help", Column(key="e", label="层级", help="现在由哪一级办理", edits=True))), "heading"),
    Piece("table", (
        usual(Table(columns=_COLUMNS, rows=_ROWS, empty=_EMPTY), "样例表"),
        state("不编号", "not numbered", Table(columns=_COLUMNS, rows=_ROWS[1:], empty=_EMPTY, numbered_from=None), "样例表二"),
        state("没有行", "no rows", Table(columns=_COLUMNS, rows=(), empty=_EMPTY), "样例表三"))),
    Piece("empty", (usual(_EMPTY), state("只有一句", "a sentence alone", Empty(text="没有符合条件的记录")))),
))
