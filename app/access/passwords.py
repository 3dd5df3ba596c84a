"""Passwords: what is good enough, and how they are kept (ASVS 6.2; GB/T 22239 asks for complexity as well)."""

from __future__ import annotations

import secrets

from werkzeug.security import check_password_hash, generate_password_hash

from app.problems import Problem, problem

SHORTEST, LONGEST = 8, 128
_METHOD = "scrypt"
_ALPHABET = "abcdefghijkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679"  # nothing that is mistaken for something else

#: A hash that no password fits: checked for unknown users, so that they take as long as known ones.
#: Written as werkzeug would, from random bytes, for making a real one is 50 ms of every start.
NOBODYS_HASH = f"scrypt:32768:8:1${secrets.token_urlsafe(12)}${secrets.token_hex(64)}"


def judge(password: str, *, username: str, name: str) -> list[Problem]:
    """A021 for a password that is too short, of one class of signs, guessable, or holds the user's own name."""
    from zxcvbn import zxcvbn  # its word lists are a tenth of a second of every start, and few processes judge a password

    guessable = zxcvbn(password[:72], user_inputs=[username, name])["score"] < 2 if password else True
    too_plain = sum(map(bool, _classes(password))) < 2
    holds_name = len(username) >= 3 and username.lower() in password.lower()
    if not SHORTEST <= len(password) <= LONGEST or guessable or too_plain or holds_name:
        return [problem("A021", field="password")]
    return []


def _classes(password: str) -> tuple[bool, bool, bool]:
    letters = any(sign.isalpha() for sign in password)
    digits = any(sign.isdigit() for sign in password)
    return letters, digits, any(not sign.isalnum() for sign in password)


def hashed(password: str) -> str:
    """The password as it is kept."""
    return generate_password_hash(password, method=_METHOD)


def fits(kept: str | None, password: str) -> bool:
    """Whether the password is the one that was kept; always costs one hash."""
    return check_password_hash(kept or NOBODYS_HASH, password) and kept is not None


def first_password() -> str:
    """A random first password, easy to read aloud; it must be changed at the first log-in."""
    groups = ("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)
