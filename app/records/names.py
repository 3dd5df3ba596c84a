"""What records call themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.access.guard import GuardedSession, scoped_select
from app.definition import Register
from app.fieldtypes import Reference
from app.fieldtypes.wording import Wording
from app.model import Models

_FIELD = re.compile(r"\{([^{}]*)\}")


def naming_fields(register: Register) -> tuple[str, ...]:
    """The fields of which a record's name is made."""
    return tuple(_FIELD.findall(register.names_itself))


def name_of(register: Register, row: Mapping[Any, Any], wording: Wording) -> str:
    """The name of a stored row (columns)."""

    def shown(match: re.Match[str]) -> str:
        field = register.fields[match[1]]
        value = field.type.read(field.key, row)
        return "" if value is None else field.type.show(value, wording)

    return _FIELD.sub(shown, register.names_itself).strip() or f"#{row['id']}"


def name_pattern(register: Register, parts: Mapping[str, str]) -> re.Pattern[str]:
    """``name_of`` the other way: reads a name's fields, as groups; ``parts`` say what each of them looks like."""
    between, *rest = _FIELD.split(register.names_itself)
    pieces = (f"(?P<{key}>{parts[key]}){re.escape(after)}" for key, after in zip(rest[::2], rest[1::2], strict=True))
    return re.compile(re.escape(between) + "".join(pieces))


def naming_words(session: GuardedSession, register: str, rows: Iterable[Mapping[Any, Any]], wording: Wording) -> Wording:
    """``wording`` with what it takes to name these rows: the names of the records by which the register names itself."""
    declared, rows, names = session.rights.definition.registers[register], list(rows), dict(wording.names)
    for field in (declared.fields[key] for key in naming_fields(declared)):
        if isinstance(field.type, Reference):
            wanted = {row[field.column] for row in rows} - {None}
            names.update(read_names(session, field.type.to, wanted, wording))
    return replace(wording, names=names)


def read_names(session: GuardedSession, register: str, ids: Iterable[int], wording: Wording) -> dict[tuple[str, int], str]:
    """The names of those of the records that the viewer reaches, as (register, id) → name."""
    rights = session.rights
    table, declared = rights.models.table(register), rights.definition.registers[register]
    wanted = sorted(set(ids))
    found: dict[tuple[str, int], str] = {}
    columns = [table.c.id, *naming_columns(rights.models, declared)]
    for start in range(0, len(wanted), 500):
        statement = scoped_select(rights, register, *columns).where(table.c.id.in_(wanted[start : start + 500]))
        rows = session.execute(statement).mappings().all()
        words = naming_words(session, register, rows, wording)
        found.update({(register, row["id"]): name_of(declared, row, words) for row in rows})
    return found


def naming_columns(models: Models, register: Register) -> list[Any]:
    """The columns from which a record's name is read."""
    table = models.table(register.key)
    names = [column.name for key in naming_fields(register) for column in register.fields[key].type.columns(key)]
    return [table.c[name] for name in names]
