"""Which rows of a decision table apply, and what happens when none or several do."""

from datetime import date
from pathlib import Path

import pytest

from robots import Result
from robots.errors import CaseProblem, NotKnown, Reason
from robots.model import Finding, Unknown
from tests.rules.books import FROM, SHEETS, SHORT, Rows, Thing, as_written, thing, write_flow

DAY = date(2026, 11, 20)


def check(folder: Path, application: Thing, *rows: list[object], policy: str = "U", day: date = DAY) -> list[Finding]:
    """The findings of the criterion "short" when its table has these rows: id, test, verdict, from, to."""
    header = [f"Rad ({policy})", *SHORT[0][1:]]
    table: Rows = [header, *([row[0], row[1], row[2], "saknas.length", "prov", *row[3:]] for row in rows)]
    rules = as_written(write_flow(folder, {**SHEETS, "Kort": table}))
    return rules.on(day).findings("criteria", application)


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
