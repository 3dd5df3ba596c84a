"""Adding and changing a record, child rows and files in the same form; a stale version shows both sides."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from uuid import uuid4

from flask import flash, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import Form

from app.access.refusal import Refused, Stale
from app.definition import Field, Register
from app.fieldtypes import Attachments
from app.fieldtypes.reading import whole_number
from app.fieldtypes.references import id_or_none
from app.model import Record
from app.problems import Problem, Problems, problem
from app.records import sending, storing
from app.records.attachments import add_file, clean_name, judge, kept_files, remove_file
from app.records.draft import Draft
from app.records.likely_same import Likely, LikelySame, refuse_likely
from app.records.preparing import prepare
from app.records.reading import stored_values
from app.records.ruling import SPOKEN
from app.records.site import Work
from app.views import page as pages
from app.views.arguments import key_of
from app.views.errors import BadRequestProblems
from app.views.fastpath import SENDING, WHO, form_html
from app.views.forms import OWN_NAMES, TypedField, make_form, posted, raw_values, take_faults, texts_of
from app.views.register.child_rows import ChildRows
from app.views.register.form_views import FormViews, file_control, today_text
from app.views.register.shown import Shown
from app.views.register.stale import StaleSides, chosen_sides
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
        return answered(Adding(work(), self.register))

    @expose("/edit/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("edit")  # type: ignore[untyped-decorator]
    def edit(self, pk: str) -> Any:
        """The form of a record."""
        return answered(_Editing(work(), self.register, key_of(pk)))


def answered(form: _Form) -> Any:
    """The answer of a form; what was uploaded with it is let go of."""
    try:
        return form.answer()
    finally:
        for _field, sent in request.files.items(multi=True):
            sent.close()


def form_class(register: Register, only: tuple[str, ...] = ()) -> type[Form]:
    """The form class of a register, or the one with these fields alone; made once."""
    known: dict[str, type[Form]] = web().forms
    key = "/".join((register.key, *only))
    if key not in known:
        known[key] = make_form(site().definition, register, only)
    return known[key]


class _Form(ABC):
    """One request for a form, GET or POST."""

    def __init__(self, doing: Work, register: Register) -> None:
        self.doing, self.register = doing, register
        self.language = doing.language
        self.sent: MultiDict[str, str] = MultiDict()

    # -- what differs between adding and editing -------------------------------------------------

    record: Record | None = None
    status = 200
    only: tuple[str, ...] = ()  #: its fields, where it does not have all

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
        self.sent = chosen_sides(request.form)
        form = posted(form_class(self.register, self.only), self.sent)
        self._refuse_unknown(form)
        key = sending.checked_key(self.sent.get("sending", ""))
        made = sending.claim(self.doing, self.register.key, key, sending.digest_of(_said(self.sent)))
        if made:
            self.doing.session.rollback()
            return self.show_made(form, made, key)
        try:
            record = self.store(form)
            sending.settle(self.doing, key, record.id)
            self.doing.session.commit()
        except Refused:
            raise
        except Stale as late:
            self.doing.session.rollback()
            return self.show_stale(form, late)
        except LikelySame as alike:
            self.doing.session.rollback()
            return self.show_likely(form, alike.likely), 409
        except Problems as bad:
            self.doing.session.rollback()
            return self.show(form, list(bad.found)), 422
        flash(_("Saved."), "success")
        return redirect(saved_url(self.register.key, record.id, key))

    def show_made(self, form: Form, made: sending.Made, key: str) -> Any:
        """The same form once more: its record; where it says something else now, the form with a link to that record."""
        if made.same and not self._has_other_files(made):
            flash(_("Saved."), "success")
            return redirect(saved_url(made.register, made.record_id, key))
        link = pages.Link(label=_("The record that this form made"), url=show_url(made.register, made.record_id))
        notice = pages.Notice(tone="warning", text=_("This form was saved before, with other content. To change that record, "
                                                     "open it; save here to make another one."))
        page = self.page(form, [])
        return render("form.html", replace(page, sending=str(uuid4()), likely_same=(link,), notices=(notice,),
                                            accept=str(made.record_id)),
                      active=self.register.key), 409

    def _has_other_files(self, made: sending.Made) -> bool:
        """Whether files came along that the record does not have: a photo that was added before sending again."""
        names = {clean_name(each.filename) for field in self._file_fields()
                 for each in request.files.getlist(field.key) if each.filename}
        if not names:
            return False
        record = storing.fetch(self.doing, self.register, made.record_id)
        return not names <= {each["name"] for each in kept_files(self.doing, record)}

    def show(self, form: Form, faults: list[Problem]) -> str:
        left = take_faults(form, faults, self.language)
        return render("form.html", self.page(form, left), active=self.register.key)

    def show_stale(self, form: Form, late: Stale) -> Any:
        raise late

    def show_likely(self, form: Form, likely: Iterable[Likely]) -> str:
        """The form with the records that it perhaps means; saved from here it is another one than those."""
        links = tuple(pages.Link(label=self._likely_words(each), url=show_url(self.register.key, each.record))
                      for each in likely)
        page = replace(self.page(form, []), likely_same=links, accept=",".join(str(each.record) for each in likely),
                       save_label=_("It is another one: save"))
        return render("form.html", page, active=self.register.key)

    def _likely_words(self, each: Likely) -> str:
        labels = {name: self._label_of(name) for name in each.meets}
        return f"{each.name} · {each.on.isoformat()} · " + _("same: %(fields)s", fields="、".join(labels.values()))

    def _label_of(self, name: str) -> str:
        head, _dot, tail = name.partition(".")
        if not tail:
            return self.register.fields[head].label.to(self.language)
        child = self.register.children[head]
        field = site().definition.registers[child.register].fields[tail]
        return f"{child.label.to(self.language)} {field.label.to(self.language)}"

    def accepted(self) -> set[int]:
        """The records of which the person has said that this is another one."""
        texts = [text for text in self.sent.get("accept_duplicate", "")[:200].split(",") if text]
        records = [id_or_none(text) for text in texts]
        if None in records:
            raise BadRequestProblems([problem("A031", name="accept_duplicate", given=",".join(texts)[:40])])
        return {record for record in records if record is not None}

    def _refuse_unknown(self, form: Form) -> None:
        """A field that the form does not have is refused rather than ignored."""
        known = {*OWN_NAMES, *form._fields, *(f"{key}.{act}" for key in form._fields for act in ("remove", "reason"))}
        heads = {child.key for child in self.register.children.values()}
        unknown = [name for name in (*self.sent, *request.files) if name not in known and name.split("-")[0] not in heads]
        if unknown:
            raise BadRequestProblems([problem("A030", name=name[:60]) for name in sorted(set(unknown))])

    def store_rest(self, form: Form, record: Record) -> list[Problem]:
        """Child rows and files of a stored record; what is wrong with them."""
        return [*ChildRows(self.doing, self.register, record).store(form), *self._store_files(record)]

    def _store_files(self, record: Record) -> Iterator[Problem]:
        for field in self._file_fields():
            for file_id in self.sent.getlist(f"{field.key}.remove"):
                try:
                    remove_file(self.doing, record, key_of(file_id), self.sent.get(f"{field.key}.reason", ""))
                except Refused:
                    raise
                except Problems as bad:
                    yield from bad.found
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
        return [field for field in self.register.fields.values() if isinstance(field.type, Attachments)
                and (not self.only or field.key in self.only)]

    def _chosen_again(self, group: pages.FormGroup) -> pages.FormGroup:
        """A browser sends a file once: a form that comes back names those that were chosen."""
        names = {field.key: [sent.filename for sent in request.files.getlist(field.key) if sent.filename]
                 for field in self._file_fields()}
        if not any(names.values()):
            return group
        fields = [replace(view, help=_("Please choose again: %(names)s", names="、".join(names[view.key])))
                  if names.get(view.key) else view for view in group.fields]
        return replace(group, fields=tuple(fields))

    def draw(self, form: Form, left: list[Problem], **own: Any) -> pages.FormPage:
        files = kept_files(self.doing, self.record) if self.record is not None and self._file_fields() else ()
        views = FormViews(self.doing, self.register, form, files)
        groups, children = tuple(map(self._chosen_again, self.groups(views))), tuple(views.children())
        wrong = [pages.Problem(text=f"{field.label}: {error}", anchor=field.anchor)
                 for group in groups for field in group.fields for error in field.errors]
        return pages.FormPage(
            crumbs=(pages.Link(label=self.register.label.to(self.language), url=list_url(self.register.key)),),
            save_label=_("Save"), groups=groups, children=children, today=today_text(self.doing),
            problems=(*wrong, *(pages.Problem(text=each.message(self.language)) for each in left)),
            help=self.register.help.to(self.language) if self.register.help else "", has_files=bool(self._file_fields()),
            sending=self.sent.get("sending") or str(uuid4()), who=str(viewer().user_id),
            draft=f"{self.register.key}/{self.record.id if self.record else 'quick' if self.only else 'new'}", **own,
        )

    def groups(self, views: FormViews) -> Iterator[pages.FormGroup]:
        """The groups of the form."""
        return views.groups()


class Adding(_Form):
    """A new record."""

    def answer(self) -> Any:
        if request.method == "GET" and not request.args:
            return form_html((self.register.key, self.only, self.doing.today),
                             lambda: replace(self.page(self.blank(), []), sending=SENDING, who=WHO), self.register.key)
        return super().answer()

    def blank(self) -> Form:
        form = form_class(self.register, self.only)()
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
        faults, rows = [*draft.faults, *self.judge_files()], ChildRows(self.doing, self.register, None)
        if faults:
            raise Problems([*faults, *rows.judge(form)])
        refuse_likely(self.doing, self.register, draft, rows.given(form), accepted=self.accepted())
        record = storing.store_new(self.doing, self.register, draft)
        rest = self.store_rest(form, record)
        if rest:
            raise Problems(rest)
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
        ChildRows(self.doing, self.register, self.record).fill(form)
        return form

    def _texts(self, field: TypedField, values: Mapping[str, Any]) -> tuple[str, ...]:
        declared = field.declared
        links = self.shown._links
        value = links.get(declared.key) if field.several and declared.key in links else values.get(declared.key)
        return texts_of(declared, value, self.doing.wording())

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
        return record

    def page(self, form: Form, left: list[Problem]) -> pages.FormPage:
        assert self.record is not None
        return self.draw(form, left, title=_("Edit: %(what)s", what=self.shown.name), version=self.version,
                         action=edit_url(self.register.key, self.record.id),
                         cancel_url=show_url(self.register.key, self.record.id))

    def show_stale(self, form: Form, late: Stale) -> Any:
        """Both sides, to choose from; the choice comes back as an ordinary form with the fresh version."""
        assert self.record is not None
        self.shown = Shown(self.doing, self.register, self.record.id)
        record: Any = self.shown.record
        sides = StaleSides(self.doing, self.register, record, form, self.blank())
        sides.compare(whole_number(self.version) or 0)
        more = [(name, value) for name, value in self.sent.items(multi=True) if name.endswith((".remove", ".reason"))]
        last = sides.latest
        page = pages.StalePage(
            title=_("Edit: %(what)s", what=self.shown.name), crumbs=(), action=edit_url(self.register.key, record.id),
            cancel_url=show_url(self.register.key, record.id), version=str(record.version), fields=tuple(sides.fields),
            theirs_by=last.who if last else self.shown.user_name(record.changed_by),
            theirs_at=last.at if last else local_time(record.changed_at),
            kept=(*sides.kept, *more), added=tuple(sides.added), sending=self.sent.get("sending", ""),
            files=tuple(self._files_again()),
        )
        return render("stale.html", page, active=self.register.key), 409

    def _files_again(self) -> Iterator[pages.FieldView]:
        """A browser sends a file once, so those that were chosen are asked for again."""
        for field in self._file_fields():
            names = [sent.filename for sent in request.files.getlist(field.key) if sent.filename]
            if names:
                control = file_control(field, self.language)
                yield replace(control, help=_("Please choose again: %(names)s", names="、".join(names)))


def saved_url(register: str, record: int, key: str) -> str:
    """The page of a record that was just saved; the mark behind it lets the browser forget the draft (drafts.js)."""
    return show_url(register, record) + (f"#saved={key}" if key else "")


def _said(sent: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """What a form says, without what differs from one sending to the next."""
    return ((name, value.replace("\r\n", "\n")) for name, value in sent.items(multi=True)
            if name not in ("csrf_token", "sending", "next", "accept_duplicate"))
