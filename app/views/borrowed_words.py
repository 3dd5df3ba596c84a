"""Sentences of FAB that our pages may show and whose own catalogue lacks them in Chinese; here, so that ours has them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

SHOWN = (
    _("Access is Denied"),
    _("Add"),
    _("Are you sure you want to delete this item?"),
    _("Contains (insensitive)"),
    _("Database Error"),
    _("Delete"),
    _("Edit"),
    _("In"),
    _("Invalid login. Please try again."),
    _("Not In"),
    _("Not a valid choice"),
    _("Password Changed"),
    _("Record Count"),
    _("Show"),
    _("Starts with"),
    _("Not Starts with"),
    _("User information changed"),
    _("Welcome"),
)
