"""What is wrong with a flow's rules, gathered while they are read, so that a person mends all of it at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from robots.errors import RuleError

_SHEET = re.compile(r'blad "[^"]*"')


def counted(many: int, of: str) -> str:
    """The end of a problem that is told once, though it is met so many times."""
    return f" Så är det i {many} {of}." if many > 1 else ""


class Problems:
    """Each problem once, in the order in which they were met."""

    def __init__(self) -> None:
        self._told: dict[str, None] = {}
        self._unread: set[str] = set()

    def __bool__(self) -> bool:
        return bool(self._told)

    @property
    def told(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(self._told)

    def tell(self, problem: str) -> None:
        """Add a problem, unless all that is wrong is that a name could not be read where it is explained."""
        said = _SHEET.sub("", problem)  # a sheet may be called as a concept is
        if not any(f'"{name}"' in said for name in self._unread):
            self._told[problem] = None

    def unread(self, names: Collection[str]) -> None:
        """From now on nobody is told that these names are unknown: what is wrong with them was told already."""
        self._unread |= set(names)

    @contextmanager
    def gathered(self) -> Iterator[None]:
        """Go on behind the block where it refuses something."""
        try:
            yield
        except RuleError as refused:
            for problem in refused.problems:
                self.tell(problem)

    def refuse(self) -> None:
        """Refuse the rules with all that was told.

        Raises:
            RuleError: Anything was.
        """
        if self._told:
            raise RuleError("\n".join(self._told))
