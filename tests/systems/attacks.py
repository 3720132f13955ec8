"""Ways in which a page can send something: each is to reach the server without the firewall, and not with it.

`$to` is the address that the attempt is after, `$origin` and `$other` the server by two names, `$page⟨...⟩`, `$js⟨...⟩`
and `$json⟨...⟩` the address of a page, script or rule with that content.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True)
class Attack:
    """One way: what the page holds and does, and what of it would arrive at the server."""

    name: str
    reaches: str = "POST /write"
    html: str = ""
    script: str = ""
    headers: tuple[str, ...] = ()
    click: str | None = None
    closes: bool = False  # the page is closed, which is when it sends
    needs: str = ""  # what not every browser has (any more); without it there is nothing to shut
    seen: bool = True  # the firewall blocks it; what it cannot see is shut by the browser's arguments

    @property
    def method(self) -> str:
        return self.reaches.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.reaches.partition(" ")[2]

    def filled(self, text: str, origin: str, other: str) -> str:
        """The text with its addresses filled in."""
        for name, value in {"$to": f"{origin}{self.path}", "$origin": origin, "$other": other}.items():
            text = text.replace(name, value)
        kinds = {"js": "/echo.js", "page": "/echo", "json": "/echo.json"}
        return re.sub(
            r"\$(js|page|json)⟨([^⟨⟩]*)⟩",
            lambda found: f"{origin}{kinds[found[1]]}?html={quote(found[2], safe='')}",
            text,
        )

    def page(self, origin: str, other: str) -> str:
        """The address of the page that makes the attempt."""
        headers = "".join(f"&header={quote(self.filled(header, origin, other), safe='')}" for header in self.headers)
        return f"{origin}/echo?html={quote(self.filled(self.html, origin, other), safe='')}{headers}"


_FORM = '<form method=post action="$to"><input name=a value=b><button id=go>Fatta beslut</button></form>'
_SUBMIT = "document.forms[0].submit()"
_POST = "fetch('$to', {method: 'POST', body: new URLSearchParams('a=b')}).catch(() => 0)"
_GET = "GET /never"
_WS = "new Promise(done => { const socket = new WebSocket('$to'.replace('http', 'ws')); socket.onclose = done; })"
_SOCKET = "new WebSocket('$to'.replace('http', 'ws'))"
_BLOB = "URL.createObjectURL(new Blob([`%s`], {type: 'text/javascript'}))"


def attacks() -> Iterator[Attack]:
    yield from _forms()
    yield from _scripts()
    yield from _workers()
    yield from _partings()
    yield from _reads()
    yield from _redirects()
    yield from _speculation()
    yield from _tricks()
    yield from _beside_http()


def _forms() -> Iterator[Attack]:
    yield Attack("a click on Fatta beslut", html=_FORM, click="#go")
    yield Attack("a form submitted by script", html=_FORM, script=_SUBMIT)
    yield Attack("a form as multipart", html=_FORM.replace("method", "enctype=multipart/form-data method"), click="#go")
    yield Attack("a form as plain text", html=_FORM.replace("method", "enctype=text/plain method"), click="#go")
    yield Attack("a form in a new tab", html=_FORM.replace("method", "target=_blank method"), click="#go")
    yield Attack(
        "the first request of a named window",
        html=_FORM.replace("method", "target=popup method"),
        script="window.open('', 'popup'); document.forms[0].submit()",
    )
    yield Attack(
        "a form written into a blank window",
        script=f"const its = window.open().document; its.body.innerHTML = `{_FORM}`; its.forms[0].submit()",
    )
    yield Attack(
        "a form aimed at a frame",
        html="<iframe name=f></iframe>" + _FORM.replace("method", "target=f method"),
        script=_SUBMIT,
    )
    yield Attack("a form in a frame", html=f'<iframe src="$page⟨{_FORM}<script>{_SUBMIT}</script>⟩"></iframe>')
    yield Attack(
        "a form in a srcdoc frame",
        html=f"<iframe srcdoc='{_FORM}<script>{_SUBMIT}</script>'></iframe>",
    )
    yield Attack(
        "a form in a sandboxed frame",
        html=f"<iframe sandbox='allow-forms allow-scripts' srcdoc='{_FORM}<script>{_SUBMIT}</script>'></iframe>",
    )
    yield Attack(
        "a form in a blob page",
        script=f"location = URL.createObjectURL(new Blob([`{_FORM}<script>{_SUBMIT}</scr` + 'ipt>'], "
        "{type: 'text/html'}))",
    )
    yield Attack(
        "a form with the address of its button", html="<form method=post><button id=go formaction=$to>", click="#go"
    )
    yield Attack(
        "an image button", html="<form method=post action=$to><input id=go type=image name=x></form>", click="#go"
    )
    yield Attack("Enter in a field", html=_FORM, script="document.forms[0].requestSubmit()")


def _scripts() -> Iterator[Attack]:
    yield Attack("fetch", script=_POST)
    yield Attack("fetch with PUT", "PUT /write", script="fetch('$to', {method: 'PUT', body: 'a=b'}).catch(() => 0)")
    yield Attack("fetch with PATCH", "PATCH /write", script="fetch('$to', {method: 'PATCH'}).catch(() => 0)")
    yield Attack("fetch with DELETE", "DELETE /write", script="fetch('$to', {method: 'DELETE'}).catch(() => 0)")
    yield Attack("fetch without a body", script="fetch('$to', {method: 'POST'}).catch(() => 0)")
    yield Attack(
        "fetch of JSON",
        script="fetch('$to', {method: 'POST', body: '{}', headers: {'Content-Type': "
        "'application/json'}}).catch(() => 0)",
    )
    yield Attack("fetch of a blob", script="fetch('$to', {method: 'POST', body: new Blob(['a=b'])}).catch(() => 0)")
    yield Attack("fetch kept alive", script=_POST.replace("method", "keepalive: true, method"))
    yield Attack(
        "fetch to another origin",
        script="fetch('$other/write', {method: 'POST', mode: 'no-cors', body: 'a=b'}).catch(() => 0)",
    )
    yield Attack(
        "the question before a request to another origin",
        "OPTIONS /write",
        script="fetch('$other/write', {method: 'PUT', body: 'a=b'}).catch(() => 0)",
    )
    yield Attack("XMLHttpRequest", script="const x = new XMLHttpRequest(); x.open('POST', '$to'); x.send('a=b')")
    yield Attack(
        "XMLHttpRequest that blocks the page",
        script="const x = new XMLHttpRequest(); x.open('POST', '$to', false); try { x.send('a=b') } catch {}",
    )
    yield Attack("sendBeacon", script="navigator.sendBeacon('$to', new URLSearchParams('a=b'))")
    yield Attack("the ping of a link", html="<a id=go href='#x' ping='$to'>Vidare</a>", click="#go")
    yield Attack(
        "fetchLater at once",
        script="fetchLater('$to', {method: 'POST', body: 'a=b', activateAfter: 0})",
        needs="fetchLater",
    )
    yield Attack(
        "the report of a content policy",
        html="<img src='$other/x'>",
        headers=("Content-Security-Policy: img-src 'none'; report-uri $to",),
    )


def _workers() -> Iterator[Attack]:
    blob = _BLOB % _POST
    yield Attack("fetch in a worker", script=f"new Worker({blob})")
    yield Attack("fetch in a module worker", script=f"new Worker({blob}, {{type: 'module'}})")
    yield Attack(
        "fetch in a worker's worker",
        script=f"new Worker({_BLOB % f'new Worker(`$js⟨{_POST}⟩`)'})".replace("`$js", "'$js").replace("⟩`", "⟩'"),
    )
    yield Attack("fetch in a shared worker", script=f"new SharedWorker({blob})")
    yield Attack(
        "fetch in a service worker",
        script=f"navigator.serviceWorker.register('$js⟨{_POST}⟩', {{scope: '/echo.jsx'}}).catch(() => 0)",
    )
    yield Attack(
        "a script that a worker imports",
        _GET,
        script=f"new Worker({_BLOB % 'importScripts(`$to`)'})".replace("`$to`", '"$to"'),
    )


def _partings() -> Iterator[Attack]:
    for event in ("pagehide", "visibilitychange"):
        yield Attack(
            f"sendBeacon on {event}",
            script=f"addEventListener('{event}', () => navigator.sendBeacon('$to', 'a=b'))",
            closes=True,
        )
    yield Attack(
        "a kept-alive fetch on pagehide",
        script="addEventListener('pagehide', () => fetch('$to', {method: 'POST', keepalive: true, body: 'a=b'}))",
        closes=True,
    )
    yield Attack(
        "fetchLater when the page closes",
        script="fetchLater('$to', {method: 'POST', body: 'a=b'})",
        closes=True,
        needs="fetchLater",
    )


def _reads() -> Iterator[Attack]:
    pages = {
        "a link": ("<a id=go href=$to>Besluta</a>", "#go"),
        "a download": ("<a id=go href=$to download>Hämta</a>", "#go"),
        "a form by GET": ("<form action=$to><button id=go>Besluta</button></form>", "#go"),
        "an image": ("<img src=$to>", None),
        "a source of a picture": ("<picture><source srcset=$to><img></picture>", None),
        "a style sheet": ("<link rel=stylesheet href=$to>", None),
        "an import of a style sheet": ("<style>@import '$to';</style>", None),
        "a background": ("<body style='background: url($to)'>", None),
        "a font": ("<style>@font-face { font-family: f; src: url($to) } b { font-family: f }</style><b>x</b>", None),
        "a script": ("<script src=$to></script>", None),
        "a module": ("<script type=module src=$to></script>", None),
        "a frame": ("<iframe src=$to></iframe>", None),
        "an object": ("<object data=$to></object>", None),
        "an embedded thing": ("<embed src=$to>", None),
        "a film": ("<video src=$to></video>", None),
        "a prefetched link": ("<link rel=prefetch href=$to>", None),
        "a preloaded link": ("<link rel=preload as=image href=$to>", None),
        "a preloaded module": ("<link rel=modulepreload href=$to>", None),
        "a refreshing page": ("<meta http-equiv=refresh content='0;url=$to'>", None),
    }
    for name, (html, click) in pages.items():
        yield Attack(f"a forbidden address by {name}", _GET, html=html, click=click)
    scripts = {
        "location": "location = '$to'",
        "a new window": "window.open('$to')",
        "fetch": "fetch('$to').catch(() => 0)",
        "fetch with HEAD": "fetch('$to', {method: 'HEAD'}).catch(() => 0)",
        "import": "import('$to').catch(() => 0)",
        "an event source": "new EventSource('$to')",
        "a style transformation": (
            "const x = new XSLTProcessor(); x.importStylesheet(new DOMParser().parseFromString(`<xsl:stylesheet "
            'version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"><xsl:template match="/">'
            "<xsl:copy-of select=\"document('$to')\"/></xsl:template></xsl:stylesheet>`, 'text/xml')); "
            "x.transformToDocument(document)"
        ),
    }
    for name, script in scripts.items():
        method = "HEAD" if "HEAD" in name else "GET"
        needs = "XSLTProcessor" if "XSLT" in script else ""
        yield Attack(f"a forbidden address by {name}", f"{method} /never", script=script, needs=needs)
    yield Attack("a forbidden address in a Refresh header", _GET, headers=("Refresh: 0;url=$to",))
    yield Attack("a forbidden address in a Link header", _GET, headers=("Link: <$to>; rel=prefetch",))
    yield Attack("an image of another origin", _GET, html="<img src=$other/never>")
    yield Attack("a forbidden address in other spelling", "GET /NEVER/%252ea;b=c", script="fetch('$to').catch(() => 0)")


def _redirects() -> Iterator[Attack]:
    yield Attack("a redirect of a read to a forbidden address", _GET, script="fetch('/go/302?to=$to').catch(() => 0)")
    yield Attack("a redirect of a page to a forbidden address", _GET, script="location = '/go/302?to=$to'")
    yield Attack("a redirect of a read to another origin", _GET, html="<img src='/go/302?to=$other/never'>")
    for status in (302, 303):
        yield Attack(
            f"a {status} of an allowed request to a forbidden address",
            _GET,
            html=f"<form method=post action='/go/{status}?to=$to'><button id=go>Sök</button></form>",
            click="#go",
        )
    for status in (307, 308):
        yield Attack(
            f"a {status} of an allowed request to another address",
            html=f"<form method=post action='/go/{status}?to=$to'><button id=go>Sök</button></form>",
            click="#go",
        )


def _speculation() -> Iterator[Attack]:
    rules = '{"%s": [{"urls": ["$to"], "eagerness": "immediate"}]}'
    for kind in ("prefetch", "prerender"):
        yield Attack(
            f"a rule to {kind} a forbidden address",
            _GET,
            html=f"<script type=speculationrules>{rules % kind}</script>",
            seen=False,
        )
    yield Attack(
        "a header with rules to prefetch a forbidden address",
        _GET,
        headers=(f'Speculation-Rules: "$json⟨{rules % "prefetch"}⟩"',),
        seen=False,
    )


def _tricks() -> Iterator[Attack]:
    """Requests to an address that is allowed, with something in them that decides or cannot be read surely."""
    form = "'Content-Type': 'application/x-www-form-urlencoded"

    def search(body: str, kind: str = f"{{{form}'}}") -> str:
        return f"fetch('/search', {{method: 'POST', body: {body}, headers: {kind}}}).catch(() => 0)"

    tricks = {
        "a field that decides": search("'page=2&decide=1'"),
        "a field that decides, in capitals": search("'page=2&DECIDE=1'"),
        "an image button that decides": search("'page=2&decide.x=3&decide.y=4'"),
        "a list that decides": search("'page=2&decide[]=1'"),
        "a field that decides in the address": search("'page=2'").replace("/search", "/search?decide=1"),
        "a field that decides in several parts": (
            "const f = new FormData(); f.append('page', '2'); f.append('decide', '1'); "
            "fetch('/search', {method: 'POST', body: f}).catch(() => 0)"
        ),
        "a field twice": search("'page=2&page=3'"),
        "a file": (
            "const f = new FormData(); f.append('page', '2'); f.append('file', new File(['x'], 'x.txt')); "
            "fetch('/search', {method: 'POST', body: f}).catch(() => 0)"
        ),
        "a semicolon between fields": search("'page=2;decide=1'"),
        "a NUL in a field": search("'page=2%00&x=1'"),
        "another character set": search("'page=2'", f"{{{form}; charset=utf-7'}}"),
        "JSON": search("'{\"page\": 2}'", "{'Content-Type': 'application/json'}"),
        "plain text": search("'page=2'", "{'Content-Type': 'text/plain'}"),
        "no type": "fetch('/search', {method: 'POST', body: new Blob(['page=2'])}).catch(() => 0)",
        "a header that overrides the method": search("'page=2'", f"{{{form}', 'X-HTTP-Method-Override': 'DELETE'}}"),
        "a field that overrides the method": search("'page=2&_method=delete'"),
    }
    for name, script in tricks.items():
        yield Attack(f"an allowed request with {name}", "POST /search", script=script)
    yield Attack(
        "a read with a header that overrides the method",
        "GET /write",
        script="fetch('$to', {headers: {'X-HTTP-Method-Override': 'POST'}}).catch(() => 0)",
    )


def _beside_http() -> Iterator[Attack]:
    yield Attack("a WebSocket", "WEBSOCKET /write", script=f"await {_WS}", seen=False)
    yield Attack(
        "a WebSocket of a worker",
        "WEBSOCKET /write",
        seen=False,
        script=(
            f"await new Promise(done => {{ new Worker({_BLOB % (_SOCKET + '.onclose = () => postMessage(1)')})"
            ".onmessage = done; })"
        ),
    )
    yield Attack(
        "a WebSocket of a shared worker",
        "WEBSOCKET /write",
        seen=False,
        script=(
            "await new Promise(done => { const worker = new SharedWorker("
            + _BLOB % f"onconnect = event => {{ {_SOCKET}.onclose = () => event.ports[0].postMessage(1) }}"
            + "); worker.port.onmessage = done; })"
        ),
    )
    for name, window, url, arrives in (
        ("a question for our address", "window.open()", "`stun:${location.host}`", "UDP "),
        ("a relay", "window.open()", "`turn:${location.host}`", "UDP "),
        ("a relay over TCP", "window", "`turn:${location.host}?transport=tcp`", "TCP "),
    ):
        yield Attack(
            f"WebRTC through {name}",
            arrives,
            script=f"const its = {window}; if (!its.RTCPeerConnection) return; const peer = new its.RTCPeerConnection("
            f"{{iceServers: [{{urls: {url}, username: 'a', credential: 'b'}}]}}); peer.createDataChannel('x'); "
            "await peer.setLocalDescription(await peer.createOffer())",
            seen=False,
        )
    yield Attack(
        "WebTransport",
        "UDP ",
        script="if (self.WebTransport) new WebTransport(`https://${location.host}/`)",
        seen=False,
    )
