"""The tabs of a record that hold other things than its fields: child rows, and files."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import RowMapping

from app.access.guard import guarded, scoped_select
from app.access.viewer import acting
from app.definition import Children, Register
from app.fieldtypes import Attachments
from app.records.attachments import is_small_picture, kept_files
from app.records.selecting import Selection, select_fields
from app.views import page as pages
from app.views.linked import linked_cells
from app.views.register.shown import Shown
from app.views.requests import site
from app.views.spoken import local_time, size_words
from app.views.urls import add_url, list_url, show_url

_CHILD_ROWS = 50


def child_table(shown: Shown, child: Children) -> pages.ChildTable:
    """The rows of a child register that belong to the record."""
    declared = site().definition.registers[child.register]
    selection = select_fields(site().models, declared, [key for key in declared.list_columns if key != child.by])
    table = site().models.table(declared.key)
    mine = (table.c[declared.fields[child.by].column] == shown.id) & table.c.void_at.is_(None)
    rights = shown.doing.site.rights
    inner = scoped_select(rights, declared.key, *selection.columns()).where(mine).order_by(table.c.id).limit(_CHILD_ROWS)
    rows = inner.subquery("k")
    statement = guarded(selection.dress(rights, acting())(rows).order_by(rows.c.id))
    found = shown.doing.session.execute(statement, selection.parameters(rights, acting(), shown.doing.today)).mappings().all()
    add = None
    if rights.may(acting(), declared.key, "create") and shown.may("read"):
        add = pages.Act(key="add", label=_("Add"), url=add_url(declared.key, {child.by: str(shown.id)}), icon="plus")
    return pages.ChildTable(
        table=pages.Table(
            columns=tuple(pages.Column(key=f.key, label=f.label.to(shown.language), kind=f.type.cell)
                          for f in selection.fields),
            rows=tuple(_child_row(shown, declared, selection, row) for row in found),
            empty=pages.Empty(text=_("No entries yet."))),
        add=add, all_url=list_url(declared.key, {f"f.{child.by}.eq": str(shown.id)}),
    )


def _child_row(shown: Shown, declared: Register, selection: Selection, row: RowMapping) -> pages.Row:
    cells = linked_cells(selection, row, shown.doing.wording())
    opened = (pages.Act(key="show", label=_("Open"), url=show_url(declared.key, row["id"])),)
    return pages.Row(id=str(row["id"]), cells=cells, acts=opened)


def files_tab(shown: Shown) -> pages.Files:
    """The files of the record, and where to add one."""
    field = shown.file_fields()[0]
    assert isinstance(field.type, Attachments)
    key, may_edit = shown.register.key, shown.may("edit")
    kept = kept_files(shown.doing, shown.record)
    shown.read_users(each["added_by"] for each in kept)
    return pages.Files(
        files=tuple(_file(shown, each, may_edit) for each in kept),
        add_url=f"/{key}/attach/{shown.id}" if may_edit else "", accept=",".join(f".{e}" for e in field.type.extensions),
        hint=_("At most %(size)s MB each: %(kinds)s", size=field.type.max_mb, kinds=", ".join(field.type.extensions)),
        max_mb=field.type.max_mb, room=max(0, field.type.most - len(kept)),
    )


def _file(shown: Shown, found: RowMapping, may_edit: bool) -> pages.File:
    url = f"/{shown.register.key}/file/{shown.id}/{found['id']}"
    remove = pages.Act(key="remove", label=_("Remove"), url=f"/{shown.register.key}/detach/{shown.id}/{found['id']}",
                       dialog=True, style="danger") if may_edit else None
    picture = url + "?look=1" if is_small_picture(found) else ""
    return pages.File(name=found["name"], size=size_words(found["size"]), url=url, picture_url=picture, remove=remove,
                      added=f"{shown.user_name(found['added_by'])} {local_time(found['added_at'])}")
