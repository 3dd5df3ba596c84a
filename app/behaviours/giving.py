"""Who acts on a case by somebody's word: 交办 within the holding unit, 转办 to another one, and who assists (S4 三(三)2).

A case is offered to a unit of the same level under the same unit above, or to a department of it; so the level stays, and a
move upwards is a hand-up. While an offer waits the sender holds; whoever made it does not answer it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, select

from app.access.epoch import raise_epoch
from app.access.guard import guarded
from app.access.refusal import Refused
from app.access.viewer import acting
from app.behaviours.course import Step, perform, read_reason, user_of
from app.behaviours.owed import NO_OFFER, course_of
from app.behaviours.state import Office, guest_of
from app.decisions.step_kinds import StepKind
from app.decisions.steps import CaseState
from app.decisions.transfers import transfer_due
from app.fieldtypes.references import id_or_none
from app.model import Record
from app.problems import Problems, problem
from app.records.names import read_names
from app.records.preparing import read_links
from app.records.site import Work
from app.records.storing import note, row_of
from app.words import Words

UNIT, DEPARTMENT, PERSON = Words("单位", "Unit"), Words("部门", "Department"), Words("责任人", "Responsible person")

#: What the log says of who assists.
ASSISTING = {"joins": Words("参加协办", "assists"), "leaves": Words("退出协办", "no longer assists")}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of those who may be named: the id, and what people call it."""

    id: int
    name: str


# -- within the holding unit -----------------------------------------------------------------------


def assign(work: Work, record: Record, *, department: Any = None, person: Any = None, note: str | None = None) -> None:
    """交办: to a department of the unit that holds the case, or to a person. V001 for neither, A019 for one that cannot."""
    said = read_reason(work, note) if note else None

    def change(state: CaseState) -> Step:
        row = row_of(record)
        office = one_of(departments_of(work, row["holder_unit_id"]), "department", DEPARTMENT, department)
        who = one_of(persons_of(work, record), "person", PERSON, person)
        if office is None and who is None:
            raise Problems([problem("V001", field="department", label=DEPARTMENT)])
        columns = {name: found for name, found in (("lead_department_id", office), ("responsible_person_id", who)) if found}
        holder = (row["holder_unit_id"], office or row["holder_department_id"])
        return Step(StepKind.ASSIGNED, state, columns, holder=holder)

    perform(work, record, "assign", said, change)


def departments_of(work: Work, unit: int) -> list[Choice]:
    """The living departments of a unit that the acting viewer sees."""
    return _named(work, "department", lambda table: table.c.unit_id == unit)


def persons_of(work: Work, record: Record) -> list[Choice]:
    """The people of the unit that holds the case; of a department only where the register of persons names one."""
    unit = row_of(record)["holder_unit_id"]
    named = record.register.fields.get("responsible_person")
    return _named(work, named.type.to, lambda table: table.c.unit_id == unit) if named else []  # type: ignore[attr-defined]


# -- to another holder -----------------------------------------------------------------------------


def offer(work: Work, record: Record, *, unit: Any = None, department: Any = None, reason: str) -> None:
    """转办: offered with a reason; A014, V001 without a receiver, A019 for one that cannot take it."""
    why = read_reason(work, reason)

    def change(state: CaseState) -> Step:
        receiver = _receiver(work, record, unit, department)
        due = transfer_due(work.now, course_of(work.site, work.today), work.site.holidays)
        _tell_everybody(work, record, receiver[0])
        return Step(StepKind.OFFERED, state, {"offered_at": work.now, "offered_unit_id": receiver[0],
                                              "offered_department_id": receiver[1], "offer_due": due}, told=receiver)

    perform(work, record, "transfer", why, change)


def _receiver(work: Work, record: Record, unit: Any, department: Any) -> Office:
    row = row_of(record)
    to = one_of(receivers_of(work, record), "unit", UNIT, unit) or row["holder_unit_id"]
    office = one_of(departments_of(work, to), "department", DEPARTMENT, department)
    if (to, office) == (row["holder_unit_id"], row["holder_department_id"]) or (office is None and not unit):
        raise Problems([problem("V001", field="department", label=DEPARTMENT)])
    return to, office


def receivers_of(work: Work, record: Record) -> list[Choice]:
    """The units that may take the case: the holder itself and those beside it, as far as the acting viewer sees them."""
    directory, row = work.site.directory(work.session), row_of(record)
    holder = directory.units[row["holder_unit_id"]]
    beside = [directory.units[each] for each in directory.children.get(holder.parent, ())] if holder.parent else [holder]
    return [Choice(each.id, each.name) for each in beside
            if each.level == holder.level and each.merged_into is None
            and (each.valid_to is None or each.valid_to >= work.today)
            and (each.id == holder.id or work.viewer is None or work.level_of(each.id))]


def accept(work: Work, record: Record, note: str | None = None) -> None:
    """接收: the receiver holds from now on, its department leads; the due day stays. A018 for whoever offered it."""
    said = read_reason(work, note) if note else None

    def change(state: CaseState) -> Step:
        row = _answered_by_another(work, record)
        to: Office = (row["offered_unit_id"], row["offered_department_id"])
        leads = {"lead_department_id": to[1]} if to[1] else {}
        _tell_everybody(work, record, to[0])
        return Step(StepKind.ACCEPTED, state, {**NO_OFFER, **leads}, holder=to,
                    told=(row["holder_unit_id"], row["holder_department_id"]))

    perform(work, record, "accept", said, change)


def send_back(work: Work, record: Record, reason: str) -> None:
    """退回: with a reason; the sender held it all the while. A014 without reason, A018 for whoever offered it."""
    why = read_reason(work, reason)

    def change(state: CaseState) -> Step:
        row = _answered_by_another(work, record)
        _tell_everybody(work, record, row["offered_unit_id"])
        return Step(StepKind.RETURNED, state, dict(NO_OFFER))

    perform(work, record, "return", why, change)


def withdraw(work: Work, record: Record, note: str | None = None) -> None:
    """撤回转办: the sender takes the offer back; the receiver is told."""
    said = read_reason(work, note) if note else None

    def change(state: CaseState) -> Step:
        row = row_of(record)
        _tell_everybody(work, record, row["offered_unit_id"])
        return Step(StepKind.WITHDRAWN, state, dict(NO_OFFER), told=(row["offered_unit_id"], row["offered_department_id"]))

    perform(work, record, "withdraw", said, change)


def _answered_by_another(work: Work, record: Record) -> dict[str, Any]:
    steps = work.site.models.system.case_step
    mine = (steps.c.register == record.register.key) & (steps.c.record_id == record.id)
    last = select(steps.c.user_id).where(mine, steps.c.kind == StepKind.OFFERED.value).order_by(steps.c.number.desc()).limit(1)
    offered_by = work.session.execute(guarded(last)).scalar()
    if offered_by is not None and offered_by == user_of(acting()):
        raise Refused([problem("A018")])
    return row_of(record)


# -- who assists -----------------------------------------------------------------------------------


def assist(work: Work, record: Record, *, unit: Any = None, department: Any = None, leaves: bool = False,
           remark: str | None = None) -> None:
    """协办: a unit or department that may read the case from now on; with ``leaves`` one that no longer may.

    V001 for neither, A019 for one that cannot be chosen.
    """
    said = read_reason(work, remark) if remark else None

    def change(state: CaseState) -> Step:
        helper = one_of(helpers_of(work, record), "unit", UNIT, unit)
        office = one_of(offices_of(work, record), "department", DEPARTMENT, department)
        if helper is None and office is None:
            raise Problems([problem("V001", field="unit", label=UNIT)])
        for key, target in (("assisting_units", helper), ("assisting_departments", office)):
            if target is not None:
                _link(work, record, key, target, leaves=leaves)
        raise_epoch(work.session, work.site.models)
        told: Office = (helper, None) if helper else (_unit_of(work, office), office)
        return Step(StepKind.ASSISTED, state, told=told, said="leaves" if leaves else "joins")

    perform(work, record, "assist", said, change)


def helpers_of(work: Work, record: Record) -> list[Choice]:
    """The units that may assist: all that the acting viewer sees but the one that holds the case."""
    held = row_of(record)["holder_unit_id"]
    return _named(work, "unit", lambda table: table.c.id != held)


def offices_of(work: Work, record: Record) -> list[Choice]:
    """The departments that may assist: all that the acting viewer sees but the one that holds the case."""
    held = row_of(record)["holder_department_id"] or 0
    return _named(work, "department", lambda table: table.c.id != held)


def _unit_of(work: Work, department: int | None) -> int:
    table = work.site.models.table("department")
    return int(work.session.execute(guarded(select(table.c.unit_id).where(table.c.id == department))).scalar_one())


def _link(work: Work, record: Record, key: str, target: int, *, leaves: bool) -> None:
    table = work.site.models.links[record.register.key, key]
    old = read_links(work, record.register, key, [record.id]).get(record.id, [])
    new = sorted({*old, target} - ({target} if leaves else set()))
    if old == new:
        return
    row = {"record_id": record.id, "target_id": target}
    if leaves:
        work.session.execute(guarded(delete(table).where(table.c.record_id == record.id, table.c.target_id == target)))
    else:
        work.session.execute(guarded(insert(table)), [row])
    note(record, {key: [old, new]})


# -- choosing --------------------------------------------------------------------------------------


def _named(work: Work, register: str, which: Any) -> list[Choice]:
    """The living records of a register that the acting viewer sees, as they call themselves."""
    table = work.site.models.table(register)
    reach = work.site.rights.reach(acting(), register, "read")
    found = select(table.c.id).where(table.c.void_at.is_(None), reach.criterion(table), which(table)).order_by(table.c.id)
    ids = list(work.session.execute(guarded(found.limit(2000))).scalars())
    names = read_names(work.session, register, ids, work.wording())
    return [Choice(each, names[register, each]) for each in ids]


def one_of(choices: Iterable[Choice], field: str, label: Words, given: Any) -> int | None:
    """The id that was given, None where nothing was. Raises Problems (A019) for any other."""
    text = str(given if given is not None else "").strip()
    if not text:
        return None
    wanted = id_or_none(text)
    for each in choices:
        if each.id == wanted or each.name == text:
            return each.id
    raise Problems([problem("A019", field=field, label=label, given=text[:60])])


def _tell_everybody(work: Work, record: Record, unit: int) -> None:
    """Where somebody outside begins or ceases to see a case, what is remembered of viewers is out of date."""
    row = row_of(record)
    if guest_of(row, unit) is not None or row["guest_unit_id"] is not None:
        raise_epoch(work.session, work.site.models)
