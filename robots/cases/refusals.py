"""Passwords that a case system refused: what one machine tried no other tries again, for accounts get locked."""

from __future__ import annotations

from sqlalchemy import delete

from robots.cases.ground import Ground
from robots.cases.schema import RefusalRow


class Refusals(Ground):
    """Marks of refused passwords, by the name of the secret; a mark tells nobody what the password was."""

    def refuse(self, secret: str, mark: bytes) -> None:
        """Note the mark of a password that was refused."""
        with self._writing() as session:
            session.merge(RefusalRow(secret=secret, mark=mark))

    def refusal(self, secret: str) -> bytes | None:
        """The mark of the password that was refused last; None where none was."""
        with self._reading() as session:
            row = session.get(RefusalRow, secret)
            return row.mark if row else None

    def forget_refusal(self, secret: str) -> None:
        """Somebody has set the secret anew: it may be tried."""
        with self._writing() as session:
            session.execute(delete(RefusalRow).where(RefusalRow.secret == secret))
