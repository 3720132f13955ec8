"""A flow's rules and texts, all or nothing: read and tried, unless this very content was found in order before."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from robots.remembered import remembered
from robots.rules.book import Book
from robots.rules.folder import Written, written


def load(folder: Path) -> Book:
    """Read rules.xlsx and texts/*.j2 of a folder, and try what they say. The same content is tried once.

    Raises:
        RuleError: They are not there, cannot be read, refer to nothing, leave a case without an answer, or an example
            of sheet "Testfall" comes out otherwise than it says. Nothing of them is in force then.
    """
    return _tried(written(folder))


@lru_cache(maxsize=32)
def _tried(found: Written) -> Book:
    """Every report opens every flow: a second in all, each time anew. Whoever changes a file changes what is asked."""

    def tried() -> Book:
        from robots.rules.reading import tried  # with all that knows workbooks, which most starts need not

        return tried(found)

    return remembered(found.place, found.content, tried)
