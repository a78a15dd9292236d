"""The nginx configuration of docs/embedding.md, run by a real nginx: TLS, HTTP/2, the sub-path, answers that arrive piece by piece."""

import contextlib
import http.server
import json
import os
import re
import shutil
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect
from pydantic import SecretStr

from assistant.answering.engine import Assistant
from assistant.settings import Settings
from assistant.types import Answer, EngineName, Turn
from assistant.web.app import create_app
from tests.web.conftest import NGINX_MISSING, free_port
from tests.web.portal import Portal, open_portal

pytestmark = pytest.mark.nginx

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "embedding.md"
ROOT = "/assistant"
START_S = 20
SECRET = "0123456789abcdef0123456789abcdef"


@pytest.fixture(scope="session")
def programs() -> tuple[str, str]:
    """Paths of nginx, which Debian keeps from ordinary users' search path, and of openssl."""
    nginx, openssl = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin"), shutil.which("openssl")
    if nginx is None or openssl is None:
        if os.environ.get("ASSISTANT_TEST_NO_SKIP") == "1":
            pytest.fail(NGINX_MISSING)
        pytest.skip(NGINX_MISSING)
    return nginx, openssl


class SignOn(http.server.BaseHTTPRequestHandler):
    """Stands for a sign-on that knows everybody who comes as Li."""

    def do_GET(self) -> None:
        self.send_response(202)
        self.send_header("x-auth-request-user", "li")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


class WaitingAssistant:
    """Gives no answer before it is let to."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.go_on = threading.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._assistant, name)

    def stream(self, question: str, history: Sequence[Turn] = (), engine: EngineName | None = None) -> Iterator[Answer]:
        self.go_on.wait(timeout=60)
        yield from self._assistant.stream(question, history, engine)


@dataclass(frozen=True)
class Proxied:
    """The assistant behind nginx: its public address, the certificate, the engine, which can be held back, and a site that may embed it."""

    url: str
    certificate: Path
    assistant: WaitingAssistant
    portal: Portal

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, verify=ssl.create_default_context(cafile=str(self.certificate)), timeout=30, trust_env=False)


def documented_server(port: int, upstream: str, sign_on: str, certificate: Path, key: Path) -> str:
    """The server block as it is printed, on this test's ports and with this test's certificate. Each change has to find its place."""
    [block] = re.findall(r"```nginx\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    for printed, here in (
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("server_name portal.example", "server_name localhost"),
        ("/etc/nginx/tls/portal.crt", str(certificate)),
        ("/etc/nginx/tls/portal.key", str(key)),
        ("http://127.0.0.1:7860/", f"{upstream}/"),
        ("http://127.0.0.1:4180/", f"{sign_on}/"),
        ("write-here-what-openssl-rand-hex-32-gave", SECRET),
    ):
        assert printed in block
        block = block.replace(printed, here)
    return block


@pytest.fixture
def proxied(
    programs: tuple[str, str],
    assistant: Assistant,
    settings: Settings,
    serve: Callable[..., str],
    tmp_path: Path,
) -> Iterator[Proxied]:
    nginx, openssl = programs
    with open_portal("127.0.0.1") as portal, http.server.ThreadingHTTPServer(("127.0.0.1", 0), SignOn) as sign_on:
        threading.Thread(target=sign_on.serve_forever, daemon=True).start()
        waiting = WaitingAssistant(assistant)
        guarded = settings.model_copy(update={"embed_origins": (portal.origin,), "auth": "proxy", "proxy_secret": SecretStr(SECRET)})
        app = create_app(waiting, guarded)  # type: ignore[arg-type]
        port, certificate, key = free_port(), tmp_path / "own.crt", tmp_path / "own.key"
        command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
        server = documented_server(port, serve(app, root_path=ROOT), f"http://127.0.0.1:{sign_on.server_address[1]}", certificate, key)
        temporary = "".join(f"{name}_temp_path {tmp_path}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (tmp_path / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {tmp_path}/pid; error_log {tmp_path}/error.log;\n"
            f"events {{}}\nhttp {{\naccess_log off;\n{temporary}{server}}}\n",
            encoding="utf-8",
        )
        process = subprocess.Popen([nginx, "-p", str(tmp_path), "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf")])
        try:
            proxied = Proxied(f"https://localhost:{port}{ROOT}", certificate, waiting, portal)
            wait_for_nginx(proxied, process, tmp_path / "error.log")
            yield proxied
        finally:
            waiting.go_on.set()
            process.terminate()
            process.wait(timeout=20)
            sign_on.shutdown()


def wait_for_nginx(proxied: Proxied, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_S
    with proxied.client() as client:
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if client.get("/healthz").is_success:
                    return
            time.sleep(0.05)
    pytest.fail(f"nginx does not answer:\n{log.read_text(encoding='utf-8') if log.exists() else ''}")


def test_an_answer_arrives_in_pieces_through_nginx(proxied: Proxied) -> None:
    """The first piece is read while the engine is still held back: a proxy that gathers the stream would never deliver it."""
    with proxied.client() as client:
        ask = next(one for one in client.get("/config").json()["dependencies"] if one["api_name"] == "ask")
        said = {"data": ["什么是阶梯法则", "", True, ""], "fn_index": ask["id"], "session_hash": "pieces"}
        assert client.post("/gradio_api/queue/join", json=said).is_success
        pieces = []
        with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "pieces"}) as reply:
            for line in reply.iter_lines():
                event = json.loads(line.removeprefix("data:")) if line.startswith("data:") else {"msg": ""}
                pieces.append(event)
                if event["msg"] == "process_generating" and not proxied.assistant.go_on.is_set():
                    assert "正在查材料" in line
                    proxied.assistant.go_on.set()
                if event["msg"] == "process_completed":
                    break
        answers = [json.dumps(event, ensure_ascii=False) for event in pieces if event["msg"] == "process_generating"]
        assert len(answers) > 1
        assert any("阶梯法则说" in answer for answer in answers)


def test_nobody_comes_in_past_the_sign_on(proxied: Proxied) -> None:
    with proxied.client() as client:
        forged = {"x-remote-user": "boss", "x-proxy-secret": "guessed"}
        assert client.get("/library", headers=forged).status_code == 200  # as Li: what the browser sends is overwritten
        assert client.get("/metrics", headers=forged).status_code == 403


def test_only_the_sub_path_is_served_and_the_rest_is_as_without_a_proxy(proxied: Proxied) -> None:
    with proxied.client() as client:
        bare = client.get(proxied.url)
        assert (bare.status_code, bare.headers["location"].rpartition("/assistant")[2]) == (301, "/")
        assert client.get(proxied.url.removesuffix(ROOT) + "/healthz").status_code == 404
        assert 'href="/assistant/library' in client.get("/library").text
        assert client.get("/gradio_api/info").status_code == 404
        table = "客户,收入,成本,年数\n" + "甲,900,100,3\n" * 200_000  # more than nginx takes by default
        sent = client.post("/value/customers", files={"table": ("客户.csv", table.encode())}, data={"discount": ""})
        assert sent.headers["content-security-policy"]  # the assistant's own answer, not nginx's 413


@pytest.mark.browser
def test_the_chat_and_its_frame_work_below_the_sub_path_over_http2(proxied: Proxied, browser: Browser) -> None:
    proxied.assistant.go_on.set()
    home = f"{proxied.url}/"
    with contextlib.closing(browser.new_context(ignore_https_errors=True)) as context:
        asked_for: list[str] = []
        context.on("request", lambda request: asked_for.append(request.url))
        page = context.new_page()
        page.goto(home)
        box = page.get_by_label("问题", exact=True)
        box.fill(
            "产品价值800元，服务价值300元，人员价值150元，形象价值100元，货币成本700元，时间成本60元，精力成本40元，体力成本20元，顾客让渡价值是多少"
        )
        box.press("Enter")
        expect(page.locator("#chat .lead")).to_have_text("顾客让渡价值是530元。")
        assert page.evaluate("performance.getEntriesByType('navigation')[0].nextHopProtocol") == "h2"
        assert page.get_by_role("link", name="在客户价值页打开").evaluate("link => link.href").startswith(f"{home}value/delivered-value?")
        assert page.get_by_role("link", name="资料库").evaluate("link => link.href") == f"{home}library"
        server = proxied.url.removesuffix(ROOT)
        page.goto(proxied.portal.page(f'<script src="{home}embed.js"></script>', script=server, framed=server))
        page.get_by_role("button", name="问营销知识助手").click()
        frame = page.frame_locator("[data-marketing-assistant] iframe")
        expect(frame.get_by_label("问题", exact=True)).to_be_focused()
        page.keyboard.type("什么是阶梯法则")
        page.keyboard.press("Enter")
        expect(frame.locator("#chat .answer")).to_contain_text("阶梯法则说")
        assert page.locator("iframe").get_attribute("src") == f"{home}?embed=button"
        assert [address for address in asked_for if not address.startswith((home, proxied.portal.origin, "data:", "blob:"))] == []
