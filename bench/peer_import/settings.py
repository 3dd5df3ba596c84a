"""The smallest Django project that can import: one application, SQLite as Django sets it up with WAL."""

import os

SECRET_KEY = "bench"  # noqa: S105  (nothing is served)
INSTALLED_APPS = ["bench.peer_import.roster"]
DATABASES = {"default": {
    "ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["PEER_DATABASE"],
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"},
}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
LANGUAGE_CODE = "zh-hans"
