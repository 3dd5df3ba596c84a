"""Invented records, forms and imports."""

from __future__ import annotations

from dataclasses import replace

from app.views.page import (
    Act,
    ActPage,
    Cell,
    CellNote,
    Change,
    ChildRow,
    Children,
    ChildTable,
    Column,
    Count,
    DetailPage,
    Empty,
    Fact,
    FactGroup,
    FieldView,
    File,
    Files,
    FormGroup,
    FormPage,
    Grade,
    History,
    HistoryEntry,
    ImportPreview,
    ImportResult,
    ImportUpload,
    Kept,
    Link,
    Match,
    Option,
    PasswordPage,
    PasswordRule,
    PlannedRow,
    PrintedPart,
    PrintedRecord,
    Problem,
    Row,
    StaleField,
    StalePage,
    Step,
    Tab,
    Table,
    Tag,
)
from tests.views.sample_lists import HOME

LIST_LINK = Link(label="矛盾纠纷", url="/dispute/list/")
TITLE = "村民李样乙与张样甲宅基地界址纠纷"

# -- forms ---------------------------------------------------------------------------------------

DANGER_HOLDS = {"kind": ["yesno"], "rule": ["sure", ["field", "danger", "yesno"]]}
MANY = {"kind": ["yesno"], "rule": [">=", ["field", "people_involved", "number", 0], ["value", "10", "number", 0]]}


def _choices(*labels: str, chosen: str = "") -> tuple[Option, ...]:
    return tuple(Option(key=label, label=label, chosen=label == chosen) for label in labels)


FACTS = (
    FieldView(key="number", name="number", label="编号", control="given"),
    FieldView(key="unit", name="unit", label="发生单位", control="reference", required=True, options_url="/options/unit",
              options=(Option(key="1", label="金容寨村", chosen=True),), help="纠纷发生在哪个村(社区)，登记后不变。"),
    FieldView(key="title", name="title", label="标题", required=True, max_length=80, value="宅基地界址纠纷"),
    FieldView(key="category", name="category", label="类别", control="choice", required=True, errors=("“类别”必须填写，请补上。",),
              options=_choices("劳动就业", "教育培训", "医疗卫生", "养老机构", "征地拆迁", "房地产物业", "非法集资", "邻里", "交通运输", "婚姻家庭", "涉企", "山林土地", "其他")),
    FieldView(key="reported_by", name="reported_by", label="来源", control="choice", options=_choices("网格排查", "来访", "来信", "110", "热线", "网上", chosen="来访"), required=True),
    FieldView(key="found_on", name="found_on", label="发现日期", control="date", required=True, value="2026-08-05", most="2026-08-05"),
    FieldView(key="place", name="place", label="发生地点", max_length=100, placeholder="组、院子、路口"),
    FieldView(key="location", name="location", label="坐标", control="geo_point"),
    FieldView(key="met_at", name="met_at", label="上门时间", control="datetime", value="2026-08-05T09:30"),
    FieldView(key="since", name="since", label="起因时间", control="partial_date"),
    FieldView(key="description", name="description", label="简要情况", control="long_text", required=True, max_length=2000,
              value="双方房屋相邻，因翻建围墙越界约 0.5 米发生争执，村组两次劝解未果。"),
)
RISK = (
    FieldView(key="people_involved", name="people_involved", label="涉及人数", control="number", required=True, value="1２人", unit="人",
              errors=("“1２人”不是整数。请写不带小数的数字，例如 12。",)),
    FieldView(key="amount", name="amount", label="涉及金额", control="money", unit="万元", value="3.5", rule_power=4),
    FieldView(key="trend", name="trend", label="发展趋势", control="choice", required=True, options=_choices("下降", "平稳", "上升", chosen="平稳")),
    FieldView(key="danger", name="danger", label="有暴力、自伤或民转刑风险", control="yes_no",
              options=(Option(key="yes", label="是", chosen=True), Option(key="no", label="否"))),
    FieldView(key="danger_plan", name="danger_plan", label="稳控措施", control="long_text", visible_if=DANGER_HOLDS, required_if=DANGER_HOLDS, max_length=500,
              help="谁盯守、多久报告一次。"),
    FieldView(key="leader", name="leader", label="包案领导", control="reference", required_if=MANY, options_url="/options/person"),
    FieldView(key="causes", name="causes", label="成因", control="multi_choice", options=(Option(key="land", label="土地", chosen=True), *_choices("债务", "情感", "工伤", "噪声"))),
    FieldView(key="helpers", name="helpers", label="协办部门", control="references", options_url="/options/department",
              options=(Option(key="1", label="司法所", chosen=True), Option(key="2", label="规建办", chosen=True))),
    FieldView(key="files", name="files", label="附件", control="attachments", accept=".jpg,.png,.pdf",
              kept=(Kept(id="1", name="现场照片.jpg", size="1.2 MB", url="#"), Kept(id="2", name="调解笔录.pdf", size="320 KB", url="#"))),
)


def _party(index: str, name: str = "", phone: str = "", error: str = "", **more: str) -> ChildRow:
    pre = f"parties-{index}"
    return ChildRow(index=index, id_name=f"{pre}-row_id", removed_name=f"{pre}-removed", id=more.get("id", ""), fields=(
        FieldView(key="name", name=f"{pre}-name", label="姓名", required=True, value=name),
        FieldView(key="side", name=f"{pre}-side", label="身份", control="choice", required=True, options=_choices("申请人", "被申请人", chosen="申请人")),
        FieldView(key="id_number", name=f"{pre}-id_number", label="身份证号", control="id_number", value="510923**********0018" if name else ""),
        FieldView(key="phone", name=f"{pre}-phone", label="联系电话", control="phones", value=phone, errors=(error,) if error else ()),
    ))


PARTIES = Children(
    key="parties", label="当事人", add_label="添加当事人", count_name="parties-count", next_index=2, blank=_party("__n__"),
    rows=(_party("0", "李样乙", "19900000001", id="7"), _party("1", "张样甲", "1990000000", "手机号应为 11 位，这里是 10 位。请核对。")),
)
FORM = FormPage(
    title="登记纠纷", crumbs=(HOME, LIST_LINK, Link(label="登记", url="")), action="/dispute/add", cancel_url="/dispute/list/", save_label="保存",
    groups=(FormGroup(key="facts", label="基本情况", fields=FACTS), FormGroup(key="risk", label="规模与风险", fields=RISK)), children=(PARTIES,), version="3",
    problems=(Problem(text="类别：“类别”必须填写，请补上。", anchor="f-category"), Problem(text="涉及人数：“1２人”不是整数。", anchor="f-people_involved"),
              Problem(text="当事人第 2 行 联系电话：手机号应为 11 位，这里是 10 位。", anchor="f-parties-1-phone")),
    today="2026-08-05", has_files=True, likely_same=(Link(label="ZY2026-0031 张样甲院墙纠纷（7 月 20 日，办理中）", url="#"),),
    more=(Act(key="draft", label="存草稿", url="#"),),
)
REASON = FieldView(key="reason", name="reason", label="作废原因", control="long_text", required=True, max_length=200, autofocus=True)
VOID = ActPage(
    title="作废这件纠纷", crumbs=(HOME, LIST_LINK, Link(label="作废", url="")), action="/dispute/void/1", cancel_url="/dispute/show/1", button="作废", danger=True,
    about=f"ZY2026-0001 {TITLE}", explains="作废后不再统计，但保留在“已作废”中，可以恢复。", fields=(replace(REASON, errors=("请写明原因，不超过 200 字。",)),),
)
FULL_NUMBERS = ActPage(
    title="完整号码", crumbs=(), action="", cancel_url="/team_member/show/1", button="", about="队员 李样乙", explains="本次查看已记入审计日志。",
    shown=(("身份证号", "510923191001010018"), ("联系电话", "19900000001、0825-5550101")),
)
STALE = StalePage(
    title="有人先保存了", crumbs=(HOME, LIST_LINK, Link(label="修改", url="")), action="/dispute/edit/1", cancel_url="/dispute/show/1", theirs_by="李样乙",
    theirs_at="2026年8月5日 10:08", version="4", kept=(("title", TITLE),),
    fields=(StaleField(name="people_involved", label="涉及人数", theirs="9", mine="12", theirs_posted=("9",), mine_posted=("12",)),
            StaleField(name="description", label="简要情况", theirs="双方房屋相邻，因翻建围墙越界。已约 8 月 6 日现场丈量。", mine="双方房屋相邻，因翻建围墙越界约 0.5 米发生争执，村组两次劝解未果。",
                       theirs_posted=("a",), mine_posted=("b",)),
            StaleField(name="place", label="发生地点", theirs="三组院坝", mine="", theirs_posted=("三组院坝",), mine_posted=("",), clash=False)),
)
PASSWORD = PasswordPage(
    title="设置新密码", crumbs=(), action="/password/", first=True, fields=tuple(
        FieldView(key=key, name=key, label=label, control="password", required=True, autocomplete="new-password")
        for key, label in (("current", "现在的密码"), ("password", "新密码"), ("again", "再输一遍新密码"))),
    rules=(PasswordRule(text="至少 8 个字符", pattern="^.{8,}$"), PasswordRule(text="字母、数字、符号至少两种", pattern=r"^(?=.*[A-Za-z])(?=.*[^A-Za-z])"),
           PasswordRule(text="不含用户名，不容易猜到")),
    problems=(Problem(text="两次输入的新密码不一样。", anchor="f-again"),),
)

# -- records -------------------------------------------------------------------------------------

_GROUPS = (
    FactGroup(label="基本情况", facts=(
        Fact(label="编号", cell=Cell(text="ZY2026-0001")), Fact(label="发生单位", cell=Cell(kind="reference", text="金容寨村", url="#")),
        Fact(label="类别", cell=Cell(text="邻里")), Fact(label="来源", cell=Cell(text="来访")), Fact(label="发现日期", cell=Cell(text="2026年7月20日")),
        Fact(label="坐标", cell=Cell(text="30.612345, 105.221100")), Fact(label="联系电话", cell=Cell(kind="masked", text="199****0001", url="#")),
        Fact(label="村支书", cell=Cell(kind="phone", text="19900000009", values=("19900000009",))), Fact(label="备注", cell=Cell()),
        Fact(label="简要情况", wide=True, cell=Cell(kind="long", text="双方房屋相邻，因翻建围墙越界约 0.5 米发生争执，村组两次劝解未果。\n8 月 3 日双方亲属到场，共 12 人。")))),
    FactGroup(label="规模与风险", facts=(
        Fact(label="涉及人数", cell=Cell(kind="number", text="12")), Fact(label="涉及金额", cell=Cell(kind="money", text="3.5 万元")),
        Fact(label="民转刑风险", cell=Cell(kind="yes_no", text="是", tone="danger")), Fact(label="发展趋势", cell=Cell(kind="choice", text="上升", tone="warning")))),
)
_HISTORY = History(entries=(
    HistoryEntry(title="超期升级", who="系统", at="2026年8月5日 00:00", machine_at="2026-08-04T16:00:00Z", door="时钟", tag=Tag(text="橙·较大", shade="orange"),
                 reason="黄色时限 8 月 4 日已过，升一级，由镇司法所承办。", changes=(Change(label="四色等级", old="黄·一般", new="橙·较大"), Change(label="办理时限", old="2026年8月4日", new="2026年8月12日"))),
    HistoryEntry(title="修改", who="李样乙", at="2026年8月3日 16:20", machine_at="2026-08-03T08:20:00Z", door="表单",
                 changes=(Change(label="涉及人数", old="6", new="12"), Change(label="联系电话", old="", new="199****0001"), Change(label="备注", old="待核", new=""))),
    HistoryEntry(title="督办", who="王样丙（镇领导）", at="2026年8月1日 09:02", machine_at="2026-08-01T01:02:00Z", door="表单", tag=Tag(text="黄牌督办", card="yellow"),
                 reason="连续七天没有进展记录。"),
    HistoryEntry(title="登记", who="李样乙", at="2026年7月20日 10:31", machine_at="2026-07-20T02:31:00Z", door="导入"),
), older_url="?older=1")
_PARTY_TABLE = Table(
    columns=(Column(key="name", label="姓名", kind="main"), Column(key="side", label="身份", kind="choice"), Column(key="id", label="身份证号", kind="masked"), Column(key="phone", label="电话", kind="masked")),
    empty=Empty(text="还没有当事人"), rows=tuple(
        Row(id=str(n), cells=(Cell(kind="main", text=name, url="#"), Cell(kind="choice", text=side), Cell(kind="masked", text="510923**********0018"), Cell(kind="masked", text=f"199****000{n}", url="#")),
            acts=(Act(key="show", label="查看", url="#"),)) for n, (name, side) in enumerate((("李样乙", "申请人"), ("张样甲", "被申请人")), 1)),
)
_FILES = Files(files=(
    File(name="现场照片 2026-08-03 三组院坝东侧围墙.jpg", size="1.2 MB", url="#", added="李样乙 8月3日", remove=Act(key="x", label="移除", url="#", post=True, confirm="移除这个附件？")),
    File(name="调解笔录.pdf", size="320 KB", url="#", added="张样甲 8月4日")), add_url="/dispute/attach/1", accept=".jpg,.png,.pdf", hint="每个不超过 10 MB：jpg、png、pdf、docx、xlsx、mp3")
_TABS = (("facts", "详情", "facts", "", _GROUPS), ("parties", "当事人", "rows", "2", ChildTable(table=_PARTY_TABLE, add=Act(key="add", label="添加", url="#", icon="plus"), all_url="#")),
         ("history", "历史", "history", "", _HISTORY), ("files", "附件", "files", "2", _FILES))


def detail(open_tab: str = "facts") -> DetailPage:
    """The record with a tab open."""
    return DetailPage(
        title=TITLE, number="ZY2026-0001", saved="最近修改：李样乙 2026年8月3日 16:20", crumbs=(HOME, LIST_LINK, Link(label="ZY2026-0001", url="")),
        tags=(Tag(text="办理中", tone="info"), Tag(text="黄牌督办", card="yellow")),
        grade=Grade(shade="orange", word="橙·较大", reasons=("涉及 12 人", "超期 1 次", "趋势上升"), days="剩 5 个工作日", due="8月12日 24:00 前", rule="依据 2026-01-01 起的分级规则（界限为本系统默认）"),
        steps=(Step(label="登记", state="done", note="7月20日"), Step(label="研判", state="done", note="7月21日"), Step(label="办理", state="now", note="镇 · 司法所"),
               Step(label="化解", state="todo"), Step(label="回头看", state="todo"), Step(label="结案", state="todo")),
        key_facts=(Fact(label="承办单位", cell=Cell(kind="reference", text="金元镇", url="#")), Fact(label="承办部门", cell=Cell(text="司法所")),
                   Fact(label="包案领导", cell=Cell(text="王样丙")), Fact(label="责任人", cell=Cell(text="张样甲")), Fact(label="办理层级", cell=Cell(text="镇"))),
        acts=(Act(key="edit", label="修改", url="/dispute/edit/1", icon="edit", style="main"), Act(key="resolve", label="化解", url="/dispute/resolve/1", icon="check", dialog=True),
              Act(key="hand_up", label="上报", url="/dispute/hand_up/1", icon="raise", dialog=True), Act(key="lower", label="申请下调", url="#", icon="lower", dialog=True),
              Act(key="print", label="打印", url="/dispute/paper/1", icon="print"), Act(key="void", label="作废", url="/dispute/void/1", icon="void", style="danger", dialog=True)),
        tabs=tuple(Tab(key=key, label=label, kind=kind, url=f"?tab={key}", part_url=f"?tab={key}&part=1", count=count, current=key == open_tab,  # type: ignore[arg-type]
                       body=body if key == open_tab else None) for key, label, kind, count, body in _TABS),  # type: ignore[arg-type]
    )


VOIDED = DetailPage(title=TITLE, crumbs=(HOME, LIST_LINK), number="ZY2026-0001", tabs=detail().tabs, voided="已作废：与 ZY2026-0031 重复登记（张样甲，2026年8月5日）",
                    grade=Grade(shade="done", word="已化解", reasons=("成功，8 月 4 日签订协议",)), acts=(Act(key="restore", label="恢复", url="#", icon="restore", dialog=True),))
PRINTED_RECORD = PrintedRecord(
    title="矛盾纠纷登记表", back_url="/dispute/show/1", unit="金元镇金容寨村", number="ZY2026-0001", printed_at="2026年8月5日", printed_by="张样甲",
    groups=(("基本情况", (("标题", TITLE, True), ("类别", "邻里", False), ("来源", "来访", False), ("发现日期", "2026年7月20日", False), ("发生地点", "三组院坝", False),
                      ("涉及人数", "12", False), ("简要情况", "双方房屋相邻，因翻建围墙越界约 0.5 米发生争执，村组两次劝解未果。", True))),
            ("责任", (("包案领导", "王样丙", False), ("责任部门", "司法所", False)))),
    parts=(PrintedPart(label="当事人", columns=(Column(key="n", label="姓名"), Column(key="s", label="身份"), Column(key="p", label="电话")),
                       rows=(("李样乙", "申请人", "199****0001"), ("张样甲", "被申请人", "199****0002"))),
           PrintedPart(label="办理经过", columns=(Column(key="d", label="日期"), Column(key="w", label="经过")), rows=())),
    signatures=("当事人", "调解员", "签发人"),
)

# -- imports -------------------------------------------------------------------------------------

_COUNTS = (Count(fate="new", label="新增", count=268, url="?fate=new"), Count(fate="changed", label="更新", count=5, url="?fate=changed", current=True),
           Count(fate="same", label="不变", count=2, url="?fate=same"), Count(fate="refused", label="不能导入", count=5, url="?fate=refused"),
           Count(fate="skipped", label="跳过", count=3, url="?fate=skipped"))
_CRUMBS = (HOME, Link(label="队员花名册", url="/team_member/list/"), Link(label="导入", url=""))
EARLIER = Table(columns=(Column(key="f", label="文件", kind="main"), Column(key="w", label="何时"), Column(key="u", label="何人"), Column(key="c", label="结果")), empty=Empty(text="还没有导入过"),
                numbered_from=None, rows=(Row(id="1", cells=(Cell(kind="main", text="金元镇应急队花名册.xlsx", url="#"), Cell(text="2026-08-03 15:02"), Cell(text="李样乙"), Cell(text="新增 30，更新 2")), ),))
UPLOAD = ImportUpload(
    title="导入队员花名册", crumbs=_CRUMBS, action="/team_member/import/", template_url="/team_member/template/", formats=".xlsx,.csv,.xls", limits="Excel 或 CSV，不超过 50 MB、10 万行",
    columns=(("姓名", "只写姓名；少数民族姓名用间隔号 ·", True), ("所在队伍", "队伍名称；不填用右侧选定的队伍", False), ("性别", "男、女，可空", False),
             ("身份证号", "18 位；整列设为文本格式", False), ("联系电话", "11 位手机号或带区号的固话，多个用顿号隔开", False), ("入队时间", "2021年8月5日，可只到月或年", False)),
    fixed=(FieldView(key="team", name="team", label="所在队伍", control="reference", options_url="/options/team", help="文件里没有这一列时使用。"),), earlier=EARLIER, earlier_url="/imports/",
)
PREVIEW = ImportPreview(
    title="核对导入内容", crumbs=_CRUMBS, file="金容寨村应急分队花名册.xlsx", sheet="工作表“2026” · 表头在第 3 行", counts=_COUNTS, action="/team_member/import/9/apply", again_url="/team_member/import/",
    apply_label="导入 273 行", apply_count=273, refused_url="/x", more="另有 1 行未显示", all_possible=False, fixed=(("所在队伍", "金容寨村应急分队"),),
    warnings=(Problem(text="“备注”一列没有对应的字段，已略过。"),),
    matches=(Match(heading="姓　名", field="姓名", how="去掉空格后相同", sample="李样乙"), Match(heading="公民身份号码", field="身份证号", how="同义词", sample="510923**********0018"),
             Match(heading="手机", field="联系电话", how="同义词", sample="199****0001"), Match(heading="填表说明", field="", how="没有这样的字段")),
    rows=(PlannedRow(line=5, fate="changed", fate_label="更新", name="李样乙", url="#", notes=(CellNote(field="联系电话", old="199****0001", new="199****0091"), CellNote(field="队内职务", new="副队长"))),
          PlannedRow(line=9, fate="refused", fate_label="不能导入", name="王样丙", notes=(CellNote(field="身份证号", given="5.10923E+17", reason="存成了数字，后几位已经丢失。请把这一列设为“文本”格式，重新输入。", tone="danger"),
                                                                        CellNote(field="联系电话", given="1990000001", reason="手机号应为 11 位，这里是 10 位。请核对。", tone="danger"))),
          PlannedRow(line=12, fate="new", fate_label="新增", name="赵样丁", notes=(CellNote(field="入队时间", given="2021.8", reason="只到月份，按当月登记", tone="warning"),)),
          PlannedRow(line=31, fate="skipped", fate_label="跳过", name="合　计", notes=(CellNote(field="", reason="合计行"),))),
)
RESULT = ImportResult(title="导入完成", crumbs=_CRUMBS, file="金容寨村应急分队花名册.xlsx", done="已新增 268 人，更新 5 人。", counts=_COUNTS, list_url="/team_member/list/", again_url="/team_member/import/",
                      refused_url="/x", undo_url="/team_member/import/9/undo", seconds="用时 3.2 秒")
RUNNING = replace(RESULT, title="正在导入", running=True, percent=42, done="已处理 42 000 / 100 000 行", progress_url="/team_member/import/9")
