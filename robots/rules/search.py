"""The search for a combination of values that no row takes: a walk over the columns that knows where it has been."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

from robots.rules.samples import TooLarge

_STEPS = 400_000
"""How many partial combinations may be looked at for one table: some seconds."""


class Search:
    """Looks for combinations that no row takes, within a bounded number of steps in all."""

    def __init__(self) -> None:
        self._left = _STEPS

    def uncovered(self, columns: Sequence[Sequence[int]], rows: int) -> list[int] | None:
        """The place in each column of a combination that none of these rows takes; None where they take all.

        Args:
            columns: For each value of a column, the rows that it leaves possible.
            rows: The rows that count.

        Raises:
            TooLarge: The bound was reached.
        """
        order = sorted(range(len(columns)), key=lambda one: len({mask & rows for mask in columns[one]}))
        walk = _Walk([_fewest(columns[one], rows) for one in order], rows, self)
        found = walk.from_column(0, rows)
        if found is None:
            return None
        places = dict(zip(order, found, strict=False))
        return [places.get(one, 0) for one in range(len(columns))]

    def step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise TooLarge


def _fewest(masks: Sequence[int], rows: int) -> list[tuple[int, int]]:
    """Place and rows of the values that matter: one that leaves more rows possible than another is no better."""
    places = {mask & rows: place for place, mask in reversed(list(enumerate(masks)))}
    chosen: list[int] = []
    for mask in sorted(places, key=int.bit_count):
        if not any(one & mask == one for one in chosen):
            chosen.append(mask)
    return [(places[mask], mask) for mask in chosen]


class _Walk:
    """One search, column after column, that never looks twice at the same rest."""

    def __init__(self, columns: list[list[tuple[int, int]]], rows: int, search: Search) -> None:
        self._columns = columns
        self._search = search
        self._seen: set[tuple[int, int]] = set()
        self._sure = [rows]  # from each column on: the rows that take all that is left
        for one in reversed(columns):
            self._sure.append(reduce(and_, (mask for _, mask in one), self._sure[-1]))
        self._sure.reverse()

    def from_column(self, place: int, possible: int) -> list[int] | None:
        if not possible:
            return []
        if possible & self._sure[place] or (place, possible) in self._seen:
            return None
        self._search.step()
        rests = {possible & mask: spot for spot, mask in reversed(self._columns[place])}
        for rest in sorted(rests, key=int.bit_count):
            found = self.from_column(place + 1, rest)
            if found is not None:
                return [rests[rest], *found]
        self._seen.add((place, possible))
        return None


def widened(columns: Sequence[Sequence[int]], rows: int, found: Sequence[int]) -> list[set[int]]:
    """All values that may be put in the place of those found, column by column, with no row taking any of them."""
    chosen = [{place} for place in found]
    shared = [columns[one][place] for one, place in enumerate(found)]
    for wide in (True, False):
        for one, masks in enumerate(columns):
            rest = reduce(and_, (mask for other, mask in enumerate(shared) if other != one), rows)
            fitting = {place for place, mask in enumerate(masks) if not rest & mask}
            if not wide or len(fitting) == len(masks):
                chosen[one], shared[one] = fitting, reduce(or_, (masks[place] for place in fitting))
    return chosen
