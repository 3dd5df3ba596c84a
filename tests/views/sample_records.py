"""Invented records."""

from __future__ import annotations

from app.views.page import (
    Act,
    Cell,
    Change,
    ChildTable,
    Column,
    DetailPage,
    Empty,
    Fact,
    FactGroup,
    File,
    Files,
    Grade,
    History,
    HistoryEntry,
    Link,
    PrintedPart,
    PrintedRecord,
    Row,
    Step,
    Tab,
    Table,
    Tag,
)
from tests.views.sample_lists import HOME

LIST_LINK = Link(label="矛盾纠纷", url="/dispute/list/")

TITLE = "村民李样乙与张样甲宅基地界址纠纷"

_GROUPS = (
    FactGroup(
        label="基本情况",
        facts=(
            Fact(label="编号", cell=Cell(text="ZY2026-0001")),
            Fact(label="发生单位", cell=Cell(kind="reference", text="金容寨村", url="#")),
            Fact(label="类别", cell=Cell(text="邻里")),
            Fact(label="来源", cell=Cell(text="来访")),
            Fact(label="发现日期", cell=Cell(text="2026年7月20日")),
            Fact(label="坐标", cell=Cell(text="30.612345, 105.221100")),
            Fact(label="联系电话", cell=Cell(kind="masked", text="199****0001", url="#")),
            Fact(label="村支书", cell=Cell(kind="phone", text="19900000009", values=("19900000009",))),
            Fact(label="备注", cell=Cell()),
            Fact(
                label="简要情况",
                wide=True,
                cell=Cell(
                    kind="long",
                    text="双方房屋相邻，因翻建围墙越界约 0.5 米发生争执，村组两次劝解未果。\n8 月 3 日双方亲属到场，共 12 人。",
                ),
            ),
        ),
    ),
    FactGroup(
        label="规模与风险",
        facts=(
            Fact(label="涉及人数", cell=Cell(kind="number", text="12")),
            Fact(label="涉及金额", cell=Cell(kind="money", text="3.5 万元")),
            Fact(label="民转刑风险", cell=Cell(kind="yes_no", text="是", tone="danger")),
            Fact(label="发展趋势", cell=Cell(kind="choice", text="上升", tone="warning")),
        ),
    ),
)

_HISTORY = History(
    entries=(
        HistoryEntry(
            title="超期升级",
            who="系统",
            at="2026年8月5日 00:00",
            machine_at="2026-08-04T16:00:00Z",
            door="时钟",
            tag=Tag(text="橙·较大", shade="orange"),
            reason="黄色时限 8 月 4 日已过，升一级，由镇司法所承办。",
            changes=(
                Change(label="四色等级", old="黄·一般", new="橙·较大"),
                Change(label="办理时限", old="2026年8月4日", new="2026年8月12日"),
            ),
        ),
        HistoryEntry(
            title="修改",
            who="李样乙",
            at="2026年8月3日 16:20",
            machine_at="2026-08-03T08:20:00Z",
            door="表单",
            changes=(
                Change(label="涉及人数", old="6", new="12"),
                Change(label="联系电话", old="", new="199****0001"),
                Change(label="备注", old="待核", new=""),
            ),
        ),
        HistoryEntry(
            title="督办",
            who="王样丙（镇领导）",
            at="2026年8月1日 09:02",
            machine_at="2026-08-01T01:02:00Z",
            door="表单",
            tag=Tag(text="黄牌督办", card="yellow"),
            reason="连续七天没有进展记录。",
        ),
        HistoryEntry(
            title="登记", who="李样乙", at="2026年7月20日 10:31", machine_at="2026-07-20T02:31:00Z", door="导入"
        ),
    ),
    older_url="?older=1",
)

_PARTY_TABLE = Table(
    columns=(
        Column(key="name", label="姓名", kind="main"),
        Column(key="side", label="身份", kind="choice"),
        Column(key="id", label="身份证号", kind="masked"),
        Column(key="phone", label="电话", kind="masked"),
    ),
    empty=Empty(text="还没有当事人"),
    rows=tuple(
        Row(
            id=str(n),
            cells=(
                Cell(kind="main", text=name, url="#"),
                Cell(kind="choice", text=side),
                Cell(kind="masked", text="510923**********0018"),
                Cell(kind="masked", text=f"199****000{n}", url="#"),
            ),
            acts=(Act(key="show", label="查看", url="#"),),
        )
        for n, (name, side) in enumerate((("李样乙", "申请人"), ("张样甲", "被申请人")), 1)
    ),
)

_FILES = Files(
    files=(
        File(
            name="现场照片 2026-08-03 三组院坝东侧围墙.jpg",
            size="1.2 MB",
            url="#",
            added="李样乙 8月3日",
            remove=Act(key="x", label="移除", url="#", post=True, confirm="移除这个附件？"),
        ),
        File(name="调解笔录.pdf", size="320 KB", url="#", added="张样甲 8月4日"),
    ),
    add_url="/dispute/attach/1",
    accept=".jpg,.png,.pdf",
    hint="每个不超过 10 MB：jpg、png、pdf、docx、xlsx、mp3",
)

_TABS = (
    ("facts", "详情", "facts", "", _GROUPS),
    (
        "parties",
        "当事人",
        "rows",
        "2",
        ChildTable(table=_PARTY_TABLE, add=Act(key="add", label="添加", url="#", icon="plus"), all_url="#"),
    ),
    ("history", "历史", "history", "", _HISTORY),
    ("files", "附件", "files", "2", _FILES),
)


def detail(open_tab: str = "facts") -> DetailPage:
    """The record with a tab open."""
    return DetailPage(
        title=TITLE,
        number="ZY2026-0001",
        saved="最近修改：李样乙 2026年8月3日 16:20",
        crumbs=(HOME, LIST_LINK, Link(label="ZY2026-0001", url="")),
        tags=(Tag(text="办理中", tone="info"), Tag(text="黄牌督办", card="yellow")),
        grade=Grade(
            shade="orange",
            word="橙·较大",
            reasons=("涉及 12 人", "超期 1 次", "趋势上升"),
            days="剩 5 个工作日",
            due="8月12日 24:00 前",
            rule="依据 2026-01-01 起的分级规则（界限为本系统默认）",
        ),
        steps=(
            Step(label="登记", state="done", note="7月20日"),
            Step(label="研判", state="done", note="7月21日"),
            Step(label="办理", state="now", note="镇 · 司法所"),
            Step(label="化解", state="todo"),
            Step(label="回头看", state="todo"),
            Step(label="结案", state="todo"),
        ),
        key_facts=(
            Fact(label="承办单位", cell=Cell(kind="reference", text="金元镇", url="#")),
            Fact(label="承办部门", cell=Cell(text="司法所")),
            Fact(label="包案领导", cell=Cell(text="王样丙")),
            Fact(label="责任人", cell=Cell(text="张样甲")),
            Fact(label="办理层级", cell=Cell(text="镇")),
        ),
        acts=(
            Act(key="edit", label="修改", url="/dispute/edit/1", icon="edit", style="main"),
            Act(key="resolve", label="化解", url="/dispute/resolve/1", icon="check", dialog=True),
            Act(key="hand_up", label="上报", url="/dispute/hand_up/1", icon="raise", dialog=True),
            Act(key="lower", label="申请下调", url="#", icon="lower", dialog=True),
            Act(key="print", label="打印", url="/dispute/paper/1", icon="print"),
            Act(key="void", label="作废", url="/dispute/void/1", icon="void", style="danger", dialog=True),
        ),
        tabs=tuple(
            Tab(
                key=key,
                label=label,
                kind=kind,
                url=f"?tab={key}",
                part_url=f"?tab={key}&part=1",
                count=count,
                current=key == open_tab,  # type: ignore[arg-type]
                body=body if key == open_tab else None,
            )
            for key, label, kind, count, body in _TABS
        ),  # type: ignore[arg-type]
    )


VOIDED = DetailPage(
    title=TITLE,
    crumbs=(HOME, LIST_LINK),
    number="ZY2026-0001",
    tabs=detail().tabs,
    voided="已作废：与 ZY2026-0031 重复登记（张样甲，2026年8月5日）",
    grade=Grade(shade="done", word="已化解", reasons=("成功，8 月 4 日签订协议",)),
    acts=(Act(key="restore", label="恢复", url="#", icon="restore", dialog=True),),
)

PRINTED_RECORD = PrintedRecord(
    title="矛盾纠纷登记表",
    back_url="/dispute/show/1",
    unit="金元镇金容寨村",
    number="ZY2026-0001",
    printed_at="2026年8月5日",
    printed_by="张样甲",
    groups=(
        (
            "基本情况",
            (
                ("标题", TITLE, True),
                ("类别", "邻里", False),
                ("来源", "来访", False),
                ("发现日期", "2026年7月20日", False),
                ("发生地点", "三组院坝", False),
                ("涉及人数", "12", False),
                ("简要情况", "双方房屋相邻，因翻建围墙越界约 0.5 米发生争执，村组两次劝解未果。", True),
            ),
        ),
        ("责任", (("包案领导", "王样丙", False), ("责任部门", "司法所", False))),
    ),
    parts=(
        PrintedPart(
            label="当事人",
            columns=(Column(key="n", label="姓名"), Column(key="s", label="身份"), Column(key="p", label="电话")),
            rows=(("李样乙", "申请人", "199****0001"), ("张样甲", "被申请人", "199****0002")),
        ),
        PrintedPart(label="办理经过", columns=(Column(key="d", label="日期"), Column(key="w", label="经过")), rows=()),
    ),
    signatures=("当事人", "调解员", "签发人"),
)
