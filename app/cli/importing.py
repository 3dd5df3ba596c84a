"""``flask import REGISTER FILE --as USER``: what a file would do, or with ``--apply`` does, to a register."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import click
from sqlalchemy import Connection, func, select

from app.access import accounts
from app.access.refusal import Refused
from app.access.viewer import Deed, Viewer, acting, acting_as, performing
from app.assembly import build_site, make_sessions
from app.decisions.calendar import local_date
from app.definition import Register
from app.exchange.importing import Mode, apply, plan
from app.exchange.plan import Counts, Plan, PlannedRow, RowWords
from app.exchange.source import Source, Unreadable, receive, source_at
from app.exchange.table import ImportOptions, WhenExists
from app.model import looking
from app.problems import Problem, problem
from app.records.site import Site, Work
from config import from_environment


@click.command("import")
@click.argument("register")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "user", required=True, help="User name under which the rows are brought; its rights and its units hold.")
@click.option("--apply", "store", is_flag=True, help="Store the rows. Without it nothing is written.")
@click.option("--mode", type=click.Choice(["good", "all"]), default="good", show_default=True,
              help="good: store the good rows; all: store all rows or none.")
@click.option("--when-exists", type=click.Choice(["update", "skip", "refuse"]),
              help="What to do with records that are there already.")
@click.option("--set", "fixed", multiple=True, metavar="FIELD=VALUE",
              help="A value for a column that the file lacks (references: ids).")
@click.option("--sheet", help="Name of the sheet.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def import_command(register: str, file: Path, user: str, store: bool, mode: Mode, when_exists: WhenExists | None,
                   fixed: tuple[str, ...], sheet: str | None, as_json: bool) -> None:
    """Look at FILE (CSV or XLSX) for REGISTER row by row; with --apply store it, in one transaction. Status 1: refused."""
    site = build_site(from_environment())
    now = datetime.now(UTC)
    with site.engine.connect() as connection:
        viewer = viewer_called(connection, site, user, now)
    declared = site.definition.registers.get(register)
    options = ImportOptions(when_exists=when_exists, fixed=dict(each.partition("=")[::2] for each in fixed), sheet=sheet)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as rows:
        if viewer is None:
            _print(_refused(problem("F054", name=user)), rows, as_json)
        elif declared is None:
            _print(_refused(problem("F055", given=register)), rows, as_json)
        else:
            with acting_as(viewer), performing(Deed(door="cli", at=now)):
                found = _import(site, declared, file, options, mode if store else None, now, rows)
                _print(found, rows, as_json)
            sys.exit(found["outcome"] != "ok")
    sys.exit(1)


def _import(site: Site, register: Register, file: Path, options: ImportOptions, mode: Mode | None, now: datetime,
            rows: TextIO) -> dict[str, Any]:
    """The answer but its rows, which go to ``rows`` as lines of JSON."""
    try:
        source = _source(site, file, keep=mode is not None)
        writes = mode is not None or register.scope.kind == "tree"
        with make_sessions(site)(**({} if writes else {"bind": looking(site.engine)})) as session:
            work = Work(site, session, now, "file")
            words = RowWords(register, work.wording(), site.rights.may(acting(), register.key, "full_numbers"))

            def note(row: PlannedRow) -> None:
                rows.write(json.dumps(words.as_json(row), ensure_ascii=False, default=str) + "\n")

            done: Plan = (plan(work, register, source, options, keep=0, each_row=note) if mode is None
                          else apply(work, register, source, options, mode, keep=0, each_row=note))
            return done.as_json(words)
    except (Unreadable, Refused) as error:
        return _refused(error.found[0])


def _source(site: Site, file: Path, *, keep: bool) -> Source:
    if not keep or not file.is_file():
        return source_at(file)
    with file.open("rb") as stream:
        return receive(site.files, file.name, stream)


def _refused(reason: Problem) -> dict[str, Any]:
    return {"outcome": "reject", "reason": f"{reason.code} {reason.message('zh')}", "counts": Counts().as_json(), "rows": [],
            "rejected": [], "skipped": [], "warnings": [], "seconds": 0.0}


def _print(answer: dict[str, Any], rows: TextIO, as_json: bool) -> None:
    if not as_json:
        _tell(answer)
        return
    rest = {name: each for name, each in answer.items() if name != "rows"}
    click.echo('{"rows": [', nl=False)
    for place, line in enumerate(_lines(rows) if answer["outcome"] == "ok" else ()):
        click.echo((", " if place else "") + line.rstrip("\n"), nl=False)
    click.echo("], " + json.dumps(rest, ensure_ascii=False, default=str)[1:])


def _lines(rows: TextIO) -> Iterator[str]:
    rows.seek(0)
    yield from rows


def _tell(answer: dict[str, Any]) -> None:
    """The same for people."""
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
    return Viewer(row.id, row.first_name or row.username, duties)
