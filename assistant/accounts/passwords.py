"""Passwords as argon2id hashes, with the parameters that argon2-cffi recommends (RFC 9106, 64 MiB a hash)."""

import secrets
from enum import Enum
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from assistant.errors import AccountError

LEAST_CHARS, MOST_CHARS = 10, 256

_CLEAR = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread when somebody copies it by hand
_hasher = PasswordHasher()


def new_password() -> str:
    """A password to begin with: 16 random characters (79 bits), in four groups."""
    return "-".join("".join(secrets.choice(_CLEAR) for _ in range(4)) for _ in range(4))


class Weakness(Enum):
    """Why nobody may have such a password."""

    LENGTH = f"give {LEAST_CHARS} to {MOST_CHARS} characters"
    EASY = "it is too easy to guess; give one that is neither the name nor a few repeated characters"


def weakness(password: str, name: str) -> Weakness | None:
    """What is wrong with a password for `name`."""
    if not LEAST_CHARS <= len(password) <= MOST_CHARS:
        return Weakness.LENGTH
    return Weakness.EASY if password.casefold() in (name, name * 2) or len(set(password)) < 4 else None


def hashed(password: str, name: str) -> str:
    """The hash of a password that `name` may use. Raises AccountError for a weak one."""
    if weak := weakness(password, name):
        raise AccountError(f"a password of {len(password)} characters: {weak.value}")
    return _hasher.hash(password)


def fits(password: str, stored: str | None) -> bool:
    """Whether the password belongs to the stored hash. Where there is none, as much time is spent, so that nobody learns who has an account."""
    try:
        return _hasher.verify(stored or _nobodys(), password[: MOST_CHARS + 1]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobodys() -> str:
    return _hasher.hash(secrets.token_hex())
