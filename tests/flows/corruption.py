"""What Excel, a word processor or a hasty hand does to a workbook: each corruption is done to one place, by chance."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.filters import FilterColumn, Filters
from openpyxl.worksheet.worksheet import Worksheet

Corruption = Callable[[Workbook, Random], str | None]
"""Spoils something and says what, where; None where the workbook has no place for it."""
CORRUPTIONS: dict[str, Corruption] = {}
"""What must be seen, or change nothing."""
VALUES: dict[str, Corruption] = {}
"""What makes another rule that is as good a rule: a new amount, limit, day, or a word in the place of another."""
FIXED = ("Rad", "Kriterium", "Resultat", "Text", "Brev", "Källa", "I kraft från", "I kraft till")


class Plain:
    """A workbook's values with their number formats, to be typed anew each time: quicker than to read it anew."""

    def __init__(self, book: Workbook) -> None:
        self._sheets = {
            sheet.title: [
                (cell.row, cell.column, cell.value, cell.number_format)
                for row in sheet
                for cell in row
                if cell.value is not None
            ]
            for sheet in book.worksheets
        }

    def typed(self) -> Workbook:
        """The same sheets without colours and comments, which say nothing."""
        book = Workbook()
        book.remove(book.worksheets[0])
        for title, cells in self._sheets.items():
            sheet = book.create_sheet(title)
            for row, column, value, shown_as in cells:
                sheet.cell(row, column, value).number_format = shown_as
        return book


def _is(kind: dict[str, Corruption]) -> Callable[[Corruption], Corruption]:
    def listed(corruption: Corruption) -> Corruption:
        kind[corruption.__name__] = corruption
        return corruption

    return listed


seen, legal = _is(CORRUPTIONS), _is(VALUES)


def tables(book: Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if str(sheet.cell(1, 1).value).startswith("Rad")]


def header(cell: Cell) -> str:
    return str(cell.parent.cell(1, cell.column).value)


def rules(book: Workbook) -> list[Cell]:
    """The cells of decision tables that ask or say something."""
    return [cell for sheet in tables(book) for cell in filled(sheet) if header(cell).split(" (")[0] not in FIXED]


def filled(sheet: Worksheet) -> list[Cell]:
    return [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]


def everything(book: Workbook) -> list[Cell]:
    return [cell for sheet in book.worksheets for cell in filled(sheet)]


def pick(rng: Random, cells: list[Cell]) -> Cell | None:
    return rng.choice(cells) if cells else None


def put(cell: Cell | None, value: Any, how: str = "") -> str | None:
    """Write a value, and say where."""
    if cell is None or cell.value == value:
        return None
    was, cell.value = cell.value, value
    return f"{cell.parent.title}!{cell.coordinate}: {was!r} -> {value!r} {how}"


def texts(cells: list[Cell], pattern: str) -> list[Cell]:
    return [cell for cell in cells if isinstance(cell.value, str) and re.search(pattern, cell.value)]


@seen
def a_range_became_a_day(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, rules(book))
    if cell is not None:
        cell.number_format = rng.choice(["d-mmm", "yyyy-mm-dd", "mmm-yy"])
    return put(cell, datetime(2026, 6, 1))  # noqa: DTZ001  # a day of Excel has no zone


@seen
def a_formula(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, everything(book))
    return put(cell, f"={cell.value}" if cell else None)


@seen
def a_yes_or_no_of_excel(book: Workbook, rng: Random) -> str | None:
    return put(pick(rng, everything(book)), rng.choice([True, False]))


@seen
def a_dash(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(everything(book), "-"))
    return put(cell, str(cell.value).replace("-", rng.choice("–—−")) if cell else None)


@seen
def typographic_quotes(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(everything(book), '"'))
    return put(cell, str(cell.value).replace('"', rng.choice("”“„")) if cell else None)


@seen
def a_sign_that_cannot_be_seen(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(everything(book), "."))
    if cell is None:
        return None
    place = rng.randrange(len(str(cell.value)) + 1)
    sign = rng.choice(["\u200b", "\u00ad", "\ufeff", "\u2009", "\u00a0", " ", "\n"])
    return put(cell, str(cell.value)[:place] + sign + str(cell.value)[place:])


@seen
def digits_of_full_width(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(everything(book), "[0-9]"))
    return put(cell, re.sub("[0-9]", lambda digit: chr(ord(digit[0]) + 0xFEE0), str(cell.value)) if cell else None)


@seen
def a_number_as_text(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, [cell for cell in everything(book) if isinstance(cell.value, int | float)])
    return put(cell, str(cell.value) if cell else None)


@seen
def a_text_as_number(book: Workbook, rng: Random) -> str | None:
    return put(pick(rng, texts(everything(book), ".")), rng.choice([0, 5, 2.5]))


@seen
def a_decimal_point(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, [cell for cell in everything(book) if isinstance(cell.value, int | float)])
    return put(cell, f"{cell.value}.0" if cell else None)


@seen
def a_format_that_shows_another_value(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, [cell for cell in everything(book) if isinstance(cell.value, int | float)])
    if cell is None:
        return None
    cell.number_format = rng.choice(["0%", "0", "0,", ";;;", "0.0E+00"])
    return put(cell, float(str(cell.value)) + 0.4)


@seen
def an_error_of_excel(book: Workbook, rng: Random) -> str | None:
    return put(pick(rng, everything(book)), rng.choice(["#REF!", "#N/A", "#VALUE!"]))


@seen
def a_cell_cleared(book: Workbook, rng: Random) -> str | None:
    return put(pick(rng, everything(book)), None)


@seen
def a_letter_left_out(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(rules(book), r"\w{3}") + [cell for sheet in book.worksheets for cell in sheet[1]])
    if cell is None:
        return None
    place = rng.randrange(len(str(cell.value)))
    return put(cell, str(cell.value)[:place] + str(cell.value)[place + 1 :])


@seen
def another_operator(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(rules(book), "[<>]"))
    if cell is None:
        return None
    text = str(cell.value)
    sign = next(sign for sign in ("<=", ">=", "<", ">") if sign in text)
    return put(cell, text.replace(sign, rng.choice([one for one in ("<=", ">=", "<", ">", "=") if one != sign]), 1))


@seen
def a_bracket_turned(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(rules(book), r"[\[\](]"))
    if cell is None:
        return None
    turned = {"[": "(", "(": "[", "]": ")"}
    return put(cell, re.sub(r"[\[\](]", lambda sign: turned[sign[0]], str(cell.value), count=1))


@seen
def yes_and_no_changed_over(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(rules(book), "^(ja|nej)$"))
    return put(cell, {"ja": "nej", "nej": "ja"}[str(cell.value)] if cell else None)


@seen
def a_test_that_asks_nothing(book: Workbook, rng: Random) -> str | None:
    return put(pick(rng, rules(book)), "-")


@seen
def a_cell_of_the_same_column(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, rules(book))
    if cell is None:
        return None
    others = [one.value for one in filled(cell.parent) if one.column == cell.column]
    return put(cell, rng.choice(others))


@seen
def another_word_of_the_sheet(book: Workbook, rng: Random) -> str | None:
    cells = [cell for sheet in tables(book) for cell in filled(sheet) if header(cell) in ("Resultat", "Text", "Brev")]
    cell = pick(rng, cells)
    return put(cell, rng.choice([one.value for one in cells if header(one) == header(cell)])) if cell else None


@seen
def two_cells_of_a_column_changed_over(book: Workbook, rng: Random) -> str | None:
    one = pick(rng, everything(book))
    other = pick(rng, [cell for cell in filled(one.parent) if one and cell.column == one.column]) if one else None
    return _swap(one, other)


@seen
def two_cells_of_a_row_changed_over(book: Workbook, rng: Random) -> str | None:
    one = pick(rng, everything(book))
    other = pick(rng, [cell for cell in filled(one.parent) if one and cell.row == one.row]) if one else None
    return _swap(one, other)


def _swap(one: Cell | None, other: Cell | None) -> str | None:
    if one is None or other is None or one.value == other.value:
        return None
    one.value, other.value = other.value, one.value
    return f"{one.parent.title}!{one.coordinate} <-> {other.coordinate}"


@seen
def a_row_shifted(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, everything(book))
    if cell is None:
        return None
    sheet, last = cell.parent, cell.parent.max_column
    sheet.move_range(f"{cell.coordinate}:{sheet.cell(cell.row, last).coordinate}", cols=1)
    return f"{sheet.title}!{cell.coordinate} and what is right of it moved right"


@seen
def a_column_shifted(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, everything(book))
    if cell is None:
        return None
    sheet, last = cell.parent, cell.parent.max_row
    sheet.move_range(f"{cell.coordinate}:{sheet.cell(last, cell.column).coordinate}", rows=rng.choice([1, -1]))
    return f"{sheet.title}!{cell.coordinate} and what is below it moved by a row"


@seen
def one_column_sorted_alone(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, everything(book))
    if cell is None:
        return None
    column = [one[0] for one in cell.parent.iter_rows(min_row=2, min_col=cell.column, max_col=cell.column)]
    values = [one.value for one in column]
    for one, value in zip(column, sorted(values, key=str), strict=True):
        one.value = value
    return f"{cell.parent.title}: column {cell.column_letter} sorted" if values != sorted(values, key=str) else None


@seen
def a_row_deleted(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, everything(book))
    if cell is None:
        return None
    said = f"{cell.parent.title}: row {cell.row} deleted"
    cell.parent.delete_rows(cell.row)
    return said


@seen
def a_row_twice(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, everything(book))
    if cell is None:
        return None
    values = [one.value for one in cell.parent[cell.row]]
    if renamed := rng.random() < 0.5:
        values[0] = f"{values[0]} igen"
    cell.parent.append(values)
    return f"{cell.parent.title}: row {cell.row} again at the end{', renamed' * renamed}"


@seen
def an_empty_row(book: Workbook, rng: Random) -> str | None:
    sheet = rng.choice(book.worksheets)
    row = rng.randrange(1, sheet.max_row + 1)
    sheet.insert_rows(row)
    return f"{sheet.title}: an empty row {row}"


@seen
def two_rows_changed_over(book: Workbook, rng: Random) -> str | None:
    sheet = rng.choice(book.worksheets)
    one, other = rng.randrange(2, sheet.max_row + 1), rng.randrange(2, sheet.max_row + 1)
    for a, b in zip(sheet[one], sheet[other], strict=True):
        a.value, b.value = b.value, a.value
    return f"{sheet.title}: rows {one} and {other} changed over" if one != other else None


@seen
def two_columns_changed_over(book: Workbook, rng: Random) -> str | None:
    sheet = rng.choice(book.worksheets)
    one, other = rng.randrange(1, sheet.max_column + 1), rng.randrange(1, sheet.max_column + 1)
    first = rng.choice([1, 2])  # with the headers, or without
    for row in sheet.iter_rows(min_row=first):
        row[one - 1].value, row[other - 1].value = row[other - 1].value, row[one - 1].value
    return f"{sheet.title}: columns {one} and {other} changed over from row {first}" if one != other else None


@seen
def a_column_deleted(book: Workbook, rng: Random) -> str | None:
    sheet = rng.choice(book.worksheets)
    column = rng.randrange(1, sheet.max_column + 1)
    sheet.delete_cols(column)
    return f"{sheet.title}: column {column} deleted"


@seen
def merged_cells(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, everything(book))
    if cell is None:
        return None
    sheet = cell.parent
    sheet.merge_cells(start_row=cell.row, end_row=cell.row + 1, start_column=cell.column, end_column=cell.column)
    return f"{sheet.title}: {cell.coordinate} merged with the one below"


@seen
def something_hidden(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, everything(book))
    if cell is None:
        return None
    sheet = cell.parent
    match rng.choice(["row", "column", "sheet", "filter"]):
        case "row":
            sheet.row_dimensions[cell.row].hidden = True
        case "column":
            sheet.column_dimensions[cell.column_letter].hidden = True
        case "sheet":
            sheet.sheet_state = rng.choice(["hidden", "veryHidden"])
        case _:
            sheet.auto_filter.ref = sheet.dimensions
            sheet.auto_filter.filterColumn = [FilterColumn(colId=0, filters=Filters(filter=["x"]))]
    return f"{sheet.title}: something hidden at {cell.coordinate}"


@seen
def a_sheet_gone_or_renamed(book: Workbook, rng: Random) -> str | None:
    sheet = rng.choice(book.worksheets)
    name = sheet.title
    match rng.choice(["gone", "renamed", "copied", "notes"]):
        case "gone":
            book.remove(sheet)
        case "renamed":
            sheet.title = f"{name[:-1]} "
        case "copied":
            book.copy_worksheet(sheet)
        case _:
            book.create_sheet("Blad1")["A1"] = "kom ihåg"
    return f"{name}: gone, renamed, copied, or a sheet of notes"


@seen
def a_stray_cell(book: Workbook, rng: Random) -> str | None:
    sheet = rng.choice(book.worksheets)
    return put(sheet.cell(rng.randrange(1, sheet.max_row + 3), sheet.max_column + rng.randrange(1, 4)), "?")


@seen
def another_policy(book: Workbook, rng: Random) -> str | None:
    sheet = rng.choice(tables(book))
    return put(sheet.cell(1, 1), rng.choice(["Rad", "Rad (A)", "Rad (F)", "Rad (C)", "Rad (X)"]))


@seen
def what_means_nothing(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, everything(book))
    if cell is None:
        return None
    cell.fill, cell.comment = PatternFill("solid", fgColor="FFFF00"), Comment("stämmer det?", "någon")
    return f"{cell.parent.title}!{cell.coordinate}: a colour and a comment"


@seen
def a_row_struck_through(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, everything(book))
    if cell is None:
        return None
    for one in cell.parent[cell.row]:
        one.font = Font(strike=True)
    return f"{cell.parent.title}: row {cell.row} struck through"


@seen
def a_name_of_begrepp(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, [one for one in filled(book["Begrepp"]) if header(one) in ("Typ", "Enhet", "Hämtas från", "Fält")])
    others = [one.value for one in filled(book["Begrepp"]) if cell is not None and one.column == cell.column]
    return put(cell, rng.choice(others))


@seen
def codes_changed_over(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(filled(book["Begrepp"]), "=.*;"))
    if cell is None:
        return None
    words, codes = zip(*(pair.split("=") for pair in str(cell.value).split(";")), strict=True)
    return put(cell, ";".join(f"{word}={code}" for word, code in zip(words, codes[1:] + codes[:1], strict=True)))


@seen
def words_changed_over(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(filled(book["Begrepp"]), "=.*;"))
    if cell is None:
        return None
    words, codes = zip(*(pair.split("=") for pair in str(cell.value).split(";")), strict=True)
    return put(cell, ";".join(f"{word}={code}" for word, code in zip(words[1:] + words[:1], codes, strict=True)))


@seen
def a_unit_or_name_of_belopp(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, [one for one in filled(book["Belopp"]) if header(one) in ("Namn", "Enhet")])
    others = [one.value for one in filled(book["Belopp"]) if cell is not None and one.column == cell.column]
    return put(cell, rng.choice(others))


@seen
def a_day_out_of_reason(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, [cell for cell in everything(book) if isinstance(cell.value, datetime)])
    day = rng.choice([(1900, 1, 6), (2206, 1, 1), (2026, 6, 1, 12, 30)])
    return put(cell, datetime(*day))  # noqa: DTZ001  # as above


@legal
def another_amount(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, [one for one in filled(book["Belopp"]) if header(one) == "Värde" and isinstance(one.value, int)])
    return put(cell, max(0, int(str(cell.value)) + rng.choice([-1, 1, 10])) if cell else None)


@legal
def another_day(book: Workbook, rng: Random) -> str | None:
    days = [cell for cell in everything(book) if isinstance(cell.value, datetime) and cell.parent.title != "Testfall"]
    cell = pick(rng, days)
    return put(cell, cell.value.replace(year=cell.value.year + 1) if cell else None)  # type: ignore[union-attr]


@legal
def another_limit(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(rules(book), r"(?<!\d)\d{1,4}(?![\d-])"))
    return put(cell, re.sub(r"\d+", lambda digits: str(int(digits[0]) + 1), str(cell.value), count=1) if cell else None)


@legal
def another_range(book: Workbook, rng: Random) -> str | None:
    cell = pick(rng, texts(filled(book["Begrepp"]), r"^\["))
    return put(cell, re.sub(r"\d+\]", lambda end: f"{int(end[0][:-1]) // 2}]", str(cell.value)) if cell else None)
