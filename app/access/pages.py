"""Pages that are not a register, and what somebody must be able to do to open each. menu.yaml names them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.access.rights import Rights
from app.access.viewer import Viewer
from app.words import Words


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page: its label, its address, and whom it is for (all of what is given must hold)."""

    label: Words
    url: str
    icon: str = "list"  #: a drawing of static/icons.svg
    ability: str | None = None
    any_ability: frozenset[str] = frozenset()
    any_act: str | None = None  #: an act that the viewer has on at least one register
    behaves: str | None = None  #: a behaviour of a register that the viewer may read
    register: str | None = None  #: only for who may read this register
    cases: bool = False  #: only for who may read a register whose rows are cases

    def is_for(self, viewer: Viewer, rights: Rights) -> bool:
        """Whether the viewer may open the page."""
        registers = rights.definition.registers.values()
        if self.ability and not rights.able(viewer, self.ability):
            return False
        if self.any_ability and not any(rights.able(viewer, each) for each in self.any_ability):
            return False
        if self.any_act and not any(rights.may(viewer, register.key, self.any_act) for register in registers):
            return False
        if self.register and not rights.may(viewer, self.register, "read"):
            return False
        if self.cases and not any(rights.may(viewer, register.key, "read") for register in registers if register.is_case):
            return False
        readable = (register for register in registers if self.behaves in register.behaves)
        return not self.behaves or any(rights.may(viewer, register.key, "read") for register in readable)


PAGES: Mapping[str, Page] = MappingProxyType({
    "home": Page(label=Words("工作台", "Home"), url="/", icon="home"),
    "todo": Page(label=Words("待办", "To-do list"), url="/todo/", icon="todo", any_act="read"),
    "board": Page(label=Words("四色看板", "Colour board"), url="/board/", icon="board", cases=True),
    "stock": Page(label=Words("物资结存", "Stock"), url="/stock/", icon="inbox", behaves="stock"),
    "returns": Page(label=Words("报送", "Returns"), url="/returns/", icon="return", behaves="returns"),
    "reception": Page(label=Words("接访日历", "Reception calendar"), url="/reception/", icon="user",
                      register="reception_log"),
    "summary": Page(label=Words("月度汇总", "Monthly summary"), url="/summary/", icon="report", ability="see_summary"),
    "policies": Page(label=Words("规则", "Policies"), url="/policies/", icon="template", any_act="read"),
    "imports": Page(label=Words("导入记录", "Imports"), url="/imports/", icon="import", any_act="import"),
    "exports": Page(label=Words("我的导出", "My exports"), url="/exports/", icon="export", any_act="export"),
    "packages": Page(label=Words("数据包", "Packages"), url="/packages/", icon="parcel",
                     any_ability=frozenset({"make_packages", "bring_packages"})),
    "accounts": Page(label=Words("账号", "Accounts"), url="/accounts/", icon="key",
                     any_ability=frozenset({"manage_accounts", "reset_passwords"})),
    "who": Page(label=Words("谁能看到", "Who can see a record"), url="/who/", icon="eye",
                any_ability=frozenset({"manage_accounts", "read_audit"})),
    "roles": Page(label=Words("角色权限", "Roles"), url="/roles/", icon="roles"),
    "audit": Page(label=Words("审计日志", "Audit log"), url="/audit/", icon="audit", ability="read_audit"),
    "declarations": Page(label=Words("系统声明", "Declarations"), url="/declarations/", icon="code",
                         ability="see_declarations"),
    "messages": Page(label=Words("外发通知", "Messages sent"), url="/messages/", icon="outgoing", ability="see_declarations"),
    "style": Page(label=Words("界面样式", "Style page"), url="/style/", icon="sun", ability="see_declarations"),
    "api": Page(label=Words("接口文档", "API"), url="/swagger/v1", icon="api", ability="see_api"),
})
