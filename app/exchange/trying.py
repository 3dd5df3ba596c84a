"""What a file would do, seen by doing it in a transaction that is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from app.access.flushing import READ_ONLY
from app.records.site import Work


class MustTry(Exception):
    """What a file would do can only be seen by storing some of its rows."""


@contextmanager
def trying(work: Work) -> Iterator[Work]:
    """The work in a transaction that may write, and that is rolled back: its own, or where that only reads, another."""
    how = work.session.get_bind().get_execution_options()
    if work.session.info.get(READ_ONLY) or how.get("reading") or how.get("postgresql_readonly"):
        with type(work.session)(work.site.engine, rights=work.site.rights, expire_on_commit=False) as session:
            yield replace(work, session=session)
            session.rollback()
    else:
        yield work
        work.session.rollback()
