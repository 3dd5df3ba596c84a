"""``schema/*.yaml`` → checked, frozen declarations. Neither Flask nor a database."""

from app.definition.acts import ABILITIES, BASE_ACTS, Act
from app.definition.loader import load_definition
from app.definition.types import (
    LEVELS,
    Chart,
    Check,
    Children,
    Definition,
    Duplicates,
    Field,
    Group,
    ImportRule,
    Level,
    MenuEntry,
    MenuGroup,
    Order,
    Pack,
    Register,
    Role,
    Scope,
    Term,
    VocabularyList,
)

__all__ = [
    "ABILITIES", "BASE_ACTS", "LEVELS", "Act", "Chart", "Check", "Children", "Definition", "Duplicates", "Field", "Group",
    "ImportRule", "Level", "MenuEntry", "MenuGroup", "Order", "Pack", "Register", "Role", "Scope", "Term", "VocabularyList",
    "load_definition",
]
