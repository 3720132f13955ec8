"""The worklist: which cases stand on it, in which order, and what it says and never says about them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from robots.errors import Reason
from robots.model import DecidedRow, Finding, PersonalNumber, Proposal, Record, Result, Unknown
from robots.reports.item import Need, masked
from robots.reports.worklist import WorklistSummary, write_worklist
from robots.words import Language
from tests.reports.office import (
    FLOW,
    NAME,
    NAMES,
    NO_PHOTO,
    PASSED,
    UNREAD,
    VERSIONS,
    WALKS_FAR,
    Application,
    Office,
    Permit,
    busy_week,
    proposed,
    row,
)
from tests.reports.reading import opened, table, tables, text

DAY = date(2026, 11, 16)


class Applicant(Record):
    applicant: PersonalNumber


def write(office: Office, out: Path, language: Language = "sv") -> WorklistSummary:
    return write_worklist(office.store, out, names=NAMES, day=DAY, language=language)


def listed(office: Office, out: Path) -> list[dict[str, object]]:
    write(office, out)
    return table(opened(out), "Worklist")


def only(office: Office, out: Path) -> dict[str, object]:
    (one,) = listed(office, out)
    return one


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "worklist.xlsx"


def test_two_open_applications_of_a_person_name_each_other(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"), row("2026-2"))
    office.store.extracted(claim := office.has("2026-1"), applied := Applicant.of({"applicant": "191212121212"}), [])
    office.store.proposed(claim, (PASSED,), proposed("grant"), VERSIONS)
    office.store.extracted(office.has("2026-2"), applied, [], of_another="Samma person: {}.".format)

    said = {one["Ärende"]: (one["Nästa steg"], one["Titta först på"]) for one in listed(office, out)}

    assert said["2026-1"][1] == (
        "Samma person har en annan öppen ansökan: 2026-2.\nAlla kriterier som gäller är uppfyllda (1)."
    )
    assert said["2026-2"] == (
        "Jämför de två ansökningarna. Ska den här ändå förberedas: run.py retry ÄRENDE.",
        "Samma person har en annan öppen ansökan. Samma person: 2026-1.",
    )


def test_an_empty_store_gives_a_list_that_says_so(office: Office, out: Path) -> None:
    assert write(office, out).cases == 0
    assert "Inget ärende väntar på en handläggare." in text(opened(out))
    assert tables(opened(out)) == []


def test_the_list_begins_with_what_must_not_be_used_and_goes_on_by_the_last_legal_day(
    office: Office, out: Path
) -> None:
    office.begins()
    numbers = ("2026-6", "2026-5", "2026-4", "2026-3", "2026-2", "2026-1", "2026-0")
    received = {"2026-1": DAY - timedelta(days=2), "2026-2": DAY - timedelta(days=1)}
    office.finds(*(row(number, received.get(number, DAY), urgent=number == "2026-5") for number in numbers))
    office.alters("2026-6", restored=False)
    office.drafts("2026-5", proposed("grant"))
    office.hands_over("2026-4", Reason.JUDGEMENT)
    office.hands_over("2026-3", Reason.UNREADABLE)
    office.proposes("2026-2", proposed("reject"))
    office.drafts("2026-1", proposed("grant"))
    office.drafts("2026-0", proposed("grant"))
    rows = listed(office, out)
    assert [(row["Läge"], row["Ärende"]) for row in rows] == [
        ("Använd inte utkastet", "2026-6"),
        ("Kontrollera utkastet", "2026-1"),  # its last day comes first
        ("Skriv beslutet", "2026-2"),
        ("Kontrollera utkastet", "2026-5"),  # all others have one last day: the urgent, then by what they need
        ("Ta över", "2026-3"),  # hand-overs by reason
        ("Ta över", "2026-4"),
        ("Kontrollera utkastet", "2026-0"),
    ]
    assert "inkorgen" in str(rows[3]["Titta först på"])


def test_a_case_near_its_last_day_is_pressing_and_shows_the_days_left(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1", DAY - timedelta(days=9)), row("2026-2", DAY), row("2026-3", DAY - timedelta(days=20)))
    for number in ("2026-1", "2026-2", "2026-3"):
        office.drafts(number, proposed("grant"))
    rows = listed(office, out)
    assert [(row["Ärende"], row["Bråttom"], row["Dagar kvar"]) for row in rows] == [
        ("2026-3", "Ja", -6),
        ("2026-1", "Ja", 5),
        ("2026-2", None, 14),
    ]


def test_a_case_that_no_robot_has_prepared_stands_there_only_where_it_is_pressing(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"), row("2026-2", urgent=True))
    summary = write(office, out)
    (one,) = table(opened(out), "Worklist")
    assert (one["Ärende"], one["Bråttom"]) == ("2026-2", "Ja")
    assert one["Nästa steg"] == "Handlägg som vanligt; roboten har inte förberett ärendet ännu."
    assert (summary.cases, summary.not_prepared) == (1, 2)
    assert "Ännu inte förberedda av en robot: 2" in text(opened(out))


def test_a_value_that_could_not_be_read_is_named_as_caseworkers_name_it(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"))
    office.hands_over("2026-1", Reason.UNREADABLE, "Gångsträcka är oklar.", UNREAD)
    one = only(office, out)
    assert one["Titta först på"] == (
        "En uppgift kunde inte läsas säkert.\nKunde inte läsas: Gångsträcka: inte ett heltal"
    )


def test_a_judgement_says_what_there_is_to_judge(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"), row("2026-2"))
    office.hands_over("2026-1", Reason.JUDGEMENT, "Sökanden bor i en annan kommun.")
    claim = office.proposes("2026-2", proposed("hand_over"), (PASSED, WALKS_FAR))
    office.store.hand_over(claim, Reason.CONTRADICTION, "")
    contradiction, judgement = listed(office, out)
    assert judgement["Titta först på"] == "Kräver en bedömning. Sökanden bor i en annan kommun."
    assert contradiction["Titta först på"] == f"Uppgifter motsäger varandra. {WALKS_FAR.reason}"
    assert contradiction["Förslag"] is None


def test_a_trouble_inside_a_table_names_the_table(office: Office, out: Path) -> None:
    unsure = Permit.of({"valid_to": Unknown("not a date of the agreed form")})
    reading = Application.of({"name": NAME, "walking_distance": 300, "permits": (unsure,)})
    office.begins()
    office.finds(row("2026-1"))
    office.hands_over("2026-1", Reason.UNREADABLE, reading=reading)
    assert "Kunde inte läsas: Tidigare tillstånd: inte ett datum av rätt form" in str(
        only(office, out)["Titta först på"]
    )


def test_a_request_for_completion_names_what_is_missing(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"))
    office.drafts("2026-1", proposed("completion", "photo", "certificate"), (PASSED, NO_PHOTO))
    one = only(office, out)
    assert one["Förslag"] == "Komplettering: Passfoto, Läkarintyg"
    assert one["Titta först på"] == "Passfoto saknas."
    assert one["Nästa steg"] == "Kontrollera begäran om komplettering och skicka den."


def test_a_rejection_is_written_by_a_person_and_shows_what_was_not_met(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"))
    office.proposes("2026-1", proposed("reject"), (PASSED, WALKS_FAR))
    one = only(office, out)
    assert (one["Förslag"], one["Titta först på"], one["Utkast sparat"]) == ("Avslag", WALKS_FAR.reason, None)
    assert "ett avslag skrivs alltid av en handläggare" in str(one["Nästa steg"])


def test_an_altered_draft_that_stands_is_told_from_one_that_was_taken_back(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"), row("2026-2"))
    office.alters("2026-1", restored=False)
    office.alters("2026-2", restored=True)
    stands, taken_back = listed(office, out)
    assert str(stands["Nästa steg"]).startswith("Använd inte utkastet")
    assert stands["Utkast sparat"] is not None
    assert str(taken_back["Nästa steg"]).startswith("Skriv beslutet själv")
    assert taken_back["Utkast sparat"] is None


def test_of_a_case_for_people_only_stands_nothing_but_the_number_and_neutral_words(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1", urgent=True))
    office.drafts("2026-1", proposed("grant"))
    office.finds(row("2026-1", protected=True))
    one = only(office, out)
    shown = {name: value for name, value in one.items() if value is not None}
    assert shown == {
        "Läge": "Ta över",
        "Ärende": "2026-1",
        "Nästa steg": "Handlägg ärendet själv.",
        "Titta först på": "Handläggs av en person.",
        "System": "Övningssystemet",
        "Robot": "parking-practice",
    }
    assert tables(opened(out)) == ["Worklist", "HandedOver"], "no finding of it is left"


def test_no_name_and_no_personal_number_stands_anywhere(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"), row("2026-2"))
    told = Finding("walking", Result.FAIL, "Intyget gäller 20121212-1212.", "13 kap. 8 § TrF")
    office.proposes("2026-1", proposed("reject"), (told,))
    office.hands_over("2026-2", Reason.JUDGEMENT, "Se 201212121212.")
    write(office, out)
    everything = text(opened(out))
    assert NAME not in everything
    assert "1212" not in everything
    assert "••••••" in everything


@pytest.mark.parametrize(
    "harmless",
    [
        "2026-PRK-02001",
        "2026-11-27 – 2027-11-26",
        "20261127 – 20271126",
        "5000-K123456-26",
        "1 250,00 kr",
        "SFS 2017:900",
    ],
)
def test_numbers_that_are_no_personal_numbers_are_left_as_they_are(harmless: str) -> None:
    assert masked(harmless) == harmless


def test_texts_that_look_like_formulas_stay_texts(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1", unit="=1+1", caseworker="@SUM(A1)"))
    office.hands_over("2026-1", Reason.JUDGEMENT, "=HYPERLINK(1)\x07")
    write(office, out)
    workbook = opened(out)
    (one,) = table(workbook, "Worklist")
    assert (one["Enhet"], one["Handläggare"]) == ("=1+1", "@SUM(A1)")
    assert not [cell for row in workbook["Dagens ärenden"].iter_rows() for cell in row if cell.data_type == "f"]


def test_a_case_number_is_text_even_where_it_has_only_digits(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("00412"))
    office.drafts("00412", proposed("grant"))
    assert only(office, out)["Ärende"] == "00412"


def test_every_finding_has_a_row_with_result_reason_and_source(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"))
    office.proposes("2026-1", proposed("reject"), (PASSED, WALKS_FAR))
    write(office, out)
    assert table(opened(out), "Findings")[0] == {
        "Ärende": "2026-1",
        "Kriterium": "Gångförmåga",
        "Resultat": "Ej uppfyllt",
        "Skäl": WALKS_FAR.reason,
        "Källa": "13 kap. 8 § TrF",
        "Kvitterad av": None,
    }


def test_cases_of_another_authority_are_left_out(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1", urgent=True), authority="En annan nämnd")
    assert write(office, out).cases == 0


def test_a_list_of_failures_only_is_written_as_well(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"))
    office.fails("2026-1")
    one = only(office, out)
    assert (one["Läge"], one["Titta först på"]) == ("Ta över", "Tekniskt fel vid varje försök.")


def test_a_shadow_robots_proposal_waits_to_be_written(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"))
    office.proposes("2026-1", Proposal("grant", "Motivering", "not"))
    one = only(office, out)
    assert (one["Läge"], one["Titta först på"]) == ("Skriv beslutet", "Alla kriterier som gäller är uppfyllda (2).")


def test_the_list_can_be_had_in_english(office: Office, out: Path) -> None:
    busy_week(office)
    summary = write(office, out, "en")
    rows = table(opened(out), "Worklist")
    assert rows[0]["Need"] == "Do not use the draft"
    assert {str(row["Look first at"]).split(".")[0] for row in rows} >= {"Unreadable", "Judgement"}
    assert len(rows) == summary.cases == sum(summary.needs.values())
    assert summary.needs[Need.NOT_THE_DRAFT] == 3


def test_header_and_case_number_stay_in_sight_and_head_every_printed_page(office: Office, out: Path) -> None:
    office.begins()
    office.finds(row("2026-1"))
    office.drafts("2026-1", proposed("grant"))
    write(office, out)
    sheet = opened(out)["Dagens ärenden"]
    header = next(cell.row for cell in sheet["A"] if cell.value == "Läge")
    assert sheet.freeze_panes == f"C{header + 1}"
    assert sheet.print_title_rows == f"${header}:${header}"
    assert sheet.print_area.startswith("'Dagens ärenden'!$A$1:$I$")


def test_first_proposals_wait_at_the_top_and_a_draft_that_facts_have_overtaken_is_not_to_be_used(
    office: Office, out: Path
) -> None:
    office.begins()
    office.finds(*(row(f"2026-{number}", urgent=number == 2) for number in (1, 2, 3, 4, 5)))
    claim = office.proposes("2026-1", proposed("grant"))
    office.store.admits(claim, VERSIONS, first=1)
    office.proposes("2026-2", proposed("reject"))
    office.drafts("2026-3", proposed("grant"))
    office.store.release(["2026-3"], by="test-clerk")  # its claim
    office.store.hand_over(office.has("2026-3"), Reason.CHANGED, "Uppgifter har tillkommit 10:14: Inkom.")
    office.drafts("2026-4", proposed("completion"))
    office.decided(DecidedRow("2026-4", FLOW, received=DAY, decided=DAY - timedelta(days=21), outcome="completion"))
    office.drafts("2026-5", proposed("completion"))
    office.decided(DecidedRow("2026-5", FLOW, received=DAY, decided=DAY, outcome="completion"))

    rows = listed(office, out)
    assert [(row["Läge"], row["Ärende"]) for row in rows] == [
        ("Använd inte utkastet", "2026-3"),
        ("Skriv beslutet", "2026-2"),  # urgent
        ("Släpp", "2026-1"),
        ("Ta över", "2026-4"),
        ("Vänta på sökanden", "2026-5"),
    ]
    assert "10:14" in str(rows[0]["Titta först på"])
    assert str(rows[3]["Nästa steg"]).startswith("Påminn sökanden")
    top = [str(line[0].value) for line in load_workbook(out).worksheets[0].iter_rows(max_row=4)]
    assert "1 förslag väntar på att du släpper dem." in top


@pytest.mark.parametrize(
    "number", ["191212121212", "19121212-1212", "121212+1212", "121212–1212", "19121212 - 1212", "1912-12-12-1212"]
)
def test_what_looks_like_a_personal_number_is_masked_however_it_is_written(number: str) -> None:
    assert masked(f"Sambo {number} har flyttat") == "Sambo •••••• har flyttat"
