"""A point on the map."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Column, Float

from app.expressions import Kind, kinds
from app.fieldtypes.base import FieldType
from app.fieldtypes.reading import Reading, clean_text, narrow, quoted
from app.fieldtypes.wording import Wording
from app.problems import BadValue
from app.words import Words

_SEPARATOR = re.compile(r"[\s,;，；、]+")


class Point(NamedTuple):
    """WGS84 decimal degrees, six decimals (about 0.1 m)."""

    lat: float
    lon: float


@dataclass(frozen=True, kw_only=True)
class GeoPoint(FieldType):
    """A place as latitude and longitude (WGS84 decimal degrees, entities.md)."""

    kind = "geo_point"
    words = Words("坐标", "map point")
    summary = Words("纬度,经度（WGS84 十进制度）", "latitude, longitude in WGS84 decimal degrees")
    control = "geo_point"
    operator_keys = ("empty", "filled")

    def column_name(self, key: str) -> str:
        return f"{key}_lat"

    def columns(self, key: str) -> tuple[Column[Any], ...]:
        return (Column(f"{key}_lat", Float(53)), Column(f"{key}_lon", Float(53)))

    def write(self, key: str, value: Any) -> dict[str, Any]:
        lat, lon = value or (None, None)
        return {f"{key}_lat": lat, f"{key}_lon": lon}

    def read(self, key: str, row: Mapping[str, Any]) -> Point | None:
        lat, lon = row[f"{key}_lat"], row[f"{key}_lon"]
        return None if lat is None or lon is None else Point(lat, lon)

    def parse(self, raw: Any, reading: Reading) -> Point | None:
        parts = self._parts(raw)
        if not parts:
            return None
        try:
            lat, lon = (round(float(part), 6) for part in parts)
        except (TypeError, ValueError, OverflowError) as bad:
            raise BadValue("V052", given=quoted(raw)) from bad
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # also refuses nan
            raise BadValue("V053", lat=lat, lon=lon)
        return Point(lat, lon)

    def _parts(self, raw: Any) -> list[Any]:
        if isinstance(raw, Mapping):
            return [raw.get("lat"), raw.get("lon")] if any(v is not None for v in raw.values()) else []
        if isinstance(raw, (list, tuple)):
            return [part for part in raw if part not in (None, "")]
        text = clean_text(raw)
        return _SEPARATOR.split(narrow(text)) if text else []

    def show(self, value: Any, wording: Wording) -> str:
        return f"{value[0]:.6f}, {value[1]:.6f}"

    def as_json(self, value: Any) -> Any:
        return {"lat": value[0], "lon": value[1]}

    def search_texts(self, value: Any) -> tuple[str, ...]:
        return ()

    def json_schema(self) -> dict[str, Any]:
        return {"type": "object", "properties": {"lat": {"type": "number"}, "lon": {"type": "number"}}}

    def as_input(self, value: Any) -> str:
        """As it is shown: latitude, longitude."""
        return f"{value[0]:.6f}, {value[1]:.6f}"

    def rule_kind(self) -> Kind:
        return kinds.OPAQUE

    def example(self, number: int = 1) -> str:
        return f"30.6{number % 10}, 105.2{number % 10}"
