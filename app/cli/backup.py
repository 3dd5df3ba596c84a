"""``flask backup …`` and ``flask restore``: keeping an installation safe."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click

from app.access.audit import Event
from app.access.viewer import Unscoped
from app.cli.passphrases import new_passphrase, passphrase_of
from app.cli.speaking import LANG, ready_site, spoken_command, spoken_settings, told
from app.fieldtypes.days import SHANGHAI
from app.problems import Problem, Problems
from app.safekeeping import Made, check_backup, make_backup, restore_backup, standing
from app.safekeeping.daily import Tried
from app.safekeeping.folder import Kept, kept_backups
from app.words import Language, Words
from config import Settings

_BY = Unscoped("flask backup")
_WHAT = Words("备份", "backup")


@click.group("backup", invoke_without_command=True)
@click.pass_context
def backup_group(context: click.Context) -> None:
    """Backups: without a further word one is made. `flask restore` puts one back."""
    if context.invoked_subcommand is None:
        context.invoke(make)


@spoken_command(backup_group, "make")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path),
              help="Folder of the backup; BACKUP_FOLDER where it is left out.")
@click.option("--keep", type=click.IntRange(0), help="How many backups made by hand stay in the folder; 0: all.")
@click.option("--encrypt", is_flag=True, help="Ask for a passphrase, or read it from standard input; the keys then go in, too.")
@click.option("--daily", is_flag=True, help="Count it as the backup of the day, for a timer where JOBS=external.")
def make(settings: Settings, language: Language, folder: Path | None = None, keep: int | None = None, encrypt: bool = False,
         daily: bool = False) -> None:
    """Back up database, attachments and import files into one file, while people work, and restore it on trial."""
    passphrase = new_passphrase(language, _WHAT) if encrypt else None
    now = datetime.now(UTC)
    made = make_backup(settings, "daily" if daily else "manual", now, folder=folder, passphrase=passphrase,
                       keep=keep if daily or keep is not None else 0)
    _note(settings, "backup", {"file": made.kept.path.name, "rows": made.manifest.rows, "files": made.manifest.files})
    for line in _made(made, language):
        click.echo(line)


def _made(made: Made, language: Language) -> Iterator[str]:
    said = Words("已备份并试恢复：{path}（{size}，{rows} 条记录，{files} 个文件）",
                 "Backed up and restored on trial: {path} ({size}, {rows} rows, {files} files)")
    yield said.to(language).format(path=made.kept.path, size=_size(made.kept.size), rows=made.manifest.rows,
                                   files=made.manifest.files)
    for path in made.removed:
        yield Words(f"已删除旧备份：{path.name}", f"removed: {path.name}").to(language)
    for each in made.warnings:
        yield each.as_line(language)


_OCCASIONS = {"manual": Words("手动", "by hand"), "daily": Words("每日", "daily"),
              "upgrade": Words("升级前", "before an upgrade"), "restore": Words("恢复前", "before a restore")}


@spoken_command(backup_group, "list")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def list_backups(settings: Settings, language: Language, as_json: bool) -> None:
    """The backups in the folder, the age of the newest, what became of the last daily one, and when the next is due."""
    now = datetime.now(UTC)
    found, state = kept_backups(settings.backups), standing(settings, now)
    if as_json:
        click.echo(json.dumps({
            "folder": str(settings.backups), "backups": [_as_json(each) for each in found],
            "age_hours": round(state.age / timedelta(hours=1), 1) if state.age is not None else None,
            "tried": {"at": state.tried.at, "problem": state.tried.code} if state.tried else None,
            "due_at": state.due_at.isoformat() if state.due_at else None}, ensure_ascii=False, indent=1))
        return
    for each in found:
        made = each.made_at.astimezone(SHANGHAI)
        click.echo(f"{made:%Y-%m-%d %H:%M}  {_size(each.size):>10}  {each.path}  {_OCCASIONS[each.occasion].to(language)}")
    if state.age is None:
        none = Words("{folder} 中还没有备份。", "There is no backup in {folder} yet.")
        click.echo(none.to(language).format(folder=settings.backups))
    else:
        said = Words("最近一次备份在 {age}前。", "The newest is {age} old.")
        click.echo(said.to(language).format(age=_age(state.age, language)))
    for line in _daily(state.tried, state.due_at, language):
        click.echo(line)


def _daily(tried: Tried | None, due_at: datetime | None, language: Language) -> Iterator[str]:
    if tried and tried.code:
        failed = Words("上次每日备份失败：", "The last daily backup failed: ")
        yield failed.to(language) + Problem(tried.code, tried.values).as_line(language)
    when = f"{due_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if due_at else Words("无", "none").to(language)
    yield Words("下次每日备份：{when}", "Next daily backup: {when}").to(language).format(when=when)


def _as_json(kept: Kept) -> dict[str, object]:
    return {"file": str(kept.path), "made_at": kept.made_at.isoformat(), "occasion": kept.occasion, "bytes": kept.size,
            "encrypted": kept.locked}


@spoken_command(backup_group, "check")
@click.argument("file", type=click.Path(path_type=Path))
def check(settings: Settings, language: Language, file: Path) -> None:
    """Read the backup FILE to its last byte and restore it on trial; nothing is changed."""
    manifest = check_backup(settings, file, _passphrase_for(settings, file, language))
    said = Words("备份完好：{at}，版本 {version}（{revision}），{rows} 条记录，{files} 个文件",
                 "Sound: of {at}, version {version} ({revision}), {rows} rows, {files} files")
    click.echo(said.to(language).format(at=f"{manifest.moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}", version=manifest.version,
                                        revision=manifest.revision, rows=manifest.rows, files=manifest.files))


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Take the place of a database that has rows; what is there is kept aside.")
@LANG
def restore_command(file: Path, replace: bool, lang: Language | None) -> None:
    """Put the backup FILE in place of the database, its files beside those that are there. Stop the server first."""
    settings, language = spoken_settings(lang)
    with told(language):
        done = restore_backup(settings, file, datetime.now(UTC), replace=replace,
                              passphrase=_passphrase_for(settings, file, language))
        _note(settings, "restore", {"file": file.name, "rows": done.manifest.rows, "made_at": done.manifest.made_at})
        said = Words("已恢复：{rows} 条记录，{files} 个文件。现在可以启动服务。",
                     "Restored: {rows} rows, {files} files. The server can be started.")
        click.echo(said.to(language).format(rows=done.manifest.rows, files=done.manifest.files))
        for path in done.aside:
            click.echo(Words(f"原有内容保留在：{path}", f"What was there is kept at: {path}").to(language))


def _note(settings: Settings, event: str, detail: dict[str, object]) -> None:
    """A line in the audit log; a database that is to be migrated first gets none."""
    try:
        with ready_site(settings) as site:
            site.audit.write(Event(event=event, at=datetime.now(UTC), door="cli", detail=detail), _BY)
    except Problems as unready:
        if [each.code for each in unready.found] != ["S006"]:
            raise


# -- passphrases --------------------------------------------------------------------------------------


def _passphrase_for(settings: Settings, file: Path, language: Language) -> str | None:
    """The setting's, which is looked up where it is needed; else that of the file."""
    return None if settings.backup_passphrase else passphrase_of(file, language, _WHAT)


# -- how sizes and ages are said ----------------------------------------------------------------------


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB" if size >= 100_000 else f"{size / 1000:.1f} kB"


def _age(age: timedelta, language: Language) -> str:
    hours = age / timedelta(hours=1)
    if hours < 48:
        return Words(f"{hours:.1f} 小时", f"{hours:.1f} hours").to(language)
    return Words(f"{hours / 24:.0f} 天", f"{hours / 24:.0f} days").to(language)
