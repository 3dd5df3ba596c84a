"""The parts of ``draw.py``: people, places, teams, disputes and what became of them. All invented."""
