"""A web server on 127.0.0.1 whose list of cases stands behind one way in, and that keeps account of who knocked how."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from robots import yamlfile
from robots.systems.description import Description, SystemFile

HERE = Path(__file__).with_name("gate.yaml")
USER, PASSWORD = "robot", "open sesame"
_INBOX = "<h1>New cases</h1><table><tr><th>Case</th></tr><tr><td>2026-1</td></tr></table>"


@dataclass(frozen=True)
class Knock:
    """One request, and what it gave to be let in."""

    method: str
    path: str
    gives: str = ""  # "basic", "digest"
    right: bool = False


class Gate:
    """The server. It is steered by its attributes; `behind` names the way in."""

    def __init__(self, behind: str) -> None:
        self.behind = behind
        self.password = PASSWORD
        self.forgets = 0  # so many times that it does not know whom it has let in
        self.leads_to = ""  # an address to which it sends everybody on
        self.knocks: list[Knock] = []
        self.nonces: set[str] = set()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def described(self, login: Mapping[str, object] | None = None) -> SystemFile:
        """Its description, with another way in."""
        words: dict[str, Any] = {"by": self.behind, "at": "/inbox", "lands": "/inbox"}
        tree = yamlfile.read(HERE, Description).model_dump(by_alias=True, exclude_unset=True)
        described = Description.model_validate({**tree, "address": self.origin, "login": {**words, **(login or {})}})
        return SystemFile(described, HERE, "")

    def gave(self, way: str) -> list[bool]:
        """Each time that something of this kind was given to be let in: whether it was right."""
        return [knock.right for knock in self.knocks if knock.gives == way]

    def knows(self, method: str, uri: str, authorization: str) -> tuple[str, bool, bool]:
        """What an Authorization header gives, whether it is right, and whether only its nonce is old."""
        scheme, _, rest = authorization.partition(" ")
        if scheme == "Basic":
            return "basic", base64.b64decode(rest).decode() == f"{USER}:{self.password}", False
        if scheme == "Digest":
            said = {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', rest)}
            who, what = _md5(USER, said["realm"], self.password), _md5(method, uri)
            right = said["response"] == _md5(who, said["nonce"], said["nc"], said["cnonce"], said["qop"], what)
            fresh = said["nonce"] in self.nonces
            return "digest", right and fresh, right and not fresh
        return "", False, False

    def challenge(self, *, stale: bool) -> str:
        """What the server asks."""
        if self.behind == "basic":
            return 'Basic realm="gate"'
        self.nonces.add(nonce := secrets.token_hex(8))
        return f'Digest realm="gate", qop="auth", algorithm=MD5, nonce="{nonce}"' + (", stale=true" if stale else "")

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()


@contextmanager
def gate(behind: str) -> Iterator[Gate]:
    """A server of its own, for as long as the block lasts."""
    made = Gate(behind)
    try:
        yield made
    finally:
        made.close()


def _md5(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()


def _handler(gate: Gate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            path = urlsplit(self.path).path
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            gives, right, stale = gate.knows(self.command, self.path, self.headers.get("Authorization", ""))
            gate.knocks.append(Knock(self.command, path, gives, right))
            if gate.leads_to:
                self._give(302, "", ("Location", gate.leads_to))
            elif path == "/open":
                self._give(200, "<p>Anybody may read this.")
            elif right and gate.forgets:
                gate.forgets -= 1
                self._ask(stale=False)
            elif right:
                self._give(200, _INBOX)
            else:
                self._ask(stale=stale)

        do_GET = do_POST = answer  # noqa: N815

        def _ask(self, *, stale: bool) -> None:
            self._give(401, "<h1>Who are you?</h1>", ("WWW-Authenticate", gate.challenge(stale=stale)))

        def _give(self, status: int, page: str, *headers: tuple[str, str]) -> None:
            self.send_response(status)
            content = page.encode()
            for name, value in (*headers, ("Content-Type", "text/html"), ("Content-Length", str(len(content)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    return Handler
