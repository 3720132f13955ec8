"""The pace that a case system's owner allows, held by all robots together, on however many machines they work."""

from __future__ import annotations

from sqlalchemy import Double, case, extract, func, insert, literal, update
from sqlalchemy.exc import IntegrityError

from robots.cases.ground import Ground
from robots.cases.schema import PaceRow


class Paces(Ground):
    """Give out the turns to ask a case system for a page."""

    def turn(self, system: str, every: float) -> float:
        """Take the next turn that is free.

        Args:
            system: The case system.
            every: Seconds between one turn and the next.

        Returns:
            Seconds until the turn is there; 0 where it is there already.
        """
        now = (
            extract("epoch", func.clock_timestamp())  # the machines' own clocks may differ
            if self._engine.dialect.name == "postgresql"
            else literal(self._now().timestamp(), Double)
        )
        free = case((PaceRow.free_at > now, PaceRow.free_at), else_=now)
        taken = update(PaceRow).where(PaceRow.system == system).values(free_at=free + every)
        with self._writing() as session:
            wait = session.scalar(taken.returning(PaceRow.free_at - every - now))
        if wait is None:
            self._begin(system)
            return self.turn(system, every)
        return max(float(wait), 0.0)

    def _begin(self, system: str) -> None:
        try:
            with self._writing() as session:
                session.execute(insert(PaceRow).values(system=system, free_at=0.0))
        except IntegrityError:  # another robot was quicker
            return
