"""What people ask of the store: try a case again, free it, dispose of it. Each is noted in the audit."""

from __future__ import annotations

from collections.abc import Iterable

from robots.cases.asking import Asking
from robots.cases.claims import take_away
from robots.cases.ground import audited, emptied, found
from robots.errors import ConfigError, Reason
from robots.model import State


class People(Asking):
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

    def release(self, number: str, system: str | None = None, *, by: str) -> None:
        """Free a case that a dead robot holds; one that is alive after all can write nothing more to it."""
        with self._writing() as session:
            case = found(session, number, system)
            take_away(case)
            case.run = None
            audited(session, self._now(), by, "release", case)

    def dispose(self, number: str, system: str | None = None, *, by: str) -> None:
        """Destroy a case's key and all that was sealed with it; what stands in the clear stays, for the statistics."""
        with self._writing() as session:
            case = found(session, number, system)
            take_away(case)
            emptied(session, case)
            case.disposed = self._now()
            audited(session, case.disposed, by, "dispose", case)
        self._forget(case.id)
