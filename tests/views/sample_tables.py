"""Invented tables, bulk acts and prints."""

from __future__ import annotations

from app.views.page import (
    Act,
    BulkPreview,
    Cell,
    Column,
    Empty,
    Filter,
    Link,
    Pager,
    PrintedList,
    QueryBar,
    Refusal,
    Row,
    Table,
    TablePage,
)
from tests.views.sample_lists import _CASES, HOME, WORDS, _options

_AUDIT = (
    ("2026-08-05 10:12", "张样甲", "查看完整号码", "", "队员花名册", "1", "联系队员参加演练", "10.1.2.3"),
    ("2026-08-05 09:58", "李样乙", "登录", "", "", "", "", "10.1.2.8"),
    ("2026-08-05 09:57", "", "登录失败", "refused", "", "", "", "10.1.2.8"),
    ("2026-08-04 17:40", "张样甲", "导出", "", "矛盾纠纷", "128", "上报周例会", "10.1.2.3"),
)

AUDIT = TablePage(
    title="审计日志",
    crumbs=(HOME, Link(label="审计日志", url="")),
    help="登录、查看完整号码、导出、打印和被拒绝的操作，均在此留痕；日志不能修改，可核对是否完整。",
    query=QueryBar(
        action="/audit/",
        reset_url="/audit/",
        filters=(
            Filter(key="event", label="事件", control="text", names=("event",)),
            Filter(key="user", label="人员", control="text", names=("user",)),
            Filter(
                key="outcome",
                label="结果",
                control="choice",
                names=("outcome",),
                options=_options(("ok", "完成"), ("refused", "拒绝")),
            ),
        ),
    ),
    pager=Pager(sizes=(), next_url="?before=4", count="共 4 条"),
    table=Table(
        columns=tuple(
            Column(key=label, label=label) for label in ("时间", "人员", "事件", "结果", "登记", "行数", "用途", "地址")
        ),
        numbered_from=None,
        empty=Empty(text="没有记录"),
        rows=tuple(
            Row(
                id=str(number),
                cells=(
                    Cell(kind="date", text=at),
                    Cell(text=who),
                    Cell(kind="main", text=what),
                    Cell(kind="choice", text="拒绝" if refused else "完成", tone="danger" if refused else "success"),
                    Cell(text=register),
                    Cell(kind="number", text=rows),
                    Cell(kind="long", text=why),
                    Cell(text=address),
                ),
            )
            for number, (at, who, what, refused, register, rows, why, address) in enumerate(_AUDIT)
        ),
    ),
)

ACCOUNTS = TablePage(
    title="账号",
    crumbs=(HOME, Link(label="账号", url="")),
    buttons=(Act(key="add", label="新建账号", url="/accounts/add", icon="plus", style="main"),),
    table=Table(
        columns=tuple(
            Column(key=label, label=label, kind=kind)
            for label, kind in (
                ("姓名", "main"),
                ("用户名", "text"),
                ("职责", "long"),
                ("电话", "phone"),
                ("状态", "choice"),
            )
        ),
        empty=Empty(text="还没有账号"),
        rows=tuple(
            Row(
                id=str(number),
                cells=(
                    Cell(kind="main", text=name, url="/accounts/show/1"),
                    Cell(text=user),
                    Cell(kind="long", text=duties),
                    Cell(kind="phone", text="", values=("19900000001", "0825-5550101")),
                    Cell(kind="choice", text=state, tone=tone),
                ),  # type: ignore[arg-type]
                acts=(
                    Act(key="edit", label="查看", url="/accounts/show/1"),
                    Act(key="reset", label="重置密码", url="/accounts/password/1", dialog=True),
                    Act(
                        key="off",
                        label="停用",
                        url="/accounts/active/1",
                        post=True,
                        confirm="停用这个账号？它的会话会立即结束。",
                    ),
                ),
            )
            for number, (name, user, duties, state, tone) in enumerate(
                (
                    ("张样甲", "zhangyj", "镇级经办人 · 金元镇；部门经办人 · 司法所", "正常", "success"),
                    ("李样乙", "liyy", "村(社区)经办人 · 金容寨村", "正常", "success"),
                    ("王样丙", "wangyb", "村(社区)负责人 · 宝祥村", "已锁定", "warning"),
                    ("赵样丁", "zhaoyd", "网格员 · 金容寨村第一网格", "已停用", "plain"),
                )
            )
        ),
    ),
)

BULK = BulkPreview(
    title="批量作废 3 条",
    crumbs=(HOME, Link(label="矛盾纠纷", url="/dispute/list/"), Link(label="批量作废", url="")),
    act="void",
    act_label="作废",
    url="/dispute/bulk/",
    back_url="/dispute/list/",
    ids=("1", "2"),
    danger=True,
    reason_label="作废原因",
    reason_error="请写明原因。",
    columns=(Column(key="name", label="纠纷", kind="main"), Column(key="colour", label="四色等级", kind="colour")),
    changes=tuple(
        Row(id=str(n), cells=(Cell(kind="main", text=t, url="#"), Cell(kind="colour", text=WORDS[s], shade=s)),
            shade=s)  # type: ignore[arg-type]
        for n, t, s in ((1, "ZY2026-0001 宅基地界址纠纷", "orange"), (2, "ZY2026-0002 用水争议", "yellow"))
    ),
    refusals=(
        Refusal(name="ZY2026-0003 商铺租金拖欠", url="#", why="这件纠纷由县级承办，您无权作废。请联系县级督导员。"),
    ),
)

PRINTED_LIST = PrintedList(
    title="金元镇矛盾纠纷台账",
    back_url="/dispute/list/",
    unit="金元镇",
    printed_at="2026年8月5日",
    printed_by="张样甲",
    filtered="四色等级：橙、红",
    count="共 4 条",
    columns=tuple(
        Column(key=label, label=label, kind=kind)
        for label, kind in (
            ("编号", "text"),
            ("发生单位", "text"),
            ("标题", "text"),
            ("类别", "text"),
            ("四色等级", "text"),
            ("办理时限", "text"),
            ("涉及人数", "number"),
            ("状态", "text"),
        )
    ),
    rows=tuple(
        (f"ZY2026-{n:04d}", str(c[0]), str(c[1]), str(c[2]), WORDS[str(c[3])], str(c[5]), str(c[6]), str(c[8]))
        for n, c in enumerate(_CASES, 1)
    ),
    signatures=("签发人", "审核人", "填表人"),
)
