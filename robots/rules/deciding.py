"""Rows made ready for one day, so that many cases can be decided quickly, and which of them apply to one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from robots.rules.concepts import Scalar
from robots.rules.expressions import Facts, concepts_in
from robots.rules.unary import Ask, Test, limits_of

if TYPE_CHECKING:
    from robots.rules.table import Row

_UNREAD = object()


@dataclass(frozen=True)
class Open:
    """A row that neither applies nor fails, because something it asks for is absent."""

    row: Row
    absent: tuple[str, ...]  # the concepts, in the order in which the row asks for them


@dataclass(frozen=True)
class Standing:
    """Where the rows stand for one case, in their order; those that fail are left out."""

    applies: tuple[Row, ...]
    open: tuple[Open, ...]


class Ready:
    """Rows in force on a day, with the amounts of that day."""

    def __init__(self, rows: Iterable[Row], facts: Facts, *, first: bool) -> None:
        self.rows = tuple(rows)
        self._first = first  # rows behind one that applies are not asked
        self._names: list[str] = list(dict.fromkeys(name for row in self.rows for name in row.tests))
        self._asks = [(row, _asks(row.tests, self._names, facts)) for row in self.rows]

    def stand(self, facts: Facts) -> Standing:
        """Ask each row; a value is read once, and only where a row that has not failed asks for it."""
        names, value = self._names, facts.value
        values: list[object] = [_UNREAD] * len(names)
        applies: list[Row] = []
        undecided: list[Open] = []
        for row, asks in self._asks:
            unanswered = False
            for place, ask in asks:
                known = values[place]
                if known is _UNREAD:
                    known = values[place] = value(names[place])
                answer = ask(known, facts)  # type: ignore[arg-type]  # what facts.value gave
                if answer is None:
                    unanswered = True
                elif not answer:
                    break
            else:
                if unanswered:
                    undecided.append(Open(row, absent(row, facts)))
                    continue
                applies.append(row)
                if self._first:
                    break
        return Standing(tuple(applies), tuple(undecided))


def _asks(tests: Mapping[str, Test], names: Sequence[str], facts: Facts) -> tuple[tuple[int, Ask], ...]:
    return tuple((names.index(name), test.ready(facts)) for name, test in tests.items())


def absent(row: Row, facts: Facts) -> tuple[str, ...]:
    """The concepts whose absence keeps a row open: its own, or one that a cell compares with."""
    found: dict[str, None] = {}
    for name, test in row.tests.items():
        value: Scalar | None = facts.value(name)
        if test.holds(value, facts) is None:
            found |= dict.fromkeys([name] if value is None else compared_with(test, facts))
    return tuple(found)


def compared_with(test: Test, facts: Facts) -> list[str]:
    """The absent concepts in a test's limits."""
    return [name for limit in limits_of([test]) for name in concepts_in(limit) if facts.value(name) is None]
