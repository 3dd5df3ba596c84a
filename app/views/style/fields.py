"""controls.html: every control of a form, alone and with its label, help and errors."""

from __future__ import annotations

from typing import Any, get_args

from app.views.page import Children, ChildRow, Kept
from app.views.page.forms import Control
from app.views.style.pieces import HERE, MacroFile, Piece, State, a_field, options, state, usual

_YES_NO = options("是", "否", chosen="是")
_FEW = options("下降", "平稳", "上升", chosen="平稳")
_MANY = options(*(f"第{number}组" for number in range(1, 15)), chosen="第3组")
_WRONG = ("必填。",)
_RULE = {"rule": "true"}

#: What each control needs to be seen at its usual.
_USUAL: dict[str, dict[str, Any]] = {
    "text": {"value": "屋檐滴水", "max_length": 80}, "long_text": {"value": "两家共用一堵墙……", "max_length": 2000},
    "number": {"value": "12", "least": "1", "most": "999"}, "money": {"value": "3.5", "unit": "万元"},
    "date": {"value": "2026-11-15", "most": "2026-11-22"}, "partial_date": {"value": "2021-08"},
    "datetime": {"value": "2026-11-15T09:30"}, "yes_no": {"options": _YES_NO},
    "choice": {"options": _FEW, "required": True}, "multi_choice": {"options": _FEW},
    "reference": {"options": options("样例一村", chosen="样例一村"), "options_url": f"{HERE}part/options"},
    "references": {"options": options("司法所", chosen="司法所"), "options_url": f"{HERE}part/options"},
    "geo_point": {"value": "30.61, 105.21"}, "attachments": {"accept": ".jpg,.pdf", "max_mb": 20, "most_files": 9},
    "given": {"value": "样-0001"}, "phones": {"value": "0825-0000000"}, "id_number": {"placeholder": "18 位"},
    "password": {"autocomplete": "new-password"}, "hidden": {"value": "1"},
}


def _one(control: str, **more: Any) -> State:
    return usual(a_field("样例", control=control, **{**_USUAL[control], **more}))


def _wrong(control: str) -> State:
    wrong = {**_USUAL[control], "value": "", "required": True, "errors": _WRONG, "help": "一句话写清是什么事。"}
    return state("有误", "wrong", a_field("样例", control=control, **wrong))


def _alone(macro: str, control: str, *more: State) -> Piece:
    return Piece(macro, (_one(control), *more), "control")


def _row(index: str, **more: Any) -> ChildRow:
    fields = (a_field("姓名", value="赵样甲", required=True), a_field("同意调解", control="yes_no", options=_YES_NO))
    return ChildRow(index=index, fields=fields, removed_name=f"style-removed-{index}", **more)


def _stored(index: str) -> ChildRow:
    return _row(index, id=index, id_name=f"style-id-{index}", version="3", version_name=f"style-version-{index}", removed=True)


_CHILDREN = Children(key="styles", label="当事人", rows=(_row("1"), _stored("2")), blank=_row("__n__"), add_label="加一人",
                     count_name="style-count", next_index=3)
_FILES = (Kept(id="1", name="现场.jpg", size="1.2 MB", url=HERE, picture_url="/static/favicon.svg"),
          Kept(id="2", name="协议书.pdf", size="80 kB", url=HERE))

FIELDS = MacroFile("controls.html", (
    Piece("field", (
        *(state(each, each, a_field(each, control=each, **_USUAL[each])) for each in get_args(Control)),
        *(_wrong(each) for each in ("text", "long_text", "number", "date", "choice", "multi_choice", "reference")),
        state("有时才显示", "shown by a rule", a_field("反复原因", visible_if=_RULE, required_if=_RULE)),
        state("保密、整行", "secret, a whole line", a_field("身份证号", secret=True, wide=True, rule_power=4)))),
    Piece("control", tuple(_one(each) for each in get_args(Control) if each != "hidden"), "control"),
    _alone("text", "text", state("数字键盘", "telephone keys", a_field(value="19900000000"), "tel", "tel")),
    _alone("long_text", "long_text"),
    _alone("number", "number", state("有单位", "with a unit", a_field(value="3.5", unit="万元"))),
    _alone("bare_number", "number"), _alone("date", "date"), _alone("datetime", "datetime"),
    _alone("partial_date", "partial_date", state("空", "empty", a_field())),
    _alone("yes_no", "yes_no", state("必填", "required", a_field(options=_YES_NO, required=True))),
    _alone("choice", "choice", state("可不填", "not required", a_field(options=_FEW)),
           state("很多", "many", a_field(options=_MANY))),
    _alone("multi_choice", "multi_choice", state("很多", "many", a_field(options=_MANY))),
    _alone("reference", "reference", state("几个", "several", a_field(options=_FEW, options_url=f"{HERE}part/options"), True)),
    _alone("geo_point", "geo_point", state("有草图", "with a sketch", a_field(points_url=f"{HERE}part/points"))),
    _alone("attachments", "attachments", state("已有", "with files", a_field(
        label="附件", kept=_FILES, accept=".jpg,.pdf", max_mb=20, most_files=9))),
    _alone("given", "given", state("还没有", "not yet", a_field())),
    _alone("password", "password"),
    Piece("attributes", (usual(a_field(required=True, max_length=80, help="说明", errors=_WRONG)),), "text"),
    Piece("described", (usual(a_field(help="说明")), state("有误", "wrong", a_field(errors=_WRONG))), "text"),
    Piece("named_by_label", (usual(a_field()), state("由元素命名", "named by an element", a_field(control="yes_no"))), "text"),
    Piece("star", (state("必填", "required", a_field(required=True)), state("可不填", "not required", a_field()))),
    Piece("child", (
        usual(None, _row("11")), state("已存、将删", "stored, to be removed", None, _stored("12")),
        state("有误", "wrong", None, _row("13", errors=("同一人已在名单上。",))))),
    Piece("children", (usual(_CHILDREN),)),
))
