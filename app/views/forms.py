"""WTForms for registers: one form class per register, its fields read and judged by the field types and app/records.

WTForms takes the posted values apart (child rows too) and holds values and errors, so that nothing is lost when a form comes
back; what the values mean is decided where files and the API are decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field as FormField
from wtforms import FieldList, Form, StringField
from wtforms import FormField as NestedForm

from app.definition import Children, Definition, Field, Register
from app.fieldtypes import Attachments, MultiChoice, References
from app.fieldtypes.wording import Wording
from app.problems import Problem

#: Names of a form that are not fields of the register.
OWN_NAMES = frozenset({"csrf_token", "version", "next", "sending", "accept_duplicate"})


class TypedField(FormField):  # type: ignore[misc]
    """A declared field in a form: keeps what was typed, as texts."""

    def __init__(self, declared: Field, **kwargs: Any) -> None:
        super().__init__(label=declared.label.zh, **kwargs)
        self.declared = declared
        self.texts: tuple[str, ...] = ()

    @property
    def several(self) -> bool:
        """True where the control gives a list."""
        return isinstance(self.declared.type, (MultiChoice, References))

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep the posted texts."""
        self.texts = tuple(valuelist)

    def process_data(self, value: Any) -> None:
        """Show a stored value."""
        shown = () if value is None else self.declared.type.as_input(value)
        self.texts = shown if isinstance(shown, tuple) else (shown,)

    @property
    def raw(self) -> Any:
        """What app/records reads: a text, or a list of texts."""
        texts = [text for text in self.texts if text != ""]
        return texts if self.several else (texts[0] if texts else "")


def texts_of(declared: Field, value: Any, wording: Wording) -> tuple[str, ...]:
    """A stored value as a form holds it; masked where it must be, which a form sends back as "unchanged"."""
    if value is None or value == []:
        return ()
    shown = declared.type.masked(value, wording) if declared.mask else declared.type.as_input(value)
    return shown if isinstance(shown, tuple) else (shown,)


def make_form(definition: Definition, register: Register, only: Iterable[str] = ()) -> type[Form]:
    """The form class of a register, child rows of children that stand in the form with it; or with these fields alone."""
    wanted = tuple(only)
    members: dict[str, Any] = {field.key: TypedField(field) for field in form_fields(register)
                               if not wanted or field.key in wanted}
    for child in register.children.values():
        if child.in_form and not wanted:
            members[child.key] = FieldList(NestedForm(_child_form(definition, child)))
    return type(f"{register.key}_form", (Form,), members)


def _child_form(definition: Definition, child: Children) -> type[Form]:
    register = definition.registers[child.register]
    members: dict[str, Any] = {field.key: TypedField(field)
                               for field in form_fields(register) if field.key not in (child.by, "unit")}
    return type(f"{register.key}_row", (Form,), {**members, "row_id": StringField(), "row_version": StringField(),
                                                 "removed": StringField()})


def form_fields(register: Register) -> list[Field]:
    """The fields that stand in a form: what people write, attachments among them."""
    return list(register.written_fields)


def raw_values(form: Form, only: Iterable[str] | None = None) -> dict[str, Any]:
    """What a posted form says, by field; attachments come by their own door."""
    wanted = None if only is None else set(only)
    return {field.declared.key: field.raw for field in form
            if isinstance(field, TypedField) and not isinstance(field.declared.type, Attachments)
            and (wanted is None or field.declared.key in wanted)}


def take_faults(form: Form, faults: Iterable[Problem], language: Any) -> list[Problem]:
    """Put each fault beside its field; those of no field of the form are given back."""
    left = []
    for fault in faults:
        field = form._fields.get(fault.field or "")
        if isinstance(field, TypedField):
            field.errors = (*field.errors, fault.message(language))
        else:
            left.append(fault)
    return left


def posted(form_class: type[Form], data: Mapping[str, Any] | MultiDict[str, Any]) -> Form:
    """The form as it was sent."""
    return form_class(MultiDict(data))
