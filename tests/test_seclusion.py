import contextlib
import socket
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import doctor
from assistant.answering.engine import Assistant
from assistant.build import build_index
from assistant.seclusion import leads_away, remote_connections, secluded
from assistant.settings import Settings

ELSEWHERE = "192.0.2.1"  # an address that is nobody's (RFC 5737)


@pytest.mark.parametrize("family", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_way_to_another_machine_is_shut_and_noted(family: int) -> None:
    with secluded() as attempts, socket.socket(socket.AF_INET, family) as way:
        with pytest.raises(PermissionError):
            way.connect((ELSEWHERE, 9))
        with pytest.raises(PermissionError):
            way.connect_ex((ELSEWHERE, 9))
        with pytest.raises(PermissionError):
            socket.getaddrinfo("telemetry.example", 443)
    assert [ELSEWHERE in attempt or "telemetry.example" in attempt for attempt in attempts] == [True] * 3


def test_ways_within_this_machine_stay_open(tmp_path: Path) -> None:
    with secluded() as attempts, socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1]), timeout=5).close()
        with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as way:
            listener.bind(str(tmp_path / "s"))
            listener.listen()
            way.connect(str(tmp_path / "s"))
    assert attempts == []


def test_afterwards_the_ways_are_as_before() -> None:
    with secluded():
        pass
    sys.audit("socket.connect", None, (ELSEWHERE, 9))  # what a connection would tell the hooks


@given(st.ip_addresses())
def test_only_loopback_addresses_are_this_machine(address: object) -> None:
    assert leads_away((str(address), 80)) == (not address.is_loopback)  # type: ignore[attr-defined]


@pytest.mark.skipif(not Path("/proc/self/net").is_dir(), reason="the kernel lists no connections here")
def test_the_kernels_list_shows_what_the_interpreter_would_not() -> None:
    """A datagram socket that is connected sends nothing yet, but is listed with its other end."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way, socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as other:
        try:
            way.connect((ELSEWHERE, 9))
        except OSError:
            pytest.skip("this machine has no route at all")
        other.connect(("::1", 9))
        assert remote_connections() == [ELSEWHERE]
    assert remote_connections() == []


def test_the_doctor_answers_and_serves_without_another_machine(settings: Settings) -> None:
    build_index(settings)
    findings = doctor.check_installation(settings)
    assert findings.problems == ()
    assert [line.split()[1] for line in findings.lines if line.startswith("served")] == [
        "/",
        "/config",
        "/library",
        "/value",
        "/api/v1/ask",
    ]
    assert "telemetry       Gradio's off" in findings.lines


def test_the_doctor_names_what_tried_to_leave(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    build_index(settings)
    asked = Assistant.ask

    def telling(self: Assistant, *arguments: object) -> object:
        with contextlib.suppress(OSError):  # as telemetry does: in silence
            socket.create_connection((ELSEWHERE, 443), timeout=1)
        return asked(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Assistant, "ask", telling)
    findings = doctor.check_installation(settings)
    assert findings.problems
    assert all(ELSEWHERE in problem for problem in findings.problems)
