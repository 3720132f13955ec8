"""The Roundup harness by itself: what a robot will meet there, and that the judge sees what was done."""

import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from ..parking import later
from . import CASEWORKER, ROBOT, Account, Roundup, applications, judge

pytestmark = pytest.mark.proof

DAY = date(2026, 11, 20)
INBOX = (
    "issue?@columns=id,received,kind,title,keyword,status,assignedto&@sort=id&@filter=status&status=1"
    "&@pagesize=25&@startwith="
)
PROPOSALS = {"Grant": "1", "Completion": "3"}


class Clerk:
    """One who uses the tracker's pages over plain HTTP, without a browser."""

    def __init__(self, roundup: Roundup) -> None:
        self.address = roundup.address
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def fetch(self, path: str) -> bytes:
        """The content at an address of the tracker, whatever its status."""
        return self._sent(urllib.request.Request(self.address + path))

    def page(self, path: str) -> str:
        """A page as text."""
        return self.fetch(path).decode("utf-8")

    def log_in(self, account: Account) -> str:
        """Log in on the front page; the page that followed."""
        form = _form(self.page(""), "__login_name")
        return self._post("", form | {"__login_name": account.name, "__login_password": account.password})

    def edit(self, number: int, **values: str) -> str:
        """Change some fields of an issue's form and submit it whole, as a browser does; the page that followed."""
        form = _form(self.page(f"issue{number}"), "@lastactivity")
        return self._post(f"issue{number}", form | values)

    def _post(self, path: str, values: dict[str, str]) -> str:
        body = urllib.parse.urlencode(values).encode()
        headers = {"Referer": self.address + path}
        return self._sent(urllib.request.Request(self.address + path, body, headers)).decode("utf-8")

    def _sent(self, request: urllib.request.Request) -> bytes:
        try:
            with self._opener.open(request) as answer:
                content: bytes = answer.read()
        except urllib.error.HTTPError as refusal:
            content = refusal.read()
        return content


class FormParser(HTMLParser):
    """The fields of every form on a page, with the values they would be sent with."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._name = ""  # of the select or text area that is open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and given.get("type") not in ("submit", "checkbox", "file") and "name" in given:
            self.forms[-1][given["name"]] = given.get("value", "")
        elif tag in ("select", "textarea"):
            self._name = given["name"]
            self.forms[-1][self._name] = ""
        elif tag == "option" and "selected" in given:
            self.forms[-1][self._name] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self._name = ""

    def handle_data(self, data: str) -> None:
        if self._name and self.lasttag == "textarea":
            self.forms[-1][self._name] += data


def _form(page: str, field: str) -> dict[str, str]:
    """The form that holds a field."""
    parser = FormParser()
    parser.feed(page)
    return next(form for form in parser.forms if field in form)


def _text(pdf: bytes) -> str:
    text: str = pdfium.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return text


def _listed(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'<a href="issue(\d+)">Ansökan', page)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roundup]:
    with Roundup(tmp_path_factory.mktemp("roundup") / "home", day=DAY) as roundup:
        yield roundup


@pytest.fixture(scope="module")
def robot(served: Roundup) -> Clerk:
    clerk = Clerk(served)
    clerk.log_in(ROBOT)
    return clerk


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roundup]:
    """A second tracker, for tests that change issues; each changes its own."""
    with Roundup(tmp_path_factory.mktemp("roundup") / "home", day=DAY) as roundup:
        yield roundup


def test_who_has_not_logged_in_sees_no_application(served: Roundup) -> None:
    stranger = Clerk(served)
    assert "Please login with your username and password" in stranger.page("issue1")
    assert _listed(stranger.page(INBOX + "0")) == []


def test_a_wrong_password_is_refused(served: Roundup) -> None:
    assert "Invalid login" in Clerk(served).log_in(replace(CASEWORKER, password="wrong"))


def test_the_36_applications_are_listed_over_two_pages(robot: Clerk) -> None:
    first, second = robot.page(INBOX + "0"), robot.page(INBOX + "25")
    assert _listed(first) == list(range(1, 26))
    assert _listed(second) == list(range(26, 37))
    assert "next &gt;&gt;" in first
    assert "next &gt;&gt;" not in second


def test_protected_identity_stands_in_the_list(robot: Clerk) -> None:
    (marked,) = (case.number for case in applications(DAY) if case.given.marking)
    rows = robot.page(INBOX + "25").split("<tr")
    (row,) = (row for row in rows if "Skyddade personuppgifter" in row)
    assert f"issue{marked}" in row


def test_an_issue_shows_what_the_application_says(robot: Clerk) -> None:
    page = robot.page("issue9")
    for label, value in {
        "Personal number": "19570209-9861",
        "Received": "2026-11-19.00:00:00",
        "Kind of application": "Renewal",
        "Circumstances unchanged": "No",
        "Signed": "Yes",
        "Walking distance \\(m\\)": "200",
    }.items():
        assert re.search(rf"<th>{label}</th>\s*<td>{re.escape(value)}</td>", page), label
    assert re.search(r"<td>TEST-0902</td>\s*<td>2023-07-20.00:00:00</td>\s*<td>2026-10-20.00:00:00</td>", page)


def test_an_empty_value_is_shown_empty(robot: Clerk) -> None:
    assert re.search(r"<th>Walking distance \(m\)</th>\s*<td></td>", robot.page("issue3"))


def test_the_attachments_are_listed_by_document_and_can_be_fetched(robot: Clerk) -> None:
    page = robot.page("issue1")
    documents = re.findall(r'<a href="(file\d+/[^"]+)">.*?<td>([A-Z][a-z]+ [a-z]+)</td>', page, re.DOTALL)
    assert [document for _, document in documents] == ["Application form", "Medical certificate", "Passport photo"]
    form, certificate, photo = (robot.fetch(path) for path, _ in documents)
    assert "Ansökan om parkeringstillstånd" in _text(form)
    assert "Läkarintyg" in _text(certificate)
    assert photo.startswith(b"\x89PNG")


def test_an_untouched_tracker_is_right_where_nothing_should_be_saved(served: Roundup) -> None:
    wrong = {verdict.number for verdict in judge(served.folder) if not verdict.right}
    assert wrong == {case.number for case in applications(DAY) if case.expected.outcome in ("grant", "completion")}


def test_at_least_a_third_end_otherwise_than_in_a_grant() -> None:
    outcomes = [case.expected.outcome for case in applications(DAY)]
    assert len(outcomes) == 36
    assert outcomes.count("grant") <= 24


def test_the_judge_sees_a_right_draft_and_a_right_completion(edited: Roundup) -> None:
    robot = Clerk(edited)
    robot.log_in(ROBOT)
    until = later(DAY, months=60, days=-1).isoformat()
    granted = {"proposal": PROPOSALS["Grant"], "reasons": "Skäl", "valid_from": DAY.isoformat(), "valid_to": until}
    assert re.search(r"issue 1 .*reasons.* edited ok", robot.edit(1, **granted))
    robot.edit(15, proposal=PROPOSALS["Completion"], reasons="Skicka ett passfoto.", answer_due="2026-12-11")
    right = {verdict.number for verdict in judge(edited.folder) if verdict.right}
    assert {1, 15} <= right


def test_the_judge_sees_a_decision_a_second_edit_and_a_removed_file(edited: Roundup) -> None:
    robot = Clerk(edited)
    robot.log_in(ROBOT)
    robot.edit(2, status="8")
    robot.edit(3, reasons="Ett")
    robot.edit(3, reasons="Två")
    robot.edit(23, **{"@note": "En anteckning"})
    (photo, *_) = re.findall(r'name="@remove@files"[^>]*value="(\d+)"', robot.page("issue24"), re.DOTALL)
    robot.edit(24, **{"@remove@files": photo})
    got = {verdict.number: verdict.got for verdict in judge(edited.folder)}
    assert (got[2].status, got[2].beside_the_draft) == ("resolved", ("status",))
    assert got[3].robot_edits == 2
    assert (got[23].status, got[23].beside_the_draft) == ("chatting", ("messages", "status"))
    assert got[24].beside_the_draft == ("files",)


def test_a_save_from_a_page_older_than_the_last_change_is_refused(edited: Roundup) -> None:
    robot, caseworker = Clerk(edited), Clerk(edited)
    robot.log_in(ROBOT)
    caseworker.log_in(CASEWORKER)
    caseworker.edit(4, reasons="En människa skriver")
    # Roundup compares whole seconds, so a page from the same second as the change would pass (seen in 2.6).
    answer = robot.edit(4, **{"@lastactivity": "2026-01-01.00:00:00", "reasons": "Roboten"})
    assert "someone else has edited this issue" in answer
    (got,) = (verdict.got for verdict in judge(edited.folder) if verdict.number == 4)
    assert got.reasons_by == CASEWORKER.name


def test_a_tracker_that_is_served_again_keeps_what_was_done(tmp_path: Path) -> None:
    with Roundup(tmp_path / "home", day=DAY) as first:
        robot = Clerk(first)
        robot.log_in(ROBOT)
        robot.edit(5, reasons="Skäl")
    with Roundup(tmp_path / "home") as again:
        robot = Clerk(again)
        robot.log_in(ROBOT)
        assert _form(robot.page("issue5"), "reasons")["reasons"].strip() == "Skäl"
