"""The workbook's own examples are tried each time it is read; one that comes out otherwise refuses it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from robots import Rules
from robots.errors import RuleError
from tests.rules.books import SHEETS, change, write_flow

HEADER = ["Testfall", "Dag", "Blad", "Längd", "Färg", "Utfall", "Ej uppfyllt", "Rad", "Resultat", "Märke"]
LIMIT = [
    ["på gränsen", "2026-11-20", None, 12, "röd", "bifall", "-"],
    ["bortom gränsen", None, None, 13, None, "avslag", "Kort nog"],
]


def problems(folder: Path, *rows: Sequence[Any], header: Sequence[str] = HEADER) -> tuple[str, ...]:
    """What is said of a workbook with these examples; nothing where all is right."""
    write_flow(folder, {**SHEETS, "Testfall": [header, *rows]})
    try:
        Rules.load(folder)
    except RuleError as refused:
        return refused.problems
    return ()


def test_examples_on_a_limit_and_beyond_it_are_right(tmp_path: Path) -> None:
    assert problems(tmp_path, *LIMIT) == ()


def test_a_changed_limit_fails_the_example_on_it_and_says_by_which_row(tmp_path: Path) -> None:
    problems(tmp_path, *LIMIT)
    change(tmp_path, "Belopp", "D3", 11)

    with pytest.raises(RuleError) as refused:
        Rules.load(tmp_path)

    assert refused.value.problems == (
        'rules.xlsx, blad "Testfall", cell F2: "på gränsen": väntade Utfall = bifall, fick avslag '
        "(rad U2; ej uppfyllt: Kort nog (rad R2)).",
        'rules.xlsx, blad "Testfall", cell G2: "på gränsen": väntade Ej uppfyllt = ingenting, fick Kort nog '
        "(rad U2; ej uppfyllt: Kort nog (rad R2)).",
    )


def test_the_day_decides_which_limit_is_tried(tmp_path: Path) -> None:
    before = ["före höjningen", "2024-12-31", None, 11, "röd", "avslag"]
    decided_before = ["med den dag som avgör", "2026-11-20", None, 11, "röd", "avslag", None, None, None, "2024-12-31"]
    header = [*HEADER[:-1], "Beslutsdag"]

    assert problems(tmp_path, before, decided_before, header=header) == ()


def test_one_table_alone_may_be_asked(tmp_path: Path) -> None:
    right = ["kort", "2026-11-20", "Kort", 5, None, None, None, "R1", "uppfyllt"]
    wrong = ["lång", "2026-11-20", "Kort", 50, None, None, None, "R1", "uppfyllt"]

    assert problems(tmp_path, right, wrong) == (
        'rules.xlsx, blad "Testfall", cell H3: "lång": väntade Rad = R1, fick R2 (rad R2).',
        'rules.xlsx, blad "Testfall", cell I3: "lång": väntade Resultat = uppfyllt, fick ej uppfyllt (rad R2).',
    )


def test_what_is_left_empty_is_as_in_the_first_row_of_the_same_table(tmp_path: Path) -> None:
    first = ["röd", "2026-11-20", "Märkning", None, "röd", *[None] * 4, "varm"]
    other = ["en annan fråga", "2026-11-20", None, 5, "blå", "bifall"]
    second = ["också röd", None, "Märkning", *[None] * 6, "varm"]

    assert problems(tmp_path, first, other, second) == ()


def test_an_absent_value_is_given_by_name(tmp_path: Path) -> None:
    absent = ["utan längd", "2026-11-20", None, "saknas", "röd", "avslag"]

    assert problems(tmp_path, absent) == (
        'rules.xlsx, blad "Testfall", cell A2: "utan längd": reglerna ger inget svar: '
        'rules.xlsx, blad "Utfall": ingen kolumn frågar efter saknas.',
    )


def test_a_text_may_be_the_own_name_that_stands_among_the_amounts(tmp_path: Path) -> None:
    place = ["Ort", "text", None, None, "ansökan", "place", None, None]
    rows = [
        [row[0], test, *row[2:]] for row, test in zip(SHEETS["Kort"][1:], ("ort.egen", "not(ort.egen)"), strict=True)
    ]
    trials = [
        ["hemma", "2026-11-20", "Kort", "ort.egen", "R1"],
        ["borta", None, "Kort", "Grannköping", "R2"],
        ["ett belopp är ingen ort", None, "Kort", "längd.högst", "R2"],
    ]
    changed = {
        "Begrepp": [*SHEETS["Begrepp"], place],
        "Kort": [["Rad", "Ort", *SHEETS["Kort"][0][2:]], *rows],
        "Testfall": [["Testfall", "Dag", "Blad", "Ort", "Rad"], *trials],
    }
    write_flow(tmp_path, {**SHEETS, **changed})
    change(tmp_path, "Belopp", "D4", "Ekköping")

    Rules.load(tmp_path)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (["x", "2026-11-20", None, 101, "röd"], 'cell D2: läste "101". Tillåtet: ett värde som Begrepp tillåter'),
        (["x", "2026-11-20", None, 2.5, "röd"], 'cell D2: läste "2,5"'),
        (["x", "2026-11-20", None, "längd.högst", "röd"], "i testfall står inga namn ur Belopp"),
        (["x", "2026-11-20", None, 5, "grön"], 'cell E2: läste "grön"'),
        (["x", "2026-11-20", "Kortt", 5, "röd"], 'cell C2: läste "Kortt". Tillåtet: ett blad'),
        (["x", None, None, 5, "röd"], "cell B2: läste ingenting. Tillåtet: ett datum"),
        (
            ["x", "2026-11-20", None, None, "röd", "avslag"],
            'reglerna frågar efter "Längd", och testfallet säger inget om det',
        ),
        ([None, "2026-11-20", None, 5, "röd"], "cell A2: läste ingenting"),
    ],
)
def test_an_example_that_cannot_be_tried_is_named(tmp_path: Path, row: Sequence[Any], says: str) -> None:
    told = problems(tmp_path, row)

    assert any('blad "Testfall"' in problem and says in problem for problem in told), told


def test_a_column_that_no_example_can_give_is_refused(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, ["x", "2026-11-20", 5], header=["Testfall", "Dag", "Bredd"])

    assert '"Bredd" står inte i Begrepp' in told


def test_a_workbook_without_examples_is_refused(tmp_path: Path) -> None:
    write_flow(tmp_path, {name: rows for name, rows in SHEETS.items() if name != "Testfall"})
    with pytest.raises(RuleError, match='bladet "Testfall" saknas'):
        Rules.load(tmp_path)

    assert any("minst ett testfall" in told for told in problems(tmp_path))


def test_an_example_that_expects_nothing_is_refused(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, ["tomt", "2026-11-20", None, 5, "röd"])

    assert "cell A2" in told
    assert "något som väntas" in told


def test_an_amount_is_what_is_in_force_that_somebody_has_confirmed(tmp_path: Path) -> None:
    header = ["Testfall", "Dag", "Blad", "Beslutsdag", "längd.högst"]
    trials = [
        ["före höjningen", "2026-11-20", "Belopp", "2024-12-31", 10],
        ["före reglerna", None, "Belopp", "2019-12-31", "saknas"],
        ["efter höjningen", None, "Belopp", "2025-01-01", 12],
    ]
    assert problems(tmp_path, *trials, header=header) == ()

    confirmed = ("Bekräftad", "nej", "ja", "ja")
    unconfirmed = [[*row, word] for row, word in zip(SHEETS["Belopp"], confirmed, strict=True)]
    write_flow(tmp_path, {**SHEETS, "Belopp": unconfirmed, "Testfall": [header, *trials]})
    with pytest.raises(RuleError, match=r'cell E2: "före höjningen": väntade längd\.högst = 10 meter, fick ingenting'):
        Rules.load(tmp_path)


def test_a_table_is_asked_by_the_criteria_that_the_example_names(tmp_path: Path) -> None:
    header = ["Testfall", "Dag", "Blad", "Längd", "Kriterium"]
    assert problems(tmp_path, ["kort", "2026-11-20", "Kort", 5, "short"], header=header) == ()

    (told,) = problems(tmp_path, ["kort", "2026-11-20", "Kort", 5, "long"], header=header)
    assert 'cell E2: "kort": väntade Kriterium = long, fick short (rad R1)' in told
