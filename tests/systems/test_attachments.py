"""Attachments: bounded, typed by what they hold, safely named, and never the login page by mistake."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Page

from robots.errors import PageProblem
from robots.model import File, Unknown
from robots.practice.attachments import pdf
from robots.systems.apart import Apart
from robots.systems.attachments import Fetched, _named, media_type, safe_name
from robots.systems.description import FieldPart
from robots.systems.screen import _without_doubles
from robots.systems.view import LoggedOut
from tests.systems.conftest import Walled
from tests.systems.loopback import Loopback
from tests.systems.pages import described, echo, screen

browser_test = pytest.mark.asyncio(loop_scope="session")

PDF = pdf(["A certificate, åäö"]).decode("iso-8859-1")
LOGIN = "<h1>Log in</h1><input type=password>"
PLAIN = FieldPart(label=("File",), kind="file")
IN_WINDOW = FieldPart(label=("File",), kind="file", popup="Get")

Gets = Callable[..., Awaitable[Fetched | Unknown]]


@pytest_asyncio.fixture(loop_scope="session")
async def gets(walled: Walled, page: Page, loopback: Loopback, apart: Apart, tmp_path: Path) -> Gets:
    """Fetches what the link in the second row of a table leads to."""

    async def get(
        address: str, column: FieldPart = PLAIN, *, name: str = "certificate.pdf", script: str = "", wait: int = 10
    ) -> Fetched | Unknown:
        files = "    files: {largest: 1000, types: [application/pdf, text/plain]}\n"
        changes = (("{wait: 10}", f"{{wait: {wait}}}"), ("    rows:", f"{files}    rows:"))
        system = described(tmp_path, *changes, address=loopback.origin)
        rows = f'<tr><th>File<th>Type<tr><td><td>photo<tr><td><a href="{address}">{name}</a><td>certificate'
        table = FieldPart(kind="table", columns={"file": column, "type": FieldPart(label=("Type",))})
        shown = screen(page, {"files": table}, system, apart)
        walled.firewall.admit(system.description.policy)
        try:
            await shown.window.go(echo(f"<table>{rows}</table><script>{script}</script>"))
            reading = await shown.read()
        finally:
            walled.firewall.dismiss(system.description.policy)
        assert [row["type"] for row in reading.values["files"]] == ["photo", "certificate"]
        assert reading.values["files"][0]["file"] is None
        file = reading.values["files"][1]["file"]
        assert [file] == [fetched.file for fetched in reading.fetched] or isinstance(file, Unknown)
        return reading.fetched[0] if reading.fetched else file

    return get


def called(header: str) -> str:
    """The address of a PDF that is sent with this Content-Disposition."""
    return f"{echo(PDF)}&header={quote(f'Content-Disposition:{header}', safe='')}"


@browser_test
async def test_a_file_is_kept_as_it_is_by_name_type_size_and_hash(gets: Gets) -> None:
    content = PDF.encode("iso-8859-1")
    file = File(
        name="certificate.pdf",
        media_type="application/pdf",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    assert await gets(echo(PDF)) == Fetched(file, content)


NAMES = {
    'attachment; filename="läkarintyg.pdf"': "läkarintyg.pdf",
    "attachment; filename=intyg.pdf; size=3": "intyg.pdf",
    'inline; filename="../../etc/passwd"': "passwd",
    'attachment; filename="C:\\dir\\intyg.pdf"': "intyg.pdf",
    "inline": "certificate.pdf",
}


@browser_test
@pytest.mark.parametrize(("header", "name"), NAMES.items(), ids=NAMES)
async def test_a_file_is_called_as_the_system_calls_it_or_as_its_link_says(gets: Gets, header: str, name: str) -> None:
    fetched = await gets(called(header))
    assert isinstance(fetched, Fetched)
    assert fetched.file.name == name


@browser_test
async def test_a_file_is_taken_up_to_the_limit_and_not_beyond(gets: Gets) -> None:
    assert isinstance(await gets(echo("x" * 1000), name="letter.txt"), Fetched)
    assert await gets(echo("x" * 1001)) == Unknown("it is larger than 1000 bytes")


@browser_test
@pytest.mark.parametrize(
    ("content", "kind"), [("<!doctype html><p>Hi", "text/html"), ("PK\x03\x04", "application/zip")]
)
async def test_a_file_of_a_kind_that_the_flow_does_not_take_is_unknown(gets: Gets, content: str, kind: str) -> None:
    assert await gets(echo(content)) == Unknown(f"its content is {kind}, which is not taken here")


@browser_test
@pytest.mark.parametrize(
    "name", ["certificate.exe", "certificate.pdf.js", "CERTIFICATE.PNG", "nul.txt", "a&#8238;fdp.exe"]
)
async def test_a_name_that_ends_otherwise_than_the_content_is_unknown(gets: Gets, name: str) -> None:
    assert await gets(echo(PDF), name=name) == Unknown("its name ends otherwise than its content is")


@browser_test
@pytest.mark.parametrize("name", ["certificate", "CERTIFICATE.PDF", "Certificate of 2026.11", "nr. 5", "CON"])
async def test_a_name_without_an_ending_or_with_the_right_one_is_as_good(gets: Gets, name: str) -> None:
    assert isinstance(await gets(echo(PDF), name=name), Fetched)


@browser_test
async def test_a_file_that_is_looked_into_and_found_amiss_is_unknown(gets: Gets) -> None:
    acting = PDF.replace("/Type /Catalog", "/Type /Catalog /OpenAction << /S /JavaScript /JS (x) >>")
    assert await gets(echo(acting)) == Unknown("it holds a script")


@browser_test
async def test_a_file_that_is_not_there_is_unknown(gets: Gets) -> None:
    assert await gets("/go/404?to=/") == Unknown("the system answered 404")


@browser_test
async def test_a_system_that_fails_may_do_better_later(gets: Gets) -> None:
    with pytest.raises(PageProblem, match="the system answered 503"):
        await gets("/go/503?to=/")


@browser_test
async def test_a_file_behind_a_redirect_in_the_system_is_fetched(gets: Gets) -> None:
    assert isinstance(await gets(f"/go/302?to={quote(echo(PDF), safe='')}"), Fetched)


@browser_test
@pytest.mark.parametrize("way", ["{other}/file", "/go/302?to={other}/file", "/go/307?to={other}/file"])
async def test_a_link_that_leads_out_of_the_system_is_not_followed(gets: Gets, loopback: Loopback, way: str) -> None:
    address = way.format(other=loopback.other_origin)
    assert await gets(address) == Unknown("it could not be fetched")
    assert loopback.account("GET", "/file") == []


@browser_test
async def test_the_login_page_is_no_attachment(gets: Gets) -> None:
    with pytest.raises(LoggedOut):
        await gets("/go/302?to=/login")


SHOW = "javascript:show()"


def opens(address: str) -> str:
    """A script that opens a window at this address."""
    return f"function show() {{ window.open('{address}', 'file', 'width=600') }}"


@browser_test
async def test_a_file_is_found_behind_the_link_in_its_window(gets: Gets, page: Page) -> None:
    fetched = await gets(SHOW, IN_WINDOW, script=opens(echo(f'<h2>File</h2><a href="{echo(PDF)}">Get</a>')))
    assert isinstance(fetched, Fetched)
    assert fetched.file.media_type == "application/pdf"
    assert page.context.pages == [page]


@browser_test
async def test_a_window_may_be_the_file_itself(gets: Gets) -> None:
    fetched = await gets(SHOW, name="letter.txt", script=opens(echo("a plain text")))
    assert isinstance(fetched, Fetched)
    assert fetched.content == b"a plain text"


@browser_test
@pytest.mark.parametrize("way", ["window.open('{}')", "location = '{}'"], ids=["in a window", "in the page"])
async def test_a_script_may_lead_to_a_file_that_the_browser_only_downloads(gets: Gets, page: Page, way: str) -> None:
    address = called("attachment; filename=intyg.pdf")
    fetched = await gets(SHOW, script=f"function show() {{ {way.format(address)} }}", wait=2)
    assert isinstance(fetched, Fetched)
    assert fetched.file.name == "intyg.pdf"
    assert page.context.pages == [page]


NOTHING = {
    "opens nothing": "",
    "opens a window without the link": opens(echo("<a href=/x>Other</a>")),
    "opens a window with two of the links": opens(echo(2 * "<a href=/x>Get</a>")),
}


@browser_test
@pytest.mark.parametrize("script", NOTHING.values(), ids=NOTHING)
async def test_a_link_leads_to_no_file_where_it(gets: Gets, page: Page, script: str) -> None:
    assert await gets(SHOW, IN_WINDOW, script=script, wait=2) == Unknown("its link leads to no file")
    assert page.context.pages == [page]


@browser_test
async def test_a_window_that_shows_the_login_page_means_logged_out(gets: Gets, page: Page) -> None:
    with pytest.raises(LoggedOut):
        await gets(SHOW, IN_WINDOW, script=opens(echo(LOGIN)))
    assert page.context.pages == [page]


CONTENTS = {
    b"%PDF-1.7\n": "application/pdf",
    b"\r\n%PDF-1.7\n": "application/pdf",
    b"\x89PNG\r\n\x1a\n\0": "image/png",
    b"\xff\xd8\xff\xe0\0": "image/jpeg",
    b"PK\x03\x04\0": "application/zip",
    b"MZ\x90\0": "application/octet-stream",
    b"<!DOCTYPE html><html>": "text/html",
    b"<script>bad()</script>": "text/html",
    b"a letter": "text/plain",
    b"": "text/plain",
}


@pytest.mark.parametrize(("content", "kind"), CONTENTS.items())
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: str) -> None:
    assert media_type(content) == kind


SAFE = {
    "intyg.pdf": "intyg.pdf",
    "läkarintyg 2026.pdf": "läkarintyg 2026.pdf",
    "../../../etc/passwd": "passwd",
    "..\\..\\boot.ini": "boot.ini",
    "/": "_",
    "..": "_",
    "": "_",
    "con.pdf": "_con.pdf",
    "LPT1": "_LPT1",
    "console.pdf": "console.pdf",
    "a\x00b\nc\x1b.pdf": "abc.pdf",
    "gpj.\u202efdp.exe": "gpj.fdp.exe",
    "=cmd|'/c calc'!A1": "c calc'!A1",
    'a<b>:"|?*.pdf': "a_b______.pdf",
    " .hidden. ": "hidden",
    "x" * 300 + ".pdf": "x" * 96 + ".pdf",
}


@pytest.mark.parametrize(("name", "safe"), SAFE.items())
def test_a_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=200))
def test_no_name_can_do_harm_and_a_safe_one_stays(name: str) -> None:
    safe = safe_name(name)
    assert 1 <= len(safe) <= 101
    assert not re.search(r'[/\\<>:"|?*\x00-\x1f\x7f]', safe)
    assert safe.strip(" .") == safe
    assert Path(safe).name == safe
    assert safe_name(safe) == safe


@given(st.text(max_size=80))
def test_no_header_breaks_it(disposition: str) -> None:
    assert isinstance(safe_name(_named(disposition)), str)
    assert isinstance(_named(f"attachment; filename*=UTF-8''{disposition}"), str)


def rows(*shown: tuple[str, str]) -> list[dict[str, object]]:
    """Rows of documents: what each is said to be, and its content."""
    sealed = {content: hashlib.sha256(content.encode()).hexdigest() for _, content in shown}
    return [
        {"type": said, "file": File(name=f"{said}.pdf", media_type="application/pdf", size=1, sha256=sealed[content])}
        for said, content in shown
    ]


def test_the_same_file_twice_as_the_same_thing_is_harmless() -> None:
    table = rows(("certificate", "a"), ("certificate", "a"), ("photo", "b"))
    assert list(map(_without_doubles(table), table)) == table


def test_the_same_file_as_two_things_is_neither() -> None:
    table = rows(("certificate", "a"), ("photo", "a"), ("other", "b"))
    double = Unknown("the same file is there as something else too")
    told = list(map(_without_doubles(table), table))
    assert [row["file"] for row in told] == [double, double, table[2]["file"]]
    assert [row["type"] for row in told] == ["certificate", "photo", "other"]
