"""A web server on 127.0.0.1 whose list of cases stands behind one way in, and that keeps account of who knocked how."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from robots import yamlfile
from robots.systems.description import Description, SystemFile

HERE = Path(__file__).with_name("gate.yaml")
USER, PASSWORD, KEY = "robot", "open sesame", "JBSWY3DPEHPK3PXP"
PERIOD = 2  # seconds that a code holds
_FORM = {
    "by": "form",
    "at": "/login",
    "heading": "Who are you?",
    "user": "User",
    "password": "Password",
    "press": "Log in",
    "sends": "POST /login",
    "lands": "/inbox",
    "refused": "Wrong password",
}
_INBOX = "<h1>New cases</h1><table><tr><th>Case</th></tr><tr><td>2026-1</td></tr></table>"
_LOGIN = """<h1>Who are you?</h1><p>{said}</p><form method=post action={at}>
<label>User <input name=user></label><label>Password <input type=password name=password></label>
<button>Log in</button></form>"""
_CODE = """<h1>One thing more</h1><p>{said}</p><form method=post action=/code>
<label>Code <input name=code></label><button>Go on</button></form>"""
_ASSERTION = """<form method=post action={to}><input type=hidden name=token value={token}></form>
<script>document.forms[0].submit()</script>"""


@dataclass(frozen=True)
class Knock:
    """One request, and what it gave to be let in."""

    method: str
    path: str
    gives: str = ""  # "basic", "digest", "password", "code", "assertion"
    right: bool = False


@dataclass(frozen=True)
class Asked:
    """One request as the server sees it."""

    method: str
    address: str
    signs_on: bool  # it goes to the sign-on server, which is the same server by another name
    authorization: str
    cookies: Mapping[str, str]
    form: Mapping[str, str]

    @property
    def path(self) -> str:
        return urlsplit(self.address).path


@dataclass(frozen=True)
class Answer:
    """What the server answers."""

    status: int
    page: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Gate:
    """The server, steered by its attributes. `behind` names the way in: basic, digest, form, code, sign-on, person."""

    def __init__(self, behind: str) -> None:
        self.behind = behind
        self.password = PASSWORD
        self.forgets = 0  # so many times that it does not know whom it has let in
        self.turns_away = 0  # the status with which it says that a session has ended, instead of showing the way in
        self.leads_to = ""  # an address to which it sends everybody on
        self.knocks: list[Knock] = []
        self.nonces: set[str] = set()
        self.sessions: set[str] = set()  # cookies of those who are in
        self.known: set[str] = set()  # cookies of those whom the sign-on server knows
        self.steps: list[int] = []  # of the codes that came; each is good once
        self._tokens: set[str] = set()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, daemon=True).start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def sign_on(self) -> str:
        """The origin of the sign-on server."""
        return f"http://localhost:{self.port}"

    @property
    def way_in(self) -> dict[str, object]:
        """What its description says under login."""
        code = {"field": "Code", "press": "Go on", "sends": "POST /code", "refused": "Wrong code"}
        signed = {"at": "/inbox", "through": self.sign_on, "sends": f"POST {self.sign_on}/sign-on"}
        return {
            "form": _FORM,
            "code": _FORM | {"code": code},
            "person": {"by": "person", "at": "/inbox", "lands": "/inbox", "sends_too": ["POST /login", "POST /code"]},
            "sign-on": _FORM | signed | {"sends_too": "POST /assertion"},
        }.get(self.behind, {"by": self.behind, "at": "/inbox", "lands": "/inbox"})

    def described(self, **login: object) -> SystemFile:
        """Its description, with other words for the way in."""
        tree = yamlfile.read(HERE, Description).model_dump(by_alias=True, exclude_unset=True)
        account = tree["account"] | ({"codes": "gate.codes"} if self.behind == "code" else {})
        words = {"address": self.origin, "account": account, "login": self.way_in | login}
        return SystemFile(Description.model_validate(tree | words), HERE, "")

    def gave(self, way: str) -> list[bool]:
        """Each time that something of this kind was given to be let in: whether it was right."""
        return [knock.right for knock in self.knocks if knock.gives == way]

    def came(self, method: str, path: str) -> int:
        """How many such requests came."""
        return sum((knock.method, knock.path) == (method, path) for knock in self.knocks)

    def answer(self, asked: Asked) -> Answer:
        """Answer one request, and note it."""
        if self.leads_to or asked.path == "/open":
            self._note(asked)
            return _on(self.leads_to) if self.leads_to else Answer(200, "<p>Anybody may read this.")
        if self.behind in ("basic", "digest"):
            return self._challenged(asked)
        if asked.signs_on:
            return self._signed_on(asked)
        match asked.method, asked.path:
            case "POST", "/login":
                if not self._note(asked, "password", self._knows(asked)):
                    return Answer(200, _LOGIN.format(at="/login", said="Wrong password"))
                return self._let_in() if self.behind == "form" else _on("/code")
            case "POST", "/code":
                right = self._note(asked, "code", self._is_code(asked.form.get("code", "")))
                return self._let_in() if right else Answer(200, _CODE.format(said="Wrong code"))
            case "POST", "/assertion":
                right = self._note(asked, "assertion", asked.form.get("token", "") in self._tokens)
                return self._let_in() if right else Answer(403)
        self._note(asked)
        match asked.path:
            case "/login":
                return Answer(200, _LOGIN.format(at="/login", said=""))
            case "/code":
                return Answer(200, _CODE.format(said=""))
        if asked.cookies.get("session") in self.sessions:
            return Answer(200, _INBOX)
        if self.turns_away:
            return Answer(self.turns_away, "<h1>Your session has ended</h1>")
        return _on(f"{self.sign_on}/sign-on" if self.behind == "sign-on" else "/login")

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _note(self, asked: Asked, gives: str = "", right: bool = False) -> bool:
        self.knocks.append(Knock(asked.method, asked.path, gives, right))
        return right

    def _knows(self, asked: Asked) -> bool:
        return (asked.form.get("user"), asked.form.get("password")) == (USER, self.password)

    def _let_in(self) -> Answer:
        self.sessions.add(cookie := secrets.token_hex(8))
        return _on("/inbox", ("Set-Cookie", f"session={cookie}"))

    def _signed_on(self, asked: Asked) -> Answer:
        known = asked.cookies.get("known") in self.known
        if asked.method == "POST":
            known = self._note(asked, "password", self._knows(asked))
        else:
            self._note(asked)
        if not known:
            said = "Wrong password" if asked.method == "POST" else ""
            return Answer(200, _LOGIN.format(at="/sign-on", said=said))
        self._tokens.add(token := secrets.token_hex(8))
        self.known.add(token)
        page = _ASSERTION.format(to=f"{self.origin}/assertion", token=token)
        return Answer(200, page, (("Set-Cookie", f"known={token}"),))

    def _is_code(self, code: str) -> bool:
        """Whether it is the code of now or of just before, and did not come yet (RFC 6238, 5.2)."""
        now = int(time.time()) // PERIOD
        step = next((step for step in (now, now - 1) if _code(step) == code), None)
        if step is None or step in self.steps:
            return False
        self.steps.append(step)
        return True

    def _challenged(self, asked: Asked) -> Answer:
        gives, right, stale = self._authorized(asked)
        self._note(asked, gives, right)
        if right and not self.forgets:
            return Answer(200, _INBOX)
        self.forgets -= bool(right)
        return Answer(401, "<h1>Who are you?</h1>", (("WWW-Authenticate", self._challenge(stale=stale)),))

    def _authorized(self, asked: Asked) -> tuple[str, bool, bool]:
        """What the request gives, whether it is right, and whether only its nonce is old."""
        scheme, _, rest = asked.authorization.partition(" ")
        if scheme == "Basic":
            return "basic", base64.b64decode(rest).decode() == f"{USER}:{self.password}", False
        if scheme == "Digest":
            said = {name: quoted or bare for name, quoted, bare in re.findall(r'(\w+)=(?:"([^"]*)"|([^\s,]+))', rest)}
            who, what = _md5(USER, said["realm"], self.password), _md5(asked.method, asked.address)
            right = said["response"] == _md5(who, said["nonce"], said["nc"], said["cnonce"], said["qop"], what)
            fresh = said["nonce"] in self.nonces
            return "digest", right and fresh, right and not fresh
        return "", False, False

    def _challenge(self, *, stale: bool) -> str:
        if self.behind == "basic":
            return 'Basic realm="gate"'
        self.nonces.add(nonce := secrets.token_hex(8))
        return f'Digest realm="gate", qop="auth", algorithm=MD5, nonce="{nonce}"' + (", stale=true" if stale else "")


@contextmanager
def gate(behind: str) -> Iterator[Gate]:
    """A server of its own, for as long as the block lasts."""
    made = Gate(behind)
    try:
        yield made
    finally:
        made.close()


def _on(to: str, *headers: tuple[str, str]) -> Answer:
    return Answer(303, "", (("Location", to), *headers))


def _md5(*parts: str) -> str:
    return hashlib.md5(":".join(parts).encode(), usedforsecurity=False).hexdigest()


def _code(step: int) -> str:
    digest = hmac.digest(base64.b32decode(KEY), struct.pack(">Q", step), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


def _handler(gate: Gate) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else a body waits until the head has been acknowledged

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            asked = Asked(
                self.command,
                self.path,
                self.headers.get("Host", "").startswith("localhost"),
                self.headers.get("Authorization", ""),
                {name: morsel.value for name, morsel in SimpleCookie(self.headers.get("Cookie", "")).items()},
                {name: values[0] for name, values in parse_qs(body).items()},
            )
            answer = gate.answer(asked)
            content = answer.page.encode()
            self.send_response(answer.status)
            for name, value in (*answer.headers, ("Content-Type", "text/html"), ("Content-Length", str(len(content)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = answer  # noqa: N815

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    return Handler
