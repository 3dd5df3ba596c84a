"""Units, teams and members as Django models, with what an import needs to check them."""
