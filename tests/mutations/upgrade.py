"""A proxy between robot and case system that changes pages as a vendor's upgrade might, in a browser of its own."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import Page, async_playwright

from robots import browser as installed
from tests.faults.proxy import HOST, Request, read_request
from tests.mutations.kinds import Mutation
from tests.systems.conftest import ROOT

_PARTS = ("page", "field", "visible", "way", "unseen", "harmless", "mutation")  # of one function, in this order
MUTATOR = "(request) => {{\n{}\n}}".format(
    "\n".join(Path(__file__).parent.joinpath("mutator", f"{part}.js").read_text(encoding="utf-8") for part in _PARTS)
)
_LENGTH = re.compile(rb"(?im)^(content-length|connection|transfer-encoding|content-security-policy):.*\r\n")


@dataclass
class Upgrade:
    """Forwards to one system; while a mutation is set, every page that it applies to comes changed."""

    upstream: str
    address: str = ""  # where it answers itself
    mutation: Mutation | None = None
    told: list[str] = field(default_factory=list)  # what was done to each page that was changed
    pages: set[str] = field(default_factory=set)  # every unchanged page that came while `keeps`
    keeps: bool = False
    _page: Page | None = None
    _asked_now: set[asyncio.Task[None]] = field(default_factory=set)  # a task that nobody holds may vanish
    _loop: asyncio.AbstractEventLoop | None = None

    def begins(self, mutation: Mutation | None) -> None:
        """From now on pages come changed like this; None: as they are."""
        self.mutation, self.told = mutation, []

    def applies(self, mutation: Mutation) -> bool:
        """Whether it would change one of the pages that were kept."""
        return self.would_change(mutation) is not None

    def would_change(self, mutation: Mutation) -> Mapping[str, Any] | None:
        """What it would do to the first page that it applies to, of those that were kept."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(self._tried(mutation), self._loop).result()

    async def _tried(self, mutation: Mutation) -> Mapping[str, Any] | None:
        for html in sorted(self.pages):
            if made := await self._made(html, mutation):
                return made
        return None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection's request."""
        if task := asyncio.current_task():
            self._asked_now.add(task)
            task.add_done_callback(self._asked_now.discard)
        with suppress(OSError, asyncio.IncompleteReadError):
            if request := await read_request(reader):
                writer.write(await self._changed(await self._ask(request)))
                await writer.drain()
        writer.close()

    async def _ask(self, request: Request) -> bytes:
        """What the system answers, which knows nothing of this proxy."""
        here, there = urlsplit(self.address), urlsplit(self.upstream)
        asked = request.whole.replace(b" HTTP/1.1", b" HTTP/1.0", 1)
        for written in (":", "%3A"):  # both ports have five digits: the body's length stays what its head says
            mine, its = (f"{HOST}{written}{one.port}".encode() for one in (here, there))
            asked = asked.replace(mine, its)
        reader, writer = await asyncio.open_connection(there.hostname, there.port)
        writer.write(asked)
        await writer.drain()
        try:
            return await reader.read()
        finally:
            writer.close()

    async def _changed(self, answer: bytes) -> bytes:
        head, _, body = answer.partition(b"\r\n\r\n")
        here, there = urlsplit(self.address).netloc.encode(), urlsplit(self.upstream).netloc.encode()
        head = re.sub(rb"^HTTP/1\.\d", b"HTTP/1.1", head.replace(there, here))
        if b"text/html" in head.lower():
            body = await self._mutated(head, body.replace(there, here))
        head = _LENGTH.sub(b"", head + b"\r\n")
        return head + b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body

    async def _mutated(self, head: bytes, body: bytes) -> bytes:
        mutation = self.mutation
        named = re.search(rb"charset=\"?([\w-]+)", head) or re.search(rb"charset=\"?([\w-]+)", body[:1000])
        charset = named[1].decode() if named else "utf-8"
        html = body.decode(charset, "replace")
        if mutation is None and self.keeps:
            self.pages.add(html)
        if mutation is None or not body or (made := await self._made(html, mutation)) is None:
            return body
        if self.mutation is mutation:
            self.told.append(made["told"])
        return str(made["html"]).encode(charset, "xmlcharrefreplace")

    async def _made(self, html: str, mutation: Mutation) -> Mapping[str, Any] | None:
        assert self._page is not None
        text = unescape(html)
        if not any(word in text for word in mutation.words):  # most pages: the mutator need not take them apart
            return None
        made: Mapping[str, Any] | None = await self._page.evaluate(MUTATOR, {"html": html, **mutation.request})
        return made


@contextmanager
def upgrading(upstream: str) -> Iterator[Upgrade]:
    """Let a proxy stand there, with its own browser, in a thread of its own."""
    proxy = Upgrade(upstream)
    ready, done = threading.Event(), asyncio.Event()
    trouble: list[BaseException] = []

    async def stand() -> None:
        found = installed.find()
        proxy._loop = asyncio.get_running_loop()
        server = await asyncio.start_server(proxy.serve, HOST, 0)
        proxy.address = f"http://{HOST}:{server.sockets[0].getsockname()[1]}/"
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=found.program, channel=found.channel, args=[*ROOT, "--disable-gpu"]
            )
            proxy._page = await browser.new_page()
            ready.set()
            await done.wait()
            server.close()
            await browser.close()

    def run() -> None:
        try:
            asyncio.run(stand())  # ends the connections too that the robot's browser kept
        except BaseException as problem:  # told to who waits
            trouble.append(problem)
        finally:
            ready.set()

    thread = threading.Thread(target=run, name="upgrade", daemon=True)
    thread.start()
    ready.wait()
    if trouble:
        raise trouble[0]
    try:
        yield proxy
    finally:
        assert proxy._loop is not None
        proxy._loop.call_soon_threadsafe(done.set)
        thread.join()
