"""The grammar as JSON Schema, so that an editor completes keys, explains them and marks mistakes while one types.

The files ``schema/*.schema.json`` are made from the marshmallow grammar that the loader itself uses (``flask schema
publish``); a test keeps them current. What needs the other files (does that register exist?) only the loader checks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields

from app.definition.grammar import (
    Acts,
    AnyValue,
    FieldGrammar,
    MenuGrammar,
    RegisterGrammar,
    RolesGrammar,
    TypedField,
    VocabularyGrammar,
    field_grammar,
)
from app.fieldtypes import ALL, FieldType
from app.fieldtypes.choices import OptionGrammar
from app.fieldtypes.options import KEY_PATTERN, Among, AtLeast, Between, Bilingual, Mapped, check_key

Json = dict[str, Any]

#: File name → the grammar it publishes, and its title.
PUBLISHED: Mapping[str, tuple[type[Schema], str]] = {
    "register.schema.json": (RegisterGrammar, "登记簿 / register (schema/entities/*.yaml)"),
    "roles.schema.json": (RolesGrammar, "角色与权限组 / roles and sets of acts (schema/roles.yaml)"),
    "menu.schema.json": (MenuGrammar, "菜单 / menu (schema/menu.yaml)"),
    "vocabulary.schema.json": (VocabularyGrammar, "词表 / vocabulary (schema/vocabularies/*.yaml)"),
}

_WORDS: Json = {"type": "object", "required": ["zh", "en"], "additionalProperties": False,
                "properties": {"zh": {"type": "string", "minLength": 1}, "en": {"type": "string", "minLength": 1}}}


def json_schemas() -> dict[str, Json]:
    """Every published schema by its file name."""
    return {name: _document(grammar, title) for name, (grammar, title) in PUBLISHED.items()}


def spelled(schema: Json) -> str:
    """The text of a schema file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


def publish(folder: Path) -> list[Path]:
    """Write the schema files into the folder of the declarations; the paths that changed."""
    changed = [folder / name for name, schema in json_schemas().items() if stale(folder / name, schema)]
    for path in changed:
        path.write_text(spelled(json_schemas()[path.name]), encoding="utf-8")
    return changed


def stale(path: Path, schema: Json) -> bool:
    """Whether the file says something else, or is not there."""
    return not path.is_file() or path.read_text(encoding="utf-8") != spelled(schema)


def _document(grammar: type[Schema], title: str) -> Json:
    made = {"$schema": "http://json-schema.org/draft-07/schema#", "title": title, **_mapping(grammar())}
    return {**made, "definitions": dict(_definitions())} if grammar is RegisterGrammar else made


# -- grammars --------------------------------------------------------------------------------------


def _mapping(grammar: Schema, also: Mapping[str, Json] | None = None) -> Json:
    """An object with exactly the grammar's keys."""
    keys = {each.data_key or name: each for name, each in grammar.fields.items()}
    return {"type": "object", **({"description": grammar.__doc__.strip()} if grammar.__doc__ else {}),
            "properties": {**(also or {}), **{key: _described(each) for key, each in keys.items()}},
            "required": [*(also or {}), *(key for key, each in keys.items() if each.required)], "additionalProperties": False}


def _described(field: fields.Field[Any]) -> Json:
    words = field.metadata.get("doc")
    return {**({"description": f"{words.zh}\n{words.en}"} if words else {}), **value_schema(field)}


def value_schema(field: fields.Field[Any]) -> Json:
    """What a value may be: the first kind of field that fits answers."""
    for kind, answer in _ANSWERS:
        if isinstance(field, kind):
            return {**answer(field), **_limits(field)}
    raise TypeError(f"no JSON Schema for {field!r}")


def _limits(field: fields.Field[Any]) -> Json:
    found: Json = {}
    for each in field.validators:
        if isinstance(each, Between):
            found.update(minimum=each.low, maximum=each.high)
        elif isinstance(each, Among):
            found.update(enum=list(each.allowed))
        elif isinstance(each, AtLeast) and each.count:
            found.update(minItems=each.count)
        elif each is check_key:
            found.update(pattern=KEY_PATTERN)
    return found


def _options(field: Any) -> Json:
    choice = {**_WORDS, "properties": {**_WORDS["properties"], "synonyms": {"type": "array", "items": {"type": "string"}}}}
    return {"type": "object", "propertyNames": {"pattern": KEY_PATTERN}, "additionalProperties": choice}


def _mapped(field: Mapped) -> Json:
    if isinstance(field.value, OptionGrammar):
        return _options(field)
    return {"type": "object", "propertyNames": {"pattern": KEY_PATTERN}, "additionalProperties": value_schema(field.value)}


def _typed(field: TypedField) -> Json:
    """``type`` selects the rest: one branch per field type, so that only its own options are offered."""
    kinds = [kind.kind for kind in ALL]
    return {"type": "object", "required": ["type"], "properties": {"type": {"enum": kinds, "description": _kinds_told()}},
            "allOf": [{"if": {"properties": {"type": {"const": kind.kind}}, "required": ["type"]},
                       "then": {"$ref": f"#/definitions/{kind.kind}"}} for kind in ALL]}


def _kinds_told() -> str:
    return "\n".join(f"{kind.kind}: {kind.summary.zh} / {kind.summary.en}" for kind in ALL)


def _definitions() -> Iterator[tuple[str, Json]]:
    """A branch for every field type, and once what they have in common."""
    yield from ((kind.kind, _branch(kind)) for kind in ALL)
    yield from ((_common(key), _described(each)) for key, each in FieldGrammar().fields.items())


def _branch(kind: type[FieldType]) -> Json:
    made = _mapping(field_grammar(kind), {"type": {"const": kind.kind}})
    made["description"] = f"{kind.words.zh} / {kind.words.en}\n{kind.summary.zh}\n{kind.summary.en}"
    common = {key: {"$ref": f"#/definitions/{_common(key)}"} for key in FieldGrammar().fields}
    return {**made, "properties": {**made["properties"], **common}}


def _common(key: str) -> str:
    return f"field.{key}"


def _nested(field: fields.Nested) -> Json:
    return _mapping(field.schema)


_ANSWERS: tuple[tuple[type[fields.Field[Any]], Callable[[Any], Json]], ...] = (
    (TypedField, _typed),
    (Acts, lambda _: {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
    (AnyValue, lambda _: {"type": ["string", "number", "boolean"]}),
    (Mapped, _mapped),
    (Bilingual, lambda _: _WORDS),
    (fields.Nested, _nested),
    (fields.List, lambda field: {"type": "array", "items": value_schema(field.inner)}),
    (fields.Boolean, lambda _: {"type": "boolean"}),
    (fields.Integer, lambda _: {"type": "integer"}),
    (fields.Decimal, lambda _: {"type": ["number", "string"]}),
    (fields.String, lambda _: {"type": "string", "minLength": 1}),
)
