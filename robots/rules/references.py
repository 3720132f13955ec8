"""What names something must find it, and what stands in the workbook must be named by something."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import fields, is_dataclass

from robots.model import HAND_OVER
from robots.rules.book import ASKED, SHEETS, Book
from robots.rules.concepts import Concept, Origin
from robots.rules.criteria import WARNING, Criterion
from robots.rules.expressions import AmountNamed, ConceptNamed, Literal, concepts_in
from robots.rules.facts import Verdict
from robots.rules.nearest import nearest
from robots.rules.problems import counted
from robots.rules.proposing import NOTE, OUTCOME
from robots.rules.table import LETTER, SOURCE, TEXT, HitPolicy, Row, Table, place_of, repeated_ids
from robots.rules.wording import speaks_of_machines


def references(book: Book, refused: Collection[str]) -> Iterator[str]:
    """Each sheet, sentence, letter and criterion that something names and that is not there.

    Args:
        book: What could be read.
        refused: Sheets of which not every row could; what is wrong with them was told.
    """
    yield from repeated_ids(tuple(book.tables.values()))
    for name, listed in book.overviews.items():
        yield from _absent_sheets(name, listed, book, refused)
        for criterion in listed:
            if criterion.sheet in book.tables and len(found := book.looks_into(criterion)) > 1:
                where = f'rules.xlsx, blad "{criterion.sheet}"'
                yield f'{where}: "{criterion.code}" frågar om rader i flera tabeller: {", ".join(found)}.'
    yield from _no_outcome(book, refused)
    all_listed = not any(name in refused for name in book.overviews) and (book.overviews or not refused)
    for table in book.tables.values():
        yield from _of_policy(table, book)
        for row in table.rows:
            yield from _of_row(row, table, book, whole=table.name not in refused)
        if all_listed and table.name not in refused:
            yield from _idle_rows(table, book)
    for concept in book.vocabulary.concepts.values():
        yield from _of_concept(concept, book)
    yield from book.letters.problems
    if NOTE not in book.letters:
        yield f"texts/{NOTE}.j2 saknas."
    yield from _words_of_templates(book)
    yield from _machines(book)


def _absent_sheets(name: str, listed: Sequence[Criterion], book: Book, refused: Collection[str]) -> Iterator[str]:
    """Each sheet that criteria name and that is not there, once."""
    absent = [one for one in listed if one.sheet not in book.tables and one.sheet not in refused]
    for sheet in dict.fromkeys(one.sheet for one in absent):
        same = [one for one in absent if one.sheet == sheet]
        where = f'rules.xlsx, blad "{name}", cell {same[0].cells["Blad"].place}, kriteriet "{same[0].code}"'
        near = nearest(sheet, book.tables)
        yield f'{where}: bladet "{sheet}" saknas. Närmast: {near}.{counted(len(same), "kriterier")}'


def unused_sentences(book: Book) -> Iterator[str]:
    """Each sentence that no row, concept or letter names: it looks as if it counted, or is the one that they miss."""
    used = _sentences_used(book)
    for sentence in book.sentences.values():
        if sentence.id not in used and not any(sentence.id.startswith(one[:-1]) for one in used if one[-1:] == "*"):
            yield (
                f'rules.xlsx, blad "Texter", cell {sentence.place}: läste "{sentence.id}". Tillåtet: en text som en '
                "rad eller ett brev använder; ta annars bort raden."
            )


def unused_concepts(book: Book) -> Iterator[str]:
    """Each name that no rule, sentence or letter needs: what nobody needs is not to be read or kept."""
    named = frozenset(_names_in(book))
    read = frozenset(name for template in book.letters.templates.values() for name in template.names)
    for concept in book.vocabulary.concepts.values():
        if concept.name not in named and concept.field.rpartition(".")[2] not in read:
            yield (
                f'rules.xlsx, blad "Begrepp", cell {concept.place}: läste "{concept.name}". Tillåtet: ett begrepp som '
                "en regel, en text eller ett brev använder; ta annars bort raden."
            )


def _of_policy(table: Table, book: Book) -> Iterator[str]:
    """Where all rows that apply are collected, a gap is no fault: that may be so of warnings and lines, of no more."""
    if table.policy is not HitPolicy.COLLECT:
        return
    wrong = 'läste "Rad (C)". Tillåtet: Rad, Rad (U), Rad (A) eller Rad (F), för'
    if any(concept.field == OUTCOME for concept in table.outputs):
        yield f'rules.xlsx, blad "{table.name}", cell A1: {wrong} ett ärende har ett enda utfall.'
    for criterion in (one for listed in book.overviews.values() for one in listed if one.sheet == table.name):
        if criterion.sort != WARNING:
            yield (
                f'rules.xlsx, blad "{table.name}", cell A1: {wrong} "{criterion.name}" ska ge ett besked i varje '
                f"ärende; (C) är för kriterier av slaget {WARNING}."
            )


def _no_outcome(book: Book, refused: Collection[str]) -> Iterator[str]:
    """The sheet that says what all criteria come to, where one says it that is called otherwise."""
    name = SHEETS["outcome"]
    others = [one.name for one in book.tables.values() if any(concept.field == OUTCOME for concept in one.outputs)]
    if name not in (*book.tables, *refused) and others:
        yield f'rules.xlsx: bladet "{name}" saknas. Närmast: {nearest(name, others)}.'


def _of_row(row: Row, table: Table, book: Book, *, whole: bool) -> Iterator[str]:
    if row.text and row.text not in book.sentences:
        where = place_of(row, table, TEXT)
        yield f'{where}: texten "{row.text}" står inte i Texter. Närmast: {nearest(row.text, book.sentences)}.'
    yield from _of_another_table(row, table, book)
    if row.letter and row.letter not in book.letters:
        near = nearest(row.letter, book.letters.templates)
        yield f"{place_of(row, table, LETTER)}: texts/{row.letter}.j2 finns inte. Närmast: {near}."
    if whole:
        yield from _unsaid(row, table)


def _of_another_table(row: Row, table: Table, book: Book) -> Iterator[str]:
    """A text may speak of the columns of a table in the application only where the rules ask about its rows."""
    beside = [one for one in table.rows if one.criterion == row.criterion]
    asked = {book.vocabulary.concepts[name].table for one in beside for name in one.tests}
    sentence = book.sentences.get(row.text or "")
    for expression in sentence.names.values() if sentence else ():
        for name in concepts_in(expression):
            within = book.vocabulary.concepts[name].table
            if within and within not in asked:
                where = place_of(row, table, TEXT)
                yield f'{where}: texten "{row.text}" nämner {name}, som bara finns i en rad som prövas för sig.'


def _unsaid(row: Row, table: Table) -> Iterator[str]:
    """What a row should say and does not."""
    where = place_of(row, table)
    needed = [concept.name for concept in table.outputs if concept.field == OUTCOME] or list(row.outputs)
    if row.verdict is None and not (needed and needed[0] in row.outputs):
        yield f"{where}: raden säger varken resultat eller {', '.join(needed) or 'något värde'}."
    if row.verdict and row.text is None:
        yield f"{where}: raden har ett resultat men ingen text."
    outcome = next((row.outputs[name] for name in needed if name in row.outputs), None)
    proposes = any(concept.field == OUTCOME for concept in table.outputs) and isinstance(outcome, Literal)
    if proposes and isinstance(outcome, Literal) and outcome.written != HAND_OVER and row.letter is None:
        yield f"{where}: raden har ett utfall men inget brev. Bara en överlämning är utan."


def _idle_rows(table: Table, book: Book) -> Iterator[str]:
    """A rule that no criterion asks for would look as if it counted."""
    listed = {
        criterion.code
        for overview in book.overviews.values()
        for criterion in overview
        if criterion.sheet == table.name
    }
    if table.grouped:
        for code in sorted(listed - {row.criterion for row in table.rows}):
            yield f'rules.xlsx, blad "{table.name}": kriteriet "{code}" har ingen rad.'
    asked = [row for row in table.rows if row.verdict]
    if asked and not listed:
        where = f'rules.xlsx, blad "{table.name}", cell {next(iter(asked[0].cells.values())).place}'
        yield f"{where}: inget kriterium i Kriterier frågar efter bladet.{counted(len(asked), 'rader')}"
        return
    for row in table.rows:
        if row.verdict and table.grouped and row.criterion not in listed:
            yield f"{place_of(row, table)}: inget kriterium i Kriterier frågar efter den."


def _of_concept(concept: Concept, book: Book) -> Iterator[str]:
    where = f'rules.xlsx, blad "Begrepp", cell {concept.place}, "{concept.name}"'
    if concept.origin is Origin.FINDINGS and concept.field not in [*Verdict]:
        yield f"{where}: fältet ska vara {', '.join(Verdict)}."
    if concept.asked_as and ASKED + concept.asked_as not in book.sentences:
        near = nearest(ASKED + concept.asked_as, book.sentences)
        yield f'{where}: texten "{ASKED}{concept.asked_as}" saknas i Texter. Närmast: {near}.'


def _words_of_templates(book: Book) -> Iterator[str]:
    """What citizens read stands in the workbook, where those see it who own it; the note is between colleagues."""
    for template in book.letters.templates.values():
        if template.name != NOTE:
            for line, words in template.words:
                yield (
                    f'texts/{template.name}.j2, rad {line}: läste "{words}". Tillåtet: layout utan egna ord; skriv '
                    'orden i bladet Texter och hämta dem med text("...").'
                )


def _machines(book: Book) -> Iterator[str]:
    """That a robot prepared something stands in the note alone."""
    allowed = "ord som inte säger att en robot har förberett ärendet; det står bara i den interna anteckningen"
    notes = book.letters.templates[NOTE].sentences if NOTE in book.letters.templates else frozenset()
    notes -= _sentences_used(book, without=NOTE)
    for sentence in book.sentences.values():
        if sentence.id not in notes and speaks_of_machines(sentence.text):
            where = f'rules.xlsx, blad "Texter", cell {sentence.text_place}, texten "{sentence.id}"'
            yield f'{where}: läste "{sentence.text}". Tillåtet: {allowed}.'
    for listed in book.overviews.values():
        for criterion in listed:
            if speaks_of_machines(f"{criterion.name} {criterion.source}"):
                column = "Namn" if speaks_of_machines(criterion.name) else "Källa"
                yield str(criterion.cells[column].refusal(allowed))
    for table in book.tables.values():
        for row in table.rows:
            if speaks_of_machines(row.source):
                yield str(row.cells[SOURCE].refusal(allowed))


def _sentences_used(book: Book, *, without: str | None = None) -> frozenset[str]:
    """The ids that rows, concepts and letters name; one that ends with * stands for all that begin so."""
    rows = {row.text for table in book.tables.values() for row in table.rows if row.text}
    asked = {f"{ASKED}{concept.asked_as}" for concept in book.vocabulary.concepts.values() if concept.asked_as}
    letters = {one for known in book.letters.templates.values() if known.name != without for one in known.sentences}
    return frozenset(rows | asked | letters)


def _names_in(book: Book) -> Iterator[str]:
    """The concepts and amounts that tables and sentences use."""
    for table in book.tables.values():
        yield from (concept.name for concept in (*table.inputs, *table.outputs))
        for row in table.rows:
            yield from _named(tuple(row.tests.values()))
            yield from _named(tuple(row.outputs.values()))
    for sentence in book.sentences.values():
        yield from _named(tuple(sentence.names.values()))


def _named(part: object) -> Iterator[str]:
    """The names inside a test or expression, however deep."""
    if isinstance(part, AmountNamed | ConceptNamed):
        yield part.name
    elif isinstance(part, tuple):
        for one in part:
            yield from _named(one)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _named(getattr(part, field.name))
