"""数据包: a unit's rows as one file for another installation, and such a file brought here: looked at, settled, stored."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from flask import flash, redirect, request, send_file
from flask_appbuilder import expose
from flask_appbuilder.baseviews import BaseView
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from app.access.pages import PAGES
from app.access.refusal import refused
from app.access.viewer import acting
from app.background.folders import DONE, FAILED, WAITING
from app.background.packages import LOOKED, KeptPackage
from app.packages import export_package
from app.packages.allowing import BRING, MAKE, PACKAGES, may_clear, packable_registers, packable_units
from app.packages.meeting import SIDES, Side, changed_on_both
from app.problems import Problem, Problems, problem
from app.records.site import Work
from app.safekeeping.encryption import SHORTEST
from app.views import page as pages
from app.views.arguments import allow_arguments
from app.views.errors import errors
from app.views.full_numbers import full_fields, purpose_faults
from app.views.register.import_runs import background_stopped
from app.views.requests import packages, site, work
from app.views.shell import render
from app.views.spoken import local_time


class PackagesView(BaseView):  # type: ignore[misc]
    """``/packages/``"""

    route_base = "/packages"
    default_view = "list"
    class_permission_name = "page:packages"

    @expose("/", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def list(self) -> Any:
        """The packages that one has brought lately, and what one may do."""
        allow_arguments()
        columns = {"at": _("When"), "file": _("File"), "unit": _("Unit"), "state": _("State")}
        table = pages.Table(columns=tuple(pages.Column(key=key, label=label) for key, label in columns.items()),
                            rows=tuple(_row(each) for each in packages().own()),
                            empty=_nothing())
        page = pages.TablePage(
            title=PAGES["packages"].label.to(work().language), crumbs=(), table=table, buttons=tuple(_buttons()),
            help=_("A package holds the records of a unit and all below it, with history and files, for another installation."))
        return render("table.html", page, active="packages")

    @expose("/make", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def make(self) -> Any:
        """Choose unit, registers and passphrase; the answer is the file."""
        allow_arguments()
        _demand(MAKE)
        doing = work()
        wish = MakeWish(doing)
        if request.method == "GET":
            return render("act.html", wish.page(), active="packages")
        faults = wish.faults()
        if faults:
            return render("act.html", wish.page(faults), active="packages"), 422
        return wish.file()

    @expose("/bring", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def bring(self) -> Any:
        """Lay a package aside and look at it; nothing is stored."""
        allow_arguments()
        _demand(BRING)
        doing = work()
        if request.method == "GET":
            return render("act.html", _bring_page(), active="packages")
        sent = request.files.get("file")
        try:
            if sent is None or not sent.filename:
                raise Problems([problem("F001", field="file")])
            kept = packages().look(doing, sent.filename, sent.stream, request.form.get("passphrase") or None)
        except Problems as bad:
            if not {each.code for each in bad.found} <= _OF_THE_FILE:
                raise
            return render("act.html", _bring_page([each.message(doing.language) for each in bad.found]),
                          active="packages"), 422
        return redirect(f"/packages/{kept.id}")

    @expose("/<package>", methods=["GET"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def show(self, package: str) -> Any:
        """What one would do, or has done; with both values of what both sides have changed."""
        allow_arguments()
        _demand(BRING)
        return render("act.html", _shown(work(), packages().own_one(package)), active="packages")

    @expose("/<package>/apply", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def apply(self, package: str) -> Any:
        """Have it brought in the background, with the side that stands for each register (``side.<register>``)."""
        allow_arguments()
        _demand(BRING)
        kept = packages().own_one(package)
        packages().put(kept, _sides(kept))
        return redirect(f"/packages/{kept.id}")

    @expose("/<package>/remove", methods=["POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("see")  # type: ignore[untyped-decorator]
    def remove(self, package: str) -> Any:
        """Take one away before its time."""
        allow_arguments()
        _demand(BRING)
        packages().remove(packages().own_one(package))
        flash(_("The package is taken away."), "info")
        return redirect(PAGES["packages"].url)


#: What is said beside the file; everything else is an answer of its own.
_OF_THE_FILE = frozenset({"F001", "F070", "F071", "F072", "F073", "F074", "F079"})


def _demand(ability: str) -> None:
    """Raise Refused (A003) for who may only do the other half."""
    if not site().rights.able(acting(), ability):
        raise refused("A003", act="export" if ability == MAKE else "import", register=PACKAGES)


def _nothing() -> pages.Empty:
    if site().rights.able(acting(), BRING):
        return pages.Empty(text=_("You have not brought any package."))
    return pages.Empty(text=_("A package that you make comes as a file; none is kept here."))


def _buttons() -> Iterator[pages.Act]:
    if site().rights.able(acting(), MAKE):
        yield pages.Act(key="make", label=_("Make a package"), url="/packages/make", icon="export")
    if site().rights.able(acting(), BRING):
        yield pages.Act(key="bring", label=_("Bring a package"), url="/packages/bring", icon="import")


# -- making ----------------------------------------------------------------------------------------


class MakeWish:
    """One wish for a package."""

    def __init__(self, doing: Work) -> None:
        self.doing, self.language = doing, doing.language
        self.units = {node.code: node for node in packable_units(doing, MAKE)}
        self.registers = {each.key: each for each in packable_registers(doing)}
        form = request.form
        self.unit = form.get("unit", next(iter(self.units), ""))
        self.chosen = form.getlist("registers") or list(self.registers)
        self.passphrase, self.purpose = form.get("passphrase", ""), form.get("purpose", "").strip()
        self.full = form.get("full") == "yes"

    def faults(self) -> list[Problem]:
        """What is wrong with it."""
        found = []
        if self.unit not in self.units:
            found.append(problem("F079", field="unit", given=self.unit[:40]))
        found += [problem("A031", field="registers", name="registers", given=key[:40]) for key in self.chosen
                  if key not in self.registers]
        if (self.passphrase and len(self.passphrase) < SHORTEST) or (self.full and not self.passphrase):
            found.append(problem("F085", field="passphrase", least=SHORTEST))
        if self.full and not found and not may_clear(self.doing, [self.registers[key] for key in self.chosen]):
            found.append(problem("A003", field="full", act="full_numbers", register=PACKAGES))
        return found + (purpose_faults(self.purpose) if self.full else [])

    def file(self) -> Any:
        """The package, which lies on the disk only until it is sent."""
        folder = tempfile.mkdtemp(dir=self.doing.site.files.parent)
        path = Path(folder) / "package.zip"
        try:
            export_package(self.doing, self.unit, path, passphrase=self.passphrase or None, registers=frozenset(self.chosen),
                           clear=self.full, purpose=self.purpose or None)
            name = f"{self.units[self.unit].name}-{self.doing.today}.zip"
            answer = send_file(path, mimetype="application/zip", as_attachment=True, max_age=0, download_name=name)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        answer.direct_passthrough = False  # a server that takes the file itself would tell nobody when it is sent
        answer.call_on_close(partial(shutil.rmtree, folder, ignore_errors=True))
        return answer

    def page(self, faults: list[Problem] | None = None) -> pages.ActPage:
        """The form."""
        return pages.ActPage(
            title=_("Make a package"), crumbs=(), action="/packages/make", cancel_url=PAGES["packages"].url, button=_("Make"),
            explains=_("It holds what you may export. The audit log keeps who made it and when."),
            fields=tuple(self._fields(faults or [])))

    def _fields(self, faults: list[Problem]) -> Iterator[pages.FieldView]:
        yield pages.FieldView(
            key="unit", name="unit", label=_("Unit and all below it"), control="choice", required=True,
            errors=errors("unit", faults),
            options=tuple(pages.Option(key=node.code, label=f"{node.name} {node.code}", chosen=node.code == self.unit)
                          for node in self.units.values()))
        yield pages.FieldView(
            key="registers", name="registers", label=_("Registers"), control="multi_choice", wide=True,
            errors=errors("registers", faults),
            options=tuple(pages.Option(key=key, label=each.label.to(self.language), chosen=key in self.chosen)
                          for key, each in self.registers.items()))
        yield pages.FieldView(
            key="passphrase", name="passphrase", label=_("Passphrase"), control="password", secret=True,
            errors=errors("passphrase", faults),
            help=_("Locks the package. At least %(count)s characters; tell it to the other side by another way.",
                   count=SHORTEST))
        hint = _("Only in a locked package. Otherwise they are masked, and the other side keeps what it has.")
        yield from full_fields(self.full, self.purpose, faults, hint=hint)


# -- bringing --------------------------------------------------------------------------------------


def _bring_page(faults: list[str] | None = None) -> pages.ActPage:
    return pages.ActPage(
        title=_("Bring a package"), crumbs=(), action="/packages/bring", cancel_url=PAGES["packages"].url,
        button=_("Look at it"),
        explains=_("First it is only looked at; nothing is stored before you have seen what it would do."),
        problems=tuple(pages.Problem(text=text) for text in faults or ()),
        fields=(pages.FieldView(key="file", name="file", label=_("Package"), control="attachments", accept=".zip,.package",
                                required=True, wide=True),
                pages.FieldView(key="passphrase", name="passphrase", label=_("Passphrase"), control="password", secret=True,
                                help=_("For a locked package."))))


def _row(kept: KeptPackage) -> pages.Row:
    texts = (local_time(kept.at), kept.name, str(kept.told.get("unit", "")), _state(kept))
    acts = (pages.Act(key="show", label=_("Open"), url=f"/packages/{kept.id}"),
            pages.Act(key="remove", label=_("Take away"), url=f"/packages/{kept.id}/remove", post=True))
    return pages.Row(id=kept.id, cells=tuple(pages.Cell(text=text) for text in texts), acts=acts)


def _state(kept: KeptPackage) -> str:
    states = {LOOKED: _("checked only"), WAITING: _("being imported"), DONE: _("imported"), FAILED: _("not stored")}
    return states[kept.state]


def _shown(doing: Work, kept: KeptPackage) -> pages.ActPage:
    told = kept.told
    may_store = kept.state in (LOOKED, FAILED) and not told["others"]
    waits = kept.state == WAITING
    explains = {LOOKED: _("Nothing is stored yet."),
                WAITING: _("It is being stored. You may close this page; look again later."),
                DONE: _("Stored: %(count)s changes.", count=told["changes"]), FAILED: _("Nothing was stored.")}[kept.state]
    if waits and not packages().at_work:
        explains = background_stopped()
    said = [kept.reason] if kept.reason else []
    said += [] if kept.state == DONE else told["problems"]
    return pages.ActPage(
        title=_("Package: %(unit)s", unit=told["unit"]), crumbs=(), action=f"/packages/{kept.id}/apply", about=kept.name,
        cancel_url=PAGES["packages"].url, button=_("Bring it") if may_store else "", explains=explains,
        problems=tuple(pages.Problem(text=text) for text in said), shown=tuple(_facts(doing, told)),
        fields=tuple(_choices(doing, kept)) if may_store else ())


def _facts(doing: Work, told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Made"), f"{told['made_at'][:16].replace('T', ' ')} UTC"
    for key, counts in told["counts"].items():
        if counts:
            yield _label(doing, key), _(
                "%(new)s new, %(changed)s changed, %(same)s the same, %(older)s newer here, %(both)s changed on both sides",
                new=counts.get("create", 0), changed=counts.get("update", 0), same=counts.get("same", 0),
                older=counts.get("older", 0), both=changed_on_both(counts))
    yield _("Files"), str(told["files"])
    for each in told["conflicts"]:
        values = "；".join(_("%(field)s: here %(ours)s, in the package %(theirs)s", field=one["label"], ours=one["ours"] or "—",
                            theirs=one["theirs"] or "—") for one in each["differences"])
        who = _("changed here by %(ours)s, there by %(theirs)s", ours=each["ours_by"] or "—", theirs=each["theirs_by"] or "—")
        yield f"{_label(doing, each['register'])} {each['name']}", f"{values} （{who}）"
    if told["warnings"]:
        yield _("Please check"), "\n".join(told["warnings"])


def _choices(doing: Work, kept: KeptPackage) -> Iterator[pages.FieldView]:
    """For each register with rows that both sides have changed: whose stand."""
    words = {"stop": _("Store nothing"), "ours": _("Those of here"), "theirs": _("Those of the package")}
    for key in kept.told["open"]:
        chosen = kept.settle.get(key, "stop")
        yield pages.FieldView(
            key=key, name=f"side.{key}", label=_("%(register)s: rows changed on both sides", register=_label(doing, key)),
            control="choice", required=True, wide=True,
            options=tuple(pages.Option(key=side, label=label, chosen=side == chosen) for side, label in words.items()))


def _sides(kept: KeptPackage) -> dict[str, Side]:
    """What was chosen; a word that is none leaves the register unsettled."""
    said = {key: request.form.get(f"side.{key}", "") for key in kept.told["open"]}
    return {key: SIDES[side] for key, side in said.items() if side in SIDES}


def _label(doing: Work, key: str) -> str:
    register = site().definition.registers.get(key)
    return register.label.to(doing.language) if register else key
