"""Rules across fields, registers, roles and the menu. Each check yields located problems; none raises."""

from app.definition.checks.access import check_grants, check_roles
from app.definition.checks.behaviour import check_behaviours
from app.definition.checks.context import Context
from app.definition.checks.entering import check_entering
from app.definition.checks.fields import check_fields
from app.definition.checks.links import check_children, check_names, check_needs, check_references, check_scope
from app.definition.checks.lists import check_charts, check_import, check_lists
from app.definition.checks.menu import check_menu
from app.definition.checks.policies import check_policy_words
from app.definition.checks.vocabularies import check_vocabularies

CHECKS = (
    check_names,
    check_needs,
    check_fields,
    check_references,
    check_scope,
    check_children,
    check_lists,
    check_charts,
    check_import,
    check_entering,
    check_behaviours,
    check_roles,
    check_grants,
    check_menu,
    check_vocabularies,
    check_policy_words,
)

__all__ = ["CHECKS", "Context"]
