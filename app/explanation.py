"""A register explained with all that an installation knows: its columns, and which rows each role reaches."""

from __future__ import annotations

from app.access.reach_words import reach_words
from app.access.rights import Rights
from app.definition import Register
from app.definition.explain import ColumnFact, Explanation, Reached, explain
from app.model import Models
from app.model.migration_shape import spelled


def explain_register(models: Models, rights: Rights, register: Register) -> Explanation:
    """The explanation of a register."""
    columns = [ColumnFact(each.name, _type(each.type), bool(each.nullable), each.info.get("field"))
               for each in models.table(register.key).columns]
    roles = {key: role for key, role in models.definition.roles.items() if register.grants.get(key)}
    return explain(models.definition, register, columns, {key: _reached(rights, register, key) for key in roles})


def _reached(rights: Rights, register: Register, key: str) -> Reached:
    role = rights.definition.roles[key]
    edited = reach_words(rights, register, role, "edit") if "edit" in register.grants[key] else None
    return Reached(reach_words(rights, register, role, "read"), edited)


def _type(kind: object) -> str:
    text = spelled(kind)  # type: ignore[arg-type]
    return "BigInteger" if text == "steps.ID" else text.removeprefix("sa.").removesuffix("()")
