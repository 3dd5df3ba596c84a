"""The screens of a register: subclasses of FAB's ModelView, made from the declaration."""

from app.views.register.view import make_screen

__all__ = ["make_screen"]
