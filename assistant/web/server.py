"""Runs the server: takes the port first, so that a port in use is said at once, then builds and opens the index."""

import ipaddress
import socket
import sys
from collections.abc import Callable

import uvicorn

from assistant.build import open_assistant
from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.web.app import create_app


def run(settings: Settings, prepare: Callable[[], None]) -> None:
    """Serve until interrupted. Raises SettingsError for an address that is not loopback or a port that is taken."""
    if not _is_loopback(settings.host):
        raise SettingsError(
            f"host {settings.host!r} is not a loopback address; there is no authentication yet, so use 127.0.0.1 behind a proxy"
        )
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((settings.host, settings.port))
        except OSError as error:
            raise SettingsError(
                f"port {settings.port} on {settings.host} is in use ({error.strerror}); choose another with --port"
            ) from error
        prepare()
        app = create_app(open_assistant(settings), settings)
        config = uvicorn.Config(app, log_level="warning", access_log=False, root_path=settings.root_path, timeout_graceful_shutdown=5)
        _print_address(settings)
        uvicorn.Server(config).run(sockets=[listener])


def _print_address(settings: Settings) -> None:
    """One line for the person who started it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    sys.stdout.write(f"http://{host}:{settings.port}\n")
    sys.stdout.flush()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
