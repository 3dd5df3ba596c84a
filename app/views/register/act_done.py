"""An act that a small form asked for: done and gone to the record, or the form back with everything in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from flask import flash, redirect
from flask_babel import gettext as _

from app.problems import Problem, Problems
from app.records.storing import check_version
from app.views import page as pages
from app.views.arguments import version_of
from app.views.errors import give_up
from app.views.register.shown import Shown
from app.views.urls import list_url
from app.words import Language

Faults = tuple[Problem, ...]


def act_done(shown: Shown, do: Callable[[], None], form: Callable[[Faults], str], *, title: str, url: str) -> Any:
    """Do the act on the record that the form showed, commit, and go to ``url``, or to the list where the act gave it
    out of sight.

    Where what was typed is wrong nothing is stored and ``form`` draws it again. Raises Refused, and Stale where somebody was
    first: neither is a matter of what was typed.
    """
    try:
        check_version(shown.record, version_of(shown.record))
        do()
    except Problems as bad:
        if type(bad) is not Problems:
            raise
        html = form(bad.found)
        give_up()
        return html, 422
    goes_to = url if shown.is_in_sight() else list_url(shown.register.key)
    shown.doing.session.commit()
    flash(_("Done: %(act)s.", act=title), "success")
    return redirect(goes_to)


def beside_no_field(faults: Iterable[Problem], asked: Iterable[str], language: Language) -> Iterator[pages.Problem]:
    """The faults that stand above the form: those of none of its fields."""
    names = frozenset(asked)
    return (pages.Problem(text=each.message(language)) for each in faults if each.field not in names)
