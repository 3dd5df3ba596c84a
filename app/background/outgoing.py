"""What is sent out of notices, if the settings ask for it: by the worker, with further tries, never twice on purpose.

A message that the other side has taken just before the process died is sent again under the same id.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from email.message import EmailMessage

import structlog
from filelock import Timeout

from app.access.viewer import unscoped
from app.background import mail, webhook
from app.background.inside import NotSent
from app.background.tasks import Tasks
from app.records.channels import Channels
from app.records.messages import (
    DROPPED,
    FAILED,
    SENT,
    WAITING,
    WAITS,
    Item,
    Message,
    Reader,
    Told,
    anything,
    as_json,
    claim,
    due_messages,
    end,
    gather,
    items_of,
    reader_of,
)
from app.records.site import Work

_NAME, _KEY = "send_messages", "outgoing"
_AT_ONCE = 50  #: messages of one turn of the worker

log = structlog.get_logger()


class Outgoing:
    """The messages among the tasks."""

    def __init__(self, tasks: Tasks) -> None:
        self.tasks, self.site = tasks, tasks.site
        self.task = tasks.huey.task(name=_NAME)(self.send)

    @property
    def channels(self) -> Channels:
        """Where messages go."""
        return self.site.channels

    def find_due(self) -> None:
        """Put the task in where something is to be sent."""
        if self.channels.any and not self.tasks.waiting(_NAME) and self._anything():
            self.task(_KEY)

    def _anything(self) -> bool:
        with unscoped("messages: look"), self.tasks.looks.connect() as connection:
            return anything(connection, self.site.models, self.tasks.clock())

    def send(self, _key: str = _KEY) -> int:
        """Gather and try what is due, some messages at a time; how many were sent. One process of a machine does it."""
        if not self.channels.any:
            return 0
        try:
            with self.tasks.lock(_KEY).acquire(timeout=0), unscoped("messages"):
                return self._send()
        except Timeout:
            return 0

    def _send(self) -> int:
        with self.tasks.sessions() as session:
            work = Work(self.site, session, self.tasks.clock())
            gather(work)
            session.commit()
            due = due_messages(work, _AT_ONCE)
        sent = 0
        for message_id in due:
            if self.tasks.hurry.is_set():
                break
            self.tasks.beat()
            sent += self._try(message_id)
        return sent

    def _try(self, message_id: int) -> int:
        """Claim, send, note: the network is asked while no transaction is open."""
        with self.tasks.sessions() as session:
            work = Work(self.site, session, self.tasks.clock())
            message = claim(work, message_id)
            session.commit()
            deliver = self._prepared(work, message) if message else None
            session.rollback()
        if message is None:
            return 0
        state, error = self._outcome(message, deliver)
        with self.tasks.sessions() as session:
            end(Work(self.site, session, self.tasks.clock()), message, state, error)
            session.commit()
        return int(state == SENT)

    def _prepared(self, work: Work, message: Message) -> EmailMessage | bytes | None:
        """What is sent; None where nobody is to get it any more."""
        items = items_of(work, message)
        if message.channel == "webhook":
            body = json.dumps(as_json(work, message, items), ensure_ascii=False).encode()
            return body if self.channels.webhook else None
        reader = reader_of(work, message.user_id or 0) if self.channels.mail else None
        return written(work, message, items, reader) if reader else None

    def _outcome(self, message: Message, what: EmailMessage | bytes | None) -> tuple[str, str | None]:
        if what is None:
            return DROPPED, None
        try:
            if isinstance(what, bytes):
                webhook.post(self.channels, message.token, what, self.tasks.clock())
            else:
                mail.deliver(self.channels, what)
        except NotSent as failed:
            last = message.tries >= len(WAITS)
            log.warning("message", channel=message.channel, message=message.token, tries=message.tries, error=failed.code,
                        last=last)
            return (FAILED if last else WAITING), failed.code
        return SENT, None


# -- mail in words -------------------------------------------------------------------------------------


_WORDS = {
    "zh": ("镇治：{count} 条提醒", "您所在单位有以下提醒，请登录系统查看：",
           "{register} · {kind} · {unit} · {count} 件{due}", " · 时限 {day}", "登录：{link}",
           "本邮件不含个人信息。在系统“我的账号”中可以停止接收。"),
    "en": ("Zhenzhi: {count} notices", "Your unit has these notices; log in to see them:",
           "{register} · {kind} · {unit} · {count}{due}", " · due {day}", "Log in: {link}",
           "This mail holds no personal data. You can end it under My account."),
}


def written(work: Work, message: Message, items: Sequence[Item], reader: Reader) -> EmailMessage:
    """The mail: its Message-ID is the same at every try."""
    assert work.site.channels.mail is not None
    sender, language = work.site.channels.mail.sender, reader.language
    subject, opening, line, due, login, closing = _WORDS[language]
    lines = []
    for item in items:
        told = Told.of(work, item)
        until = due.format(day=item.due_on.isoformat()) if item.due_on else ""
        lines.append(line.format(register=told.register.to(language), kind=told.kind.to(language), unit=told.unit,
                                 count=item.count, due=until))
    link = [login.format(link=work.site.channels.login_url)] if work.site.channels.login_url else []
    made = EmailMessage()
    made["Subject"] = subject.format(count=sum(item.count for item in items))
    made["From"], made["To"] = sender, reader.address
    made["Date"], made["Message-ID"] = work.now, f"<{message.token}@{sender.partition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content("\n".join([opening, "", *lines, "", *link, closing]))
    return made
