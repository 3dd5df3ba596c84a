"""Policies as pages: what is in force, the form of a new version, the second look with the trial run."""
