"""A WTForms form of a register as the template wants it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import RowMapping
from wtforms import Form

from app.access.viewer import acting
from app.decisions.calendar import local_date
from app.definition import Children, Field, Register
from app.fieldtypes import Attachments, FieldType, GeoPoint, Money, Reference, References, Text
from app.fieldtypes.references import id_or_none
from app.records.attachments import is_small_picture
from app.records.names import read_names
from app.records.site import Work
from app.views import page as pages
from app.views.forms import TypedField, form_fields
from app.views.register.shown import grouped
from app.views.requests import site
from app.views.spoken import size_words
from app.views.urls import options_url, points_url
from app.words import Language


class FormViews:
    """The fields of one form, drawn for one person."""

    def __init__(self, doing: Work, register: Register, form: Form, files: Iterable[RowMapping] = ()) -> None:
        self.doing, self.register, self.form = doing, register, form
        self.files = list(files)
        self.wording = doing.wording(self._names())
        self.language = doing.language

    def groups(self) -> Iterator[pages.FormGroup]:
        """The groups of the declaration with the fields that are written."""
        shown = {field.key for field in form_fields(self.register) if field.key in self.form}
        for number, (label, fields, _is_rest) in enumerate(grouped(self.register, self.language)):
            views = tuple(self._view(self.form[field.key], field.key) for field in fields if field.key in shown)
            if views:
                yield pages.FormGroup(key=f"g{number}", label=label, fields=views)

    def one(self, field: TypedField) -> pages.FieldView:
        """One field by itself."""
        return self._view(field, field.declared.key)

    def children(self) -> Iterator[pages.Children]:
        """The child rows that stand in the form."""
        for child in self.register.children.values():
            if child.key in self.form and site().rights.may(acting(), child.register, "create"):
                yield self._children(child)

    # -- one field -----------------------------------------------------------------------------

    def _view(self, field: TypedField, name: str, prefix: str = "") -> pages.FieldView:
        declared, kind = field.declared, field.declared.type
        unit = kind.unit_words.to(self.language) if isinstance(kind, Money) else ""
        return pages.FieldView(
            key=declared.key, name=name, label=declared.label.to(self.language), control=self._control(declared),
            value="" if field.several else (field.texts[0] if field.texts else ""), required=declared.required,
            help=declared.help.to(self.language) if declared.help else "", errors=tuple(field.errors),
            options=tuple(self._options(field)), options_url=self._options_url(declared, prefix), unit=unit,
            max_length=getattr(kind, "max_length", None), least=_plain(getattr(kind, "min", None)),
            most=_plain(getattr(kind, "max", None)),
            points_url=points_url(self.register.key) if isinstance(kind, GeoPoint) else "",
            **_limits(kind), secret=declared.secret,
            kept=tuple(self._kept(declared)) if isinstance(kind, Attachments) else (),
            visible_if=declared.visible_if.as_json() if declared.visible_if else None,
            required_if=declared.required_if.as_json() if declared.required_if else None,
            rule_power=4 if isinstance(kind, Money) and kind.unit == "wan" else 0,
            wide=kind.cell == "long" or kind.control in ("attachments", "references"),
        )

    def _control(self, declared: Field) -> Any:
        if isinstance(declared.type, Text) and declared.type.max_length > 300:
            return "long_text"
        return declared.type.control

    def _options_url(self, declared: Field, prefix: str) -> str:
        if not isinstance(declared.type, (Reference, References)):
            return ""
        return options_url(self.register.key, prefix + declared.key)

    def _options(self, field: TypedField) -> Iterator[pages.Option]:
        kind = field.declared.type
        if isinstance(kind, (Reference, References)):
            for text in field.texts:
                if text:
                    yield pages.Option(key=text, label=self._name(kind.to, text), chosen=True)
            return
        for key, label in kind.choices(self.wording) or ():
            yield pages.Option(key=key, label=label, chosen=key in field.texts)

    def _name(self, register: str, text: str) -> str:
        record = id_or_none(text)
        return text if record is None else self.wording.name(register, record)

    def _kept(self, declared: Field) -> Iterator[pages.Kept]:
        for each in self.files:
            if each["field"] == declared.key:
                url = f"/{self.register.key}/file/{each['record_id']}/{each['id']}"
                yield pages.Kept(id=str(each["id"]), name=each["name"], size=size_words(each["size"]), url=url,
                                 picture_url=f"{url}?look=1" if is_small_picture(each) else "")

    def spoken(self, field: TypedField) -> str:
        """What a field of the form says, in words."""
        chosen = [option.label for option in self._options(field) if option.chosen]
        return "、".join(chosen or [text for text in field.texts if text])

    # -- child rows ----------------------------------------------------------------------------

    def _children(self, child: Children) -> pages.Children:
        rows = tuple(self._row(child, number, entry.form) for number, entry in enumerate(self.form[child.key]))
        return pages.Children(
            key=child.key, label=child.label.to(self.language), rows=rows, blank=self._blank(child),
            add_label=_("Add %(what)s", what=site().definition.registers[child.register].one.to(self.language)),
            count_name=f"{child.key}-count", next_index=len(rows),
        )

    def _blank(self, child: Children) -> pages.ChildRow:
        entry = self.form[child.key].append_entry()
        row = self._row(child, "__n__", entry.form)
        self.form[child.key].pop_entry()
        return row

    def _row(self, child: Children, number: int | str, form: Form) -> pages.ChildRow:
        name = f"{child.key}-{number}"
        fields = tuple(self._view(field, f"{name}-{field.declared.key}", f"{child.key}.")
                       for field in form if isinstance(field, TypedField))
        return pages.ChildRow(index=str(number), fields=fields, id=form.row_id.data or "", id_name=f"{name}-row_id",
                              version=form.row_version.data or "", version_name=f"{name}-row_version",
                              removed_name=f"{name}-removed" if self._may_remove(child, form) else "",
                              removed=bool(form.removed.data), errors=tuple(form.row_id.errors))

    def _may_remove(self, child: Children, form: Form) -> bool:
        """A row that is not stored yet can always be taken out again."""
        return not form.row_id.data or site().rights.may(acting(), child.register, "void")

    # -- names of references -------------------------------------------------------------------

    def _names(self) -> dict[tuple[str, int], str]:
        """The names of everything that the form refers to now, one statement per register."""
        wanted: dict[str, set[int]] = {}
        for field in _typed_fields(self.form):
            kind = field.declared.type
            if isinstance(kind, (Reference, References)):
                ids = set(filter(None, map(id_or_none, field.texts)))
                wanted.setdefault(kind.to, set()).update(ids)
        names: dict[tuple[str, int], str] = {}
        for register, ids in wanted.items():
            if ids:
                names.update(read_names(self.doing.session, register, ids, self.doing.wording()))
        return names


def _typed_fields(form: Form) -> Iterator[TypedField]:
    for field in form:
        if isinstance(field, TypedField):
            yield field
        elif hasattr(field, "entries"):
            for entry in field.entries:
                yield from _typed_fields(entry.form)


def file_control(declared: Field, language: Language) -> pages.FieldView:
    """A control for files alone, without those that are kept."""
    return pages.FieldView(key=declared.key, name=declared.key, label=declared.label.to(language), control="attachments",
                           wide=True, **_limits(declared.type))


def _limits(kind: FieldType) -> dict[str, Any]:
    """What a control for files says before anything is sent."""
    if not isinstance(kind, Attachments):
        return {}
    return {"accept": ",".join(f".{each}" for each in kind.extensions), "max_mb": kind.max_mb, "most_files": kind.most}


def _plain(limit: Any) -> str:
    return "" if limit is None else f"{limit}"


def today_text(doing: Work) -> str:
    """What rules in the browser mean by today."""
    return local_date(doing.now).isoformat()

