"""A case system of the tests' own: pages by address, a login, and an account of every request that reached it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

LOGIN = """<h1>Log in</h1><form action=/search><input name=q></form>
<form method=post action=/login><input name=trap style="display:none"><label>User: <input name=user></label>
<label>Password: <input name=pass type=password></label><button>Log in</button></form>"""


class Site:
    """Serves its pages to whoever logged in; anything else is noted, and answered with a short page."""

    def __init__(self, pages: Mapping[str, str], *, login: str = LOGIN, lands: str = "/home") -> None:
        self.pages, self.login, self.lands = dict(pages), login, lands
        self.arrived: list[tuple[str, str]] = []  # method and address
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def reached(self, part: str) -> list[tuple[str, str]]:
        """The requests whose address holds a text."""
        return [one for one in self.arrived if part in one[1]]


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.arrived.append(("GET", self.path))
            inside = "session=1" in (self.headers.get("Cookie") or "")
            page = site.pages.get(self.path, site.pages.get(urlsplit(self.path).path))
            self._give(site.login if not inside else page or "<p>Nothing here.", 200 if not inside or page else 404)

        def do_POST(self) -> None:
            site.arrived.append(("POST", self.path))
            body = parse_qs(self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode())
            if self.path == "/login" and body.get("pass") == ["secret-word"]:
                self.send_response(303)
                self.send_header("Location", site.lands)
                self.send_header("Set-Cookie", "session=1; Path=/")
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                self._give(site.login, 200)

        def _give(self, text: str, status: int) -> None:
            content = f"<!doctype html><meta charset=utf-8>{text}".encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    return Handler
