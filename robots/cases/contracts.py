"""Contracts: what the screens of a case system looked like when a person accepted them, and what was noted since."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import delete, select

from robots.cases.database import alone
from robots.cases.ground import Ground, audited
from robots.cases.records import AcceptedContract, NotedChange
from robots.cases.schema import ContractRow, NotedChangeRow

_CONTRACT, _CHANGE = "contract", "noted change"


class Contracts(Ground):
    """Accept a contract, give back the one in force, and keep what was noted since; all texts are sealed."""

    def accept_contract(
        self, system: str, screens: str, *, by: str, cases: int, browser: str, description: str, healed: str = ""
    ) -> AcceptedContract:
        """Keep what a person accepted; it is in force from now on, and what was noted before is settled.

        Args:
            system: The case system.
            screens: What its screens look like, without a value and without a word that could tell of anybody.
            by: Who accepts.
            cases: On how many cases it was seen.
            browser: The version of the browser that showed it.
            description: The SHA-256 of the description that it was read by.
            healed: What was changed of the description with it, if anything was.
        """
        now = self._now()
        row = ContractRow(system=system, at=now, accepted_by=by, cases=cases, browser=browser, description=description)
        row.blob = self._seal.seal(_CONTRACT, screens.encode("utf-8"))
        with self._writing() as session:
            session.add(row)
            session.execute(delete(NotedChangeRow).where(NotedChangeRow.system == system))
            session.flush()
            told = f"system: {system}, contract: {row.id}, cases: {cases}, description: {description[:12]}"
            audited(session, now, by, "heal" if healed else "contract", detail=f"{told}, {healed}" if healed else told)
            return self._accepted(row)

    def contract(self, system: str) -> AcceptedContract | None:
        """The one in force; None where nobody has accepted any."""
        wanted = select(ContractRow).where(ContractRow.system == system).order_by(ContractRow.id.desc()).limit(1)
        with self._reading() as session:
            row = session.scalar(wanted)
            return None if row is None else self._accepted(row)

    def note_change(self, system: str, says: str) -> bool:
        """Note a change that touches no field of ours; False where it was noted before."""
        mark = sha256(says.encode("utf-8")).hexdigest()
        with self._writing() as session:
            alone(session.connection(), f"noted changes of {system}")
            if session.get(NotedChangeRow, (system, mark)) is not None:
                return False
            blob = self._seal.seal(_CHANGE, says.encode("utf-8"))
            session.add(NotedChangeRow(system=system, mark=mark, since=self._now(), blob=blob))
            return True

    def noted_changes(self, system: str | None = None) -> list[NotedChange]:
        """What was noted since the contract in force was accepted, the oldest first; of all systems without a name."""
        wanted = select(NotedChangeRow).order_by(NotedChangeRow.since, NotedChangeRow.mark)
        with self._reading() as session:
            rows = session.scalars(wanted if system is None else wanted.where(NotedChangeRow.system == system))
            return [
                NotedChange(row.system, row.since, self._seal.open(_CHANGE, row.blob).decode("utf-8")) for row in rows
            ]

    def _accepted(self, row: ContractRow) -> AcceptedContract:
        screens = self._seal.open(_CONTRACT, row.blob).decode("utf-8")
        about = (row.system, row.at, row.accepted_by, row.cases, row.browser, row.description)
        return AcceptedContract(*about, screens)
