"""From findings to a proposal: the outcome's row, its values, and its texts written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from robots.errors import CaseProblem, Reason
from robots.model import HAND_OVER, Finding, Line, Proposal, Result, Value
from robots.rules.book import ASKED, Book
from robots.rules.concepts import Origin, Scalar
from robots.rules.expressions import Facts
from robots.rules.facts import CaseFacts, Verdict
from robots.rules.table import Row, Table
from robots.rules.texts import Content, FindingLine, Shown
from robots.rules.wording import blanks

NOTE = "note"
"""The letter for the internal field, written with every proposal."""
OUTCOME, COMPLETION = "outcome", "completion"


def propose(
    book: Book,
    table: str,
    facts: CaseFacts,
    findings: Sequence[Finding],
    *,
    lines: Sequence[Line] = (),
    letters: Sequence[str] = (),
) -> Proposal:
    """What the outcome's table says for these findings."""
    row = row_of(book, table, facts)
    said = said_by(row, facts)
    values: dict[str, Value] = {book.vocabulary.concepts[name].field: value for name, value in said.items()}
    outcome, reason = str(values.pop(OUTCOME)), values.pop("hand_over", None)
    content = _content(book, replace(facts, said=said), findings, values, lines)
    values |= {name: book.letters.write(name, content) for name in letters}
    reasons = book.letters.write(row.letter, content) if row.letter else ""
    asked = dict.fromkeys(item for finding in findings for item in book.requests(finding))
    return Proposal(
        outcome=outcome,
        reasons=reasons,
        note=book.letters.write(NOTE, replace(content, blanks=blanks(reasons))),
        values=MappingProxyType(values),
        hand_over=str(reason) if outcome == HAND_OVER else None,
        missing=tuple(asked) if outcome == COMPLETION else (),
        rules=book.sha256,
        row=row.id,
        sheet=book.table(table).name,
        source=row.source,
    )


def row_of(book: Book, table: str, facts: CaseFacts) -> Row:
    """The row of the outcome's table that applies.

    Raises:
        CaseProblem: No row, or more than one, or a value is absent that decides between them; or a criterion is open
            and no column of the table asks whether one is.
    """
    asked = book.table(table)
    answer = asked.ask(facts)
    if not answer.rows:
        absent = ", ".join(answer.missing)
        raise CaseProblem(Reason.JUDGEMENT, f'rules.xlsx, blad "{asked.name}": underlag saknas: {absent}')
    if unasked := _unasked(asked, facts):
        text = f'rules.xlsx, blad "{asked.name}": ingen kolumn frågar efter {", ".join(unasked)}'
        raise CaseProblem(Reason.JUDGEMENT, text)
    return answer.rows[0]


def _unasked(table: Table, facts: CaseFacts) -> list[Verdict]:
    """What criteria came to that only a person or the applicant can settle, and that the table takes no account of."""
    columns = {concept.field for concept in table.inputs if concept.origin is Origin.FINDINGS}
    return [one for one in Verdict if one.result is Result.UNKNOWN and one in facts.verdicts and one not in columns]


def said_by(row: Row, facts: Facts) -> dict[str, Scalar | None]:
    """What a row says, by concept."""
    return {name: output.value(facts) for name, output in row.outputs.items()}


def _content(
    book: Book, facts: CaseFacts, findings: Sequence[Finding], values: Mapping[str, Value], lines: Sequence[Line]
) -> Content:
    return Content(
        findings=tuple(_line(book, finding) for finding in findings),
        requests=_requests(book, facts, findings),
        lines=tuple(lines),
        values=MappingProxyType(dict(values)),
        figures=facts.figures,
        facts=Shown(facts.record, book.vocabulary.fields),
        day=facts.day,
        rules=book.sha256,
        text=lambda sentence: book.sentence(sentence).fill(facts),
    )


def _line(book: Book, finding: Finding) -> FindingLine:
    criterion = book.criterion(finding.criterion)
    verdict = book.verdict(finding)
    said = (finding.reason, finding.source, finding.row, finding.acknowledged)
    return FindingLine(criterion.name, criterion.sort, verdict, *said)


def _requests(book: Book, facts: CaseFacts, findings: Sequence[Finding]) -> tuple[str, ...]:
    """One sentence for each thing that the applicant is asked for, each once."""
    return tuple(
        dict.fromkeys(
            finding.reason if finding.row else book.sentences[ASKED + item].fill(facts)
            for finding in findings
            for item in book.requests(finding)
        )
    )
