"""What the applicant and the caseworker would read."""

import re
from datetime import date

import pytest
from openpyxl import load_workbook

from robots import OpenFlow, Result
from robots.model import Acknowledgement
from robots.rules.examples import Example
from tests.flows.financial_aid.examples import FOLDER, SETTLED, application, example, proposed


def test_a_grant_states_month_amount_rule_and_each_line(financial_aid: OpenFlow) -> None:
    _, proposal = proposed(financial_aid, example("rent and a wage"))

    assert proposal.reasons.startswith("Din ansökan om ekonomiskt bistånd för november 2026 beviljas med 8 720 kronor.")
    assert "12 kap. 1 § socialtjänstlagen, 2025:400" in proposal.reasons
    assert (
        "riksnormen, som är ett fast belopp (12 kap. 2 och 3 §§ socialtjänstförordningen, 2025:468)" in proposal.reasons
    )
    assert "- Ensamstående vuxen: 3 940 kronor" in proposal.reasons
    assert "- Kostnad för hyra: 7 500 kronor" in proposal.reasons
    assert "- Lön, sökande: 4 000 kronor" in proposal.reasons
    assert "När inkomsterna på 4 000 kronor dras av återstår 8 720 kronor." in proposal.reasons


def test_a_cost_above_the_cap_is_said_not_to_be_granted_and_why(financial_aid: OpenFlow) -> None:
    _, proposal = proposed(financial_aid, example("one krona above the cap"))

    assert "Resten beviljas inte:\n" in proposal.reasons
    assert "- Kostnad för hyra, 7 801 kronor, godtas upp till 7 800 kronor" in proposal.reasons


def test_nothing_is_said_of_caps_where_every_cost_is_within_them(financial_aid: OpenFlow) -> None:
    _, proposal = proposed(financial_aid, example("the rent is on the cap"))

    assert "Resten beviljas inte" not in proposal.reasons


def test_the_calculation_sheet_has_a_line_an_amount_and_its_source(financial_aid: OpenFlow) -> None:
    _, proposal = proposed(financial_aid, example("children of 5 and 9 has the norm of 2026"))

    sheet = str(proposal.values["calculation"])
    amounts = re.findall(r"^  (\S.*?) {2,}(-?\d[\d ]*?)(?: \[(\d)\])?$", sheet, re.MULTILINE)
    assert amounts == [
        ("Makar eller sambor", "7 100", "1"),
        ("Barn eller skolungdom, 5 år", "3 060", "1"),
        ("Barn eller skolungdom, 9 år", "3 820", "1"),
        ("Gemensamma kostnader, 4 personer i bostaden", "2 030", "1"),
        ("Summa riksnorm", "16 010", ""),
        ("Summa skäliga kostnader", "0", ""),
        ("Summa inkomster", "0", ""),
        ("Behov", "16 010", ""),
        ("Avgår inkomster", "0", ""),
        ("Bistånd", "16 010", ""),
    ]
    norm = "riksnormen för 2026: 12 kap. 2 och 3 §§ socialtjänstförordningen (2025:468), ändrad genom SFS 2025:1046"
    assert norm in " ".join(sheet.split())


def test_the_act_and_the_ordinance_each_have_their_own_number() -> None:
    book = load_workbook(FOLDER / "rules.xlsx")
    cells = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    named = {found for text in cells for found in re.findall(r"(socialtjänst\w+),? \(?(\d{4}:\d+)", text)}

    assert named == {("socialtjänstlagen", "2025:400"), ("socialtjänstförordningen", "2025:468")}


def test_a_rejection_shows_by_how_much_the_incomes_are_larger(financial_aid: OpenFlow) -> None:
    _, proposal = proposed(financial_aid, example("the incomes are larger than the need"))

    assert "Inkomsterna är 980 kronor högre än behovet." in proposal.reasons
    assert re.search(r"Överskott +980$", str(proposal.values["calculation"]), re.MULTILINE)


def test_a_communication_says_what_from_whom_what_it_would_mean_and_by_when(financial_aid: OpenFlow) -> None:
    _, proposal = proposed(financial_aid, example("an income that was not stated"))

    assert "Försäkringskassan uppger föräldrapenning 3 200 kronor för oktober 2026." in proposal.reasons
    assert "I ansökan står 0 kronor." in proposal.reasons
    assert "Då blir biståndet 2 020 kronor i stället för 5 220 kronor." in proposal.reasons
    assert "Svara senast den 4 december 2026." in proposal.reasons
    assert "25 § förvaltningslagen" in proposal.reasons
    assert "Vi har inte beslutat något ännu." in proposal.reasons


def test_a_completion_asks_for_each_thing_and_calculates_nothing(financial_aid: OpenFlow) -> None:
    _, proposal = proposed(financial_aid, example("everything is missing"))

    assert len(re.findall(r"^- ", proposal.reasons, re.MULTILINE)) == len(proposal.missing) == 3
    assert proposal.values["calculation"] == ""


def test_each_cost_that_is_not_proven_is_asked_for(financial_aid: OpenFlow) -> None:
    _, proposal = proposed(financial_aid, example("no other cost is proven"))

    assert re.findall(r"^- .*?(\w+) på", proposal.reasons, re.MULTILINE) == [
        "hushållsel",
        "hemförsäkringen",
        "arbetsresor",
    ]


def test_warnings_come_first_in_the_note_and_each_says_what_it_is_about(financial_aid: OpenFlow) -> None:
    _, proposal = proposed(
        financial_aid,
        example("a deposit that nothing explains"),
        transactions=[
            {"day": example("nothing explains").given["transactions"][1]["day"], "amount": amount}
            for amount in (2500, 900)
        ],
    )

    first, _, rest = proposal.note.partition("Kontrollerna:")
    assert re.findall(r"^- Oförklarad insättning: Insättningen (.*?) den 14 oktober 2026", first, re.MULTILINE) == [
        "2 500 kronor",
        "900 kronor",
    ]
    assert "Oförklarad" not in rest


def test_a_warning_that_somebody_has_seen_stands_below_with_who_and_when(financial_aid: OpenFlow) -> None:
    one = example("a new income")
    seen = Acknowledgement(date(2026, 11, 10), "handlaggare1")
    _, proposal = financial_aid.propose(application(financial_aid, one), one.day, lambda _: seen)

    first, _, below = proposal.note.partition("Kvitterade varningar:")
    assert "Inga nya varningar." in first
    assert re.search(r"- Ny inkomst: Ny inkomst: bostadsbidrag 1 000 kronor .* \(2026-11-10, handlaggare1\)", below)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.sentence) for one in SETTLED])
def test_texts_are_clean_and_never_tell_the_applicant_of_a_robot(financial_aid: OpenFlow, one: Example) -> None:
    findings, proposal = proposed(financial_aid, one)

    told = proposal.reasons + str(proposal.values["calculation"])
    assert "robot" not in told.lower()
    assert not re.search(r"[{}]|None|True|False|Decimal", told + proposal.note)
    (told + proposal.note).encode("iso-8859-1")
    assert len(proposal.reasons) < 4000
    assert len(str(proposal.values["calculation"])) < 4000
    for finding in findings:
        assert finding.reason
        assert re.search(r"§|lokal rutin", finding.source)
        assert finding.row or finding.result is Result.UNKNOWN
