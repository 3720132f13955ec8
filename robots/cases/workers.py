"""Workers and services: who works with this store on which machine, their signs of life, and the logins they hold.

A worker that gives no sign of life is buried: its claims and its login are free at once. A claim that was taken so has
a new fence, so a worker that was only held up, and comes back, writes nothing more. A service holds nothing: it is not
buried, and for some days whoever asks is told when it was last alive.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from robots.cases.ground import Ground
from robots.cases.records import WorkerView
from robots.cases.schema import CaseRow, WorkerRow

_KEPT = timedelta(days=7)  # how long it is told when a service was last alive


class Workers(Ground):
    """Join, give signs of life, hold a login, leave, and bury the dead."""

    def join(self, owner: str, host: str, *, service: bool = False) -> int:
        """Note a process that begins; `owner` is the name under which it claims, and no other's ever."""
        with self._writing() as session:
            now = self._instant(session)
            old = (WorkerRow.seen < now - _KEPT) | (WorkerRow.owner == owner)
            session.execute(delete(WorkerRow).where(WorkerRow.service, old))
            worker = WorkerRow(owner=owner, host=host, service=service, since=now, seen=now)
            session.add(worker)
            session.flush()
            return worker.id

    def sign_of_life(self, worker: int) -> bool:
        """Note that a process lives. False: it was buried; it holds nothing any more and must end what it does."""
        with self._writing() as session:
            living = update(WorkerRow).where(WorkerRow.id == worker).values(seen=self._instant(session))
            return session.scalar(living.returning(WorkerRow.id)) is not None

    def leave(self, worker: int) -> None:
        """Note that a process ended as it was asked to; whatever a worker still holds is free."""
        with self._writing() as session:
            _buried(session, session.scalars(_workers().where(WorkerRow.id == worker)).all())
            services = update(WorkerRow).where(WorkerRow.id == worker, WorkerRow.service)
            session.execute(services.values(ended=self._instant(session)))

    def take_login(self, worker: int, robot: str, login: str | None) -> bool:
        """Let a worker work for a robot with one login, which no other worker has meanwhile on any machine.

        It works one thing at a time: cases that it still held, since the store was away when it let them go, are free.

        Args:
            worker: From `join`.
            robot: What it works at, for whoever asks.
            login: The system's name and the place of the login in its description: "practice/login-1"; None for
                work that needs none.

        Returns:
            Whether it has the login. Not where another one works with it, or where this worker was buried.
        """
        try:
            with self._writing() as session:
                taken = update(WorkerRow).where(WorkerRow.id == worker).values(robot=robot, login=login)
                owner = session.scalar(taken.returning(WorkerRow.owner))
                if owner is not None:
                    _free(session, [owner])
                return owner is not None
        except IntegrityError:
            return False

    def leave_login(self, worker: int) -> None:
        """The worker is done with its login; quiet where it was buried."""
        with self._writing() as session:
            session.execute(update(WorkerRow).where(WorkerRow.id == worker).values(robot=None, login=None))

    def bury(self, silent: timedelta) -> list[WorkerView]:
        """Bury the workers that gave no sign of life for so long: their claims and logins are free at once."""
        with self._writing() as session:
            now = self._instant(session)
            dead = _workers().where(WorkerRow.seen <= now - silent).with_for_update(skip_locked=True)
            rows = session.scalars(dead).all()
            buried = [_view(row, now) for row in rows]
            _buried(session, rows)
            return buried

    def workers(self) -> list[WorkerView]:
        """All workers, by machine."""
        return self._views(_workers().order_by(WorkerRow.host, WorkerRow.id))

    def services(self) -> list[WorkerView]:
        """The services of the last days, the one that was heard of last first."""
        return self._views(select(WorkerRow).where(WorkerRow.service).order_by(WorkerRow.seen.desc(), WorkerRow.id))

    def _views(self, wanted: Select[WorkerRow]) -> list[WorkerView]:
        with self._reading() as session:
            now = self._instant(session)
            return [_view(row, now) for row in session.scalars(wanted)]

    def _instant(self, session: Session) -> datetime:
        """The instant by the database's own clock where several machines share it: theirs may differ."""
        if session.get_bind().dialect.name == "postgresql":
            return session.scalar(select(func.clock_timestamp())) or self._now()
        return self._now()


def _workers() -> Select[WorkerRow]:
    return select(WorkerRow).where(WorkerRow.service.is_(False))


def _buried(session: Session, rows: Collection[WorkerRow]) -> None:
    owners, places = [row.owner for row in rows], [row.id for row in rows]
    if owners:
        _free(session, owners)
        session.execute(delete(WorkerRow).where(WorkerRow.id.in_(places)))


def _free(session: Session, owners: Collection[str]) -> None:
    """End their claims, for good: whoever shows an old fence is refused."""
    freed = update(CaseRow).where(CaseRow.owner.in_(owners), CaseRow.claimed_until.is_not(None))
    session.execute(freed.values(owner=None, claimed_until=None, fence=CaseRow.fence + 1))


def _view(row: WorkerRow, now: datetime) -> WorkerView:
    return WorkerView(row.owner, row.host, row.since, row.seen, now - row.seen, row.robot, row.login, row.ended)
