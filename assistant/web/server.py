"""Runs the server: asks who may reach it, takes the port, so that a port in use is said at once, then builds and opens the index."""

import gc
import signal
import socket
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import FrameType

import uvicorn

from assistant import logs
from assistant.accounts.database import PeopleDatabase
from assistant.accounts.people import People
from assistant.accounts.roles import Role
from assistant.build import open_assistant
from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.web.app import create_app
from assistant.web.security import is_loopback

STOP_S = 10  # for what is being answered when the server is asked to end


def run(settings: Settings, prepare: Callable[[], None]) -> None:
    """Serve until interrupted. Raises SettingsError where it would be open to people whom it cannot tell, or an address cannot be had."""
    check_exposure(settings)
    logs.configure(as_json=settings.log_json)
    with _listener(settings) as listener, _ended_by_a_signal():
        prepare()
        with closing(open_assistant(settings)) as assistant:
            app = create_app(assistant, settings)
            _settle()
            config = uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                root_path=settings.root_path,
                server_header=False,
                # Who may say where a request came from: the socket's other end; over TCP uvicorn's own FORWARDED_ALLOW_IPS, this machine by default.
                forwarded_allow_ips="*" if settings.unix_socket else None,
                timeout_graceful_shutdown=STOP_S,
            )
            _print_address(settings)
            uvicorn.Server(config).run(sockets=[listener])


def _settle() -> None:
    """What is loaded by now stays: the garbage collector need not walk its 300,000 objects again, 0.2 s each time, in which nobody is answered."""
    gc.collect()
    gc.freeze()


def check_exposure(settings: Settings) -> None:
    """Refuse whatever would let somebody in unknown. Raises SettingsError that says what to set."""
    far = settings.unix_socket is not None or not is_loopback(settings.host)
    where = f"socket {str(settings.unix_socket)!r}" if settings.unix_socket else f"host {settings.host!r}"
    if settings.auth == "none":
        if far:
            raise SettingsError(
                f"{where} is not a loopback address, and nobody would have to say who they are; set ASSISTANT_AUTH=accounts after "
                "`assistant user add NAME --role administrator`, or ASSISTANT_AUTH=proxy with ASSISTANT_PROXY_SECRET or ASSISTANT_UNIX_SOCKET"
            )
        if settings.allowed_hosts:
            raise SettingsError(
                f"allowed_hosts names {settings.allowed_hosts[0]!r}, but without authentication only this machine is served; set ASSISTANT_AUTH too"
            )
        return
    if settings.auth == "proxy" and settings.proxy_secret is None and settings.unix_socket is None:
        raise SettingsError(
            "auth is 'proxy', but the proxy cannot prove itself; set ASSISTANT_PROXY_SECRET (32 characters or more, sent by it as X-Proxy-Secret) "
            "or ASSISTANT_UNIX_SOCKET"
        )
    if far and not settings.allowed_hosts:
        raise SettingsError(f"{where} needs ASSISTANT_ALLOWED_HOSTS: the names by which staff reach it, such as assistant.example")
    if settings.auth == "accounts" and not _has_administrator(settings):
        raise SettingsError("auth is 'accounts', but there is no administrator; make one: assistant user add NAME --role administrator")


def _has_administrator(settings: Settings) -> bool:
    database = PeopleDatabase(settings.data_dir)
    try:
        return any(
            account.role is Role.ADMINISTRATOR and account.has_password and not account.off_since for account in People(database).all()
        )
    finally:
        database.close()


@contextmanager
def _listener(settings: Settings) -> Iterator[socket.socket]:
    """A bound socket; one of a file is removed again at the end. Raises SettingsError where the address cannot be had."""
    if settings.unix_socket is not None:
        with _socket_file(settings.unix_socket) as listener:
            yield listener
        return
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingsError(
                f"port {settings.port} on {settings.host} is in use ({error.strerror}); choose another with --port"
            ) from error
        yield listener


@contextmanager
def _socket_file(path: Path) -> Iterator[socket.socket]:
    """Only its owner and group may open it: the group is the proxy's."""
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            if path.exists():
                _remove_dead(path)
            listener.bind(str(path))
            path.chmod(0o660)
        except OSError as error:
            raise SettingsError(f"unix_socket {str(path)!r} cannot be used ({error.strerror or error}); choose another file") from error
        try:
            yield listener
        finally:
            path.unlink(missing_ok=True)


def _remove_dead(path: Path) -> None:
    """Remove a socket file that a killed server left behind. Raises SettingsError where it is something else, or one that listens."""
    if not stat.S_ISSOCK(path.stat().st_mode):
        raise SettingsError(f"unix_socket {str(path)!r} is a file and no socket; choose another name")
    with socket.socket(socket.AF_UNIX) as probe:
        if probe.connect_ex(str(path)) == 0:
            raise SettingsError(f"unix_socket {str(path)!r} is in use by another server; choose another file")
    path.unlink()


@contextmanager
def _ended_by_a_signal() -> Iterator[None]:
    """uvicorn ends what is being answered and then raises the signal again; the process should close what it holds and end with status 0."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _print_address(settings: Settings) -> None:
    """One line for the person who started it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    sys.stdout.write(f"{settings.unix_socket}\n" if settings.unix_socket else f"http://{host}:{settings.port}\n")
    sys.stdout.flush()
