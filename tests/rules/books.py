"""Small workbooks for tests: a flow's folder, with the sheets that a test writes and the least that any flow needs."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from robots import Record, Rules
from robots.rules.folder import written
from robots.rules.problems import Problems
from robots.rules.reading import read

Rows = Sequence[Sequence[Any]]
FROM = "2020-01-01"
DAY = date(2026, 11, 20)

CONCEPTS: Rows = [
    ["Begrepp", "Typ", "Enhet", "Värden", "Hämtas från", "Fält", "Begärs som", "Förklaring"],
    ["Längd", "heltal", "m", "[0..100]", "ansökan", "length", "length", "Hur lång"],
    ["Färg", "val", None, "röd = red; blå = blue", "ansökan", "colour", None, "Vilken färg"],
    ["Ej uppfyllt", "ja/nej", None, None, "kontrollerna", "ej uppfyllt", None, None],
    ["Utfall", "val", None, "bifall = grant; avslag = reject", "förslaget", "outcome", None, None],
    ["Märke", "val", None, "varm = warm; kall = cold", "förslaget", "mark", None, None],
]
AMOUNTS: Rows = [
    ["Namn", "Från", "Till", "Värde", "Enhet", "Källa"],
    ["längd.högst", "2020-01-01", "2024-12-31", 10, "m", "provlag 1 §"],
    ["längd.högst", "2025-01-01", None, 12, "m", "provlag 1 §"],
    ["ort.egen", "2020-01-01", None, "Provköping", "namn", "prov"],
]
SENTENCES: Rows = [
    ["Text-id", "Text"],
    ["kort", "Längden är {Längd}, högst {längd.högst}."],
    ["saknas.length", "En uppgift om längden."],
]
CRITERIA: Rows = [
    ["Kriterium", "Namn", "Slag", "Blad", "Fråga", "Källa"],
    ["short", "Kort nog", "villkor", "Kort", "Är den kort nog?", "provlag 1 §"],
]
SHORT: Rows = [
    ["Rad", "Längd", "Resultat", "Text", "Källa", "I kraft från", "I kraft till"],
    ["R1", "<= längd.högst", "uppfyllt", "kort", "provlag 1 §", FROM, None],
    ["R2", "> längd.högst", "ej uppfyllt", "kort", "provlag 1 §", FROM, None],
]
OUTCOME: Rows = [
    ["Rad", "Ej uppfyllt", "Utfall", "Brev", "Källa", "I kraft från", "I kraft till"],
    ["U1", "nej", "bifall", "yes", "provlag 2 §", FROM, None],
    ["U2", "ja", "avslag", "no", "provlag 2 §", FROM, None],
]
MARKS: Rows = [
    ["Rad", "Färg", "Märke", "Källa", "I kraft från", "I kraft till"],
    ["M1", "röd", "varm", "provlag 3 §", FROM, None],
    ["M2", "blå", "kall", "provlag 3 §", FROM, None],
]
TRIALS: Rows = [  # about a table that tests leave alone, so that what they change fails none of them
    ["Testfall", "Dag", "Blad", "Färg", "Märke"],
    ["röd är varm", "2026-11-20", "Märkning", "röd", "varm"],
    ["blå är kall", None, "Märkning", "blå", "kall"],
]
SHEETS: Mapping[str, Rows] = {
    "Kriterier": CRITERIA,
    "Utfall": OUTCOME,
    "Kort": SHORT,
    "Märkning": MARKS,
    "Belopp": AMOUNTS,
    "Begrepp": CONCEPTS,
    "Texter": SENTENCES,
    "Testfall": TRIALS,
}


class Thing(Record):
    """What the test rules are about."""

    length: int | None
    colour: str = "red"


def thing(length: int | None, colour: str = "red") -> Thing:
    return Thing.of({"length": length, "colour": colour})


def write_flow(folder: Path, sheets: Mapping[str, Rows] = SHEETS) -> Path:
    """A flow's folder with these sheets and three letters."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet: Worksheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    (folder / "texts").mkdir(parents=True, exist_ok=True)
    book.save(folder / "rules.xlsx")
    (folder / "texts" / "yes.j2").write_text("+ {{ findings[0].reason }}\n", encoding="utf-8")
    (folder / "texts" / "no.j2").write_text("- {{ findings[0].reason }}\n", encoding="utf-8")
    (folder / "texts" / "note.j2").write_text("Regler {{ rules[:12] }}, {{ day }}.\n", encoding="utf-8")
    return folder


def with_rows(sheet: str, *rows: Sequence[Any]) -> dict[str, Rows]:
    """The usual sheets, one of them with other rows below its header."""
    return {**SHEETS, sheet: [SHEETS[sheet][0], *rows]}


def as_written(folder: Path) -> Rules:
    """The rules of a folder before they are tried, so that a test may have a table with gaps in it."""
    problems = Problems()
    book, _ = read(written(folder), problems)
    problems.refuse()
    return Rules(book, DAY, DAY)


def change(folder: Path, sheet: str, cell: str, value: Any) -> None:
    """Write one cell, as a person would in Excel."""
    book = load_workbook(folder / "rules.xlsx")
    book[sheet][cell] = value
    book.save(folder / "rules.xlsx")
