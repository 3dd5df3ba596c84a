"""What templates need beside their values: addresses of our static files, and icons."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from jinja2 import Environment

ICONS = "icons.svg"


def prepare_templates(environment: Environment, *, static: str) -> None:
    """Give every template ``asset(path)`` and ``icon(name)``.

    ``static`` is the address below which app/static/ is served, without a slash at the end. The files name each other
    by relative addresses, so it may hold a fingerprint (``/static/v-1a2b3c``) and the files be kept by browsers forever.
    """
    asset = asset_under(static)
    environment.globals.update(asset=asset, icon=icon_from(asset(ICONS)))


def asset_under(static: str) -> Callable[[str], str]:
    """From the path of a file in app/static/ to its address."""
    return lambda path: f"{static}/{path}"


def icon_from(sprite: str) -> Callable[..., Markup]:
    """From the name of a symbol in static/icons.svg to its drawing, which says nothing to screen readers."""

    def icon(name: str) -> Markup:
        return Markup('<svg class="icon" width="18" height="18" aria-hidden="true"><use href="{}#{}"/></svg>').format(
            sprite, escape(name)
        )

    return icon
