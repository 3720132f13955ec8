"""Sessions that a person began for the robot, kept until the case system ends them: sealed by the store's key, in files
that only this account may read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from robots.cases import Seal, key_from
from robots.folders import own_file
from robots.secrets import Secrets
from robots.settings import Home


@dataclass(frozen=True)
class KeptSession:
    """The session of one account."""

    home: Home
    name: str  # as a secret is named: the account's `secret`

    def keep(self, state: str) -> None:
        """Keep it in place of the one before."""
        own_file(self._path, self._seal().seal(self._kind, state.encode("utf-8")))

    def state(self) -> str | None:
        """What is kept; None where nobody has begun one, or where it has ended.

        Raises:
            KeyMismatch: Another key sealed it; no robot starts.
        """
        try:
            blob = self._path.read_bytes()
        except FileNotFoundError:
            return None
        return self._seal().open(self._kind, blob).decode("utf-8")

    def forget(self) -> None:
        """It has ended."""
        self._path.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        return self.home.data / "sessions" / self.name

    @property
    def _kind(self) -> str:
        return f"session {self.name}"

    def _seal(self) -> Seal:
        from robots.work.office import STORE_KEY

        return Seal(key_from(Secrets(self.home.path).secret(STORE_KEY)))
