"""Insight: a page with all that is held, on which no value is more than text, and files beside it under safe names."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from robots import browser as installed
from robots.cases import Compared, Store, Verdict, key_from
from robots.errors import ConfigError, Reason
from robots.model import DecidedRow, Draft, File, Finding, PersonalNumber, Proposal, Record, Result
from robots.reports.visible import visible
from robots.secrets import Secrets
from robots.settings import Home
from robots.words import Words
from robots.work import insight
from robots.work.approving import trial_home
from robots.work.insight import extract_case, extract_person, file_name, personal_number
from robots.work.office import STORE_KEY
from tests.reports.office import FLOW, VERSIONS, Clock, Office, row
from tests.work.municipality import TOOLKIT

NUMBER, OTHER = "198012032382", "197912122392"
ROOT = ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []
AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
SCRIPT = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">"
RTL = "exe.\u202egpj.scr"
LONG = "å" * 20_000
CONTENT = b"<script>alert(1)</script>"
HOSTILE = File(
    name=f"../../{SCRIPT}{RTL}.html",
    media_type="text/html",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
)


class Permit(Record):
    number: str
    file: File


class Application(Record):
    applicant: PersonalNumber
    received: date
    text: str
    long: str
    permits: tuple[Permit, ...]


def application(person: str = NUMBER) -> Application:
    rows = (Permit.of({"number": SCRIPT, "file": HOSTILE}),)
    return Application.of(
        {
            "applicant": person,
            "received": date(2026, 11, 2),
            "text": f"{SCRIPT}\n{RTL}\x1b[31m",
            "long": LONG,
            "permits": rows,
        }
    )


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return trial_home(TOOLKIT, tmp_path / "home", system="practice", address="http://127.0.0.1:9", password="none")


@pytest.fixture
def office(home: Home) -> Iterator[Office]:
    """An office that has read, proposed, drafted and handed over one hostile case."""
    clock, key = Clock(), key_from(Secrets(home.path).secret(STORE_KEY))
    with Store.open(home.database, key, attachments=home.data / "attachments", clock=clock) as store:
        working = Office(store, clock)
        working.begins()
        working.finds(row("2026-1", unit=SCRIPT, caseworker=RTL))
        claim = working.has("2026-1")
        store.keep_document(claim, HOSTILE, CONTENT)
        store.extracted(claim, application(), [HOSTILE])
        findings = [Finding("walking", Result.FAIL, SCRIPT, RTL)]
        store.proposed(claim, findings, Proposal("grant", SCRIPT, RTL, values={"valid_to": None}), VERSIONS)
        store.drafted(claim, store.intend(claim, Draft(before={"reasons": RTL}, after={"reasons": SCRIPT})))
        store.hand_over(claim, Reason.JUDGEMENT, SCRIPT)
        store.open_case("2026-1", reader="clerk-one")
        yield working


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A page of a browser that runs whatever scripts it meets."""
    found = installed.find()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found.program, channel=found.channel, args=ROOT)
        yield await browser.new_page()
        await browser.close()


@pytest.mark.parametrize(("language", "title"), [("sv", "Uppgifter i ett ärende"), ("en", "What is held about a case")])
def test_a_page_holds_everything_and_who_has_read_it(home: Home, office: Office, language: str, title: str) -> None:
    say = Words(language)  # type: ignore[arg-type]
    written = extract_case(home, "2026-1", None, by="registrar", out=None, say=say, now=AT)

    assert (written.cases, written.documents) == (1, 1)
    assert written.page.parent == home.data / "extracts" / "2026-1"
    source = written.page.read_text("utf-8")
    read = (title, "2026-1", "19801203-2382", LONG, VERSIONS.rules[:12], say("judgement")[1:])
    assert [told for told in (*read, "clerk-one", "registrar") if told not in source] == []
    assert re.findall(r"<script|<img|onerror=\"", source) == []
    assert re.findall(r"(?:src|href)=\"(?!#case-)([^\"]*)", source) == [next(iter(_files(written.page.parent)))]


def test_what_a_person_decided_is_told_as_text_and_so_is_how_it_stands_to_the_proposal(
    home: Home, office: Office
) -> None:
    day = date(2026, 11, 20)
    made = Compared(Verdict.OVERRULED, "grant", "reject", decided={"outcome": "reject", "decided": day, "why": SCRIPT})
    office.begins()
    office.decided(DecidedRow("2026-1", FLOW, date(2026, 11, 2), day, "reject"))
    office.store.followed(office.has("2026-1"), made, day)
    source = extract_case(home, "2026-1", None, by="registrar", out=None, say=Words("sv"), now=AT).page.read_text(
        "utf-8"
    )
    told = ("jämfört med förslaget", "annan utgång än förslaget", "Beslutsdatum", "2026-11-20", "Orsak till ändring")
    assert [words for words in told if words not in source] == []
    assert "<script" not in source


def test_its_folder_is_for_this_account_only_and_is_never_written_over(home: Home, office: Office) -> None:
    first = extract_case(home, "2026-1", None, by="registrar", out=None, say=Words("sv"))
    second = extract_case(home, "2026-1", None, by="registrar", out=None, say=Words("sv"))

    assert first.page.parent != second.page.parent
    for folder in (home.data / "extracts", first.page.parent):
        assert os.name == "nt" or folder.stat().st_mode & 0o077 == 0
    with pytest.raises(ConfigError, match="holds something already"):
        extract_case(home, "2026-1", None, by="registrar", out=first.page.parent, say=Words("sv"))


def test_a_hostile_file_gets_a_safe_name_and_no_ending_by_which_it_could_act(home: Home, office: Office) -> None:
    written = extract_case(home, "2026-1", None, by="registrar", out=None, say=Words("sv"))

    (name,) = _files(written.page.parent)
    assert re.fullmatch(r"01-[\w-]+\.txt", name)
    assert (written.page.parent / name).read_bytes() == CONTENT
    assert [path.name for path in home.data.rglob("*.html")] == ["index.html"]


@pytest.mark.parametrize(
    ("name", "media_type", "safe"),
    [
        ("intyg.pdf", "application/pdf", "07-intyg.pdf"),
        ("intyg.exe", "application/pdf", "07-intyg.pdf"),
        ("CON", "image/png", "07-CON.png"),
        ("brev.docx", "application/zip", "07-brev.docx"),
        ("brev.docm", "application/zip", "07-brev.zip"),
        ("a/b\\c:d\n.svg", "application/xml", "07-a_b_c_d.txt"),
        ("", "application/octet-stream", "07-file.bin"),
        ("x" * 300, "image/jpeg", f"07-{'x' * 80}.jpg"),
        ("läkarintyg Åsa.pdf", "application/pdf", "07-läkarintyg_Åsa.pdf"),
    ],
)
def test_files_are_named_by_number_and_by_what_their_content_shows(name: str, media_type: str, safe: str) -> None:
    assert file_name(7, File(name=name, media_type=media_type, size=1, sha256="0")) == safe


async def test_in_a_real_browser_hostile_values_are_text_and_nothing_else(
    home: Home, office: Office, page: Page
) -> None:
    written = extract_case(home, "2026-1", None, by="registrar", out=None, say=Words("sv"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda _: asked.append("dialog"))

    await page.goto(written.page.as_uri())

    assert await page.title() == "Uppgifter i ett ärende"
    assert asked == [written.page.as_uri()]
    seen = await page.inner_text("body")
    assert seen.count(SCRIPT) >= 6
    assert "exe.[U+202E]gpj.scr[U+001B][31m" in seen
    assert "\u202e" not in seen
    assert await page.locator("script, img, iframe, form").count() == 0
    await page.set_viewport_size({"width": 360, "height": 700})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360, "it fits a phone"


def test_a_person_is_found_by_the_number_however_it_is_typed_and_the_audit_does_not_say_it(
    home: Home, office: Office
) -> None:
    office.finds(row("2026-2"), row("2026-3", flow="parking_permit"))
    office.store.extracted(office.has("2026-2"), application(OTHER), [])
    office.store.extracted(office.has("2026-3"), application(), [])

    written = extract_person(home, " 801203-2382\n", by="registrar", out=None, say=Words("en"), now=AT)

    assert written is not None
    assert (written.cases, written.page.parent.name) == (2, "20261125-093000")
    source = written.page.read_text("utf-8")
    assert "What this cannot tell" in source
    assert "19791212" not in source
    assert re.findall(r"href=\"#(case-\d+)\"", source) == re.findall(r"section id=\"(case-\d+)\"", source)
    noted = [(entry.number, entry.detail) for entry in office.store.audit() if entry.action == "insight"]
    assert noted == [("2026-1", ""), ("2026-3", "")]
    assert extract_person(home, "19700101-2397", by="registrar", out=None, say=Words("en")) is None
    last = office.store.audit()[-1]
    assert (last.who, last.action, last.number, last.detail) == ("registrar", "insight", None, "a person: no case")


def test_a_file_that_is_not_kept_any_more_is_named_as_such(home: Home, office: Office) -> None:
    for sealed in (home.data / "attachments").rglob("*.sealed"):
        sealed.unlink()

    written = extract_case(home, "2026-1", None, by="registrar", out=None, say=Words("en"))

    assert written.documents == 0
    assert "not kept any more" in written.page.read_text("utf-8")


@pytest.mark.parametrize(
    "typed", ["198012032382", "19801203-2382", "8012032382", "801203-2382", " 19801203 – 2382 ", "801203–2382"]
)
def test_a_personal_number_is_taken_as_people_write_it(typed: str) -> None:
    assert personal_number(typed) == NUMBER


@pytest.mark.parametrize("typed", ["", "1", "198012032383", "801303-2386", "19801203238６", "somebody"])
def test_what_is_no_personal_number_is_refused_and_not_repeated(typed: str) -> None:
    with pytest.raises(ConfigError) as refused:
        personal_number(typed)
    assert len(typed) < 2 or typed not in str(refused.value)


def test_signs_that_are_not_seen_are_named() -> None:
    assert visible("a\u202eb\x00c\ud800d\u200be\nå😀") == "a[U+202E]b[U+0000]c[U+D800]d[U+200B]e\nå😀"


def test_every_text_of_the_page_has_swedish_words() -> None:
    source = (Path(insight.__file__).parent / "insight.html").read_text("utf-8")
    texts = set(re.findall(r'say\("([^"]+)"', source))
    swedish = Words("sv")
    assert len(texts) > 30
    assert {text for text in texts if swedish(text) == text} == {"robot"}


def _files(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name != insight.PAGE]
