"""Every problem the product can report, by code; one file per family.

D… declarations (YAML) · E… the rule language · V… values · F… files and rows · A… access and acts · S… set-up and database.
"""

from app.problems.catalogue.acts import ACTS
from app.problems.catalogue.declarations import DECLARATIONS
from app.problems.catalogue.detail import Detail
from app.problems.catalogue.files import FILES
from app.problems.catalogue.policies import POLICIES
from app.problems.catalogue.rules import RULES
from app.problems.catalogue.setup import SETUP
from app.problems.catalogue.values import VALUES

CATALOGUE: dict[str, Detail] = {**DECLARATIONS, **POLICIES, **RULES, **VALUES, **FILES, **ACTS, **SETUP}

__all__ = ["CATALOGUE", "Detail"]
