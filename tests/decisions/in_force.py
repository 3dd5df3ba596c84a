"""The policies of schema/policies/ as the tests use them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from app.decisions.colours import ColourPolicy
from app.decisions.course_policy import CoursePolicy
from app.decisions.declared import Place
from app.decisions.periods import PeriodPolicy
from app.decisions.policy_files import read_policy
from app.decisions.public_holidays import public_holidays
from app.decisions.return_policy import ReturnPolicy
from app.decisions.routing import RoutingPolicy
from app.decisions.village_warning import WarningPolicy
from app.problems import Mark, Problems

FOLDER = Path(__file__).parents[2] / "schema" / "policies"


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


def mark_of(place: Place) -> Mark:
    return Mark("policy.yaml", 1, ".".join(map(str, place)))


def read(text: str) -> Any:
    return read_policy(yaml.safe_load(text), mark_of)


def problems_of(text: str) -> list[str]:
    """``place: code`` of every fault."""
    try:
        read(text)
    except Problems as bad:
        return sorted(f"{(found.mark and found.mark.column) or 'file'}: {found.code}" for found in bad.found)
    return []


COLOURS: ColourPolicy = read(text_of("colours"))
PERIODS: PeriodPolicy = read(text_of("periods"))
COURSE: CoursePolicy = read(text_of("course"))
RETURNS: ReturnPolicy = read(text_of("returns"))
ROUTING: RoutingPolicy = read(text_of("routing"))
WARNINGS: WarningPolicy = read(text_of("warnings"))
RAW_COLOURS: dict[str, Any] = yaml.safe_load(text_of("colours"))
DISPUTE = COLOURS.registers["dispute"]
HAZARD = COLOURS.registers["hazard"]
HOLIDAYS = public_holidays()
