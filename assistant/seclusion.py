"""Proof that nothing leaves this machine: a question is answered, and the page served, while every way out is watched and shut.

The interpreter tells its audit hooks of each connection and each name that is to be looked up, before it is made. What leads past
the interpreter, in a library's own code, is looked for in the kernel's list of this process's connections (Linux).
"""

import ipaddress
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAMES = {"localhost", "localhost.localdomain", "ip6-localhost", ""}
_LOOKING_UP = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyname_ex", "socket.gethostbyaddr"}
_CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_PROC = Path("/proc/self")


class _Watch:
    """The one hook of this process: it cannot be taken away again, so it is switched."""

    def __init__(self) -> None:
        self.attempts: list[str] | None = None  # None: not watching
        self.installed = False

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if self.attempts is None:
            return
        if event in _LOOKING_UP:
            target = arguments[0]
        elif event in _CONNECTING:
            target = arguments[1]
        else:
            return
        if leads_away(target):
            self.attempts.append(f"{event} {target!r}")
            raise PermissionError(f"{event} {target!r}: shut while it is proven that nothing leaves this machine")


_watch = _Watch()


@contextmanager
def secluded() -> Iterator[list[str]]:
    """While it is open, connections to other machines fail, in every thread, and are added to the list that it gives."""
    if not _watch.installed:
        sys.addaudithook(_watch)
        _watch.installed = True
    attempts: list[str] = []
    before = set(remote_connections())
    _watch.attempts = attempts
    try:
        yield attempts
    finally:
        _watch.attempts = None
        attempts += [f"connection to {address}" for address in remote_connections() if address not in before]


def leads_away(target: object) -> bool:
    """Whether an address as `socket` takes it, or a name to be looked up, is another machine's. A path is a socket of this one."""
    if isinstance(target, tuple):
        target = target[0] if target else ""
    if isinstance(target, bytes):
        target = target.decode("latin-1")
    if target is None or (isinstance(target, str) and (target.startswith(("/", "\0")) or target.lower() in _NAMES)):
        return False
    try:
        return not ipaddress.ip_address(str(target).partition("%")[0]).is_loopback
    except ValueError:
        return True


def remote_connections() -> list[str]:
    """The other machines that this process is connected to at this moment, as the kernel lists them; nothing where it does not (macOS)."""
    if not (_PROC / "net").is_dir():
        return []
    inodes = set()
    for entry in (_PROC / "fd").iterdir():
        try:
            link = str(entry.readlink())
        except OSError:
            continue  # closed meanwhile
        if match := re.fullmatch(r"socket:\[(\d+)\]", link):
            inodes.add(match[1])
    found = []
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in (_PROC / "net" / table).read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            remote, inode = _address(fields[2].partition(":")[0]), fields[9]
            if inode in inodes and not remote.is_unspecified and not _is_loopback(remote):
                found.append(str(remote))
    return found


def _is_loopback(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _address(hexadecimal: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The kernel writes an address as words of four bytes, each in the machine's own order."""
    raw = bytes.fromhex(hexadecimal)
    words = [raw[at : at + 4] for at in range(0, len(raw), 4)]
    return ipaddress.ip_address(b"".join(word[::-1] if sys.byteorder == "little" else word for word in words))
