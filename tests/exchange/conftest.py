"""Fixtures: registers without a database for reading, and a town with teams for what needs one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.access.guard import guarded
from app.access.viewer import Viewer
from app.definition import Definition, Register
from app.exchange.importing import apply, plan
from app.exchange.plan import Plan, RowWords
from app.exchange.reading.rows import FileRow
from app.exchange.reading.source import Source, Unreadable
from app.exchange.reading.table import ImportOptions, Table, open_table
from tests.exchange.files import text_file
from tests.sites import Town


@pytest.fixture
def members(definition: Definition) -> Register:
    """The register of team members."""
    return definition.registers["team_member"]


@pytest.fixture
def opened(members: Register) -> Callable[..., Table]:
    """Opens a file for the team members, without a database."""
    return lambda source, **options: open_table(source, members, ImportOptions(**options))


@pytest.fixture
def refusal(members: Register) -> Callable[[Callable[[], Source]], str]:
    """The code with which a file is refused as a whole; "" for one that is taken."""

    def code_of(make: Callable[[], Source]) -> str:
        try:
            for _ in open_table(make(), members, ImportOptions()).rows():
                pass
        except Unreadable as error:
            return error.reason.code
        return ""

    return code_of


def data_of(table: Table) -> dict[int, dict[str, Any]]:
    """What the rows of data give, by line; empty cells left out."""
    return {row.line: {key: cell for key, cell in row.raw.items() if cell != ""}
            for row in table.rows() if isinstance(row, FileRow)}


def skipped_of(table: Table) -> dict[int, str]:
    """The lines that were passed over, with the reason."""
    return {row.line: row.why for row in table.rows() if not isinstance(row, FileRow)}


@dataclass
class Rosters:
    """A town whose villages 225 and 226 have a team each, and who brings files to it."""

    town: Town
    folder: Path
    teams: dict[str, int]

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        printer.text("rosters")  # a failing property prints it

    @property
    def clerk(self) -> Viewer:
        """The clerk of village 225."""
        return self.town.viewer("village_clerk", "510923108225")

    @property
    def town_clerk(self) -> Viewer:
        """The clerk of the town, who may see full numbers."""
        return self.town.viewer("town_clerk", "510923108000", user_id=2)

    def register(self, key: str) -> Register:
        """A declared register."""
        return self.town.site.definition.registers[key]

    def look(self, source: Source | str, who: Viewer | None = None, register: str = "team_member", **options: Any) -> Plan:
        """What a file (or a CSV text) would do; by the town's clerk unless somebody is named."""
        with self.town.work(who or self.town_clerk, door="file") as work:
            return plan(work, self.register(register), self._source(source), ImportOptions(**options), keep=None)

    def bring(self, source: Source | str, who: Viewer | None = None, register: str = "team_member", mode: Any = "good",
              **options: Any) -> Plan:
        """Store the rows of a file."""
        with self.town.work(who or self.town_clerk, door="file") as work:
            return apply(work, self.register(register), self._source(source), ImportOptions(**options), mode, keep=None)

    def _source(self, source: Source | str) -> Source:
        return text_file(self.folder, source) if isinstance(source, str) else source

    def words(self, *, full: bool = True) -> RowWords:
        """How planned rows of team members are told."""
        with self.town.work(self.town_clerk) as work:
            return RowWords(self.register("team_member"), work.wording(), full)

    def stored(self, register: str = "team_member") -> list[dict[str, Any]]:
        """The live records, in the order of their ids."""
        table = self.town.site.models.table(register)
        with self.town.work(self.town_clerk) as work:
            statement = select(table).where(table.c.void_at.is_(None)).order_by(table.c.id)
            return [dict(row) for row in work.session.execute(guarded(statement)).mappings()]

    def history(self, register: str = "team_member") -> list[dict[str, Any]]:
        """The register's history, oldest first."""
        table = self.town.site.models.system.history
        with self.town.work(self.town_clerk) as work:
            statement = select(table).where(table.c.register == register).order_by(table.c.id)
            return [dict(row) for row in work.session.execute(guarded(statement)).mappings()]


@pytest.fixture
def rosters(town: Town, tmp_path: Path) -> Rosters:
    """The town with a team in two of its villages."""
    teams = {tail: town.add("emergency_team", {"unit": town.unit(tail), "name": name, "kind": "detachment"})
             for tail, name in (("225", "金容寨村应急分队"), ("226", "宝祥村应急分队"))}
    return Rosters(town, tmp_path, teams)


def faults(done: Plan) -> list[str]:
    """``line field code`` of every fault."""
    return [f"{each.mark.line if each.mark else 0} {each.field} {each.code}" for each in done.rejected]


def warned(done: Plan) -> list[str]:
    """``line field code`` of every warning."""
    return [f"{each.mark.line if each.mark else 0} {each.field} {each.code}" for each in done.warnings]


def actions(done: Plan) -> dict[int, str]:
    """What becomes of each good row, by line."""
    return {row.line: row.action for row in done.rows}
