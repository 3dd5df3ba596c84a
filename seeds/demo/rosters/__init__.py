"""Rosters to try the import with: two files as offices send them, drawn by ``draw.py``."""
