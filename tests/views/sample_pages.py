"""Every template with an invented page: name → template and what it is given. Used by tests of look and language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.views.page import Shell
from tests.views import sample_forms as forms
from tests.views import sample_imports as imports
from tests.views import sample_lists as lists
from tests.views import sample_records as records
from tests.views import sample_system as system
from tests.views import sample_tables as tables
from tests.views import sample_work as work
from tests.views.sample_frame import NO_HOLIDAYS, PLAIN_HTTP, SAVED, sample_shell


@dataclass(frozen=True)
class Sample:
    """A template with its page and frame."""

    template: str
    page: Any
    shell: Shell = field(default_factory=sample_shell)
    more: Mapping[str, Any] = field(default_factory=dict)


NOBODY = sample_shell(anonymous=True)

SAMPLES: dict[str, Sample] = {
    "list": Sample("list.html", lists.LIST, sample_shell(flashes=(SAVED,))),
    "list_empty": Sample("list.html", lists.EMPTY_LIST),
    "table_audit": Sample("table.html", tables.AUDIT, sample_shell("audit")),
    "table_accounts": Sample("table.html", tables.ACCOUNTS, sample_shell("accounts")),
    "bulk": Sample("bulk.html", tables.BULK),
    "list_print": Sample("list_print.html", tables.PRINTED_LIST),
    "form": Sample("form.html", forms.FORM),
    "act_void": Sample("act.html", forms.VOID),
    "act_numbers": Sample("act.html", forms.FULL_NUMBERS),
    "stale": Sample("stale.html", forms.STALE),
    "password_first": Sample("password.html", forms.PASSWORD, NOBODY),
    "detail_facts": Sample("detail.html", records.detail()),
    "detail_rows": Sample("detail.html", records.detail("parties")),
    "detail_history": Sample("detail.html", records.detail("history")),
    "detail_files": Sample("detail.html", records.detail("files")),
    "detail_void": Sample("detail.html", records.VOIDED),
    "record_print": Sample("record_print.html", records.PRINTED_RECORD),
    "import_upload": Sample("import_upload.html", imports.UPLOAD, sample_shell("team_member")),
    "import_preview": Sample("import_preview.html", imports.PREVIEW, sample_shell("team_member")),
    "import_result": Sample("import_result.html", imports.RESULT, sample_shell("team_member")),
    "import_running": Sample("import_result.html", imports.RUNNING, sample_shell("team_member")),
    "home": Sample("home.html", work.HOME_PAGE, sample_shell("home", notices=(PLAIN_HTTP, NO_HOLIDAYS))),
    "home_quiet": Sample("home.html", work.QUIET_HOME, sample_shell("home", theme="red")),
    "todo": Sample("todo.html", work.TODO, sample_shell("todo")),
    "todo_quiet": Sample("todo.html", work.TODO_QUIET, sample_shell("todo")),
    "board": Sample("board.html", work.BOARD, sample_shell("board")),
    "summary": Sample("summary.html", work.SUMMARY, sample_shell("summary")),
    "chart": Sample("chart.html", work.CHART),
    "login": Sample("login.html", system.LOGIN, NOBODY),
    "login_wrong": Sample(
        "login.html", system.WRONG_LOGIN, sample_shell(anonymous=True, theme="red", notices=(PLAIN_HTTP,))
    ),
    "profile": Sample("profile.html", system.PROFILE, sample_shell("")),
    "roles": Sample("roles.html", system.ROLES, sample_shell("roles")),
    "declarations": Sample("declarations.html", system.DECLARATIONS, sample_shell("declarations")),
    "api": Sample("api.html", system.API, sample_shell("api")),
    **{
        f"error_{status}": Sample("error.html", system.error(status), sample_shell("") if status != 403 else NOBODY)
        for status in (400, 403, 404, 405, 409, 413, 429, 500)
    },
}
