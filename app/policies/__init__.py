"""Policies of the county: their figures as a form, a new version of them, and what it would change (the trial run)."""
