"""One decision against one proposal, case by case: what agrees, what a person changed, and what nobody can tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from robots.cases import ToCompare, Verdict
from robots.model import Proposal, Unknown
from robots.systems.description import DecidedPart, FieldPart
from robots.work.comparing import compare, same_text, unread

DAY = date(2026, 11, 20)
PROPOSAL = Proposal(
    "grant",
    "Ansökan beviljas.\nDu får 4 000 kr.",
    "Förberett av robot",
    values={"amount": Decimal("4000"), "valid_to": date(2027, 1, 31), "order": True},
    row="U5",
)
PART = DecidedPart(
    fields={
        "outcome": FieldPart(label=("Beslut",), kind="choice", options={"grant": ("Bifall",), "reject": ("Avslag",)}),
        "decided": FieldPart(label=("Beslutsdatum",), kind="date"),
        "reasons": FieldPart(label=("Motivering",)),
        "amount": FieldPart(label=("Belopp",), kind="money"),
        "valid_to": FieldPart(label=("Gäller till",), kind="date"),
        "order": FieldPart(label=("Beställ",), kind="yes/no"),
        "why": FieldPart(label=("Orsak",)),
    }
)
SHOWN = {
    "outcome": "grant",
    "decided": DAY,
    "reasons": PROPOSAL.reasons,
    "amount": Decimal("4000.00"),
    "valid_to": date(2027, 1, 31),
    "order": True,
    "why": None,
}


def held(**shown: Any) -> Any:
    return compare(ToCompare(PROPOSAL, "grant", DAY), {**SHOWN, **shown}, PART)[0]


def test_a_decision_as_proposed_agrees_in_every_field() -> None:
    told = held()
    assert (told.verdict, told.row, told.differing) == (Verdict.AGREED, "U5", ())
    assert set(told.fields.values()) == set(told.wording.values()) == {Verdict.AGREED}


@pytest.mark.parametrize(
    "shown", [{"amount": Decimal("4000.01")}, {"valid_to": date(2027, 2, 1)}, {"order": False}, {"amount": None}]
)
def test_an_amount_a_day_or_a_choice_that_differs_is_told_by_name(shown: dict[str, Any]) -> None:
    told = held(**shown, why="Ny uppgift")
    assert (told.verdict, told.differing, told.why) == (Verdict.CHANGED, tuple(shown), "Ny uppgift")


def test_another_outcome_overrules_and_its_amounts_are_held_against_nothing() -> None:
    told = compare(ToCompare(PROPOSAL, "reject", DAY), {**SHOWN, "outcome": "reject", "amount": None}, PART)[0]
    assert (told.verdict, told.outcome, dict(told.fields)) == (Verdict.OVERRULED, "reject", {})


def test_other_words_change_the_wording_and_nothing_else() -> None:
    told = held(reasons="Du får pengarna.")
    assert (told.verdict, dict(told.wording)) == (Verdict.AGREED, {"reasons": Verdict.CHANGED})


@pytest.mark.parametrize(
    "text", ["Ansökan beviljas. Du får 4\u00a0000 kr.", "\n Anso\u0308kan  beviljas.\r\n\r\nDu får 4 000 kr.\t"]
)
def test_spaces_and_how_letters_are_composed_are_no_change(text: str) -> None:
    assert held(reasons=text).wording == {"reasons": Verdict.AGREED}
    assert same_text(None, " \n")
    assert not same_text("4 000", "4000")


@pytest.mark.parametrize("name", ["amount", "valid_to", "order"])
def test_a_field_that_could_not_be_read_is_never_agreed(name: str) -> None:
    told = held(**{name: Unknown("not on the page")})
    assert (told.verdict, told.fields[name], told.unread) == (
        Verdict.UNKNOWN,
        Verdict.UNKNOWN,
        f"{name}: not on the page",
    )


def test_what_surely_differs_counts_even_beside_what_could_not_be_read() -> None:
    assert held(amount=Decimal(1), valid_to=Unknown("not a date")).verdict == Verdict.CHANGED


@pytest.mark.parametrize("outcome", [Unknown("not one of its options"), None])
def test_an_outcome_that_could_not_be_read_leaves_all_open(outcome: object) -> None:
    told = held(outcome=outcome)
    assert (told.verdict, told.outcome, dict(told.fields)) == (Verdict.UNKNOWN, None, {})


def test_a_case_that_says_otherwise_than_the_list_is_not_believed() -> None:
    told = compare(ToCompare(PROPOSAL, "reject", DAY), SHOWN, PART)[0]
    assert (told.verdict, told.outcome) == (Verdict.UNKNOWN, None)
    assert "list of decided cases" in str(told.unread)


def test_the_day_is_the_cases_own_and_else_the_lists() -> None:
    listed = ToCompare(PROPOSAL, "grant", DAY)
    assert compare(listed, {**SHOWN, "decided": date(2026, 11, 21)}, PART)[1] == date(2026, 11, 21)
    assert compare(listed, {**SHOWN, "decided": Unknown("not a date")}, PART)[1] == DAY


def test_a_decision_that_could_not_be_opened_is_known_to_be_unread() -> None:
    told = unread(ToCompare(PROPOSAL, "grant", DAY), "no such screen")
    assert (told.verdict, told.outcome, told.unread, told.row) == (Verdict.UNKNOWN, None, "no such screen", "U5")
