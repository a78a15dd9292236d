"""Accounts and sessions. Both the command line and a running server use them at the same time; each change counts at once."""

import hashlib
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from assistant.accounts.database import Clock, PeopleDatabase, accounts, sessions, stamp, utc_now
from assistant.accounts.passwords import fits, hashed, outdated
from assistant.accounts.roles import AT_THIS_MACHINE, Person, Role
from assistant.errors import AccountError

_NAME = re.compile(r"\w[\w.@+\\-]{0,63}")  # also name@company and DOMAIN\name, as sign-on systems give them


@dataclass(frozen=True, slots=True)
class Account:
    """An account as it is listed; without a password, its owner comes through the company's sign-on. While it is off, nobody comes in
    by it; moments are ISO 8601 in UTC."""

    name: str
    role: Role
    has_password: bool
    since: str
    off_since: str | None = None


class People:
    """Accounts and sessions over the database of people."""

    def __init__(self, database: PeopleDatabase, now: Clock = utc_now) -> None:
        self._database = database
        self._now = now

    # Accounts

    def add(self, name: str, role: Role, password: str | None) -> None:
        """Make an account. Raises AccountError for a name that is taken or cannot be one, or a password that is too weak."""
        name = account_name(name)
        if name == AT_THIS_MACHINE.name:
            raise AccountError(f"the name {name!r} stands for whoever sits at the server; choose another")
        row = {
            "name": name,
            "role": role.value,
            "password_hash": None if password is None else hashed(password, name),
            "since": stamp(self._now()),
        }
        try:
            with self._database.writing() as connection:
                connection.execute(accounts.insert(), row)
        except sa.exc.IntegrityError as error:
            raise AccountError(f"there is an account {name!r} already; change it with: assistant user password|role {name}") from error

    def all(self) -> list[Account]:
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(accounts).order_by(accounts.c.name))
            return [_listed(row) for row in rows]

    def account(self, name: str) -> Account | None:
        """The account of this name, off or not; `name` may be anything that somebody typed."""
        row = self._account(name)
        return None if row is None else _listed(row)

    def set_password(self, name: str, password: str) -> None:
        """Give a new password and end the sessions that the old one began."""
        name = account_name(name)
        self._change(name, ends_sessions=True, password_hash=hashed(password, name))

    def set_role(self, name: str, role: Role) -> None:
        """Give another role; it holds from the next request on."""
        self._change(account_name(name), role=role.value)

    def switch_off(self, name: str) -> None:
        """Let nobody in by this account until it is switched on again, and end its sessions."""
        self._change(account_name(name), ends_sessions=True, off_since=stamp(self._now()))

    def switch_on(self, name: str) -> None:
        self._change(account_name(name), off_since=None)

    def remove(self, name: str) -> None:
        """Remove an account and end its sessions."""
        with self._database.writing() as connection:
            removed = connection.execute(accounts.delete().where(accounts.c.name == account_name(name)))
        if not removed.rowcount:
            raise _unknown(name)

    def signed_on(self, name: str) -> Person | None:
        """Whom the company's sign-on names: staff, unless an account says more; None where the account is off. Raises AccountError."""
        account = self.account(account_name(name))
        if account is None:
            return Person(account_name(name), Role.STAFF)
        return None if account.off_since else Person(account.name, account.role)

    # Signing in

    def check(self, name: str, password: str) -> Person | None:
        """The person, where the password is right. Takes as long for a name that nobody has."""
        row = self._account(name)
        stored: str | None = None if row is None else row.password_hash
        if not fits(password, stored) or row is None or stored is None or row.off_since:
            return None
        if outdated(stored):
            self._change(row.name, password_hash=hashed(password, row.name))
        return Person(row.name, Role(row.role))

    def begin_session(self, person: Person, hours: float) -> str:
        """A new session's secret, for the cookie; sessions that have ended are forgotten."""
        token = secrets.token_urlsafe(32)
        now = self._now()
        with self._database.writing() as connection:
            connection.execute(sessions.delete().where(sessions.c.ends <= stamp(now)))
            row = {"token_sha": _sha(token), "name": person.name, "ends": stamp(now + timedelta(hours=hours))}
            connection.execute(sessions.insert(), row)
        return token

    def of_session(self, token: str) -> Person | None:
        """Who began the session, with the role of today; None where it has ended."""
        query = sa.select(accounts.c.name, accounts.c.role).join(sessions, sessions.c.name == accounts.c.name)
        query = query.where(sessions.c.token_sha == _sha(token), sessions.c.ends > stamp(self._now()), accounts.c.off_since.is_(None))
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        return None if row is None else Person(row.name, Role(row.role))

    def end_session(self, token: str) -> None:
        with self._database.writing() as connection:
            connection.execute(sessions.delete().where(sessions.c.token_sha == _sha(token)))

    def _account(self, name: str) -> "sa.Row[tuple[object, ...]] | None":
        try:
            name = account_name(name)
        except AccountError:
            return None
        with self._database.reading() as connection:
            return connection.execute(sa.select(accounts).where(accounts.c.name == name)).first()

    def _change(self, name: str, ends_sessions: bool = False, **values: str | None) -> None:
        with self._database.writing() as connection:
            changed = connection.execute(accounts.update().where(accounts.c.name == name).values(**values))
            if ends_sessions:
                connection.execute(sessions.delete().where(sessions.c.name == name))
        if not changed.rowcount:
            raise _unknown(name)


def account_name(text: str) -> str:
    """The one form of a name, however it is typed: full width, capitals and spaces around it make no other person. Raises AccountError."""
    name = unicodedata.normalize("NFKC", text).strip().casefold()
    if not _NAME.fullmatch(name):
        raise AccountError(
            f"{text[:80]!r} is no name of an account; use up to 64 letters, digits and . _ - @ + \\, beginning with a letter or digit"
        )
    return name


def _listed(row: "sa.Row[tuple[object, ...]]") -> Account:
    return Account(row.name, Role(row.role), row.password_hash is not None, row.since, row.off_since)


def _unknown(name: str) -> AccountError:
    return AccountError(f"there is no account {name!r}; see: assistant user list")


def _sha(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
