"""Which row of a table holds the headings, and which field each column is.

People write 身份证号* or ``身份证\\n号码``, put a title above and leave columns out; the row that names most fields is
the headings' row.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.definition import Field, Register
from app.exchange.reading.grid import Line, is_blank
from app.fieldtypes import Phones, Reference, References

#: How many rows from the top may come before the headings.
SEARCHED = 60

#: How many columns are looked at.
MOST_COLUMNS = 2000

#: Columns that belong to a sheet, not to its rows: our own line number and reason of refusal come back in a workbook.
NOT_DATA = frozenset({"序号", "编号", "行号", "原行号", "错误原因", "号", "no", "no.", "#", "line", "reason"})
LINE_HEADING, REASON_HEADING = "原行号", "错误原因"

_SIGNS = re.compile(r"[\s*※★☆:：]+|[(（](?:必填|必填项|选填|可空|必须填写)[)）]")
_NOTE = re.compile(r"\(.*\)$")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its place from 0, its heading as written, and the field it fills (None: not read)."""

    number: int
    heading: str
    field: str | None


@dataclass(frozen=True, slots=True)
class Header:
    """Where the headings stand (``first`` and ``last`` line; two where a group stands above), and what they name.

    ``written``: the rows of headings as they stand, to know them again further down. ``guessed``: there are none
    (``first`` is the first row of data), and what each column holds was concluded from its cells: a person must confirm it.
    """

    first: int
    last: int
    columns: tuple[Column, ...]
    written: tuple[tuple[str, ...], ...] = ()
    guessed: bool = False
    above: Mapping[int, str] = field(default_factory=dict)  #: column → field of the register above (family.py)

    @property
    def fields(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(column.field for column in self.columns if column.field)

    @property
    def unknown(self) -> tuple[Column, ...]:
        """The columns that are no field and not a sheet's own."""
        return tuple(column for column in self.columns if column.field is None and column.heading
                     and column.number not in self.above and folded(column.heading) not in NOT_DATA)


def folded(heading: Any) -> str:
    """A heading without blanks, stars, colons and width."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", str(heading))).casefold()


class Vocabulary:
    """What the columns of a register may be called. Labels count before keys and English, those before synonyms."""

    def __init__(self, register: Register) -> None:
        fields = register.fields.values()
        self.telling = {each.key for each in fields if each.required and not isinstance(each.type, Reference)}
        self.several = {each.key for each in fields if isinstance(each.type, (Phones, References))}
        self.known: dict[str, list[str]] = {}
        for names in (_labels, _keys, _synonyms):
            for each in fields:
                for name in names(each):
                    keys = self.known.setdefault(folded(name), [])
                    if each.key not in keys:
                        keys.append(each.key)

    def fields(self, heading: Any) -> list[str]:
        """The fields that a heading may mean, the likeliest first."""
        word = folded(heading)
        return self.known.get(word) or self.known.get(_NOTE.sub("", word)) or []

    def knows(self, heading: Any) -> bool:
        """True for the name of a field or of a column that sheets have."""
        return bool(self.fields(heading)) or folded(heading) in NOT_DATA


def _labels(field: Field) -> Iterable[str]:
    return (field.label.zh,)


def _keys(field: Field) -> Iterable[str]:
    return (field.label.en, field.key)


def _synonyms(field: Field) -> Iterable[str]:
    return field.synonyms


def find_header(words: Vocabulary, lines: Sequence[Line]) -> Header | None:
    """The headings among the first rows of a table; None where no row names two fields (or is the name of one)."""
    best: Header | None = None
    lines = [(line, cells[:MOST_COLUMNS]) for line, cells in lines[:SEARCHED]]
    for index, (line, cells) in enumerate(lines):
        found = _header(words, line, cells)
        better = len(found.fields) > (len(best.fields) if best else 0)
        if better and _is_header(words, found, cells) and not _is_title(words, found, lines[index:]):
            best = _with_second_row(words, found, lines[index:])
    return best


def header_at(words: Vocabulary, lines: Sequence[Line], line: int) -> Header | None:
    """The headings in the line that a person has named, whatever they are; None where there is no such line (0)."""
    cells = next((cells for number, cells in lines if number == line), None)
    return None if cells is None else _header(words, line, cells[:MOST_COLUMNS])


def _is_header(words: Vocabulary, found: Header, cells: list[Any]) -> bool:
    """Two names make a row of headings, or one that every row must fill, or one among columns of the sheet's own."""
    if len(found.fields) > 1 or found.fields & words.telling:
        return True
    return all(words.knows(cell) for cell in cells if not is_blank(cell))


def _is_title(words: Vocabulary, found: Header, lines: Sequence[Line]) -> bool:
    """One word above a table that is wider: 应急队伍 is a title there, and would be a heading elsewhere."""
    (_, cells), *below = lines
    wide = next((sum(not is_blank(cell) for cell in row) for _, row in below if not all(map(is_blank, row))), 0)
    return sum(not is_blank(cell) for cell in cells) == 1 and wide > 1 and not found.fields & words.telling


def _header(words: Vocabulary, line: int, cells: Sequence[Any]) -> Header:
    headings = ["" if is_blank(cell) else str(cell).strip() for cell in cells]
    return Header(line, line, _columns(words, headings), (tuple(headings),))


def _columns(words: Vocabulary, headings: Sequence[str]) -> tuple[Column, ...]:
    """Each column with its field. Of several fields of one name a column takes the first that no column has yet."""
    taken: set[str] = set()
    columns = []
    for number, heading in enumerate(headings):
        means = words.fields(heading) if heading else []
        key = next((each for each in means if each not in taken), means[0] if means else None)
        columns.append(Column(number, heading, key))
        taken.update([key] if key else [])
    return tuple(columns)


def _with_second_row(words: Vocabulary, header: Header, lines: Sequence[Line]) -> Header:
    """The headings with a row below them that divides some (联系方式 over 手机 and 固话)."""
    if len(lines) < 2 or not _divides(words, header, lines[1][1]):
        return header
    line, below = lines[1]
    headings = [column.heading for column in header.columns]
    headings += [""] * (len(below) - len(headings))
    lower = [str(cell).strip() if not is_blank(cell) else "" for cell in below] + [""] * (len(headings) - len(below))
    columns = _columns(words, [under or over for under, over in zip(lower, headings, strict=True)])
    return Header(header.first, line, tuple(_grouped(words, columns, headings)), (*header.written, tuple(lower)))


def _grouped(words: Vocabulary, columns: Sequence[Column], above: Sequence[str]) -> Iterator[Column]:
    """The columns; an unknown one below a group that may hold several values belongs to it: 固话 below 联系方式."""
    group = ""
    for column in columns:
        group = above[column.number] or group
        several = next((key for key in words.fields(group) if key in words.several), None) if column.heading else None
        yield replace(column, field=several) if column.field is None and not words.knows(column.heading) else column


def _divides(words: Vocabulary, header: Header, below: Sequence[Any]) -> bool:
    """True for a second row of headings: at least half of its cells are names, and all are short words."""
    filled = [str(cell) for cell in below if not is_blank(cell)]
    named = sum(words.knows(cell) for cell in filled)
    repeated = [column.heading for column in header.columns if column.heading] == [cell.strip() for cell in filled]
    data = any(re.search(r"[0-9]{4}", cell) for cell in filled)
    return bool(named) and 2 * named >= len(filled) and not repeated and not data


def chosen(header: Header, columns: Mapping[int, str | None]) -> Header:
    """The headings with the columns (from 1) that a person has matched by hand."""
    matched = tuple(replace(column, field=columns.get(column.number + 1, column.field)) for column in header.columns)
    return replace(header, columns=matched)
