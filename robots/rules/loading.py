"""Reads a flow's rules and texts, all or nothing: what refers to something must find it."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from robots.errors import RuleError
from robots.rules.amounts import read_amounts
from robots.rules.book import ASKED, Book
from robots.rules.concepts import Origin, nearest, read_concepts
from robots.rules.criteria import is_overview, read_criteria
from robots.rules.expressions import Vocabulary
from robots.rules.facts import Verdict
from robots.rules.proposing import NOTE, OUTCOME
from robots.rules.table import Table, is_table, read_table, refuse_repeated_ids
from robots.rules.texts import Known, Letters, read_sentences
from robots.rules.workbook import read_workbook

CONCEPTS, AMOUNTS, SENTENCES = "Begrepp", "Belopp", "Texter"


def load(folder: Path) -> Book:
    """Read rules.xlsx and texts/*.j2 of a folder.

    Raises:
        RuleError: They are not there, cannot be read, or refer to nothing.
    """
    content = _content(folder / "rules.xlsx")
    sheets = read_workbook(content)
    for name in (CONCEPTS, AMOUNTS, SENTENCES):
        if name not in sheets:
            raise RuleError(f'rules.xlsx: bladet "{name}" saknas.')
    known = Vocabulary(MappingProxyType(read_concepts(sheets[CONCEPTS])), read_amounts(sheets[AMOUNTS]))
    sentences = read_sentences(sheets[SENTENCES], known)
    overviews, tables = {}, {}
    for name, sheet in sheets.items():
        if is_overview(sheet):
            overviews[name] = read_criteria(sheet)
        elif is_table(sheet):
            tables[name] = read_table(sheet, known)
        elif name not in (CONCEPTS, AMOUNTS, SENTENCES):
            raise sheet.header[0].refusal('"Rad" i en beslutstabell, "Kriterium" i en lista över kriterier')
    letters = Letters(folder / "texts", Known(sentences, known.fields))
    book = Book(sha256(content).hexdigest(), known, overviews, tables, sentences, letters)
    _refuse_loose_ends(book)
    return book


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise RuleError(f"{path} finns inte.") from None
    except PermissionError:
        raise RuleError(f"{path} går inte att läsa. Är den öppen i Excel? Stäng den.") from None


def _refuse_loose_ends(book: Book) -> None:
    """Every sheet, sentence and letter that something names must be there."""
    refuse_repeated_ids(tuple(book.tables.values()))
    for criterion in [criterion for overview in book.overviews.values() for criterion in overview]:
        if criterion.sheet not in book.tables:
            near = nearest(criterion.sheet, book.tables)
            raise RuleError(f'rules.xlsx, kriteriet "{criterion.code}": bladet "{criterion.sheet}" saknas. {near}?')
    for table in book.tables.values():
        _refuse_unknown_texts(table, book)
        _refuse_idle_rows(table, book)
    for concept in book.vocabulary.concepts.values():
        if concept.origin is Origin.FINDINGS and concept.field not in [*Verdict]:
            raise RuleError(f'rules.xlsx, blad "Begrepp", "{concept.name}": fältet ska vara {", ".join(Verdict)}.')
        if concept.asked_as and ASKED + concept.asked_as not in book.sentences:
            raise RuleError(f'rules.xlsx, blad "Texter": texten "{ASKED}{concept.asked_as}" saknas ({concept.name}).')
    if NOTE not in book.letters:
        raise RuleError(f"texts/{NOTE}.j2 saknas.")


def _refuse_unknown_texts(table: Table, book: Book) -> None:
    for row in table.rows:
        where = f'rules.xlsx, blad "{table.name}", rad {row.id}'
        if row.text and row.text not in book.sentences:
            near = nearest(row.text, book.sentences)
            raise RuleError(f'{where}: texten "{row.text}" står inte i Texter. Närmast: {near}.')
        if row.letter and row.letter not in book.letters:
            raise RuleError(f"{where}: texts/{row.letter}.j2 finns inte.")
        needed = [concept.name for concept in table.outputs if concept.field == OUTCOME] or list(row.outputs)
        if row.verdict is None and not (needed and needed[0] in row.outputs):
            raise RuleError(f"{where}: raden säger varken resultat eller {', '.join(needed) or 'något värde'}.")
        if row.verdict and row.text is None:
            raise RuleError(f"{where}: raden har ett resultat men ingen text.")


def _refuse_idle_rows(table: Table, book: Book) -> None:
    """A rule that no criterion asks for would look as if it counted."""
    listed = {
        criterion.code
        for overview in book.overviews.values()
        for criterion in overview
        if criterion.sheet == table.name
    }
    if table.grouped:
        for code in listed - {row.criterion for row in table.rows}:
            raise RuleError(f'rules.xlsx, blad "{table.name}": kriteriet "{code}" har ingen rad.')
    for row in table.rows:
        if row.verdict and (row.criterion not in listed if table.grouped else not listed):
            raise RuleError(
                f'rules.xlsx, blad "{table.name}", rad {row.id}: inget kriterium i Kriterier frågar efter den.'
            )
