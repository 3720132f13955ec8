"""The robot's browser as the operating system knows it, for the day when it must be ended by force."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from playwright.async_api import CDPSession
from playwright.async_api import Error as PlaywrightError


@dataclass(frozen=True)
class BrowserProcess:
    """A browser's own process and, where there is such a thing, the group of all that it started."""

    number: int
    group: int | None

    @classmethod
    async def of(cls, session: CDPSession) -> Self | None:
        """The browser behind a DevTools session; None where it does not tell."""
        with suppress(PlaywrightError, OSError):
            told = await session.send("SystemInfo.getProcessInfo")
            number = next((int(one["id"]) for one in told["processInfo"] if one["type"] == "browser"), None)
            if number is None:
                return None
            group = os.getpgid(number) if os.name == "posix" else None
            return cls(number, None if os.name == "posix" and group == os.getpgrp() else group)
        return None

    def kill(self) -> None:
        """End it on the spot, also where it stands still, with all that it started; quiet where nothing is left."""
        with suppress(OSError):
            if self.group is not None:
                os.killpg(self.group, signal.SIGKILL)
            else:
                os.kill(self.number, signal.SIGTERM)  # on Windows that ends it at once
