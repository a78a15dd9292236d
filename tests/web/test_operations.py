"""What an operator relies on: probes, figures, logs, an honest start, a clean end, and the documented nginx."""

import contextlib
import http.server
import json
import logging
import os
import re
import shutil
import signal
import socket
import ssl
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from assistant import logs
from assistant.accounts.database import PeopleDatabase
from assistant.accounts.deeds import Deeds
from assistant.accounts.people import People
from assistant.accounts.roles import Role
from assistant.answering.engine import Assistant
from assistant.errors import SettingsError
from assistant.settings import Settings, load_settings
from assistant.web.app import create_app
from assistant.web.server import check_exposure
from tests.web.conftest import START_S, free_port

ROOT = Path(__file__).resolve().parents[2]
SECRET = "0123456789abcdef0123456789abcdef"
HERE = "http://127.0.0.1:7860"
QUESTION = "什么是阶梯法则"


@pytest.fixture
def client(assistant: Assistant, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(assistant, settings), base_url=HERE) as client:
        yield client


# Probes and figures


def figures(client: TestClient) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_the_figures_count_requests_by_surface_and_answers_by_outcome(client: TestClient) -> None:
    client.post("/api/v1/ask", json={"question": QUESTION})
    client.get("/library/card/law-07")
    client.get("/library/card/clv")
    client.get("/nowhere/机密")
    found = figures(client)
    assert found["assistant_requests_total", "POST", "200", "/api/v1/ask"] == 1
    assert found["assistant_requests_total", "GET", "200", "/library/card/{card_id}"] == 2
    assert found["assistant_requests_total", "other", "404", "other"] == 1
    assert found["assistant_answers_total", "extractive", "answered"] == 1
    assert found["assistant_answer_seconds_count",] == 1
    assert "机密" not in client.get("/metrics").text
    if sys.platform == "linux":
        assert found["process_resident_memory_bytes",] > 1e6


def test_a_token_opens_the_figures_and_nothing_else(assistant: Assistant, settings: Settings) -> None:
    PeopleDatabase(settings.data_dir).close()
    guarded = settings.model_copy(update={"auth": "accounts", "metrics_token": SecretStr(SECRET)})
    with TestClient(create_app(assistant, guarded), base_url=HERE) as client:
        token = {"authorization": f"Bearer {SECRET}"}
        assert client.get("/metrics", headers=token).status_code == 200
        assert client.get("/metrics", headers={"authorization": f"Bearer {SECRET[:-1]}"}).status_code == 401
        assert client.get("/metrics").status_code == 401
        assert client.post("/api/v1/ask", json={"question": QUESTION}, headers=token).status_code == 401


def test_ready_is_said_only_while_the_databases_can_be_read(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(*_: object) -> None:
        raise OSError("disk")

    assert client.get("/readyz").json() == {"status": "ready"}
    monkeypatch.setattr(Deeds, "latest", unreadable)
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json()) == (503, {"status": "not ready"})
    assert client.get("/healthz").json() == {"status": "ok"}


# Logs


Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def log_json(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[], Lines]]:
    """Turns the log to JSON until the end of the test, and gives what reads the lines that came since."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level

    def turned() -> Lines:
        logs.configure(as_json=True)
        return lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield turned
    root.handlers[:], root.level = before, level
    logs.EVENTS.setLevel(logging.NOTSET)


def test_a_request_is_a_line_with_its_name_and_without_the_question(
    assistant: Assistant, settings: Settings, log_json: Callable[[], Lines]
) -> None:
    lines = log_json()
    with TestClient(create_app(assistant, settings), base_url=HERE) as client:
        reply = client.post("/api/v1/ask", json={"question": QUESTION}, headers={"x-request-id": "from-the-proxy-1"})
        client.get("/library/search", params={"q": "机密"})
        client.get("/healthz")
    answered, asked, searched = lines()
    assert reply.headers["x-request-id"] == "from-the-proxy-1" == answered["request"] == asked["request"]
    assert {key: asked[key] for key in ("event", "person", "method", "surface", "status")} == {
        "event": "request",
        "person": "local",
        "method": "POST",
        "surface": "/api/v1/ask",
        "status": 200,
    }
    assert (answered["event"], answered["outcome"], answered["engine"]) == ("answered", "answered", "extractive")
    assert searched["surface"] == "/library/search"
    assert "机密" not in str(searched) and "question" not in answered


def test_questions_are_in_the_log_only_where_that_is_allowed(
    assistant: Assistant, settings: Settings, log_json: Callable[[], Lines]
) -> None:
    lines = log_json()
    with TestClient(create_app(assistant, settings.model_copy(update={"log_questions": True})), base_url=HERE) as client:
        client.post("/api/v1/ask", json={"question": QUESTION})
    assert lines()[0]["question"] == QUESTION


@pytest.mark.parametrize("given", ["", "short", "x" * 65, 'a"b\\c-injected', "有中文的名字啊啊啊"])
def test_a_name_that_could_disturb_the_log_is_replaced(client: TestClient, given: str) -> None:
    reply = client.get("/healthz", headers=[(b"x-request-id", given.encode())])
    assert re.fullmatch(r"[0-9a-f]{16}", reply.headers["x-request-id"])


def test_a_defect_is_a_line_with_its_trace(log_json: Callable[[], Lines]) -> None:
    lines = log_json()
    try:
        raise RuntimeError("broken\nin two lines")
    except RuntimeError:
        logging.getLogger("assistant.web").exception("it broke")
    [line] = lines()
    assert (line["level"], line["message"]) == ("error", "it broke")
    assert "RuntimeError: broken" in line["exception"]


# An honest start


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"host": "0.0.0.0"}, "'0.0.0.0' is not a loopback address"),
        ({"host": "::"}, "'::' is not a loopback address"),
        ({"host": "assistant.example"}, "ASSISTANT_AUTH=accounts"),
        ({"unix_socket": "/tmp/x"}, "is not a loopback address"),
        ({"allowed_hosts": "assistant.example"}, "set ASSISTANT_AUTH too"),
        ({"auth": "proxy"}, "ASSISTANT_PROXY_SECRET"),
        ({"auth": "proxy", "proxy_secret": SECRET, "host": "0.0.0.0"}, "ASSISTANT_ALLOWED_HOSTS"),
        ({"auth": "proxy", "unix_socket": "/tmp/x"}, "ASSISTANT_ALLOWED_HOSTS"),
        ({"auth": "accounts"}, "no administrator"),
    ],
)
def test_it_does_not_start_open_to_people_it_cannot_tell(tmp_path: Path, changed: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(words)):
        check_exposure(load_settings(data_dir=tmp_path, **changed))


def test_it_starts_where_somebody_answers_for_who_comes_in(tmp_path: Path) -> None:
    open_to_us = {"data_dir": tmp_path, "allowed_hosts": "assistant.example 10.1.2.3"}
    for host in ("127.0.0.1", "::1", "localhost"):
        check_exposure(load_settings(data_dir=tmp_path, host=host))
    check_exposure(load_settings(**open_to_us, auth="proxy", proxy_secret=SECRET, host="0.0.0.0"))
    check_exposure(load_settings(**open_to_us, auth="proxy", unix_socket=tmp_path / "s"))
    engine = PeopleDatabase(tmp_path)
    People(engine).add("alice", Role.ADMINISTRATOR, "correct horse 12")
    engine.close()
    check_exposure(load_settings(**open_to_us, auth="accounts", host="0.0.0.0"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("proxy_secret", "short"),
        ("allowed_hosts", "https://assistant.example"),
        ("allowed_hosts", "*"),
        ("auth", "open"),
        ("metrics_token", "x"),
    ],
)
def test_a_setting_that_would_protect_nothing_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings(**{name: value})


def test_a_secret_is_not_shown_with_the_settings() -> None:
    assert SECRET not in repr(load_settings(proxy_secret=SECRET, metrics_token=SECRET))


def test_only_the_names_that_are_allowed_are_answered(assistant: Assistant, settings: Settings) -> None:
    guarded = settings.model_copy(update={"auth": "accounts", "allowed_hosts": ("assistant.example",)})
    with TestClient(create_app(assistant, guarded)) as client:
        hosts = (
            "assistant.example",
            "ASSISTANT.example:8443",
            "127.0.0.1:7860",
            "evil.example",
            "assistant.example.evil.example",
            "",
            "x@assistant.example",
        )
        statuses = [client.get("/healthz", headers={"host": host}).status_code for host in hosts]
    assert statuses == [200, 200, 200, 403, 403, 403, 403]


# A clean end


def listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as way:
        return way.connect_ex(str(path)) == 0


def test_over_a_socket_it_serves_the_proxy_and_leaves_cleanly(tmp_path: Path, corpus_dir: Path) -> None:
    path, log = tmp_path / "s.sock", tmp_path / "log"
    settings = {"DATA_DIR": tmp_path / "data", "CORPUS_DIR": corpus_dir, "AUTH": "proxy", "UNIX_SOCKET": path}
    settings |= {"ALLOWED_HOSTS": "assistant.example", "LOG_JSON": "true", "ROOT_PATH": "/assistant"}
    env = {**os.environ, **{f"ASSISTANT_{name}": str(value) for name, value in settings.items()}}
    with log.open("w", encoding="utf-8") as out:
        server = subprocess.Popen([sys.executable, "-m", "assistant", "serve"], env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + START_S
        while not listens(path) and time.monotonic() < deadline and server.poll() is None:
            time.sleep(0.05)
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), base_url="http://assistant.example", timeout=30) as client:
            assert client.get("/readyz").json() == {"status": "ready"}
            assert stat.S_IMODE(path.stat().st_mode) == 0o660
            asked = client.post("/api/v1/ask", json={"question": QUESTION}, headers={"x-remote-user": "li", "x-forwarded-for": "10.0.0.9"})
            assert asked.status_code == 200, asked.text
            assert client.get("/config", headers={"x-remote-user": "li"}).json()["root"] == "http://assistant.example/assistant"
            assert client.get("/library").status_code == 401
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
    finally:
        server.kill()
        server.wait(timeout=30)
    assert not path.exists()
    written = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]
    assert ("li", "10.0.0.9", "/api/v1/ask", 200) in [
        (line["person"], line["from"], line["surface"], line["status"]) for line in written if line.get("event") == "request"
    ]
    assert [line for line in written if line["level"] != "info"] == []
    assert QUESTION not in log.read_text(encoding="utf-8")


def test_what_is_being_answered_is_finished_when_it_is_to_end(
    assistant: Assistant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = threading.Event(), threading.Event()
    answer = assistant.ask

    def slowly(*arguments: Any) -> Any:
        asked.set()
        go_on.wait(timeout=30)
        return answer(*arguments)

    monkeypatch.setattr(assistant, "ask", slowly)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(create_app(assistant, settings), port=port, log_level="warning", timeout_graceful_shutdown=20))
    replies: list[int] = []
    serving = threading.Thread(target=server.run)
    serving.start()
    while not server.started and serving.is_alive():
        time.sleep(0.01)
    asking = threading.Thread(
        target=lambda: replies.append(
            httpx.post(f"http://127.0.0.1:{port}/api/v1/ask", json={"question": QUESTION}, timeout=30).status_code
        )
    )
    asking.start()
    assert asked.wait(timeout=30)
    server.should_exit = True  # what SIGTERM does
    go_on.set()
    asking.join(timeout=30)
    serving.join(timeout=30)
    assert replies == [200]


# The documented nginx

_MISSING = "nginx or openssl is not installed: the configuration of docs/operations.md was not run. Install them: apt-get install nginx-light openssl"


@pytest.fixture
def programs() -> tuple[str, str]:
    """Paths of nginx, which Debian keeps from ordinary users' search path, and of openssl."""
    nginx, openssl = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin"), shutil.which("openssl")
    if nginx is None or openssl is None:
        if os.environ.get("ASSISTANT_TEST_NO_SKIP") == "1":
            pytest.fail(_MISSING)
        pytest.skip(_MISSING)
    return nginx, openssl


class SignOn(http.server.BaseHTTPRequestHandler):
    """Stands for the company's sign-on: whoever brings the cookie `sso=NAME` is NAME."""

    def do_GET(self) -> None:
        name = re.search(r"sso=(\w+)", self.headers.get("cookie", ""))
        self.send_response(202 if name else 401)
        if name:
            self.send_header("x-auth-request-user", name[1])
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


def documented(port: int, upstream: str, sign_on: int, certificate: Path, key: Path) -> str:
    """The server block as it is printed, on this test's ports and with this test's certificate. Each change has to find its place."""
    [block] = re.findall(r"```nginx\n(.*?)```", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"), re.DOTALL)
    for printed, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("server_name assistant.example", "server_name localhost"),
        ("/etc/nginx/assistant.crt", str(certificate)),
        ("/etc/nginx/assistant.key", str(key)),
        ("http://127.0.0.1:4180", f"http://127.0.0.1:{sign_on}"),
        ("http://127.0.0.1:7860", upstream),
        ("write-here-what-openssl-rand-hex-32-gave", SECRET),
    ):
        assert printed in block
        block = block.replace(printed, here)
    return block


@contextlib.contextmanager
def documented_nginx(programs: tuple[str, str], upstream: str, folder: Path) -> Iterator[httpx.Client]:
    """A client of the documented configuration in front of `upstream`."""
    nginx, openssl = programs
    certificate, key, port = folder / "own.crt", folder / "own.key", free_port()
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), SignOn) as sign_on:
        threading.Thread(target=sign_on.serve_forever, daemon=True).start()
        block = documented(port, upstream, sign_on.server_address[1], certificate, key)
        folders = "".join(f"{name}_temp_path {folder}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (folder / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {folder}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{folders}{block}}}\n",
            encoding="utf-8",
        )
        process = subprocess.Popen([nginx, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")])
        verify = ssl.create_default_context(cafile=str(certificate))
        try:
            with httpx.Client(base_url=f"https://localhost:{port}", verify=verify, timeout=30, trust_env=False) as client:
                deadline = time.monotonic() + 20
                while time.monotonic() < deadline and process.poll() is None:
                    with contextlib.suppress(httpx.TransportError):
                        client.get("/")
                        break
                    time.sleep(0.05)
                yield client
        finally:
            process.terminate()
            process.wait(timeout=20)
            sign_on.shutdown()


@pytest.fixture
def behind_nginx(
    programs: tuple[str, str], assistant: Assistant, settings: Settings, serve: Callable[[FastAPI], str], tmp_path: Path
) -> Iterator[httpx.Client]:
    guarded = settings.model_copy(update={"auth": "proxy", "proxy_secret": SecretStr(SECRET)})
    with documented_nginx(programs, serve(create_app(assistant, guarded)), tmp_path) as client:
        yield client


def test_while_the_server_is_away_the_documented_nginx_says_so(programs: tuple[str, str], tmp_path: Path) -> None:
    with documented_nginx(programs, f"http://127.0.0.1:{free_port()}", tmp_path) as client:
        reply = client.get("/library", headers={"cookie": "sso=li"})
    assert (reply.status_code, reply.headers["content-type"], reply.headers["retry-after"]) == (502, "text/html; charset=utf-8", "30")
    assert "正在重启或升级" in reply.text


def test_through_the_documented_nginx_only_whom_the_sign_on_names_comes_in(behind_nginx: httpx.Client) -> None:
    forged = {"x-remote-user": "boss", "x-proxy-secret": "guessed"}
    assert behind_nginx.get("/library", headers=forged).status_code == 401
    assert behind_nginx.get("/library", headers={"cookie": "sso=li", **forged}).status_code == 200
    asked = behind_nginx.post(
        "/api/v1/ask", json={"question": QUESTION}, headers={"cookie": "sso=li", "origin": str(behind_nginx.base_url).rstrip("/")}
    )
    assert asked.status_code == 200
    assert re.fullmatch(r"[0-9a-f]{32}", asked.headers["x-request-id"])
    assert (
        behind_nginx.post(
            "/api/v1/ask", json={"question": QUESTION}, headers={"cookie": "sso=li", "origin": "https://evil.example"}
        ).status_code
        == 403
    )
    assert behind_nginx.get("/metrics", headers={"cookie": "sso=li"}).status_code == 403
