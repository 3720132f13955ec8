"""What the robot's own account is let in with. It knows no browser: whoever asks for work may hold it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Credentials:
    """The password of the robot's account in one case system."""

    password: str = field(repr=False)
