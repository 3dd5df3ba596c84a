"""A port that nobody listens on."""

from __future__ import annotations

import errno
import socket

#: How many ports are tried, from the wished one on.
TRIED = 50


def listen(host: str, port: int) -> socket.socket:
    """A listening socket on the first free port from ``port`` on. Raises OSError where the host is not ours or none is free."""
    for wished in range(port, min(port + TRIED, 65536)):
        listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, wished))
            listening.listen(128)
        except OSError as error:
            listening.close()
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
        else:
            return listening
    raise OSError(errno.EADDRINUSE, f"no free port from {port} on")
