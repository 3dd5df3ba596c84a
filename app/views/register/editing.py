"""Adding and changing a record, child rows and files in the same form; a stale version shows both sides."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import RowMapping
from wtforms import Form

from app.access.guard import scoped_select
from app.access.refusal import Refused, Stale
from app.access.viewer import acting
from app.definition import Children, Field, Register
from app.fieldtypes import Attachments
from app.fieldtypes.reading import whole_number
from app.model import Record
from app.problems import Problem, Problems, problem
from app.records import storing
from app.records.attachments import add_file, judge, kept_files, remove_file
from app.records.draft import Draft
from app.records.preparing import prepare
from app.records.reading import stored_values
from app.records.ruling import SPOKEN
from app.records.site import Work
from app.views import page as pages
from app.views.arguments import key_of
from app.views.cells import text_of
from app.views.errors import BadRequestProblems
from app.views.fastpath import form_html
from app.views.forms import OWN_NAMES, TypedField, make_form, posted, raw_values, take_faults
from app.views.register.form_views import FormViews, today_text
from app.views.register.shown import Shown
from app.views.requests import site, viewer, web, work
from app.views.shell import render
from app.views.spoken import local_time
from app.views.urls import add_url, edit_url, list_url, show_url


class FormPages:
    """``/<register>/add`` and ``/<register>/edit/<pk>``"""

    register: Register

    @expose("/add", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("add")  # type: ignore[untyped-decorator]
    def add(self) -> Any:
        """A form for a new record; arguments of the address fill fields in."""
        return _Adding(work(), self.register).answer()

    @expose("/edit/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("edit")  # type: ignore[untyped-decorator]
    def edit(self, pk: str) -> Any:
        """The form of a record."""
        return _Editing(work(), self.register, key_of(pk)).answer()


def form_class(register: Register) -> type[Form]:
    """The form class of a register, made once."""
    known: dict[str, type[Form]] = web().forms
    if register.key not in known:
        known[register.key] = make_form(site().definition, register)
    return known[register.key]


class _Form(ABC):
    """One request for a form, GET or POST."""

    def __init__(self, doing: Work, register: Register) -> None:
        self.doing, self.register = doing, register
        self.language = doing.language

    # -- what differs between adding and editing -------------------------------------------------

    record: Record | None = None
    status = 200

    @abstractmethod
    def blank(self) -> Form: ...

    @abstractmethod
    def store(self, form: Form) -> Record: ...

    @abstractmethod
    def page(self, form: Form, left: list[Problem]) -> pages.FormPage: ...

    # -- the same for both -----------------------------------------------------------------------

    def answer(self) -> Any:
        if request.method == "GET":
            return self.show(self.blank(), [])
        form = posted(form_class(self.register), request.form)
        self._refuse_unknown(form)
        try:
            record = self.store(form)
        except Refused:
            raise
        except Stale as late:
            self.doing.session.rollback()
            return self.show_stale(form, late)
        except Problems as bad:
            self.doing.session.rollback()
            return self.show(form, list(bad.found)), 422
        flash(_("Saved."), "success")
        return redirect(show_url(self.register.key, record.id))

    def show(self, form: Form, faults: list[Problem]) -> str:
        left = take_faults(form, faults, self.language)
        return render("form.html", self.page(form, left), active=self.register.key)

    def show_stale(self, form: Form, late: Stale) -> Any:
        raise late

    def _refuse_unknown(self, form: Form) -> None:
        """A field that the form does not have is refused rather than ignored."""
        known = {*OWN_NAMES, *form._fields, *(f"{key}.remove" for key in form._fields)}
        heads = {child.key for child in self.register.children.values()}
        unknown = [name for name in (*request.form, *request.files) if name not in known and name.split("-")[0] not in heads]
        if unknown:
            raise BadRequestProblems([problem("A030", name=name[:60]) for name in sorted(set(unknown))])

    def store_rest(self, form: Form, record: Record) -> list[Problem]:
        """Child rows and files of a stored record; what is wrong with them."""
        return [*_Rows(self.doing, self.register, record).store(form), *self._store_files(record)]

    def _store_files(self, record: Record) -> Iterator[Problem]:
        for field in self._file_fields():
            for file_id in request.form.getlist(f"{field.key}.remove"):
                remove_file(self.doing, record, key_of(file_id))
            for sent in request.files.getlist(field.key):
                if sent.filename:
                    try:
                        add_file(self.doing, record, field, sent.filename, sent.stream)
                    except Problems as bad:
                        yield from bad.found

    def judge_files(self) -> Iterator[Problem]:
        """What is wrong with the files that were sent, before anything is stored."""
        for field in self._file_fields():
            for number, sent in enumerate(each for each in request.files.getlist(field.key) if each.filename):
                start = sent.stream.read(512)
                size = sent.stream.seek(0, 2)
                sent.stream.seek(0)
                yield from judge(field, sent.filename or "", start, size, number)

    def _file_fields(self) -> list[Field]:
        return [field for field in self.register.fields.values() if isinstance(field.type, Attachments)]

    def draw(self, form: Form, left: list[Problem], **own: Any) -> pages.FormPage:
        files = kept_files(self.doing, self.record) if self.record is not None and self._file_fields() else ()
        views = FormViews(self.doing, self.register, form, files)
        groups, children = tuple(views.groups()), tuple(views.children())
        wrong = [pages.Problem(text=f"{field.label}: {error}", anchor=field.anchor)
                 for group in groups for field in group.fields for error in field.errors]
        return pages.FormPage(
            crumbs=(pages.Link(label=self.register.label.to(self.language), url=list_url(self.register.key)),),
            save_label=_("Save"), groups=groups, children=children, today=today_text(self.doing),
            problems=(*wrong, *(pages.Problem(text=each.message(self.language)) for each in left)),
            help=self.register.help.to(self.language) if self.register.help else "", has_files=bool(self._file_fields()), **own,
        )


class _Adding(_Form):
    """A new record."""

    def answer(self) -> Any:
        if request.method == "GET" and not request.args:
            return form_html((self.register.key, self.doing.today), lambda: self.page(self.blank(), []), self.register.key)
        return super().answer()

    def blank(self) -> Form:
        form = form_class(self.register)()
        for field in form:
            if isinstance(field, TypedField):
                field.texts = self._start(field.declared)
        return form

    def _start(self, declared: Field) -> tuple[str, ...]:
        """What a new form shows: an argument of the address, else the default."""
        if declared.key in request.args:
            return tuple(value[:200] for value in request.args.getlist(declared.key))
        if declared.default == "today":
            return (self.doing.today.isoformat(),)
        if declared.default == "my_unit" or (declared.follows and len(viewer().units) == 1):
            return (str(viewer().units[0]),) if len(viewer().units) == 1 else ()
        if declared.default is None or declared.default in SPOKEN:
            return ()
        value = declared.type.parse(declared.default, self.doing.reading())
        shown = declared.type.as_input(value)
        return shown if isinstance(shown, tuple) else (shown,)

    def store(self, form: Form) -> Record:
        draft = Draft(raw_values(form))
        prepare(self.doing, self.register, [draft])
        faults = [*draft.faults, *self.judge_files()]
        if faults:
            faults += _Rows(self.doing, self.register, None).judge(form)
            raise Problems(faults)
        record = storing.store_new(self.doing, self.register, draft)
        rest = self.store_rest(form, record)
        if rest:
            raise Problems(rest)
        self.doing.session.commit()
        return record

    def page(self, form: Form, left: list[Problem]) -> pages.FormPage:
        return self.draw(form, left, title=_("New: %(what)s", what=self.register.one.to(self.language)),
                         action=add_url(self.register.key), cancel_url=list_url(self.register.key))


class _Editing(_Form):
    """A record that is there."""

    def __init__(self, doing: Work, register: Register, record_id: int) -> None:
        super().__init__(doing, register)
        self.record = storing.fetch(doing, register, record_id)
        self.shown = Shown(doing, register, record_id)
        if not self.shown.may("edit"):
            raise Refused([problem("A003", act="edit", register=register.label)])
        self.version = request.form.get("version", "") or str(self.record.version)

    def blank(self) -> Form:
        assert self.record is not None
        form = form_class(self.register)()
        values = stored_values(self.register, storing.row_of(self.record))
        for field in form:
            if isinstance(field, TypedField):
                field.texts = self._texts(field, values)
        _Rows(self.doing, self.register, self.record).fill(form)
        return form

    def _texts(self, field: TypedField, values: Mapping[str, Any]) -> tuple[str, ...]:
        declared = field.declared
        links = self.shown._links
        value = links.get(declared.key) if field.several and declared.key in links else values.get(declared.key)
        if value is None or value == []:
            return ()
        if declared.mask:
            return (declared.type.masked(value, self.doing.wording()),)
        shown = declared.type.as_input(value)
        return shown if isinstance(shown, tuple) else (shown,)

    def store(self, form: Form) -> Record:
        assert self.record is not None
        version = whole_number(self.version)
        if version is None:
            raise Problems([problem("A036")])
        files = list(self.judge_files())
        if files:
            raise Problems(files)
        record = storing.edit(self.doing, self.register, self.record, raw_values(form), version)
        rest = self.store_rest(form, record)
        if rest:
            raise Problems(rest)
        self.doing.session.commit()
        return record

    def page(self, form: Form, left: list[Problem]) -> pages.FormPage:
        assert self.record is not None
        return self.draw(form, left, title=_("Edit: %(what)s", what=self.shown.name), version=self.version,
                         action=edit_url(self.register.key, self.record.id),
                         cancel_url=show_url(self.register.key, self.record.id))

    def show_stale(self, form: Form, late: Stale) -> Any:
        """Both sides, to choose from; the choice comes back as an ordinary form with the fresh version."""
        assert self.record is not None
        now_there = Shown(self.doing, self.register, self.record.id)
        views = FormViews(self.doing, self.register, form)
        fields = tuple(self._stale_field(field, now_there, views) for field in form if isinstance(field, TypedField)
                       and not isinstance(field.declared.type, Attachments))
        record: Any = now_there.record
        page = pages.StalePage(
            title=_("Edit: %(what)s", what=now_there.name), crumbs=(), action=edit_url(self.register.key, record.id),
            cancel_url=show_url(self.register.key, record.id), theirs_by=now_there.user_name(record.changed_by),
            theirs_at=local_time(record.changed_at), version=str(record.version), fields=fields,
            kept=tuple((name, value) for name, value in request.form.items(multi=True) if "-" in name),
        )
        return render("stale.html", page, active=self.register.key), 409

    def _stale_field(self, field: TypedField, now_there: Shown, views: FormViews) -> pages.StaleField:
        declared = field.declared
        theirs_value = (now_there._links.get(declared.key) if field.several
                        else now_there.selection.value(declared, now_there.row))
        theirs = self._texts(field, {declared.key: theirs_value})
        shown_theirs = text_of(declared, theirs_value, now_there.wording) if not field.several else "、".join(theirs)
        return pages.StaleField(
            name=declared.key, label=declared.label.to(self.language), theirs=shown_theirs, mine=views.spoken(field),
            theirs_posted=theirs, mine_posted=field.texts, clash=tuple(theirs) != tuple(text for text in field.texts if text),
        )


class _Rows:
    """The child rows of a form. They are judged with their parent, and stored in its transaction."""

    def __init__(self, doing: Work, register: Register, record: Record | None) -> None:
        self.doing, self.register, self.record = doing, register, record

    def fill(self, form: Form) -> None:
        """Put the stored child rows into the form."""
        for child, declared in self._in_form():
            for row in self._stored(child, declared):
                entry = form[child.key].append_entry().form
                values = stored_values(declared, row)
                for field in entry:
                    if isinstance(field, TypedField):
                        field.texts = self._texts(field, values)
                entry.row_id.data, entry.row_version.data = str(row["id"]), str(row["version"])

    def _texts(self, field: TypedField, values: Mapping[str, Any]) -> tuple[str, ...]:
        value = values.get(field.declared.key)
        if value is None:
            return ()
        if field.declared.mask:
            return (field.declared.type.masked(value, self.doing.wording()),)
        shown = field.declared.type.as_input(value)
        return shown if isinstance(shown, tuple) else (shown,)

    def _in_form(self) -> Iterator[tuple[Children, Register]]:
        for child, declared in site().definition.children_of(self.register):
            if child.in_form and site().rights.may(acting(), declared.key, "create"):
                yield child, declared

    def _stored(self, child: Children, declared: Register) -> list[RowMapping]:
        assert self.record is not None
        table = site().models.table(declared.key)
        mine = (table.c[declared.fields[child.by].column] == self.record.id) & table.c.void_at.is_(None)
        statement = scoped_select(site().rights, declared.key).where(mine).order_by(table.c.id).limit(200)
        return list(self.doing.session.execute(statement).mappings())

    def judge(self, form: Form) -> list[Problem]:
        """What is wrong with the rows of a parent that cannot be stored itself."""
        found = []
        for child, declared in self._in_form():
            rows = [entry.form for entry in form[child.key] if not self._is_empty(entry.form)]
            drafts = [Draft(raw_values(row)) for row in rows]
            prepare(self.doing, declared, drafts)
            for row, draft in zip(rows, drafts, strict=True):
                mine = [fault for fault in draft.faults if fault.field not in (child.by, "unit")]
                found += take_faults(row, mine, self.doing.language)
        return found

    def store(self, form: Form) -> list[Problem]:
        """Create, change and void rows as the form says; faults are put beside their fields and told again."""
        assert self.record is not None
        found: list[Problem] = []
        for child, declared in self._in_form():
            for entry in form[child.key]:
                try:
                    self._store_row(child, declared, entry.form)
                except Refused:
                    raise
                except Problems as bad:
                    take_faults(entry.form, bad.found, self.doing.language)
                    found += bad.found
        return found

    def _store_row(self, child: Children, declared: Register, row: Form) -> None:
        raw = raw_values(row)
        if row.row_id.data:
            record = storing.fetch(self.doing, declared, key_of(row.row_id.data))
            version = whole_number(row.row_version.data or "") or record.version
            if row.removed.data:
                storing.void(self.doing, record, _("Removed from the form"), version)
            else:
                storing.edit(self.doing, declared, record, raw, version)
        elif not row.removed.data and not self._is_empty(row):
            assert self.record is not None
            storing.create(self.doing, declared, {**raw, child.by: self.record.id})

    def _is_empty(self, row: Form) -> bool:
        """A new row in which nothing was filled in, or only what its defaults say."""
        return all(not field.raw or field.raw == field.declared.default for field in row if isinstance(field, TypedField))
