"""One policy file → one checked policy. The file's data come from the strict YAML loader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.decisions.colour_policy import read_colours
from app.decisions.course_policy import read_course
from app.decisions.declared import Declared, MarkOf
from app.decisions.notice_policy import read_notices
from app.decisions.period_policy import read_periods
from app.decisions.policies import Policy
from app.decisions.return_policy import read_returns
from app.decisions.routing import read_routing
from app.decisions.supply_policy import read_supplies
from app.decisions.target_policy import read_targets
from app.decisions.village_warning import read_warnings
from app.problems import Problems

READERS: Mapping[str, Callable[[Declared], Policy]] = MappingProxyType({
    "colours": read_colours, "course": read_course, "notices": read_notices, "periods": read_periods, "returns": read_returns,
    "routing": read_routing, "supplies": read_supplies, "targets": read_targets,
    "warnings": read_warnings})


def read_policy(data: Mapping[str, Any], mark_of: MarkOf) -> Policy:
    """The policy that ``data`` declares; ``mark_of`` tells where a place such as ``("scale", "red")`` was written.

    Raises Problems with every fault of the file (D4…).
    """
    file = Declared(data, mark_of)
    read = file.at("policy").one_of(READERS) if file.is_mapping() else None
    policy = read(file) if read else None
    if policy is None or file.found:
        raise Problems(file.found)
    return replace(policy, raw=data)
