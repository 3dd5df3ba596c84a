"""The page of a record: facts, child rows, history, files; its print."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import abort, render_template, request, send_file
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import select

from app.access import accounts, history
from app.access.guard import guarded, scoped_select
from app.access.refusal import Refused, out_of_sight
from app.access.viewer import acting
from app.access.writes import check_reach
from app.decisions.calendar import SHANGHAI
from app.definition import BASE_ACTS, Children, Field, Register
from app.fieldtypes import Attachments, Reference, References
from app.fieldtypes.reading import Reading
from app.fieldtypes.references import record_id
from app.fieldtypes.wording import Wording
from app.model import Record
from app.problems import BadValue, problem
from app.records.attachments import kept_file, kept_files, path_of
from app.records.names import name_of, read_names
from app.records.selecting import Selection, readable_fields, select_fields
from app.records.site import Work
from app.records.storing import fetch
from app.views import page as pages
from app.views.cells import cell_of, cells_of, text_of
from app.views.errors import BadRequestProblems
from app.views.requests import now, site, viewer, web, work
from app.views.shell import render
from app.views.urls import act_url, add_url, edit_url, list_url, show_url

_CHILD_ROWS = 50
_HISTORY = 100

#: How history calls the doors.
DOORS = {"form": "表单", "api": "接口", "import": "导入", "bulk": "批量", "clock": "时钟", "cli": "命令行", "seed": "初始数据"}


class RecordPages:
    """``/<register>/show/<pk>`` and what belongs to it."""

    register: Register

    @expose("/show/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def show(self, pk: str) -> Any:
        """The record with one of its tabs open; for htmx the tab alone."""
        only_tab = allow_arguments("tab", "part")
        shown = Shown(work(), self.register, key_of(pk))
        if only_tab.get("part"):
            return render_template("detail_tab.html", tab=shown.tab(only_tab.get("tab", "facts")))
        return render("detail.html", shown.page(only_tab.get("tab", "facts")), active=self.register.key)

    @expose("/paper/<pk>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("show")  # type: ignore[untyped-decorator]
    def paper(self, pk: str) -> Any:
        """The record on A4."""
        allow_arguments()
        return render_template("record_print.html", page=Shown(work(), self.register, key_of(pk)).printed())

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


def allow_arguments(*names: str) -> dict[str, str]:
    """The arguments of this request; one that the page does not know is refused."""
    unknown = [name for name in request.args if name not in names]
    if unknown:
        raise BadRequestProblems([problem("A030", name=name[:60]) for name in unknown])
    return request.args.to_dict()


def key_of(text: str) -> int:
    """The key of a record; anything that is none is a record that does not exist."""
    try:
        return record_id(text)
    except BadValue as bad:
        raise out_of_sight() from bad


def full_selection(register: Register) -> Selection:
    """Every readable field of a register, references named."""
    selections: dict[str, Selection] = web().selections
    key = f"{register.key}/full"
    if key not in selections:
        selections[key] = select_fields(site().models, register, [field.key for field in readable_fields(register)])
    return selections[key]


def read_row(doing: Work, selection: Selection, record: int) -> Mapping[str, Any]:
    """The row of a record with the names of its references. Raises OutOfSight."""
    rights, register = doing.site.rights, selection.register
    table = doing.site.models.table(register.key)
    rows = scoped_select(rights, register.key, *selection.columns()).where(table.c.id == record).subquery("k")
    statement = guarded(selection.dress(rights, acting())(rows))
    found = doing.session.execute(statement, selection.parameters(rights, acting(), doing.today)).mappings().first()
    if found is None:
        raise out_of_sight()
    return found


class Shown:
    """One record as the templates want it."""

    def __init__(self, doing: Work, register: Register, record: int) -> None:
        self.doing, self.register, self.id = doing, register, record
        self.record: Record = fetch(doing, register, record)
        self.selection = full_selection(register)
        self.row = read_row(doing, self.selection, record)
        self.wording = doing.wording({**self.selection.names(self.row, doing.wording()), **self._linked_names()})
        self.language = doing.language

    @property
    def name(self) -> str:
        """What the record calls itself."""
        return name_of(self.register, self.row, self.wording)

    def may(self, act: str) -> bool:
        """Whether the viewer may do the act on this record as it stands."""
        columns = {column.key: getattr(self.record, column.key) for column in self.record.__table__.c}  # type: ignore[attr-defined]
        reach = site().rights.reach(acting(), self.register.key, act)
        if reach.through and not reach.nothing:
            try:
                check_reach(self.doing.session, site().rights, self.register, act, [columns], acting())
            except Refused:
                return False
            return True
        return reach.includes(columns)

    def page(self, tab: str) -> pages.DetailPage:
        """The whole page with one tab open."""
        tabs = tuple(self._tab(key, label, kind, count, open_tab=tab) for key, label, kind, count in self._tab_list())
        if not any(each.current for each in tabs):
            abort(404)
        from app.views.register.cases import case_parts

        return pages.DetailPage(
            title=self.name, crumbs=(pages.Link(label=self.register.label.to(self.language), url=list_url(self.register.key)),),
            tabs=tabs, acts=tuple(self._acts()), voided=self._voided(), saved=self._saved(), **case_parts(self),
        )

    def tab(self, key: str) -> pages.Tab:
        """One tab with its body."""
        found = next((each for each in self._tab_list() if each[0] == key), None)
        if found is None:
            abort(404)
        return self._tab(*found, open_tab=key)

    def _tab_list(self) -> Iterator[tuple[str, str, str, str]]:
        yield "facts", _("Details"), "facts", ""
        for child in self.register.children.values():
            if site().rights.may(acting(), child.register, "read"):
                yield child.key, child.label.to(self.language), "rows", ""
        if self._file_fields():
            yield "files", _("Files"), "files", str(len(kept_files(self.doing, self.record)) or "")
        yield "history", _("History"), "history", ""

    def _tab(self, key: str, label: str, kind: str, count: str, *, open_tab: str) -> pages.Tab:
        current = key == open_tab
        return pages.Tab(key=key, label=label, kind=kind, url=show_url(self.register.key, self.id, key),  # type: ignore[arg-type]
                         part_url=show_url(self.register.key, self.id, key) + "&part=1", count=count, current=current,
                         body=self._body(key, kind) if current else None)

    def _body(self, key: str, kind: str) -> Any:
        if kind == "facts":
            return tuple(self._groups())
        if kind == "rows":
            return self._child_table(self.register.children[key])
        return self._files() if kind == "files" else self._history()

    # -- facts ---------------------------------------------------------------------------------

    def _groups(self) -> Iterator[pages.FactGroup]:
        for label, fields in grouped(self.register, self.language):
            facts = tuple(self._fact(field) for field in fields if not isinstance(field.type, Attachments))
            if facts:
                yield pages.FactGroup(label=label, facts=facts)

    def _fact(self, field: Field) -> pages.Fact:
        wide = field.type.cell == "long" or isinstance(field.type, References)
        if isinstance(field.type, References):
            ids = self._links.get(field.key, ())
            return pages.Fact(label=field.label.to(self.language), wide=wide,
                              cell=pages.Cell(text="、".join(self.wording.name(field.type.to, each) for each in ids)))
        reveal = act_url(self.register.key, "reveal", self.id) if field.mask and self.may("full_numbers") else ""
        value = self.selection.value(field, self.row)
        return pages.Fact(label=field.label.to(self.language), cell=cell_of(field, value, self.wording, reveal_url=reveal), wide=wide)

    def _linked_names(self) -> dict[tuple[str, int], str]:
        self._links: dict[str, list[int]] = {}
        found: dict[tuple[str, int], str] = {}
        for field in self.register.fields.values():
            if isinstance(field.type, References):
                table = self.doing.site.models.links[self.register.key, field.key]
                statement = select(table.c.target_id).where(table.c.record_id == self.id).order_by(table.c.target_id)
                self._links[field.key] = list(self.doing.session.execute(guarded(statement)).scalars())
                found.update(read_names(self.doing.session, field.type.to, self._links[field.key], self.doing.wording()))
        return found

    def _voided(self) -> str:
        record: Any = self.record
        if record.void_at is None:
            return ""
        return _("Voided: %(reason)s (%(who)s, %(when)s)", reason=record.void_reason, who=self._user(record.void_by),
                 when=local_time(record.void_at))

    def _saved(self) -> str:
        record: Any = self.record
        return _("Last changed by %(who)s, %(when)s", who=self._user(record.changed_by), when=local_time(record.changed_at))

    def _user(self, user: int | None) -> str:
        if user is None:
            return _("the system")
        with web().readings.connect() as connection:
            return accounts.names_of_users(connection, [user]).get(user, f"#{user}")

    def _acts(self) -> Iterator[pages.Act]:
        from app.views.register.cases import case_acts

        key, record = self.register.key, self.record
        if record.void_at is not None:  # type: ignore[attr-defined]
            if self.may("void"):
                yield pages.Act(key="restore", label=_("Restore"), url=act_url(key, "restore", self.id), icon="undo", dialog=True)
            return
        if self.may("edit"):
            yield pages.Act(key="edit", label=_("Edit"), url=edit_url(key, self.id), icon="edit", style="main")
        yield from case_acts(self)
        yield pages.Act(key="print", label=_("Print"), url=f"/{key}/paper/{self.id}", icon="print")
        if self.may("void"):
            yield pages.Act(key="void", label=_("Void"), url=act_url(key, "void", self.id), icon="trash", style="danger", dialog=True)

    # -- children ------------------------------------------------------------------------------

    def _child_table(self, child: Children) -> pages.ChildTable:
        declared = site().definition.registers[child.register]
        selection = select_fields(site().models, declared, [key for key in declared.list_columns if key != child.by])
        table = site().models.table(declared.key)
        mine = (table.c[declared.fields[child.by].column] == self.id) & table.c.void_at.is_(None)
        rights = self.doing.site.rights
        inner = scoped_select(rights, declared.key, *selection.columns()).where(mine).order_by(table.c.id).limit(_CHILD_ROWS)
        rows = inner.subquery("k")
        statement = guarded(selection.dress(rights, acting())(rows).order_by(rows.c.id))
        found = self.doing.session.execute(statement, selection.parameters(rights, acting(), self.doing.today)).mappings().all()
        add = None
        if rights.may(acting(), declared.key, "create") and self.may("read"):
            add = pages.Act(key="add", label=_("Add"), url=add_url(declared.key, {child.by: str(self.id)}), icon="plus")
        return pages.ChildTable(
            table=pages.Table(
                columns=tuple(pages.Column(key=f.key, label=f.label.to(self.language), kind=f.type.cell) for f in selection.fields),
                rows=tuple(self._child_row(declared, selection, row) for row in found),
                empty=pages.Empty(text=_("No entries yet."))),
            add=add, all_url=list_url(declared.key, {f"f.{child.by}.eq": str(self.id)}),
        )

    def _child_row(self, declared: Register, selection: Selection, row: Mapping[str, Any]) -> pages.Row:
        cells = cells_of(selection, row, self.doing.wording())
        opened = (pages.Act(key="show", label=_("Open"), url=show_url(declared.key, row["id"])),)
        return pages.Row(id=str(row["id"]), cells=cells, acts=opened)

    # -- files ---------------------------------------------------------------------------------

    def _file_fields(self) -> list[Field]:
        return [field for field in self.register.fields.values() if isinstance(field.type, Attachments)]

    def _files(self) -> pages.Files:
        field = self._file_fields()[0]
        assert isinstance(field.type, Attachments)
        key, may_edit = self.register.key, self.may("edit")
        return pages.Files(
            files=tuple(self._file(each, may_edit) for each in kept_files(self.doing, self.record)),
            add_url=f"/{key}/attach/{self.id}" if may_edit else "", accept=",".join(f".{e}" for e in field.type.extensions),
            hint=_("At most %(size)s MB each: %(kinds)s", size=field.type.max_mb, kinds=", ".join(field.type.extensions)),
        )

    def _file(self, found: Mapping[str, Any], may_edit: bool) -> pages.File:
        url = f"/{self.register.key}/file/{self.id}/{found['id']}"
        remove = pages.Act(key="remove", label=_("Remove"), url=f"/{self.register.key}/detach/{self.id}/{found['id']}", post=True,
                           confirm=_("Remove this file?"), style="danger") if may_edit else None
        picture = url + "?look=1" if found["media_type"].startswith("image/") else ""
        return pages.File(name=found["name"], size=size_words(found["size"]), url=url, picture_url=picture, remove=remove,
                          added=f"{self._user(found['added_by'])} {local_time(found['added_at'])}")

    # -- history -------------------------------------------------------------------------------

    def _history(self) -> pages.History:
        table = site().models.system.history
        mine = (table.c.register == self.register.key) & (table.c.record_id == self.id)
        statement = select(table).where(mine).order_by(table.c.id.desc()).limit(_HISTORY)
        rows = self.doing.session.execute(guarded(statement)).mappings().all()
        opened = [(row, history.opened(row["changes"], getattr(self.record, "record_key", None))) for row in rows]
        wording = self._history_wording(opened)
        return pages.History(entries=tuple(self._entry(row, changes, wording) for row, changes in opened))

    def _history_wording(self, opened: Any) -> Wording:
        """One statement per register for the names of all records that the history speaks of."""
        wanted: dict[str, set[int]] = {}
        for _row, changes in opened:
            for key, pair in changes.items():
                field = self.register.fields.get(key)
                if field and isinstance(field.type, (Reference, References)):
                    for value in pair:
                        wanted.setdefault(field.type.to, set()).update(value if isinstance(value, list) else [value] if value else [])
        names: dict[tuple[str, int], str] = {}
        for register, ids in wanted.items():
            names.update(read_names(self.doing.session, register, ids, self.doing.wording()))
        return self.doing.wording(names)

    def _entry(self, row: Mapping[str, Any], changes: Mapping[str, Any], wording: Wording) -> pages.HistoryEntry:
        told = tuple(change for key, pair in changes.items() if (change := self._change(key, pair, wording)))
        return pages.HistoryEntry(
            title=act_words(self.register, row["act"], self.language), who=row["user_name"], at=local_time(row["at"]),
            machine_at=row["at"].isoformat(), door=DOORS.get(row["door"], row["door"]) if self.language == "zh" else row["door"],
            reason=row["reason"] or "", changes=told,
        )

    def _change(self, key: str, pair: list[Any], wording: Wording) -> pages.Change | None:
        field = self.register.fields.get(key)
        if field is None:  # a field that the declaration no longer has
            return pages.Change(label=key, old=str(pair[0] or ""), new=str(pair[1] or ""))
        old, new = (self._spoken(field, value, wording) for value in pair)
        return pages.Change(label=field.label.to(self.language), old=old, new=new)

    def _spoken(self, field: Field, value: Any, wording: Wording) -> str:
        if value is None or value == []:
            return ""
        if isinstance(field.type, (Attachments, References)):
            return str(value) if isinstance(value, str) else "、".join(wording.name(field.type.to, each) for each in value)  # type: ignore[union-attr]
        try:
            known = field.type.parse(value, Reading(door="api", terms=self.doing.site.terms(self.doing.session)))
        except BadValue:  # a value that the declaration no longer takes
            return "***" if field.mask else str(value)
        return text_of(field, known, wording)

    # -- print ---------------------------------------------------------------------------------

    def printed(self) -> pages.PrintedRecord:
        """The record on paper."""
        groups = tuple((label, tuple(self._printed(field) for field in fields if not isinstance(field.type, Attachments)))
                       for label, fields in grouped(self.register, self.language))
        return pages.PrintedRecord(
            title=self.register.one.to(self.language), back_url=show_url(self.register.key, self.id), unit=self._unit_name(),
            number=str(getattr(self.record, "number", None) or self.id), printed_at=local_time(now()), printed_by=viewer().name,
            groups=groups, parts=tuple(self._printed_children()), signatures=(_("Handled by"), _("Checked by")),
        )

    def _printed(self, field: Field) -> tuple[str, str, bool]:
        fact = self._fact(field)
        return fact.label, fact.cell.text or "、".join(fact.cell.values), fact.wide

    def _printed_children(self) -> Iterator[pages.PrintedPart]:
        for child in self.register.children.values():
            if site().rights.may(acting(), child.register, "read"):
                table = self._child_table(child).table
                rows = tuple(tuple(cell.text or "、".join(cell.values) for cell in row.cells) for row in table.rows)
                yield pages.PrintedPart(label=child.label.to(self.language), columns=table.columns, rows=rows, empty=table.empty)

    def _unit_name(self) -> str:
        return site().directory(self.doing.session).name(getattr(self.record, "unit_id", None) or (viewer().units or (None,))[0])


def grouped(register: Register, language: Any) -> Iterator[tuple[str, list[Field]]]:
    """The fields by the groups of the declaration; those of no group come last."""
    seen: set[str] = set()
    for group in register.groups:
        seen.update(group.fields)
        yield group.label.to(language), [register.fields[key] for key in group.fields]
    rest = [field for key, field in register.fields.items() if key not in seen]
    if rest:
        yield (_("More") if register.groups else register.one.to(language)), rest


def act_words(register: Register, act: str, language: Any) -> str:
    """What history calls an act."""
    behaviours = site().behaviours
    known = {**BASE_ACTS, **{key: words for name in register.behaves for key, words in behaviours[name].pack.acts.items()}}
    own = {"create": _("Entered"), "edit": _("Changed"), "void": _("Voided or restored"), "overdue": _("Overdue step")}
    return own.get(act) or (known[act].to(language) if act in known else act)


def local_time(moment: Any) -> str:
    """A moment as people in China write it."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def size_words(size: int) -> str:
    """A file size in KB or MB."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, size // 1024)} KB"
