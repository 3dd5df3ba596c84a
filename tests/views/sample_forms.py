"""Invented forms."""

from __future__ import annotations

from dataclasses import replace

from app.views.page import (
    Act,
    ActPage,
    Children,
    ChildRow,
    FieldView,
    FormGroup,
    FormPage,
    Kept,
    Link,
    Option,
    PasswordPage,
    PasswordRule,
    Problem,
    StaleField,
    StalePage,
)
from tests.views.sample_lists import HOME
from tests.views.sample_records import LIST_LINK, TITLE

DANGER_HOLDS = {"kind": ["yesno"], "rule": ["sure", ["field", "danger", "yesno"]]}

MANY = {"kind": ["yesno"], "rule": [">=", ["field", "people_involved", "number", 0], ["value", "10", "number", 0]]}


def _choices(*labels: str, chosen: str = "") -> tuple[Option, ...]:
    return tuple(Option(key=label, label=label, chosen=label == chosen) for label in labels)


FACTS = (
    FieldView(key="number", name="number", label="编号", control="given"),
    FieldView(
        key="unit",
        name="unit",
        label="发生单位",
        control="reference",
        required=True,
        options_url="/options/unit",
        options=(Option(key="1", label="金容寨村", chosen=True),),
        help="纠纷发生在哪个村(社区)，登记后不变。",
    ),
    FieldView(key="title", name="title", label="标题", required=True, max_length=80, value="宅基地界址纠纷"),
    FieldView(
        key="category",
        name="category",
        label="类别",
        control="choice",
        required=True,
        errors=("“类别”必须填写，请补上。",),
        options=_choices(
            "劳动就业",
            "教育培训",
            "医疗卫生",
            "养老机构",
            "征地拆迁",
            "房地产物业",
            "非法集资",
            "邻里",
            "交通运输",
            "婚姻家庭",
            "涉企",
            "山林土地",
            "其他",
        ),
    ),
    FieldView(
        key="reported_by",
        name="reported_by",
        label="来源",
        control="choice",
        options=_choices("网格排查", "来访", "来信", "110", "热线", "网上", chosen="来访"),
        required=True,
    ),
    FieldView(
        key="found_on",
        name="found_on",
        label="发现日期",
        control="date",
        required=True,
        value="2026-08-05",
        most="2026-08-05",
    ),
    FieldView(key="place", name="place", label="发生地点", max_length=100, placeholder="组、院子、路口"),
    FieldView(key="location", name="location", label="坐标", control="geo_point"),
    FieldView(key="met_at", name="met_at", label="上门时间", control="datetime", value="2026-08-05T09:30"),
    FieldView(key="since", name="since", label="起因时间", control="partial_date"),
    FieldView(
        key="description",
        name="description",
        label="简要情况",
        control="long_text",
        required=True,
        max_length=2000,
        value="双方房屋相邻，因翻建围墙越界约 0.5 米发生争执，村组两次劝解未果。",
    ),
)

RISK = (
    FieldView(
        key="people_involved",
        name="people_involved",
        label="涉及人数",
        control="number",
        required=True,
        value="1２人",
        unit="人",
        errors=("“1２人”不是整数。请写不带小数的数字，例如 12。",),
    ),
    FieldView(key="amount", name="amount", label="涉及金额", control="money", unit="万元", value="3.5", rule_power=4),
    FieldView(
        key="trend",
        name="trend",
        label="发展趋势",
        control="choice",
        required=True,
        options=_choices("下降", "平稳", "上升", chosen="平稳"),
    ),
    FieldView(
        key="danger",
        name="danger",
        label="有暴力、自伤或民转刑风险",
        control="yes_no",
        options=(Option(key="yes", label="是", chosen=True), Option(key="no", label="否")),
    ),
    FieldView(
        key="danger_plan",
        name="danger_plan",
        label="稳控措施",
        control="long_text",
        visible_if=DANGER_HOLDS,
        required_if=DANGER_HOLDS,
        max_length=500,
        help="谁盯守、多久报告一次。",
    ),
    FieldView(
        key="leader",
        name="leader",
        label="包案领导",
        control="reference",
        required_if=MANY,
        options_url="/options/person",
    ),
    FieldView(
        key="causes",
        name="causes",
        label="成因",
        control="multi_choice",
        options=(Option(key="land", label="土地", chosen=True), *_choices("债务", "情感", "工伤", "噪声")),
    ),
    FieldView(
        key="helpers",
        name="helpers",
        label="协办部门",
        control="references",
        options_url="/options/department",
        options=(Option(key="1", label="司法所", chosen=True), Option(key="2", label="规建办", chosen=True)),
    ),
    FieldView(
        key="files",
        name="files",
        label="附件",
        control="attachments",
        accept=".jpg,.png,.pdf",
        kept=(
            Kept(id="1", name="现场照片.jpg", size="1.2 MB", url="#"),
            Kept(id="2", name="调解笔录.pdf", size="320 KB", url="#"),
        ),
    ),
)


def _party(index: str, name: str = "", phone: str = "", error: str = "", **more: str) -> ChildRow:
    pre = f"parties-{index}"
    return ChildRow(
        index=index,
        id_name=f"{pre}-row_id",
        removed_name=f"{pre}-removed",
        id=more.get("id", ""),
        fields=(
            FieldView(key="name", name=f"{pre}-name", label="姓名", required=True, value=name),
            FieldView(
                key="side",
                name=f"{pre}-side",
                label="身份",
                control="choice",
                required=True,
                options=_choices("申请人", "被申请人", chosen="申请人"),
            ),
            FieldView(
                key="id_number",
                name=f"{pre}-id_number",
                label="身份证号",
                control="id_number",
                value="510923**********0018" if name else "",
            ),
            FieldView(
                key="phone",
                name=f"{pre}-phone",
                label="联系电话",
                control="phones",
                value=phone,
                errors=(error,) if error else (),
            ),
        ),
    )


PARTIES = Children(
    key="parties",
    label="当事人",
    add_label="添加当事人",
    count_name="parties-count",
    next_index=2,
    blank=_party("__n__"),
    rows=(
        _party("0", "李样乙", "19900000001", id="7"),
        _party("1", "张样甲", "1990000000", "手机号应为 11 位，这里是 10 位。请核对。"),
    ),
)

FORM = FormPage(
    title="登记纠纷",
    crumbs=(HOME, LIST_LINK, Link(label="登记", url="")),
    action="/dispute/add",
    cancel_url="/dispute/list/",
    save_label="保存",
    groups=(
        FormGroup(key="facts", label="基本情况", fields=FACTS),
        FormGroup(key="risk", label="规模与风险", fields=RISK),
    ),
    children=(PARTIES,),
    version="3",
    problems=(
        Problem(text="类别：“类别”必须填写，请补上。", anchor="f-category"),
        Problem(text="涉及人数：“1２人”不是整数。", anchor="f-people_involved"),
        Problem(text="当事人第 2 行 联系电话：手机号应为 11 位，这里是 10 位。", anchor="f-parties-1-phone"),
    ),
    today="2026-08-05",
    has_files=True,
    likely_same=(Link(label="ZY2026-0031 张样甲院墙纠纷（7 月 20 日，办理中）", url="#"),),
    more=(Act(key="draft", label="存草稿", url="#"),),
)

REASON = FieldView(
    key="reason", name="reason", label="作废原因", control="long_text", required=True, max_length=200, autofocus=True
)

VOID = ActPage(
    title="作废这件纠纷",
    crumbs=(HOME, LIST_LINK, Link(label="作废", url="")),
    action="/dispute/void/1",
    cancel_url="/dispute/show/1",
    button="作废",
    danger=True,
    about=f"ZY2026-0001 {TITLE}",
    explains="作废后不再统计，但保留在“已作废”中，可以恢复。",
    fields=(replace(REASON, errors=("请写明原因，不超过 200 字。",)),),
)

FULL_NUMBERS = ActPage(
    title="完整号码",
    crumbs=(),
    action="",
    cancel_url="/team_member/show/1",
    button="",
    about="队员 李样乙",
    explains="本次查看已记入审计日志。",
    shown=(("身份证号", "510923191001010018"), ("联系电话", "19900000001、0825-5550101")),
)

STALE = StalePage(
    title="有人先保存了",
    crumbs=(HOME, LIST_LINK, Link(label="修改", url="")),
    action="/dispute/edit/1",
    cancel_url="/dispute/show/1",
    theirs_by="李样乙",
    theirs_at="2026年8月5日 10:08",
    version="4",
    kept=(("title", TITLE),),
    fields=(
        StaleField(
            name="people_involved", label="涉及人数", theirs="9", mine="12", theirs_posted=("9",), mine_posted=("12",)
        ),
        StaleField(
            name="description",
            label="简要情况",
            theirs="双方房屋相邻，因翻建围墙越界。已约 8 月 6 日现场丈量。",
            mine="双方房屋相邻，因翻建围墙越界约 0.5 米发生争执，村组两次劝解未果。",
            theirs_posted=("a",),
            mine_posted=("b",),
        ),
        StaleField(
            name="place",
            label="发生地点",
            theirs="三组院坝",
            mine="",
            theirs_posted=("三组院坝",),
            mine_posted=("",),
            clash=False,
        ),
    ),
)

PASSWORD = PasswordPage(
    title="设置新密码",
    crumbs=(),
    action="/password/",
    first=True,
    fields=tuple(
        FieldView(key=key, name=key, label=label, control="password", required=True, autocomplete="new-password")
        for key, label in (("current", "现在的密码"), ("password", "新密码"), ("again", "再输一遍新密码"))
    ),
    rules=(
        PasswordRule(text="至少 8 个字符", pattern="^.{8,}$"),
        PasswordRule(text="字母、数字、符号至少两种", pattern=r"^(?=.*[A-Za-z])(?=.*[^A-Za-z])"),
        PasswordRule(text="不含用户名，不容易猜到"),
    ),
    problems=(Problem(text="两次输入的新密码不一样。", anchor="f-again"),),
)
