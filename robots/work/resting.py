"""How long something rests after a fault: longer each time, never beyond a bound, and never all at one moment."""

from __future__ import annotations

from datetime import timedelta
from random import SystemRandom

_CHANCE = SystemRandom()


def rest(first: float, before: int, longest: float, *, least: float = 0.0) -> timedelta:
    """A time by chance, so that what failed together is not tried again together.

    Args:
        first: At most so many seconds after the first fault, doubled for each fault that came before.
        before: How many came before.
        longest: Seconds that are never exceeded, however many there were.
        least: The share of it all (0 to 1) that always passes.
    """
    bound = min(longest, first * 2.0 ** min(before, 60))
    return timedelta(seconds=_CHANCE.uniform(least * bound, bound))
