"""Attachments: fetched inside the logged-in page, bounded in size, typed by content, looked into, given a safe name."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import urljoin, urlsplit

from robots.errors import PageProblem
from robots.model import File, Unknown
from robots.systems.description import CasePart, FieldPart
from robots.systems.examining import FORBIDDEN, says
from robots.systems.kinds import Link
from robots.systems.stops import Stopped
from robots.systems.view import ENDED, LoggedOut, View

FETCHING = 60  # seconds in which an attachment has come
_FETCH = """async ({address, most}) => {
  const answer = await fetch(address, {credentials: 'same-origin'}).catch(() => null);
  if (!answer) return {problem: 'it could not be fetched'};
  if (answer.status === 401) return {out: true};
  if (!answer.ok) return {problem: `the system answered ${answer.status}`, failed: answer.status >= 500};
  if (new URL(answer.url).origin !== location.origin) return {problem: 'it leads out of the case system'};
  const chunks = [];
  let size = 0;
  for (let reader = answer.body.getReader();;) {
    const {done, value} = await reader.read().catch(() => ({}));
    if (done === undefined) return {problem: 'it was broken off', failed: true};
    if (done) break;
    size += value.length;
    if (size > most) { await reader.cancel(); return {problem: `it is larger than ${most} bytes`}; }
    chunks.push(value);
  }
  const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
  return {content: btoa(text), disposition: answer.headers.get('content-disposition') || '', from: answer.url};
}"""

_SIGNS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage"),
    (b"<?xml", "application/xml"),
)
_ENDINGS = {
    "application/pdf": ("pdf",),
    "image/png": ("png",),
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/gif": ("gif",),
    "application/xml": ("xml",),
    "application/zip": ("zip",),
    "text/plain": ("txt", "text"),
}
_ENDING = re.compile(r"\.((?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,5})$")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$")


@dataclass(frozen=True)
class Fetched:
    """An attachment and its bytes."""

    file: File
    content: bytes


async def fetch(
    window: View[Any], link: Link, table: FieldPart, column: str, case: CasePart, *, frame: str | None
) -> Fetched | Unknown:
    """Fetch the file that a link in a table leads to, through a pop-up window where only a script knows the address.

    Returns Unknown, with the reason, where it cannot be had, is none that the flow takes, or is not safe to open.

    Raises:
        LoggedOut: The login page came instead.
        PageProblem: The system failed; it may do better later.
        Stopped: Its text says that no robot may read on.
    """
    address = link.address
    if address is None:
        address = await window.behind(link, table, column, frame)
    if address is None:
        return Unknown("its link leads to no file")
    place = window.frame(frame)
    asked = {"address": urljoin(place.url, address), "most": case.files.largest}
    await window.its_turn()
    with window.failing(of=place.url) as failures:
        try:
            got = await window.run(place, _FETCH, asked, within=FETCHING)
        except TimeoutError:
            raise PageProblem(f"an attachment did not come in {FETCHING} s.") from None
    login = window.system.description.login
    if got.get("out") or any(map(login.is_on_the_way, failures)):
        raise LoggedOut(ENDED)
    if got.get("failed") or ("problem" in got and failures):
        raise PageProblem(f"an attachment: {got['problem']}.")
    if "problem" in got:
        return Unknown(got["problem"])
    if urlsplit(got["from"]).path == urlsplit(login.at).path:
        raise LoggedOut("the login page came instead of a file.")
    content = base64.b64decode(got["content"])
    name = safe_name(_named(got["disposition"]) or link.text or address.rpartition("/")[2])
    if says((name,), case.stops.words):
        raise Stopped
    kind = media_type(content)
    if kind not in case.files.types:
        return Unknown(f"its content is {kind}, which is not taken here")
    if (ending := _ENDING.search(name)) and ending[1].lower() not in _ENDINGS[kind]:
        return Unknown("its name ends otherwise than its content is")
    wrong = await window.apart.look(content, kind, case.stops.words)
    if wrong == FORBIDDEN:
        raise Stopped
    if wrong:
        return Unknown(wrong)
    return Fetched(
        File(name=name, media_type=kind, size=len(content), sha256=hashlib.sha256(content).hexdigest()), content
    )


def media_type(content: bytes) -> str:
    """What a file is by its first bytes; its name is never believed."""
    head = content[:1024].lstrip()
    for sign, kind in _SIGNS:
        if head.startswith(sign):
            return kind
    if b"\0" in content[:4096]:
        return "application/octet-stream"
    return "text/html" if re.match(rb"(?i)<(!doctype html|html|script)", head) else "text/plain"


def safe_name(name: str) -> str:
    """A file name without folders, control characters or reserved words, at most 100 characters long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] not in "CZ" or sign == " ")
    bare = re.sub(r'[<>:"|?*]', "_", kept).strip(" .")[-100:]
    return f"_{bare}" if not bare or _RESERVED.match(bare) else bare


def _named(disposition: str) -> str:
    header = Message()
    header["Content-Disposition"] = disposition.replace("\n", " ").replace("\r", " ")
    return header.get_filename("")
