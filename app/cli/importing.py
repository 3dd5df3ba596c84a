"""``flask import REGISTER FILE --as USER``: what a file would do, or with ``--apply`` does, to a register."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click
from sqlalchemy import Connection, func, select
from sqlalchemy.exc import OperationalError

from app.access import accounts
from app.access.audit import Event
from app.access.lent import loans_of
from app.access.refusal import refused
from app.access.viewer import Deed, Viewer, acting, acting_as, performing
from app.assembly import make_sessions
from app.cli.speaking import LANG, ready_site, spoken_settings
from app.decisions.calendar import local_date
from app.definition import Register
from app.exchange.importing import MODES, Mode, apply, plan
from app.exchange.plan import Counts, Plan, PlannedRow, RowWords
from app.exchange.reading.delimited import ENCODINGS
from app.exchange.reading.source import Source, receive, source_at, unreadable
from app.exchange.reading.table import ImportOptions, WhenExists
from app.fieldtypes.reading import whole_number
from app.model import looking
from app.problems import Problem, Problems, problem
from app.records.site import Site, Work
from app.words import Language

_MOST_NAME = 40  #: characters of a name that nobody knows, in the audit log


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the command line asks for. ``mode`` None: only look."""

    register: str
    file: Path
    user: str
    mode: Mode | None
    options: ImportOptions
    now: datetime
    language: Language


@click.command("import")
@click.argument("register")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "user", required=True, help="User name under which the rows are brought; its rights and its units hold.")
@click.option("--apply", "store", is_flag=True, help="Store the rows. Without it nothing is written.")
@click.option("--mode", type=click.Choice(list(MODES)), default="good", show_default=True,
              help="good: store the good rows; all: store all rows or none.")
@click.option("--when-exists", type=click.Choice(["update", "skip", "refuse"]),
              help="What to do with records that are there already.")
@click.option("--set", "fixed", multiple=True, metavar="FIELD=VALUE",
              help="A value for a column that the file lacks (references: ids).")
@click.option("--sheet", help="Name of the sheet.")
@click.option("--encoding", type=click.Choice(list(ENCODINGS)), help="Encoding of a text; without it the rule decides.")
@click.option("--column", "columns", multiple=True, metavar="PLACE=FIELD",
              help="What a column holds, by its place from 1 (nothing behind the sign: it is not read).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@LANG
def import_command(register: str, file: Path, user: str, store: bool, mode: Mode, when_exists: WhenExists | None,
                   fixed: tuple[str, ...], sheet: str | None, encoding: str | None, columns: tuple[str, ...], as_json: bool,
                   lang: Language | None) -> None:
    """Look at FILE (CSV, XLSX, XLS or ODS) for REGISTER row by row; with --apply store it, in one transaction.

    Status 0: the file was taken, perhaps but for some rows; 1: it was not, and nothing is stored.
    """
    settings, language = spoken_settings(lang)
    options = ImportOptions(when_exists=when_exists, fixed=dict(each.partition("=")[::2] for each in fixed), sheet=sheet,
                            encoding=encoding, columns=_columns(columns))
    wish = Wish(register=register, file=file, user=user, mode=mode if store else None, options=options, now=datetime.now(UTC),
                language=language)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as rows:
        try:
            with ready_site(settings) as site:
                answer = _answer(site, wish, rows)
        except OperationalError as bad:
            answer = _refusal(problem("S008", what=str(bad.orig).splitlines()[0]), language)
        except Problems as error:
            answer = _refusal(error.found[0], language)
        _print(answer, rows, as_json=as_json)
    sys.exit(answer["outcome"] != "ok")


def _columns(given: tuple[str, ...]) -> dict[int, str | None]:
    """``3=name`` as place and field. Raises UsageError."""
    found: dict[int, str | None] = {}
    for each in given:
        written, _, key = each.partition("=")
        place = whole_number(written, 4)
        if not place:
            raise click.UsageError(f"--column {each}: write the place of the column from 1, such as 3=name")
        found[place] = key or None
    return found


def _answer(site: Site, wish: Wish, rows: TextIO) -> dict[str, Any]:
    """The answer but its rows, which go to ``rows`` as lines of JSON. Raises Problems for what is refused as a whole."""
    with looking(site.engine).connect() as connection:
        viewer = viewer_called(connection, site, wish.user, wish.now)
    register = site.definition.registers.get(wish.register)
    try:
        if viewer is None:
            raise unreadable("F054", name=wish.user[:_MOST_NAME])
        if register is None:
            raise unreadable("F055", given=wish.register[:_MOST_NAME])
        if not site.rights.may(viewer, register.key, "import"):
            raise refused("A003", act="import", register=register.label)
    except Problems as error:
        _note_refusal(site, wish, viewer, error.found[0])
        raise
    with acting_as(viewer), performing(Deed(door="cli", at=wish.now)):
        return _import(site, register, wish, rows)


def _note_refusal(site: Site, wish: Wish, viewer: Viewer | None, reason: Problem) -> None:
    """A line in the audit log for an import that did not even begin."""
    known = wish.register if wish.register in site.definition.registers else None
    detail = {"reason": reason.code, "given": None if known else wish.register[:_MOST_NAME]}
    site.audit.write(Event(event="import", at=wish.now, door="cli", outcome="refused", register=known, detail=detail,
                           user_name=wish.user[:_MOST_NAME]), viewer)


def _import(site: Site, register: Register, wish: Wish, rows: TextIO) -> dict[str, Any]:
    source = _source(site, wish)
    writes = wish.mode is not None or register.scope.kind == "tree"
    with make_sessions(site)(**({} if writes else {"bind": looking(site.engine)})) as session:
        work = Work(site, session, wish.now, "file", wish.language)
        words = RowWords(register, work.wording(), site.rights.may(acting(), register.key, "full_numbers"))

        def note(row: PlannedRow) -> None:
            rows.write(json.dumps(words.as_json(row), ensure_ascii=False, default=str) + "\n")

        done: Plan = (plan(work, register, source, wish.options, keep=0, each_row=note) if wish.mode is None
                      else apply(work, register, source, wish.options, wish.mode, keep=0, each_row=note))
        return done.as_json(words)


def _source(site: Site, wish: Wish) -> Source:
    """The file; where it is stored from, a copy that stays."""
    if wish.mode is None or not wish.file.is_file():
        return source_at(wish.file)
    with wish.file.open("rb") as stream:
        return receive(site.files, wish.file.name, stream)


def _refusal(reason: Problem, language: Language) -> dict[str, Any]:
    return {"outcome": "reject", "reason": f"{reason.code} {reason.message(language)}", "counts": Counts().as_json(),
            "rows": [], "rejected": [], "skipped": [], "warnings": [], "seconds": 0.0}


def _print(answer: dict[str, Any], rows: TextIO, *, as_json: bool) -> None:
    """One JSON object, written row by row: a file of a million rows is not held in memory; or the same for people."""
    if not as_json:
        _tell(answer)
        return
    for place, (name, each) in enumerate(answer.items()):
        click.echo(("{" if not place else ", ") + f"{json.dumps(name)}: ", nl=False)
        if name == "rows":
            _print_rows(rows if answer["outcome"] == "ok" else ())
        else:
            click.echo(json.dumps(each, ensure_ascii=False, default=str), nl=False)
    click.echo("}")


def _print_rows(rows: TextIO | tuple[str, ...]) -> None:
    click.echo("[", nl=False)
    for place, line in enumerate(_lines(rows)):
        click.echo((", " if place else "") + line.rstrip("\n"), nl=False)
    click.echo("]", nl=False)


def _lines(rows: TextIO | tuple[str, ...]) -> Iterator[str]:
    if not isinstance(rows, tuple):
        rows.seek(0)
    yield from rows


def _tell(answer: dict[str, Any]) -> None:
    click.echo(" · ".join(f"{name} {count}" for name, count in answer["counts"].items()))
    for each in answer["rejected"]:
        click.echo(f"{each['line']}: {each['field'] or '-'}: {each['code']} {each['message']}", err=True)
    if answer["reason"]:
        click.echo(answer["reason"], err=True)


def viewer_called(connection: Connection, site: Site, name: str, now: datetime) -> Viewer | None:
    """The user of that name with the duties in force; None for an unknown or disabled account."""
    user = accounts.AB_USER
    called = (func.lower(user.c.username) == name.lower()) & user.c.active.is_(True)
    row = connection.execute(select(user.c.id, user.c.username, user.c.first_name).where(called)).first()
    if row is None:
        return None
    duties = accounts.read_duties(connection, site.models, row.id, local_date(now))
    lent = loans_of(connection, site.models, row.id, duties, local_date(now))
    return Viewer(row.id, row.first_name or row.username, duties, lent=lent)
