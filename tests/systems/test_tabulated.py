"""A table in a PDF is read whole and exactly, or not at all."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from robots.practice.attachments import _document, _put, photo, statement
from robots.practice.chance import chance
from robots.systems.examining import take
from robots.systems.printed import PAGES
from robots.words import Words
from tests.systems.test_examining import compressed

COLUMNS = ("Datum", "Text", "Belopp", "Saldo")
WANTED = {"columns": {"day": ["Datum"], "amount": ["Belopp"]}, "until": ["Utgående saldo"], "skip": ["Sida"]}
OPEN = {**WANTED, "until": []}

Read = list[tuple[str | None, str | None]] | str
"""The day and the amount of each row, or why there is none."""


def told(pdf: bytes, wanted: dict[str, object] = WANTED) -> Read:
    answer = take(pdf, {"table": wanted})
    return answer.get("wrong") or [(row["day"], row["amount"]) for row in answer["rows"]]


def drawn(*pages: Iterable[str]) -> bytes:
    """A PDF of pages on which each thing is drawn as it is said."""
    return _document(["\n".join(page) for page in pages])


def put(left: float, line: int, text: str, size: int = 10) -> str:
    """A text that begins there, on the line of that number from the top."""
    return _put(left, 800 - 16 * line, text, size)


HEADER = [put(60, 1, "Datum"), put(150, 1, "Text"), put(330, 1, "Belopp"), put(430, 1, "Saldo")]


def row(line: int, day: str, text: str, amount: str, balance: str = "1,00") -> list[str]:
    return [put(60, line, day), put(150, line, text), put(325, line, amount), put(430, line, balance)]


END = [put(60, 20, "Utgående saldo"), put(430, 20, "1,00")]
TWO = [*row(2, "2026-11-02", "HYRA", "-450,00"), *row(3, "2026-11-03", "LÖN", "12 000,00")]
READ = [("2026-11-02", "-450,00"), ("2026-11-03", "12 000,00")]


# ---- what is read


def money(number: int) -> str:
    kronor, ore = divmod(abs(number), 100)
    return f"{'-' if number < 0 else ''}{kronor:,},{ore:02}".replace(",", " ", f"{kronor:,}".count(","))


AMOUNTS = st.integers(-99_999_999, 99_999_999).map(money)
TEXTS = st.lists(st.sampled_from(["LÖN", "ÖVNING", "AB", "ICA 261102", "Hyra", "1 500,00", "Å/Ä", "(x)"]), max_size=12)
ROWS = st.lists(st.tuples(st.dates(date(2025, 1, 1), date(2027, 1, 1)).map(str), TEXTS, AMOUNTS, AMOUNTS), max_size=60)


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_an_account_statement_is_read_row_by_row_over_all_its_pages(
    rows: list[tuple[str, list[str], str, str]],
) -> None:
    cells = [(day, " ".join(text), amount, balance) for day, text, amount, balance in rows]
    pdf = statement(["KONTOUTDRAG", "Konto 1"], COLUMNS, cells, "Utgående saldo")
    assert told(pdf) == [(day, amount) for day, _, amount, _ in rows]


def test_a_text_over_several_lines_makes_no_row_of_its_own() -> None:
    long = "Överföring till Bostadsbolaget i Övningskommun avseende hyra för november, lägenhet 12 000"
    pdf = statement(["K"], COLUMNS, [("2026-11-02", long, "-450,00", "1,00")] * 2, "Utgående saldo")
    assert told(pdf) == [("2026-11-02", "-450,00")] * 2


def test_columns_may_be_drawn_one_after_another() -> None:
    whole = [*HEADER, *TWO, *END]
    by_column = sorted(whole, key=lambda one: float(one.split(" Tf ")[1].split()[0]))
    assert by_column != whole
    assert told(drawn(by_column)) == told(drawn(reversed(whole))) == READ


def test_lines_go_on_over_pages_with_the_header_again_or_without() -> None:
    more = row(4, "2026-11-04", "ICA", "-1,00")
    foot = [put(60, 45, "Sida 1 (2)", 8)]
    heading = [put(60, 0, "KONTOUTDRAG 2026-11-05")]
    assert told(drawn([*heading, *HEADER, *TWO, *foot], [*more, *END])) == [*READ, ("2026-11-04", "-1,00")]
    assert told(drawn([*heading, *HEADER, *TWO, *foot], [*heading, *HEADER, *more, *END])) == told(
        drawn([*HEADER, *TWO, *more, *END])
    )


def test_what_stands_around_the_table_is_not_in_it() -> None:
    around = [
        put(60, 0, "Belopp i kronor"),
        put(60, 30, "Datum och underskrift"),
        "0 0 1 rg",
        put(60, 25, "Bank AB 556000"),
    ]
    assert told(drawn([*around, *HEADER, *TWO, *END])) == READ


def test_a_word_that_stands_askew_or_beside_the_page_is_not_in_the_table() -> None:
    askew = "BT /F1 10 Tf 0 1 -1 0 200 700 Tm (9 999,00) Tj ET"
    beside = [put(60, 60, "2026-11-09"), put(325, 60, "9 999,00"), put(900, 3, "9 999,00")]
    assert told(drawn([*HEADER, *TWO, *END, askew, *beside])) == READ


def test_a_cell_may_be_empty_and_a_table_too() -> None:
    assert told(drawn([*HEADER, put(60, 2, "2026-11-02"), put(150, 2, "HYRA"), *END])) == [("2026-11-02", None)]
    assert told(drawn([*HEADER, *END])) == []
    assert told(drawn([*HEADER, put(60, 2, "Inga transaktioner")]), {**OPEN, "none": "Inga transaktioner"}) == []


def test_white_letters_on_a_dark_ground_are_seen() -> None:
    bar = "0 0 0.5 rg 50 780 500 14 re f 1 1 1 rg"
    assert told(drawn([bar, *HEADER, "0 0 0 rg", *TWO, *END])) == READ


def test_a_pdf_that_was_packed_anew_says_the_same() -> None:
    assert told(compressed(drawn([*HEADER, *TWO, *END]))) == READ


# ---- what is not sure


def without_end(*lines: str) -> bytes:
    return drawn([*HEADER, *TWO, *lines])


def whole(*lines: str) -> bytes:
    return drawn([*HEADER, *TWO, *lines, *END])


def with_note() -> bytes:
    writer = PdfWriter()
    writer.append(PdfReader(BytesIO(whole())))
    writer.add_annotation(0, FreeText(text="9 999,00", rect=(325, 750, 400, 770)))
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


SCAN = "a page of it holds no text, as where it was scanned"
FULL = "a cell of its table holds several values"
NO_COLUMN = "a line of its table fits no column"
UNSEEN = "words of its table cannot be seen, or lie on each other"
SEVERAL = "the headings of its table stand there several times"
THIRD = ["2026-11-04", "ICA", "-1,00"]
NOT_SURE: dict[str, tuple[bytes, str]] = {
    "a scan": (drawn(["0.5 g 100 100 300 300 re f"]), SCAN),
    "a scanned page among others": (drawn([*HEADER, *TWO], ["0 g 9 9 9 9 re f"], END), SCAN),
    "nothing": (drawn([]), "it holds no text, as where it was scanned"),
    "no header": (drawn([*TWO, *END]), "no line of it holds all the headings of the table"),
    "half a header": (drawn([HEADER[0], HEADER[1], *TWO, *END]), "no line of it holds all the headings of the table"),
    "a header twice on a page": (whole(*(one.replace("784", "600") for one in HEADER)), SEVERAL),
    "a heading twice in the header": (whole(put(500, 1, "Belopp")), SEVERAL),
    "a second table": (drawn([*HEADER, *TWO, *END], [*HEADER, *TWO]), SEVERAL),
    "a header elsewhere on the next page": (
        drawn(
            [*HEADER, *TWO],
            [put(60, 1, "Datum"), put(150, 1, "Text"), put(300, 1, "Belopp"), put(430, 1, "Saldo")],
            END,
        ),
        "the columns of its table stand elsewhere on another page",
    ),
    "no end": (without_end(), "its table has no end"),
    "a row behind the end": (whole(*row(25, *THIRD)), "lines stand behind the end of its table"),
    "two amounts in a cell": (whole(put(60, 4, "2026-11-04"), put(310, 4, "-1,00"), put(350, 4, "9,00")), FULL),
    "an amount under no heading": (whole(put(60, 4, "2026-11-04"), put(270, 4, "-1,00")), NO_COLUMN),
    "an amount that begins under another heading": (
        whole(put(60, 4, "2026-11-04"), put(170, 4, "8"), put(177, 4, "450,00")),
        NO_COLUMN,
    ),
    "a text that runs into the amount": (whole(put(60, 4, "2026-11-04"), put(150, 4, "X" * 26 + "-1,00")), NO_COLUMN),
    "white text": (whole("1 1 1 rg", *row(4, *THIRD), "0 0 0 rg"), UNSEEN),
    "one white digit": (
        whole(put(60, 4, "2026-11-04"), "BT /F1 10 Tf 325 736 Td (1) Tj 1 g (2) Tj 0 g (3,00) Tj ET"),
        UNSEEN,
    ),
    "a row behind a hidden word": (whole("1 g", put(10, 3, "Sida"), "0 g"), UNSEEN),
    "a hidden end": (whole("1 g", put(60, 4, "Utgående saldo"), "0 g"), UNSEEN),
    "text under a picture": (whole(*row(4, *THIRD), "1 g 310 730 90 20 re f 0 g"), UNSEEN),
    "text that is only there to be searched": (whole("3 Tr", *row(4, *THIRD), "0 Tr"), UNSEEN),
    "text that is cut away": (whole("q 0 0 10 10 re W n", *row(4, *THIRD), "Q"), UNSEEN),
    "words on each other": (whole(put(324, 2, "9 999,00")), UNSEEN),
    "words half on each other": (whole(put(325, 2, "9 999,00").replace("768", "771")), UNSEEN),
    "a note over the table": (with_note(), "notes or a form lie over its text"),
    "ten thousand rows": (
        statement(["K"], COLUMNS, [(*THIRD, "1,00")] * 10_000, "Utgående saldo"),
        f"it has more than {PAGES} pages",
    ),
    "a page of a novel": (
        drawn([put(1, n, "x" * 200, 4) for n in range(150)]),
        "a page of it holds far more text than a person could read",
    ),
}


@pytest.mark.parametrize(("pdf", "why"), NOT_SURE.values(), ids=NOT_SURE)
def test_nothing_is_taken_of(pdf: bytes, why: str) -> None:
    assert told(pdf) == why
    assert Words("sv").again(why) != why, "it has Swedish words"


def test_an_end_word_in_the_middle_of_a_text_ends_nothing_unseen() -> None:
    texts = [put(150, 3, "Utgående saldo"), *row(4, "2026-11-03", "LÖN", "12 000,00")]
    pdf = drawn([*HEADER, *row(2, "2026-11-02", "Till konto", "-450,00"), *texts, *END])
    assert told(pdf) == "lines stand behind the end of its table"


def test_a_header_without_any_line_is_no_empty_table_unless_it_says_so() -> None:
    assert told(drawn(HEADER), OPEN) == "its table has no line"
    none = {**OPEN, "none": "Inga"}
    assert told(drawn([*HEADER, put(60, 9, "Inga"), *TWO]), none) == "its table has lines and says that it has none"


def test_headings_in_the_middle_of_columns_that_begin_at_the_left_are_not_taken_for_the_next_ones() -> None:
    header = [put(80, 1, "Datum"), put(200, 1, "Text"), put(350, 1, "Belopp"), put(480, 1, "Saldo")]
    rows = [
        [put(60, n, f"2026-11-0{n}"), put(140, n, "X" * n), put(300, n, amount), put(430, n, balance)]
        for n, amount, balance in ((2, "5,00", "7,00"), (3, "1 200,00", "12,00"), (4, "-1,00", "999,00"))
    ]
    expected = [("2026-11-02", "5,00"), ("2026-11-03", "1 200,00"), ("2026-11-04", "-1,00")]
    assert told(drawn([*header, *(one for line in rows for one in line), *END])) == expected
    assert told(drawn([*header, *rows[0], *END])) == NO_COLUMN


# ---- another program's PDF


def sheet(change: Callable[[Workbook], None] | None = None) -> Workbook:
    """An account statement as somebody keeps it in a spreadsheet."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Kontoutdrag"])
    page.append(COLUMNS)
    for number in range(100):
        text = ["LÖN ÖVNING AB", "Hyra Bostadsbolaget i Övningskommun", "Kaffe"][number % 3]
        amount = ["12 000,00", "−8 450,50", "-5,00"][number % 3]
        page.append([date(2026, 1, 1) + timedelta(days=number), text, amount, money(number * 1234)])
    page.append(["Utgående saldo", None, None, "1,00"])
    for cells in page.iter_rows(min_row=3):
        cells[0].number_format = "yyyy-mm-dd"
        for cell in cells[2:]:
            cell.alignment = Alignment(horizontal="right")
    for column, width in zip("ABCD", (14, 38, 16, 16), strict=True):
        page.column_dimensions[column].width = width
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    if change:
        change(book)
    return book


def dressed(book: Workbook) -> None:
    """White headings on a dark ground, above their amounts, on every page."""
    page = book.active
    assert page is not None
    for cell in page[2]:
        cell.fill, cell.font = PatternFill("solid", fgColor="1F4E78"), Font(color="FFFFFF", bold=True)
    for cell in page[2][2:]:
        cell.alignment = Alignment(horizontal="right")
    page.print_title_rows = "2:2"


@pytest.mark.proof
@pytest.mark.parametrize("change", [None, dressed], ids=["plain", "dressed"])
def test_a_statement_out_of_a_spreadsheet_program_is_read(
    change: Callable[[Workbook], None] | None, tmp_path: Path
) -> None:
    book = tmp_path / "statement.xlsx"
    sheet(change).save(book)
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir"]
    subprocess.run([*command, str(tmp_path), str(book)], check=True, capture_output=True, timeout=180)
    days = [str(date(2026, 1, 1) + timedelta(days=number)) for number in range(100)]
    amounts: Sequence[str] = ["12 000,00", "−8 450,50", "-5,00"]
    assert told(book.with_suffix(".pdf").read_bytes()) == [(day, amounts[at % 3]) for at, day in enumerate(days)]


def test_a_picture_that_calls_itself_a_pdf_is_none() -> None:
    assert told(photo(chance(1))) == "it cannot be read"
