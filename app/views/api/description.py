"""What the OpenAPI description says of every endpoint alike, so that an endpoint's own words hold only what is its own."""

from __future__ import annotations

import re
from typing import Any

#: Parts of an address that are texts; the others are ids.
_TEXTS = frozenset({"act"})

_PART = re.compile(r"{(\w+)}")


def describe(path: str, operation: dict[str, Any]) -> None:
    """Add the parts of the address, 401 (who asks is not known) and, for a record, 404 (there is none for whoever asks)."""
    parts = [_parameter(name) for name in _PART.findall(path)]
    if parts:
        operation["parameters"] = [*parts, *operation.get("parameters", [])]
    statuses = ("401", "404") if parts else ("401",)
    operation["responses"].update({status: {"$ref": f"#/components/responses/{status}"} for status in statuses})


def _parameter(name: str) -> dict[str, Any]:
    return {"in": "path", "name": name, "schema": {"type": "string" if name in _TEXTS else "integer"}}
