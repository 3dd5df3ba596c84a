"""What changes rows by rule. A pack is named in a declaration (``behaves: [escalates]``) and looked up here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.behaviours.escalation import Escalates
from app.behaviours.looks import LooksBack
from app.behaviours.rectifying import Rectifies
from app.behaviours.returns import Returns
from app.behaviours.stock import Stock
from app.behaviours.tasks import Tasks
from app.behaviours.timed import Timed
from app.behaviours.warned import Warned
from app.records.site import Behaviour

_ALL: tuple[Behaviour, ...] = (Escalates(), LooksBack(), Rectifies(), Returns(), Stock(), Tasks(), Timed(), Warned())

BEHAVIOURS: Mapping[str, Behaviour] = MappingProxyType({each.pack.key: each for each in _ALL})
