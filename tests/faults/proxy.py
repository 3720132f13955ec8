"""A proxy that stands between a robot and its case system and spoils a share of what goes through it.

Which request meets which fault follows from the seed, the request's line, and how many of that line came before: the
same run meets the same faults, in whatever order its windows ask.
"""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from urllib.parse import urlsplit

HOST = "127.0.0.1"
SLOW = 1.0  # seconds by which an answer is late
SAVES = b"spara"  # stands in the body of a request that saves
LONGEST = 60.0  # seconds for which an answer is held back, unless the robot hangs up


class Fault(StrEnum):
    """What happens to a request."""

    DROP_BEFORE = "dropped before the server acted"
    DROP_AFTER = "dropped after the server acted"
    ERROR = "answered with 500"
    HANG = "never answered"
    SLOW = "answered late"
    TRUNCATED = "answered in half"
    LOGGED_OUT = "answered with the login page"
    WRONG_PAGE = "answered with another page"
    TWICE = "delivered twice"


@dataclass(frozen=True)
class Request:
    """One request as it came in."""

    method: str
    path: str
    head: bytes
    body: bytes

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def whole(self) -> bytes:
        """As it goes on: each on a connection of its own, so that an answer ends where the connection does."""
        first, *fields = self.head.split(b"\r\n")
        kept = [one for one in fields if one and not one.lower().startswith((b"connection:", b"accept-encoding:"))]
        return b"\r\n".join([first, *kept, b"Connection: close", b"", b""]) + self.body


Where = Callable[[Request], float]
"""The share of requests of this kind that meets a fault."""


@dataclass
class FaultProxy:
    """Forwards to one address, and spoils what its seed says."""

    upstream: str
    seed: int
    share: Where
    kinds: tuple[Fault, ...] = tuple(Fault)
    passed: int = 0
    done: Counter[Fault] = field(default_factory=Counter)
    saved_twice: int = 0  # saves that the proxy delivered a second time: what the server did then, no robot did
    _seen: Counter[str] = field(default_factory=Counter)
    _pages: dict[str, bytes] = field(default_factory=dict)

    def fault(self, request: Request) -> Fault | None:
        """What happens to this request."""
        self._seen[request.line] += 1
        rng = Random(f"{self.seed} {request.line} {self._seen[request.line]}")
        return rng.choice(self.kinds) if rng.random() < self.share(request) else None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's request."""
        with suppress(OSError, asyncio.IncompleteReadError):
            if request := await read_request(reader):
                self.passed += 1
                fault = self.fault(request)
                if fault:
                    self.done[fault] += 1
                await self._answer(request, fault, reader, writer)
        writer.close()

    async def _answer(
        self, request: Request, fault: Fault | None, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        match fault:
            case Fault.DROP_BEFORE:
                return
            case Fault.DROP_AFTER:
                await self._ask(request)
                return
            case Fault.ERROR:
                writer.write(_nothing_but("500 Internal Server Error"))
            case Fault.HANG:
                with suppress(TimeoutError):  # until the robot hangs up
                    await asyncio.wait_for(reader.read(1), LONGEST)
                return
            case Fault.SLOW:
                await asyncio.sleep(SLOW)
                writer.write(await self._ask(request))
            case Fault.TRUNCATED:
                answer = await self._ask(request)
                writer.write(answer[: len(answer) - max(1, len(_body(answer)) // 2)])
            case Fault.LOGGED_OUT:
                writer.write(
                    b"HTTP/1.1 302 Found\r\nLocation: /login\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
            case Fault.WRONG_PAGE:
                writer.write(self._another(request) or await self._ask(request))
            case Fault.TWICE:
                await self._ask(request)
                self.saved_twice += SAVES in request.body
                writer.write(await self._ask(request))
            case None:
                answer = await self._ask(request)
                self._remember(request, answer)
                writer.write(answer)
        await writer.drain()

    async def _ask(self, request: Request) -> bytes:
        at = urlsplit(self.upstream)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        writer.write(request.whole)
        await writer.drain()
        try:
            return await reader.read()
        finally:
            writer.close()

    def _remember(self, request: Request, answer: bytes) -> None:
        if request.method == "GET" and answer.startswith(b"HTTP/1.1 200") and b"text/html" in answer[:400]:
            self._pages[request.path] = answer

    def _another(self, request: Request) -> bytes | None:
        """A page that was asked for earlier at another address: where there is one, the same page of another case."""
        others = sorted(path for path in self._pages if path != request.path)
        alike = [path for path in others if path.rpartition("/")[2] == request.path.rpartition("/")[2]]
        chosen = Random(f"{self.seed} {request.path} {self.passed}").choice(alike or others) if others else None
        return self._pages[chosen] if chosen else None


@contextmanager
def proxied(proxy: FaultProxy) -> Iterator[str]:
    """Let a proxy stand there, in a thread of its own; gives its address."""
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(proxy.serve, HOST, 0))
    thread = threading.Thread(target=loop.run_forever, name="fault proxy", daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The connection's request; None where the browser opened one to spare."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *fields = head.split(b"\r\n")
    method, path, _ = first.decode("latin-1").split(" ")
    length = next((int(one.split(b":")[1]) for one in fields if one.lower().startswith(b"content-length:")), 0)
    return Request(method, path, head, await reader.readexactly(length))


def _nothing_but(status: str, *fields: str) -> bytes:
    """An answer without content."""
    lines = [f"HTTP/1.1 {status}", *fields, "Content-Length: 0", "Connection: close", "", ""]
    return "\r\n".join(lines).encode()


def _body(answer: bytes) -> bytes:
    return answer.partition(b"\r\n\r\n")[2]
