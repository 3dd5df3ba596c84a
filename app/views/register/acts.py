"""Acts on records: void and restore (one or many), a field set for many, full numbers, files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from sqlalchemy import RowMapping
from werkzeug.datastructures import FileStorage

from app.access.card_links import CARD
from app.access.refusal import Refused
from app.access.viewer import acting
from app.definition import Field, Register
from app.fieldtypes import Attachments, References
from app.model import Record
from app.problems import Problem, Problems, problem
from app.records import storing
from app.records.attachments import add_file, kept_file, remove_file
from app.records.names import name_of, naming_words
from app.records.reading import stored_value
from app.records.refusing import why_not_void
from app.records.site import Work
from app.views import page as pages
from app.views.arguments import allow_arguments, key_of, required_reason, version_of
from app.views.cards import ask_paper, chosen_ids
from app.views.cells import text_of
from app.views.errors import BadRequestProblems
from app.views.full_numbers import purpose_faults
from app.views.register.shown import Shown
from app.views.requests import audit, site, work
from app.views.shell import render
from app.views.urls import act_url, list_url, show_url

MOST_AT_ONCE = 1000


class ActPages:
    """Small forms for acts, and what they do."""

    register: Register

    @expose("/void/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("delete")  # type: ignore[untyped-decorator]
    def void(self, pk: str) -> Any:
        """作废 with a reason."""
        doing = work()
        shown = Shown(doing, self.register, key_of(pk))
        if request.method == "GET":
            return self._ask(shown, "void", _("Void: %(what)s", what=shown.name), _("Reason"), danger=True)
        reason = required_reason()
        storing.void(doing, shown.record, reason, version_of(shown.record))
        doing.session.commit()
        flash(_("Voided. It is kept under “Voided” and can be restored."), "success")
        return redirect(list_url(self.register.key))

    @expose("/restore/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("delete")  # type: ignore[untyped-decorator]
    def restore(self, pk: str) -> Any:
        """Bring a void record back."""
        doing = work()
        shown = Shown(doing, self.register, key_of(pk))
        if request.method == "GET":
            return self._ask(shown, "restore", _("Restore: %(what)s", what=shown.name), "")
        storing.restore(doing, self.register, shown.record, version_of(shown.record))
        doing.session.commit()
        flash(_("Restored."), "success")
        return redirect(show_url(self.register.key, shown.id))

    @expose("/reveal/<pk>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("reveal")  # type: ignore[untyped-decorator]
    def reveal(self, pk: str) -> Any:
        """Full numbers of a record, for a purpose that goes into the audit log."""
        doing = work()
        shown = Shown(doing, self.register, key_of(pk))
        check_full_numbers(shown)
        title = _("Full numbers: %(what)s", what=shown.name)
        if request.method == "GET":
            return self._ask(shown, "reveal", title, _("Purpose"))
        try:
            numbers = reveal_numbers(shown, request.form.get("reason"))
        except Problems as bad:
            if isinstance(bad, Refused):
                raise
            return self._ask(shown, "reveal", title, _("Purpose"), error=bad.found[0].message(doing.language)), 422
        doing.session.commit()
        page = pages.ActPage(title=title, crumbs=(), action="", cancel_url=show_url(self.register.key, shown.id), button="",
                             shown=tuple(numbers))
        return render("act.html", page, active=self.register.key)

    def _ask(self, shown: Shown, act: str, title: str, reason_label: str, *, danger: bool = False, error: str = "") -> str:
        fields: tuple[pages.FieldView, ...] = ()
        if reason_label:
            fields = (pages.FieldView(key="reason", name="reason", label=reason_label, control="long_text", required=True,
                                      max_length=200,
                                      errors=(error,) if error else (), value=request.form.get("reason", ""), autofocus=True),)
        page = pages.ActPage(
            title=title, crumbs=(), action=act_url(self.register.key, act, shown.id),
            cancel_url=show_url(self.register.key, shown.id),
            fields=fields, button=title.partition(":")[0], version=str(shown.record.version), danger=danger)
        return render("act.html", page, active=self.register.key)

    @expose("/attach/<pk>", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("edit")  # type: ignore[untyped-decorator]
    def attach(self, pk: str) -> Any:
        """Add files to a record."""
        doing = work()
        record = storing.fetch(doing, self.register, key_of(pk))
        attach_files(doing, record, None, request.files.getlist("file"))
        doing.session.commit()
        return redirect(show_url(self.register.key, record.id, "files"))

    @expose("/detach/<pk>/<file>", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("edit")  # type: ignore[untyped-decorator]
    def detach(self, pk: str, file: str) -> Any:
        """Take a file off a record, with a reason."""
        doing = work()
        shown = Shown(doing, self.register, key_of(pk))
        if not shown.may("edit"):
            raise Refused([problem("A003", act="edit", register=self.register.label)])
        found = kept_file(doing, shown.record, key_of(file))
        if request.method == "GET":
            return self._ask_reason_of_removal(shown, found)
        try:
            remove_file(doing, shown.record, found["id"], request.form.get("reason", ""))
        except Problems as bad:
            if isinstance(bad, Refused):
                raise
            return self._ask_reason_of_removal(shown, found, bad.found[0].message(doing.language)), 422
        doing.session.commit()
        return redirect(show_url(self.register.key, shown.id, "files"))

    def _ask_reason_of_removal(self, shown: Shown, found: RowMapping, error: str = "") -> str:
        field = pages.FieldView(key="reason", name="reason", label=_("Reason"), control="long_text", required=True,
                                max_length=200, errors=(error,) if error else (), value=request.form.get("reason", ""),
                                autofocus=True)
        page = pages.ActPage(
            title=_("Remove: %(what)s", what=found["name"]), crumbs=(), about=shown.name, fields=(field,), danger=True,
            action=f"/{self.register.key}/detach/{shown.id}/{found['id']}", button=_("Remove"),
            cancel_url=show_url(self.register.key, shown.id, "files"))
        return render("act.html", page, active=self.register.key)

    @expose("/bulk/", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("list")  # type: ignore[untyped-decorator]
    def bulk(self) -> Any:
        """An act on many records: first what would change and what is refused, then the act itself."""
        allow_arguments()
        if request.form.get("act") == "cards" and self.register.key == CARD:
            return ask_paper(chosen_ids())
        return _Bulk(work(), self.register).answer()


def hidden_fields(pairs: Iterable[tuple[str, str]]) -> Iterator[pages.FieldView]:
    """Values that a form carries along."""
    for name, value in pairs:
        yield pages.FieldView(key=name, name=name, label="", control="hidden", value=value)


def attach_files(doing: Work, record: Record, key: str | None, sent: Iterable[FileStorage]) -> None:
    """Keep the files with the record, in the field ``key`` or the only one. Raises BadRequestProblems, Problems."""
    fields = {field.key: field for field in record.register.fields.values() if isinstance(field.type, Attachments)}
    field, files = fields.get(key or next(iter(fields), "")), [each for each in sent if each.filename]
    if field is None or not files:
        raise BadRequestProblems([problem("A1400")])
    for each in files:
        add_file(doing, record, field, each.filename or "", each.stream)


def check_full_numbers(shown: Shown) -> None:
    """Raise Refused unless the viewer may see the full numbers of the record."""
    if not shown.may("full_numbers"):
        raise Refused([problem("A003", act="full_numbers", register=shown.register.label)])


def reveal_numbers(shown: Shown, purpose: Any) -> list[tuple[str, str]]:
    """Label and full value of each masked field that has one; the audit log gets the purpose. Raises Refused, Problems A050."""
    check_full_numbers(shown)
    said = purpose.strip() if isinstance(purpose, str) else ""
    faults = purpose_faults(said)
    if faults:
        raise Problems(faults)
    audit("full_numbers", within=shown.doing.session, register=shown.register.key, record_id=shown.id, rows=1, purpose=said)
    return list(_full_numbers(shown))


def _full_numbers(shown: Shown) -> Iterator[tuple[str, str]]:
    for field in shown.register.fields.values():
        if field.mask and field.stored:
            value = stored_value(field, shown.row)
            if value is not None:
                yield field.label.to(shown.language), field.type.show(value, shown.wording)


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a bulk act would do to one record: a change, or a refusal."""

    record: Record
    name: str
    refusal: Problem | None = None


class _Bulk:
    """One bulk act: void, restore, or a field set to a value for all."""

    def __init__(self, doing: Work, register: Register) -> None:
        self.doing, self.register = doing, register
        self.act = request.form.get("act", "")
        self.ids = list(dict.fromkeys(key_of(text) for text in request.form.getlist("id")))
        if self.act not in ("void", "restore", "set") or not self.ids or len(self.ids) > MOST_AT_ONCE:
            raise Problems([problem("A037", most=MOST_AT_ONCE)])

    def answer(self) -> Any:
        if self.act == "set":
            return self._set()
        choices = [self._choice(record) for record in self.ids]
        if request.form.get("sure") != "1":
            return self._preview(choices)
        reason = request.form.get("reason", "").strip()
        if self.act == "void" and (not reason or len(reason) > 200):
            return self._preview(choices, error=problem("A014").message(self.doing.language)), 422
        return self._do(choices, reason)

    def _choice(self, record_id: int) -> _Choice:
        """Raises OutOfSight for a record that the viewer does not reach: nothing is done to any."""
        record = storing.fetch(self.doing, self.register, record_id)
        shown = _name(self.doing, self.register, record)
        reach = site().rights.reach(acting(), self.register.key, "void" if self.act in ("void", "restore") else "edit")
        if not reach.includes(storing.row_of(record)) and reach.through is None:
            return _Choice(record, shown, problem("A003", act=self.act, register=self.register.label))
        is_void = record.void_at is not None  # type: ignore[attr-defined]
        if is_void == (self.act == "void"):
            return _Choice(record, shown, problem("A005") if is_void else problem("A038"))
        return _Choice(record, shown, why_not_void(self.doing, record) if self.act == "void" else None)

    def _preview(self, choices: list[_Choice], error: str = "") -> str:
        label = _("Void") if self.act == "void" else _("Restore")
        page = pages.BulkPreview(
            title=_("%(act)s %(count)s records", act=label, count=sum(1 for each in choices if not each.refusal)), crumbs=(),
            act=self.act, act_label=label, url=f"/{self.register.key}/bulk/", back_url=list_url(self.register.key),
            ids=tuple(str(each.record.id) for each in choices if not each.refusal),
            columns=(pages.Column(key="name", label=self.register.one.to(self.doing.language)),),
            changes=tuple(pages.Row(id=str(each.record.id),
                                    cells=(pages.Cell(kind="main", text=each.name,
                                                      url=show_url(self.register.key, each.record.id)),))
                          for each in choices if not each.refusal),
            refusals=tuple(pages.Refusal(name=each.name, url=show_url(self.register.key, each.record.id),
                                         why=each.refusal.message(self.doing.language))
                           for each in choices if each.refusal),
            reason_label=_("Reason") if self.act == "void" else "", reason=request.form.get("reason", ""), reason_error=error,
            danger=self.act == "void",
        )
        return render("bulk.html", page, active=self.register.key)

    def _do(self, choices: list[_Choice], reason: str) -> Any:
        done = 0
        for each in choices:
            if each.refusal is None:
                if self.act == "void":
                    storing.void(self.doing, each.record, reason, each.record.version)
                else:
                    storing.restore(self.doing, self.register, each.record, each.record.version)
                done += 1
        self.doing.session.commit()
        flash(_("%(count)s records changed.", count=done), "success")
        return redirect(list_url(self.register.key))

    # -- one field for all -----------------------------------------------------------------------

    def _set(self) -> Any:
        """Choose a field and a value (as one would write it in a file), look at what changes, then do it."""
        fields = settable_fields(self.register)
        field = self.register.fields.get(request.form.get("field", ""))
        if field is None or field not in fields:
            return self._ask_field(fields)
        raw, sure = request.form.get("value", "")[:4000], request.form.get("sure") == "1"
        changes, refusals = [], []
        doing = Work(site(), self.doing.session, self.doing.now, "file", self.doing.language)
        for record_id in self.ids:
            record = storing.fetch(doing, self.register, record_id)
            shown = _name(doing, self.register, record)
            before = text_of(field, stored_value(field, storing.row_of(record)), doing.wording())
            savepoint = doing.session.begin_nested()
            try:
                storing.edit(doing, self.register, record, {field.key: raw}, record.version)
                after = text_of(field, stored_value(field, storing.row_of(record)), doing.wording())
                changes.append((record_id, shown, before, after))
                savepoint.commit()
            except Problems as bad:
                savepoint.rollback()
                refusals.append((record_id, shown, " ".join(each.message(doing.language) for each in bad.found)))
        if sure:
            doing.session.commit()
            flash(_("%(count)s records changed.", count=len(changes)), "success")
            return redirect(list_url(self.register.key))
        doing.session.rollback()
        return self._preview_set(field, raw, changes, refusals)

    def _ask_field(self, fields: list[Field]) -> str:
        language = self.doing.language
        options = tuple(pages.Option(key=field.key, label=field.label.to(language)) for field in fields)
        page = pages.ActPage(
            title=_("Set a field of %(count)s records", count=len(self.ids)), crumbs=(), action=f"/{self.register.key}/bulk/",
            cancel_url=list_url(self.register.key), button=_("Preview"),
            fields=(*hidden_fields([("act", "set"), *(("id", str(each)) for each in self.ids)]),
                    pages.FieldView(key="field", name="field", label=_("Field"), control="choice", options=options,
                                    required=True),
                    pages.FieldView(key="value", name="value", label=_("New value"),
                                    help=_("Write it as in a file: a name, a date, 是/否 …"))))
        return render("act.html", page, active=self.register.key)

    def _preview_set(self, field: Field, raw: str, changes: list[Any], refusals: list[Any]) -> str:
        language, key = self.doing.language, self.register.key
        columns = (pages.Column(key="name", label=self.register.one.to(language)), pages.Column(key="old", label=_("Before")),
                   pages.Column(key="new", label=field.label.to(language)))
        rows = tuple(pages.Row(id=str(record), cells=(pages.Cell(kind="main", text=name, url=show_url(key, record)),
                                                      pages.Cell(text=old), pages.Cell(text=new)))
                     for record, name, old, new in changes)
        page = pages.BulkPreview(
            title=_("Set “%(field)s” of %(count)s records", field=field.label.to(language), count=len(changes)), crumbs=(),
            act="set",
            act_label=_("Set"), url=f"/{key}/bulk/", back_url=list_url(key), ids=tuple(str(each[0]) for each in changes),
            changes=rows, columns=columns, hidden=(("field", field.key), ("value", raw)),
            refusals=tuple(pages.Refusal(name=name, url=show_url(key, record), why=why) for record, name, why in refusals))
        return render("bulk.html", page, active=key)


def _name(doing: Work, register: Register, record: Record) -> str:
    row = storing.row_of(record)
    return name_of(register, row, naming_words(doing.session, register.key, [row], doing.wording()))


def settable_fields(register: Register) -> list[Field]:
    """The fields that make sense to set for many records: not names and numbers of persons, not what makes a record unique."""
    unique = {*register.natural_key, *register.names_itself.replace("{", " ").replace("}", " ").split()}
    return [field for field in register.written_fields
            if not (field.secret or field.unique or field.key in unique or isinstance(field.type, (Attachments, References)))]
