"""The floor: the same requests through one raw socket. Nothing is read but what the next request has to carry."""

import socket
from urllib.parse import quote_plus, urlsplit

from job import LOGIN, POST, START, Job


class Line:
    """One connection that is kept open, and the cookie that it was given."""

    def __init__(self, address: str) -> None:
        self._host = urlsplit(address).netloc
        name, port = self._host.split(":")
        self._socket = socket.create_connection((name, int(port)))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._cookie = ""

    def ask(self, method: str, path: str, body: bytes = b"") -> bytes:
        """The answer's body."""
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\n{self._cookie}"
        if body:
            head += f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        self._socket.sendall(head.encode() + b"\r\n" + body)
        told, _, rest = self._come(b"").partition(b"\r\n\r\n")
        named = dict(line.lower().split(b": ", 1) for line in told.split(b"\r\n")[1:])
        if cookie := named.get(b"set-cookie"):
            at = told.lower().index(b"set-cookie: ") + len(b"set-cookie: ")
            self._cookie = f"Cookie: {told[at : at + cookie.index(b';')].decode()}\r\n"
        while len(rest) < int(named[b"content-length"]):
            rest += self._socket.recv(65536)
        return rest

    def _come(self, come: bytes) -> bytes:
        while b"\r\n\r\n" not in come:
            come += self._socket.recv(65536)
        return come


def main() -> None:
    job = Job.given()
    line = Line(job.address)
    shown = line.ask("GET", LOGIN)
    line.ask(
        "POST", LOGIN, b"__TOKEN=" + hidden(shown, "__TOKEN") + sent({"anvandare": job.user, "losenord": job.password})
    )
    for path in (START, "/meny", "/tom"):
        line.ask("GET", path)
    for number in numbers(line, job):
        work(line, job, number)
    job.done()


def numbers(line: Line, job: Job) -> list[str]:
    shown, found = line.ask("GET", "/inkorg"), list[str]()
    while True:
        found += [part[: part.index(b'"')].decode() for part in shown.split(b'href="/arende/')[1:]]
        if len(found) >= job.cases:
            return found
        shown = line.ask("POST", POST, posted(shown, "bladdra", str(len(found) // 25 + 1)))


def work(line: Line, job: Job, number: str) -> None:
    outer = line.ask("GET", f"/arende/{number}")
    inner = line.ask("GET", f"/arende/{number}/flik")
    at = inner.index(b'href="/bilaga/') + len(b'href="')
    pdf = line.ask("GET", inner[at : inner.index(b'"', at)].decode())
    form = line.ask("POST", POST, posted(inner, "flik", "2"))
    saved = line.ask("POST", POST, posted(form, "spara") + sent(job.draft))
    line.ask("POST", POST, posted(saved, "flik", "2"))
    line.ask("POST", POST, posted(outer, "lamna"))
    job.note(number, {}, pdf)


def posted(page: bytes, target: str, argument: str = "") -> bytes:
    """The hidden fields of a page's form, with what is pressed."""
    body = f"__EVENTTARGET={target}&__EVENTARGUMENT={argument}".encode()
    names = ("__VIEWSTATE", "__TOKEN", "__ARENDE", "__VERSION")
    return body + b"".join(b"&%s=%s" % (name.encode(), hidden(page, name)) for name in names if name.encode() in page)


def hidden(page: bytes, name: str) -> bytes:
    at = page.index(b'name="%s" value="' % name.encode()) + len(name) + len('name="" value="')
    return quote_plus(page[at : page.index(b'"', at)]).encode()


def sent(values: dict[str, str]) -> bytes:
    """Values as they follow others in a body."""
    encoded = {name: text.replace("\n", "\r\n").encode("cp1252") for name, text in values.items()}
    return "".join(f"&{name}={quote_plus(text)}" for name, text in encoded.items()).encode()


if __name__ == "__main__":
    main()
