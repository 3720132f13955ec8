"""What proves a lane: values that both lanes have read, and a save that the desk foretold before the page sent it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robots.errors import CaseProblem, ScreenChanged
from robots.model import Unknown, Value
from robots.systems.decision import Form
from robots.systems.desk import Desk
from robots.systems.habits import same_body
from robots.systems.reach import Reach
from robots.systems.request import Request, Unclear


@dataclass(frozen=True)
class Foretold:
    """What a page is going to send."""

    method: str
    address: str
    pairs: Sequence[Sequence[str]]
    tokens: frozenset[str]  # fields whose values are new on each page

    def fits(self, sent: Request) -> bool:
        """Whether just this was sent, but for the tokens."""
        try:
            same = same_body(sent.form, self.pairs, self.tokens)
        except Unclear:
            return False
        return same and (sent.method, sent.url) == (self.method, self.address)


async def foretell(desk: Reach, form: Form, values: Mapping[str, Value]) -> Foretold | None:
    """Fill the form in that stands on a desk, and say what saving it would send; None where that is not known yet.

    Raises:
        Unsteady: What its page sends is not the same each time.
    """
    assert isinstance(desk.view, Desk)
    part = desk.part.draft
    habit = desk.view.habits.habit(part.save)
    if habit is None:
        return None
    try:
        sends = await desk.decision.foretell(form, values)
    except (ScreenChanged, CaseProblem):  # the page will say the same
        return None
    return Foretold(sends["method"], sends["address"], sends["pairs"], frozenset(part.carries) - frozenset(habit.adds))


def alike(one: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether two readings are the same; why something could not be read surely may be told otherwise."""
    return _told(one) == _told(other)


def _told(value: object) -> object:
    if isinstance(value, Unknown):
        return Unknown
    if isinstance(value, Mapping):
        return {name: _told(part) for name, part in value.items()}
    return tuple(map(_told, value)) if isinstance(value, tuple) else value
