"""From an application to its findings: one for each criterion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from robots.errors import RuleError
from robots.model import Finding, Result
from robots.rules.book import ASKED, Book
from robots.rules.criteria import Criterion
from robots.rules.facts import CaseFacts
from robots.rules.proposing import said_by
from robots.rules.table import Row

Told = Callable[[Finding, CaseFacts], Finding]
"""Says more of a finding, from the facts that it was found in."""


def check(book: Book, criterion: Criterion, facts: CaseFacts, told: Told | None = None) -> list[Finding]:
    """Ask the criterion's table; a value that is absent is a finding of its own, never "no match".

    A criterion whose rows ask about the rows of a table in the record, such as the costs, is asked for each of them.
    """
    within = book.looks_into(criterion)
    asked = facts.of_rows(within[0]) if within else [facts]
    found = [(finding, one) for one in asked for finding in _check(book, criterion, one)]
    return [told(finding, one) if told else finding for finding, one in found]


def _check(book: Book, criterion: Criterion, facts: CaseFacts) -> list[Finding]:
    table = book.tables[criterion.sheet]
    answer = table.ask(facts, criterion=criterion.code if table.grouped else None)
    found = [_found(book, criterion, row, facts) for row in answer.rows]
    if answer.missing:
        found.append(_lacking(book, criterion, answer.missing, facts))
    return found


def _found(book: Book, criterion: Criterion, row: Row, facts: CaseFacts) -> Finding:
    if row.verdict is None or row.text is None:
        raise RuleError(f'rules.xlsx, blad "{criterion.sheet}", rad {row.id}: Resultat och Text behövs.')
    reason = book.sentences[row.text].fill(replace(facts, said=said_by(row, facts)))
    return Finding(criterion.code, row.verdict.result, reason, row.source, row.id, tuple(row.tests))


def _lacking(book: Book, criterion: Criterion, missing: tuple[str, ...], facts: CaseFacts) -> Finding:
    asked = [book.sentences[ASKED + item].fill(facts) for item in book.asked_for(missing)]
    reason = " ".join([f"Underlag saknas: {', '.join(missing)}.", *asked])
    return Finding(criterion.code, Result.UNKNOWN, reason, criterion.source, None, missing)
