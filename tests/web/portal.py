"""A web site of another origin, as an intranet has them, whose pages a test writes."""

import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Portal:
    """Pages by path; each is sent with the strictest policy under which the assistant can be embedded."""

    def __init__(self, host: str) -> None:
        portal = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = portal._pages.get(self.path)
                self.send_response(200 if page else 404)
                self.send_header("content-type", "text/html; charset=utf-8")
                if page:
                    self.send_header("content-security-policy", page[1])
                self.end_headers()
                self.wfile.write(page[0].encode() if page else b"")

            def log_message(self, format: str, *args: object) -> None:
                """Nothing: a test's output is not a log."""

        self._pages: dict[str, tuple[str, str]] = {}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.origin = f"http://{host}:{self.server.server_port}"

    def page(self, body: str, *, head: str = "", title: str = "门户", framed: str = "", script: str = "") -> str:
        """Address of a new page that may load scripts from `script` and frames from `framed` (sources of a policy)."""
        path = f"/{len(self._pages)}"
        html = (
            f'<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>{head}</head><body>{body}</body></html>'
        )
        allowed = [f"{name}-src {sources}" for name, sources in (("script", script), ("frame", framed)) if sources]
        self._pages[path] = (html, "; ".join(["default-src 'none'", "img-src 'self'", *allowed]))
        return self.origin + path


@contextlib.contextmanager
def open_portal(host: str = "localhost") -> Iterator[Portal]:
    """A portal that is known by the name `host`, until the end of the block."""
    portal = Portal(host)
    thread = threading.Thread(target=portal.server.serve_forever)
    thread.start()
    try:
        yield portal
    finally:
        portal.server.shutdown()
        thread.join()
        portal.server.server_close()
