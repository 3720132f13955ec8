"""What people ask of the store: try a case again, acknowledge its warnings, free it, dispose of it.

Each is noted in the audit.
"""

from __future__ import annotations

from collections.abc import Iterable

from robots.cases.acknowledgements import Acknowledgements, settle
from robots.cases.claims import take_away
from robots.cases.database import alone
from robots.cases.explanations import Explanations
from robots.cases.ground import audited, emptied, found
from robots.cases.releases import release
from robots.cases.schema import ProposalRow
from robots.cases.views import latest
from robots.errors import ConfigError, Reason
from robots.model import Finding, Result, State


class People(Explanations):
    """Change where a case stands, because a person wants it."""

    def retry(self, numbers: Iterable[str], system: str | None = None, *, by: str) -> None:
        """Let robots read these cases anew, from the start; all of them or, where one cannot be, none.

        Raises:
            ConfigError: A case is neither handed over nor failed, or may be worked by people only.
        """
        with self._writing() as session:
            for number in numbers:
                case = found(session, number, system)
                if case.reason is Reason.PERSON_ONLY:
                    raise ConfigError(f"Case {number} is for people only; no robot may read it. Nothing was changed.")
                if case.state not in (State.HANDED_OVER, State.FAILED):
                    raise ConfigError(
                        f'Case {number} is "{case.state}"; only one that was handed over or failed can be tried again. '
                        "Nothing was changed."
                    )
                take_away(case)
                case.state, case.reason = State.FOUND, None
                case.attempts, case.not_before, case.run = 0, None, None
                audited(session, self._now(), by, "retry", case)

    def acknowledge(
        self, number: str, system: str | None = None, *, warnings: Iterable[Finding], by: str, account: str
    ) -> list[Finding]:
        """Note that somebody has seen warnings of a case and leaves it at that: also in its next reading and month.

        Args:
            number: The case.
            system: Its case system, where several have one of that number.
            warnings: What was shown to them. One that the case does not hold, in this sentence, is none of it.
            by: Who has seen them.
            account: Who told the store, for the audit.

        Returns:
            Those that are acknowledged now and were not before.

        Raises:
            ConfigError: There is no such case, or it does not hold such a warning any more; nothing was changed.
        """
        with self._writing() as session:
            case = found(session, number, system)
            settle(session, case)
            proposal = session.scalar(latest(ProposalRow, case))
            there = self._findings(session, case, self._seal_of(case), proposal) if proposal else ()
            held = {(one.criterion, one.reason): one for one in there if one.result is Result.WARNING}
            wanted = [held.get((one.criterion, one.reason)) for one in warnings]
            known = [one for one in wanted if one]
            if len(known) < len(wanted):
                raise ConfigError(f"Case {number} holds another warning by now. Nothing was changed; look again.")
            new = Acknowledgements.of(session, case, self._seal).add(session, known, by, self._now())
            if new:
                codes = ", ".join(dict.fromkeys(one.criterion for one in new))
                audited(session, self._now(), account, "acknowledge", case, detail=f"{codes} ({by})")
            return new

    def release(self, numbers: Iterable[str], system: str | None = None, *, by: str) -> None:
        """Lift what holds the robot back from these cases; all of them or, where one is unknown, none.

        That is a dead robot's claim (one that is alive after all can write nothing more), a rest after a fault, that a
        proposal waits to be released, and that a recall bars the case for the rules it was prepared by.

        Raises:
            ConfigError: There is no such case. Nothing was changed.
        """
        with self._writing() as session:
            alone(session.connection(), "releases")
            for number in numbers:
                case, at = found(session, number, system), self._now()
                take_away(case)
                case.run = case.not_before = case.barred = None
                release(session, case, at=at, by=by)
                audited(session, at, by, "release", case)

    def dispose(self, number: str, system: str | None = None, *, by: str) -> None:
        """Destroy a case's key and all that was sealed with it; what stands in the clear stays, for the statistics."""
        with self._writing() as session:
            case = found(session, number, system)
            take_away(case)
            emptied(session, case)
            case.follow = None
            case.disposed = self._now()
            audited(session, case.disposed, by, "dispose", case)
        self._forget(case.id)
