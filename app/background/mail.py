"""E-mail through the site's mail server, by the standard library's client; encrypted unless the settings say otherwise."""

from __future__ import annotations

import smtplib
import socket
import ssl
from email.message import EmailMessage
from typing import Any

from app.background.inside import NotSent, connect, in_time
from app.records.channels import Channels


def deliver(channels: Channels, message: EmailMessage) -> None:
    """Hand one message over. Raises NotSent."""
    assert channels.mail is not None
    try:
        _hand_over(channels, message)
    except ssl.SSLError as bad:
        raise NotSent("not_safe") from bad
    except smtplib.SMTPAuthenticationError as bad:
        raise NotSent("not_let_in") from bad
    except smtplib.SMTPNotSupportedError as bad:
        raise NotSent("not_safe") from bad
    except smtplib.SMTPResponseException as bad:
        raise NotSent(f"status_{bad.smtp_code}") from bad
    except smtplib.SMTPRecipientsRefused as bad:
        raise NotSent("refused") from bad
    except (OSError, smtplib.SMTPException) as bad:
        raise NotSent("too_slow" if isinstance(bad, TimeoutError) else "broken_off") from bad


def _hand_over(channels: Channels, message: EmailMessage) -> None:
    mail = channels.mail
    assert mail is not None
    context = ssl.create_default_context()
    sock = connect(mail.host, mail.port, channels)
    try:
        with in_time(sock, 3 * channels.seconds):
            safe = context.wrap_socket(sock, server_hostname=mail.host) if mail.safety == "tls" else sock
            with _Over(safe, mail.host, mail.port, channels.seconds, mail.sender.partition("@")[2]) as server:
                if mail.safety == "starttls":
                    server.starttls(context=context)
                if mail.user:
                    server.login(mail.user, mail.password)
                server.send_message(message)
    finally:
        sock.close()


class _Over(smtplib.SMTP):
    """The client over a connection that is there already."""

    def __init__(self, sock: socket.socket, host: str, port: int, seconds: float, name: str) -> None:
        self._ready = sock
        super().__init__(host, port, local_hostname=name, timeout=seconds)

    def _get_socket(self, *_args: Any) -> socket.socket:
        return self._ready
