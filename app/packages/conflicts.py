"""Records that both sides have changed, for a person who has to say which stand: both values of every field that differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.definition import Field, Register
from app.exchange.naming import RecordNames
from app.fieldtypes.days import SHANGHAI
from app.fieldtypes.wording import Wording
from app.packages.meeting import CLOCK, Entry, Meeting, Verdict
from app.records.reading import stored_values
from app.records.site import Work
from app.words import Words

_STATE, _LIVE, _VOID = Words("状态", "State"), Words("有效", "in use"), Words("已作废", "void")


@dataclass(frozen=True)
class Difference:
    """A field as it is here and in the package, in words; personal values masked."""

    label: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class Conflict:
    """One record. ``verdict``: conflict (nobody has said which stands), kept (that of here) or taken (that of the package).

    ``ours_by`` and ``theirs_by``: who changed it last on each side, and when (Asia/Shanghai).
    """

    register: str
    record: int
    name: str
    verdict: Verdict
    ours_by: str
    theirs_by: str
    differences: tuple[Difference, ...]


def conflict_of(work: Work, register: Register, row: Meeting) -> Conflict:
    """What there is to say of a row that both sides have changed."""
    assert row.here is not None
    return Conflict(register.key, row.here["id"], row.packed.name, row.verdict, _last(row.here_trail), _last(row.trail),
                    tuple(_differences(work, register, row)))


def _last(trail: Sequence[Entry]) -> str:
    people = [each for each in trail if each.door != CLOCK]
    return f"{people[-1].who} {people[-1].at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}".strip() if people else ""


def _differences(work: Work, register: Register, row: Meeting) -> Iterator[Difference]:
    here, language = dict(row.here or {}), work.language
    differing = set(row.differing)
    fields = [each for each in register.fields.values() if differs_in(each, differing)]
    ours = {**stored_values(register, here), **row.here_links}
    theirs = {**stored_values(register, {**here, **row.columns}), **row.links}
    words = work.wording(RecordNames(work).learn(fields, [ours, theirs]))
    for each in fields:
        yield Difference(each.label.to(language), _spoken(each, ours.get(each.key), words),
                         _spoken(each, theirs.get(each.key), words))
    if (here["void_at"] is None) != (row.packed.void_at is None):
        states = [(_LIVE if at is None else _VOID).to(language) for at in (here["void_at"], row.packed.void_at)]
        yield Difference(_STATE.to(language), *states)


def differs_in(declared: Field, names: set[str]) -> bool:
    """Whether one of the columns (or many-references) belongs to a field."""
    plain = declared.encrypted or not declared.stored
    return bool(names & ({declared.key} if plain else {column.name for column in declared.type.columns(declared.key)}))


def _spoken(declared: Field, value: object, words: Wording) -> str:
    if value in (None, (), []):
        return ""
    return declared.type.masked(value, words) if declared.mask or declared.secret else declared.type.show(value, words)
