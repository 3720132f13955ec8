"""From a table with outputs to the lines of a calculation, each with its sources."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from robots.errors import CaseProblem, Reason
from robots.model import Line, Value
from robots.rules.book import Book
from robots.rules.expressions import AmountNamed
from robots.rules.facts import CaseFacts
from robots.rules.proposing import said_by
from robots.rules.table import Row


def lines(book: Book, table: str, facts: CaseFacts) -> list[Line]:
    """One line for each row that applies.

    Raises:
        CaseProblem: No row applies, more than may, or something the rows ask for is absent.
    """
    asked = book.table(table)
    answer = asked.ask(facts)
    if answer.missing:
        named = ", ".join(answer.missing)
        raise CaseProblem(Reason.JUDGEMENT, f'rules.xlsx, blad "{asked.name}": underlag saknas: {named}')
    return [_line(book, row, facts) for row in answer.rows]


def _line(book: Book, row: Row, facts: CaseFacts) -> Line:
    said = said_by(row, facts)
    values: dict[str, Value] = {book.vocabulary.concepts[name].field: value for name, value in said.items()}
    amounts = [one.name for one in row.outputs.values() if isinstance(one, AmountNamed)]
    sources = [row.source, *(book.vocabulary.amounts.at(name, facts.deciding).source for name in amounts)]
    text = book.sentences[row.text].fill(replace(facts, said=said)) if row.text else ""
    return Line(text, MappingProxyType(values), "; ".join(dict.fromkeys(sources)), row.id)
