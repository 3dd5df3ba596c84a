"""The query bar of a register: a control for every declared filter, filled in from the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.definition import Field, Register
from app.fieldtypes import Reference
from app.records.site import Work
from app.views import page as pages
from app.views.register.conditions import name_asked_for
from app.views.urls import options_url


@dataclass(frozen=True)
class RegisterQuery:
    """What an address asks of a register, as controls."""

    doing: Work
    register: Register
    arguments: Mapping[str, Sequence[str]]

    def bar(self, action: str, reset_url: str, *, kept: Sequence[str] = (), search: str | None = None) -> pages.QueryBar:
        """The bar. ``search``: what is searched for; None where the page has no search box."""
        register, language = self.register, self.doing.language
        hint = register.search_hint.to(language) if register.search_hint else _("Search")
        return pages.QueryBar(
            action=action, reset_url=reset_url, search_hint=hint if register.searchable_fields and search is not None else "",
            search=search or "", filters=tuple(self._filter(register.fields[key]) for key in register.filters),
            kept=tuple((name, value) for name, values in self.arguments.items() if name in kept for value in values))

    def _filter(self, field: Field) -> pages.Filter:
        key, label = field.key, field.label.to(self.doing.language)
        given = {name.rpartition(".")[2]: values for name, values in self.arguments.items() if name.startswith(f"f.{key}.")}
        operators = [each.key for each in field.type.operators()]
        first = {operator: values[0] for operator, values in given.items() if values}
        if isinstance(field.type, Reference):
            chosen = first.get("eq", "")
            name = name_asked_for(self.doing, field.type.to, chosen) if chosen else ""
            options = (pages.Option(key=chosen, label=name, chosen=True),) if chosen else ()
            return pages.Filter(key=key, label=label, control="reference", names=(f"f.{key}.eq",), options=options,
                                options_url=options_url(self.register.key, key))
        choices = field.type.choices(self.doing.wording())
        if choices is not None:
            operator = "has" if "has" in operators else "eq"
            offered = tuple(pages.Option(key=choice, label=text, chosen=choice in given.get(operator, ()))
                            for choice, text in choices)
            return pages.Filter(key=key, label=label, control="choice", names=(f"f.{key}.{operator}",), options=offered)
        if "from" in operators:
            values = (first.get("from", ""), first.get("to", ""))
            return pages.Filter(key=key, label=label, names=(f"f.{key}.from", f"f.{key}.to"), values=values,
                                control="numbers" if field.type.cell in ("number", "money") else "dates")
        operator = operators[0]
        return pages.Filter(key=key, label=label, control="text", names=(f"f.{key}.{operator}",),
                            values=(first.get(operator, ""), ""))
