"""A web server on 127.0.0.1 that does what it is asked and keeps an account of everything that reached it."""

from __future__ import annotations

import base64
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Arrival:
    """One thing that reached the server: an HTTP request, "WEBSOCKET", "TCP" (not HTTP) or "UDP"."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""


class Loopback:
    """The server. Its pages:

    /echo?html=...&header=Name:Value   a page as ordered; /echo.js and /echo.json likewise
    /go/307?to=/x                      a redirect
    /private                           behind HTTP Basic, user "robot", password "test"
    anything else                      a short page
    """

    def __init__(self) -> None:
        self._arrivals: list[Arrival] = []
        self._changed = threading.Condition()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        for work in (self._http.serve_forever, self._listen):
            threading.Thread(target=work, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def other_origin(self) -> str:
        """The same server by another name: another origin to a browser."""
        return f"http://localhost:{self.port}"

    def note(self, arrival: Arrival) -> None:
        with self._changed:
            self._arrivals.append(arrival)
            self._changed.notify_all()

    def forget(self) -> None:
        with self._changed:
            self._arrivals.clear()

    def account(self, method: str, path: str) -> list[Arrival]:
        """What arrived so far by this method at this path."""
        with self._changed:
            return [arrival for arrival in self._arrivals if (arrival.method, arrival.path) == (method, path)]

    def awaits(self, method: str, path: str, seconds: float = 10) -> bool:
        """Wait until something arrives by this method at this path; whether it did."""
        with self._changed:
            return self._changed.wait_for(lambda: bool(self.account(method, path)), seconds)

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._udp.close()

    def _listen(self) -> None:
        while True:
            try:
                self._udp.recv(2048)
            except OSError:
                return
            self.note(Arrival("UDP", ""))


_TYPES = {
    "/echo": "text/html; charset=iso-8859-1",
    "/echo.js": "text/javascript",
    "/echo.json": "application/speculationrules+json",
}


def _handler(loopback: Loopback) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a body waits until the head has been acknowledged

        def answer(self) -> None:
            address = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            upgrade = self.headers.get("Upgrade", "").lower() == "websocket"
            loopback.note(Arrival("WEBSOCKET" if upgrade else self.command, address.path, address.query, body))
            asked = parse_qs(address.query)
            if address.path in _TYPES:
                headers = [header.partition(":")[::2] for header in asked.get("header", [])]
                self._give(200, asked.get("html", [""])[0], ("Content-Type", _TYPES[address.path]), *headers)
            elif address.path.startswith("/go/"):
                self._give(int(address.path.split("/")[2]), "", ("Location", asked["to"][0]))
            elif address.path == "/private" and not self._knows_password():
                self._give(401, "", ("WWW-Authenticate", 'Basic realm="test"'))
            else:
                self._give(200, "<p>Answered", ("Content-Type", "text/html"), ("Access-Control-Allow-Origin", "*"))

        do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815

        def _knows_password(self) -> bool:
            return self.headers.get("Authorization") == "Basic " + base64.b64encode(b"robot:test").decode()

        def _give(self, status: int, text: str, *headers: tuple[str, str]) -> None:
            self.send_response(status)
            content = text.encode("iso-8859-1")
            for name, value in (*headers, ("Content-Length", str(len(content)))):
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def handle_one_request(self) -> None:
            with suppress(ConnectionError):
                first = self.connection.recv(1, socket.MSG_PEEK)
                if first.isalpha():
                    super().handle_one_request()
                    return
                if first:
                    loopback.note(Arrival("TCP", ""))
            self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    return Handler
