"""``flask package export`` and ``flask package import``: a unit's rows from one installation to another."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from app.access.viewer import Deed, Unscoped, acting_as, performing
from app.assembly import make_sessions
from app.cli.passphrases import new_passphrase, passphrase_of
from app.cli.speaking import ready_site, spoken_command
from app.packages import Brought, export_package, import_package
from app.packages.conflicts import Conflict
from app.packages.meeting import SIDES, Side, changed_on_both
from app.problems import Problems, problem
from app.records.site import Work
from app.words import Language, Words
from config import Settings

_WHAT = Words("数据包", "package")


@click.group("package")
def package_group() -> None:
    """Packages: the rows of one unit and all below it, with history and attachments, from one installation to another."""


@spoken_command(package_group, "export")
@click.argument("unit")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--lock", is_flag=True, help="Ask for a passphrase, or read it from standard input; personal fields then go out "
                                           "in full. Without it they are masked.")
def export(settings: Settings, language: Language, unit: str, file: Path, lock: bool) -> None:
    """Write the rows of UNIT (a code, such as 510923108000) and of all below it into the new FILE."""
    passphrase = new_passphrase(language, _WHAT) if lock else None
    if file.exists():
        raise Problems([problem("F083", name=str(file))])
    with _work(settings, language, "flask package export", reading=True) as work:
        made = export_package(work, unit, file, passphrase=passphrase)
    said = Words("已写出 {path}：{unit}，{rows} 条记录，{files} 个附件",
                 "Written: {path}: {unit}, {rows} rows, {files} attachments")
    files = sum(name.startswith("files/") for name in made.members)
    click.echo(said.to(language).format(path=file, unit=made.unit_name, rows=sum(made.registers.values()), files=files))


@spoken_command(package_group, "import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "store", is_flag=True, help="Store the rows: all of them or, where there is one problem, none. "
                                                     "Without it nothing is written.")
@click.option("--settle", "sides", multiple=True, metavar="REGISTER=SIDE",
              help="Whose rows of a register stand where both sides have changed them: ours (those of here) or theirs.")
def bring(settings: Settings, language: Language, file: Path, store: bool, sides: tuple[str, ...]) -> None:
    """Look at the package FILE, or with --apply bring what is in it. Status 1: there are problems and nothing is stored."""
    settle = _settled(sides)
    passphrase = passphrase_of(file, language, _WHAT)
    with _work(settings, language, "flask package import") as work:
        done = import_package(work, file, passphrase=passphrase, store=store, settle=settle)
    for line in _told(done, language):
        click.echo(line)
    sys.exit(bool(done.problems))


def _settled(sides: Iterable[str]) -> dict[str, Side]:
    """``dispute=theirs`` as register and side. Raises UsageError."""
    found = {}
    for each in sides:
        register, _, side = each.partition("=")
        if side not in SIDES:
            raise click.UsageError(f"--settle {each}: write REGISTER=ours or REGISTER=theirs")
        found[register] = SIDES[side]
    return found


def _told_conflict(each: Conflict, language: Language) -> Iterator[str]:
    said = Words("{register} {name}：本系统 {ours}；数据包 {theirs}",
                 "{register} {name}: here by {ours}; in the package by {theirs}")
    chosen = {"kept": Words("以本系统为准", "that of here stands"),
              "taken": Words("以数据包为准", "that of the package stands"),
              "conflict": Words("请用 --settle 选择", "choose with --settle")}[each.verdict]
    head = said.to(language).format(register=each.register, name=each.name, ours=each.ours_by, theirs=each.theirs_by)
    yield f"{head} – {chosen.to(language)}"
    yield from (f"    {one.label}: {one.ours or '-'} | {one.theirs or '-'}" for one in each.differences)


def _told(done: Brought, language: Language) -> Iterator[str]:
    said = Words("{register}：新增 {create}，修改 {update}，不变 {same}，本系统更新 {older}，两边都改 {both}",
                 "{register}: {create} new, {update} changed, {same} the same, {older} newer here, {both} on both sides")
    for key, counts in sorted(done.counts.items()):
        if counts:
            others = {each: counts.get(each, 0) for each in ("create", "update", "same", "older")}
            yield said.to(language).format(register=key, both=changed_on_both(counts), **others)
    for conflict in done.conflicts:
        yield from _told_conflict(conflict, language)
    for each in (*done.warnings, *done.problems):
        yield each.as_line(language)
    if done.stored:
        stored = Words("已写入：{changes} 处变化，其中 {files} 个附件",
                       "Stored: {changes} changes, {files} of them attachments")
        yield stored.to(language).format(changes=done.changes, files=done.files)
    elif done.problems:
        none = Words("有 {count} 个问题，没有写入任何内容。", "{count} problems; nothing was stored.")
        yield none.to(language).format(count=len(done.problems))
    else:
        yield Words("没有写入；加 --apply 写入。", "Nothing was stored; --apply stores it.").to(language)


@contextmanager
def _work(settings: Settings, language: Language, reason: str, *, reading: bool = False) -> Iterator[Work]:
    """The system at work; ``reading``: all statements see one state."""
    now = datetime.now(UTC)
    with (ready_site(settings) as site, acting_as(Unscoped(reason)), performing(Deed(door="cli", at=now)),
          make_sessions(site)() as session):
        if reading and site.engine.dialect.name == "postgresql":
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield Work(site, session, now, "form", language)
