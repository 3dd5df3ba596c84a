"""Invented imports."""

from __future__ import annotations

from dataclasses import replace

from app.views.page import (
    Cell,
    CellNote,
    Column,
    Count,
    Empty,
    FieldView,
    ImportPreview,
    ImportResult,
    ImportUpload,
    Link,
    Match,
    Option,
    PlannedRow,
    Problem,
    Reading,
    Row,
    SheetLine,
    Table,
)
from tests.views.sample_lists import HOME

_COUNTS = (
    Count(fate="new", label="新增", count=268, url="?fate=new"),
    Count(fate="changed", label="更新", count=5, url="?fate=changed", current=True),
    Count(fate="same", label="不变", count=2, url="?fate=same"),
    Count(fate="refused", label="不能导入", count=5, url="?fate=refused"),
    Count(fate="skipped", label="跳过", count=3, url="?fate=skipped"),
)

_CRUMBS = (HOME, Link(label="队员花名册", url="/team_member/list/"), Link(label="导入", url=""))

EARLIER = Table(
    columns=(
        Column(key="f", label="文件", kind="main"),
        Column(key="w", label="何时"),
        Column(key="u", label="何人"),
        Column(key="c", label="结果"),
    ),
    empty=Empty(text="还没有导入过"),
    numbered_from=None,
    rows=(
        Row(
            id="1",
            cells=(
                Cell(kind="main", text="金元镇应急队花名册.xlsx", url="#"),
                Cell(text="2026-08-03 15:02"),
                Cell(text="李样乙"),
                Cell(text="新增 30，更新 2"),
            ),
        ),
    ),
)

UPLOAD = ImportUpload(
    title="导入队员花名册",
    crumbs=_CRUMBS,
    action="/team_member/import/",
    template_url="/team_member/template/",
    formats=".xlsx,.csv,.xls",
    limits="Excel 或 CSV，不超过 50 MB、10 万行",
    most_mb=50,
    columns=(
        ("姓名", "只写姓名；少数民族姓名用间隔号 ·", True),
        ("所在队伍", "队伍名称；不填用右侧选定的队伍", False),
        ("性别", "男、女，可空", False),
        ("身份证号", "18 位；整列设为文本格式", False),
        ("联系电话", "11 位手机号或带区号的固话，多个用顿号隔开", False),
        ("入队时间", "2021年8月5日，可只到月或年", False),
    ),
    fixed=(
        FieldView(
            key="team",
            name="team",
            label="所在队伍",
            control="reference",
            options_url="/options/team",
            help="文件里没有这一列时使用。",
        ),
    ),
    earlier=EARLIER,
    earlier_url="/imports/",
)


def _options(chosen: str) -> tuple[Option, ...]:
    return tuple(Option(key=label, label=label, chosen=label == chosen) for label in ("不导入", "姓名", "身份证号", "联系电话"))


PREVIEW = ImportPreview(
    title="核对导入内容",
    crumbs=_CRUMBS,
    file="金容寨村应急分队花名册.xlsx",
    sheet="工作表“2026” · 表头在第 3 行",
    counts=_COUNTS,
    action="/team_member/import/9/apply",
    again_url="/team_member/import/",
    apply_label="导入 273 行",
    apply_count=273,
    refused_url="/x",
    where="第 101–200 行，共 268 行",
    newer_url="?show=new&page=1",
    older_url="?show=new&page=3",
    all_possible=False,
    fixed=(("所在队伍", "金容寨村应急分队"),),
    warnings=(Problem(text="“备注”一列没有对应的字段，已略过。"),),
    reading=Reading(
        action="/team_member/import/9/look",
        how=("工作簿（XLSX）", "工作表：2026", "表头在第 3 行"),
        header="3",
        choices=(
            FieldView(
                key="sheet",
                name="sheet",
                label="工作表",
                control="choice",
                placeholder="有数据的那一个",
                options=(Option(key="2026", label="2026 – 已读取"), Option(key="说明", label="说明 – 没有数据")),
            ),
            FieldView(key="header", name="header", label="表头所在行", control="number", value="3", help="没有表头填 0"),
        ),
        sheets=(
            SheetLine(name="2026", verdict="已读取", read=True),
            SheetLine(name="说明", verdict="没有表头或数据", read=False),
        ),
        matches=(
            Match(number=1, heading="姓　名", options=_options("姓名"), sample="李样乙"),
            Match(number=2, heading="公民身份号码", options=_options("身份证号"), sample="510923**********0018"),
            Match(number=3, heading="手机", options=_options("联系电话"), sample="199****0001"),
            Match(number=4, heading="填表说明", options=_options("不导入"), unread=True),
        ),
    ),
    rows=(
        PlannedRow(
            line=5,
            fate="changed",
            fate_label="更新",
            name="李样乙",
            url="#",
            notes=(
                CellNote(field="联系电话", old="199****0001", new="199****0091"),
                CellNote(field="队内职务", new="副队长"),
            ),
        ),
        PlannedRow(
            line=9,
            fate="refused",
            fate_label="不能导入",
            name="王样丙",
            notes=(
                CellNote(
                    field="身份证号",
                    given="5.10923E+17",
                    reason="存成了数字，后几位已经丢失。请把这一列设为“文本”格式，重新输入。",
                    tone="danger",
                ),
                CellNote(
                    field="联系电话",
                    given="1990000001",
                    reason="手机号应为 11 位，这里是 10 位。请核对。",
                    tone="danger",
                ),
            ),
        ),
        PlannedRow(
            line=12,
            fate="new",
            fate_label="新增",
            name="赵样丁",
            notes=(CellNote(field="入队时间", given="2021.8", reason="只到月份，按当月登记", tone="warning"),),
        ),
        PlannedRow(
            line=31, fate="skipped", fate_label="跳过", name="合　计", notes=(CellNote(field="", reason="合计行"),)
        ),
    ),
)

RESULT = ImportResult(
    title="导入完成",
    crumbs=_CRUMBS,
    file="金容寨村应急分队花名册.xlsx",
    done="已新增 268 人，更新 5 人。",
    counts=_COUNTS,
    list_url="/team_member/list/",
    again_url="/team_member/import/",
    refused_url="/x",
    undo_url="/team_member/import/9/undo",
    seconds="用时 3.2 秒",
)

RUNNING = replace(
    RESULT,
    title="正在导入",
    running=True,
    percent=42,
    done="已处理 42 000 / 100 000 行",
    progress_url="/team_member/import/9",
)
