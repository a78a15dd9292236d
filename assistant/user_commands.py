"""assistant user …: the accounts, on the command line of the machine that serves; and assistant audit, what was done."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from assistant.accounts.database import PeopleDatabase
from assistant.accounts.deeds import Deeds
from assistant.accounts.people import People, account_name
from assistant.accounts.roles import Role
from assistant.errors import AccountError
from assistant.settings import load_settings

users = typer.Typer(no_args_is_help=True, help="Accounts: who may sign in, and in which role.")

COMMAND_LINE = "command line"  # who, in the audit log

DataDir = Annotated[Path | None, typer.Option("--data-dir", help="where the database of people lies")]
Name = Annotated[str, typer.Argument(help="the account's name")]
RoleChoice = Annotated[Role, typer.Option("--role", help="what the person may do")]


@users.command()
def add(
    name: Name,
    role: RoleChoice = Role.STAFF,
    password: Annotated[
        bool, typer.Option("--password/--no-password", help="without one, the person comes through the proxy's sign-on")
    ] = True,
    data_dir: DataDir = None,
) -> None:
    """Make an account; the password is asked for, or read from standard input."""
    with _opened(data_dir) as (people, deeds):
        people.add(name, role, _password() if password else None)
        deeds.record(COMMAND_LINE, "account added", f"{account_name(name)} {role}")


@users.command(name="list")
def list_all(data_dir: DataDir = None) -> None:
    """Print name, role, how the person signs in, since when, and whether the account is off: a line each, separated by tabs."""
    with _opened(data_dir) as (people, _):
        for account in people.all():
            way = "password" if account.has_password else "proxy"
            sys.stdout.write(f"{account.name}\t{account.role}\t{way}\t{account.since}\t{'off' if account.off_since else 'on'}\n")


@users.command()
def password(name: Name, data_dir: DataDir = None) -> None:
    """Give a new password; whoever is signed in with the old one is signed out."""
    with _opened(data_dir) as (people, deeds):
        people.set_password(name, _password())
        deeds.record(COMMAND_LINE, "password changed", account_name(name))


@users.command()
def role(name: Name, role: Annotated[Role, typer.Argument(help="what the person may do")], data_dir: DataDir = None) -> None:
    """Give another role; it holds at once."""
    with _opened(data_dir) as (people, deeds):
        people.set_role(name, role)
        deeds.record(COMMAND_LINE, "role changed", f"{account_name(name)} {role}")


@users.command()
def off(name: Name, data_dir: DataDir = None) -> None:
    """Let nobody in by this account for now; whoever is signed in with it is signed out."""
    with _opened(data_dir) as (people, deeds):
        people.switch_off(name)
        deeds.record(COMMAND_LINE, "account off", account_name(name))


@users.command()
def on(name: Name, data_dir: DataDir = None) -> None:
    """Let people in by this account again."""
    with _opened(data_dir) as (people, deeds):
        people.switch_on(name)
        deeds.record(COMMAND_LINE, "account on", account_name(name))


@users.command()
def remove(name: Name, data_dir: DataDir = None) -> None:
    """Remove an account; whoever is signed in with it is signed out."""
    with _opened(data_dir) as (people, deeds):
        people.remove(name)
        deeds.record(COMMAND_LINE, "account removed", account_name(name))


def audit(
    count: Annotated[int, typer.Option(min=1, help="how many lines")] = 100,
    who: Annotated[str, typer.Option(help="of this person alone")] = "",
    since: Annotated[str, typer.Option(help="from this moment on: 2026-01-31, or 2026-01-31T08:00 (UTC)")] = "",
    data_dir: DataDir = None,
) -> None:
    """Print what was done, newest first: time (UTC), who, what, about which object, with which result; separated by tabs."""
    with _opened(data_dir) as (_, deeds):
        for deed in deeds.latest(count, who=who, since=since):
            sys.stdout.write(f"{deed.at}\t{deed.who}\t{deed.what}\t{deed.about}\t{deed.result}\n")


@contextmanager
def _opened(data_dir: Path | None) -> Iterator[tuple[People, Deeds]]:
    database = PeopleDatabase(load_settings(data_dir=data_dir).data_dir)
    try:
        yield People(database), Deeds(database)
    finally:
        database.close()


def _password() -> str:
    """Typed twice at a terminal; elsewhere the first line of standard input. It is never an argument: those are seen by everybody."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed = getpass.getpass("password: ")
    if getpass.getpass("once more: ") != typed:
        raise AccountError("the two passwords differ; nothing was changed")
    return typed
