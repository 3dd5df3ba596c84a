"""Who makes and brings packages: the system, and people whose role carries the ability, for units below their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from app.access.refusal import refused
from app.access.viewer import Unscoped, Viewer, acting
from app.definition import Register
from app.packages.spelling import packed_registers
from app.records.directory import UnitNode
from app.records.site import Work
from app.words import Words

MAKE, BRING = "make_packages", "bring_packages"
PACKAGES = Words("数据包", "packages")


def check_package(work: Work, ability: str, unit: UnitNode) -> None:
    """Raise Refused (A003) unless the acting viewer may make or bring packages of the unit."""
    if unit.id not in {each.id for each in packable_units(work, ability)}:
        raise refused("A003", act="export" if ability == MAKE else "import", register=PACKAGES)


def packable_units(work: Work, ability: str) -> Iterator[UnitNode]:
    """The units whose packages the acting viewer may make or bring: those of the duties that carry it, and all below."""
    who, roles = acting(), work.site.definition.roles
    nodes = work.site.directory(work.session).units.values()
    if isinstance(who, Unscoped):
        yield from nodes
    elif isinstance(who, Viewer):
        own = {duty.unit_id for duty in who.duties if duty.role in roles and ability in roles[duty.role].abilities}
        yield from (node for node in nodes if own & set(node.path.values()))


def packable_registers(work: Work, wanted: Collection[str] | None = None) -> list[Register]:
    """The registers that travel and that the acting viewer may export; ``wanted``: of these alone."""
    found = [each for each in packed_registers(work.site.definition) if wanted is None or each.key in wanted]
    return [each for each in found if work.site.rights.may(acting(), each.key, "export")]


def may_clear(work: Work, registers: Collection[Register]) -> bool:
    """Whether the acting viewer may see the personal fields of all these registers in full."""
    return all(work.site.rights.may(acting(), each.key, "full_numbers") for each in registers
               if any(field.secret for field in each.fields.values()))
