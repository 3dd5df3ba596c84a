"""Pages about the system itself: log-in, profile, roles, declarations, API, errors."""

from __future__ import annotations

from dataclasses import dataclass

from app.views.page.parts import Act, Link, Table


@dataclass(frozen=True, kw_only=True)
class LoginPage:
    """The log-in. The form posts ``username`` and ``password``."""

    title: str
    action: str
    username: str = ""
    problem: str = ""
    demo: tuple[tuple[str, str], ...] = ()  #: user names of the demonstration with their duties
    hint: str = ""  #: whom to ask for an account


@dataclass(frozen=True, kw_only=True)
class DutyView:
    """A role held somewhere."""

    role: str
    unit: str
    department: str = ""
    since: str = ""


@dataclass(frozen=True, kw_only=True)
class ProfilePage:
    """My account."""

    title: str
    crumbs: tuple[Link, ...]
    name: str
    username: str
    duties: tuple[DutyView, ...]
    facts: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]
    may: tuple[tuple[str, str], ...] = ()  #: register, acts in words


@dataclass(frozen=True, kw_only=True)
class AccountPage:
    """Somebody's account, for those who manage it: duties in force or to come, those of before, what can be done."""

    title: str
    crumbs: tuple[Link, ...]
    username: str
    facts: tuple[tuple[str, str], ...]
    duties: Table
    past: Table
    acts: tuple[Act, ...]


@dataclass(frozen=True, kw_only=True)
class ActMark:
    """An act in one sign for the matrix (查) with its name (查看)."""

    key: str
    sign: str
    label: str


@dataclass(frozen=True, kw_only=True)
class RoleColumn:
    """A role in the matrix."""

    key: str
    label: str
    level: str
    rows: str
    abilities: tuple[str, ...] = ()
    holders: int | None = None


@dataclass(frozen=True, kw_only=True)
class RoleRow:
    """A register with what each role may do: keys of acts, in the order of the roles."""

    label: str
    cells: tuple[frozenset[str], ...]


@dataclass(frozen=True, kw_only=True)
class RolesPage:
    """Who may do what. ``rows``: heading of a menu group, then its registers."""

    title: str
    crumbs: tuple[Link, ...]
    roles: tuple[RoleColumn, ...]
    acts: tuple[ActMark, ...]
    groups: tuple[tuple[str, tuple[RoleRow, ...]], ...]
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class DeclaredRegister:
    """One declared register, in words."""

    key: str
    label: str
    source: str
    file: str
    about: str
    facts: tuple[tuple[str, str], ...]
    fields: Table
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class DeclarationsPage:
    """What schema/ declares: the list of registers, and the chosen one."""

    title: str
    crumbs: tuple[Link, ...]
    registers: tuple[Link, ...]
    chosen: DeclaredRegister | None
    figures: tuple[tuple[str, str], ...] = ()
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class ApiPage:
    """The API documentation: Swagger UI from FAB's static files reads ``openapi_url``."""

    title: str
    crumbs: tuple[Link, ...]
    openapi_url: str
    script_url: str
    style_url: str
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class ErrorPage:
    """What happened, and what to do (templates/error.html). ``reference`` finds the line in the log."""

    status: int
    title: str
    what: str
    steps: tuple[str, ...]
    acts: tuple[Link, ...]
    reference: str = ""
