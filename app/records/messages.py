"""Messages out of the outbox: gathered, claimed for a try, ended. What is sent says kind, register, unit, count and due day.

Gathering gives what waits a token, which is the same at every try. A try is claimed by a change of ``next_at`` that only one
process can make, so that several machines may send. Each step is a transaction of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, func, insert, or_, select, update

from app.access import accounts
from app.access.guard import guarded
from app.decisions.notice_kinds import notice_words
from app.model import Models
from app.records.channels import Channel
from app.records.site import Work
from app.words import Language, Words

WAITING, SENT, FAILED, DROPPED = "waiting", "sent", "failed", "dropped"

#: How long after each failed try the next one comes; after the last the message has failed.
WAITS = tuple(timedelta(minutes=each) for each in (1, 5, 15, 60, 240, 720))

MAIL_EVERY = timedelta(hours=1)  #: nobody gets more than one mail in this time
STALE = timedelta(days=7)  #: what could not even be gathered for so long (the channel was off) is not sent any more
_MOST = 200  #: notices of one message


@dataclass(frozen=True)
class Item:
    """Notices that say the same."""

    kind: str
    register: str
    unit: int
    due_on: date | None
    count: int


@dataclass(frozen=True)
class Message:
    """One message that is to be sent now; ``tries`` with this one."""

    id: int
    token: str
    channel: Channel
    user_id: int | None
    tries: int


def anything(connection: Any, models: Models, now: datetime) -> bool:
    """Whether something waits to be gathered or is due for a try; for a look before anything is locked."""
    box, message = models.system.outbox, models.system.outbox_message
    waits = select(box.c.id).where(box.c.message_id.is_(None)).limit(1)
    due = select(message.c.id).where(message.c.state == WAITING, message.c.next_at <= now).limit(1)
    return any(connection.execute(guarded(each)).first() is not None for each in (waits, due))


# -- gathering -----------------------------------------------------------------------------------------


def gather(work: Work) -> int:
    """Make messages of what waits; how many. Of the two processes that try at once one finds nothing left."""
    box = work.site.models.system.outbox
    channels = work.site.channels
    on = [name for name, there in (("webhook", channels.webhook), ("mail", channels.mail)) if there]
    off = or_(box.c.channel.not_in(on), box.c.at < work.now - STALE)
    work.session.execute(guarded(delete(box).where(box.c.message_id.is_(None), off)))
    return sum(_make(work, channel, user) for channel, user in list(_recipients(work)))


def _recipients(work: Work) -> Iterator[tuple[Channel, int | None]]:
    """Who gets a message now: the webhook, and whoever has had no mail lately."""
    box, message = work.site.models.system.outbox, work.site.models.system.outbox_message
    lately = select(message.c.user_id).where(message.c.channel == "mail", message.c.made_at > work.now - MAIL_EVERY,
                                             message.c.user_id.is_not(None))
    statement = select(box.c.channel, box.c.user_id).where(
        box.c.message_id.is_(None), or_(box.c.user_id.is_(None), box.c.user_id.not_in(lately))).distinct()
    yield from ((row.channel, row.user_id) for row in work.session.execute(guarded(statement)).all())


def _make(work: Work, channel: Channel, user: int | None) -> int:
    box, message = work.site.models.system.outbox, work.site.models.system.outbox_message
    whose = box.c.user_id.is_(None) if user is None else box.c.user_id == user
    row = {"token": str(uuid4()), "channel": channel, "user_id": user, "made_at": work.now, "state": WAITING, "tries": 0,
           "next_at": work.now}
    made = work.session.execute(guarded(insert(message).values(row).returning(message.c.id))).scalar_one()
    waits = box.c.message_id.is_(None)
    some = select(box.c.id).where(waits, box.c.channel == channel, whose).order_by(box.c.id).limit(_MOST)
    taken = _changed(work, update(box).where(box.c.id.in_(some), waits).values(message_id=made))
    if taken == 0:
        work.session.execute(guarded(delete(message).where(message.c.id == made)))
    return int(taken > 0)


# -- trying --------------------------------------------------------------------------------------------


def due_messages(work: Work, most: int) -> list[int]:
    """The ids of those whose next try is due, the oldest first."""
    table = work.site.models.system.outbox_message
    due = select(table.c.id).where(table.c.state == WAITING, table.c.next_at <= work.now)
    statement = due.order_by(table.c.next_at, table.c.id).limit(most)
    return list(work.session.execute(guarded(statement)).scalars())


def claim(work: Work, message_id: int) -> Message | None:
    """Take the next try of a message; None where somebody else has. The caller commits, then sends."""
    table = work.site.models.system.outbox_message
    row = work.session.execute(guarded(select(table).where(table.c.id == message_id))).mappings().first()
    if row is None:
        return None
    tries = row["tries"] + 1
    mine = (table.c.id == message_id, table.c.state == WAITING, table.c.tries == row["tries"], table.c.next_at <= work.now)
    values = {"tries": tries, "next_at": work.now + WAITS[min(tries, len(WAITS)) - 1]}
    if _changed(work, update(table).where(*mine).values(values)) != 1:
        return None
    return Message(row["id"], row["token"], row["channel"], row["user_id"], tries)


def items_of(work: Work, message: Message) -> tuple[Item, ...]:
    """What a message says: notices of one kind, register, unit and day are one item with their count."""
    box = work.site.models.system.outbox
    columns = (box.c.kind, box.c.register, box.c.unit_id, box.c.due_on)
    counted = select(*columns, func.count()).where(box.c.message_id == message.id)
    statement = counted.group_by(*columns).order_by(func.min(box.c.id))
    return tuple(Item(*row) for row in work.session.execute(guarded(statement)))


def end(work: Work, message: Message, state: str, error: str | None = None) -> None:
    """The message is sent, has failed or is dropped; or a try failed and there will be another (``WAITING``)."""
    table = work.site.models.system.outbox_message
    values = {"state": state, "error": error, "ended_at": None if state == WAITING else work.now}
    work.session.execute(guarded(update(table).where(table.c.id == message.id).values(values)))


def again(work: Work, message_id: int) -> bool:
    """Try a failed message anew from the first try on; whether there was one."""
    table = work.site.models.system.outbox_message
    values = {"state": WAITING, "tries": 0, "next_at": work.now, "ended_at": None}
    return bool(_changed(work, update(table).where(table.c.id == message_id, table.c.state == FAILED).values(values)))


def _changed(work: Work, statement: Any) -> int:
    """How many rows a change has met."""
    done: Any = work.session.execute(guarded(statement))
    return int(done.rowcount)


# -- what it says ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """An item in words."""

    kind: Words
    register: Words
    unit: str

    @classmethod
    def of(cls, work: Work, item: Item) -> Told:
        """Labels of the declaration, and the name of the unit: nothing else of any record."""
        declared = work.site.definition.registers.get(item.register)
        return cls(notice_words(item.kind), declared.label if declared else Words(item.register, item.register),
                   work.site.directory(work.session).name(item.unit))


def as_json(work: Work, message: Message, items: Sequence[Item]) -> dict[str, Any]:
    """The body of the webhook."""
    told = ((item, Told.of(work, item)) for item in items)
    return {"id": message.token, "notices": [
        {"kind": item.kind, "kind_label": words.kind.zh, "register": item.register, "register_label": words.register.zh,
         "unit": words.unit, "count": item.count, "due_on": item.due_on.isoformat() if item.due_on else None}
        for item, words in told], "link": work.site.channels.login_url}


@dataclass(frozen=True)
class Reader:
    """Who gets a mail."""

    address: str
    language: Language


def reader_of(work: Work, user_id: int) -> Reader | None:
    """Where a user wants mail; None for who wants none any more, is disabled or has no duty left."""
    user, account = accounts.AB_USER, work.site.models.system.account
    statement = (select(account.c.mail_to, account.c.language).join(user, user.c.id == account.c.user_id)
                 .where(account.c.user_id == user_id, user.c.active.is_(True), account.c.mail_to.is_not(None)))
    row: Mapping[Any, Any] | None = work.session.execute(guarded(statement)).mappings().first()
    if row is None or not accounts.read_duties(work.session.connection(), work.site.models, user_id, work.today):
        return None
    return Reader(row["mail_to"], "en" if row["language"] == "en" else "zh")
