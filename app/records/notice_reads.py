"""Up to which notice somebody has read: of one record and kind, or of everything."""

from __future__ import annotations

from sqlalchemy import case, delete

from app.access.guard import guarded
from app.model import upsert_into
from app.records.site import Work

EVERYTHING = ""  #: stands for register and kind where all was read


def mark_read(work: Work, upto: int, register: str = EVERYTHING, record: int = 0, kind: str = "") -> None:
    """The acting user has read the notices up to the one with this id; what was read already stays read."""
    assert work.viewer is not None
    table = work.site.models.system.notice_read
    row = {"user_id": work.viewer.user_id, "register": register, "record_id": record, "kind": kind, "upto": upto}
    upsert = upsert_into(table, work.session.get_bind()).values(row)
    later = case((upsert.excluded.upto > table.c.upto, upsert.excluded.upto), else_=table.c.upto)
    keys = [table.c[name] for name in ("user_id", "register", "record_id", "kind")]
    work.session.execute(guarded(upsert.on_conflict_do_update(index_elements=keys, set_={"upto": later})))
    if register == EVERYTHING:  # what was read one by one says nothing beside it
        mine = (table.c.user_id == work.viewer.user_id) & (table.c.register != EVERYTHING) & (table.c.upto <= upto)
        work.session.execute(guarded(delete(table).where(mine)))
