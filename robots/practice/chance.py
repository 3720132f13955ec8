"""Chance that can be repeated: the same seed and subject give the same draws, on every machine and Python."""

from random import Random


def chance(seed: int, *subject: object) -> Random:
    """A stream of draws of its own for one subject, so that a draw more for one case changes nothing in another."""
    return Random(f"{seed}/" + "/".join(map(str, subject)))  # noqa: S311 - test data, nothing to keep secret
