"""Claims: one robot works a case at a time, and one that lost its claim can write nothing more.

Each claim has a higher fence than the one before it. Whoever acts for a case shows the fence; an older one is refused.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta

from sqlalchemy import Update, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from robots.cases.athand import IN_FORCE, CaseAtHand, at_hand, claimed
from robots.cases.database import is_sqlite, one_working_process
from robots.cases.ground import Ground
from robots.cases.records import Claim, Versions
from robots.cases.schema import CaseRow, ScheduleRow, table_of
from robots.cases.taking import LONGEST, Which, free, not_open_as, taking
from robots.errors import Reason
from robots.model import State


class Claims(Ground):
    """Take cases, hold them, let them go."""

    @property
    def shared(self) -> bool:
        """Whether several processes may work with this store, on whatever machine."""
        return not is_sqlite(self._engine.url)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Be the process that works with this store; on PostgreSQL several may.

        Where only one process may work, what a process that died left (claims, robots at work) is free again at once.

        Raises:
            ConfigError: Another process works with this SQLite store; this one changes nothing.
        """
        if self.shared:
            yield
            return
        with one_working_process(self._engine.url):
            with self._writing() as session:
                session.execute(_freed(update(CaseRow).where(CaseRow.owner.is_not(None))))
                session.execute(update(ScheduleRow).values(holder=None, held_until=None))
            yield

    def claim(
        self,
        *,
        run: int,
        system: str,
        flow: str,
        robot: str,
        owner: str,
        wanted: Collection[State],
        drafts: Collection[str] | None = None,
        versions: Versions | None = None,
        minutes: int = 15,
        number: str | None = None,
        again: bool = False,
        login: str | None = None,
        other_logins: Collection[str] = (),
    ) -> Claim | None:
        """Take the most urgent case that is free; None when there is none.

        Args:
            run: The run that works it. A case it had already is not given to it twice, unless it was put back.
            system: The case system.
            flow: The flow.
            robot: The robot that takes it.
            owner: The process or login slot, for whoever asks who holds it.
            wanted: The states to take cases from.
            drafts: Of cases with a proposal, only those whose outcome is one of these, and that are not held for these
                versions.
            versions: By what the robot works; no case is given to it that a person has barred for these.
            minutes: How long the claim lasts; each step begins that time anew.
            number: Only this case.
            again: Also a case that this run had before.
            login: The account of the case system that it will be worked as.
            other_logins: The robots' other accounts there. A case that a dead worker left open as one of them would
                meet its lock; whoever works as that account leaves it first.
        """
        now = self._now()
        which = Which(
            tuple(wanted),
            None if drafts is None else tuple(sorted(drafts)),
            tuple(sorted(other_logins)),
            numbered=number is not None,
            barring=versions is not None,
            again=again,
        )
        asked = {
            **{"of_system": system, "of_flow": flow, "of_number": number, "now": now, "latest": now + LONGEST},
            **{"to_owner": owner, "to_robot": robot, "to_run": run, "until": now + timedelta(minutes=minutes)},
            **({"rules": versions.rules, "edition": versions.edition} if versions else {}),
        }
        with self._writing() as session:
            row = session.execute(taking(which), asked).one_or_none()
        if row is None:
            return None
        handle = None
        if row.handle is not None:
            handle = self._seal.of_case(row.key, system, row.number).open("handle", row.handle).decode("utf-8")
        return Claim(
            row.id,
            row.number,
            system,
            flow,
            robot,
            owner,
            row.fence,
            row.state,
            run,
            minutes,
            login,
            row.received,
            handle,
        )

    def next_claim(self, *, system: str, flow: str, wanted: Collection[State]) -> datetime | None:
        """When the first of the cases that were put back may be taken again; None when none waits for its time."""
        earliest = (
            select(CaseRow.not_before)
            .where(CaseRow.system == system, CaseRow.flow == flow, CaseRow.state.in_(wanted))
            .where(CaseRow.not_before > self._now(), CaseRow.not_before <= self._now() + LONGEST)
            .order_by(CaseRow.not_before)
            .limit(1)
        )
        with self._reading() as session:
            return session.scalar(earliest)

    def waiting_cases(self, system: str, flow: str) -> int:
        """How many cases a robot would read if it began now."""
        wanted = [CaseRow.system == system, CaseRow.flow == flow, CaseRow.state.in_((State.FOUND, State.EXTRACTED))]
        with self._reading() as session:
            return (
                session.scalar(
                    select(func.count()).where(*wanted, *free(table_of(CaseRow), self._now(), self._now() + LONGEST))
                )
                or 0
            )

    def holds(self, claim: Claim) -> bool:
        """Whether the claim is in force; cheap enough for the last look before a request is released."""
        with self._reading() as session:
            return session.execute(_HOLDS, claimed(claim, self._now())).first() is not None

    def stands(self, claim: Claim) -> tuple[State, Reason | None]:
        """Where a claimed case stands now, and why."""
        with self._reading() as session:
            row = session.execute(_STANDS, {"case_id": claim.case_id}).one()
            return row.state, row.reason

    def extend(self, claim: Claim) -> None:
        """Begin the claim's time anew.

        Raises:
            ClaimLost: It is no longer in force; the robot leaves the case as it is.
        """
        with self._writing() as session, self._held(session, claim):
            pass

    def let_go(self, claim: Claim) -> None:
        """Give the case back; quiet where the claim was lost, for then there is nothing to give."""
        with self._writing() as session:
            session.execute(_LET_GO, {"case_id": claim.case_id, "of_fence": claim.fence})

    def standing(self, system: str, robot: str, *, other_logins: Collection[str] = ()) -> list[str]:
        """Cases that this robot left open in the case system when it was killed, and that nobody works now.

        Those that stand open as one of its other accounts are not among them: only that account can leave them.
        """
        wanted = (
            select(CaseRow.number)
            .where(CaseRow.stands_in == robot, CaseRow.system == system)
            .where(or_(CaseRow.claimed_until.is_(None), CaseRow.claimed_until <= self._now()))
            .where(*not_open_as(table_of(CaseRow), other_logins))
            .order_by(CaseRow.number)
        )
        with self._reading() as session:
            return list(session.scalars(wanted))

    def left_after_crash(self, system: str, robot: str, number: str) -> None:
        """Note that a case that `standing` named was left in the case system."""
        with self._writing() as session:
            session.execute(
                update(CaseRow)
                .where(CaseRow.number == number, CaseRow.system == system, CaseRow.stands_in == robot)
                .values(stands_in=None, stands_as=None)
            )

    def _held(self, session: Session, claim: Claim) -> AbstractContextManager[CaseAtHand]:
        """The claimed case for the rest of the transaction; see `at_hand`."""
        return at_hand(session, claim, self._now())


def take_away(case: CaseRow) -> None:
    """End whatever claim there is on a case, for something happened that a robot at work with it cannot know."""
    case.fence += 1
    case.owner = case.claimed_until = None


def _freed(statement: Update) -> Update:
    return statement.values(owner=None, claimed_until=None)


_CASES = table_of(CaseRow)
_HOLDS = select(_CASES.c.id).where(*IN_FORCE)
_STANDS = select(_CASES.c.state, _CASES.c.reason).where(_CASES.c.id == bindparam("case_id"))
_LET_GO = _freed(update(_CASES).where(_CASES.c.id == bindparam("case_id"), _CASES.c.fence == bindparam("of_fence")))
