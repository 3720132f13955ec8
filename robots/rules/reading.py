"""Reads a flow's rules and texts, all or nothing, and tells at once all that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from types import MappingProxyType

from robots.errors import RuleError
from robots.rules.amounts import Amounts, read_amounts
from robots.rules.book import Book
from robots.rules.cells import Sheet
from robots.rules.concepts import Concept, read_concepts
from robots.rules.coverage import complaints
from robots.rules.criteria import Criterion, is_overview, read_criteria
from robots.rules.expressions import Vocabulary
from robots.rules.folder import Written
from robots.rules.nearest import nearest
from robots.rules.problems import Problems
from robots.rules.references import references, unused_concepts, unused_sentences
from robots.rules.table import FIXED, Table, is_table, read_table
from robots.rules.texts import Known, Letters, Sentence, read_sentences
from robots.rules.trials import Trial, read_trials
from robots.rules.tryouts import try_out
from robots.rules.workbook import read_workbook

CONCEPTS, AMOUNTS, SENTENCES, TRIALS = NEEDED = ("Begrepp", "Belopp", "Texter", "Testfall")


def tried(written: Written) -> Book:
    """The book that was written, once it is found in order.

    Raises:
        RuleError: It is not; every problem has a line.
    """
    problems = Problems()
    book, refused = read(written, problems)
    if not refused:
        for problem in unused_sentences(book):
            problems.tell(problem)
    if not problems:
        for table in book.tables.values():
            for problem in complaints(table, book.vocabulary):
                problems.tell(problem)
    if not problems:
        for problem in (*unused_concepts(book), *try_out(book)):
            problems.tell(problem)
    problems.refuse()
    return book


def read(written: Written, problems: Problems) -> tuple[Book, frozenset[str]]:
    """What stands in rules.xlsx and texts/*.j2, before it is tried, and the sheets of which not every row can be read.

    Args:
        written: What stands in the flow's folder.
        problems: Takes up all that cannot be read or refers to nothing; the book is whole where there is none.

    Raises:
        RuleError: Nothing further can be read.
    """
    sheets, headless = _sheets(written, problems)
    known = _vocabulary(sheets, problems)
    sentences: dict[str, Sentence] = {}
    with problems.gathered():
        sentences = read_sentences(sheets[SENTENCES], known, problems)
    _leave_unread(problems, sheets[SENTENCES], "Text-id", sentences)
    overviews: dict[str, tuple[Criterion, ...]] = {}
    tables: dict[str, Table] = {}
    for name, sheet in sheets.items():
        with problems.gathered():
            if is_overview(sheet):
                overviews[name] = read_criteria(sheet, problems)
            elif is_table(sheet):
                tables[name] = read_table(sheet, known, problems)
            elif name not in NEEDED:
                near = nearest(name, [needed for needed in NEEDED if needed not in sheets] or NEEDED)
                raise sheet.header[0].refusal(
                    f'"Rad" i en beslutstabell, "Kriterium" i en lista över kriterier; är bladet {near}?'
                )
    trials: list[Trial] = []
    with problems.gathered():
        if TRIALS in sheets:
            every = [name for name, sheet in sheets.items() if is_table(sheet)]
            trials = read_trials(sheets[TRIALS], known, every, problems)
    letters = Letters(dict(written.letters), Known(sentences, known.fields))
    book = Book(sha256(written.workbook).hexdigest(), known, overviews, tables, sentences, letters, tuple(trials))
    refused = headless | {name for name, sheet in sheets.items() if not _whole(sheet, book)}
    for problem in references(book, refused):
        problems.tell(problem)
    return book, refused


def _whole(sheet: Sheet, book: Book) -> bool:
    """Whether all of a sheet's rows and columns stand in the book."""
    concepts, amounts = book.vocabulary.concepts, book.vocabulary.amounts.rows
    match sheet.name:
        case "Begrepp":
            return len(concepts) == len(sheet.lines)
        case "Belopp":
            return sum(map(len, amounts.values())) == len(sheet.lines)
        case "Texter":
            return len(book.sentences) == len(sheet.lines)
        case name if name in book.tables:
            table = book.tables[name]
            named = {concept.name for concept in (*table.inputs, *table.outputs)}
            return len(table.rows) == len(sheet.lines) and named | {*FIXED} >= {*sheet.columns[1:]}
        case name:
            return len(book.overviews.get(name, ())) == len(sheet.lines) or name == TRIALS


def _sheets(written: Written, problems: Problems) -> tuple[dict[str, Sheet], frozenset[str]]:
    """The sheets whose columns have names, and the names of those whose columns have none.

    Raises:
        RuleError: No workbook, or one without the sheets that the others are read by.
    """
    try:
        sheets = read_workbook(written.workbook, problems)
    except RuleError as why:
        raise RuleError(f"{why} {written.advice}") from why
    for needed in NEEDED:
        if needed not in sheets:
            near = nearest(needed, [name for name in sheets if name not in NEEDED])
            problems.tell(f'rules.xlsx: bladet "{needed}" saknas. Närmast: {near}.')
    whole = {name: sheet for name, sheet in sheets.items() if sheet is not None}
    problems.unread(sheets.keys() - whole.keys())
    if not {CONCEPTS, AMOUNTS, SENTENCES} <= whole.keys():
        problems.refuse()
    return whole, frozenset(sheets.keys() - whole.keys())


def _vocabulary(sheets: Mapping[str, Sheet], problems: Problems) -> Vocabulary:
    concepts: dict[str, Concept] | None = None
    amounts: Amounts | None = None
    with problems.gathered():
        concepts = read_concepts(sheets[CONCEPTS], problems)
    with problems.gathered():
        amounts = read_amounts(sheets[AMOUNTS], problems)
    if concepts is None or amounts is None:
        problems.refuse()
        raise AssertionError  # never reached: what could not be read was told
    for name in concepts.keys() & amounts.rows.keys():
        problems.tell(f'rules.xlsx, blad "{AMOUNTS}": "{name}" är också ett begrepp. Ge det ena ett annat namn.')
    _leave_unread(problems, sheets[CONCEPTS], "Begrepp", concepts)
    _leave_unread(problems, sheets[CONCEPTS], "Fält", {concept.field: concept for concept in concepts.values()})
    _leave_unread(problems, sheets[AMOUNTS], "Namn", amounts.rows)
    return Vocabulary(MappingProxyType(concepts), amounts)


def _leave_unread(problems: Problems, sheet: Sheet, column: str, names: Mapping[str, object]) -> None:
    """Names whose rows were refused are not unknown as well; the column of names may stand anywhere."""
    if column in sheet.columns:
        problems.unread({str(line[column].read) for line in sheet.lines} - names.keys())
