"""What a response tells, and which records' canaries are in it."""

from __future__ import annotations

import html
import io
import re
import zipfile
from urllib.parse import unquote

from werkzeug.test import TestResponse

from tests.matrix.growing import PLACES, Grown, Place

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_CANARY = re.compile(r"雀(.)(.)尾")
#: What differs from one request to the next although the same is told.
_PASSING = re.compile(r'nonce="[^"]*"|(?:content|value)="[\w.-]{60,}"|"X-CSRFToken": ?"[^"]*"|"token": ?"[^"]*"'
                      r'|name="sending" value="[^"]*"')


def text_of(response: TestResponse) -> str:
    """Headers and body, the parts of a workbook too; escapes of HTML, of JSON and of addresses resolved."""
    heads = "\n".join(f"{name}: {value}" for name, value in response.headers)
    text = unquote(heads + "\n" + body_of(response))
    return html.unescape(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))


def body_of(response: TestResponse) -> str:
    """The body as text; of a workbook everything that its sheets, comments, hidden sheets and shared texts say."""
    data = response.get_data()
    if not data.startswith(b"PK\x03\x04"):
        return data.decode("utf-8", errors="replace")
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return "\n".join(book.read(name).decode("utf-8", errors="replace")
                         for name in sorted(book.namelist()) if name.startswith("xl/"))


def lasting(response: TestResponse) -> str:
    """Status and body without tokens and nonces: the same wherever the same is told."""
    return f"{response.status_code}\n{_PASSING.sub('', body_of(response))}"


class Canaries:
    """Finds the canaries of grown records in texts."""

    def __init__(self, grown: Grown) -> None:
        kinds = {register.key: register.scope.kind for register in grown.definition.registers.values()}
        self.signs = {grown.canary(register, place): (register, place)
                      for register, place in grown.everything() if kinds[register] != "tree"}
        trees = [register for register, kind in kinds.items() if kind == "tree"]
        names = [(grown.canary(register, place), (register, place)) for register in trees for place in PLACES]
        self.names = sorted(names, key=lambda each: -len(each[0]))

    def found(self, text: str) -> set[tuple[str, Place]]:
        """The (register, place) of every canary in the text."""
        found = {self.signs[whole[0]] for whole in _CANARY.finditer(text) if whole[0] in self.signs}
        for name, whose in self.names:  # the longest first: a grid's name begins with its village's
            if name in text:
                found.add(whose)
                text = text.replace(name, "")
        return found
