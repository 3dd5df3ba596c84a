"""The signed webhook: one POST of JSON, no redirects, its signature over time and body.

    X-Zhenzhi-Message    the id of the message, the same at every try: what was taken once may be left alone
    X-Zhenzhi-Time       seconds since 1970 of this try: one that is minutes old was recorded by somebody
    X-Zhenzhi-Signature  v1=HEX: HMAC-SHA256 with the shared key over the time, a full stop and the body
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ssl
from datetime import datetime
from urllib.parse import urlsplit

from app.background.inside import NotSent, connect, in_time
from app.records.channels import Channels

MESSAGE, TIME, SIGNATURE = "X-Zhenzhi-Message", "X-Zhenzhi-Time", "X-Zhenzhi-Signature"


def signature(key: str, time: str, body: bytes) -> str:
    """What the header of this name holds."""
    return "v1=" + hmac.new(key.encode(), time.encode() + b"." + body, hashlib.sha256).hexdigest()


def post(channels: Channels, token: str, body: bytes, now: datetime) -> None:
    """Send one message. Raises NotSent unless the answer is a 2xx in time."""
    assert channels.webhook is not None
    time = str(int(now.timestamp()))
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "zhenzhi", "Connection": "close",
               MESSAGE: token, TIME: time, SIGNATURE: signature(channels.webhook.key, time, body)}
    try:
        status = _exchange(channels, channels.webhook.url, body, headers)
    except ssl.SSLError as bad:
        raise NotSent("not_safe") from bad
    except (OSError, http.client.HTTPException) as bad:
        raise NotSent("too_slow" if isinstance(bad, TimeoutError) else "broken_off") from bad
    if not 200 <= status < 300:
        raise NotSent(f"status_{status}")


def _exchange(channels: Channels, url: str, body: bytes, headers: dict[str, str]) -> int:
    parts = urlsplit(url)
    host, safe = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if safe else 80)
    sock = connect(host, port, channels)
    try:
        with in_time(sock, channels.seconds):
            context = ssl.create_default_context()
            made = http.client.HTTPSConnection(host, port, context=context) if safe else http.client.HTTPConnection(host, port)
            made.sock = context.wrap_socket(sock, server_hostname=host) if safe else sock
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            made.request("POST", path, body, headers)
            return made.getresponse().status
    finally:
        sock.close()
