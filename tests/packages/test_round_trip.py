"""From one database over the other into a third installation: the same rows, the same history, the same files."""

from __future__ import annotations

import io

from sqlalchemy import select

from app.access.guard import guarded
from app.access.history import opened
from app.access.viewer import unscoped
from app.fieldtypes import Reference
from app.records.attachments import add_file
from app.records.storing import fetch, void
from tests.packages.test_packages import (
    SYSTEM,
    bring,
    change,
    county,
    filled,
    history_of,
    installation,
    pack,
    rows_of,
)

__all__ = ["county", "filled"]

REGISTERS = ("emergency_team", "team_member", "dispute", "dispute_event", "supply_point", "stock_movement")


def content(there):
    """Every value of every register but what is of the machine: ids, what refers to ids, and who."""
    found = {}
    for key in REGISTERS:
        register = there.site.definition.registers[key]
        fields = [each for each in register.stored_fields if not isinstance(each.type, Reference)]
        columns = [each.key for field in fields for each in field.type.columns(field.key)] + [
            "created_at", "changed_at", "version", "void_at", "void_reason"]
        found[key] = sorted(repr([row.get(name) for name in columns]) for row in rows_of(there, key)), history_of(there, key)
    return found


def secrets_of(there):
    """What the history of members opens to."""
    table, member = there.site.models.system.history, there.site.models.table("team_member")
    with unscoped("test"), there.sessions() as session:
        lines = select(table.c.changes, member.c.record_key).join(member, member.c.id == table.c.record_id)
        return sorted(repr({key: pair for key, pair in opened(*line).items() if key not in ("team", "unit")})
                      for line in session.execute(guarded(lines.where(table.c.register == "team_member"))))


def files_of(there):
    return sorted(path.read_bytes() for path in (there.site.files / "attachments").rglob("*") if path.is_file())


def test_there_and_back_again_is_the_same(request, town, county, filled, definition, tmp_path):
    member, other = (row["id"] for row in rows_of(town, "team_member"))
    change(town, "team_member", member, post="队长", phone="19900000007")
    with town.work(SYSTEM) as work:
        gone = fetch(work, definition.registers["team_member"], other)
        void(work, gone, "重复", gone.version)
        case = fetch(work, definition.registers["dispute"], filled["case"])
        field = next(each for each in case.register.fields.values() if each.type.kind == "attachments")
        add_file(work, case, field, "现场.jpg", io.BytesIO(b"\xff\xd8\xff" + b"picture" * 50))
    pack(town, tmp_path / "a.zip")
    assert bring(county, tmp_path / "a.zip").problems == []
    pack(county, tmp_path / "b.zip")
    kind = town.site.engine.dialect.name.removesuffix("ql")
    with installation(request, kind, definition, tmp_path, tmp_path / "third") as third:
        assert bring(third, tmp_path / "b.zip").problems == []
        assert content(third) == content(county) == content(town)
        assert secrets_of(third) == secrets_of(town)
        assert files_of(third) == files_of(town)
        assert len(files_of(town)) == 1
        pack(third, tmp_path / "c.zip")
    home = bring(town, tmp_path / "c.zip")
    assert (home.problems, home.changes) == ([], 0)
