"""Grants of the declaration and duties of a viewer → which rows an act reaches (rules.md §8)."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Table

from app.access.reach import EVERYWHERE, NOWHERE, Branch, Reach
from app.access.viewer import Acting, Duty, Loan, Unscoped, Viewer
from app.definition import Act, Register, Role
from app.fieldtypes import Reference
from app.model import Models

#: Acts that only look, or that make a new row: they do not ask who holds a case.
_NOT_ON_A_CASE = frozenset({"read", "create", "import", "export", "chart", "full_numbers"})

#: The acts that show what is there: a file has the rows that the list has.
_READ = frozenset({"read", "export"})

_WRITES = frozenset({"create", "edit", "void"})

#: The act on an offer (转办): its rows are those offered, not those held.
ANSWER = "answer_transfer"

#: Fields through which a department has to do with a row.
_DEPARTMENT_FIELDS = ("holder_department", "lead_department")


class Rights:
    """The access decision of one installation: asked by the session guard, the screens and the API alike."""

    def __init__(self, models: Models) -> None:
        self.models = models
        self.definition = models.definition
        self._remembered: dict[tuple[tuple[Duty, ...], tuple[Loan, ...], str, Act], Reach] = {}

    def reach(self, who: Acting, register: str, act: Act) -> Reach:
        """The rows of ``register`` on which ``who`` may do ``act``. Nobody, no duty, an unknown word: none."""
        if isinstance(who, Unscoped):
            return EVERYWHERE
        if who is None or register not in self.definition.registers:
            return NOWHERE
        key = (who.duties, who.lent, register, act)
        found = self._remembered.get(key)
        if found is None:
            if len(self._remembered) > 20_000:
                self._remembered.clear()
            found = self._remembered[key] = self._decide(who, self.definition.registers[register], act)
        return found

    def may(self, who: Acting, register: str, act: Act) -> bool:
        """Whether there can be a row on which ``who`` may do ``act``."""
        return not self.reach(who, register, act).nothing

    def able(self, who: Acting, ability: str) -> bool:
        """Whether a role of ``who`` carries the ability."""
        return isinstance(who, Viewer) and any(ability in self._role(duty).abilities for duty in who.duties)

    def _role(self, duty: Duty) -> Role:
        return self.definition.roles.get(duty.role) or _NO_ROLE

    def _decide(self, viewer: Viewer, register: Register, act: Act) -> Reach:
        duties = [duty for duty in viewer.duties if act in register.grants.get(duty.role, ())]
        duties = [duty for duty in duties if self._role(duty).rows != "none"]
        if not duties:
            return NOWHERE
        if register.scope.kind == "shared":
            return EVERYWHERE
        if register.scope.kind == "through" and act in _WRITES:
            return Reach(through=self._parent(viewer, register, "edit"))
        branches = dict.fromkeys(branch for duty in duties for branch in self._branches(duty, register, act))
        if register.is_case:
            branches.update(dict.fromkeys(_of_loans(viewer, register.key, duties, act)))
        if register.scope.kind != "through":
            return Reach(tuple(branches))
        if any(self._role(duty).rows == "held" for duty in duties):
            return Reach(tuple(branches), through=self._parent(viewer, register, act))
        return Reach(tuple(branches), through=self._lent_parent(viewer, register, duties, act))

    def _lent_parent(self, viewer: Viewer, register: Register, duties: list[Duty], act: Act) -> tuple[str, Table, Reach] | None:
        """The rows of cases that are lent; None, and nothing more is asked, where none is."""
        field = register.fields[register.scope.by or ""]
        assert isinstance(field.type, Reference)
        lent = tuple(_of_loans(viewer, field.type.to, duties, act))
        return (field.column, self.models.table(field.type.to), Reach(lent)) if lent else None

    def _branches(self, duty: Duty, register: Register, act: Act) -> Iterator[Branch]:
        subtree = (f"{duty.level}_id", duty.unit_id)
        directory = register.scope.directory or register.scope.kind == "tree"
        if self._role(duty).rows == "held":
            yield from ((Branch((subtree,)),) if directory and act == "read" else _held(duty, register, act))
            return
        if register.is_case and act == ANSWER:
            yield Branch((("offered_unit_id", duty.unit_id),))  # the receiver answers, whoever holds
            return
        if register.is_case and act not in _NOT_ON_A_CASE:
            yield Branch((subtree, ("level", duty.levels_below)))  # the holder and the levels above it
            return
        yield Branch((subtree,))
        if directory and act == "read":
            own = "id" if register.scope.kind == "tree" else "unit_id"
            yield from (Branch(((own, unit),)) for level, unit in duty.path if level != duty.level)

    def _parent(self, viewer: Viewer, register: Register, act: Act) -> tuple[str, Table, Reach]:
        """Child rows are written by whoever may edit the case, and seen by the department that holds it."""
        field = register.fields[register.scope.by or ""]
        assert isinstance(field.type, Reference)
        return field.column, self.models.table(field.type.to), self.reach(viewer, field.type.to, act)


def _held(duty: Duty, register: Register, act: Act) -> Iterator[Branch]:
    """What the department of the duty holds or leads, in all villages of its town; of a case also what it is offered."""
    if duty.department_id is None:
        return
    if register.is_case and act == ANSWER:
        yield Branch((("offered_department_id", duty.department_id),))
        return
    for name in (*_DEPARTMENT_FIELDS, *(("offered_department",) if act == "read" else ())):
        if name in register.fields:
            yield Branch(((f"{name}_id", duty.department_id),))


def _of_loans(viewer: Viewer, register: str, duties: list[Duty], act: Act) -> Iterator[Branch]:
    """What is lent to the viewer: all of it to read, and to export by who may export at all, masked; what is held from outside
    to act on, at the level of a duty or below."""
    mine = [loan for loan in viewer.lent if loan.register == register]
    ids = tuple(loan.record for loan in mine if act in _READ or loan.how == "holds")
    if not ids or act == ANSWER:
        return
    if act in _NOT_ON_A_CASE:
        yield from (Branch((("id", ids),)),) if act in _READ else ()
        return
    for levels in dict.fromkeys(duty.levels_below for duty in duties):
        yield Branch((("id", ids), ("level", levels)))


_NO_ROLE = Role(key="", label=None, level=None, rows="none")  # type: ignore[arg-type]
