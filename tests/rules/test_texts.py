"""Sentences and letters."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest

from robots import Rules
from robots.errors import CaseProblem, RuleError
from robots.rules.concepts import Measure, Scalar, Type
from robots.rules.writing import written
from tests.rules.books import Thing, as_written, change, thing, write_flow

DAY = date(2026, 11, 20)


def letter(folder: Path, template: str, application: Thing) -> str:
    (write_flow(folder) / "texts" / "yes.j2").write_text(template, encoding="utf-8")
    rules = as_written(folder).on(DAY)
    return rules.proposal("outcome", application, rules.findings("criteria", application)).reasons


@pytest.mark.parametrize(
    ("value", "measure", "text"),
    [
        (500, Measure(Type.WHOLE, "m"), "500 meter"),
        (1, Measure(Type.WHOLE, "mån"), "1 månad"),
        (18, Measure(Type.WHOLE, "mån"), "18 månader"),
        (Decimal(60), Measure(Type.DECIMAL, "mån"), "5 år"),
        (Decimal("12345.50"), Measure(Type.DECIMAL, "kr"), "12 345,50 kronor"),
        (Decimal(100), Measure(Type.DECIMAL), "100"),
        (DAY, Measure(Type.DATE), "20 november 2026"),
        (True, Measure(Type.YES_NO), "ja"),
        ("driver", Measure(Type.CHOICE, words=MappingProxyType({"förare": "driver"})), "förare"),
        ("Övningskommun", Measure(Type.TEXT), "Övningskommun"),
    ],
)
def test_values_are_written_as_swedish_has_them(value: Scalar, measure: Measure, text: str) -> None:
    assert written(value, measure) == text


def test_a_sentence_names_the_value_and_the_limit_of_the_day(tmp_path: Path) -> None:
    rules = Rules.load(write_flow(tmp_path))

    assert rules.on(DAY).findings("criteria", thing(5))[0].reason == "Längden är 5 meter, högst 12 meter."
    assert rules.on(date(2021, 1, 1)).findings("criteria", thing(5))[0].reason == "Längden är 5 meter, högst 10 meter."


def test_a_sentence_with_a_name_that_has_no_value_is_never_written(tmp_path: Path) -> None:
    change(write_flow(tmp_path), "Kort", "B2", "saknas; <= 5")

    with pytest.raises(CaseProblem, match='text "kort": "Längd" saknas i ansökan'):
        as_written(tmp_path).findings("criteria", thing(None))


def test_letters_are_plain_text_without_blank_ends(tmp_path: Path) -> None:
    template = "\n\n{{ findings[0].reason }} & <>   \n\n\n\n1.\n\n"

    assert letter(tmp_path, template, thing(5)) == "Längden är 5 meter, högst 12 meter. & <>\n\n1."


def test_letters_see_the_fields_that_concepts_name(tmp_path: Path) -> None:
    assert letter(tmp_path, "{{ facts.length }} {{ day|long }}", thing(5)) == "5 20 november 2026"


@pytest.mark.parametrize(
    ("template", "says"),
    [
        ("{{ sökande }}", '"sökande" finns inte'),
        ("{{ facts.applicant }}", 'fältet "applicant", som texts/yes.j2 läser, saknas'),
        ('{{ text("lång") }}', 'texten "lång", som texts/yes.j2 hämtar, saknas'),
        ('{{ text("kort" if day else "lång") }}', 'texten "lång", som texts/yes.j2 hämtar, saknas'),
        ("{% if %}", "texts/yes.j2"),
        ("{{ day | longer }}", "No filter named 'longer'"),
        ("{{ values.valid_to }}", "valid_to"),
        ("{{ facts['applicant'] }}", "applicant"),
        ("{{ findings.__class__.__mro__ }}", "unsafe"),
    ],
)
def test_a_letter_that_asks_for_what_it_may_not_have_is_refused(tmp_path: Path, template: str, says: str) -> None:
    with pytest.raises(RuleError, match=r"texts/yes\.j2") as refused:
        letter(tmp_path, template, thing(5))

    assert says in str(refused.value)


def test_the_note_names_the_rules_and_the_day(tmp_path: Path) -> None:
    rules = Rules.load(write_flow(tmp_path)).on(DAY)
    proposal = rules.proposal("outcome", thing(50), rules.findings("criteria", thing(50)))

    assert (proposal.outcome, proposal.reasons) == ("reject", "- Längden är 50 meter, högst 12 meter.")
    assert proposal.note == f"Regler {rules.sha256[:12]}, 2026-11-20."
    assert proposal.rules == rules.sha256
