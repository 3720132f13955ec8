"""What `heal` proposes for changed pages, held against what was done to them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from robots.work.healing import heal
from robots.work.ledger import Ledger
from robots.work.office import open_store
from robots.work.remedies import Remedy
from tests.mutations.kinds import HEALED, Mutation, drawn
from tests.mutations.trial import FLOW, TRIES, Place


@dataclass(frozen=True)
class Healed:
    """One change, and what was proposed."""

    mutation: Mutation
    was: str  # what the description says
    now: str  # what the pages say
    proposed: str

    @property
    def right(self) -> bool:
        """Whether the right change is proposed, and first."""
        return self.now == self.proposed


def healed(place: Place, many: int, seed: str, tell: Callable[[Healed], None] = lambda _: None) -> list[Healed]:
    """Change the system's pages so many times, each so that a changed description can fit them, and heal it.

    Args:
        place: The system; its store knows what its cases say, and its pages were looked at by `tried`.
        many: How many changes, of all kinds that can be healed.
        seed: By which they are drawn.
        tell: Hears of each.
    """
    found: list[Healed] = []
    for mutation, was, now in islice(_drawn(place, seed), many):
        place.upgrade.begins(mutation)
        try:
            with open_store(place.home) as store, Ledger(store) as ledger:
                healing = asyncio.run(heal(place.home, ledger, place.system.name, cases=2))
        finally:
            place.upgrade.begins(None)
        found.append(Healed(mutation, was, now, _first(healing.remedies, was)))
        tell(found[-1])
    return found


def _drawn(place: Place, seed: str) -> Iterator[tuple[Mutation, str, str]]:
    """One change after the other, of each kind in turn, of a text that the description has; and its new text."""
    texts = frozenset(_texts(place.system.description.model_dump()))
    rng = Random(f"{seed} {place.system.name} heal")
    drawings = [drawn(place.system.description, FLOW, kind, rng) for kind in HEALED]
    while drawings:
        for drawing in list(drawings):
            for mutation in islice(drawing, TRIES):
                made = place.upgrade.would_change(mutation)
                if made and made["renames"] and made["renames"][0][0] in texts:
                    yield mutation, *made["renames"][0]
                    break
            else:
                drawings.remove(drawing)


def _texts(tree: object) -> Iterator[str]:
    """All texts of a description."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for part in tree.values():
            yield from _texts(part)
    elif isinstance(tree, list | tuple):
        for part in tree:
            yield from _texts(part)


def _first(remedies: Sequence[Remedy], was: str) -> str:
    """What is proposed in the place of a text."""
    for remedy in remedies:
        within = next((edit.value for edit in remedy.edits if edit.keys[-1] == "within"), None)
        if remedy.was == was and remedy.now != was:
            return remedy.now
        if isinstance(within, str):
            return within
    return ""
