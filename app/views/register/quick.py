"""The short form of a register that declares one: a few fields and a photo on a phone, everything else later."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_appbuilder import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from wtforms import Form

from app.definition import Register
from app.problems import Problem
from app.records.site import Work
from app.views import page as pages
from app.views.register.editing import Adding, answered
from app.views.register.form_views import FormViews
from app.views.requests import work
from app.views.urls import add_url, list_url, quick_url


class QuickPages:
    """``/<register>/quick``"""

    register: Register

    @expose("/quick", methods=["GET", "POST"])  # type: ignore[untyped-decorator]
    @has_access  # type: ignore[untyped-decorator]
    @permission_name("add")  # type: ignore[untyped-decorator]
    def quick(self) -> Any:
        """The short form for a new record; arguments of the address fill fields in."""
        return answered(_Quick(work(), self.register))


class _Quick(Adding):
    """A new record of which only the declared few fields are asked; the others begin with their defaults."""

    def __init__(self, doing: Work, register: Register) -> None:
        super().__init__(doing, register)
        self.only = register.quick

    def groups(self, views: FormViews) -> Iterator[pages.FormGroup]:
        """One group, in the order of the declaration."""
        yield pages.FormGroup(key="g0", label="", fields=tuple(views.one(views.form[key]) for key in self.only))

    def page(self, form: Form, left: list[Problem]) -> pages.FormPage:
        full = pages.Act(key="full", label=_("All fields"), url=add_url(self.register.key))
        return self.draw(form, left, title=_("Quick entry: %(what)s", what=self.register.one.to(self.language)), quick=True,
                         action=quick_url(self.register.key), cancel_url=list_url(self.register.key), more=(full,))
