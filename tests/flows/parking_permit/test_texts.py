"""What the applicant and the caseworker would read."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from robots import Finding, OpenFlow, Proposal, Result
from robots.rules.examples import Example, read_examples

FOLDER = Path(__file__).parents[3] / "flows" / "parking_permit"
EXAMPLES = {example.sentence: example for example in read_examples(FOLDER / "examples.yaml")}
READABLE = [example for example in EXAMPLES.values() if example.expected.hand_over != "unreadable"]


def proposed(flow: OpenFlow, example: Example, **given: Any) -> tuple[list[Finding], Proposal]:
    changed = Example(example.sentence, example.day, {**example.given, **given}, example.expected)
    return flow.propose(changed.application(flow.flow.application, flow.rules.amounts), changed.day)


def example(words: str) -> Example:
    (found,) = (example for sentence, example in EXAMPLES.items() if words in sentence)
    return found


def permits(count: int) -> list[dict[str, Any]]:
    return [
        {
            "number": f"TEST-{n:03}",
            "valid_from": date(1990 + n % 30, 1, 1),
            "valid_to": date(1990 + n % 30, 12, 31),
            "status": "expired",
        }
        for n in range(count)
    ]


def test_a_grant_states_the_days_the_rule_and_the_circumstances(parking_permit: OpenFlow) -> None:
    _, proposal = proposed(parking_permit, example("a driver who walks 500 metres"))

    assert "från och med 20 november 2026 till och med 19 november 2031" in proposal.reasons
    assert "en gångsträcka på 500 meter" in proposal.reasons
    assert "högst 500 meter. (13 kap. 8 § trafikförordningen; lokal rutin)" in proposal.reasons
    assert "Rörelsehindret är bestående enligt läkarintyget." in proposal.reasons


def test_a_grant_says_nothing_of_criteria_that_do_not_apply(parking_permit: OpenFlow) -> None:
    _, proposal = proposed(parking_permit, example("a driver who walks 500 metres"))

    assert "åker med" not in proposal.reasons
    assert "Polisanmälan" not in proposal.reasons


def test_a_replacement_names_the_police_report(parking_permit: OpenFlow) -> None:
    _, proposal = proposed(parking_permit, example("a lost permit is replaced until"))

    assert "Förlusten är polisanmäld med nummer 5000-K1234567-26." in proposal.reasons


def test_a_rejection_states_each_criterion_that_failed(parking_permit: OpenFlow) -> None:
    _, proposal = proposed(parking_permit, example("a passenger who walks far and can be left alone"))

    failed, met = proposal.reasons.split("De här villkoren är uppfyllda:")
    assert "- Gångförmåga: Läkarintyget anger en gångsträcka på 101 meter." in failed
    assert "- Passagerare: Enligt läkarintyget kan den som åker med lämnas ensam" in failed
    assert "- Varaktighet:" in met


def test_a_completion_says_what_why_by_when_and_what_happens_otherwise(parking_permit: OpenFlow) -> None:
    _, proposal = proposed(parking_permit, example("everything that is missing"))

    assert len(re.findall(r"^- ", proposal.reasons, re.MULTILINE)) == len(proposal.missing) == 5
    assert "- Ett passfoto. Det ska sitta på tillståndet." in proposal.reasons
    assert "kom in den 12 november 2026" in proposal.reasons
    assert "senast den 11 december 2026" in proposal.reasons
    assert "Då kan ansökan avslås, eller avvisas" in proposal.reasons
    assert "20 § förvaltningslagen" in proposal.reasons


def test_a_wrong_police_report_is_asked_for_with_its_form(parking_permit: OpenFlow) -> None:
    _, proposal = proposed(parking_permit, example("a digit too few"))

    assert "Polisanmälans nummer är inte fullständigt." in proposal.reasons


def test_a_renewal_lists_every_earlier_permit_on_a_line_of_its_own(parking_permit: OpenFlow) -> None:
    _, proposal = proposed(parking_permit, example("a renewal when all permits have expired"), permits=permits(3))

    assert re.findall(r"^- TEST.*$", proposal.reasons, re.MULTILINE) == [
        "- TEST-000, 1990-01-01 till 1990-12-31",
        "- TEST-001, 1991-01-01 till 1991-12-31",
        "- TEST-002, 1992-01-01 till 1992-12-31",
    ]


def test_only_a_renewal_of_very_many_permits_is_longer_than_old_systems_keep(parking_permit: OpenFlow) -> None:
    _, longest = proposed(parking_permit, example("a renewal when all permits have expired"), permits=permits(32))

    assert len(longest.reasons) > 2000
    assert max(len(proposed(parking_permit, one)[1].reasons) for one in READABLE) < 1500


def test_a_hand_over_has_no_text_for_the_applicant(parking_permit: OpenFlow) -> None:
    _, proposal = proposed(parking_permit, example("walking distance of one metre"))

    assert proposal.reasons == ""
    assert "Gångförmåga: motsägelse (rad G2). Läkarintyget anger både rullstol" in proposal.note


def test_the_note_says_who_prepared_it_by_which_rules_and_each_finding(parking_permit: OpenFlow) -> None:
    findings, proposal = proposed(parking_permit, example("a driver who walks 500 metres"))

    first, *lines = proposal.note.splitlines()
    assert first.startswith(f"Förberett av robot 2026-11-20 efter regler {parking_permit.rules.sha256[:12]}.")
    assert "läs och besluta själv" in first
    assert len(lines) == len(findings)


@pytest.mark.parametrize("one", [pytest.param(one, id=one.sentence) for one in READABLE])
def test_texts_are_clean_and_never_tell_the_applicant_of_a_robot(parking_permit: OpenFlow, one: Example) -> None:
    _, proposal = proposed(parking_permit, one)

    assert "robot" not in proposal.reasons.lower()
    assert not re.search(r"[{}]|None|True|False|Decimal|\bja\b: ", proposal.reasons + proposal.note)
    (proposal.reasons + proposal.note).encode("iso-8859-1")


def test_every_finding_has_a_reason_a_source_and_a_row(parking_permit: OpenFlow) -> None:
    for one in READABLE:
        for finding in proposed(parking_permit, one)[0]:
            assert finding.reason
            assert re.search(r"§|lokal rutin", finding.source)
            assert finding.row or finding.result is Result.UNKNOWN


def test_the_personal_number_changes_nothing(parking_permit: OpenFlow) -> None:
    for one in READABLE:
        assert proposed(parking_permit, one) == proposed(parking_permit, one, applicant="195512242383")
