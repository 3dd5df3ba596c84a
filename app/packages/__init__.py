"""Packages: the rows of one unit's subtree as one file, from one installation to another (docs/decisions/0011-packages.md).

``export_package`` writes one; ``import_package`` looks at one or brings it, all of it or nothing.
"""

from app.packages.bringing import Brought, import_package
from app.packages.packing import export_package

__all__ = ["Brought", "export_package", "import_package"]
