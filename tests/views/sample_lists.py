"""Invented lists."""

from __future__ import annotations

from markupsafe import Markup

from app.views.page import Act, Bulk, Chip, Column, Empty, Filter, Link, ListPage, Option, Pager, QueryBar

HOME = Link(label="首页", url="/")

WORDS = {"blue": "蓝·苗头隐患", "yellow": "黄·一般", "orange": "橙·较大", "red": "红·重大"}

COLUMNS = (
    Column(key="number", label="编号", kind="code", sort_url="?sort=number"),
    Column(key="unit", label="发生单位", kind="reference"),
    Column(key="title", label="标题", kind="main"),
    Column(key="category", label="类别", kind="choice"),
    Column(key="colour", label="四色等级", kind="colour", sort_url="?sort=-colour"),
    Column(key="level", label="办理层级", kind="choice"),
    Column(key="due_on", label="办理时限", kind="date", sort_url="?sort=due_on", sorted="asc"),
    Column(key="people", label="涉及人数", kind="number"),
    Column(key="amount", label="涉及金额", kind="money"),
    Column(key="status", label="状态", kind="choice"),
    Column(key="phone", label="联系电话", kind="masked"),
    Column(key="danger", label="民转刑风险", kind="yes_no"),
)

_CASES = (
    (
        "金容寨村",
        "村民李样乙与张样甲宅基地界址纠纷",
        "邻里",
        "orange",
        "镇",
        "2026年8月12日",
        "12",
        "3.5 万元",
        "办理中",
        "199****0001",
        True,
    ),
    (
        "宝祥村",
        "三组水渠改道引发的用水争议",
        "山林土地",
        "yellow",
        "村(社区)",
        "2026年8月9日",
        "6",
        "",
        "办理中",
        "199****0002",
        False,
    ),
    (
        "金元社区",
        "沿街商铺租金拖欠，租户聚集讨要说法",
        "经济往来",
        "red",
        "县",
        "2026年8月3日",
        "56",
        "128 万元",
        "办理中",
        "199****0003",
        True,
    ),
    (
        "斑竹山村",
        "通村公路施工损坏青苗的补偿",
        "征地拆迁",
        "blue",
        "网格",
        "2026年8月18日",
        "2",
        "0.4 万元",
        "办理中",
        "",
        False,
    ),
    (
        "洞坡村",
        "养殖场异味扰民",
        "邻里",
        "yellow",
        "村(社区)",
        "2026年8月10日",
        "9",
        "",
        "已化解",
        "199****0005",
        False,
    ),
    (
        "松林沟村",
        "务工人员工资结算分歧",
        "劳动就业",
        "orange",
        "镇",
        "2026年8月14日",
        "23",
        "18.6 万元",
        "办理中",
        "199****0006、199****0016",
        False,
    ),
    (
        "峡码口村",
        "婚约彩礼返还",
        "婚姻家庭",
        "blue",
        "网格",
        "2026年8月20日",
        "2",
        "6.8 万元",
        "办理中",
        "199****0007",
        False,
    ),
    (
        "金宝村",
        "承包地边界因退耕还林重新测量产生的多户长期分歧，需国土所到场复核",
        "山林土地",
        "yellow",
        "村(社区)",
        "2026年8月11日",
        "8",
        "",
        "办理中",
        "199****0008",
        False,
    ),
    (
        "金河湾村",
        "电动车碰撞后的医药费赔偿",
        "交通运输",
        "blue",
        "网格",
        "2026年8月19日",
        "2",
        "0.8 万元",
        "已化解",
        "",
        False,
    ),
    (
        "明月村",
        "饮水管道维修费用分摊",
        "邻里",
        "yellow",
        "村(社区)",
        "2026年8月8日",
        "7",
        "",
        "办理中",
        "199****0010",
        False,
    ),
)


YES, NO = '<span class="yes">是</span>', '<span class="no">否</span>'


def row_html(number: int, case: tuple[object, ...]) -> str:
    """A row as templates/list.html wants it."""
    unit, title, category, shade, level, due, people, amount, status, phone, danger = case
    shade = "done" if status == "已化解" else shade
    word = "已化解" if shade == "done" else WORDS[str(shade)]
    box = (
        f'<td class="c-check"><input class="form-check-input" type="checkbox" name="id" value="{number}" form="bulk" '
        f'aria-label="选择第 {number} 行"></td>'
    )
    cells = [
        f'<td class="c-code" data-label="编号">ZY2026-{number:04d}</td>',
        f'<td class="c-reference" data-label="发生单位"><a href="/unit/show/{number}">{unit}</a></td>',
        f'<td class="c-main" data-label="标题"><a href="/dispute/show/{number}">{title}</a></td>',
        f'<td class="c-choice" data-label="类别">{category}</td>',
        f'<td class="c-colour" data-label="四色等级"><span class="tag t-{shade}">{word}</span></td>',
        f'<td class="c-choice" data-label="办理层级">{level}</td>',
        f'<td class="c-date" data-label="办理时限">{due}</td>',
        f'<td class="c-number" data-label="涉及人数">{people}</td>',
        f'<td class="c-money" data-label="涉及金额">{amount}</td>' if amount else "<td></td>",
        f'<td class="c-choice" data-label="状态">{status}</td>',
        f'<td class="c-masked" data-label="联系电话"><span class="masked">{phone}</span></td>'
        if phone
        else "<td></td>",
        f'<td class="c-yes_no" data-label="民转刑风险">{YES if danger else NO}</td>',
    ]
    ops = f'<td class="c-ops"><a href="/dispute/show/{number}">查看</a><a href="/dispute/edit/{number}">修改</a></td>'
    return f'<tr class="s-{shade}">{box}<td class="c-no">{number}</td>{"".join(cells)}{ops}</tr>'


def rows_html(count: int = 20) -> Markup:
    """Some rows."""
    return Markup("".join(row_html(number, _CASES[(number - 1) % len(_CASES)]) for number in range(1, count + 1)))  # noqa: S704


def _options(*pairs: tuple[str, str], chosen: str = "") -> tuple[Option, ...]:
    return tuple(Option(key=key, label=label, chosen=key == chosen) for key, label in pairs)


UNITS = _options(("1", "金容寨村"), ("2", "宝祥村"), ("3", "金元社区"))

FILTERS = (
    Filter(key="unit", label="发生单位", control="reference", names=("f.unit.eq",), options_url="/options/unit"),
    Filter(
        key="colour",
        label="四色等级",
        control="choices",
        names=("f.colour.in",),
        options=tuple(Option(key=key, label=label, chosen=key in ("orange", "red")) for key, label in WORDS.items()),
    ),
    Filter(
        key="status",
        label="状态",
        control="choice",
        names=("f.status.eq",),
        options=_options(("open", "办理中"), ("resolved", "已化解"), chosen="open"),
    ),
    Filter(
        key="category",
        label="类别",
        control="choice",
        names=("f.category.eq",),
        options=_options(("neighbour", "邻里"), ("land", "山林土地")),
    ),
    Filter(key="found_on", label="发现日期", control="dates", names=("f.found_on.from", "f.found_on.to")),
    Filter(key="people", label="涉及人数", control="numbers", names=("f.people.from", "f.people.to")),
    Filter(key="lead", label="责任部门", control="reference", names=("f.lead.eq",), options_url="/options/department"),
)

BUTTONS = (
    Act(key="add", label="新增", url="/dispute/add", icon="plus", style="main"),
    Act(key="import", label="导入", url="/dispute/import/", icon="import"),
    Act(key="export", label="导出", url="/dispute/export/", icon="export", dialog=True),
    Act(key="template", label="下载模板", url="/dispute/template/", icon="template"),
    Act(key="print", label="打印", url="/dispute/print/", icon="print"),
)

QUERY = QueryBar(
    action="/dispute/list/",
    reset_url="/dispute/list/",
    search_hint="编号、标题、地点",
    search="",
    filters=FILTERS,
    kept=(("sort", "due_on"),),
)

PAGER = Pager(
    sizes=tuple(Link(label=str(size), url=f"?size={size}", current=size == 20) for size in (20, 50, 100)),
    first_url="?",
    previous_url="?before=x",
    next_url="?after=y",
    shown="第 21–40 条",
    count_url="/count",
)

TABS = (
    Link(label="列表", url="/dispute/list/", current=True),
    Link(label="图表", url="/dispute/chart/"),
    Link(label="已作废", url="?recycled=1"),
)

NOTHING = Empty(text="还没有登记任何纠纷", hint="登记第一件，或者把手头的台账导入进来。", act=BUTTONS[0])

LIST = ListPage(
    title="矛盾纠纷",
    crumbs=(HOME, Link(label="矛盾纠纷", url="")),
    columns=COLUMNS,
    rows=rows_html(),
    pager=PAGER,
    empty=NOTHING,
    query=QUERY,
    buttons=BUTTONS,
    tabs=TABS,
    help="矛盾纠纷台账。颜色、时限、层级和承办单位按规则计算，不手填。",
    chips=(
        Chip(label="四色等级", text="橙·较大、红·重大", url_without="?f.status.eq=open"),
        Chip(label="状态", text="办理中", url_without="?"),
    ),
    bulk=Bulk(
        url="/dispute/bulk/",
        acts=(
            Act(key="void", label="作废", url="", icon="void", style="danger"),
            Act(key="set", label="批量修改", url="", icon="edit"),
        ),
    ),
)

EMPTY_LIST = ListPage(
    title="矛盾纠纷",
    crumbs=(HOME, Link(label="矛盾纠纷", url="")),
    columns=COLUMNS,
    rows=Markup(""),
    pager=Pager(sizes=(), count="共 0 条"),
    empty=NOTHING,
    query=QueryBar(
        action="/dispute/list/", reset_url="/dispute/list/", search_hint="编号、标题、地点", filters=FILTERS[3:5]
    ),
    buttons=BUTTONS,
)
