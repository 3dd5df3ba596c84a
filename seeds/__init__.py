"""Initial data. Python is here only where invented records are drawn (demo/draw.py)."""
