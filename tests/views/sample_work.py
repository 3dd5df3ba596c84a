"""Invented pages of work."""

from __future__ import annotations

from dataclasses import replace

from app.views.page import (
    Act,
    BoardCell,
    BoardColour,
    BoardPage,
    BoardRow,
    CaseLine,
    ChartPage,
    Empty,
    Figure,
    FigureRow,
    Filter,
    Heading,
    HomePage,
    Link,
    News,
    Option,
    PeriodChooser,
    QueryBar,
    Rate,
    SummaryPage,
    Tag,
    Todo,
    TodoGroup,
    TodoLine,
    TodoPage,
)
from tests.views.sample_lists import HOME, TABS, WORDS

VILLAGES = (
    "金元社区",
    "斑竹山村",
    "洞坡村",
    "松林沟村",
    "峡码口村",
    "金宝村",
    "金河湾村",
    "金容寨村",
    "宝祥村",
    "明月村",
    "盘龙村",
    "江柏村",
    "高金村",
    "金山桥村",
)


def _case(
    title: str,
    shade: str,
    unit: str,
    days: str,
    late: bool = False,
    reasons: tuple[str, ...] = (),
    tags: tuple[Tag, ...] = (),
) -> CaseLine:
    return CaseLine(
        title=title,
        url="/dispute/show/1",
        shade=shade,
        word=WORDS[shade],
        unit=unit,
        holder="镇司法所",
        days=days,
        late=late,  # type: ignore[arg-type]
        number="ZY2026-0031",
        reasons=reasons,
        tags=tags,
        stage="办理",
    )


CASES = (
    _case(
        "沿街商铺租金拖欠，租户聚集讨要说法",
        "red",
        "金元社区",
        "超期 2 天",
        True,
        ("涉及 56 人", "金额 128 万元"),
        (Tag(text="红牌督办", card="red"),),
    ),
    _case(
        "村民李样乙与张样甲宅基地界址纠纷",
        "orange",
        "金容寨村",
        "今天到期",
        True,
        ("涉及 12 人", "超期 1 次"),
        (Tag(text="黄牌督办", card="yellow"),),
    ),
    _case("务工人员工资结算分歧", "orange", "松林沟村", "剩 2 天", False, ("涉及 23 人",)),
    _case("三组水渠改道引发的用水争议", "yellow", "宝祥村", "剩 3 天", False, ("涉及 6 人",)),
    _case("通村公路施工损坏青苗的补偿", "blue", "斑竹山村", "剩 6 天"),
)

NOTHING_DUE = Empty(text="没有要您办理的事项", hint="新分派给您单位的纠纷会出现在这里。")

HOME_PAGE = HomePage(
    title="首页",
    greeting="张样甲，上午好",
    day="2026年8月5日 星期三",
    next_return=Link(label="距上半月报送还有 9 天", url="#"),
    todo=(
        Todo(label="待受理", count=3, url="#", icon="inbox", tone="info", hint="转来未答复"),
        Todo(label="即将到期", count=5, url="#", icon="clock", tone="warning", hint="3 天内"),
        Todo(label="已逾期", count=2, url="#", icon="late", tone="danger", hint="最久 4 天"),
        Todo(label="待确认下调", count=1, url="#", icon="lower"),
        Todo(label="待回头看", count=0, url="#", icon="refresh"),
    ),
    quick=tuple(
        Link(label=label, url="#", icon=icon)
        for label, icon in (
            ("登记纠纷", "plus"),
            ("登记隐患", "hazard"),
            ("导入队员", "import"),
            ("四色看板", "board"),
            ("月度汇总", "summary"),
            ("应急队伍", "team"),
        )
    ),
    due=CASES,
    due_title="最急的事项",
    due_url="#",
    nothing_due=NOTHING_DUE,
    news=(
        News(
            text="ZY2026-0031 超期，由黄色升为橙色，转镇司法所承办",
            at="今天 00:00",
            machine_at="2026-08-05",
            url="#",
            icon="raise",
            tone="danger",
        ),
        News(
            text="李样乙导入队员花名册：新增 268，更新 5",
            at="昨天 15:02",
            machine_at="2026-08-04",
            url="#",
            icon="import",
        ),
        News(
            text="宝祥村“饮水管道维修费用分摊”已化解",
            at="8月3日",
            machine_at="2026-08-03",
            url="#",
            icon="success",
            tone="success",
        ),
    ),
)

QUIET_HOME = replace(
    HOME_PAGE, due=(), news=(), next_return=None, todo=tuple(replace(each, count=0) for each in HOME_PAGE.todo)
)

def _todo(name: str, what: str, where: str, days: str, tone: str = "info", late: bool = False) -> TodoLine:
    return TodoLine(name=name, url="#", what=what, where=where, days=days, late=late, tone=tone)  # type: ignore[arg-type]


TODO = TodoPage(
    title="待办",
    crumbs=(),
    tabs=(Link(label="待办", url="#", current=True), Link(label="通知（3 条未读）", url="#")),
    groups=(
        TodoGroup(
            key="overdue", label="我的超期", count=12, icon="late", tone="danger", all_url="#",
            lines=(_todo("2026-0012 边界争议", "办理", "纠纷 · 金容寨村", "超期 2 天", "danger", True),
                   _todo("金容寨村2026年8月上半月分析研判及统计表", "报送", "报送 · 金容寨村", "超期 1 天", "danger", True))),
        TodoGroup(key="accept", label="待我接收", count=1, icon="inbox", tone="warning",
                  lines=(_todo("2026-0031 施工扬尘", "接收", "纠纷 · 宝祥村", "今天到期", "warning"),)),
        TodoGroup(key="supplies", label="物资", count=4, icon="inbox", tone="warning",
                  lines=(_todo("低于最低储备的物资", "物资", "", "4", "warning"),)),
    ),
    empty=Empty(text="没有需要您办理的事项。", hint="到期的、退回的和转给您的事项会显示在这里。"),
)
TODO_QUIET = replace(TODO, groups=())

_GRID = (("网格", (9, 2, 0, 0)), ("村(社区)", (3, 21, 2, 0)), ("镇", (0, 4, 8, 1)), ("县", (0, 0, 1, 2)))

BOARD = BoardPage(
    title="四色看板",
    crumbs=(HOME, Link(label="四色看板", url="")),
    as_of="截至 2026年8月5日 10:12",
    late=6,
    late_url="#",
    total=53,
    total_url="#",
    chosen="橙·较大 · 镇（8 件）",
    reset_url="#",
    more_url="#",
    colours=tuple(
        BoardColour(shade=shade, word=WORDS[shade], count=count, url="#", rule=rule)
        for shade, count, rule in (  # type: ignore[arg-type]
            ("blue", 12, "网格 3 个工作日"),
            ("yellow", 27, "村(社区) 7 个工作日"),
            ("orange", 11, "镇 15 个工作日"),
            ("red", 3, "镇 20 个工作日"),
        )
    ),
    rows=tuple(
        BoardRow(
            label=label,
            url="#",
            count=sum(counts),
            cells=tuple(
                BoardCell(
                    count=count, url="#", late=min(count, 2) if place >= 2 else 0, current=label == "镇" and place == 2
                )
                for place, count in enumerate(counts)
            ),
        )
        for label, counts in _GRID
    ),
    cases=CASES[1:4],
    empty=Empty(text="这一格没有纠纷"),
    query=QueryBar(
        action="/board/",
        reset_url="/board/",
        filters=(
            Filter(key="unit", label="单位", control="reference", names=("unit",), options_url="/options/unit"),
            Filter(
                key="category",
                label="类别",
                control="choice",
                names=("category",),
                options=(Option(key="a", label="邻里"),),
            ),
        ),
    ),
)


def _figures(seed: int, total: bool = False) -> tuple[Figure, ...]:
    n = [(seed * k + k) % (9 + 40 * total) for k in range(1, 14)]
    plain = tuple(Figure(text=str(each), url="#") for each in n)
    found, solved = n[1] + 3, n[1] + 2
    return (
        *plain,
        Figure(text=f"{solved / found:.1%}", parts=f"{solved}/{found}", url="#"),
        Figure(text="—" if seed % 4 == 0 else "75.0%", parts="" if seed % 4 == 0 else "3/4", url="#", tone="danger"),
    )


SUMMARY = SummaryPage(
    title="矛盾纠纷月度汇总",
    crumbs=(HOME, Link(label="月度汇总", url="")),
    action="/summary/",
    as_of="截至 8月5日 10:12",
    first_heading="单位",
    printed_unit="金元镇",
    period=PeriodChooser(
        kinds=tuple(Link(label=label, url="#", current=label == "月") for label in ("半月", "月", "季", "年")),
        label="2026年8月",
        name="period",
        previous_url="#",
        next_url="#",
        options=(Option(key="2026-08", label="2026年8月", chosen=True), Option(key="2026-07", label="2026年7月")),
    ),
    units=Filter(
        key="unit",
        label="单位",
        control="reference",
        names=("unit",),
        options=(Option(key="1", label="金元镇", chosen=True),),
        options_url="/options/unit",
    ),
    views=(
        Link(label="按单位", url="#", current=True),
        Link(label="按类别", url="#"),
        Link(label="单位 × 类别", url="#"),
    ),
    buttons=(
        Act(key="print", label="打印", url="?print=1", icon="print"),
        Act(key="xlsx", label="导出 XLSX", url="?xlsx=1", icon="download"),
    ),
    rates=(
        Rate(label="化解率", text="86.4%", parts="38/44", url="#", target="目标 ≥ 80%", met=True, percent=86.4),
        Rate(label="按时办结率", text="72.7%", parts="16/22", url="#", target="目标 ≥ 95%", met=False, percent=72.7),
        Rate(label="调处率", text="95.5%", parts="42/44", url="#", percent=95.5),
        Rate(
            label="本年累计化解率", text="91.2%", parts="279/306", url="#", target="目标 ≥ 80%", met=True, percent=91.2
        ),
        Rate(label="初信初访按时办结率", text="—", parts="0/0", note="本期没有"),
    ),
    heads=(
        (
            Heading(text="上期结转", rows=2),
            Heading(text="本期发现", rows=2),
            Heading(text="重新打开", rows=2),
            Heading(text="化解", rows=2),
            Heading(text="终止", rows=2),
            Heading(text="期末在办", rows=2),
            Heading(text="期末四色", columns=4),
            Heading(text="超期", rows=2),
            Heading(text="升级", rows=2),
            Heading(text="结案", rows=2),
            Heading(text="化解率", rows=2),
            Heading(text="按时办结率", rows=2),
        ),
        (
            Heading(text="蓝", shade="blue"),
            Heading(text="黄", shade="yellow"),
            Heading(text="橙", shade="orange"),
            Heading(text="红", shade="red"),
        ),
    ),
    rows=(
        FigureRow(label="金元镇合计", figures=_figures(11, True), total=True),
        *(FigureRow(label=unit, url="#", figures=_figures(number), depth=1) for number, unit in enumerate(VILLAGES, 1)),
    ),
    notes=(
        "颜色按期末最后一次评定统计；月份按北京时间。",
        "化解率 = 本期发现的纠纷中期末已化解（成功或部分成功）的件数 ÷ 本期发现件数，撤回和作废不计。",
    ),
)

CHART = ChartPage(
    title="矛盾纠纷",
    crumbs=(HOME, Link(label="矛盾纠纷", url="/dispute/list/"), Link(label="图表", url="")),
    data_url="/data/chart",
    label="各单位纠纷",
    first_heading="单位",
    kind="stacked_bar",
    tabs=tuple(replace(tab, current=tab.label == "图表") for tab in TABS),
    empty=Empty(text="没有可画的数据"),
    charts=tuple(
        Link(label=label, url="#", current=label == "各单位纠纷")
        for label in ("各级纠纷数", "各类纠纷", "各单位纠纷", "各月新增")
    ),
    series=tuple(Heading(text=word, shade=shade) for shade, word in WORDS.items()),  # type: ignore[arg-type]
    rows=tuple(
        FigureRow(label=unit, url="#", figures=tuple(Figure(text=str((n * k + 2) % 7), url="#") for k in range(1, 5)))
        for n, unit in enumerate(VILLAGES, 1)
    ),
)

CHART_DATA = {
    "kind": "stacked_bar",
    "unit": "件",
    "groups": [{"label": unit, "url": "#"} for unit in VILLAGES],
    "series": [
        {"label": word, "shade": shade, "values": [(n * k + 2) % 7 for n in range(1, 15)]}
        for k, (shade, word) in enumerate(WORDS.items(), 1)
    ],
}
