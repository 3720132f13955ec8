"""Groups of fewer than five are not shown, and not to be worked out from what is: not by sums, not from week to week.

A table of groups has one row a group and adds up to totals that everybody may know. Each column by itself: counts from
one to four are hidden; then further ones, the smallest first, until those that are hidden come to five or more and are
at least two, or until all are. So nobody who subtracts the others from the total learns a hidden count.

What came and what was closed are hidden together, since the open cases of two weeks tell their difference. A share and
a median are shown where what they are taken of is: five cases or more, and not to be worked out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robots.reports.figures import Figures, Share

FEWEST = 5
"""Fewer cases than that are a group too small to show."""

_FLOWING = ("inflow", "closed")
_SHARES = ("in_time", "prepared", "agreement")
_ALONE = ("decided", "open", "all_handed_over", "completions", *(f"{name}.of" for name in _SHARES))


@dataclass(frozen=True)
class Shielded:
    """One group's figures, and which of them are not shown."""

    figures: Figures
    hidden: frozenset[str] = frozenset()

    def number(self, name: str) -> int | str | None:
        """A count of the figures, such as "inflow"; HIDDEN where it is not shown, None where it is not known."""
        value: int | None = getattr(self.figures, name)
        return HIDDEN if name in self.hidden else value

    def share(self, name: str) -> float | str | None:
        """A share, such as "in_time"."""
        value: Share = getattr(self.figures, name)
        return HIDDEN if f"{name}.of" in self.hidden or 0 < value.of < FEWEST else value.value

    def days(self, days: float | None) -> float | str | None:
        """Days of the group's decided cases."""
        return HIDDEN if "decided" in self.hidden or 0 < self.figures.decided < FEWEST else days


HIDDEN = "x"
"""Stands where a count is not shown."""


def shielded(groups: Mapping[str, Figures], before: Mapping[str, Figures] | None) -> dict[str, Shielded]:
    """Which figures of some groups may be shown: all groups that there are, so that they come to the totals.

    What is hidden depends on this week and on the open cases of the week before, and on nothing else: every workbook
    that tells of a week hides the same.

    Args:
        groups: The figures of each group.
        before: The same of the week before; None where nothing is known of it.
    """
    hidden: dict[str, set[str]] = {name: set() for name in groups}
    opened = hidden_of({name: one.open for name, one in groups.items()})
    opened |= set() if before is None else hidden_of({name: one.open for name, one in before.items()}) & set(groups)
    for name in _coupled(_FLOWING, groups, opened):
        hidden[name].update(_FLOWING)
    for column in _ALONE:
        for name in hidden_of({name: _read(one, column) for name, one in groups.items()}):
            hidden[name].add(column)
    return {name: Shielded(one, frozenset(hidden[name])) for name, one in groups.items()}


def hidden_of(counts: Mapping[str, int], forced: set[str] | frozenset[str] = frozenset()) -> set[str]:
    """The groups whose count is not shown, where all that are there come to a total that is known.

    Args:
        counts: The count of each group. One alone is the total itself.
        forced: Groups that are hidden for another reason.
    """
    if len(counts) < 2:
        return set()
    hidden = {name for name, count in counts.items() if 0 < count < FEWEST} | set(forced)
    if not hidden:
        return hidden
    for name in sorted(counts, key=lambda name: (counts[name] == 0, counts[name], name)):
        if len(hidden) > 1 and sum(counts[one] for one in hidden) >= FEWEST:
            break
        hidden.add(name)
    return hidden


def about(count: int) -> int | str:
    """A count over many weeks to the nearest five: exact, the weeks that are shown would tell those that are not."""
    return HIDDEN if count < FEWEST else round(count / FEWEST) * FEWEST


def _coupled(columns: Sequence[str], groups: Mapping[str, Figures], forced: set[str]) -> set[str]:
    """The groups of which some columns are hidden, all of them where any is."""
    hidden: set[str] = set(forced)
    while True:
        found = set(hidden)
        for column in columns:
            found |= hidden_of({name: _read(one, column) for name, one in groups.items()}, frozenset(found))
        if found == hidden:
            return hidden
        hidden = found


def _read(figures: Figures, column: str) -> int:
    name, _, side = column.partition(".")
    value = getattr(figures, name)
    count: int | None = getattr(value, side) if side else value
    return count or 0
