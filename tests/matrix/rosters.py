"""Files to import whose rows belong to a place, and people of that place who bring them."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

from app.definition import Register
from app.exchange.exporting import Export
from app.fieldtypes import Reference
from tests.matrix.growing import PLACES, TOWNS, Grown, Place, raw_values
from tests.web import Person, WebTown

#: Who brings a file, with the level whose unit it is.
BRINGERS = (("village_leader", PLACES), ("town_clerk", TOWNS), ("county_admin", dict.fromkeys(PLACES, "510923000000")))


def roster(grown: Grown, register: Register, place: Place, text: str) -> bytes:
    """A file of one row; ``text`` stands in every column that takes text."""
    raw = fresh_values(grown, register, place, text)
    cells = {register.fields[key].label.zh: _cell(grown, register, key, value, place) for key, value in raw.items()}
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(cells)
    rows.writerow(cells.values())
    return out.getvalue().encode("utf-8-sig")


def fresh_values(grown: Grown, register: Register, place: Place, text: str) -> dict[str, Any]:
    """What one would write to get one more record at the place; below a unit, one more grid."""
    raw = raw_values(grown, register, place, text)
    if register.scope.kind != "tree":
        return raw
    village = PLACES[place][:12]
    return {**raw, "code": f"{village}009", "level": "网格", "parent": grown.town.units[village]}


def _cell(grown: Grown, register: Register, key: str, value: object, place: Place) -> object:
    """References are written as people write them: a unit by its code, another record by its name."""
    kind = register.fields[key].type
    if not isinstance(kind, Reference):
        return value
    if kind.to == "unit":
        return next(code for code, unit in grown.town.units.items() if unit == value)
    return grown.canary(kind.to, place)


def upload(browser: Person, register: str, content: bytes) -> str | None:
    """Bring the file; the address of its preview, None where it was not taken."""
    data = {"file": (io.BytesIO(content), "名册.csv"), "csrf_token": browser.token()}
    answer = browser.post(f"/{register}/import/", data=data)
    return answer.headers["Location"] if answer.status_code == 302 and "/import/" in answer.headers["Location"] else None


def exported(web: WebTown, grown: Grown, place: Place) -> str:
    """A workbook of cases that somebody of the place has asked for, as it lies ready."""
    background = web.app.extensions["zhenzhi"].background
    who = web.account("exporter", "village_leader", PLACES[place])
    viewer = replace(web.town.viewer("village_leader", PLACES[place]), user_id=who)
    with web.town.work(viewer) as work:
        register = grown.definition.registers["dispute"]
        asked = background.exports.put(work, Export(register=register, columns=("title",)), {}, 1)
    background.work_off()
    return str(asked.id)


def brought(web: WebTown, grown: Grown, place: Place) -> dict[str, int]:
    """A run of every register that takes files, of somebody of the place."""
    runs = {}
    for register in grown.definition.registers.values():
        role, units = next(((role, units) for role, units in BRINGERS if "import" in register.grants.get(role, ())),
                           (None, PLACES))
        if register.importing is not None and role:
            user = web.account(f"bringer.{register.key}", role, units[place])
            address = upload(web.browser_of(user), register.key,
                             roster(grown, register, place, grown.canary(register.key, place)))
            assert address, register.key
            runs[register.key] = int(address.rpartition("/")[2])
    return runs
