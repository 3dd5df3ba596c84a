"""The page of a record with its tabs, its print, and its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import abort, render_template, send_file
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.access.viewer import acting
from app.definition import Field, Register
from app.fieldtypes import Attachments
from app.records.attachments import kept_file, kept_files, path_of
from app.records.storing import fetch
from app.views import page as pages
from app.views.arguments import allow_arguments, key_of
from app.views.card.acts import card_acts
from app.views.register.case_course import case_log
from app.views.register.cases import case_acts, case_parts, is_case
from app.views.register.history_tab import HistoryTab
from app.views.register.shown import Shown, grouped
from app.views.register.tabs import child_table, files_tab
from app.views.requests import now, site, viewer, work
from app.views.shell import render
from app.views.spoken import local_time
from app.views.urls import act_url, edit_url, list_url, show_url
from app.views.who_sees import may_ask, seers_tab


class RecordPages:
    """``/<register>/show/<pk>`` and what belongs to it."""

    register: Register

    @expose("/show/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def show(self, pk: str) -> Any:
        """The record with one of its tabs open; for htmx the tab alone, or (``panel``) its facts for the side of a list."""
        asked = allow_arguments("tab", "part", "panel", "on", "before")
        page = _RecordPage(Shown(work(), self.register, key_of(pk)), asked.get("tab", "facts"), asked)
        if asked.get("part"):
            return render_template("detail_tab.html", tab=page.open_tab())
        if asked.get("panel"):
            return render_template("panel.html", page=page.whole(), url=show_url(self.register.key, page.shown.id))
        return render("detail.html", page.whole(), active=self.register.key)

    @expose("/paper/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def paper(self, pk: str) -> Any:
        """The record on A4."""
        allow_arguments()
        return render_template("record_print.html", page=_printed(Shown(work(), self.register, key_of(pk))))

    @expose("/file/<pk>/<file>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def file(self, pk: str, file: str) -> Any:
        """A file of the record, as a download; pictures also to look at."""
        arguments = allow_arguments("look")
        doing = work()
        record = fetch(doing, self.register, key_of(pk))
        found = kept_file(doing, record, key_of(file))
        path = path_of(doing.site, found["stored_as"])
        if not path.is_file():
            abort(404)
        picture = found["media_type"].startswith("image/") and bool(arguments.get("look"))
        return send_file(path, mimetype=found["media_type"], as_attachment=not picture, download_name=found["name"], max_age=0)


class _RecordPage:
    """The page of a record with one tab open."""

    def __init__(self, shown: Shown, open_key: str, asked: Mapping[str, str]) -> None:
        self.shown, self.open_key, self.asked = shown, open_key, asked
        self.register, self.language = shown.register, shown.language

    def whole(self) -> pages.DetailPage:
        """The whole page. 404 for a tab that there is not."""
        tabs = tuple(self._tab(*each) for each in self._tabs())
        if not any(tab.current for tab in tabs):
            abort(404)
        return pages.DetailPage(
            title=self.shown.name, crumbs=(pages.Link(label=self.register.label.to(self.language),
                                                      url=list_url(self.register.key)),),
            tabs=tabs, acts=tuple(self._acts()), voided=self._voided(),
            saved=self._saved(), **case_parts(self.shown))

    def open_tab(self) -> pages.Tab:
        """The open tab with its body."""
        found = next((each for each in self._tabs() if each[0] == self.open_key), None)
        if found is None:
            abort(404)
        return self._tab(*found)

    def _tabs(self) -> Iterator[tuple[str, str, pages.TabKind, str]]:
        """Key, label, kind and count of each tab."""
        yield "facts", _("Details"), "facts", ""
        for child in self.register.children.values():
            if site().rights.may(acting(), child.register, "read"):
                yield child.key, child.label.to(self.language), "rows", ""
        if self.shown.file_fields():
            yield "files", _("Files"), "files", str(len(kept_files(self.shown.doing, self.shown.record)) or "")
        if is_case(self.register):
            yield "course", _("Course"), "history", ""
        yield "history", _("History"), "history", ""
        if may_ask():
            yield "who", _("Who can see it"), "rows", ""

    def _tab(self, key: str, label: str, kind: pages.TabKind, count: str) -> pages.Tab:
        current, url = key == self.open_key, show_url(self.register.key, self.shown.id, key)
        return pages.Tab(key=key, label=label, kind=kind, url=url, part_url=url + "&part=1",
                         count=count, current=current, body=self._body(key, kind) if current else None)

    def _body(self, key: str, kind: str) -> Any:
        if kind == "facts":
            return tuple(self.shown.groups())
        if key == "who":
            return seers_tab(self.register, self.shown.id)
        if kind == "rows":
            return child_table(self.shown, self.register.children[key])
        if kind == "files":
            return files_tab(self.shown)
        return case_log(self.shown) if key == "course" else HistoryTab(self.shown).body(
            self.asked.get("on", ""), self.asked.get("before", ""))

    def _voided(self) -> str:
        record: Any = self.shown.record
        if record.void_at is None:
            return ""
        return _("Voided: %(reason)s (%(who)s, %(when)s)", reason=record.void_reason, who=self.shown.user_name(record.void_by),
                 when=local_time(record.void_at))

    def _saved(self) -> str:
        record: Any = self.shown.record
        return _("Last changed by %(who)s, %(when)s", who=self.shown.user_name(record.changed_by),
                 when=local_time(record.changed_at))

    def _acts(self) -> Iterator[pages.Act]:
        key, record_id = self.register.key, self.shown.id
        if self.shown.record.void_at is not None:  # type: ignore[attr-defined]
            if self.shown.may("void"):
                yield pages.Act(key="restore", label=_("Restore"), url=act_url(key, "restore", record_id), icon="undo",
                                dialog=True)
            return
        if self.shown.may("edit"):
            yield pages.Act(key="edit", label=_("Edit"), url=edit_url(key, record_id), icon="edit", style="main")
        if "returns" in self.register.behaves:
            yield pages.Act(key="sheet", label=_("The sheet"), url=act_url(key, "sheet", record_id), icon="return",
                            style="main")
        yield from case_acts(self.shown)
        yield from card_acts(self.shown)
        yield pages.Act(key="print", label=_("Print"), url=f"/{key}/paper/{record_id}", icon="print")
        if self.shown.may("void"):
            yield pages.Act(key="void", label=_("Void"), url=act_url(key, "void", record_id), icon="trash", style="danger",
                            dialog=True)


# -- print ---------------------------------------------------------------------------------------


def _printed(shown: Shown) -> pages.PrintedRecord:
    """The record on paper."""
    groups = tuple((label, tuple(_printed_fact(shown, field) for field in fields if not isinstance(field.type, Attachments)))
                   for label, fields, _is_rest in grouped(shown.register, shown.language))
    return pages.PrintedRecord(
        title=shown.register.one.to(shown.language), back_url=show_url(shown.register.key, shown.id), unit=shown.unit_name(),
        number=str(getattr(shown.record, "number", None) or shown.id), printed_at=local_time(now()), printed_by=viewer().name,
        groups=groups, parts=tuple(_printed_children(shown)), signatures=(_("Handled by"), _("Checked by")),
    )


def _printed_fact(shown: Shown, field: Field) -> tuple[str, str, bool]:
    fact = shown.fact(field)
    return fact.label, fact.cell.text or "、".join(fact.cell.values), fact.wide


def _printed_children(shown: Shown) -> Iterator[pages.PrintedPart]:
    for child in shown.register.children.values():
        if site().rights.may(acting(), child.register, "read"):
            table = child_table(shown, child).table
            rows = tuple(tuple(cell.text or "、".join(cell.values) for cell in row.cells) for row in table.rows)
            yield pages.PrintedPart(label=child.label.to(shown.language), columns=table.columns, rows=rows, empty=table.empty)
