"""Full numbers of people: whoever asks for them says what for, and the audit log keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask_babel import gettext as _

from app.problems import Problem, problem
from app.views import page as pages
from app.views.errors import errors

_SHORTEST, _LONGEST = 2, 200  #: characters of a purpose


def purpose_faults(purpose: str) -> list[Problem]:
    """A050 where a purpose says nothing, or more than the audit log holds."""
    return [] if _SHORTEST <= len(purpose) <= _LONGEST else [problem("A050", field="purpose")]


def full_fields(full: bool, purpose: str, faults: Sequence[Problem], *, hint: str) -> Iterator[pages.FieldView]:
    """Whether numbers go out in full, and for what purpose."""
    yield pages.FieldView(
        key="full", name="full", label=_("Full numbers"), control="choice", errors=errors("full", faults), help=hint,
        options=(pages.Option(key="no", label=_("No"), chosen=not full),
                 pages.Option(key="yes", label=_("Yes"), chosen=full)))
    yield pages.FieldView(key="purpose", name="purpose", label=_("Purpose"), value=purpose, max_length=_LONGEST,
                          errors=errors("purpose", faults), help=_("Needed for full numbers; it goes into the audit log."))
