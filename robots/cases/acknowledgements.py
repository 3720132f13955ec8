"""Warnings that a person has acknowledged: each is one sentence, about the same person, in the same flow.

The sentence itself is not kept, only a mark of it that the store's key alone can make. Another amount is another
sentence, and a new warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from robots.cases.database import alone
from robots.cases.records import Acknowledged, Claim
from robots.cases.schema import AcknowledgementRow, CaseRow, PersonRow
from robots.cases.sealing import Seal
from robots.model import SWEDEN, Acknowledgement, Finding, Result

_STANDING = select(PersonRow.mark).where(PersonRow.case_id == bindparam("of_case"), PersonRow.field.not_like("%.%"))
_OF_FLOW = select(AcknowledgementRow).where(AcknowledgementRow.flow == bindparam("flow"))
_OF_PERSONS = _OF_FLOW.where(AcknowledgementRow.person.in_(bindparam("persons", expanding=True)))
_OF_CASE = _OF_FLOW.where(AcknowledgementRow.case_id == bindparam("case"))


@dataclass(frozen=True)
class Acknowledgements:
    """Those that count for one case: its persons' own in its flow, or the case's where nobody is known."""

    case: CaseRow | Claim
    persons: Sequence[bytes]  # marks of those who stand in the application itself, in an agreed order
    seal: Seal
    rows: dict[bytes, AcknowledgementRow]

    @classmethod
    def of(cls, session: Session, case: CaseRow | Claim, seal: Seal) -> Acknowledgements:
        """Those of a case as it was last read."""
        case_id = case.case_id if isinstance(case, Claim) else case.id
        persons = sorted(set(session.execute(_STANDING, {"of_case": case_id}).scalars()))
        asked = {"flow": case.flow or "", "persons": persons} if persons else {"flow": case.flow or "", "case": case_id}
        rows = session.scalars(_OF_PERSONS if persons else _OF_CASE, asked)
        return cls(case, persons, seal, {row.sentence: row for row in rows})

    def __call__(self, finding: Finding) -> Acknowledgement | None:
        """Who acknowledged it, for every person of the case; the one who did so last."""
        if finding.result is not Result.WARNING:
            return None
        rows = [self.rows.get(sentence) for sentence, _, _ in self._sentences(finding)]
        there = [row for row in rows if row]
        if len(there) < len(rows):
            return None
        last = max(there, key=lambda row: row.at)
        return Acknowledgement(last.at.astimezone(SWEDEN).date(), last.by)

    def marked(self, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings, each with who has acknowledged it."""
        return tuple(replace(finding, acknowledged=self(finding)) for finding in findings)

    def add(self, session: Session, findings: Iterable[Finding], by: str, at: datetime) -> list[Finding]:
        """Note that somebody acknowledged these warnings; those that nobody had acknowledged before."""
        new = [finding for finding in findings if finding.result is Result.WARNING and self(finding) is None]
        for finding in new:
            for sentence, person, case_id in self._sentences(finding):
                if sentence not in self.rows:
                    row = AcknowledgementRow(
                        sentence=sentence,
                        person=person,
                        case_id=case_id,
                        flow=self.case.flow or "",
                        criterion=finding.criterion,
                        by=by,
                        at=at,
                    )
                    self.rows[sentence] = row
                    session.add(row)
        return new

    def told(self) -> tuple[Acknowledged, ...]:
        """All of them, oldest first."""
        told = {Acknowledged(row.criterion, row.by, row.at) for row in self.rows.values()}
        return tuple(sorted(told, key=lambda one: (one.at, one.criterion)))

    def _sentences(self, finding: Finding) -> list[tuple[bytes, bytes | None, int | None]]:
        """The marks of a sentence, one a person, each with whose it is."""
        said = (self.case.flow or "", finding.criterion, finding.reason)
        if not self.persons:
            case_id = self.case.case_id if isinstance(self.case, Claim) else self.case.id
            return [(self.seal.mark_sentence("case", self.case.system, self.case.number, *said), None, case_id)]
        return [(self.seal.mark_sentence("person", one.hex(), *said), one, None) for one in self.persons]


def settle(session: Session, case: CaseRow) -> None:
    """Let nobody else say anything of this case until the transaction ends."""
    alone(session.connection(), f"acknowledgements of {case.system} {case.number}")


def forget(session: Session, cases: Sequence[int]) -> None:
    """Remove the acknowledgements of cases that go, and those of persons who stand in no case any more."""
    session.flush()
    standing = select(PersonRow.mark)
    session.execute(delete(AcknowledgementRow).where(AcknowledgementRow.case_id.in_(cases)))
    session.execute(
        delete(AcknowledgementRow).where(
            AcknowledgementRow.person.is_not(None),
            ~standing.where(PersonRow.mark == AcknowledgementRow.person).exists(),
        )
    )
