"""Our own files under an address that holds their fingerprint: browsers keep them for good and fetch them compressed."""

from __future__ import annotations

import hashlib
import mimetypes
from pathlib import Path

from flask import Flask, Response, request, send_from_directory

from app.serving.compressing import becomes_smaller, packed, takes_gzip
from app.serving.stylesheets import as_sent

_FOR_GOOD = 365 * 24 * 3600  #: seconds
_SMALLEST = 9  #: zlib's level for what is compressed once


class Assets:
    """The files of ``folder``. They are compressed when they are first asked for, and then kept in memory (about 0.5 MB)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.names = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        self.version = _fingerprint(folder, self.names)
        self._packed: dict[str, bytes] = {}

    def answer(self, filename: str) -> Response:
        """The file, compressed for who takes it. Raises NotFound."""
        worth = filename in self.names and becomes_smaller(_kind(filename), (self.folder / filename).stat().st_size)
        if worth and takes_gzip():
            response = self._small(filename)
        else:
            response = send_from_directory(self.folder, filename, max_age=_FOR_GOOD)
        response.cache_control.public, response.cache_control.max_age = True, _FOR_GOOD
        response.cache_control.immutable = True
        if worth:
            response.vary.add("Accept-Encoding")
        return response

    def _small(self, filename: str) -> Response:
        if filename not in self._packed:
            self._packed[filename] = packed(as_sent(filename, (self.folder / filename).read_bytes()), _SMALLEST)
        response = Response(self._packed[filename], mimetype=_kind(filename), headers={"Content-Encoding": "gzip"})
        response.set_etag(f"{self.version}-gzip")
        response.make_conditional(request)
        return response


def _kind(filename: str) -> str | None:
    return mimetypes.guess_type(filename)[0]


def serve_assets(app: Flask) -> str:
    """Serve the static folder of ``app``; the address below which its files lie, without a slash at the end."""
    assets = Assets(Path(app.static_folder or ""))
    address = f"/static/v-{assets.version}"

    def asset(filename: str) -> Response:
        return assets.answer(filename)

    app.add_url_rule(f"{address}/<path:filename>", "asset", asset)
    return address


def _fingerprint(folder: Path, names: set[str]) -> str:
    """Of names and contents, so that all processes and machines with the same files give the same addresses."""
    seen = hashlib.sha256()
    for name in sorted(names):
        content = as_sent(name, (folder / name).read_bytes())
        seen.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return seen.hexdigest()[:10]
