"""The grammar of the YAML files: which keys there are and what each may hold.

marshmallow refuses (with problem codes) and gives back plain data with :class:`FieldType` objects in it;
``agreement`` turns that into the frozen types. One grammar serves the loader and the published JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, post_load

from app.definition.document import Document, Place
from app.fieldtypes import BY_KIND, FieldType
from app.fieldtypes.options import Mapped, flag, key, listed, mapping, messages, one_of, text, words
from app.problems import BadValue, Problem, nearest
from app.words import Words


class Strict(Schema):
    """A mapping with exactly the declared keys."""

    error_messages = {"unknown": BadValue("D101"), "type": BadValue("D103", expected=Words("一组“键: 值”", "a mapping"))}

    class Meta:
        unknown = RAISE


def nested(schema: type[Schema], **kwargs: Any) -> fields.Field:
    """A mapping of the given grammar."""
    return fields.Nested(schema, error_messages=messages(Words("一组“键: 值”", "a mapping")), **kwargs)


class AnyValue(fields.Field[Any]):
    """A text, number or boolean: a default is given as a person would type it."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, (dict, list)) or value is None:
            raise ValidationError([BadValue("D103", expected=Words("一个值", "a value"))])  # type: ignore[list-item]
        return value


class CheckGrammar(Strict):
    """``{rule: …, message: {zh, en}}``"""

    rule = text(required=True)
    message = words(required=True)


class FieldGrammar(Strict):
    """The keys that every field may have, beside the options of its type."""

    label = words(required=True)
    required = flag()
    unique = flag()
    default = AnyValue()
    help = words()
    source = text()
    was = key()
    visible_if = text()
    required_if = text()
    check = listed(nested(CheckGrammar))
    computed = text()
    mask = flag()
    encrypted = flag()
    searchable = flag()
    synonyms = listed(text())
    follows = text()
    kept_by = text()


@cache
def field_grammar(kind: type[FieldType]) -> type[Schema]:
    """The grammar of a field of this type: common keys and the type's own options."""
    return type(f"{kind.__name__}Field", (FieldGrammar,), dict(kind.options))


class TypedField(fields.Field[dict[str, Any]]):
    """A field: ``type:`` selects the grammar of the rest. Gives the common keys with ``type`` as a FieldType."""

    default_error_messages = messages(Words("一组“键: 值”", "a mapping"))

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self.make_error("invalid")
        kind = self._kind(value)
        loaded: dict[str, Any] = field_grammar(kind)().load({k: v for k, v in value.items() if k != "type"})
        own = {option.attribute or name for name, option in kind.options.items()}
        loaded["type"] = kind(**{name: loaded.pop(name) for name in own if name in loaded})
        return loaded

    def _kind(self, value: dict[str, Any]) -> type[FieldType]:
        if "type" not in value:
            raise ValidationError([BadValue("D102", key="type")])  # type: ignore[list-item]
        word = value["type"]
        if word not in BY_KIND:
            unknown = BadValue("D110", given=word, near=nearest(str(word), BY_KIND))
            raise ValidationError({"type": [unknown]})
        return BY_KIND[word]


class ScopeGrammar(Strict):
    """Where a row belongs: ``kind`` and, for ``unit`` and ``through``, the field ``by``."""

    kind = one_of(("unit", "tree", "through", "shared"), required=True)
    by = text()
    directory = flag()


class GroupGrammar(Strict):
    """A group of a form."""

    label = words(required=True)
    fields = listed(text(), least=1, required=True)


class ChildrenGrammar(Strict):
    """Rows of another register below this one."""

    label = words(required=True)
    register = text(required=True)
    by = text(required=True)
    in_form = flag()


class ChartGrammar(Strict):
    """A declared chart."""

    label = words(required=True)
    kind = one_of(("bar", "stacked_bar"), required=True)
    group_by = text(required=True)
    bucket = one_of(("month", "year"))
    stack_by = text()
    measure = text()
    where = text()


class ImportGrammar(Strict):
    """How a file's rows meet the register's."""

    match_on = listed(listed(text(), least=1), least=1, required=True)
    when_exists = one_of(("update", "skip", "refuse"))


class Acts(fields.Field[Any]):
    """A list of acts, or the name of a set of acts of roles.yaml."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        good = isinstance(value, str) or (isinstance(value, list) and all(isinstance(act, str) for act in value))
        if not good:
            expected = Words("一个权限组名或权限列表", "the name of a set or a list of acts")
            raise ValidationError([BadValue("D103", expected=expected)])  # type: ignore[list-item]
        return value


class RegisterGrammar(Strict):
    """One file of ``schema/entities/``; its name is the register's key."""

    label = words(required=True)
    one = words()
    source = text()
    help = words()
    was = key()
    scope = nested(ScopeGrammar, required=True)
    names_itself = text(required=True)
    natural_key = listed(text(), least=1)
    fields_ = mapping(TypedField(), data_key="fields", required=True)
    list = listed(text(), least=1, required=True)
    filters = listed(text())
    search_hint = words()
    order = listed(text(), least=1)
    groups = mapping(nested(GroupGrammar))
    parent = text()
    children = mapping(nested(ChildrenGrammar))
    charts = mapping(nested(ChartGrammar))
    import_ = nested(ImportGrammar, data_key="import")
    append_only = flag()
    behaves = listed(text())
    grants = Mapped(Acts(), required=True)


class RoleGrammar(Strict):
    """One role of ``roles.yaml``."""

    label = words(required=True)
    level = one_of(("county", "town", "village", "grid"))
    rows = one_of(("subtree", "held", "none"), required=True)
    abilities = listed(text())
    grants_roles = listed(text())
    excludes = listed(text())


class RolesGrammar(Strict):
    """``schema/roles.yaml``."""

    sets = Mapped(Acts())
    roles = mapping(nested(RoleGrammar), required=True)


class TermGrammar(Strict):
    """One term of a vocabulary."""

    zh = text(required=True)
    en = text(required=True)
    synonyms = listed(text())
    attributes = mapping(text())


class VocabularyGrammar(Strict):
    """One file of ``schema/vocabularies/``; its name is the vocabulary's key."""

    label = words(required=True)
    source = text()
    editable = flag()
    attributes = mapping(words())
    terms = mapping(nested(TermGrammar), required=True)


class EntryGrammar(Strict):
    """``{register: …}`` or ``{page: …}``."""

    register = text()
    page = text()

    @post_load
    def one_of_both(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        if len(data) != 1:
            raise ValidationError([BadValue("D111")])  # type: ignore[list-item]
        return data


class MenuGroupGrammar(Strict):
    """A heading of the menu."""

    label = words(required=True)
    icon = text(required=True)
    entries = listed(nested(EntryGrammar), least=1, required=True)


class MenuGrammar(Strict):
    """``schema/menu.yaml``."""

    groups = mapping(nested(MenuGroupGrammar), required=True)


def accept(grammar: type[Schema], document: Document) -> tuple[dict[str, Any], list[Problem]]:
    """The document's data by ``grammar``, with every fault at its line; the data is empty when there are faults."""
    try:
        loaded: dict[str, Any] = grammar().load(document.data)
    except ValidationError as bad:
        return {}, [_placed(fault, place, document) for place, fault in _faults(bad.messages, ())]
    return loaded, []


def _faults(found: Any, place: Place) -> Iterator[tuple[Place, BadValue]]:
    if isinstance(found, dict):
        for word, inner in found.items():
            yield from _faults(inner, place if word == "_schema" else (*place, word))
    elif isinstance(found, list):
        for inner in found:
            yield from _faults(inner, place)
    else:
        yield place, found


def _placed(fault: BadValue, place: Place, document: Document) -> Problem:
    values = dict(fault.values)
    near = values.pop("near", None)
    if fault.code == "D101":
        near = nearest(str(place[-1]), _allowed_keys(document.data, place))
    values.setdefault("key", place[-1] if place else "?")
    return Problem(fault.code, values, document.mark_of(place), near=near)


def _allowed_keys(data: Any, place: Place) -> list[str]:
    """What may stand beside an unknown key of a field; elsewhere every key of the grammars."""
    around = data
    for step in place[:-1]:
        around = around[step]
    kind = BY_KIND.get(around.get("type")) if isinstance(around, dict) else None
    if kind:
        return ["type", *field_grammar(kind)().fields]
    return sorted({word for each in _ALL for word in each._declared_fields} | {"fields", "import"})


_ALL: tuple[type[Schema], ...] = (RegisterGrammar, ScopeGrammar, GroupGrammar, ChildrenGrammar, ChartGrammar, ImportGrammar,
                                  RoleGrammar, RolesGrammar, TermGrammar, VocabularyGrammar, MenuGroupGrammar, EntryGrammar)

__all__ = ["MenuGrammar", "RegisterGrammar", "RolesGrammar", "VocabularyGrammar", "accept", "field_grammar"]
