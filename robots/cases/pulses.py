"""Pulses: the signs of life that services give in the store, for whoever asks whether one still works."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from robots.cases.ground import Ground
from robots.cases.records import Pulse
from robots.cases.schema import PulseRow

_KEPT = timedelta(days=7)  # how long it is told when a service was last alive


class Pulses(Ground):
    """Beat, rest, and tell of each service when it last did."""

    def beat(self, owner: str) -> None:
        """Note that a service is alive; `owner` is its machine and process."""
        with self._writing() as session:
            now = self._now()
            row = session.get(PulseRow, owner)
            if row is None or row.ended is not None:  # a process of that number, before this one
                session.execute(delete(PulseRow).where((PulseRow.owner == owner) | (PulseRow.beat < now - _KEPT)))
                row = PulseRow(owner=owner, began=now)
                session.add(row)
            row.beat = now

    def rest(self, owner: str) -> None:
        """Note that a service ended as it was asked to."""
        with self._writing() as session:
            if row := session.get(PulseRow, owner):
                row.ended = self._now()

    def pulses(self) -> list[Pulse]:
        """The services of the last days, the one that was heard of last first."""
        with self._reading() as session:
            rows = session.scalars(select(PulseRow).order_by(PulseRow.beat.desc(), PulseRow.owner))
            return [Pulse(row.owner, row.began, row.beat, row.ended) for row in rows]
