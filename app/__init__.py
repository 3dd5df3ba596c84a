"""镇治: a town's registers, declared in ``schema/`` and served as a secured admin system.

The folders below are the pipeline; a folder imports only from those left of it
(``pyproject.toml`` holds the order, import-linter checks it).
"""
