"""The macros that Flask-AppBuilder's own pages call, in our clothes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from markupsafe import Markup
from wtforms import BooleanField, Form, SelectField, StringField
from wtforms.validators import InputRequired

from app.views.style.pieces import HERE, MacroFile, Piece, State, state, usual


class _Form(Form):  # type: ignore[misc]
    fab_name = StringField("名称", validators=[InputRequired()], description="一句说明")
    fab_wrong = StringField("名称", validators=[InputRequired()])
    fab_kind = SelectField("类别", choices=[("a", "甲"), ("b", "乙")])
    fab_active = BooleanField("启用")


def _form(number: int) -> Any:
    form = _Form(prefix=f"p{number}")
    form.fab_wrong.errors = ["必填。"]
    return form


_FIRST, _SECOND = _form(1), _form(2)
_NO_FILTERS = SimpleNamespace(get_filters_values=list)
_VIEW = "RolesView"
_LINK = SimpleNamespace(href=HERE, label="附加", get_url=lambda: HERE)


def _called(*arguments: Any) -> State:
    return usual(*arguments, caller=lambda: Markup("<p>里面的内容</p>"))


LIBRARY = MacroFile("appbuilder/general/lib.html", (
    Piece("panel_begin", (state("打开一块", "opens a panel", "标题"),), "text"),
    Piece("panel_end", (state("合上一块", "closes it"),), "text"),
    Piece("accordion_tag", (_called(1, "打开的一组", True), _called(2, "收起的一组", False))),
    Piece("widget", tuple(usual(each) for each in _FIRST), "control"),
    Piece("render_field", tuple(usual(each) for each in _SECOND)),
    Piece("render_form_controls", (usual(),)), Piece("lnk_back", (usual(),)), Piece("lnk_add", (usual(HERE),)),
    Piece("lnk_edit", (usual(HERE),)), Piece("lnk_show", (usual(HERE),)), Piece("lnk_delete", (usual(HERE),)),
    Piece("btn_search", (usual(),)),
    Piece("btn_crud", (usual(True, False, False, 1, _VIEW, _NO_FILTERS), state("没有", "none", False, False, False, 1, _VIEW,
                                                                              _NO_FILTERS))),
    Piece("render_additional_links", (usual([_LINK], 1), state("没有", "none", [], 1))),
    Piece("render_action_links", (state("没有", "none", {}, 1, _VIEW),)),
    Piece("action_form", (state("没有", "none", {}, _VIEW),)), Piece("render_actions", (state("没有", "none", {}, _VIEW),)),
    Piece("render_set_page_size", (usual(0, 25, 90, _VIEW), state("少", "few", 0, 25, 9, _VIEW))),
    Piece("render_dropdown_orderby", (state("没有", "none", [], {}, _VIEW),)),
    Piece("render_pagination", (usual(1, 25, 90, _VIEW), state("一页", "one page", 0, 25, 9, _VIEW))),
    Piece("render_list_header", (usual(True, 0, 25, 90, _NO_FILTERS, {}, _VIEW),)),
    Piece("render_list_footer", (usual(1, 25, 90, _VIEW), state("少", "few", 0, 25, 9, _VIEW))),
    Piece("yes_no", (usual(True), state("否", "no", False), state("几个", "several", ["甲", "乙"]),
                       state("空", "empty", None))),
))
_FACT = Piece("fact", (usual("name"), state("空", "empty", "note")), "fact")
SHOW = MacroFile("appbuilder/general/widgets/show.html", (_FACT,), {
    "include_columns": ["name", "note"], "value_columns": ["样例", ""], "label_columns": {"name": "名称", "note": "备注"},
    "actions": {}, "pk": 1, "modelview_name": _VIEW})
BASE = MacroFile("appbuilder/baselib.html", (
    Piece("menu_item", (usual(_LINK),)), Piece("get_nonce", (state("没有", "none"),), "text"),
))
