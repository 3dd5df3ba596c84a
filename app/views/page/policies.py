"""Policies: templates/policy.html, policy_look.html (the list is table.html, the form form.html)."""

from __future__ import annotations

from dataclasses import dataclass

from app.views.page.parts import Act, Link, Notice, Table


@dataclass(frozen=True, kw_only=True)
class PolicyPart:
    """Some figures under one heading."""

    key: str
    label: str
    table: Table


@dataclass(frozen=True, kw_only=True)
class PolicyPage:
    """A version of a policy: its figures with their sources, and every version with what it changed."""

    title: str
    crumbs: tuple[Link, ...]
    about: str
    parts: tuple[PolicyPart, ...]
    history: Table
    notices: tuple[Notice, ...] = ()
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PolicyLook:
    """The second look at a new version before it is stored: what it changes, and the trial run.

    ``kept``: the form once more, which ``action`` stores; ``says`` are sentences, the first about what it holds for.
    """

    title: str
    crumbs: tuple[Link, ...]
    action: str
    says: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    differences: Table
    trial: Table | None
    trial_says: str
    kept: tuple[tuple[str, str], ...]
    cancel_url: str
