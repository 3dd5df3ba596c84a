"""What records call themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from app.access.guard import GuardedSession, scoped_select
from app.definition import Register
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


def read_names(session: GuardedSession, register: str, ids: Iterable[int], wording: Wording) -> dict[tuple[str, int], str]:
    """The names of those of the records that the viewer reaches, as (register, id) → name."""
    rights = session.rights
    table, declared = rights.models.table(register), rights.definition.registers[register]
    wanted, found = sorted(set(ids)), {}
    columns = [table.c.id, *naming_columns(rights.models, declared)]
    for start in range(0, len(wanted), 500):
        statement = scoped_select(rights, register, *columns).where(table.c.id.in_(wanted[start : start + 500]))
        for row in session.execute(statement).mappings():
            found[register, row["id"]] = name_of(declared, row, wording)
    return found


def naming_columns(models: Models, register: Register) -> list[Any]:
    """The columns from which a record's name is read."""
    table = models.table(register.key)
    names = [column.name for key in naming_fields(register) for column in register.fields[key].type.columns(key)]
    return [table.c[name] for name in names]
