"""Findings that explain themselves: the values that were held against a row, and the rows that came near."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from robots.model import Finding
from tests.rules.books import AMOUNTS, FROM, SHEETS, Thing, as_written, thing, with_rows, write_flow

ENDS = date(2026, 11, 20)
HEAD = ["Rad", "Längd", "Färg", "Resultat", "Text", "Källa", "I kraft från", "I kraft till"]


class Changed(Thing):
    """A thing, and how long it was before."""

    before: int | None


def found(tmp_path: Path, application: Thing, *rows: list[object], day: date = ENDS) -> Finding:
    """The first finding on a sheet with these rows: id, length, colour, verdict."""
    written = [[row, length, colour, verdict, "kort", "provlag", FROM, None] for row, length, colour, verdict in rows]
    rules = as_written(write_flow(tmp_path, {**SHEETS, "Kort": [HEAD, *written]}))
    return rules.on(day).findings("criteria", application)[0]


def test_a_finding_names_its_sheet_and_the_values_that_were_held_against_the_row(tmp_path: Path) -> None:
    one = found(tmp_path, thing(12), ["R1", "<= längd.högst", "röd", "uppfyllt"], ["R2", "> 99", "-", "ej uppfyllt"])
    assert (one.sheet, one.row, one.inputs, one.values) == ("Kort", "R1", ("Längd", "Färg"), ("12 meter", "röd"))


def test_the_row_that_fails_by_one_test_says_what_it_asks_and_what_the_application_says(tmp_path: Path) -> None:
    rows = (["R1", "<= längd.högst", "-", "uppfyllt"], ["R2", "> längd.högst", "-", "ej uppfyllt"])
    assert found(tmp_path, thing(13), *rows).nearest == (
        "rad R1: kräver att Längd är högst 12 meter (längd.högst), ansökan anger 13 meter",
    )


def test_an_amount_is_told_as_it_was_on_the_day_that_decides(tmp_path: Path) -> None:
    rows = (["R1", "<= längd.högst", "-", "uppfyllt"], ["R2", "> längd.högst", "-", "ej uppfyllt"])
    then = found(tmp_path, thing(13), *rows, day=date(2024, 6, 1))
    assert "högst 10 meter (längd.högst)" in then.nearest[0]


def test_rows_that_fail_by_more_tests_are_left_out_and_at_most_three_are_told(tmp_path: Path) -> None:
    near = [[f"N{number}", f"{number}", "-", "ej uppfyllt"] for number in range(1, 6)]
    far = ["LÅNGT", "99", "blå", "ej uppfyllt"]
    told = found(tmp_path, thing(50), ["R1", "50", "-", "uppfyllt"], far, *near).nearest
    assert [line.partition(":")[0] for line in told] == ["rad N1", "rad N2", "rad N3"]


def test_of_rows_that_are_equally_near_the_one_that_is_hoped_for_comes_first(tmp_path: Path) -> None:
    rows = (
        ["R1", "> 50", "-", "ej uppfyllt"],
        ["R2", "[20..50]", "-", "ej uppfyllt"],
        ["R3", "[10..20)", "-", "bedömning"],
        ["R4", "< 10", "-", "uppfyllt"],
    )
    told = found(tmp_path, thing(51), *rows).nearest
    assert [line.partition(":")[0] for line in told] == ["rad R4", "rad R3", "rad R2"]


def test_a_row_that_only_an_absent_value_keeps_open_is_told_as_such(tmp_path: Path) -> None:
    one = found(tmp_path, thing(None), ["R1", "<= 12", "röd", "uppfyllt"], ["R2", "> 12", "-", "ej uppfyllt"])
    assert (one.row, one.values) == (None, ("saknas",))
    assert one.nearest[0] == ("rad R1: kan inte prövas, underlag saknas: Längd; kräver att Längd är högst 12 meter")


def test_a_row_that_is_not_in_force_is_no_neighbour(tmp_path: Path) -> None:
    gone = ["R0", "<= 13", "uppfyllt", "kort", "provlag", "2015-01-01", "2019-12-31"]
    here = ["R1", "<= 12", "uppfyllt", "kort", "provlag", FROM, None]
    over = ["R2", "> 12", "ej uppfyllt", "kort", "provlag", FROM, None]
    rules = as_written(write_flow(tmp_path, with_rows("Kort", gone, here, over)))
    (one,) = rules.on(ENDS).findings("criteria", thing(13))
    assert [line.partition(":")[0] for line in one.nearest] == ["rad R1"]


def test_a_row_whose_amount_was_not_in_force_is_left_out_and_costs_nothing(tmp_path: Path) -> None:
    sheets = {
        **with_rows(
            "Kort",
            ["R1", "[0..5]", "uppfyllt", "kort", "provlag", FROM, None],
            ["R2", "> 5", "ej uppfyllt", "kort", "provlag", FROM, None],
        ),
        "Belopp": [*AMOUNTS, ["längd.sedan", "2030-01-01", None, 3, "m", "prov"]],
    }
    head = ["Rad", "Färg", "Längd", "Resultat", "Text", "Källa", "I kraft från", "I kraft till"]
    sheets["Kort"] = [
        head,
        ["R1", "röd", "<= 5", "uppfyllt", "kort", "provlag", FROM, None],
        ["R2", "röd", "> 5", "ej uppfyllt", "kort", "provlag", FROM, None],
        ["R3", "blå", "<= längd.sedan", "uppfyllt", "kort", "provlag", FROM, None],
    ]
    rules = as_written(write_flow(tmp_path, sheets))
    (one,) = rules.on(ENDS).findings("criteria", thing(3))
    assert one.row == "R1"
    assert [line.partition(":")[0] for line in one.nearest] == ["rad R2"]


def test_what_is_really_absent_is_named_not_the_value_that_is_compared_with_it(tmp_path: Path) -> None:
    concepts = [*SHEETS["Begrepp"], ["Längd senast", "heltal", "m", "[0..100]", "ansökan", "before", "before", None]]
    written = [["R1", "{Längd senast}", "-", "uppfyllt"], ["R2", "not({Längd senast})", "-", "ej uppfyllt"]]
    rows = [[row, length, colour, verdict, "kort", "provlag", FROM, None] for row, length, colour, verdict in written]
    sentences = [*SHEETS["Texter"], ["saknas.before", "En uppgift om längden senast."]]
    sheets = {**SHEETS, "Begrepp": concepts, "Texter": sentences, "Kort": [HEAD, *rows]}
    changed = Changed.of({"length": 12, "before": None})
    (one,) = as_written(write_flow(tmp_path, sheets)).on(ENDS).findings("criteria", changed)
    assert one.inputs == ("Längd senast",)
    assert [line.partition("; ")[0] for line in one.nearest] == [
        "rad R1: kan inte prövas, underlag saknas: Längd senast",
        "rad R2: kan inte prövas, underlag saknas: Längd senast",
    ]


def test_a_proposal_names_its_row_and_source(tmp_path: Path) -> None:
    rules = as_written(write_flow(tmp_path)).on(ENDS)
    proposal = rules.proposal("outcome", thing(13), rules.findings("criteria", thing(13)))
    assert (proposal.sheet, proposal.row, proposal.source) == ("Utfall", "U2", "provlag 2 §")


def test_whoever_compares_many_cases_gets_the_same_without_the_explanations(tmp_path: Path) -> None:
    rules = as_written(write_flow(tmp_path)).on(ENDS)
    plain = rules.unexplained()
    (one,), (bare,) = rules.findings("criteria", thing(13)), plain.findings("criteria", thing(13))
    assert (bare.result, bare.row, bare.reason, bare.nearest) == (one.result, one.row, one.reason, ())
    assert plain.proposal("outcome", thing(13), [bare]).outcome == "reject"
