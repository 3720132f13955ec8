"""How fast and how surely the server answers: think time, slow days, seeded faults, answers that are held back."""

import asyncio
from typing import Literal

from robots.practice.chance import chance
from robots.practice.options import Options

Fault = Literal["none", "before", "after", "slow"]
SLOW = 2.0  # seconds that a slow answer takes more


class Pace:
    """What a visitor must put up with; tests steer it."""

    def __init__(self, options: Options) -> None:
        self._think = options.think / 1000
        self._rate = options.faults
        self._rng = chance(options.seed, "faults")
        self._released = asyncio.Event()
        self._released.set()
        self.fail_next = 0  # requests that answer 500 whatever happens
        self.slow = 0.0  # seconds more for every answer

    def fault(self) -> Fault:
        """What goes wrong with the next request: a 500 before or after the work was done, or a slow answer."""
        if self.fail_next > 0:
            self.fail_next -= 1
            return "before"
        if self._rate and self._rng.random() < self._rate:
            return self._rng.choice(("before", "after", "slow", "slow"))
        return "none"

    async def think(self, fault: Fault) -> None:
        """Let the time pass that this answer takes."""
        seconds = self._think + self.slow + (SLOW if fault == "slow" else 0)
        if seconds:
            await asyncio.sleep(seconds)

    def hold(self, held: bool) -> None:
        """Hold back the answers to saves from now on, or release them."""
        if held:
            self._released.clear()
        else:
            self._released.set()

    async def release(self) -> None:
        """Wait until the answers to saves are let go."""
        await self._released.wait()
