"""What may be granted on a register. The words are those of roles.yaml and of FAB's permission names."""

from __future__ import annotations

from app.words import Words

Act = str

#: Acts that every register has.
BASE_ACTS: dict[Act, Words] = {
    "read": Words("查看", "read"),
    "create": Words("新增", "create"),
    "edit": Words("修改", "edit"),
    "void": Words("作废与恢复", "void and restore"),
    "import": Words("导入", "import"),
    "export": Words("导出", "export"),
    "full_numbers": Words("查看完整号码", "see full numbers"),
    "chart": Words("图表", "charts"),
}

#: What a role may do beside registers.
ABILITIES: dict[str, Words] = {
    "see_summary": Words("查看月度汇总", "see the monthly summary"),
    "manage_accounts": Words("管理账号", "manage accounts"),
    "grant_roles": Words("授予角色", "grant roles"),
    "reset_passwords": Words("重置密码", "reset passwords"),
    "hand_over_duties": Words("交接职责", "hand over duties"),
    "read_audit": Words("查阅审计日志", "read the audit log"),
    "see_declarations": Words("查看系统声明", "see the declarations"),
    "make_packages": Words("导出数据包", "make packages"),
    "bring_packages": Words("导入数据包", "bring packages"),
    "edit_policies": Words("调整规则", "change policies"),
    "see_api": Words("查看接口文档", "see the API documentation"),
}
