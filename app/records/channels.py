"""Where notices are sent beside the pages: a signed webhook and e-mail, both off unless the settings name them (config.py)."""

from __future__ import annotations

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from typing import Literal

Channel = Literal["webhook", "mail"]
Network = IPv4Network | IPv6Network


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """An address that takes notices by POST, and the key that signs them."""

    url: str
    key: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail server. ``safety``: starttls, tls from the start, or none."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    safety: Literal["starttls", "tls", "none"] = "starttls"


@dataclass(frozen=True, kw_only=True)
class Channels:
    """What an installation sends. ``seconds``: how long one try may take; ``inside``: networks beside the private ones that
    belong to the site; ``login_url``: where a message sends its reader."""

    webhook: Webhook | None = None
    mail: Mail | None = None
    seconds: int = 10
    inside: tuple[Network, ...] = ()
    login_url: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is sent."""
        return self.webhook is not None or self.mail is not None
