"""What a file would do, or has done, to a register: row by row, with every fault at its line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from app.definition import Field, Register
from app.exchange.reading.skipping import REASONS, Skipped
from app.exchange.reading.table import Table, sheet_of
from app.fieldtypes.wording import Wording
from app.problems import Problem
from app.records.draft import Action
from app.words import Language

Outcome = Literal["ok", "reject"]
Place = tuple[str, int]  #: sheet, where several are read, and line

#: How many passed-over rows, and how many warnings, are listed; all are counted.
MOST_SKIPPED = MOST_WARNINGS = 10_000


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row that is stored or would be. ``values``: what it gives; ``before``: what its record had in the fields it changes.

    ``sheet``: where several sheets are read, the one in which ``line`` counts; for refused rows too.
    """

    line: int
    action: Action
    record_id: int | None
    values: Mapping[str, Any]
    before: Mapping[str, Any]
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that is not stored: what its cells hold (field → as read), and every fault."""

    line: int
    raw: Mapping[str, Any]
    faults: tuple[Problem, ...]
    sheet: str = ""


@dataclass(slots=True)
class Counts:
    """Rows by what becomes of them. ``warnings`` counts single warnings, the others rows."""

    rows: int = 0
    create: int = 0
    update: int = 0
    same: int = 0
    rejected: int = 0
    skipped: int = 0
    warnings: int = 0

    def as_json(self) -> dict[str, int]:
        """The counts by name."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True)
class Plan:
    """The verdict on a file.

    ``outcome`` is ``reject`` where the file as a whole was not taken; ``reason`` says why. ``rejected`` holds every fault of
    every refused row; of ``rows`` (good) and ``refused`` the first are kept (all, where the caller asked for all), of the
    rows that come first in the file ``sample`` holds the cells, column by column. ``stored``: the good rows
    lie in the register, under the import run ``run_id``. ``seconds`` by stage; their sum is the whole time.
    ``parents``: the same for the register above, where the file holds its rows too; their faults stand in ``rejected`` as well.
    """

    register: Register
    outcome: Outcome = "ok"
    reason: Problem | None = None
    table: Table | None = None
    counts: Counts = field(default_factory=Counts)
    rows: list[PlannedRow] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    sample: Sequence[Any] = ()
    rejected: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    stored: bool = False
    run_id: int | None = None
    parents: Plan | None = None

    def reject(self, reason: Problem) -> None:
        """Refuse the file as a whole."""
        self.outcome, self.reason = "reject", reason

    def skip(self, row: Skipped) -> None:
        """Note a row that was passed over."""
        self.counts.skipped += 1
        if len(self.skipped) < MOST_SKIPPED:
            self.skipped.append(row)

    def warn(self, found: Problem) -> None:
        """Note a warning."""
        self.counts.warnings += 1
        if len(self.warnings) < MOST_WARNINGS:
            self.warnings.append(found)

    @property
    def refusals(self) -> int:
        """How many rows are refused, those of the register above too."""
        return self.counts.rejected + (self.parents.counts.rejected if self.parents else 0)

    @property
    def refused_lines(self) -> frozenset[int]:
        """The lines of the refused rows."""
        return frozenset(each.mark.line for each in self.rejected if each.mark)

    def as_json(self, words: RowWords, rows: Iterable[PlannedRow] | None = None) -> dict[str, Any]:
        """The answer of ``flask import … --json`` and of the API; personal values as ``words`` shows them."""
        language = words.wording.language
        return {
            "outcome": self.outcome,
            "reason": None if self.reason is None else f"{self.reason.code} {self.reason.message(language)}",
            "counts": self.counts.as_json(),
            **({"parents": {"register": self.parents.register.key, "counts": self.parents.counts.as_json()}}
               if self.parents else {}),
            "rows": [words.as_json(row) for row in (self.rows if rows is None else rows)],
            "rejected": [_fault(each, language) for each in self.rejected],
            "skipped": [{"line": each.line, **_sheet(each.sheet), "why": REASONS[each.why].to(language)}
                        for each in self.skipped],
            "warnings": [{"line": _line(each), "field": each.field, "code": each.code} for each in self.warnings],
            "seconds": round(sum(self.seconds.values()), 3),
        }


def by_place(found: Sequence[Problem]) -> Mapping[Place, list[Problem]]:
    """What was found of each row."""
    places: dict[Place, list[Problem]] = {}
    for each in found:
        places.setdefault((sheet_of(each.mark), each.mark.line if each.mark else 0), []).append(each)
    return places


@dataclass(frozen=True)
class RowWords:
    """How the values of planned rows are told to one viewer: ``full`` numbers or their masks."""

    register: Register
    wording: Wording
    full: bool = False

    def as_json(self, row: PlannedRow) -> dict[str, Any]:
        """``{"line", "action", "values"}``: values as the REST API has them."""
        values = {key: self.json_value(key, each) for key, each in row.values.items()}
        return {"line": row.line, **_sheet(row.sheet), "action": row.action, "values": values}

    def json_value(self, key: str, value: Any) -> Any:
        """A value in JSON, masked where it must be."""
        declared = self.register.fields[key]
        if value is None:
            return None
        return declared.type.masked(value, self.wording) if self.hides(declared) else declared.type.as_json(value)

    def shown(self, key: str, value: Any) -> str:
        """A value in words, masked where it must be."""
        declared = self.register.fields[key]
        if value is None:
            return ""
        return declared.type.masked(value, self.wording) if self.hides(declared) else declared.type.show(value, self.wording)

    def hides(self, declared: Field) -> bool:
        """Whether the viewer sees masks in place of the field's values."""
        return declared.mask and not self.full


def _sheet(name: str) -> dict[str, str]:
    return {"sheet": name} if name else {}


def _fault(each: Problem, language: Language) -> dict[str, Any]:
    return {"line": _line(each), **_sheet(sheet_of(each.mark)), "field": each.field, "code": each.code,
            "message": each.message(language)}


def _line(each: Problem) -> int | None:
    return each.mark.line if each.mark else None
