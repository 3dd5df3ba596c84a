"""Which rows a role reaches, in words: read off the decision itself, so that what is said is what holds."""

from __future__ import annotations

from collections.abc import Iterator

from app.access.reach import Branch, Reach
from app.access.rights import Rights
from app.access.viewer import Duty, Viewer
from app.definition import LEVELS, Act, Register, Role
from app.words import Words

_LEVELS = {"county": Words("本县", "the own county"), "town": Words("本镇", "the own town"),
           "village": Words("本村", "the own village"), "grid": Words("本网格", "the own grid")}

#: Ids that no row has; the decision is asked for somebody who is at these.
_UNITS = {level: -number for number, level in enumerate(LEVELS, 1)}
_DEPARTMENT = -9

NONE = Words("无", "none")


def reach_words(rights: Rights, register: Register, role: Role, act: Act) -> Words:
    """The rows on which a holder of the role may do the act."""
    reach = rights.reach(_somebody(role), register.key, act)
    return NONE if reach.nothing else _said(reach)


def _somebody(role: Role) -> Viewer:
    level = role.level or "county"
    path = tuple((each, _UNITS[each]) for each in LEVELS[: LEVELS.index(level) + 1])
    return Viewer(0, role.key, (Duty(role.key, _UNITS[level], level, path, _DEPARTMENT),))


def _said(reach: Reach) -> Words:
    if reach.everything:
        return Words("全部", "all")
    parts = list(dict.fromkeys(_parts(reach)))
    return Words("；或".join(part.zh for part in parts), "; or ".join(part.en for part in parts))


def _parts(reach: Reach) -> Iterator[Words]:
    yield from (_branch(each) for each in reach.branches)
    if reach.through and not reach.through[2].nothing:
        parent, inner = reach.through[1].name, _said(reach.through[2])
        yield Words(f"上级记录（{parent}）属于：{inner.zh}", f"those whose parent ({parent}) is: {inner.en}")


def _branch(branch: Branch) -> Words:
    parts = [_condition(column, value) for column, value in branch.conditions]
    return Words("，且".join(part.zh for part in parts), " and ".join(part.en for part in parts))


def _condition(column: str, value: object) -> Words:
    level = column.removesuffix("_id")
    if level in _LEVELS:
        return Words(f"{_LEVELS[level].zh}及以下", f"{_LEVELS[level].en} and all below")
    if value == _DEPARTMENT:
        return Words(f"{level} 是本部门", f"{level} is the own department")
    if column == "level" and isinstance(value, tuple):
        return Words(f"办理层级为 {'、'.join(value)}", f"held at the level {', '.join(value)}")
    return Words("所属各上级单位的", "those of the units above")
