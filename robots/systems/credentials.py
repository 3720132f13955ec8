"""What the robot's own account is let in with. It knows no browser: whoever asks for work may hold it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from robots.systems.codes import Codes


@dataclass(frozen=True)
class Credentials:
    """What lets the robot's account in to one case system: a password, or a session that a person began."""

    password: str = field(default="", repr=False)
    key: str = field(default="", repr=False)  # of one-time codes, where they are asked for as well
    state: str = field(default="", repr=False)  # of the session: cookies and what pages keep, as JSON
    renew: Callable[[str], None] = lambda _state: None  # keeps the session as it is after the work

    @cached_property
    def codes(self) -> Codes | None:
        """The account's one-time codes.

        Raises:
            ConfigError: Their key is none; no robot starts.
        """
        return Codes.parse(self.key) if self.key else None
