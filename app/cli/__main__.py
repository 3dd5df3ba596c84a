"""``python -m app.cli schema check`` and its like."""

from app.cli import main

main(prog_name="python -m app.cli")
