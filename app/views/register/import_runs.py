"""Imports that were made: what each has done, the list of them, and taking one back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from flask import current_app
from flask_babel import gettext as _

from app.access.accounts import names_of_users
from app.decisions.calendar import local_date
from app.definition import Register
from app.exchange.expiring import kept_until
from app.exchange.run_list import runs_in_sight
from app.exchange.runs import APPLIED, QUEUED, ImportRun, own_runs
from app.exchange.undoing import Touched, Undoing, may_undo
from app.problems import Problem
from app.records.site import Work
from app.views import page as pages
from app.views.spoken import local_time
from app.views.urls import import_url, list_url

#: What becomes of a row, as pages call it → the name of its count.
COUNTED: Mapping[pages.RowFate, str] = {
    "refused": "rejected", "new": "create", "changed": "update", "same": "same", "skipped": "skipped",
}
_ORDER: tuple[pages.RowFate, ...] = ("new", "changed", "same", "refused", "skipped")

#: Records that a page of undoing names.
_MOST_NAMED = 100


def fate_words() -> dict[str, str]:
    """What becomes of a row, in words."""
    return {"new": _("new"), "changed": _("changed"), "same": _("unchanged"), "refused": _("refused"), "skipped": _("skipped")}


def fate_counts(run: ImportRun, counts: Mapping[str, int], current: str = "", *,
                linked: bool = True) -> tuple[pages.Count, ...]:
    """How many rows meet each fate; linked to the rows of the preview."""
    labels, at = fate_words(), import_url(run.register, run.id)
    return tuple(pages.Count(fate=fate, label=labels[fate], count=counts.get(COUNTED[fate], 0), current=fate == current,
                             url=f"{at}?show={fate}" if linked else "") for fate in _ORDER)


def result_page(doing: Work, register: Register, run: ImportRun) -> pages.ImportResult:
    """What an import has stored, and whether it was taken back."""
    undo_url = import_url(register.key, run.id, "undo") if may_undo(doing, run) else ""
    return pages.ImportResult(
        title=_("Imported: %(what)s", what=register.label.to(doing.language)), crumbs=(), file=run.file_name,
        done=_told(run), counts=fate_counts(run, run.counts, linked=False), list_url=list_url(register.key),
        again_url=import_url(register.key), undo_url=undo_url, undone=_undone(run),
        refused_url=import_url(register.key, run.id, "refused") if run.counts.get("rejected") and run.stored_as else "",
        kept=_("The workbook can be had until %(day)s.", day=last_day(run)))


def last_day(run: ImportRun) -> str:
    """The day until which the file of a run is kept."""
    return local_date(kept_until(run, current_app.config["SETTINGS"].import_days)).isoformat()


def running_page(page: pages.ImportResult, run: ImportRun, rows: int, *, at_work: bool = True) -> pages.ImportResult:
    """The same while the rows are stored in the background; ``at_work``: whether there is anybody who does it."""
    count = max(run.counts.get("rows", 0), 1)
    told = _("%(rows)s of %(count)s rows", rows=rows, count=count) if rows else _("Waits for its turn")
    told = told if at_work else background_stopped()
    return replace(page, title=_("Being imported"), done=told, running=True, percent=min(100 * rows // count, 100),
                   progress_url=import_url(run.register, run.id, "result"), undo_url="",
                   cancel_url=import_url(run.register, run.id, "cancel"))


def background_stopped() -> str:
    """What to say where work waits and no process does it."""
    return _("The background is not running, so nothing goes on. Ask your administrator to start the program again; what waits "
             "is then done by itself.")


def _told(run: ImportRun) -> str:
    counts = run.counts
    return _("%(new)s new, %(changed)s changed, %(same)s the same, %(refused)s refused", new=counts.get("create", 0),
             changed=counts.get("update", 0), same=counts.get("same", 0), refused=counts.get("rejected", 0))


def _undone(run: ImportRun) -> str:
    return _("Undone on %(moment)s", moment=local_time(run.undone_at)) if run.undone_at else ""


# -- the list of imports ---------------------------------------------------------------------------


def earlier_table(doing: Work, register: Register) -> pages.Table:
    """The viewer's own import runs of a register, the latest first."""
    runs = [run for run in own_runs(doing) if run.register == register.key]
    names = {"file": _("File"), "at": _("When"), "mode": _("Mode"), "state": _("State"), "counts": _("Rows")}
    return _table(doing, runs, names)


def runs_table(doing: Work) -> pages.Table:
    """The import runs that the viewer sees, the latest first."""
    runs = [run for run in runs_in_sight(doing) if run.register in doing.site.definition.registers]
    return _table(doing, runs, {"file": _("File"), "at": _("When"), "who": _("Who"), "register": _("Register"),
                                "mode": _("Mode"), "state": _("State"), "counts": _("Rows")})


def _table(doing: Work, runs: Sequence[ImportRun], columns: Mapping[str, str]) -> pages.Table:
    people = names_of_users(doing.session.connection(), [run.user_id for run in runs]) if runs else {}
    return pages.Table(
        columns=tuple(pages.Column(key=key, label=label, kind="main" if key == "file" else "text")
                      for key, label in columns.items()),
        rows=tuple(_run_row(doing, run, columns, people.get(run.user_id, "—")) for run in runs),
        empty=pages.Empty(text=_("Nothing has been imported yet.")))


def _run_row(doing: Work, run: ImportRun, columns: Iterable[str], who: str) -> pages.Row:
    mine = run.user_id == (doing.viewer.user_id if doing.viewer else None)
    url = import_url(run.register, run.id) if mine and not run.lapsed else ""
    texts = {"file": run.file_name, "at": local_time(run.created_at), "who": who, "state": _state(run, who),
             "register": doing.site.definition.registers[run.register].label.to(doing.language),
             "mode": {"good": _("good rows"), "all": _("all or none")}.get(run.mode or "", ""), "counts": _told(run)}
    cells = (pages.Cell(kind="main", text=texts[key], url=url) if key == "file" else pages.Cell(text=texts[key])
             for key in columns)
    acts = [pages.Act(key="show", label=_("Open"), url=url)] if url else []
    if mine and may_undo(doing, run):
        acts.append(pages.Act(key="undo", label=_("Undo"), url=import_url(run.register, run.id, "undo"), dialog=True))
    return pages.Row(id=str(run.id), cells=tuple(cells), acts=tuple(acts))


def _state(run: ImportRun, who: str) -> str:
    """An import is taken back by whoever made it, and by nobody else."""
    if run.undone_at:
        return _("Undone by %(who)s on %(moment)s", who=who, moment=local_time(run.undone_at))
    if run.lapsed:
        return _("checked only; the file is gone")
    return {APPLIED: _("imported"), QUEUED: _("being imported")}.get(run.state, _("checked only"))


# -- taking one back -------------------------------------------------------------------------------


def undo_page(run: ImportRun, found: Undoing, language: Literal["zh", "en"], problems: Sequence[str] = ()) -> pages.ActPage:
    """What undoing would do; asks what shall become of records that somebody has changed since."""
    asks = (pages.FieldView(
        key="edited", name="edited", label=_("Records changed since the import"), control="choice", required=True,
        options=(pages.Option(key="keep", label=_("Leave them as they are"), chosen=True),
                 pages.Option(key="undo", label=_("Take them back too"))),
        help=_("Taken back, a record that the import entered becomes void, whatever was changed later.")),)
    return pages.ActPage(
        title=_("Undo this import"), crumbs=(), action=import_url(run.register, run.id, "undo"),
        cancel_url=import_url(run.register, run.id, "result"), about=run.file_name,
        explains=_("%(void)s records that it entered become void, %(back)s that it changed get their old values again.",
                   void=found.void, back=found.back),
        shown=tuple(_named(found, language)), fields=asks if found.edited else (), button=_("Undo the import"), danger=True,
        problems=tuple(pages.Problem(text=text) for text in problems))


def _named(found: Undoing, language: Literal["zh", "en"]) -> Iterator[tuple[str, str]]:
    if found.edited:
        yield _("Changed since (%(count)s)", count=len(found.edited)), _names(found.edited)
    for each in found.kept[:_MOST_NAMED]:
        yield _("Stays: %(name)s", name=each.name), _reason(each.reason, language)


def _names(touched: Sequence[Touched]) -> str:
    shown = "、".join(each.name for each in touched[:_MOST_NAMED])
    return shown + (" …" if len(touched) > _MOST_NAMED else "")


def _reason(found: Problem | None, language: Literal["zh", "en"]) -> str:
    return found.message(language) if found else ""


def undone_told(done: Undoing) -> str:
    """What undoing has done, in a sentence."""
    left = len(done.edited) + len(done.kept)
    told = _("The import is undone: %(void)s records void, %(back)s set back.", void=done.void, back=done.back)
    if not done.void and not done.back:
        told = _("Nothing was taken back.")
    return told + (" " + _("%(count)s stay as they are.", count=left) if left else "")
