"""Which rows of a decision table apply, and what happens when none or several do."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from robots import Result, Rules
from robots.errors import CaseProblem, NotKnown, Reason, RuleError
from robots.model import Finding, Unknown
from tests.rules.books import CRITERIA, FROM, SHEETS, SHORT, Rows, Thing, as_written, thing, write_flow

DAY = date(2026, 11, 20)


def check(folder: Path, application: Thing, *rows: list[object], policy: str = "U", day: date = DAY) -> list[Finding]:
    """The findings of the criterion "short" when its table has these rows: id, test, verdict, from, to."""
    header = [f"Rad ({policy})", *SHORT[0][1:]]
    table: Rows = [header, *([row[0], row[1], row[2], "saknas.length", "prov", *row[3:]] for row in rows)]
    rules = as_written(write_flow(folder, {**SHEETS, "Kort": table, "Kriterier": criteria(policy)}))
    return rules.on(day).findings("criteria", application)


def criteria(policy: str) -> Rows:
    """The criteria of the books; those whose rows are collected can only be warnings."""
    sort = "varning" if policy == "C" else "villkor"
    return [CRITERIA[0], *([*row[:2], sort, *row[3:]] for row in CRITERIA[1:])]


def verdicts(findings: list[Finding]) -> list[tuple[Result, str | None]]:
    return [(finding.result, finding.row) for finding in findings]


def test_under_u_the_one_row_that_fits_applies(tmp_path: Path) -> None:
    found = check(tmp_path, thing(5), ["R1", "< 5", "uppfyllt", FROM, None], ["R2", ">= 5", "ej uppfyllt", FROM, None])

    assert verdicts(found) == [(Result.FAIL, "R2")]


def test_under_u_two_rows_that_fit_are_left_to_a_person(tmp_path: Path) -> None:
    with pytest.raises(CaseProblem, match=r'"Kort": flera rader gäller: R1, R2 \(frågar efter: Längd\)') as problem:
        check(tmp_path, thing(5), ["R1", "<= 5", "uppfyllt", FROM, None], ["R2", ">= 5", "uppfyllt", FROM, None])

    assert problem.value.reason is Reason.JUDGEMENT


def test_under_u_no_row_that_fits_is_left_to_a_person_and_the_value_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(CaseProblem, match=r"ingen rad gäller \(frågar efter: Längd\)") as problem:
        check(tmp_path, thing(77), ["R1", "< 5", "uppfyllt", FROM, None])

    assert "77" not in str(problem.value)


def test_under_a_several_rows_may_fit_when_they_say_the_same(tmp_path: Path) -> None:
    rows = (["R1", "<= 5", "uppfyllt", FROM, None], ["R2", ">= 5", "uppfyllt", FROM, None])

    assert verdicts(check(tmp_path, thing(5), *rows, policy="A")) == [(Result.PASS, "R1")]


def test_under_a_rows_that_contradict_each_other_are_left_to_a_person(tmp_path: Path) -> None:
    rows = (["R1", "<= 5", "uppfyllt", FROM, None], ["R2", ">= 5", "ej uppfyllt", FROM, None])

    with pytest.raises(CaseProblem, match="flera rader gäller: R1, R2"):
        check(tmp_path, thing(5), *rows, policy="A")


def test_under_f_the_first_row_that_fits_applies(tmp_path: Path) -> None:
    rows = (
        ["R1", "> 9", "uppfyllt", FROM, None],
        ["R2", ">= 5", "ej uppfyllt", FROM, None],
        ["R3", "-", "uppfyllt", FROM, None],
    )

    assert verdicts(check(tmp_path, thing(5), *rows, policy="F")) == [(Result.FAIL, "R2")]
    assert verdicts(check(tmp_path, thing(1), *rows, policy="F")) == [(Result.PASS, "R3")]


def test_under_f_a_row_after_one_that_cannot_be_answered_does_not_apply(tmp_path: Path) -> None:
    rows = (["R1", "> 9", "uppfyllt", FROM, None], ["R2", "-", "ej uppfyllt", FROM, None])

    assert verdicts(check(tmp_path, thing(None), *rows, policy="F")) == [(Result.UNKNOWN, None)]


def test_under_c_every_row_that_fits_is_a_finding(tmp_path: Path) -> None:
    rows = (
        ["R1", "> 1", "uppfyllt", FROM, None],
        ["R2", "> 2", "ej uppfyllt", FROM, None],
        ["R3", "> 9", "uppfyllt", FROM, None],
    )

    assert verdicts(check(tmp_path, thing(5), *rows, policy="C")) == [(Result.PASS, "R1"), (Result.FAIL, "R2")]
    assert check(tmp_path, thing(0), *rows, policy="C") == []


def test_an_absent_value_is_missing_evidence_never_a_row_that_does_not_fit(tmp_path: Path) -> None:
    (found,) = check(
        tmp_path, thing(None), ["R1", "< 5", "uppfyllt", FROM, None], ["R2", ">= 5", "uppfyllt", FROM, None]
    )

    assert (found.result, found.row, found.inputs) == (Result.UNKNOWN, None, ("Längd",))
    assert found.reason == "Underlag saknas: Längd. En uppgift om längden."


def test_a_row_may_ask_for_absence_by_name(tmp_path: Path) -> None:
    rows = (["R1", "saknas", "ej uppfyllt", FROM, None], ["R2", ">= 5", "uppfyllt", FROM, None])

    assert verdicts(check(tmp_path, thing(None), *rows)) == [(Result.FAIL, "R1")]


def test_a_value_that_could_not_be_read_surely_is_no_absence(tmp_path: Path) -> None:
    smudged = Thing.of({"length": Unknown("no number"), "colour": "red"})

    with pytest.raises(NotKnown, match='"length" could not be read surely: no number'):
        check(tmp_path, smudged, ["R1", "saknas", "uppfyllt", FROM, None])


def test_a_value_outside_its_range_is_a_misreading(tmp_path: Path) -> None:
    with pytest.raises(NotKnown, match="outside the range") as problem:
        check(tmp_path, thing(101), ["R1", "-", "uppfyllt", FROM, None], ["R2", "> 5", "uppfyllt", FROM, None])

    assert "101" not in str(problem.value)


def test_rows_apply_only_while_they_are_in_force(tmp_path: Path) -> None:
    rows = (["R1", "finns", "uppfyllt", FROM, "2026-06-30"], ["R2", "finns", "ej uppfyllt", "2026-07-01", None])

    assert verdicts(check(tmp_path, thing(5), *rows, day=date(2026, 6, 30))) == [(Result.PASS, "R1")]
    assert verdicts(check(tmp_path, thing(5), *rows, day=date(2026, 7, 1))) == [(Result.FAIL, "R2")]


def test_rules_asked_on_several_days_answer_each_by_its_own_amounts(tmp_path: Path) -> None:
    rules = as_written(write_flow(tmp_path))

    def asked(day: date) -> list[tuple[Result, str | None]]:
        return verdicts(rules.on(day).findings("criteria", thing(11)))

    assert [asked(date(2024, 12, 31)), asked(date(2025, 1, 1)), asked(date(2024, 12, 31))] == [
        [(Result.FAIL, "R2")],
        [(Result.PASS, "R1")],
        [(Result.FAIL, "R2")],
    ]


def test_a_value_is_read_only_for_a_row_that_has_not_failed(tmp_path: Path) -> None:
    smudged = Thing.of({"length": Unknown("no number"), "colour": "red"})

    assert two(tmp_path / "not", smudged, [["R1", "röd", "-", "x"], ["R2", "blå", "< 5", "x"]]) == [(Result.PASS, "R1")]
    with pytest.raises(NotKnown):
        two(tmp_path / "asked", smudged, [["R1", "röd", "< 5", "x"], ["R2", "blå", "-", "x"]])


def test_under_u_a_row_beside_one_that_is_open_waits_for_what_is_absent(tmp_path: Path) -> None:
    """No table that is whole has such rows; were there one, nobody would be guessed about."""
    rows = [["R1", "röd", "-", "x"], ["R2", "-", "< 5", "x"]]

    assert two(tmp_path, thing(None), rows) == [(Result.UNKNOWN, None)]


def test_under_a_a_row_that_is_open_holds_up_only_what_says_something_else(tmp_path: Path) -> None:
    same = [["R1", "röd", "-", "uppfyllt"], ["R2", "-", "< 5", "uppfyllt"]]
    other = [["R1", "röd", "-", "uppfyllt"], ["R2", "-", "< 5", "ej uppfyllt"]]

    assert two(tmp_path / "same", thing(None), same, policy="A") == [(Result.PASS, "R1")]
    assert two(tmp_path / "other", thing(None), other, policy="A") == [(Result.UNKNOWN, None)]


def test_under_f_a_row_that_asks_for_the_absence_passes_the_open_ones_above(tmp_path: Path) -> None:
    rows = (["R1", "> 9", "uppfyllt", FROM, None], ["R2", "saknas", "ej uppfyllt", FROM, None])

    assert verdicts(check(tmp_path, thing(None), *rows, policy="F")) == [(Result.FAIL, "R2")]


def test_under_f_what_is_absent_for_a_row_below_the_first_that_applies_holds_up_nothing(tmp_path: Path) -> None:
    rows = [["R1", "röd", "-", "uppfyllt"], ["R2", "-", "< 5", "ej uppfyllt"]]

    assert two(tmp_path, thing(None), rows, policy="F") == [(Result.PASS, "R1")]


def test_under_c_the_rows_that_apply_are_given_and_what_is_absent_is_named(tmp_path: Path) -> None:
    rows = [["R1", "röd", "-", "uppfyllt"], ["R2", "-", "< 5", "ej uppfyllt"]]

    assert two(tmp_path, thing(None), rows, policy="C") == [(Result.PASS, "R1"), (Result.UNKNOWN, None)]


def test_under_c_an_absence_that_a_row_asks_for_is_not_missing(tmp_path: Path) -> None:
    rows = (["R1", "saknas", "ej uppfyllt", FROM, None], ["R2", "> 9", "uppfyllt", FROM, None])

    assert verdicts(check(tmp_path, thing(None), *rows, policy="C")) == [(Result.FAIL, "R1")]


def test_what_is_missing_is_what_a_value_is_compared_with_where_that_is_absent(tmp_path: Path) -> None:
    concepts = [*SHEETS["Begrepp"], ["Bredd", "heltal", "m", "[0..100]", "ansökan", "width", None, None]]
    rows = [["R1", "<= {Bredd}", "uppfyllt", "kort", "prov", FROM, None]]
    rules = as_written(write_flow(tmp_path, {**SHEETS, "Begrepp": concepts, "Kort": [SHORT[0], *rows]}))

    (found,) = rules.on(DAY).findings("criteria", Wide.of({"length": 5, "colour": "red", "width": None}))
    assert found.inputs == ("Bredd",)


def test_a_table_of_the_record_is_no_input(tmp_path: Path) -> None:
    concepts = [*SHEETS["Begrepp"], ["Delar", "tabell", None, None, "ansökan", "parts", None, None]]
    rows = [["R1", "-", "uppfyllt", "kort", "prov", FROM, None]]
    write_flow(tmp_path, {**SHEETS, "Begrepp": concepts, "Kort": [["Rad", "Delar", *SHORT[0][2:]], *rows]})

    with pytest.raises(
        RuleError, match=r'blad "Kort", cell B1: läste "Delar"\. Tillåtet: ett begrepp med ett enda värde'
    ):
        Rules.load(tmp_path)


def test_an_output_may_be_a_number_or_a_day_of_excels_own(tmp_path: Path) -> None:
    concepts = [*SHEETS["Begrepp"], ["Avgift", "decimaltal", "kr", None, "förslaget", "fee", None, None]]
    outcome = [["Rad", "Ej uppfyllt", "Utfall", "Avgift", "Brev", "Källa", "I kraft från", "I kraft till"]]
    outcome += [["U1", "-", "bifall", 1250.5, "yes", "prov", FROM, None]]
    rules = as_written(write_flow(tmp_path, {**SHEETS, "Begrepp": concepts, "Utfall": outcome})).on(DAY)

    assert rules.proposal("outcome", thing(5), rules.findings("criteria", thing(5))).values["fee"] == Decimal("1250.5")


class Wide(Thing):
    """A thing with two measures."""

    width: int | None


def two(folder: Path, application: Thing, rows: list[list[str]], policy: str = "U") -> list[tuple[Result, str | None]]:
    """What comes of rows about colour and length: id, two tests, verdict."""
    header = [f"Rad ({policy})", "Färg", *SHORT[0][1:]]
    words = {"x": "uppfyllt"}
    table = [[*row[:3], words.get(row[3], row[3]), "saknas.length", "prov", FROM, None] for row in rows]
    rules = as_written(write_flow(folder, {**SHEETS, "Kort": [header, *table], "Kriterier": criteria(policy)}))
    return verdicts(rules.on(DAY).findings("criteria", application))


def test_nothing_is_proposed_past_an_open_criterion_that_the_outcome_does_not_ask_about(tmp_path: Path) -> None:
    rules = Rules.load(write_flow(tmp_path)).on(DAY)
    findings = rules.findings("criteria", thing(None))

    assert [finding.result for finding in findings] == [Result.UNKNOWN]
    with pytest.raises(CaseProblem, match='blad "Utfall": ingen kolumn frågar efter saknas') as problem:
        rules.proposal("outcome", thing(None), findings)
    assert problem.value.reason is Reason.JUDGEMENT
