"""What a failure of the disk or of the database means, as one problem with its remedy.

SQLite says it in words (https://www.sqlite.org/rescode.html), PostgreSQL by its error codes (its manual, appendix A), the
system by error numbers.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from app.problems import Problem, problem

#: What can be told of: everything else is a fault of the program.
FAULTS = (OSError, sqlite3.Error, DBAPIError)

FULL, READ_ONLY, LOCKED, CORRUPT, DISK = "S013", "S014", "S015", "S012", "S016"

_NUMBERS = {
    errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EFBIG: FULL, errno.EROFS: READ_ONLY, errno.EACCES: READ_ONLY,
    errno.EPERM: READ_ONLY, errno.EIO: DISK, errno.ENOENT: DISK, errno.ENOTDIR: DISK,
    errno.EEXIST: DISK,
}

#: In SQLite's words; the first that is found counts.
_WORDS = {
    "is full": FULL, "readonly database": READ_ONLY, "unable to open": READ_ONLY, "is locked": LOCKED, "is busy": LOCKED,
    "malformed": CORRUPT, "not a database": CORRUPT, "disk i/o error": DISK,
}

_STATES = {
    "53100": FULL, "25006": READ_ONLY, "55P03": LOCKED, "40P01": LOCKED, "XX001": CORRUPT, "XX002": CORRUPT, "58030": DISK,
}


def fault_of(error: BaseException) -> Problem | None:
    """The problem that ``error`` is: S012 to S016, S008 for a database that is away; None for anything else.

    Looks at what the error was raised from, too. Neither addresses nor passwords stand in it.
    """
    for each in _chain(error):
        code = _code(each)
        if code:
            return problem(code, what=_words(each))
    away = next((each for each in _chain(error) if _is_away(each)), None)
    return problem("S008", what=_words(away)) if away else None


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        if isinstance(error, DBAPIError) and error.orig is not None:
            yield error.orig
        error = error.__cause__


def _code(error: BaseException) -> str | None:
    if isinstance(error, OSError):
        return _NUMBERS.get(error.errno or 0)
    if isinstance(error, sqlite3.Error):
        if getattr(error, "sqlite_errorname", "") == "SQLITE_IOERR_SHMSIZE":  # no room for the index of the write-ahead log
            return FULL
        said = str(error).lower()
        return next((code for words, code in _WORDS.items() if words in said), None)
    return _STATES.get(getattr(error, "sqlstate", None) or "")


def _is_away(error: BaseException) -> bool:
    """A server that does not answer, lets nobody in, or is being stopped. SQLite's errors of that name are the program's."""
    if type(error).__name__ != "OperationalError" or isinstance(error, (DBAPIError, sqlite3.Error)):
        return False
    state = getattr(error, "sqlstate", None)
    return state is None or state[:2] in ("08", "28", "3D", "57")


def _words(error: BaseException) -> str:
    if isinstance(error, OSError):
        return ": ".join(str(part) for part in (error.filename, error.strerror) if part)
    return (str(error).splitlines() or [type(error).__name__])[0]
