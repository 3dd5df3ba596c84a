"""What the audit log's events and details are called on its page. An event without words here is shown by its key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.words import Language, Words

EVENTS = {key: Words(zh, en) for key, zh, en in (
    ("login", "登录", "Log-in"), ("logout", "退出登录", "Log-out"), ("refused", "访问被拒", "Access refused"),
    ("password", "修改密码", "Password changed"), ("password_reset", "重置密码", "Password reset"),
    ("account", "账号变更", "Account changed"), ("grant", "授予职责", "Duty given"), ("ungrant", "结束职责", "Duty ended"),
    ("account_person", "账号对应人员变更", "Account's member of staff changed"),
    ("hand_over", "交接职责", "Duties handed over"), ("invited", "发出邀请", "Invitation"),
    ("invitation_used", "接受邀请", "Invitation taken"), ("unlocked", "解除锁定", "Account unlocked"),
    ("full_numbers", "查看完整号码", "Full number shown"), ("export", "导出", "Export"), ("import", "导入", "Import"),
    ("export_fetched", "下载导出文件", "Exported file fetched"),
    ("import_undone", "撤销导入", "Import undone"),
    ("import_cancelled", "停止导入", "Import stopped"), ("package_export", "导出数据包", "Package exported"),
    ("package_import", "导入数据包", "Package brought"),
    ("card_printed", "打印明白卡", "Card printed"), ("card_revoked", "关闭公开页面", "Public pages closed"),
    ("policy", "调整规则", "Policy changed"),
    ("message_again", "重新外发通知", "Message tried again"), ("mail_wanted", "邮件提醒设置", "Notices by e-mail chosen"),
    ("seed", "装入初始数据", "Initial data loaded"), ("demo_load", "装入演示数据", "Demo loaded"),
    ("demo_remove", "清除演示数据", "Demo removed"),
)}


def event_word(key: str, language: Language) -> str:
    """What an event is called."""
    return EVENTS[key].to(language) if key in EVENTS else key


def detail_text(detail: str | None, names: Mapping[str, str]) -> str:
    """The details of a line as text: ``GET /hazard/void/1; codes A001``. What is no JSON object stays as it is.

    ``names``: what the registers are called, by key.
    """
    try:
        found = json.loads(detail or "")
    except ValueError:
        return detail or ""
    if not isinstance(found, dict):
        return detail or ""
    asked = " ".join(str(found.pop(key)) for key in ("method", "path") if key in found)
    return "; ".join(filter(None, (asked, *(f"{names.get(key, key)} {_value(value)}" for key, value in found.items()))))


def _value(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
