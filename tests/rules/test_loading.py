"""Rules are read all or nothing, and what is wrong is named by sheet and cell."""

import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from openpyxl import load_workbook

from robots import Rules
from robots.errors import RuleError
from tests.rules.books import FROM, SHEETS, change, thing, with_rows, write_flow


def refusal(folder: Path) -> str:
    with pytest.raises(RuleError) as refused:
        Rules.load(folder)
    return str(refused.value)


def test_rules_are_known_by_the_workbook_and_the_texts(tmp_path: Path) -> None:
    rules = Rules.load(write_flow(tmp_path))

    assert rules.sha256 == sha256((tmp_path / "rules.xlsx").read_bytes()).hexdigest()
    (tmp_path / "texts" / "yes.j2").write_text("+\n", encoding="utf-8")
    assert Rules.load(tmp_path).sha256 == rules.sha256
    assert Rules.load(tmp_path).texts_sha256 != rules.texts_sha256


def test_the_same_content_is_tried_once_wherever_it_lies_and_changed_content_anew(tmp_path: Path) -> None:
    there = shutil.copytree(write_flow(tmp_path / "here"), tmp_path / "there")
    book = Rules.load(tmp_path / "here").book
    assert Rules.load(there).book is book
    (there / "texts" / "yes.j2").write_text("+\n", encoding="utf-8")
    assert Rules.load(there).book is not book


def test_line_ends_of_another_system_leave_the_texts_the_same(tmp_path: Path) -> None:
    before = Rules.load(write_flow(tmp_path)).texts_sha256
    (tmp_path / "texts" / "yes.j2").write_bytes(b"+ {{ findings[0].reason }}\r\n")

    assert Rules.load(tmp_path).texts_sha256 == before


def test_concepts_have_type_unit_words_and_range(tmp_path: Path) -> None:
    concepts = Rules.load(write_flow(tmp_path)).concepts

    assert (concepts["Längd"].measure.type, concepts["Längd"].unit, concepts["Längd"].range) == (
        "heltal",
        "m",
        (0, 100),
    )
    assert concepts["Färg"].measure.words == {"röd": "red", "blå": "blue"}


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "says"),
    [
        ("Kort", "B2", "<= längd.hogst", 'blad "Kort", cell B2: läste "<= längd.hogst"'),
        ("Kort", "B2", None, 'blad "Kort", cell B2: läste ingenting'),
        ("Kort", "B2", date(2026, 6, 1), 'blad "Kort", cell B2: läste "2026-06-01"'),
        ("Kort", "B2", " <= 5", "utan blanksteg före eller efter"),
        ("Kort", "B2", "<= 5\u00a0", "utan blanksteg före eller efter"),
        ("Kort", "B2", "=SUM(1,2)", "inte en formel"),
        ("Kort", "C2", "godkänt", "uppfyllt, ej uppfyllt, saknas"),
        ("Kort", "D2", "kortt", 'cell D2, rad R1: texten "kortt" står inte i Texter. Närmast: kort'),
        ("Kort", "D2", "-", "ett resultat men ingen text"),
        ("Kort", "E2", None, 'blad "Kort", cell E2: läste ingenting'),
        ("Kort", "F2", None, 'blad "Kort", cell F2: läste ingenting. Tillåtet: ett datum'),
        ("Kort", "G2", "2019-12-31", "inte ligger före I kraft från"),
        ("Kort", "A3", "R1", 'cell A3, rad R1: raden "R1" finns redan i "Kort", cell A2'),
        ("Kort", "A3", "U1", 'raden "U1" finns redan'),
        ("Kort", "A1", "Rad (Q)", "Rad (U), Rad (A), Rad (F), Rad (C)"),
        ("Kort", "B1", "Längdd", 'cell B1: "Längdd" står inte i Begrepp. Närmast: Längd'),
        ("Kort", "B1", "Resultat", "två kolumner har samma namn"),
        ("Kort", "E1", "Källor", "Källa"),
        ("Kort", "I2", "x", 'blad "Kort", cell I2: läste "x"'),
        ("Kriterier", "D2", "Kortt", 'cell D2, kriteriet "short": bladet "Kortt" saknas'),
        ("Kriterier", "C2", "krav", "handling, villkor"),
        ("Utfall", "C2", "beviljas", "bifall, avslag"),
        ("Utfall", "C2", "-", "varken resultat eller Utfall"),
        ("Utfall", "D2", "brev", "texts/brev.j2 finns inte"),
        ("Utfall", "B1", "Färg", 'blad "Utfall", cell B2: läste "nej". Tillåtet: röd, blå'),
        ("Begrepp", "B2", "tal", "heltal, decimaltal, datum"),
        ("Begrepp", "D2", "0-100", "[lägsta..högsta]"),
        ("Begrepp", "D3", "röd = red; blå", "ord = kod; ord = kod"),
        ("Begrepp", "D3", "röd = red; saknas = none", "ord som inte betyder något annat i en cell"),
        ("Begrepp", "D3", "röd = red; - = none", "ord som inte betyder något annat i en cell"),
        ("Belopp", "A4", "dagen", "ett namn som inte betyder något annat i en cell"),
        ("Begrepp", "A3", "Längd", "ett namn som inte redan står i bladet"),
        ("Begrepp", "E2", "internet", "ansökan, beräkningen, kontrollerna, förslaget"),
        ("Begrepp", "F4", "fel", "fältet ska vara uppfyllt"),
        ("Begrepp", "G2", "längden", '"Längd": texten "saknas.längden" saknas i Texter'),
        ("Texter", "B2", "Högst {längd.hogst}.", 'blad "Texter", cell B2'),
        ("Texter", "B2", "Högst {längd.högst.", "en klammer står ensam"),
        ("Märkning", "B2", "rödd", 'Tillåtet: röd, blå; närmast "rödd": röd.'),
        ("Märkning", "B2", date(2026, 6, 1), "röd, blå; Excel har gjort ett datum av det som skrevs"),
        ("Testfall", "E2", "varmt", 'cell E2: läste "varmt". Tillåtet: varm, kall'),
        ("Märkning", "B2", "röd ", 'läste "röd ". Tillåtet: text utan blanksteg före eller efter; här står ett efter'),
        ("Begrepp", "D3", "finns = red; blå = blue", "inte betyder något annat i en cell"),
        ("Begrepp", "D3", "röd = red; saknas = blue", "inte betyder något annat i en cell"),
        ("Texter", "A3", "kort", "ett id som inte redan står i bladet"),
    ],
)
def test_a_cell_that_is_wrong_is_named(tmp_path: Path, sheet: str, cell: str, value: object, says: str) -> None:
    change(write_flow(tmp_path), sheet, cell, value)

    assert says in refusal(tmp_path)


def test_merged_cells_are_refused(tmp_path: Path) -> None:
    book = load_workbook(write_flow(tmp_path) / "rules.xlsx")
    book["Kort"].merge_cells("B2:B3")
    book.save(tmp_path / "rules.xlsx")

    assert 'blad "Kort", cell B2:B3: sammanslagna celler' in refusal(tmp_path)


def test_hidden_rows_columns_and_sheets_are_refused(tmp_path: Path) -> None:
    for hide, says in (
        (lambda book: setattr(book["Kort"].row_dimensions[3], "hidden", True), "rad 3: dold rad"),
        (lambda book: setattr(book["Kort"].column_dimensions["B"], "hidden", True), "kolumn B: dold kolumn"),
        (lambda book: setattr(book["Kort"], "sheet_state", "hidden"), 'blad "Kort": dolt blad'),
    ):
        book = load_workbook(write_flow(tmp_path) / "rules.xlsx")
        hide(book)
        book.save(tmp_path / "rules.xlsx")
        assert says in refusal(tmp_path)


def test_a_sheet_that_is_no_part_of_rules_is_refused(tmp_path: Path) -> None:
    write_flow(tmp_path, {**SHEETS, "Blad1": [["Anteckning"], ["kom ihåg"]]})

    assert 'blad "Blad1", cell A1: läste "Anteckning"' in refusal(tmp_path)


def test_a_sheet_that_every_flow_needs_is_missed(tmp_path: Path) -> None:
    write_flow(tmp_path, {name: rows for name, rows in SHEETS.items() if name != "Belopp"})

    assert 'bladet "Belopp" saknas' in refusal(tmp_path)


def test_a_table_that_no_criterion_asks_for_is_refused(tmp_path: Path) -> None:
    header, *rows = SHEETS["Kort"]
    write_flow(tmp_path, {**SHEETS, "Kort igen": [header, *([f"X{row[0]}", *row[1:]] for row in rows)]})

    told = refusal(tmp_path)
    assert 'blad "Kort igen", cell A2: inget kriterium i Kriterier frågar efter bladet. Så är det i 2 rader.' in told


@pytest.mark.parametrize(
    ("criterion", "says"),
    [("long", 'kriteriet "short" har ingen rad'), ("short", "rad R2: inget kriterium")],
)
def test_rows_of_a_grouped_sheet_belong_to_listed_criteria(tmp_path: Path, criterion: str, says: str) -> None:
    header, first, second = SHEETS["Kort"]
    rows = [[header[0], "Kriterium", *header[1:]], ["R1", criterion, *first[1:]], ["R2", "long", *second[1:]]]
    write_flow(tmp_path, {**SHEETS, "Kort": rows})

    assert says in refusal(tmp_path)


def test_one_fault_of_each_kind_is_told_at_once_and_nothing_else(tmp_path: Path) -> None:
    trials = [[*row, None] for row in SHEETS["Testfall"]]
    trials[0][-1] = "Längd"
    write_flow(tmp_path, {**SHEETS, "Testfall": trials})
    faults = [
        ("Begrepp", "D4", "[0..1]"),
        ("Belopp", "B3", "2024-06-01"),
        ("Belopp", "E4", "fot"),
        ("Texter", "B3", "En uppgift om {Längdd}."),
        ("Kriterier", "C2", "krav"),
        ("Utfall", "C3", "beviljas"),
        ("Utfall", "D2", "brev"),
        ("Kort", "B2", "6-12"),
        ("Kort", "D3", "kortt"),
        ("Märkning", "B3", "blåå"),
        ("Testfall", "E2", "beviljas"),
        ("Testfall", "F3", "femhundra"),
    ]
    for sheet, cell, value in faults:
        change(tmp_path, sheet, cell, value)

    told = refusal(tmp_path).splitlines()
    found = [(one.split('"')[1], one.split("cell ")[1][:2]) for one in told]
    assert sorted(found) == sorted((sheet, cell) for sheet, cell, _ in faults), told


def test_an_amount_of_the_wrong_unit_is_named_with_its_cell(tmp_path: Path) -> None:
    write_flow(tmp_path)
    change(tmp_path, "Belopp", "E2", "kr")
    change(tmp_path, "Belopp", "E3", "kr")

    assert 'längd.högst har enheten kr (blad "Belopp", cell E2)' in refusal(tmp_path)


def test_an_inserted_column_is_told_once(tmp_path: Path) -> None:
    book = load_workbook(write_flow(tmp_path) / "rules.xlsx")
    book["Kort"].insert_cols(3)
    book.save(tmp_path / "rules.xlsx")
    assert refusal(tmp_path).splitlines() == [
        'rules.xlsx, blad "Kort", cell C1: läste ingenting. Tillåtet: ett namn på kolumnen; är den tom, ta bort den.'
    ]
    for cell in ("C2", "C3"):
        change(tmp_path, "Kort", cell, "obs")

    (told,) = refusal(tmp_path).splitlines()
    assert 'cell C2: läste "obs". Tillåtet: ingenting' in told
    assert told.endswith("Så är det i 2 celler.")


def test_a_renamed_sheet_is_told_once_where_it_is_named(tmp_path: Path) -> None:
    book = load_workbook(write_flow(tmp_path) / "rules.xlsx")
    book["Märkning"].title = "Märken"
    book.save(tmp_path / "rules.xlsx")

    (told,) = refusal(tmp_path).splitlines()
    assert 'blad "Testfall", cell C2: läste "Märkning"' in told
    assert told.endswith("närmast: Märken. Så är det i 2 celler.")


def test_the_outcome_under_another_name_is_told_once(tmp_path: Path) -> None:
    book = load_workbook(write_flow(tmp_path) / "rules.xlsx")
    book["Utfall"].title = "Utfal"
    book.save(tmp_path / "rules.xlsx")

    assert refusal(tmp_path) == 'rules.xlsx: bladet "Utfall" saknas. Närmast: Utfal.'


@pytest.mark.parametrize(("sheet", "cell", "value"), [("Kort", "C1", "Längd"), ("Kriterier", "C1", "Namn")])
def test_a_sheet_whose_columns_cannot_be_told_apart_brings_no_other_complaint(
    tmp_path: Path, sheet: str, cell: str, value: str
) -> None:
    change(write_flow(tmp_path), sheet, cell, value)

    (told,) = refusal(tmp_path).splitlines()
    assert f'blad "{sheet}", rad 1, cell {cell}: två kolumner har samma namn, "{value}"' in told


def test_a_renamed_heading_is_told_once_with_its_cell(tmp_path: Path) -> None:
    change(write_flow(tmp_path), "Kriterier", "F1", "Kalla")

    assert refusal(tmp_path) == (
        'rules.xlsx, blad "Kriterier", rad 1: kolumnen "Källa" saknas. Närmast: Kalla (cell F1).'
    )


def test_a_filter_that_hides_nothing_may_stay(tmp_path: Path) -> None:
    book = load_workbook(write_flow(tmp_path) / "rules.xlsx")
    book["Kort"].auto_filter.ref = "A1:G3"
    book.save(tmp_path / "rules.xlsx")

    Rules.load(tmp_path)


def test_blank_rows_between_rules_change_nothing(tmp_path: Path) -> None:
    folder = write_flow(tmp_path, with_rows("Kort", SHEETS["Kort"][1], [], SHEETS["Kort"][2]))

    assert [found.row for found in Rules.load(folder).findings("criteria", thing(5))] == ["R1"]


def test_a_file_that_is_not_there_or_no_workbook_is_refused_in_words(tmp_path: Path) -> None:
    assert "rules.xlsx finns inte" in refusal(tmp_path)
    (tmp_path / "rules.xlsx").write_text("Längd;5", encoding="utf-8")
    assert "går inte att läsa som en Excelfil" in refusal(tmp_path)


def test_an_outcome_has_a_letter(tmp_path: Path) -> None:
    write_flow(tmp_path, with_rows("Utfall", ["U1", "-", "avslag", "-", "prov", FROM, None]))

    assert "cell A2, rad U1: raden har ett utfall men inget brev" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("sheet", "column"), [("Begrepp", "Fält"), ("Begrepp", "Begärs som"), ("Texter", "Text"), ("Belopp", "Värde")]
)
def test_the_order_of_columns_hides_no_problem(tmp_path: Path, sheet: str, column: str) -> None:
    place = SHEETS[sheet][0].index(column)
    moved = [[row[place], *row[:place], *row[place + 1 :]] for row in SHEETS[sheet]]
    rows = [
        [SHEETS["Kort"][0][0], "Kriterium", *SHEETS["Kort"][0][1:]],
        *(
            row
            for code, low in (("length", 1), ("10", 2))
            for row in (
                [f"{low}a", code, "<= 10", "uppfyllt", "kort", "prov", FROM, None],
                [f"{low}b", code, "> 20", "ej uppfyllt", "kort", "prov", FROM, None],
            )
        ),
    ]
    listed = [[code, code, "villkor", "Kort", "Är den kort?", "prov"] for code in ("length", "10")]
    criteria = [SHEETS["Kriterier"][0], *listed]
    write_flow(tmp_path, {**SHEETS, sheet: moved, "Kort": rows, "Kriterier": criteria})

    said = refusal(tmp_path)
    assert all(f'kriteriet "{code}": ingen rad gäller' in said for code in ("length", "10"))


def test_a_criterions_code_is_one_word(tmp_path: Path) -> None:
    change(write_flow(tmp_path), "Kriterier", "A2", "provlag 1 §")
    assert 'blad "Kriterier", cell A2: läste "provlag 1 §". Tillåtet: ett ord' in refusal(tmp_path)


def test_a_text_speaks_of_a_row_only_where_rows_are_asked_about(tmp_path: Path) -> None:
    concepts = [*SHEETS["Begrepp"], ["Delens längd", "heltal", "m", "[0..9]", "ansökan", "parts.length", None, None]]
    texts = [row if row[0] != "kort" else ["kort", "Delen är {Delens längd}."] for row in SHEETS["Texter"]]
    write_flow(tmp_path, {**SHEETS, "Begrepp": concepts, "Texter": texts})
    assert 'texten "kort" nämner Delens längd, som bara finns i en rad' in refusal(tmp_path)
