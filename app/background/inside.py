"""Connections that stay inside the site: the address is looked up once, judged, and that very address is connected to."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import IPv4Address, IPv6Address, ip_address

from app.records.channels import Channels, Network


class NotSent(Exception):
    """A try that failed; ``code`` says why in a word of ours, never in those of the other side."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def is_inside(address: IPv4Address | IPv6Address, networks: Sequence[Network]) -> bool:
    """Whether an address is private (not link-local, where machines keep secrets of their own) or in one of the networks."""
    plain = getattr(address, "ipv4_mapped", None) or address
    if any(plain in network for network in networks):
        return True
    elsewhere = plain.is_link_local or plain.is_unspecified or plain.is_multicast or plain.is_reserved
    return plain.is_loopback or (bool(plain.is_private) and not elsewhere)


def connect(host: str, port: int, channels: Channels) -> socket.socket:
    """A connection to ``host``. Raises NotSent where it has an address outside the site or none answers."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as unknown:
        raise NotSent("unknown_host") from unknown
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    if not all(is_inside(ip_address(address.partition("%")[0]), channels.inside) for address in addresses):
        raise NotSent("outside")
    for address in addresses:
        try:
            return socket.create_connection((address, port), timeout=channels.seconds)
        except OSError:
            continue
    raise NotSent("no_connection")


@contextmanager
def in_time(sock: socket.socket, seconds: float) -> Iterator[None]:
    """End the connection after so many seconds, also where the other side keeps sending a little."""
    own = sock.dup()  # encryption takes the first handle away
    timer = threading.Timer(seconds, _end, (own,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        own.close()


def _end(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:  # it has ended by itself
        return
