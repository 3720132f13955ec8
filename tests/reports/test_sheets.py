"""The worklist's further sheets, its links, and the lists of single units."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from robots.cases import Compared, Verdict, WhyOtherwise
from robots.errors import Reason
from robots.model import DecidedRow, Record
from robots.reports.worklist import Worklist
from tests.reports.office import FLOW, NAME, NAMES, NO_PHOTO, PASSED, UNREAD, Office, proposed, row
from tests.reports.reading import opened, table, tables, text

DAY = date(2026, 11, 16)
LINKED = replace(NAMES, addresses={("practice", FLOW): "https://arenden.example/arende/{case}"})


class Told(Record):
    """A reading with what may stand on a list, and what may not."""

    name: str
    number: str
    walking_distance: int
    signed: bool
    received: date


TOLD = Told.of(
    {"name": NAME, "number": "201212121212", "walking_distance": 300, "signed": True, "received": date(2026, 11, 2)}
)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "worklist.xlsx"


def work(office: Office) -> Worklist:
    return Worklist.of(office.store, names=LINKED, day=DAY)


def test_a_hand_over_says_why_and_what_was_read_until_then_and_tells_of_nobody(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"), row("2026-2"), row("2026-3"))
    office.hands_over("2026-1", Reason.JUDGEMENT, "Sökanden 20121212-1212 bor i en annan kommun.", TOLD)
    office.hands_over("2026-2", Reason.UNREADABLE, '"Gångsträcka" kunde inte läsas säkert', UNREAD)
    office.store.hand_over(office.has("2026-3"), Reason.LOCKED, "")
    work(office).write(out)

    told = {one["Ärende"]: one for one in table(opened(out), "HandedOver")}
    assert told["2026-1"]["Varför"] == "Kräver en bedömning"
    assert told["2026-1"]["Vad roboten säger"] == "Sökanden •••••• bor i en annan kommun."
    assert told["2026-1"]["Läst till dess"] == "Gångsträcka: 300, Signed: ja, Received: 2026-11-02"
    assert told["2026-3"]["Läst till dess"] == "Inget hade lästs."
    assert NAME not in text(opened(out))
    assert "1212" not in text(opened(out))


def test_a_letter_stands_there_as_the_applicant_would_read_it(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"), row("2026-2"), row("2026-3"))
    office.drafts("2026-1", proposed("completion", "photo"), (PASSED, NO_PHOTO))
    office.proposes("2026-2", proposed("completion", "photo"), (PASSED, NO_PHOTO))
    office.drafts("2026-3", proposed("grant"))
    work(office).write(out)
    letters = [
        (one["Ärende"], one["Brevets text"], bool(one["Sparat som utkast"])) for one in table(opened(out), "Letters")
    ]
    assert letters == [
        ("2026-2", "Motivering för completion", False),
        ("2026-1", "Motivering för completion", True),
    ]


def test_a_case_number_leads_to_its_case_and_nothing_else_becomes_a_link(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026/1 #ä"), row("http://evil.example", unit="=HYPERLINK(1)", caseworker="https://evil.example"))
    for number in ("2026/1 #ä", "http://evil.example"):
        office.drafts(number, proposed("grant"))
    work(office).write(out)
    sheet = opened(out).worksheets[0]
    links = {cell.value: cell.hyperlink.target for line in sheet.iter_rows() for cell in line if cell.hyperlink}
    assert links == {
        "2026/1 #ä": "https://arenden.example/arende/2026%2F1%20%23%C3%A4",
        "http://evil.example": "https://arenden.example/arende/http%3A%2F%2Fevil.example",
    }


def test_of_an_outcome_as_proposed_the_changed_fields_are_named(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"))
    office.drafts("2026-1", proposed("grant"))
    office.decided(DecidedRow("2026-1", FLOW, DAY, DAY, "grant"))
    office.begins()
    fields = {"valid_to": Verdict.CHANGED}
    office.store.followed(office.has("2026-1"), Compared(Verdict.CHANGED, "grant", "grant", fields=fields), DAY)
    work(office).write(out)
    (one,) = table(opened(out), "Decisions")
    assert (one["Förslag"], one["Fattat beslut"]) == ("Bifall", "Bifall, med ändring av: Valid to")


def test_a_decision_that_differs_is_asked_about_with_a_list_to_choose_from(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"), row("2026-2"), row("2026-3"))
    for number in ("2026-1", "2026-2", "2026-3"):
        office.drafts(number, proposed("grant"))
    office.decided(*(DecidedRow(f"2026-{n}", FLOW, DAY, DAY, ("reject", "grant", "dismiss")[n - 1]) for n in (1, 2, 3)))
    office.store.explain("2026-3", reason=WhyOtherwise.RULE, by="Anna", account="clerk-one")
    summary = work(office).write(out)

    (one,) = table(opened(out), "Decisions")
    assert (one["Ärende"], one["Förslag"], one["Fattat beslut"]) == ("2026-1", "Bifall", "Avslag")
    assert (summary.differing, summary.cases) == (1, 0)
    assert tables(opened(out)) == ["Decisions"]
    sheet = next(sheet for sheet in opened(out) if "Decisions" in sheet.tables)
    (choice,) = sheet.data_validations.dataValidation
    row_of_it = next(cell.row for cell in sheet["A"] if cell.value == "2026-1")
    assert str(choice.sqref) == f"F{row_of_it}"
    first, last = choice.formula1.replace("$A$", "").split(":")
    offered = [sheet.cell(at, 1).value for at in range(int(first), int(last) + 1)]
    assert offered[0] == "Regeln eller dess gräns stämmer inte"
    assert len(offered) == len(WhyOtherwise)


def test_each_unit_has_its_own_cases_and_decisions_and_no_others(office: Office, out: Path) -> None:
    office.begins()
    office.finds(
        row("2026-1", unit="Öst"), row("2026-2", unit="Väst"), row("2026-3", unit="Öst"), row("2026-4", unit=None)
    )
    for number in ("2026-1", "2026-2", "2026-3", "2026-4"):
        office.drafts(number, proposed("grant"))
    office.decided(DecidedRow("2026-3", FLOW, DAY, DAY, "reject"))
    lists = work(office).split(lambda case: case.unit)
    assert {whose: [one.case.number for one in part.items] for whose, part in lists.items()} == {
        "": ["2026-4"],
        "Väst": ["2026-2"],
        "Öst": ["2026-1"],
    }
    assert {whose: [case.number for case in part.differing] for whose, part in lists.items() if part.differing} == {
        "Öst": ["2026-3"]
    }
    lists["Öst"].write(out)
    assert "Öst" in str(opened(out).properties.title)
    assert "2026-2" not in text(opened(out))
    lists["Öst"].empty("Nord").write(out)
    assert "Nord" in text(opened(out))
    assert "Inget ärende väntar på en handläggare." in text(opened(out))


def test_every_sheet_says_what_is_printed(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1", DAY - timedelta(days=20)), row("2026-2"))
    office.hands_over("2026-1", Reason.JUDGEMENT)
    office.drafts("2026-2", proposed("completion", "photo"))
    work(office).write(out)
    assert all(sheet.print_area for sheet in opened(out) if sheet.tables)
