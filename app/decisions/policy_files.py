"""One policy file → one checked policy. The file's data come from the strict YAML loader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from app.decisions.colour_policy import read_colours
from app.decisions.colours import ColourPolicy
from app.decisions.declared import Declared, MarkOf
from app.decisions.period_policy import read_periods
from app.decisions.periods import PeriodPolicy
from app.decisions.supply_policy import SupplyPolicy, read_supplies
from app.problems import Problems

READERS: Mapping[str, Callable[[Declared], ColourPolicy | PeriodPolicy | SupplyPolicy]] = MappingProxyType(
    {"colours": read_colours, "periods": read_periods, "supplies": read_supplies})


def read_policy(data: Mapping[str, Any], mark_of: MarkOf) -> ColourPolicy | PeriodPolicy | SupplyPolicy:
    """The policy that ``data`` declares; ``mark_of`` tells where a place such as ``("scale", "red")`` was written.

    Raises Problems with every fault of the file (D4…).
    """
    file = Declared(data, mark_of)
    read = file.at("policy").one_of(READERS) if file.is_mapping() else None
    policy = read(file) if read else None
    if policy is None or file.found:
        raise Problems(file.found)
    return policy
