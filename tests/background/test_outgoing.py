"""Notices that are sent out: signed, with further tries, once, inside the site, and without anything that a record holds."""

from __future__ import annotations

import hashlib
import hmac
import json
import socket
import socketserver
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from app.access import accounts
from app.access.viewer import unscoped
from app.background import Background
from app.background.inside import NotSent, connect, is_inside
from app.behaviours.acts import hand_up
from app.behaviours.notice_clock import run_notices
from app.definition import Register
from app.records.channels import Channels, Mail, Webhook
from app.records.messages import FAILED, MAIL_EVERY, SENT, WAITING, WAITS, again
from app.records.site import Work
from tests.behaviours.cases import OTHER_VILLAGE, TOWN, VILLAGE, at, dispute, do, run
from tests.sites import Town

KEY = "k" * 40
NAUGHTY = ["欧阳娜扎<script>", "199\r\n\t00012345", "510923190601010011", "{unit}%s{0}", "张\u202e三", "';DROP TABLE--"]


# -- who listens -----------------------------------------------------------------------------------------


@dataclass
class Listener:
    """What a server of a test has taken, and what it answers."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def webhook_server() -> Iterator[Listener]:
    """A server that takes POSTs."""
    listener = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.taken.append((dict(self.headers.items()), body))
            self.send_response(listener.answers.pop(0) if listener.answers else 204)
            self.send_header("Location", f"http://127.0.0.1:{listener.port}/elsewhere")
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    with _served(server, listener):
        yield listener


@contextmanager
def mail_server() -> Iterator[Listener]:
    """A mail server of the few commands that are needed; ``answers`` are those to DATA's end."""
    listener = Listener()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 test\r\n")
            envelope: dict[str, str] = {}
            while line := self.rfile.readline():
                word, _, rest = line.decode().strip().partition(" ")
                if word.upper() in ("MAIL", "RCPT"):
                    envelope[word.upper()] = rest.partition(":")[2].split(" ")[0]
                if word.upper() == "DATA":
                    self.wfile.write(b"354 go on\r\n")
                    listener.taken.append((envelope, self._text()))
                    self.wfile.write(f"{listener.answers.pop(0) if listener.answers else 250} there\r\n".encode())
                else:
                    self.wfile.write(b"221 bye\r\n" if word.upper() == "QUIT" else b"250 test\r\n")

        def _text(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line)
            return b"".join(lines)

    with _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler), listener):
        yield listener


@contextmanager
def _served(server: Any, listener: Listener) -> Iterator[None]:
    listener.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


# -- who sends -------------------------------------------------------------------------------------------


@dataclass
class Post:
    """An installation that sends, and its clock."""

    town: Town
    background: Background
    now: datetime

    def send(self, after: timedelta = timedelta()) -> int:
        """A turn of the worker, so much later."""
        self.now += after
        return self.background.outgoing.send()

    def messages(self, *columns: str) -> list[tuple[Any, ...]]:
        table = self.town.site.models.system.outbox_message
        with unscoped("test"), self.town.sessions() as session:
            names = columns or ("channel", "state", "tries", "error")
            return [tuple(row) for row in session.execute(select(*(table.c[name] for name in names)).order_by(table.c.id))]

    def waiting(self) -> int:
        table = self.town.site.models.system.outbox
        counted = select(func.count()).select_from(table).where(table.c.message_id.is_(None))
        with unscoped("test"), self.town.sessions() as session:
            return int(session.execute(counted).scalar_one())


def sending(town: Town, **channels: Any) -> Post:
    """The installation with these channels; the clock stands at the town's time."""
    there = replace(town.site, channels=Channels(login_url="http://zhenzhi.test/notices/", seconds=2, **channels))
    town.site = there
    made = Post(town, None, town.now)  # type: ignore[arg-type]
    made.background = Background(there, lambda: made.now)
    return made


@pytest.fixture
def hook(town: Town) -> Iterator[tuple[Post, Listener]]:
    with webhook_server() as listener:
        post = sending(town, webhook=Webhook(url=f"http://127.0.0.1:{listener.port}/in?a=1", key=KEY))
        yield post, listener
        post.background.close()


@pytest.fixture
def mailing(town: Town) -> Iterator[tuple[Post, Listener]]:
    with mail_server() as listener:
        post = sending(town, mail=Mail(host="127.0.0.1", port=listener.port, sender="zhenzhi@town.test", safety="none"))
        yield post, listener
        post.background.close()


def clerk(town: Town, name: str, unit: str = VILLAGE, *, mail_to: str | None = None, department: str | None = None,
          role: str = "village_clerk") -> int:
    """An account with a duty, who wants mail where an address is given."""
    duty = town.duty(role, unit, department)
    with unscoped("test"), town.site.engine.begin() as connection:
        models = town.site.models
        user = accounts.create_account(connection, models, username=name, name=name, password="Tian-Qi-59", must_change=False,
                                       now=town.now)
        row = {"user_id": user, "role": role, "unit_id": duty.unit_id, "department_id": duty.department_id,
               "valid_from": town.now.date(), "granted_at": town.now}
        connection.execute(insert(models.system.duty).values(row))
        accounts.want_mail(connection, models, user, mail_to)
    return user


# -- the webhook -----------------------------------------------------------------------------------------


def test_a_notice_goes_out_signed_and_once(hook: tuple[Post, Listener]) -> None:
    post, listener = hook
    dispute(post.town)
    run(post.town, at("2026-08-12"))
    assert (post.send(), post.send(), post.send(timedelta(days=1))) == (1, 0, 0)
    ((headers, body),) = listener.taken
    signed = hmac.new(KEY.encode(), f"{headers['X-Zhenzhi-Time']}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["X-Zhenzhi-Signature"] == f"v1={signed}"
    assert headers["X-Zhenzhi-Time"] == str(int(post.town.now.timestamp()))
    told = json.loads(body)
    assert told["id"] == headers["X-Zhenzhi-Message"] == post.messages("token")[0][0]
    assert told["notices"] == [{
        "kind": "overdue", "kind_label": "超期升级", "register": "dispute", "register_label": "矛盾纠纷", "unit": "金容寨村",
        "count": 1, "due_on": "2026-08-20"}]
    assert told["link"] == "http://zhenzhi.test/notices/"


def test_notices_that_say_the_same_are_one_line_with_their_count(hook: tuple[Post, Listener]) -> None:
    post, listener = hook
    for unit in (VILLAGE, VILLAGE, OTHER_VILLAGE):
        dispute(post.town, unit)
    run(post.town, at("2026-08-12"))
    post.send()
    told = json.loads(listener.taken[0][1])["notices"]
    assert [(each["unit"], each["count"]) for each in told] == [("金容寨村", 2), ("宝祥村", 1)]


def test_a_try_that_fails_is_made_again_later_each_time_under_the_same_id(hook: tuple[Post, Listener]) -> None:
    post, listener = hook
    dispute(post.town)
    run(post.town, at("2026-08-12"))
    listener.answers[:] = [500, 302, 404]
    assert post.send() == 0
    assert post.messages() == [("webhook", WAITING, 1, "status_500")]
    assert post.send(timedelta(seconds=59)) == 0
    assert len(listener.taken) == 1
    assert post.send(timedelta(seconds=1)) == 0
    assert post.messages() == [("webhook", WAITING, 2, "status_302")]  # a redirect is not followed
    assert post.send(WAITS[1]) == 0
    assert post.send(WAITS[2]) == 1
    assert post.messages() == [("webhook", SENT, 4, None)]
    assert len({headers["X-Zhenzhi-Message"] for headers, _ in listener.taken}) == 1
    assert len({headers["X-Zhenzhi-Time"] for headers, _ in listener.taken}) == 4


def test_after_the_last_try_it_has_failed_until_somebody_asks_for_more(hook: tuple[Post, Listener]) -> None:
    post, listener = hook
    dispute(post.town)
    run(post.town, at("2026-08-12"))
    listener.answers[:] = [503] * len(WAITS)
    post.send()
    for wait in WAITS:
        post.send(wait)
    assert len(listener.taken) == len(WAITS)
    assert post.messages() == [("webhook", FAILED, len(WAITS), "status_503")]
    with unscoped("test"), post.town.sessions() as session:
        work = Work(post.town.site, session, post.now)
        assert [again(work, 1), again(work, 1)] == [True, False]
        session.commit()
    assert post.send() == 1
    assert post.messages() == [("webhook", SENT, 1, None)]


def test_what_was_rolled_back_is_not_sent(hook: tuple[Post, Listener]) -> None:
    post, _listener = hook
    case = dispute(post.town)
    with pytest.raises(ZeroDivisionError), post.town.work(post.town.viewer("village_clerk", VILLAGE)) as work:
        record = work.session.get(post.town.site.models.classes["dispute"], case)
        hand_up(work, record, "村里办不了")
        raise ZeroDivisionError
    assert post.waiting() == 0
    do(post.town, case, hand_up, "村里办不了", who=post.town.viewer("village_clerk", VILLAGE))
    assert post.waiting() == 1


def test_a_process_that_died_after_sending_sends_under_the_same_id(hook: tuple[Post, Listener]) -> None:
    post, listener = hook
    dispute(post.town)
    run(post.town, at("2026-08-12"))
    outgoing = post.background.outgoing
    real, outgoing._outcome = outgoing._outcome, _dies_after(outgoing._outcome)  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        post.send()
    outgoing._outcome = real  # type: ignore[method-assign]
    assert post.messages() == [("webhook", WAITING, 1, None)]
    assert post.send() == 0  # the try is still claimed
    assert post.send(WAITS[0]) == 1
    assert len(listener.taken) == 2
    assert len({headers["X-Zhenzhi-Message"] for headers, _ in listener.taken}) == 1


def _dies_after(outcome: Any) -> Any:
    def dying(*args: Any) -> Any:
        outcome(*args)
        raise KeyboardInterrupt
    return dying


def test_two_machines_at_once_send_each_message_once(hook: tuple[Post, Listener]) -> None:
    """No file lock is between them: the claims in the database are."""
    post, listener = hook
    for number in range(5):
        dispute(post.town, now=at("2026-08-05") + timedelta(hours=number))
    run(post.town, at("2026-08-12"))
    machines = [Background(post.town.site, lambda: post.now) for _ in range(3)]
    with ThreadPoolExecutor(len(machines)) as pool:
        sent = sum(pool.map(_without_the_lock, machines))
    assert (sent, len(listener.taken)) == (1, 1)
    assert post.messages("state") == [(SENT,)]


def _without_the_lock(machine: Background) -> int:
    with unscoped("messages"):
        sent = machine.outgoing._send()
    machine.close()
    return sent


def test_without_channels_nothing_is_written_or_asked(town: Town) -> None:
    post = sending(town)
    dispute(town)
    run(town, at("2026-08-12"))
    post.background.outgoing.find_due()
    assert (post.waiting(), post.send(), post.background.work_off()) == (0, 0, 0)
    post.background.close()


def test_the_worker_finds_what_waits_by_itself(hook: tuple[Post, Listener]) -> None:
    post, listener = hook
    dispute(post.town)
    run(post.town, at("2026-08-12"))
    post.background.find_lost()
    post.background.find_lost()
    assert (post.background.work_off(), len(listener.taken)) == (1, 1)
    post.background.find_lost()
    assert post.background.work_off() == 0


def test_a_server_that_answers_a_little_at_a_time_does_not_hold_the_worker(town: Town) -> None:
    def drip(server: socket.socket) -> None:
        taken, _ = server.accept()
        with taken:
            try:
                for sign in b"HTTP/1.1 200 OK\r\n\r\n":
                    taken.sendall(bytes([sign]))
                    if stop.wait(0.5):
                        return
            except OSError:
                return

    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,), daemon=True)
        thread.start()
        post = sending(town, webhook=Webhook(url=f"http://127.0.0.1:{server.getsockname()[1]}/", key=KEY))
        dispute(town)
        run(town, at("2026-08-12"))
        assert post.send() == 0
        assert post.messages("error")[0][0] in ("broken_off", "too_slow")
        stop.set()
        thread.join()
        post.background.close()


# -- inside the site ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("address", "inside"), [
    ("127.0.0.1", True), ("10.1.2.3", True), ("192.168.0.9", True), ("::1", True), ("fd00::1", True), ("::ffff:10.0.0.1", True),
    ("8.8.8.8", False), ("169.254.169.254", False), ("fe80::1", False), ("0.0.0.0", False),  # noqa: S104
    ("2001:4860::1", False),
    ("::ffff:8.8.8.8", False), ("224.0.0.1", False), ("59.1.2.3", True)])
def test_what_is_inside_the_site(address: str, inside: bool) -> None:
    assert is_inside(ip_address(address), [ip_network("59.0.0.0/8")]) is inside


def test_an_address_outside_is_not_connected_to(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in ("10.0.0.1", "8.8.8.8")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_how: found)
    monkeypatch.setattr(socket, "create_connection", lambda *_args, **_how: pytest.fail("connected"))
    with pytest.raises(NotSent, match="outside"):
        connect("hook.test", 80, Channels())


# -- mail --------------------------------------------------------------------------------------------------


def test_only_who_asked_for_it_gets_a_mail_and_only_of_their_own_unit(mailing: tuple[Post, Listener]) -> None:
    post, listener = mailing
    clerk(post.town, "mine", mail_to="mine@town.test")
    clerk(post.town, "quiet")
    clerk(post.town, "other", OTHER_VILLAGE, mail_to="other@town.test")
    clerk(post.town, "auditor", "510923000000", role="auditor", mail_to="auditor@town.test")
    dispute(post.town)
    run(post.town, at("2026-08-12"))
    assert post.send() == 1
    ((envelope, raw),) = listener.taken
    assert envelope == {"MAIL": "<zhenzhi@town.test>", "RCPT": "<mine@town.test>"}
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Subject"] == "镇治：1 条提醒"
    assert mail["Message-ID"] == f"<{post.messages('token')[0][0]}@town.test>"
    assert "矛盾纠纷 · 超期升级 · 金容寨村 · 1 件 · 时限 2026-08-20" in mail.get_content()


def test_nobody_gets_more_than_one_mail_an_hour_and_nothing_is_lost(mailing: tuple[Post, Listener]) -> None:
    post, listener = mailing
    clerk(post.town, "mine", mail_to="mine@town.test")
    for day in ("2026-08-12", "2026-08-13", "2026-08-14"):
        dispute(post.town, now=at("2026-08-05"))
        run(post.town, at(day))
        post.send()
    assert (len(listener.taken), post.waiting()) == (1, 2)
    assert post.send(MAIL_EVERY + timedelta(seconds=1)) == 1
    assert "2 件" in message_from_bytes(listener.taken[1][1], policy=policy.default).get_content()


def test_a_mail_to_somebody_who_has_gone_is_dropped(mailing: tuple[Post, Listener]) -> None:
    post, listener = mailing
    user = clerk(post.town, "mine", mail_to="mine@town.test")
    dispute(post.town)
    run(post.town, at("2026-08-12"))
    with post.town.site.engine.begin() as connection:
        connection.execute(update(accounts.AB_USER).where(accounts.AB_USER.c.id == user).values(active=False))
    assert post.send() == 0
    assert (listener.taken, post.messages("state")) == ([], [("dropped",)])


def test_a_server_without_encryption_gets_nothing_where_it_is_asked_for(mailing: tuple[Post, Listener]) -> None:
    post, listener = mailing
    clerk(post.town, "mine", mail_to="mine@town.test")
    mail = post.town.site.channels.mail
    assert mail is not None
    post.background.close()
    safe = sending(post.town, mail=replace(mail, safety="starttls"))
    dispute(post.town)
    run(post.town, at("2026-08-12"))
    assert safe.send() == 0
    assert (listener.taken, safe.messages("error")) == ([], [("not_safe",)])
    safe.background.close()


def test_a_mail_that_the_server_refuses_is_tried_again(mailing: tuple[Post, Listener]) -> None:
    post, listener = mailing
    clerk(post.town, "mine", mail_to="mine@town.test")
    dispute(post.town)
    run(post.town, at("2026-08-12"))
    listener.answers[:] = [451]
    assert post.send() == 0
    assert post.messages() == [("mail", WAITING, 1, "status_451")]
    assert post.send(WAITS[0]) == 1
    ids = {message_from_bytes(raw, policy=policy.default)["Message-ID"] for _, raw in listener.taken}
    assert len(ids) == 1


# -- no personal data --------------------------------------------------------------------------------------


def test_no_value_of_a_record_can_get_into_what_is_sent(town: Town) -> None:
    """The table of what is to be sent has no column in which a text of a record could lie, and what comes out is made of
    the declaration's labels, unit names and figures: taken away, nothing is left."""
    box = town.site.models.system.outbox
    texts = {column.name for column in box.columns if column.type.python_type is str}
    assert texts == {"channel", "kind", "register"}
    with webhook_server() as listener, mail_server() as mails:
        post = sending(town, webhook=Webhook(url=f"http://127.0.0.1:{listener.port}/", key=KEY),
                       mail=Mail(host="127.0.0.1", port=mails.port, sender="zhenzhi@town.test", safety="none"))
        clerk(town, "mine", TOWN, mail_to="mine@town.test", role="town_clerk")
        for text in NAUGHTY:
            case = _row(town, "dispute", title=text, description=text, place=text)
            do(town, case, hand_up, "原因 " + "".join(sign for sign in text if sign.isprintable()))
        run(town, at("2026-08-12"))
        run_notices(town.site, town.sessions, at("2026-08-12"))
        assert post.send() == 2
        sent = [listener.taken[0][1].decode(), message_from_bytes(mails.taken[0][1], policy=policy.default).get_content()]
        post.background.close()
    for text in sent:
        assert not [each for each in (*NAUGHTY, "欧阳", "199", "5109231906") if each in text]
    assert _left(town, json.loads(sent[0])) == []


def _row(town: Town, register: str, **texts: str) -> int:
    """A record whose texts are put into the table as they are, past every check."""
    case = dispute(town)
    table = town.site.models.table(register)
    with unscoped("test"), town.site.engine.begin() as connection:
        connection.execute(update(table).where(table.c.id == case).values(**texts).execution_options(guarded=True))
    return case


def _left(town: Town, told: dict[str, Any]) -> list[Any]:
    """What of a body is neither a label, a unit, a day nor a figure."""
    declared: dict[str, Register] = dict(town.site.definition.registers)
    names = {"金容寨村", "金元镇", "宝祥村", "大英县"}
    left: list[Any] = [key for key in told if key not in ("id", "notices", "link")]
    for each in told["notices"]:
        left += each.keys() - {"kind", "kind_label", "register", "register_label", "unit", "count", "due_on"}
        if each["unit"] not in names or each["register_label"] != declared[each["register"]].label.zh:
            left.append(each)
    return left


