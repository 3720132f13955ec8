"""The case sheet: what stands on it and from where, on one A4, for everybody to read, and never more than text."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, async_playwright
from pypdf import PdfReader

from robots import browser as installed
from robots.cases import Store, Versions, key_from
from robots.errors import ConfigError, Reason
from robots.flow import OpenFlow, open_flow
from robots.model import Draft, File, Record, State, Unknown, lay_open
from robots.practice.attachments import pdf, statement
from robots.rules.examples import Example, read_examples
from robots.secrets import Secrets
from robots.settings import Home
from robots.systems.apart import Apart
from robots.words import Language, Words
from robots.work.approving import trial_home
from robots.work.casesheets import write_case_sheet
from robots.work.office import STORE_KEY
from tests.reports.office import Clock, Office, row
from tests.work.municipality import TOOLKIT

ROOT = ["--no-sandbox"] if sys.platform == "linux" and os.geteuid() == 0 else []
AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
HOSTILE = "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
ROWS = [[f"2026-10-{1 + n % 28:02}", f"Köp {n}", f"-{n + 1},00", "9 999,00"] for n in range(60)]
STATEMENT = statement(["KONTOUTDRAG"], ["Datum", "Text", "Belopp", "Saldo"], ROWS, "Utgående saldo")
FILE = File(
    name="kontoutdrag.pdf",
    media_type="application/pdf",
    size=len(STATEMENT),
    sha256=hashlib.sha256(STATEMENT).hexdigest(),
)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
CASES = ("grant", "reject", "unread", "people", "hostile", "aid")
LOOKED_AT = [*((name, "sv") for name in CASES), ("reject", "en"), ("aid", "en")]


@dataclass
class Prepared:
    """A home whose store holds prepared cases of two flows, read by the flows' own rules."""

    home: Home
    store: Store

    def sheet(self, number: str, language: Language = "sv") -> Path:
        out = self.home.path / "sheets" / f"{number}-{language}.html"
        if not out.exists():
            write_case_sheet(self.home, number, None, out=out, say=Words(language), now=AT)
        return out

    def text(self, number: str, language: Language = "sv") -> str:
        return self.sheet(number, language).read_text("utf-8")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prepared]:
    """One case for each thing that a sheet can have to say."""
    home = trial_home(
        TOOLKIT, tmp_path_factory.mktemp("town") / "home", system="practice", address="http://127.0.0.1:9", password="x"
    )
    parking, aid = (open_flow(home.flow_folder(name)) for name in ("parking_permit", "financial_aid"))
    clock, key = Clock(), key_from(Secrets(home.path).secret(STORE_KEY))
    with Store.open(home.database, key, attachments=home.data / "attachments", clock=clock) as store:
        office = Office(store, clock)
        office.begins()
        office.finds(*(row(name) for name in CASES[:-1]))
        _propose(office, "grant", parking, _example(parking, "grant"), draft=True)
        _propose(office, "reject", parking, _example(parking, "reject"))
        _propose(office, "hostile", parking, _example(parking, "grant", police_report=HOSTILE), hostile=HOSTILE)
        unread = _example(parking, "grant")
        office.hands_over("unread", Reason.UNREADABLE, '"Inkom" kunde inte läsas säkert', _without(unread, "received"))
        office.finds(row("people", protected=True))
        office.finds(row("aid", flow="financial_aid"))
        _propose(office, "aid", aid, _example(aid, "grant", **_statement()), draft=True)
        yield Prepared(home, store)


def _example(flow: OpenFlow, outcome: str, **changed: Any) -> Record:
    """The application of the flow's first example that ends so."""
    book: list[Example] = read_examples(flow.folder / "examples.yaml")
    wanted = next(one for one in book if one.expected.outcome == outcome and one.day.year == 2026)
    application = wanted.application(flow.flow.application, flow.rules.amounts)
    return type(application).of({**lay_open(application), **changed})


def _statement() -> dict[str, Any]:
    return {"documents": ({"type": "statement", "file": FILE},)}


def _without(application: Record, field: str) -> Record:
    return type(application).of({**lay_open(application), field: Unknown("not a date of the agreed form")})


def _propose(
    office: Office, number: str, flow: OpenFlow, application: Record, *, draft: bool = False, hostile: str = ""
) -> None:
    """A robot reads a case, holds it against the flow's own rules, and may save a draft."""
    claim = office.store.claim(
        run=office.run,
        system="practice",
        flow=flow.flow.name,
        robot=office.robot,
        owner="slot-1",
        wanted=(State.FOUND,),
        number=number,
    )
    assert claim is not None
    documents = [FILE] if number == "aid" else []
    for file in documents:
        office.store.keep_document(claim, file, STATEMENT)
    office.store.extracted(claim, application, documents)
    findings, proposal = flow.propose(application, date(2026, 11, 20))
    if hostile:
        findings = [findings[0].__class__(**{**vars(findings[0]), "reason": hostile, "source": hostile})]
    rules, texts = flow.sha256s
    office.store.proposed(claim, findings, proposal, Versions(rules, texts, "description-sha", "150.0"))
    if draft:
        after = {"outcome": proposal.outcome, "reasons": proposal.reasons, **proposal.values, "note": proposal.note}
        made = office.store.intend(claim, Draft(before={"reasons": ""}, after=after))
        office.store.drafted(claim, made)
        office.store.verified(claim, made)


@pytest.fixture(scope="module")
def results(prepared: Prepared) -> Mapping[tuple[str, str], tuple[list[str], int, str, str]]:
    """Of each sheet in each language: what axe says, how many papers it takes, its title, and its text."""
    paths = {(name, language): prepared.sheet(name, language) for name, language in LOOKED_AT}  # type: ignore[arg-type]
    return asyncio.run(_looked_at(paths))


async def _looked_at(paths: Mapping[tuple[str, str], Path]) -> dict[tuple[str, str], tuple[list[str], int, str, str]]:
    found = installed.find()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found.program, channel=found.channel, args=ROOT)
        looked = {key: await _seen(browser, path) for key, path in paths.items()}
        await browser.close()
    return looked


async def _seen(browser: Browser, path: Path) -> tuple[list[str], int, str, str]:
    page = await browser.new_page()
    await page.goto(path.as_uri())
    found = await Axe().run(page, options={"runOnly": TAGS})
    wrong = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]]
    checked = {one["id"] for one in found.response["passes"]}
    assert {"color-contrast", "html-has-lang", "document-title"} <= checked, "axe has really looked"
    papers = len(PdfReader(BytesIO(await page.pdf(prefer_css_page_size=True))).pages)
    told = wrong, papers, await page.title(), await page.locator("body").inner_text()
    await page.close()
    return told


@pytest.mark.parametrize(("case", "language"), LOOKED_AT)
def test_everybody_can_read_it_and_it_prints_on_one_a4(
    results: Mapping[tuple[str, str], tuple[list[str], int, str, str]], case: str, language: str
) -> None:
    wrong, papers, title, text = results[case, language]
    assert wrong == []
    assert papers == 1
    assert title.startswith(case)
    assert "Nothing on this page is a decision" in text or "Inget på den här sidan är ett beslut" in text


def test_every_fact_has_its_screen_and_time_and_what_it_is_called_there(prepared: Prepared) -> None:
    text = prepared.text("grant")
    assert re.search(r"Vad som lästes 2026-11-16 02:30, och var", text)
    assert "Skärmbilden ”Ansökan”" in text
    assert "Skärmbilden ”Underlag”" in text
    assert "Gångsträcka (meter)" in text, "the screen's own label, where the rules have another"


def test_a_table_in_a_document_names_the_document_and_its_pages(prepared: Prepared) -> None:
    assert "kontoutdrag.pdf, sidorna 1, 2" in prepared.text("aid")
    assert "kontoutdrag.pdf, pages 1, 2" in prepared.text("aid", "en")


def test_a_criterion_names_its_row_its_source_and_why_it_is_not_otherwise(prepared: Prepared) -> None:
    content = prepared.store.content(prepared.store.case("reject"))
    decisive = next(one for one in content.findings if one.result == "fail")
    text = prepared.text("reject")
    assert decisive.row is not None
    assert decisive.nearest
    assert content.proposal is not None
    for told in (decisive.reason, f"{decisive.sheet} {decisive.row}", decisive.source, *decisive.nearest):
        assert told in text
    assert all(sentence in text for sentence in content.proposal.counterfactual)
    assert "Vad ett utkast skulle innehålla; inget är sparat" in text


def test_the_draft_is_told_as_it_was_read_back_with_its_versions(prepared: Prepared) -> None:
    content = prepared.store.content(prepared.store.case("grant"))
    text = prepared.text("grant")
    assert "Läst tillbaka 2026-11-16 02:30: varje fält som det skrevs." in text
    assert content.proposal is not None
    assert content.versions is not None
    assert content.proposal.reasons.splitlines()[0] in text
    assert content.versions.rules[:12] in text
    assert "De gäller nu." in text


def test_it_answers_what_the_law_asks_and_leaves_the_decision_to_a_person(prepared: Prepared) -> None:
    text = prepared.text("reject")
    assert "31 och 32 §§ förvaltningslagen" in text
    assert "Bestämmelser som tillämpas" in text
    assert "skrivs av den som beslutar; ingen robot är någon av dem" in text
    for name, language in LOOKED_AT:
        told = prepared.text(name, language).lower()  # type: ignore[arg-type]
        assert not re.search(r"robot\w* (har )?(beslut|fatta|decide[ds]? |avgjor)", told)


def test_of_a_case_for_people_only_nothing_but_its_number_is_told(prepared: Prepared) -> None:
    text = prepared.text("people")
    assert "Handläggs av en person." in text
    assert "Enhet Öst" not in text
    assert "Parkeringstillstånd" not in text


def test_what_could_not_be_read_is_said_where_the_value_would_stand(prepared: Prepared) -> None:
    assert "? inte ett datum av rätt form" in prepared.text("unread")


def test_a_hostile_text_is_text(
    prepared: Prepared, results: Mapping[tuple[str, str], tuple[list[str], int, str, str]]
) -> None:
    assert results["hostile", "sv"][2].startswith("hostile – ")
    assert HOSTILE in results["hostile", "sv"][3]
    assert "<script" not in prepared.text("hostile")


def test_that_it_was_read_is_noted_and_the_page_is_for_this_account_only(prepared: Prepared) -> None:
    before = [one.action for one in prepared.store.audit()].count("read")
    path = write_case_sheet(prepared.home, "grant", None, out=None, say=Words("sv"), now=AT)
    assert path == prepared.home.data / "reports" / "case-grant.html"
    assert os.name == "nt" or path.stat().st_mode & 0o077 == 0
    assert [one.action for one in prepared.store.audit()].count("read") == before + 1


def test_a_page_that_cannot_be_written_leaves_no_half_one(prepared: Prepared, tmp_path: Path) -> None:
    (taken := tmp_path / "sheet.html").mkdir()
    with pytest.raises(ConfigError, match=r"sheet\.html could not be written"):
        write_case_sheet(prepared.home, "grant", None, out=taken, say=Words("sv"), now=AT)
    assert list(tmp_path.iterdir()) == [taken]


@pytest.fixture
async def apart() -> AsyncIterator[Apart]:
    opened = Apart()
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("groups", "pages"),
    [
        ([["Datum"], ["Belopp"]], [1, 2]),
        ([["Datum", "Day"]], [1, 2]),
        ([["Utgående saldo"]], [2]),
        ([["Datum"], ["Ränta"]], []),
    ],
)
async def test_pages_are_told_by_the_labels_on_them(apart: Apart, groups: list[list[str]], pages: list[int]) -> None:
    assert await apart.pages(STATEMENT, groups) == pages


async def test_pages_of_what_is_no_document_are_none(apart: Apart) -> None:
    assert list(await apart.pages(b"no pdf at all", [["Datum"]])) == []
    assert await apart.pages(pdf(["Datum: 2026-11-02"]), [["Datum"]]) == [1]
