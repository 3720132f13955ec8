"""What the applicant and the caseworker would read about a permit or a notification."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from robots import OpenFlow, Proposal
from robots.errors import CaseProblem
from robots.model import Unknown
from robots.rules.examples import Example, read_examples

FOLDER = Path(__file__).parents[3] / "flows" / "building_notification"
EXAMPLES = {example.sentence: example for example in read_examples(FOLDER / "examples.yaml")}


def example(words: str) -> Example:
    (found,) = (example for sentence, example in EXAMPLES.items() if words in sentence)
    return found


def proposed(flow: OpenFlow, example: Example, **given: Any) -> Proposal:
    changed = replace(example, given={**example.given, **given})
    return flow.propose(changed.application(flow.flow.application), changed.day)[1]


def test_a_receipt_states_when_the_time_began_and_its_last_day(building_notification: OpenFlow) -> None:
    letter = proposed(building_notification, example("moves the beginning to the day of the remedy")).reasons

    assert "räknas från den 20 november 2025. Sista dagen är den 29 januari 2026" in letter
    assert "förlängas en gång med högst 10 veckor" in letter


def test_a_receipt_speaks_of_the_fee_only_where_it_falls(building_notification: OpenFlow) -> None:
    complete = example("a complete application is confirmed")

    assert "avgiften" in proposed(building_notification, complete).reasons
    for given in ({"fee_named": False}, {"delay_by_other": True}, {"fee": None}):
        assert "avgift" not in proposed(building_notification, complete, **given).reasons


def test_how_much_the_fee_falls_by_is_said_as_it_is_reckoned(building_notification: OpenFlow) -> None:
    receipt = proposed(building_notification, example("a complete application is confirmed")).reasons
    delay = proposed(building_notification, example("told of the delay instead")).reasons

    assert "minskar avgiften med en femtedel för varje påbörjad vecka" in receipt
    assert "Avgiften minskar med en femtedel för varje påbörjad vecka efter" in delay
    assert building_notification.rules.amount("avgift.delar", on=date(2025, 10, 13)) == 5


def test_an_injunction_says_what_is_missing_and_what_follows(building_notification: OpenFlow) -> None:
    letter = proposed(building_notification, example("also on the last day of three weeks")).reasons

    assert "- Ritningar som visar åtgärden" in letter
    assert "Vi förelägger dig att senast den 24 november 2025 komma in med" in letter
    assert "Om du inte följer föreläggandet kan ärendet avvisas, eller avgöras i det skick som det har" in letter
    assert "(9 kap. 22 § plan- och bygglagen, 2010:900, och 20 § förvaltningslagen" in letter
    assert "räknas från den dag då allt det som saknas har kommit in" in letter


def test_a_request_after_three_weeks_is_no_injunction_and_does_not_say_that_the_time_moves(
    building_notification: OpenFlow,
) -> None:
    letter = proposed(building_notification, example("asked for after three weeks too")).reasons

    assert "är ute den 22 december 2025. Den flyttas inte" in letter
    assert "Vi förelägger" not in letter
    assert "kan vi förelägga dig" in letter
    assert "räknas från den dag då" not in letter


def test_only_a_person_fills_in_why_the_time_is_extended_or_does_not_hold(building_notification: OpenFlow) -> None:
    extension = proposed(building_notification, example("on the last day an extension"))
    delay = proposed(building_notification, example("told of the delay instead"))

    assert "nu ute den 2 mars 2026" in extension.reasons
    assert "[[Handläggaren: skälen till att tiden behöver förlängas]]" in extension.reasons
    assert "[[Handläggaren: anledningen till dröjsmålet]]" in delay.reasons
    assert "11 § förvaltningslagen" in delay.reasons


def test_a_case_that_is_ready_says_its_legal_day(building_notification: OpenFlow) -> None:
    ready = proposed(building_notification, example("is ready for a person to decide"))

    assert ready.reasons == "Redo för beslut. Sista dagen är den 22 december 2025, om 63 dagar."


def test_a_case_that_is_late_says_what_is_lost(building_notification: OpenFlow) -> None:
    late = proposed(building_notification, example("a delay that was told of"))

    assert "Av avgiften är 2 400 kronor förlorade, och 9 600 kronor är kvar." in late.reasons


def test_the_timetable_shows_events_and_kronor_at_risk(building_notification: OpenFlow) -> None:
    timetable = proposed(building_notification, example("moves the beginning to the day of the remedy")).values[
        "timeline"
    ]

    assert str(timetable).splitlines() == [
        "2025-10-13: ärendet kom in",
        "2025-11-03: föreläggande skickat",
        "2025-11-20: bristen avhjälpt",
        "",
        "Tiden räknas från den 20 november 2025. Sista dag: 29 januari 2026.",
        "",
        "Avgift 12 000 kronor. Förlorat om beslutet kommer",
        "från och med 2026-01-30: 2 400 kronor",
        "från och med 2026-02-06: 4 800 kronor",
        "från och med 2026-02-13: 7 200 kronor",
        "från och med 2026-02-20: 9 600 kronor",
        "från och med 2026-02-27: 12 000 kronor",
    ]


@pytest.mark.parametrize("one", [pytest.param(one, id=one.sentence) for one in EXAMPLES.values()])
def test_no_text_to_the_applicant_speaks_of_a_robot_or_shows_a_code(
    building_notification: OpenFlow, one: Example
) -> None:
    try:
        proposal = proposed(building_notification, one)
    except CaseProblem:
        return
    written = proposal.reasons + proposal.note + str(proposal.values["timeline"])

    assert "robot" not in proposal.reasons.lower()
    assert not re.search(r"[{}]|None|True|False|Decimal", written)
    written.encode("iso-8859-1")


def test_what_the_fee_loses_is_known_to_the_ore(building_notification: OpenFlow) -> None:
    late = proposed(building_notification, example("told of the delay instead"), fee=Decimal("100.01"))

    assert "20,01 kronor av avgiften är förlorad" in late.note


def test_a_case_of_the_old_wording_is_due_by_the_time_that_the_law_on_procedure_gives(
    building_notification: OpenFlow,
) -> None:
    assert building_notification.due(date(2025, 10, 13)) == date(2026, 4, 13)


@pytest.mark.parametrize(
    ("words", "last"),
    [
        ("a complete application is confirmed", date(2025, 12, 22)),
        ("moves the beginning to the day of the remedy", date(2026, 1, 29)),
        ("a delay that was told of", date(2025, 12, 22)),
    ],
)
def test_a_case_that_was_read_is_due_on_the_last_day_of_its_own_clock(
    building_notification: OpenFlow, words: str, last: date
) -> None:
    one = example(words)
    application = one.application(building_notification.flow.application)

    assert building_notification.due_as_read(application, one.day) == last


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"events": [{"day": "2025-10-16", "kind": "injunction", "weeks": None}]}, id="it stands still"),
        pytest.param({"events": [{"day": "2025-10-01", "kind": "own_addition", "weeks": None}]}, id="before arrival"),
        pytest.param({"events": [{"day": "2025-10-31", "kind": "own_addition", "weeks": None}]}, id="yet to come"),
        pytest.param({"received": date(2026, 1, 7)}, id="the wording in force is not confirmed"),
        pytest.param({"received": Unknown("no day")}, id="its arrival could not be read"),
    ],
)
def test_the_flow_says_no_last_day_where_its_clock_cannot_be_told(
    building_notification: OpenFlow, given: dict[str, Any]
) -> None:
    one = example("a complete application is confirmed")
    application = replace(one, given={**one.given, **given}).application(building_notification.flow.application)

    assert building_notification.due_as_read(application, one.day) is None


def test_what_a_late_decision_costs_is_told_week_by_week(building_notification: OpenFlow) -> None:
    one = example("a complete application is confirmed")
    application = one.application(building_notification.flow.application)

    steps = building_notification.lost_as_read(application, one.day)

    assert steps is not None
    assert (steps[0], steps[-1]) == (
        (date(2025, 12, 23), Decimal(2400)),  # the day after the last one: a fifth of 12,000 kronor
        (date(2026, 1, 20), Decimal(12000)),
    )
    assert len(steps) == 5


@pytest.mark.parametrize(
    ("given", "steps"),
    [
        pytest.param({"fee": None}, [], id="no fee is set"),
        pytest.param({"fee_named": False}, [], id="it is a fee that does not fall"),
        pytest.param({"fee": Unknown("not a number")}, None, id="the fee could not be read"),
        pytest.param({"received": date(2026, 1, 7)}, None, id="the wording in force is not confirmed"),
    ],
)
def test_where_nothing_is_lost_or_nobody_can_tell(
    building_notification: OpenFlow, given: dict[str, Any], steps: list[object] | None
) -> None:
    one = example("a complete application is confirmed")
    application = replace(one, given={**one.given, **given}).application(building_notification.flow.application)

    assert building_notification.lost_as_read(application, one.day) == steps
